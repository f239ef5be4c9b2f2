//! Properties of a listener.

use super::{Property, STOPS, VPC_OF_BALANCER, WINDOWS, row};

pub(super) const REDIRECTS: &str = "its redirect: to (where it leads), is_loop (back to itself), missing (the listener that is not there), cycle (who \
     sends the requests round)";

pub(super) const ROWS: &[Property] = &[
    row("listener", "rules", "list of rule", "its rules"),
    row("listener", "routes", "list of route", "where its default action forwards after the apply"),
    row("listener", "prior_routes", "list of route", "where its default action forwards before the apply"),
    row("listener", "forwards", "any", "its forwarding actions: attribute, pools (how many), total_weight, conflict"),
    row("listener", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("listener", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row(
        "listener",
        "protocol",
        "string",
        "its protocol; HTTP where the configuration leaves it out and the load balancer is an Application one",
    ),
    row("listener", "has_certificate", "bool", "it has a default certificate, known now or after the apply"),
    row("listener", "certificates", "any", "the certificates it names: attribute, address, removed, not_validated"),
    row("listener", "listener", "listener", "itself"),
    row("listener", "same_port", "list of listener", "other listeners of its load balancer on its port"),
    row("listener", "redirects", "any", REDIRECTS),
    row("listener", "last_action", "string", "the type of the action that it ends in"),
    row("listener", "prior_last_action", "string", "the type of the action that it ends in now"),
    row("listener", "misfit", "string|null", "why its load balancer does not take it"),
    row(
        "listener",
        "closed_port",
        "string|null",
        "why security groups let nobody in on its port; null where they do, and where the plan does not have all the rules \
         that decide",
    ),
    row("listener", "vpc", "string|null", VPC_OF_BALANCER),
    row("listener", "stops", "any", STOPS),
    row("listener", "windows", "any", WINDOWS),
];
