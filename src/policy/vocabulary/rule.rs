//! Properties of a listener's rule.

use super::listener::REDIRECTS;
use super::{Property, STOPS, VPC_OF_BALANCER, WINDOWS, row};

pub(super) const ROWS: &[Property] = &[
    row("rule", "listener", "listener", "the listener it stands in"),
    row("rule", "prior_listener", "listener|null", "the listener it stands in before the apply, where that is certain"),
    row("rule", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("rule", "rules", "list of rule", "none"),
    row("rule", "routes", "list of route", "where it forwards after the apply"),
    row("rule", "prior_routes", "list of route", "where it forwards before the apply"),
    row("rule", "forwards", "any", "its forwarding actions as written: attribute, pools (how many), total_weight"),
    row("rule", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("rule", "matches_all", "bool", "its conditions take every request"),
    row("rule", "priority_is_automatic", "bool", "no priority is set: the provider takes the highest one, and adds 1"),
    row("rule", "shadowed_by", "list of rule", "rules asked before it that take all that it takes, and more"),
    row("rule", "prior_shadowed_by", "list of rule", "the same before the apply"),
    row("rule", "hidden_by", "list of rule", "those of `shadowed_by` that do not lead to the same pools"),
    row(
        "rule",
        "hides",
        "list of rule",
        "forwarding rules asked after it that take nothing but what it takes, and lead elsewhere",
    ),
    row("rule", "duplicates", "list of rule", "rules of its listener that take just the same requests"),
    row("rule", "same_priority", "list of rule", "rules of its listener with the same priority"),
    row(
        "rule",
        "races",
        "list of rule",
        "rules made with it, without a priority either, that may take the same requests",
    ),
    row("rule", "has_no_room", "bool", "it gets a priority above 50000, and there is none"),
    row("rule", "lost", "list of string", "what it takes now, and no rule of its listener takes after the apply"),
    row("rule", "default_takes_over", "bool", "its listener's default action leads to all pools that it leads to now"),
    row("rule", "listener_gone", "bool", "it names a listener that the plan destroys or replaces"),
    row("rule", "ends_dead", "bool", "it is proved that none of its pools has a live target"),
    row("rule", "redirects", "any", REDIRECTS),
    row("rule", "last_action", "string", "the type of the action that it ends in"),
    row("rule", "prior_last_action", "string", "the type of the action that it ends in now"),
    row("rule", "misfit", "string|null", "why its load balancer does not take its actions"),
    row("rule", "vpc", "string|null", VPC_OF_BALANCER),
    row("rule", "stops", "any", STOPS),
    row("rule", "windows", "any", WINDOWS),
];
