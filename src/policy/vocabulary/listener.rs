//! Properties of a listener.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("listener", "rules", "list of rule", "its rules"),
    row("listener", "routes", "list of route", "where its default action forwards after the apply"),
    row("listener", "prior_routes", "list of route", "where its default action forwards before the apply"),
    row("listener", "forwards", "any", "its forwarding actions as written: attribute, pools (how many), total_weight"),
    row("listener", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("listener", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("listener", "listener", "listener", "itself"),
];
