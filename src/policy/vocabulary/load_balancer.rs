//! Properties of a load balancer.

use super::{Property, STOPS, row};

pub(super) const ROWS: &[Property] = &[
    row("load_balancer", "listeners", "list of listener", "its listeners"),
    row("load_balancer", "prior_listeners", "list of listener", "the listeners it has before the apply"),
    row("load_balancer", "pools", "list of pool", "every pool behind it"),
    row("load_balancer", "entries", "list of entry", "what leads to it after the apply"),
    row("load_balancer", "prior_entries", "list of entry", "what leads to it before the apply"),
    row("load_balancer", "has_listener", "bool", "a listener stands in it after the apply"),
    row("load_balancer", "had_listener", "bool", "a listener of this state stands in it before the apply"),
    row("load_balancer", "held_by", "list of entry", "what stays, and names the object that this plan destroys"),
    row("load_balancer", "stops", "any", STOPS),
];
