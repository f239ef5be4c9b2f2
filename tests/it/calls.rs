//! The order of an apply against the calls that AWS was sent while recorded plans were applied: the last call of a step comes
//! before the first one of what waits for it.

use std::collections::BTreeMap;

use poolproof::input::Input;
use poolproof::model::Change;
use poolproof::order::{Half, Step};
use serde::Deserialize;

use crate::order::{self, Steps};
use crate::tool::root;

/// The applies of one plan in `calls.json`.
#[derive(Deserialize)]
struct Recorded {
    /// Each by its name, with the addresses that it names.
    calls: Vec<(String, Vec<String>)>,
    /// The calls in their order, by their place in `calls`.
    runs: Vec<Vec<usize>>,
}

/// When a step makes a call.
#[derive(Clone, Copy, PartialEq)]
enum When {
    /// Of a new object.
    Made,
    /// Of an object that is there: a part of making it, of updating it, or of destroying it.
    Changed,
    /// The same of a type whose new object has the id of the one that it replaces, so that no name tells the two apart.
    ChangedOfOneId,
    Destroyed,
}

/// Which type a call is for. A call that several have is for the first one of which it names an object.
const CALLS: [(When, &str, &[&str]); 36] = [
    (When::Made, "aws_lb", &["CreateLoadBalancer"]),
    (When::Changed, "aws_lb", &["ModifyLoadBalancerAttributes", "SetIpAddressType", "SetSecurityGroups", "SetSubnets"]),
    (When::Destroyed, "aws_lb", &["DeleteLoadBalancer"]),
    (When::Made, "aws_lb_listener", &["CreateListener"]),
    (When::Changed, "aws_lb_listener", &["ModifyListener", "ModifyListenerAttributes"]),
    (When::Destroyed, "aws_lb_listener", &["DeleteListener"]),
    (When::Made, "aws_lb_listener_rule", &["CreateRule"]),
    (When::Changed, "aws_lb_listener_rule", &["ModifyRule", "SetRulePriorities"]),
    (When::Destroyed, "aws_lb_listener_rule", &["DeleteRule"]),
    (When::Made, "aws_lb_target_group", &["CreateTargetGroup"]),
    (When::Changed, "aws_lb_target_group", &["ModifyTargetGroup", "ModifyTargetGroupAttributes"]),
    (When::Destroyed, "aws_lb_target_group", &["DeleteTargetGroup"]),
    (When::Made, "aws_lb_target_group_attachment", &["RegisterTargets"]),
    (When::Destroyed, "aws_lb_target_group_attachment", &["DeregisterTargets"]),
    (When::Made, "aws_autoscaling_attachment", &["AttachLoadBalancerTargetGroups", "AttachLoadBalancers"]),
    (When::Destroyed, "aws_autoscaling_attachment", &["DetachLoadBalancerTargetGroups", "DetachLoadBalancers"]),
    (When::Made, "aws_autoscaling_traffic_source_attachment", &["AttachTrafficSources"]),
    (When::Destroyed, "aws_autoscaling_traffic_source_attachment", &["DetachTrafficSources"]),
    (When::Made, "aws_autoscaling_group", &["CreateAutoScalingGroup"]),
    (
        When::ChangedOfOneId,
        "aws_autoscaling_group",
        &[
            "UpdateAutoScalingGroup",
            "AttachLoadBalancerTargetGroups",
            "DetachLoadBalancerTargetGroups",
            "AttachTrafficSources",
            "DetachTrafficSources",
        ],
    ),
    (When::Destroyed, "aws_autoscaling_group", &["DeleteAutoScalingGroup"]),
    (When::Made, "aws_ecs_service", &["CreateService"]),
    (When::ChangedOfOneId, "aws_ecs_service", &["UpdateService"]),
    (When::Destroyed, "aws_ecs_service", &["DeleteService"]),
    (When::Made, "aws_ecs_cluster", &["CreateCluster"]),
    (When::Made, "aws_ecs_task_definition", &["RegisterTaskDefinition"]),
    (When::Made, "aws_instance", &["RunInstances"]),
    (When::Changed, "aws_instance", &["ModifyInstanceAttribute"]),
    (When::Destroyed, "aws_instance", &["TerminateInstances"]),
    (When::Made, "aws_launch_template", &["CreateLaunchTemplate"]),
    (When::Made, "aws_network_interface", &["CreateNetworkInterface"]),
    (When::Made, "aws_security_group", &["CreateSecurityGroup"]),
    (When::Made, "aws_vpc", &["CreateVpc"]),
    (When::Destroyed, "aws_vpc", &["DeleteVpc"]),
    (When::Made, "aws_subnet", &["CreateSubnet"]),
    (When::Destroyed, "aws_subnet", &["DeleteSubnet"]),
];

