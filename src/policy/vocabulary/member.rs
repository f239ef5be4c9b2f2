//! Properties of what registers targets in a pool.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("member", "pools", "list of pool", "the pools it is in after the apply, by itself or through an attachment"),
    row("member", "prior_pools", "list of pool", "the pools it is in before the apply"),
    row("member", "targets", "list of target", "what it registers"),
    row("member", "takes_traffic", "bool", "one of its pools takes traffic"),
    row("member", "live", "bool", "something can answer behind it after the apply"),
    row("member", "prior_live", "bool", "something can answer behind it before the apply"),
    row("member", "why", "string", "why nothing can, or why that is not known"),
    row("member", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("member", "prior_targets", "list of target", "what it registers before the apply"),
    row("member", "wrong_target", "string|null", "why its pool does not take what it registers"),
];
