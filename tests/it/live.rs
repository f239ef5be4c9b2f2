//! The read-only commands that tell what no plan and no state can, for each service in its own words.

use serde_json::{Value as Json, json};

use crate::cases::findings;
use crate::tool::poolproof;

const ACCOUNT: &str = "eu-central-1:123456789012";

fn object(address: &str, values: Json) -> Json {
    let (type_, name) = address.split_once('.').unwrap();
    let provider = "registry.terraform.io/hashicorp/aws";
    json!({
        "address": address, "mode": "managed", "type": type_, "name": name, "provider_name": provider,
        "schema_version": 0, "values": values
    })
}

/// A state whose pools are filled by others, or with servers of others.
fn state() -> String {
    let elb = |what: &str| format!("arn:aws:elasticloadbalancing:{ACCOUNT}:{what}");
    let lattice = |what: &str| format!("arn:aws:vpc-lattice:{ACCOUNT}:{what}");
    let (service, group) = ("svc-0123456789abcdef0", "tg-0123456789abcdef0");
    let forward = |arn: &str| json!([{ "type": "forward", "target_group_arn": arn, "order": 1 }]);
    let (balancer, pool) = (elb("loadbalancer/app/shop/0123456789abcdef"), elb("targetgroup/shop/0123456789abcdef"));
    let shares = json!([{ "forward": [{ "target_groups": [{ "target_group_identifier": group, "weight": 100 }] }] }]);
    let resources = [
        object("aws_lb.shop", json!({ "arn": balancer, "id": balancer, "load_balancer_type": "application" })),
        object(
            "aws_lb_target_group.shop",
            json!({ "arn": pool, "id": pool, "name": "shop", "target_type": "instance" }),
        ),
        object(
            "aws_lb_listener.http",
            json!({
                "arn": elb("listener/app/shop/0123456789abcdef/0123456789abcdef"), "load_balancer_arn": balancer,
                "port": 80, "protocol": "HTTP", "default_action": forward(&pool)
            }),
        ),
        object("aws_vpclattice_service.api", json!({ "id": service, "arn": lattice("service/svc-0123456789abcdef0") })),
        object(
            "aws_vpclattice_target_group.api",
            json!({ "id": group, "arn": lattice("targetgroup/tg-0123456789abcdef0"), "name": "api", "type": "INSTANCE" }),
        ),
        object(
            "aws_vpclattice_listener.api",
            json!({
                "arn": lattice("service/svc-0123456789abcdef0/listener/listener-0123456789abcdef0"),
                "listener_id": "listener-0123456789abcdef0", "service_identifier": service, "default_action": shares
            }),
        ),
        object(
            "aws_elb.old",
            json!({
                "arn": elb("loadbalancer/it's old"), "id": "it's old", "name": "it's old",
                "instances": ["i-0123456789abcdef0"],
                "listener": [{ "instance_port": 8080, "instance_protocol": "http", "lb_port": 80, "lb_protocol": "http" }]
            }),
        ),
    ];
    json!({
        "format_version": "1.0", "terraform_version": "1.11.4",
        "values": { "root_module": { "resources": resources } }
    })
    .to_string()
}

#[test]
fn every_service_is_asked_by_its_own_command() {
    let wanted = [
        "aws elb describe-instance-health --load-balancer-name 'it'\\''s old'",
        "aws elbv2 describe-target-health --target-group-arn 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/0123456789abcdef'",
        "aws vpc-lattice list-targets --target-group-identifier 'tg-0123456789abcdef0'",
    ];
    let done = poolproof(["check", "-", "--report", "json"]).stdin(state()).run();
    let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
    let open = findings(&report).iter().filter(|finding| finding["verdict"] == "unknown");
    let mut asked: Vec<&str> =
        open.flat_map(|finding| finding["live_check"].as_array().unwrap()).filter_map(Json::as_str).collect();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked, wanted);
    // Each stands in the report as it is, to be pasted; what is only a remark is listed when it is asked for.
    let human = poolproof(["check", "-", "--verbose"]).stdin(state()).run();
    for command in wanted {
        assert!(human.stdout.lines().any(|line| line.trim() == command), "{command}: {human}");
    }
    assert_eq!(human.code, 0, "{human}");
}

#[test]
fn a_name_under_a_mask_is_not_put_into_a_command() {
    let mut state: Json = serde_json::from_str(&state()).unwrap();
    for object in state["values"]["root_module"]["resources"].as_array_mut().unwrap() {
        if object["type"] == "aws_elb" {
            object["sensitive_values"] = json!({ "name": true, "id": true });
        }
    }
    let done = poolproof(["check", "-", "--report", "json", "--all"]).stdin(state.to_string()).run();
    assert!(!done.stdout.contains("describe-instance-health"), "{done}");
}
