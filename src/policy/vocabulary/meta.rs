//! What `meta` has in a resource policy, in a module policy and in a provider policy.

use super::{Property, row};

pub(super) const ROWS: &[Property] = &[
    row("meta", "address", "string", "the address of the resource"),
    row("meta", "module_path", "string", "the module, `.` for the root"),
    row("meta", "operation", "string", "create, update, delete or no-op"),
    row("meta", "provider_type", "string", "the provider's type, such as aws"),
    row("meta", "type", "string", "the resource type"),
    row("meta", "tfe_workspace", "any", "the workspace, as HCP Terraform has it"),
    row("meta", "tfe_stack", "any", "the stack, as HCP Terraform has it"),
    row("module_meta", "address", "string", "the address of the call, without keys of instances"),
    row("module_meta", "source", "string", "the source as written"),
    row("module_meta", "version", "string|null", "the version that was taken; null where the call has none"),
    row("module_meta", "tfe_workspace", "any", "the workspace, as HCP Terraform has it"),
    row("module_meta", "tfe_stack", "any", "the stack, as HCP Terraform has it"),
    row("provider_meta", "address", "string", "the address of the provider configuration"),
    row("provider_meta", "alias", "string|null", "its alias"),
    row("provider_meta", "name", "string", "its local name"),
    row("provider_meta", "namespace", "string", "the namespace in the registry"),
    row("provider_meta", "source", "string", "registry, namespace and type"),
    row("provider_meta", "type", "string", "its type, such as aws"),
    row("provider_meta", "version", "string", "the version that was taken"),
    row("provider_meta", "tfe_workspace", "any", "the workspace, as HCP Terraform has it"),
    row("provider_meta", "tfe_stack", "any", "the stack, as HCP Terraform has it"),
];
