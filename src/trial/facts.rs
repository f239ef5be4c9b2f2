//! What `meta` can say: of a mock, what the plan does to it; of a scenario, how its plan was made.

use crate::eval::ast::{Attribute, Expr, ExprKind};
use crate::policy::reading::{Errors, suggestion};

use super::file::MockKind;

const OF_RESOURCE: &[&str] = &[
    "address",
    "create_before_destroy",
    "depends_on",
    "deposed",
    "ignore_changes",
    "imported",
    "left_out",
    "module_path",
    "operation",
    "previous_address",
    "provider",
    "provider_type",
    "tfe_stack",
    "tfe_workspace",
    "type",
];
const OF_DATA: &[&str] = &["operation"];
const OF_MODULE: &[&str] = &["address", "source", "tfe_stack", "tfe_workspace", "version"];
const OF_PROVIDER: &[&str] =
    &["address", "alias", "name", "namespace", "source", "tfe_stack", "tfe_workspace", "type", "version"];
const OF_PLAN: &[&str] = &["checks", "complete", "deferred", "errored", "external_pools", "mode", "timestamp"];

/// `meta` of a mock.
pub(super) fn of_mock(kind: MockKind, meta: &Attribute, errors: &mut Errors<'_>) -> Vec<(String, Expr)> {
    let known = match kind {
        MockKind::Resource => OF_RESOURCE,
        MockKind::Data => OF_DATA,
        MockKind::Module => OF_MODULE,
        MockKind::Provider => OF_PROVIDER,
    };
    let example = "write `meta = { operation = \"update\" }`";
    read(meta, known, &format!("a {}", kind.word()), example, errors)
}

/// `meta` of a scenario.
pub(super) fn of_plan(meta: &Attribute, errors: &mut Errors<'_>) -> Vec<(String, Expr)> {
    read(meta, OF_PLAN, "a plan", "write `meta = { mode = \"destroy\" }`", errors)
}

fn read(meta: &Attribute, known: &[&str], of: &str, example: &str, errors: &mut Errors<'_>) -> Vec<(String, Expr)> {
    let ExprKind::Object(entries) = &meta.value.kind else {
        errors.add(meta.value.span, "`meta` is an object", "", example);
        return Vec::new();
    };
    let mut facts = Vec::new();
    for (key, value) in entries {
        match key.as_literal_string() {
            Some(name) if known.contains(&name) => facts.push((name.to_owned(), value.clone())),
            name => {
                let name = name.unwrap_or("");
                let message = format!("`meta` of {of} has no `{name}`");
                errors.add(key.span, message, "", suggestion(name, known.iter().copied()));
            }
        }
    }
    facts
}
