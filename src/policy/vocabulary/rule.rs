//! Properties of a listener's rule.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("rule", "listener", "listener", "the listener it stands in"),
    row("rule", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("rule", "rules", "list of rule", "none"),
    row("rule", "routes", "list of route", "where it forwards after the apply"),
    row("rule", "prior_routes", "list of route", "where it forwards before the apply"),
    row("rule", "forwards", "any", "its forwarding actions as written: attribute, pools (how many), total_weight"),
    row("rule", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
];
