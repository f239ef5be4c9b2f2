//! Several states of one account, each with a plan of its own: a fault that no plan shows alone is found where it is made,
//! with the object of the other state that it concerns.

use serde_json::Value as Json;

use crate::cases::{findings, named};
use crate::tool::poolproof;

/// Policy, address of the subject, the input that has the subject, and the plan that it was found in.
type Fault = (String, String, Option<String>, String);

fn path(world: &str, file: &str) -> String {
    format!("testdata/worlds/{world}/{file}")
}

fn report(world: &str, inputs: &[&str], with: &[&str], more: &[&str]) -> Json {
    let inputs = inputs.iter().map(|file| path(world, file));
    let with = with.iter().flat_map(|file| ["--with".to_owned(), path(world, file)]);
    let all = ["check", "--report", "json"].map(str::to_owned).into_iter();
    let done = poolproof(all.chain(inputs).chain(with).chain(more.iter().map(|word| (*word).to_owned()))).run();
    let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
    assert_eq!(done.code, i32::from(report["summary"]["blocking"] != 0), "{done}");
    report
}

fn blocking(report: &Json) -> Vec<Fault> {
    let blocks = findings(report).iter().filter(|finding| finding["blocks"] == true);
    let mut faults: Vec<Fault> = blocks.map(|finding| fault(report, finding)).collect();
    faults.sort();
    faults
}

fn fault(report: &Json, finding: &Json) -> Fault {
    let input = usize::try_from(finding["input"].as_u64().unwrap()).unwrap();
    let place = report["inputs"][input]["path"].as_str().unwrap().to_owned();
    let subject = &finding["subject"];
    let home = subject["input"].as_str().map(str::to_owned);
    (named(finding).0, subject["address"].as_str().unwrap().to_owned(), home, place)
}

fn expected(policy: &str, address: &str, home: Option<String>, place: String) -> Fault {
    (policy.to_owned(), address.to_owned(), home, place)
}

fn labels(report: &Json) -> Vec<String> {
    findings(report).iter().map(|finding| named(finding).0).collect()
}

const SHARED: [&str; 3] = ["pools/plan.json", "edge/plan.json", "dns/plan.json"];

#[test]
fn a_pool_that_another_input_routes_to_may_not_be_destroyed_in_whatever_order_the_inputs_come() {
    let world = "shared-pool";
    let wanted = [expected("pool_used_elsewhere", "aws_lb_target_group.blue", None, path(world, "pools/plan.json"))];
    let [a, b, c] = SHARED;
    for inputs in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        let report = report(world, &inputs, &[], &[]);
        assert_eq!(blocking(&report), wanted, "{inputs:?}");
        assert_eq!(labels(&report).len(), labels(&self::report(world, &SHARED, &[], &[])).len(), "{inputs:?}");
    }
    // What the apply came to: AWS keeps a pool that a listener uses.
    let truth = std::fs::read_to_string(path(world, "pools/truth.json")).unwrap();
    assert!(truth.contains("ResourceInUse"), "{truth}");
}

#[test]
fn a_neighbour_is_evidence_without_findings_of_its_own() {
    let world = "shared-pool";
    for neighbour in ["edge/state.json", "edge/plan.json"] {
        let report = report(world, &["pools/plan.json"], &[neighbour], &[]);
        let wanted = expected("pool_used_elsewhere", "aws_lb_target_group.blue", None, path(world, "pools/plan.json"));
        assert_eq!(blocking(&report), [wanted], "{neighbour}");
        assert_eq!(report["neighbours"][0]["path"], path(world, neighbour));
        assert_eq!(report["inputs"].as_array().unwrap().len(), 1);
        let message = findings(&report)[0]["message"].as_str().unwrap();
        assert!(message.contains("aws_lb_listener.http") && message.contains(neighbour), "{message}");
        let related = &findings(&report)[0]["related"][0];
        assert_eq!(
            (&related["address"], &related["input"]),
            (&"aws_lb_listener.http".into(), &path(world, neighbour).into())
        );
    }
    // The fault is the other's: this one is held to what it does itself.
    let edge = report(world, &["edge/plan.json"], &["pools/plan.json"], &[]);
    assert!(blocking(&edge).is_empty(), "{edge:#}");
    assert!(!blocking(&report(world, &["edge/plan.json"], &["pools/plan.json"], &["--strict"])).is_empty());
}

