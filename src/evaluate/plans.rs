//! Policies on the whole plan: what a JSONPath finds in its JSON, and the facts that are not in one place of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jsonpath_rust::JsonPath;
use serde_json::Value as Json;

use crate::changes;
use crate::eval::functions;
use crate::finding::Shift;
use crate::graph::{Edge, Graph, Liveness, Role, Side};
use crate::hash::HashSet;
use crate::model::{Address, Index, Mode, Plan, PlanMode, Value};

use super::stage::Stage;
use super::subjects::{self, Subject};
use super::transit;

/// Every value that `select` finds in the plan. The path was checked when the policy was read. Masked values are in
/// clear in a plan's JSON, so what is found there counts as sensitive unless its place holds none.
pub(super) fn selected(stage: &Stage<'_>, select: &str) -> Vec<Subject> {
    if stage.world.unchanged {
        return Vec::new();
    }
    let unreadable =
        || vec![Subject::Plan(Value::unknown_because("the plan's JSON cannot be read there"), "$".to_owned())];
    let Some(document) = stage.input.plan.document.of(first_section(select)) else { return unreadable() };
    if let Err(why) = functions::check_work(select, &document) {
        return vec![Subject::Plan(Value::unknown_because(why), "$".to_owned())];
    }
    let Ok(found) = document.query_with_path(select) else { return unreadable() };
    found
        .into_iter()
        .map(|one| {
            let place = one.clone().path();
            Subject::Plan(shown(one.val(), &place), place)
        })
        .collect()
}

/// What stands at a place, with a mask over all of it that may be a secret. What a change says of itself is shown beside its
/// values: a message would otherwise not even tell which resource it is about.
fn shown(json: &Json, place: &str) -> Value {
    match json {
        json if shows_nothing(place) => to_value(json),
        Json::Object(entries) if shows_some(place) => {
            let entries = entries
                .iter()
                .map(|(name, part)| (Arc::from(name.as_str()), shown(part, &format!("{place}['{name}']"))));
            Value::object(entries.collect())
        }
        Json::Array(elements) if shows_some(place) => {
            let elements = elements.iter().enumerate();
            Value::tuple(elements.map(|(index, part)| shown(part, &format!("{place}[{index}]"))).collect())
        }
        json => to_value(json).sensitive(),
    }
}

/// Something that stands below a place shows nothing of a value: the plan itself, its changes, and one of them.
fn shows_some(place: &str) -> bool {
    let Some(rest) = place.strip_prefix('$') else { return false };
    let changes = ["['resource_changes']", "['resource_drift']"].into_iter().find_map(|list| rest.strip_prefix(list));
    let Some(change) = changes else { return rest.is_empty() };
    let inside = change.strip_prefix('[').and_then(|change| change.split_once(']'));
    change.is_empty() || inside.is_some_and(|(index, rest)| is_number(index) && ["", "['change']"].contains(&rest))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands at a place is no value of a resource, variable or output: a section of flags and versions, or what a change
/// says of itself.
fn shows_nothing(place: &str) -> bool {
    const OPEN: [&str; 9] = [
        "format_version",
        "terraform_version",
        "timestamp",
        "applyable",
        "complete",
        "errored",
        "deferred_changes",
        "relevant_attributes",
        "checks",
    ];
    const OF_A_CHANGE: [&str; 11] = [
        "['address']",
        "['previous_address']",
        "['module_address']",
        "['mode']",
        "['type']",
        "['name']",
        "['index']",
        "['provider_name']",
        "['deposed']",
        "['action_reason']",
        "['change']['actions']",
    ];
    let Some((section, rest)) = place.strip_prefix("$['").and_then(|rest| rest.split_once("']")) else { return false };
    if !["resource_changes", "resource_drift"].contains(&section) {
        return OPEN.contains(&section);
    }
    let inside = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let inside = inside.filter(|(index, _)| is_number(index));
    inside.is_some_and(|(_, rest)| OF_A_CHANGE.iter().any(|open| rest.strip_prefix(open).is_some_and(is_index_or_end)))
}

fn is_index_or_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('[')
}

/// The one top-level section that a path looks into: reading it alone is far cheaper than reading the whole plan.
fn first_section(select: &str) -> Option<&str> {
    let rest = select.strip_prefix("$.")?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    rest.get(..end).filter(|section| !section.is_empty())
}

fn to_value(json: &Json) -> Value {
    serde_json::from_str(&json.to_string()).unwrap_or(Value::Null)
}

