//! Properties of what leads traffic to a load balancer.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("entry", "load_balancers", "list of load_balancer", "where it leads after the apply"),
    row("entry", "prior_load_balancers", "list of load_balancer", "where it leads before the apply"),
    row(
        "entry",
        "links",
        "any",
        "each attribute that leads on after the apply: attribute, address, to (a load balancer or listener), \
         load_balancer, removed, has_listener, had_listener, block (around the attribute)",
    ),
    row("entry", "prior_links", "any", "the same before the apply"),
    row("entry", "through", "list of entry", "the entries that it brings its traffic to, such as a link"),
    row(
        "entry",
        "removed_entries",
        "list of entry",
        "those of them that go and whose name AWS gave, so that nothing else gets it; names of zones are not looked at",
    ),
    row(
        "entry",
        "in_front",
        "list of entry",
        "the entries that bring their traffic to it, such as the names of a distribution",
    ),
    row("entry", "parts", "list of entry", "the entries that are part of it after the apply, such as endpoint groups"),
    row("entry", "prior_parts", "list of entry", "the entries that are part of it before the apply"),
    row(
        "entry",
        "public_name",
        "bool|null",
        "it is a DNS name of a public zone; null where the plan does not tell, and where a private zone has the same names",
    ),
    row("entry", "pools", "list of pool", "every pool behind it after the apply, whatever its weight"),
    row("entry", "dead_pools", "list of pool", "those of them that provably have no target"),
];