#[test]
fn what_is_only_read_here_is_the_pool_of_the_neighbour_with_its_members() {
    let world = "shared-pool";
    let alone = report(world, &["edge/plan.json"], &[], &[]);
    assert!(labels(&alone).contains(&"data_source_pool".to_owned()), "{:?}", labels(&alone));
    let seen = report(world, &["edge/plan.json"], &["pools/state.json"], &[]);
    assert!(labels(&seen).is_empty(), "{:?}", labels(&seen));
}

#[test]
fn a_name_in_another_state_stands_and_the_load_balancer_goes() {
    let world = "load-balancer-removed";
    for (inputs, with, home) in [
        (&["edge/plan.json", "dns/plan.json"][..], &[][..], "dns/plan.json"),
        (&["edge/plan.json"][..], &["dns/state.json"][..], "dns/state.json"),
    ] {
        let report = report(world, inputs, with, &["--only", "entry_to_removed_lb"]);
        let home = Some(path(world, home));
        let wanted = expected("entry_to_removed_lb", "aws_route53_record.www", home, path(world, "edge/plan.json"));
        assert_eq!(blocking(&report), [wanted]);
        assert_eq!(findings(&report).iter().filter(|one| named(one).0 == "entry_to_removed_lb").count(), 1);
    }
}

const IN_A_ROW: [&str; 3] = ["edge/plan.json", "cdn/plan.json", "dns/plan.json"];

/// A name (dns) leads to a distribution (cdn) that leads to a load balancer (edge).
#[test]
fn names_of_hosts_join_three_states_in_a_row() {
    let world = "names-in-a-row";
    let fault = |subject: &str, home: &str, place: &str| {
        expected("entry_to_removed_lb", subject, Some(path(world, home)), path(world, place))
    };
    let [a, b, c] = IN_A_ROW;
    for inputs in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        let wanted = [
            fault("aws_cloudfront_distribution.shop", "cdn/plan.json", "edge/plan.json"),
            fault("aws_route53_record.assets", "dns/plan.json", "cdn/plan.json"),
        ];
        assert_eq!(blocking(&report(world, &inputs, &[], &[])), wanted, "{inputs:?}");
    }
    let edge = report(world, &["edge/plan.json"], &["cdn/state.json", "dns/state.json"], &[]);
    assert_eq!(blocking(&edge), [fault("aws_cloudfront_distribution.shop", "cdn/state.json", "edge/plan.json")]);
    // The name before the distribution is told with it, from the third state.
    let finding = &findings(&edge)[0];
    assert_eq!(finding["related"][0]["address"], "aws_route53_record.www");
    let way: Vec<&str> = finding["path"].as_array().unwrap().iter().filter_map(|hop| hop["address"].as_str()).collect();
    assert!(way[0].starts_with("aws_route53_record.www (") && way[1].starts_with("aws_cloudfront_"), "{way:?}");
    // The state of the name alone tells what a distribution that goes leaves behind.
    let cdn = report(world, &["cdn/plan.json"], &["dns/state.json"], &[]);
    assert_eq!(blocking(&cdn), [fault("aws_route53_record.assets", "dns/state.json", "cdn/plan.json")]);
    for alone in IN_A_ROW {
        assert!(blocking(&report(world, &[alone], &[], &[])).is_empty(), "{alone}");
    }
}

#[test]
fn what_leads_elsewhere_in_the_same_change_lets_a_distribution_and_a_load_balancer_go() {
    let report = report("names-move-on", &IN_A_ROW, &[], &["--strict"]);
    assert!(blocking(&report).is_empty(), "{report:#}");
    assert!(labels(&report).is_empty(), "{:?}", labels(&report));
    // The same plans where the name or the distribution is left as it is.
    let world = "names-move-on";
    assert_eq!(blocking(&self::report(world, &["edge/plan.json"], &["cdn/state.json"], &[])).len(), 1);
    assert_eq!(blocking(&self::report(world, &["cdn/plan.json"], &["dns/state.json"], &[])).len(), 1);
}