/// The property `name` of `plan`.
pub(super) fn property(stage: &Stage<'_>, name: &str) -> Option<Value> {
    let plan = &stage.input.plan;
    Some(match name {
        "terraform_version" => plan.terraform_version.as_deref().map_or(Value::Null, Value::string),
        "mode" => Value::string(match plan.mode {
            PlanMode::Normal => "normal",
            PlanMode::Destroy => "destroy",
            PlanMode::RefreshOnly => "refresh-only",
        }),
        "errored" => Value::Bool(plan.errored),
        "complete" => plan.complete.map_or(Value::Null, Value::Bool),
        "deferred" => Value::list(plan.deferred.iter().map(|reason| Value::string(reason)).collect()),
        "untouched" => {
            Value::list(untouched(plan, &stage.world.index).iter().map(|address| Value::string(address)).collect())
        }
        "timestamp" => plan.timestamp.as_deref().map_or(Value::Null, Value::string),
        "destroyed_routes" => {
            Value::list(destroyed_routes(&stage.graph).iter().map(|name| Value::string(name)).collect())
        }
        "stops" => transit::stops(stage, stage.order.stops.iter()),
        "windows" => transit::windows(stage, stage.order.windows.iter()),
        "left_dead" => Value::list(stage.order.left_dead().into_iter().map(subjects::route).collect()),
        "routing_changes" => Value::list(shifts(stage).iter().map(|line| Value::string(line)).collect()),
        "has_routing" => {
            let mut own = stage.graph.nodes.iter().filter(|node| !node.is_foreign());
            Value::Bool(own.any(|node| !node.kind.surrounds()))
        }
        _ => return None,
    })
}

/// Each listener and rule whose routing changes, in a line.
fn shifts(stage: &Stage<'_>) -> Vec<String> {
    changes::shifts(&stage.graph, 0).iter().map(Shift::line).collect()
}

/// Listeners and rules that the plan destroys and that carry traffic now: to a pool that gets a share of it and is not
/// proved dead.
fn destroyed_routes(graph: &Graph<'_>) -> Vec<String> {
    let carries = |edge: &&Edge| {
        let pool = edge.to.filter(|pool| !matches!(graph.liveness(*pool, Side::Before), Liveness::Dead(_)));
        pool.is_some() && graph.share(edge, Side::Before).is_none_or(|share| share > 0.0)
    };
    let edges = graph.edges.iter().filter(|edge| edge.role == Role::Forward && edge.before);
    let from = edges.filter(carries).filter_map(|edge| graph.node(edge.from)).filter(|from| !from.is_foreign());
    let gone = from.filter(|from| from.actions.destroys() && !from.actions.creates());
    gone.map(|from| from.name.clone()).collect::<BTreeSet<String>>().into_iter().collect()
}

/// Managed instances of the state that the plan leaves out. A full plan lists each one, also those it does not touch, so
/// one that is missing was excluded: OpenTofu's `-exclude` can be seen nowhere else.
fn untouched(plan: &Plan, index: &Index<'_>) -> Vec<String> {
    if plan.mode == PlanMode::RefreshOnly {
        return Vec::new();
    }
    let deposed: HashSet<&Address> =
        plan.changes.iter().filter(|change| change.deposed.is_some()).map(|change| &*change.address).collect();
    let is_listed = |address: &Address| index.change(address).is_some() || deposed.contains(address);
    let moved: BTreeSet<&str> = plan.changes.iter().filter_map(|change| change.previous_address.as_deref()).collect();
    let managed = plan.prior.iter().filter(|object| object.address.mode == Mode::Managed);
    let names = managed.filter(|object| !is_listed(&object.address)).map(|object| object.address.to_string());
    names.filter(|name| !moved.contains(name.as_str())).collect::<BTreeSet<String>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_change_says_of_itself_is_shown_and_its_values_are_not() {
        for place in [
            "$['errored']",
            "$['checks'][0]['status']",
            "$['resource_changes'][12]['address']",
            "$['resource_changes'][0]['change']['actions']",
            "$['resource_drift'][0]['change']['actions'][1]",
        ] {
            assert!(shows_nothing(place), "{place}");
        }
        for place in [
            "$",
            "$['variables']['password']",
            "$['resource_changes']",
            "$['resource_changes'][0]",
            "$['resource_changes'][0]['change']",
            "$['resource_changes'][0]['change']['after']['name']",
            "$['resource_changes'][0]['addresses']",
            "$['resource_changes']['address']",
            "$['prior_state']['values']['root_module']['resources'][0]['address']",
        ] {
            assert!(!shows_nothing(place), "{place}");
        }
    }

    #[test]
    fn a_change_is_told_by_its_address_with_its_values_masked() {
        let change =
            serde_json::json!({ "address": "aws_lb.a", "change": { "actions": ["update"], "after": { "name": "x" } } });
        let plan =
            serde_json::json!({ "terraform_version": "1.11.4", "variables": { "a": 1 }, "resource_changes": [change] });
        let value = shown(&plan, "$");
        let is_masked = |path: &[&str]| {
            let part = path.iter().try_fold(value.clone(), |value, step| match step.parse() {
                Ok(index) => value.as_seq()?.get::<usize>(index).cloned(),
                Err(_) => value.get(step),
            });
            part.is_some_and(|part| part.unmask().1)
        };
        assert!(!is_masked(&["terraform_version"]) && is_masked(&["variables"]));
        assert!(!is_masked(&["resource_changes", "0", "address"]));
        assert!(!is_masked(&["resource_changes", "0", "change", "actions", "0"]));
        assert!(is_masked(&["resource_changes", "0", "change", "after"]));
    }
}
