//! How a plan was made decides what can be proved by it: that is said first, and weighs as much as the mode asks for.

use serde_json::{Value as Json, json};

use crate::cases::{case, findings, named};
use crate::tool::poolproof;

/// The report on a recorded plan after a change of its JSON.
fn report(name: &str, change: impl Fn(&mut Json), more: &[&str]) -> Json {
    let mut plan = case(name).json();
    change(&mut plan);
    let arguments = [&["check", "-", "--report", "json"], more].concat();
    let done = poolproof(arguments).stdin(plan.to_string().into_bytes()).run();
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))
}

fn labels(report: &Json) -> Vec<String> {
    let mut labels: Vec<String> = findings(report).iter().map(|finding| named(finding).0).collect();
    labels.sort();
    labels.dedup();
    labels
}

fn blocking(report: &Json) -> Vec<String> {
    let blocks = findings(report).iter().filter(|finding| finding["blocks"] == true);
    blocks.map(|finding| named(finding).0).collect()
}

fn notes(report: &Json) -> String {
    report["inputs"][0]["notes"].to_string()
}

const BROKEN: &str = "incident/weight-shifted-to-empty-pool";
const STEADY: &str = "healthy/steady-stack";

#[test]
fn an_errored_plan_is_said_to_be_one_before_anything_else() {
    let errored = report(BROKEN, |plan| plan["errored"] = true.into(), &[]);
    assert!(notes(&errored).contains("Planning stopped at an error"));
    assert_eq!(blocking(&errored).first().map(String::as_str), Some("plan_errored"));
    assert!(blocking(&errored).len() > 1, "what is proved of the rest stays said");
}

#[test]
fn a_partial_plan_blocks_and_a_deferred_one_warns() {
    let partial = report(STEADY, |plan| plan["complete"] = false.into(), &[]);
    assert_eq!(blocking(&partial), ["plan_partial"]);
    let deferred = |plan: &mut Json| plan["deferred_changes"] = json!([{ "reason": "provider_config_unknown" }]);
    let deferred = report(STEADY, deferred, &[]);
    assert!(blocking(&deferred).is_empty() && labels(&deferred).contains(&"plan_deferred".to_owned()));
    assert!(notes(&deferred).contains("put off"), "{}", notes(&deferred));
}

/// OpenTofu has no key for it: a full plan lists every object of the state, also those that stay as they are.
#[test]
fn a_plan_of_opentofu_is_partial_where_it_leaves_out_what_the_state_has() {
    let partial = report("modes/tofu-excluded", |plan| assert!(plan.get("complete").is_none()), &[]);
    assert_eq!(blocking(&partial), ["plan_partial"]);
    let message = findings(&partial)[0]["message"].as_str().unwrap();
    assert!(
        message.contains("leaves out 1 resource of the state") && message.contains("aws_lb_listener_rule.api"),
        "{message}"
    );
    let without_key = |plan: &mut Json| {
        let said = ["applyable", "complete"].map(|key| plan.as_object_mut().unwrap().remove(key));
        assert!(said.iter().all(Option::is_some), "{said:?}");
    };
    assert!(blocking(&report("modes/no-changes", without_key, &[])).is_empty(), "a full one leaves out nothing");
    assert!(blocking(&report("modes/tofu-excluded", |_| {}, &["--skip", "plan_partial"])).is_empty());
}

#[test]
fn the_age_of_a_plan_is_held_against_a_time_that_is_given() {
    let at = |now: &str| {
        let made = |plan: &mut Json| plan["timestamp"] = "2026-01-01T00:00:00Z".into();
        let now = format!("now={now}");
        labels(&report(STEADY, made, &["--input", &now])).contains(&"stale_plan".to_owned())
    };
    assert!(!at("2026-01-01T11:59:00Z"));
    assert!(at("2026-01-01T12:01:00Z"));
    assert!(!labels(&report(STEADY, |_| {}, &[])).contains(&"stale_plan".to_owned()), "no clock is asked");
}

#[test]
fn a_stack_that_is_destroyed_on_purpose_is_one_finding() {
    let whole = report("modes/destroy", |_| {}, &[]);
    assert_eq!(labels(&whole), ["destroy_mode"]);
    assert_eq!(findings(&whole).len(), 1);
    assert!(blocking(&report("modes/destroy", |_| {}, &["--skip", "destroy_mode"])).is_empty());
    assert!(findings(&report("modes/destroy-without-traffic", |_| {}, &[])).is_empty());
}