#[test]
fn the_plan_that_takes_the_last_target_out_of_a_pool_elsewhere_is_the_one_that_blocks() {
    let world = "members-elsewhere";
    let both = report(world, &["edge/plan.json", "servers/plan.json"], &[], &[]);
    let home = Some(path(world, "edge/plan.json"));
    let wanted = expected("pool_loses_all_targets", "aws_lb_target_group.blue", home, path(world, "servers/plan.json"));
    assert_eq!(blocking(&both), [wanted]);
    // Without the one or the other nobody can tell.
    assert!(blocking(&report(world, &["servers/plan.json"], &[], &[])).is_empty());
    assert!(blocking(&report(world, &["edge/plan.json"], &[], &[])).is_empty());
    // The members are those of the other state.
    let edge = report(world, &["edge/plan.json"], &["servers/state.json"], &["--strict", "--all"]);
    assert!(blocking(&edge).is_empty(), "{edge:#}");
}

#[test]
fn the_same_addresses_in_another_environment_are_other_objects() {
    let world = "unused-pool-removed";
    let report = report(world, &["pools/plan.json", "edge/plan.json", "test/plan.json"], &[], &[]);
    assert!(blocking(&report).is_empty(), "{:#?}", blocking(&report));
    assert!(findings(&report).iter().all(|finding| finding["subject"]["input"].is_null()), "{report:#}");
}

#[test]
fn two_pictures_of_one_state_say_nothing_of_each_other() {
    let world = "shared-pool";
    let alone = report(world, &["pools/plan.json"], &[], &[]);
    let twice = report(world, &["pools/plan.json"], &["pools/state.json"], &[]);
    assert_eq!(findings(&alone), findings(&twice));
    let notes = twice["inputs"][0]["notes"].to_string();
    assert!(notes.contains("taken for one state"), "{notes}");
}

#[test]
fn a_neighbour_whose_planning_stopped_counts_as_what_is_there_now() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(path("shared-pool", "pools/plan.json")).unwrap();
    let mut plan: Json = serde_json::from_str(&text).unwrap();
    let neighbour = folder.path().join("pools.json");
    let judged = |plan: &Json| {
        std::fs::write(&neighbour, plan.to_string()).unwrap();
        let edge = path("shared-pool", "edge/plan.json");
        let arguments = ["check", &edge, "--with", neighbour.to_str().unwrap(), "--report", "json", "--strict"];
        let done = poolproof(arguments).run();
        blocking(&serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))).len()
    };
    assert!(judged(&plan) > 0);
    plan["errored"] = true.into();
    assert_eq!(judged(&plan), 0);
}

#[test]
fn a_stack_that_is_destroyed_on_purpose_still_may_not_break_another() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(path("shared-pool", "pools/plan.json")).unwrap();
    let mut plan: Json = serde_json::from_str(&text).unwrap();
    plan["planned_values"] = serde_json::json!({ "root_module": {} });
    for change in plan["resource_changes"].as_array_mut().unwrap() {
        change.as_object_mut().unwrap().remove("action_reason");
        change["change"]["actions"] = serde_json::json!(["delete"]);
        change["change"]["after"] = Json::Null;
    }
    let destroy = folder.path().join("destroy.json");
    std::fs::write(&destroy, plan.to_string()).unwrap();
    let judged = |with: &[String]| {
        let arguments = ["check", destroy.to_str().unwrap(), "--report", "json"].map(str::to_owned);
        let done = poolproof(arguments.into_iter().chain(with.iter().cloned())).run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        blocking(&report).into_iter().map(|(policy, address, home, _)| (policy, address, home)).collect::<Vec<_>>()
    };
    assert!(judged(&[]).is_empty());
    let edge = path("shared-pool", "edge/state.json");
    let wanted = ("forward_to_removed_pool".to_owned(), "aws_lb_listener.http".to_owned(), Some(edge.clone()));
    assert_eq!(judged(&["--with".to_owned(), edge]), [wanted]);
}
