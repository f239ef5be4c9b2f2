//! What every class of the graph has.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("*", "address", "string", "the address as Terraform prints it; the literal for what is outside the plan"),
    row("*", "type", "string", "the resource type"),
    row("*", "service", "string", "elbv2, classic, lattice, dns, cdn, accelerator, api_gateway, private_link, …"),
    row("*", "name", "string", "the name of the resource block"),
    row("*", "kind", "string", "pool, listener, rule, …"),
    row("*", "attrs", "any", "the attributes after the apply"),
    row("*", "prior_attrs", "any", "the attributes before the apply"),
    row("*", "operation", "string", "create, update, delete, replace, no-op, forget or read"),
    row("*", "actions", "list of string", "the actions in the order of the plan"),
    row("*", "before", "bool", "it is there before the apply"),
    row("*", "after", "bool", "it is there after the apply"),
    row("*", "managed", "bool", "this plan manages it, or another input of the run does"),
    row("*", "deposed", "string|null", "the key of a deposed object"),
    row(
        "*",
        "ignored_changes",
        "list of string",
        "what its lifecycle says to leave as it is; empty without the configuration",
    ),
    row(
        "*",
        "lifecycle_known",
        "bool",
        "true; unknown without the configuration, where ignored_changes is empty whatever it says",
    ),
    row(
        "*",
        "production",
        "bool",
        "a tag of input.production_tags stands on it, or on a listener or load balancer that leads to it",
    ),
    row(
        "*",
        "drift",
        "list of string",
        "attributes that were changed outside since the last apply; what a refresh merely fills in is left out",
    ),
    row("*", "deleted_outside", "bool", "it was deleted outside since the last apply"),
    row("*", "imported", "bool", "the plan imports it"),
    row(
        "*",
        "renamed_from",
        "any",
        "what the plan destroys under another address and is this by name or place; or null",
    ),
    row("*", "declared", "list of string", "attributes and blocks that its block sets; dynamic blocks are not seen"),
    row("*", "prevents_destroy", "bool", "its lifecycle forbids to destroy it; false without the configuration"),
    row("*", "audited_state", "bool", "the input is a state: what there is now, and nothing that will be done"),
    row("*", "created_first", "bool", "it is replaced, and the new object is made before the old one is destroyed"),
    row("*", "destroyed_first", "bool", "it is replaced, and the old object is destroyed before the new one is made"),
];
