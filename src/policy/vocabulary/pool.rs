//! Properties of a pool.

use super::{PRIOR_ZONES, Property, STOPS, VPC, WINDOWS, ZONES, row};

pub(super) const ROWS: &[Property] = &[
    row("pool", "routes", "list of route", "the routes to it after the apply"),
    row("pool", "prior_routes", "list of route", "the routes to it before the apply"),
    row(
        "pool",
        "routes_to_object_now",
        "list of route",
        "routes after the apply that name the object of now, which goes away",
    ),
    row("pool", "routed", "bool", "a route leads to it after the apply"),
    row("pool", "takes_traffic", "bool", "a route with a share above 0 leads to it after the apply"),
    row("pool", "members", "list of member", "what registers targets in it after the apply"),
    row("pool", "prior_members", "list of member", "what registers targets in it before the apply"),
    row("pool", "empty", "bool", "nothing registers a target in it after the apply"),
    row("pool", "live", "bool", "something can answer behind it after the apply"),
    row("pool", "prior_live", "bool", "something can answer behind it before the apply"),
    row("pool", "why", "string", "why it is dead, or why that is not known; empty where it is live"),
    row("pool", "exported", "string|null", "how its name or ARN leaves this state, so that others may fill it"),
    row("pool", "keeps_name", "bool", "its name after the apply is known, and the one that it has now"),
    row("pool", "twins", "list of pool", "other pools of the same name, account and region"),
    row("pool", "name_taken", "bool", "another pool of this plan has its name in its account and region"),
    row("pool", "load_balancers", "list of load_balancer", "the load balancers that forward to it after the apply"),
    row(
        "pool",
        "used_elsewhere",
        "list of string",
        "ARNs of load balancers that use it now by nothing that is in this plan",
    ),
    row(
        "pool",
        "routes_elsewhere",
        "list of route",
        "routes of other inputs of the run, or of --with, that name the object of now after all are applied",
    ),
    row("pool", "vpc", "string|null", VPC),
    row("pool", "availability_zones", "list of string|null", ZONES),
    row("pool", "prior_availability_zones", "list of string|null", PRIOR_ZONES),
    row(
        "pool",
        "crosses_zones",
        "bool|null",
        "it hands on to the targets of every zone; null where it leaves that to its load balancer",
    ),
    row("pool", "stops", "any", STOPS),
    row("pool", "windows", "any", WINDOWS),
    row(
        "pool",
        "health_check",
        "any",
        "its health check: enabled, interval, timeout (seconds), matcher, path, port, protocol; null for what the provider fills in",
    ),
    row(
        "pool",
        "protocol_version",
        "string",
        "HTTP1, HTTP2 or GRPC; empty where it is left to the provider, which takes HTTP1",
    ),
];
