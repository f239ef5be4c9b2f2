//! Properties of what registers targets in a pool.

use super::{PRIOR_ZONES, Property, STOPS, VPC, ZONES, row};

const REFUSED: &str = "why security groups keep the traffic of a load balancer from it; null where they let it through, and where the \
     plan does not have all the rules that decide";

pub(super) const ROWS: &[Property] = &[
    row("member", "pools", "list of pool", "the pools it is in after the apply, by itself or through an attachment"),
    row("member", "prior_pools", "list of pool", "the pools it is in before the apply"),
    row("member", "targets", "list of target", "what it registers"),
    row("member", "own_pools", "list of pool", "the pools that its own attributes name, without attachments"),
    row("member", "own_attributes", "list of string", "the attributes that name them"),
    row("member", "attached_by", "list of member", "attachments that put it into pools"),
    row("member", "stopped", "bool", "the plan keeps a target that it registers stopped"),
    row(
        "member",
        "unanswered_port",
        "number|null",
        "the port on which it registers a load balancer that listens only on others",
    ),
    row(
        "member",
        "prior_target_listeners",
        "list of listener",
        "the listeners before the apply of the load balancer that it registers",
    ),
    row("member", "takes_traffic", "bool", "one of its pools takes traffic"),
    row("member", "live", "bool", "something can answer behind it after the apply"),
    row("member", "prior_live", "bool", "something can answer behind it before the apply"),
    row("member", "why", "string", "why nothing can, or why that is not known"),
    row("member", "steers", "any", "listeners and rules whose traffic a deployment moves: attribute, address, removed"),
    row("member", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("member", "vpc", "string|null", VPC),
    row("member", "availability_zones", "list of string|null", ZONES),
    row("member", "prior_availability_zones", "list of string|null", PRIOR_ZONES),
    row("member", "refused_traffic", "string|null", REFUSED),
    row(
        "member",
        "refused_health_check",
        "string|null",
        "the same of health checks, where they have a port of their own",
    ),
    row("member", "stops", "any", STOPS),
    row(
        "member",
        "routes_to_name",
        "list of string",
        "what its block can name in depends_on to wait for the listeners and rules that lead to its pools; empty where they stand in a module that it cannot name",
    ),
    row("member", "prior_targets", "list of target", "what it registers before the apply"),
    row("member", "wrong_target", "string|null", "why its pool does not take what it registers"),
];
