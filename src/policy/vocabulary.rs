//! What expressions can ask of a subject. Each property is one row; the check of a policy, "did you mean" and
//! the help follow from it. A type is a class (`pool`), `list of` a class, or a word for plain values; `any` and what
//! stands behind `|` is not looked into.

mod common;
mod entry;
mod listener;
mod load_balancer;
mod member;
mod meta;
mod node;
mod plan;
mod pool;
mod route;
mod rule;

use std::sync::LazyLock;

use crate::hash::{HashMap, HashSet};

/// A property of a class of subjects.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// The class that has it; `*` for every class of the graph.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub type_: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
}

const fn row(class: &'static str, name: &'static str, type_: &'static str, doc: &'static str) -> Property {
    Property { class, name, type_, doc }
}

/// What a window has is said once.
const WINDOWS: &str = "spans of the apply in which it ends nowhere: certainty (always or possible; unknown where \
                       the recorded state would decide), only_possible (certainly not always), cause (emptied, cold or \
                       absent), route, pool, opens, closes and missed (steps), stays, stopped_by";
/// What a stop has.
const STOPS: &str = "refusals that stop the apply half-way: certainty and only_possible as of a window, kind, step, answer, why, subject, \
                     holder, skipped (steps that are never reached), leaves_dead (routes that end nowhere in what a certain stop leaves)";

/// Where something stands.
const VPC: &str = "the VPC it stands in, by its address or else its id; null where the plan does not tell";
const VPC_OF_BALANCER: &str =
    "the VPC of its load balancer, by its address or else its id; null where the plan does not tell";
const ZONES: &str =
    "the availability zones it stands in after the apply, sorted; null where the plan does not tell all of them";
const PRIOR_ZONES: &str =
    "the availability zones it stands in before the apply; null where the plan does not tell all of them";

/// Every property, class by class.
const PROPERTIES: &[&[Property]] = &[
    common::ROWS,
    route::ROWS,
    pool::ROWS,
    member::ROWS,
    listener::ROWS,
    rule::ROWS,
    load_balancer::ROWS,
    entry::ROWS,
    node::ROWS,
    plan::ROWS,
    meta::ROWS,
];

/// Every row of every class.
pub fn rows() -> impl Iterator<Item = &'static Property> {
    PROPERTIES.iter().copied().flatten()
}

/// The property `name` of a class.
pub fn property(class: &str, name: &str) -> Option<&'static Property> {
    let own = BY_NAME.get(&(class, name));
    own.or_else(|| BY_NAME.get(&("*", name)).filter(|_| has_common(class))).copied()
}

/// Each row by its class and name: every condition of every policy is checked against them.
static BY_NAME: LazyLock<HashMap<(&str, &str), &Property>> =
    LazyLock::new(|| rows().map(|property| ((property.class, property.name), property)).collect());

/// What describes a change, and the plan itself, have none of the properties that every class of the graph has.
fn has_common(class: &str) -> bool {
    !class.ends_with("meta") && class != "plan"
}

static CLASSES: LazyLock<HashSet<&str>> = LazyLock::new(|| rows().map(|property| property.class).collect());

/// Every property of a class, its own before those of every class.
pub fn properties(class: &str) -> impl Iterator<Item = &'static Property> {
    let own = rows().filter(move |property| property.class == class);
    let common = rows().filter(move |property| property.class == "*" && has_common(class));
    own.chain(common)
}

/// The words that a property of text can be, where it is one of some.
pub fn words(class: &str, name: &str) -> Option<&'static [&'static str]> {
    match (class, name) {
        ("meta", "operation") => Some(&["create", "update", "delete", "no-op"]),
        ("plan", "mode") => Some(&["normal", "destroy", "refresh-only"]),
        ("route", "certainty") => Some(&["exact", "possible", "unresolved"]),
        (class, "operation") if !class.ends_with("meta") && class != "plan" => {
            Some(&["create", "update", "delete", "replace", "no-op", "forget", "read"])
        }
        _ => None,
    }
}

/// A type is a class of subjects.
pub fn is_class(type_: &str) -> bool {
    type_ == "target" || type_ != "*" && CLASSES.contains(type_)
}
