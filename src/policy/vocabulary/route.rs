//! Properties of a route, the forward edge from a listener or rule to a pool.

use super::{Property, WINDOWS, row};

pub(super) const ROWS: &[Property] = &[
    row("route", "from", "node", "the listener or rule that forwards; attrs and operation of a route are those of it"),
    row("route", "listener", "listener", "the listener the traffic comes in by"),
    row("route", "load_balancer", "load_balancer", "the load balancer the traffic comes in by"),
    row("route", "pool", "pool", "the pool it forwards to"),
    row("route", "weight", "number|null", "the weight, null where there is only one pool"),
    row("route", "share", "number", "the share of its listener's or rule's traffic after the apply, from 0 to 1"),
    row("route", "prior_share", "number", "the share that the same pool gets from the same listener or rule now"),
    row("route", "certainty", "string", "exact, possible or unresolved"),
    row("route", "attribute", "string", "the path of the attribute that makes it"),
    row("route", "sticky", "bool", "its action keeps clients on the pool that they have met first"),
    row(
        "route",
        "typed_in",
        "bool",
        "the pool's ARN is a literal, or the value of a variable, and comes from no resource",
    ),
    row(
        "route",
        "crosses",
        "string|null",
        "the other region or account in which the pool is; null where none is known",
    ),
    row("route", "to_old_object", "bool", "it names the object that is being replaced, not the new one"),
    row("route", "leaves_object", "bool", "it leads to an object now that it does not lead to after the apply"),
    row(
        "route",
        "members_to_name",
        "list of string",
        "what its block can name in depends_on to wait for the members of its pool; empty where they stand in a module that it cannot name",
    ),
    row("route", "misfit", "string|null", "why its listener cannot forward to its pool"),
    row("route", "windows", "any", WINDOWS),
    row("route", "stops", "any", "stops of the apply by which its pool cannot be deleted because this route uses it"),
];
