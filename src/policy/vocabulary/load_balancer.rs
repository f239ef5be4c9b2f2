//! Properties of a load balancer.

use super::{PRIOR_ZONES, Property, STOPS, VPC, ZONES, row};

pub(super) const ROWS: &[Property] = &[
    row("load_balancer", "listeners", "list of listener", "its listeners"),
    row("load_balancer", "prior_listeners", "list of listener", "the listeners it has before the apply"),
    row("load_balancer", "pools", "list of pool", "every pool behind it"),
    row("load_balancer", "entries", "list of entry", "what leads to it after the apply"),
    row("load_balancer", "prior_entries", "list of entry", "what leads to it before the apply"),
    row("load_balancer", "has_listener", "bool", "a listener stands in it after the apply"),
    row(
        "load_balancer",
        "all_listeners_known",
        "bool",
        "every listener of it is in this plan; unknown where others may stand in another state",
    ),
    row("load_balancer", "had_listener", "bool", "a listener of this state stands in it before the apply"),
    row("load_balancer", "held_by", "list of entry", "what stays, and names the object that this plan destroys"),
    row("load_balancer", "internal", "bool", "it has private addresses only; false where nothing says so"),
    row("load_balancer", "vpc", "string|null", VPC),
    row("load_balancer", "availability_zones", "list of string|null", ZONES),
    row("load_balancer", "prior_availability_zones", "list of string|null", PRIOR_ZONES),
    row("load_balancer", "alarms", "any", "the CloudWatch alarms on it or on a pool behind it: address, metrics"),
    row("load_balancer", "stops", "any", STOPS),
];
