//! Properties of the plan as a whole.

use super::{Property, STOPS, WINDOWS, row};

pub(super) const ROWS: &[Property] = &[
    row("plan", "mode", "string", "normal, destroy or refresh-only"),
    row("plan", "errored", "bool", "planning stopped at an error"),
    row("plan", "complete", "bool|null", "what the plan says of itself; null where it does not say"),
    row("plan", "deferred", "list of string", "reasons of changes that are put off to a later plan"),
    row("plan", "untouched", "list of string", "instances of the state that the plan leaves out"),
    row("plan", "timestamp", "string|null", "when it was made, as it says; null where it does not say"),
    row(
        "plan",
        "destroyed_routes",
        "list of string",
        "listeners and rules that carry traffic now and that it destroys",
    ),
    row(
        "plan",
        "routing_changes",
        "list of string",
        "each listener and rule whose requests go elsewhere after the apply, in a line: `aws_lb_listener.http: blue 100% → 80%`",
    ),
    row("plan", "has_routing", "bool", "a resource of load balancing stands in it or in its state"),
    row("plan", "terraform_version", "string|null", "the version that wrote it"),
    row("plan", "stops", "any", STOPS),
    row("plan", "windows", "any", WINDOWS),
    row(
        "plan",
        "left_dead",
        "list of route",
        "routes that end nowhere in what the apply leaves where it is certainly stopped",
    ),
];
