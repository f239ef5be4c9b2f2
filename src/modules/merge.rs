//! Override files: how a block that is written again changes the one that was there. The rules are Terraform's, one by
//! one; where they look odd (a list does not take `ignore_changes = all` back), so does Terraform.

use std::collections::BTreeSet;

use super::{Block, Nested, Written};
use crate::eval::ast::ExprKind;

/// Never overridden: Terraform refuses it.
const FIXED: &str = "depends_on";
/// The arguments of `lifecycle` that an override file may set; it leaves the others as they are.
const LIFECYCLE: [&str; 4] = ["create_before_destroy", "prevent_destroy", "ignore_changes", "destroy"];

/// Puts `over` on `base`: an attribute replaces the one of its name, nested blocks replace all of their kind, `dynamic`
/// ones of that kind included.
pub(super) fn merge(base: &mut Block, over: Block) {
    let Block { attributes, blocks, .. } = over;
    let (lifecycles, blocks): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|nested| nested.kind == "lifecycle");
    let kinds: BTreeSet<&str> = blocks.iter().map(made_kind).collect();
    // The other way to write what is replaced goes too: JSON has both, and a list attribute may be written as blocks.
    base.attributes.retain(|name, _| !kinds.contains(name.as_str()));
    base.blocks.retain(|nested| {
        let kind = made_kind(nested);
        !kinds.contains(kind) && !attributes.contains_key(kind)
    });
    base.blocks.extend(blocks);
    base.attributes.extend(attributes.into_iter().filter(|(name, _)| name != FIXED));
    for lifecycle in lifecycles {
        merge_lifecycle(base, lifecycle);
    }
}

/// The kind of the blocks that a nested block makes.
fn made_kind(nested: &Nested) -> &str {
    match nested.labels.first() {
        Some(label) if nested.kind == "dynamic" => label,
        _ => &nested.kind,
    }
}

fn merge_lifecycle(base: &mut Block, over: Nested) {
    let Some(old) = base.blocks.iter_mut().find(|nested| nested.kind == "lifecycle") else {
        base.blocks.push(over);
        return;
    };
    for (name, written) in over.block.attributes {
        if !LIFECYCLE.contains(&name.as_str()) {
            continue;
        }
        let keeps = name == "ignore_changes"
            && (is_empty(&written) || (!is_all(&written) && old.block.attributes.get(&name).is_some_and(is_all)));
        if !keeps {
            old.block.attributes.insert(name, written);
        }
    }
}

fn is_empty(written: &Written) -> bool {
    matches!(&written.expr.kind, ExprKind::Tuple(items) if items.is_empty())
}

fn is_all(written: &Written) -> bool {
    match &written.expr.kind {
        // The old way to write it.
        ExprKind::Tuple(items) => items.iter().any(|item| item.as_literal_string() == Some("*")),
        _ => written.expr.as_variable() == Some("all"),
    }
}
