//! A configuration of many module instances and the plan that it makes: each service has a pool for either colour, an
//! attachment for each, a rule whose target groups stand in a dynamic block over a local, and log groups that have
//! nothing to do with it. All ARNs are known only after the apply.

use serde_json::{Value, json};

const ROOT: &str = r#"
locals {
  services  = {
@SERVICES@  }
  balancers = toset([for service in local.services : service.balancer])
}
resource "aws_lb" "main" {
  for_each = local.balancers
  name     = "main-${each.key}"
}
resource "aws_lb_listener" "http" {
  for_each          = aws_lb.main
  load_balancer_arn = each.value.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
  }
}
module "service" {
  source       = "./service"
  for_each     = local.services
  name         = each.key
  live         = each.value.live
  priority     = each.value.priority
  listener_arn = aws_lb_listener.http[each.value.balancer].arn
}
"#;

const SERVICE: &str = r#"
variable "name" { type = string }
variable "live" { type = string }
variable "priority" { type = number }
variable "listener_arn" { type = string }
locals {
  colours = toset(["blue", "green"])
  pools   = { for c, p in aws_lb_target_group.this : c => { arn = p.arn, weight = c == var.live ? 100 : 0 } }
}
resource "aws_lb_target_group" "this" {
  for_each = local.colours
  name     = "${var.name}-${each.key}"
  port     = 80
  protocol = "HTTP"
}
resource "aws_lb_target_group_attachment" "this" {
  for_each         = aws_lb_target_group.this
  target_group_arn = each.value.arn
  target_id        = aws_instance.web.id
}
resource "aws_lb_listener_rule" "this" {
  listener_arn = var.listener_arn
  priority     = var.priority
  condition {
    host_header {
      values = ["${var.name}.example.com"]
    }
  }
  action {
    type = "forward"
    forward {
      dynamic "target_group" {
        for_each = local.pools
        content {
          arn    = target_group.value.arn
          weight = target_group.value.weight
        }
      }
    }
  }
}
resource "aws_instance" "web" {
  instance_type = "t3.micro"
}
resource "aws_cloudwatch_log_group" "log" {
  count = 4
  name  = "/${var.name}/${count.index}"
}
"#;

/// Services of one load balancer: a listener has room for a hundred rules.
const SHARED: usize = 50;

/// The files of the configuration with `count` services, and the plan as JSON; ten resources each.
pub(crate) fn modules(count: usize) -> (Vec<(&'static str, String)>, String) {
    let written = |index: usize| {
        let (live, priority) = (if index.is_multiple_of(2) { "blue" } else { "green" }, index % SHARED + 1);
        let balancer = index / SHARED;
        format!("    svc{index:05} = {{ live = \"{live}\", priority = {priority}, balancer = \"{balancer}\" }}\n")
    };
    let services: String = (0..count).map(written).collect();
    let files = vec![("main.tf", ROOT.replace("@SERVICES@", &services)), ("service/main.tf", SERVICE.to_owned())];
    let mut changes = Vec::new();
    for balancer in 0..count.div_ceil(SHARED) {
        let address = |name: &str| format!("{name}[\"{balancer}\"]");
        let new = json!({"arn": true, "id": true});
        changes.push(change("aws_lb", &address("aws_lb.main"), json!({"name": format!("main-{balancer}")}), new));
        changes.push(change(
            "aws_lb_listener",
            &address("aws_lb_listener.http"),
            json!({"port": 80, "protocol": "HTTP", "default_action": [{"type": "fixed-response", "forward": []}]}),
            json!({"arn": true, "id": true, "load_balancer_arn": true}),
        ));
    }
    for index in 0..count {
        service(index, &mut changes);
    }
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {"resources": [{}]}},
        "resource_changes": changes, "configuration": configuration(), "complete": true, "errored": false
    });
    (files, plan.to_string())
}

fn service(index: usize, changes: &mut Vec<Value>) {
    let name = format!("svc{index:05}");
    let at = |rest: &str| format!("module.service[\"{name}\"].{rest}");
    let new = json!({"arn": true, "id": true});
    for colour in ["blue", "green"] {
        let pool = at(&format!("aws_lb_target_group.this[\"{colour}\"]"));
        let values = json!({"name": format!("{name}-{colour}"), "port": 80, "protocol": "HTTP"});
        changes.push(change("aws_lb_target_group", &pool, values, new.clone()));
        let member = at(&format!("aws_lb_target_group_attachment.this[\"{colour}\"]"));
        let unknown = json!({"id": true, "target_group_arn": true, "target_id": true});
        changes.push(change("aws_lb_target_group_attachment", &member, json!({}), unknown));
    }
    let forward = json!([{"type": "forward", "forward": [{"target_group": [{"weight": 0}, {"weight": 100}]}]}]);
    let unknown = json!([{"forward": [{"target_group": [{"arn": true}, {"arn": true}]}]}]);
    let condition = json!([{"host_header": [{"values": [format!("{name}.example.com")]}]}]);
    changes.push(change(
        "aws_lb_listener_rule",
        &at("aws_lb_listener_rule.this"),
        json!({"priority": index % SHARED + 1, "action": forward, "condition": condition}),
        json!({"arn": true, "id": true, "listener_arn": true, "action": unknown}),
    ));
    changes.push(change("aws_instance", &at("aws_instance.web"), json!({"instance_type": "t3.micro"}), new.clone()));
    for log in 0..4 {
        let address = at(&format!("aws_cloudwatch_log_group.log[{log}]"));
        let values = json!({"name": format!("/{name}/{log}"), "tags": {"service": name, "text": "x".repeat(200)}});
        changes.push(change("aws_cloudwatch_log_group", &address, values, new.clone()));
    }
}

fn change(type_: &str, address: &str, after: Value, unknown: Value) -> Value {
    json!({
        "address": address, "mode": "managed", "type": type_,
        "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown}
    })
}

fn configuration() -> Value {
    let resource = |address: &str| json!({"address": address, "mode": "managed", "expressions": {}});
    let inside = ["aws_lb_target_group.this", "aws_lb_target_group_attachment.this", "aws_lb_listener_rule.this"];
    let more = ["aws_instance.web", "aws_cloudwatch_log_group.log"];
    let inside: Vec<Value> = inside.into_iter().chain(more).map(resource).collect();
    json!({"root_module": {
        "resources": [resource("aws_lb.main"), resource("aws_lb_listener.http")],
        "module_calls": {"service": {"source": "./service", "module": {"resources": inside}}}
    }})
}
