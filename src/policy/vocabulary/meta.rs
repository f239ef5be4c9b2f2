//! What `meta` has in a resource policy.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("meta", "address", "string", "the address of the resource"),
    row("meta", "module_path", "string", "the module, `.` for the root"),
    row("meta", "operation", "string", "create, update, delete or no-op"),
    row("meta", "provider_type", "string", "the provider's type, such as aws"),
    row("meta", "type", "string", "the resource type"),
    row("meta", "tfe_workspace", "any", "the workspace, as HCP Terraform has it"),
    row("meta", "tfe_stack", "any", "the stack, as HCP Terraform has it"),
];
