//! What happens between before and after, as values: the windows in which routes end nowhere, and the stops of the apply.
//! A certainty that is not known is an unknown value, so that a condition on it is undecided and says why.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::eval::evaluate;
use crate::finding::Span;
use crate::model::Value;
use crate::order::{Order, Step, Stop, Sureness, Window};

use super::scope::View;
use super::stage::Stage;
use super::subjects::{self, Subject};

/// Windows as a list.
pub(super) fn windows<'o>(stage: &Stage<'_>, windows: impl Iterator<Item = &'o Window>) -> Value {
    Value::list(windows.map(|window| of_window(stage, window)).collect())
}

/// Stops as a list.
pub(super) fn stops<'o>(stage: &Stage<'_>, stops: impl Iterator<Item = &'o Stop>) -> Value {
    Value::list(stops.map(|stop| of_stop(stage, stop)).collect())
}

fn of_window(stage: &Stage<'_>, window: &Window) -> Value {
    let list = |steps: &[Step]| Value::list(steps.iter().map(|step| Value::string(&named(stage, *step))).collect());
    let pool = stage.graph.edges.get(window.route).and_then(|edge| edge.to);
    object([
        ("certainty", certainty(&window.sure)),
        ("only_possible", Value::Bool(window.sure == Sureness::Possible)),
        ("cause", Value::string(window.cause.word())),
        ("route", subjects::route(window.route)),
        ("pool", pool.map_or(Value::Null, subjects::node)),
        ("opens", list(&window.opens)),
        ("closes", list(&window.closes)),
        ("missed", list(&window.missed)),
        ("stays", Value::Bool(window.stays())),
        ("stopped_by", window.stopped_by.map_or(Value::Null, |step| Value::string(&named(stage, step)))),
    ])
}

fn of_stop(stage: &Stage<'_>, stop: &Stop) -> Value {
    let skipped = stop.skipped.iter().map(|step| Value::string(&named(stage, *step)));
    object([
        ("certainty", certainty(&stop.sure)),
        ("only_possible", Value::Bool(stop.sure == Sureness::Possible)),
        ("kind", Value::string(stop.kind.word())),
        ("step", Value::string(&named(stage, stop.step))),
        ("answer", Value::string(stop.kind.answer())),
        ("why", Value::string(&stop.told(&stage.graph))),
        ("subject", subjects::node(stop.subject)),
        ("holder", subjects::node(stop.holder)),
        ("skipped", Value::list(skipped.collect())),
        ("leaves_dead", Value::list(stop.leaves_dead.iter().copied().map(subjects::route).collect())),
    ])
}

fn certainty(sure: &Sureness) -> Value {
    match sure {
        Sureness::Unknown(why) => Value::unknown_because(why.as_str()),
        known => Value::string(known.word().unwrap_or_default()),
    }
}

/// A step in words: `destroy aws_lb_target_group.blue`.
fn named(stage: &Stage<'_>, step: Step) -> String {
    let changes = &stage.input.plan.changes;
    let address = changes.get(step.change).map(|change| change.address.to_string()).unwrap_or_default();
    format!("{} {address}", Order::does(changes, step))
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(name, value)| (Arc::from(name), value));
    Value::object(entries.collect())
}

/// The windows that a finding shows: those that its policy names, or else those of its routes. Where one is certain, those
/// that are not are left out.
pub(super) fn spans(view: &View<'_, '_>) -> Vec<Span> {
    let stage = view.stage;
    let named = view.policy.windows.as_ref().and_then(|expr| evaluate(expr, view).ok());
    let concerned: Vec<&Window> = match named {
        Some(named) => {
            let named: BTreeSet<(usize, String)> = named.elements().iter().filter_map(identity).collect();
            let is_it = |window: &&Window, cause: &str| window.cause.word() == cause;
            let own =
                |(route, cause): &(usize, String)| stage.order.windows_of(*route).find(|window| is_it(window, cause));
            named.iter().filter_map(own).collect()
        }
        None => match view.subject {
            Subject::Route(position) => stage.order.windows_of(*position).collect(),
            Subject::Node(id) => stage.order.windows_at(*id).collect(),
            _ => Vec::new(),
        },
    };
    let certain = concerned.iter().any(|window| window.sure == Sureness::Always);
    let shown = concerned.into_iter().filter(|window| !certain || window.sure == Sureness::Always);
    shown.map(|window| stage.order.span(window, &stage.input.plan.changes, &stage.graph)).collect()
}

/// What tells a window from all others: its route and its cause.
fn identity(window: &Value) -> Option<(usize, String)> {
    let Some(Value::Subject(route)) = window.get("route") else { return None };
    Some((route.index as usize, window.get("cause")?.as_str()?.to_owned()))
}
