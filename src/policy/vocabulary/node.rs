//! What a listener and a rule have in common, where a policy may meet either.

use super::{Property, STOPS, VPC_OF_BALANCER, WINDOWS, row};

pub(super) const ROWS: &[Property] = &[
    row("node", "rules", "list of rule", "the rules of a listener; of a rule, none"),
    row("node", "routes", "list of route", "where it forwards after the apply"),
    row("node", "prior_routes", "list of route", "where it forwards before the apply"),
    row("node", "forwards", "any", "its forwarding actions as written"),
    row("node", "last_action", "string", "the type of the action that it ends in"),
    row("node", "wrong_references", "any", "attributes that hold the wrong kind of thing"),
    row("node", "listener", "listener", "the listener itself, or that of the rule"),
    row("node", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("node", "vpc", "string|null", VPC_OF_BALANCER),
    row("node", "stops", "any", STOPS),
    row("node", "windows", "any", WINDOWS),
];