/// An address in a recording: `#old` is what it had before a replacement, `#deposed` what it had even before that.
fn is_named(change: &Change, named: &str) -> bool {
    let (address, which) = named.split_once('#').unwrap_or((named, ""));
    change.deposed.is_some() == (which == "deposed") && change.address.to_string() == address
}

/// What a call does to an object that a change is about.
fn half_of(when: When, change: &Change, named: &str) -> Option<Half> {
    let (was, destroys) = (named.contains('#'), change.actions.destroys());
    let makes = !was && (change.actions.creates() || !destroys);
    match when {
        When::Made => makes.then_some(Half::Make),
        When::Destroyed => destroys.then_some(Half::Destroy),
        When::ChangedOfOneId if makes && destroys => None,
        _ if makes => Some(Half::Make),
        _ => destroys.then_some(Half::Destroy),
    }
}

/// The step that a call belongs to: one for the only object that it names of the type that it is for.
fn step_of(input: &Input, call: &str, of: &[String]) -> Option<String> {
    let changes = &input.plan.changes;
    let of_type = |type_: &str| {
        let own = of.iter().flat_map(|named| {
            let same = changes.iter().enumerate().filter(move |(_, change)| is_named(change, named));
            same.map(move |(at, change)| (at, change, named))
        });
        own.filter(|(_, change, _)| change.address.type_.replace("aws_alb", "aws_lb") == type_).collect::<Vec<_>>()
    };
    let rows = CALLS.iter().filter(|(_, _, calls)| calls.contains(&call));
    let (when, own) = rows.map(|(when, type_, _)| (*when, of_type(type_))).find(|(_, own)| !own.is_empty())?;
    let [(at, change, named)] = own.as_slice() else { return None };
    Some(order::spelled(input, Step { change: *at, half: half_of(when, change, named)? }))
}

/// Calls that belong to a step, and pairs of steps of which one had to end before the other began.
#[derive(Default)]
struct Held {
    calls: usize,
    pairs: usize,
}

impl Held {
    /// Holds the calls of one apply against the order.
    fn add<'c>(
        &mut self,
        name: &str,
        input: &Input,
        before: &Steps,
        calls: impl Iterator<Item = (&'c str, &'c [String])>,
    ) {
        let (mut first, mut last) = (BTreeMap::new(), BTreeMap::new());
        for (at, (call, of)) in calls.enumerate() {
            let Some(step) = step_of(input, call, of).filter(|step| before.contains_key(step)) else { continue };
            first.entry(step.clone()).or_insert(at);
            last.insert(step, at);
            self.calls += 1;
        }
        for (step, began) in &first {
            for earlier in before.get(step).into_iter().flatten() {
                let Some(ended) = last.get(earlier) else { continue };
                assert!(ended < began, "{name}: a call for {step} was seen before one for {earlier}");
                self.pairs += 1;
            }
        }
    }
}

/// Applies of scenarios made for it, which wait, fail and stop.
#[test]
fn no_recorded_call_contradicts_the_order() {
    let mut held = Held::default();
    for batch in order::batches() {
        let input = order::input(&batch.folder, true);
        let before = order::closed(&order::modelled(&input));
        for run in &batch.seen.runs {
            let calls = run.steps.iter().map(|call| (call.call.as_str(), call.of.as_slice()));
            held.add(&batch.name, &input, &before, calls);
        }
    }
    println!("{} calls, {} pairs of steps in them", held.calls, held.pairs);
    assert!(held.calls >= 1000 && held.pairs > 500, "{} calls, {} pairs of steps", held.calls, held.pairs);
}

/// Applies of the recorded cases.
#[test]
fn no_call_of_a_recorded_case_contradicts_the_order() {
    let text = std::fs::read_to_string(root().join("testdata/calls.json")).unwrap();
    let recorded: BTreeMap<String, Recorded> = serde_json::from_str(&text).unwrap();
    let (mut plans, mut held) = (0, Held::default());
    for (name, recorded) in recorded {
        let folder = root().join("testdata").join(&name);
        let input = order::input(&folder, folder.join("plan.tfplan").is_file());
        let before = order::closed(&order::modelled(&input));
        let known = held.pairs;
        for run in &recorded.runs {
            let calls = run.iter().map(|at| &recorded.calls[*at]);
            held.add(&name, &input, &before, calls.map(|(call, of)| (call.as_str(), of.as_slice())));
        }
        plans += usize::from(held.pairs > known);
    }
    println!("{plans} plans with {} calls, {} pairs of steps in them", held.calls, held.pairs);
    assert!(plans >= 100 && held.calls >= 2000 && held.pairs >= 4000, "{plans} plans, {} calls", held.calls);
}
