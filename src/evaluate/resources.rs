//! Resource policies: every planned resource of a type, whatever it is.

use std::sync::Arc;

use crate::model::{Actions, Body, Change, Entries, Value, fits};
use crate::policy::{Policy, PolicyOperation};

use super::stage::Stage;
use super::subjects::{META, Subject, handle};

/// The changes that a policy is for. A replacement is a delete and a create. In the world before the plan nothing is
/// done to anything.
pub(super) fn matching(stage: &Stage<'_>, types: &str, policy: &Policy) -> Vec<Subject> {
    let wanted = policy.effective_operations();
    let of_types = stage.managed().iter().filter(|(type_, _)| fits(types, type_));
    let mut positions: Vec<usize> = of_types.flat_map(|(_, positions)| positions).copied().collect();
    positions.sort_unstable();
    let mut subjects = Vec::new();
    for index in positions {
        let operations = stage.input.plan.changes.get(index).map(|change| operations(stage, change));
        for operation in operations.into_iter().flatten() {
            if wanted.contains(&operation) {
                subjects.push(Subject::Resource(index, operation));
            }
        }
    }
    subjects
}

fn operations(stage: &Stage<'_>, change: &Change) -> Vec<PolicyOperation> {
    if stage.world.unchanged {
        let exists = *change.before.value() != Value::Null;
        return exists.then_some(PolicyOperation::NoOp).into_iter().collect();
    }
    let has = |word: &str| change.actions.words().any(|have| have == word);
    let all = [
        (change.actions.creates(), PolicyOperation::Create),
        (has("update"), PolicyOperation::Update),
        (change.actions.destroys(), PolicyOperation::Delete),
        (has("no-op"), PolicyOperation::NoOp),
    ];
    all.into_iter().filter_map(|(does, operation)| does.then_some(operation)).collect()
}

/// The root name `name` for the change at `index`.
pub(super) fn root(stage: &Stage<'_>, index: usize, operation: PolicyOperation, name: &str) -> Option<Value> {
    let change = stage.input.plan.changes.get(index)?;
    let before = || change.before.value().clone();
    match name {
        "attrs" if stage.world.unchanged => Some(before()),
        "attrs" if operation == PolicyOperation::Delete => Some(nothing_left(&change.before)),
        "attrs" => Some(stage.bodies.after(&stage.graph, index)),
        "prior_attrs" if matches!(operation, PolicyOperation::Create | PolicyOperation::NoOp) => Some(Value::Null),
        "prior_attrs" => Some(before()),
        "meta" => Some(handle(META, index)),
        _ => None,
    }
}

/// What is deleted has all of its attributes, and each is null.
fn nothing_left(before: &Body) -> Value {
    let names = before.value().as_object().into_iter().flat_map(Entries::keys);
    Value::object(names.map(|name| (Arc::clone(name), Value::Null)).collect())
}

/// The property `name` of `meta`.
pub(super) fn meta(stage: &Stage<'_>, index: usize, subject: &Subject, name: &str) -> Option<Value> {
    let change = stage.input.plan.changes.get(index)?;
    Some(match name {
        "address" => Value::string(&change.address.to_string()),
        "type" => Value::string(&change.address.type_),
        "provider_type" => Value::string(change.address.type_.split('_').next().unwrap_or("")),
        "module_path" => Value::string(&module_path(change)),
        "operation" => match subject {
            Subject::Resource(_, operation) => Value::string(operation.word()),
            _ => Value::Null,
        },
        "tfe_workspace" => workspace(),
        "tfe_stack" => stack(),
        _ => return None,
    })
}

/// No workspace of HCP Terraform is at hand: it has no tags.
pub(super) fn workspace() -> Value {
    Value::object([(Arc::from("tags"), Value::object(Entries::default()))].into())
}

/// No stack is at hand: its names are empty, as they are for a workspace.
pub(super) fn stack() -> Value {
    let names = ["deployment_group", "deployment_name", "stack_name"];
    Value::object(names.map(|name| (Arc::from(name), Value::string(""))).into())
}

fn module_path(change: &Change) -> String {
    let path = change.address.module.to_string();
    if path.is_empty() { ".".to_owned() } else { path }
}

/// What is done to the resource of a finding.
pub(super) fn actions<'p>(stage: &Stage<'p>, index: usize) -> Option<&'p Actions> {
    stage.input.plan.changes.get(index).map(|change| &change.actions)
}
