//! Properties of a load balancer.

use super::{Property, STOPS, row};

pub(super) const ROWS: &[Property] = &[
    row("load_balancer", "listeners", "list of listener", "its listeners"),
    row("load_balancer", "prior_listeners", "list of listener", "the listeners it has before the apply"),
    row("load_balancer", "pools", "list of pool", "every pool behind it"),
    row("load_balancer", "entries", "list of entry", "what leads to it"),
    row("load_balancer", "stops", "any", STOPS),
];