/// Nine routes with eight pools and sixteen members, the load balancer and eight names of it.
#[test]
fn a_stack_of_dozens_that_is_destroyed_is_one_finding_too() {
    let many = case("modes/destroy-of-many");
    let changes = many.json()["resource_changes"].as_array().unwrap().len();
    assert!(changes >= 45, "{changes} changes");
    for saved_plan in [true, false] {
        let (done, report) = many.check(saved_plan);
        let [finding] = findings(&report) else { panic!("{report:#}") };
        assert_eq!((done.code, &*named(finding).0), (1, "destroy_mode"));
        assert!(finding["related"].as_array().unwrap().len() <= 10, "{finding:#}");
    }
    let human = many.command(true, &["check"]).run();
    assert!(human.stdout.lines().count() < 60, "a page, not a book: {human}");
    assert!(blocking(&report("modes/destroy-of-many", |_| {}, &["--skip", "destroy_mode"])).is_empty());
}

#[test]
fn a_plan_that_only_refreshes_tells_of_drift_alone() {
    let refreshed = report("modes/refresh-only-drift", |_| {}, &[]);
    let news = findings(&refreshed).iter().filter(|finding| finding["attribution"] != "pre_existing");
    let news: Vec<String> = news.map(|finding| named(finding).0).collect();
    assert_eq!(news, ["routing_drift"]);
    assert!(findings(&report("modes/refresh-only", |_| {}, &[])).is_empty());
}

#[test]
fn what_was_deleted_outside_is_from_before_the_plan_that_makes_it_again() {
    let deleted = report("modes/rule-deleted-outside", |_| {}, &[]);
    let [finding] = findings(&deleted) else { panic!("{deleted:#}") };
    assert_eq!((&finding["attribution"], &finding["blocks"]), (&"pre_existing".into(), &false.into()));
    assert_eq!(blocking(&report("modes/rule-deleted-outside", |_| {}, &["--strict"])), ["routing_deleted_outside"]);
}

/// The change of an instance in a plan.
fn change<'p>(plan: &'p mut Json, address: &str) -> &'p mut Json {
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    changes.iter_mut().find(|change| change["address"] == address).unwrap_or_else(|| panic!("no {address}"))
}

#[test]
fn a_replacement_that_the_configuration_does_not_show_is_remarked() {
    let name = "incident/pool-replaced-members-leave-first";
    let because = |reason: &'static str| {
        let set = move |plan: &mut Json| change(plan, "aws_lb_target_group.api")["action_reason"] = reason.into();
        notes(&report(name, set, &[]))
    };
    let tainted = "Replaced and tainted in the state, whatever the configuration says: aws_lb_target_group.api.";
    assert!(because("replace_because_tainted").contains(tainted), "{}", because("replace_because_tainted"));
    assert!(because("replace_by_request").contains("asked for by -replace"));
    assert!(!because("replace_because_cannot_update").contains("Replaced and"), "the configuration shows why");
}

#[test]
fn more_listeners_than_aws_allows_are_remarked() {
    let with = |more: usize| {
        let add = |plan: &mut Json| {
            let listener = change(plan, "aws_lb_listener.http").clone();
            let copies = (0..more).map(|index| {
                let mut copy = listener.clone();
                copy["address"] = format!("aws_lb_listener.more[{index}]").into();
                copy["name"] = "more".into();
                copy["index"] = index.into();
                copy
            });
            let copies: Vec<Json> = copies.collect();
            plan["resource_changes"].as_array_mut().unwrap().extend(copies);
        };
        notes(&report(STEADY, add, &[]))
    };
    assert!(with(50).contains("aws_lb.shop has 51 listeners in this plan: AWS allows 50"), "{}", with(50));
    assert!(!with(49).contains("AWS allows"), "{}", with(49));
}

#[test]
fn a_service_that_does_not_wait_for_its_tasks_is_remarked() {
    let with = |grace: usize| {
        let set = |plan: &mut Json| {
            change(plan, "aws_ecs_service.api")["change"]["after"]["health_check_grace_period_seconds"] = grace.into();
        };
        notes(&report("healthy/ecs-tasks-changed", set, &[]))
    };
    assert!(with(10).contains("gives its tasks 10 s before it looks at their health"), "{}", with(10));
    assert!(!with(600).contains("gives its tasks"), "{}", with(600));
    assert!(!with(0).contains("gives its tasks"), "nothing is asked for: {}", with(0));
}
