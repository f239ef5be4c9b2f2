//! Module and provider policies: what the configuration of a plan calls and configures. Instances of a module are one to
//! them: source and version stand in the call.

use std::collections::BTreeMap;

use crate::model::{Call, Module, Provider, Value, fits};

use super::stage::Stage;
use super::subjects::Subject;

/// Every module call whose source matches, parents before children. In the world before the plan there is no
/// configuration.
pub(super) fn modules(stage: &Stage<'_>, pattern: &str) -> Vec<Subject> {
    let all = calls(stage).into_iter().filter(|(_, call)| fits(pattern, &call.source));
    all.map(|(address, _)| Subject::Module(address)).collect()
}

/// Every provider configuration whose name matches. A plan also lists the providers that a module only asks for in its
/// `required_providers`: they have the configuration of the root module, and none of their own to judge.
pub(super) fn providers(stage: &Stage<'_>, pattern: &str) -> Vec<Subject> {
    let all = &stage.input.plan.configuration.providers;
    let is_of_root = |source: &str| all.values().any(|other| other.module.is_none() && other.source == source);
    let is_only_asked_for = |provider: &Provider| {
        provider.module.is_some() && provider.expressions.is_empty() && is_of_root(&provider.source)
    };
    let all = if stage.world.unchanged { None } else { Some(all) };
    let all = all.into_iter().flatten().filter(|(_, provider)| fits(pattern, &provider.name));
    let own = all.filter(|(_, provider)| !is_only_asked_for(provider));
    own.map(|(key, _)| Subject::Provider(key.clone())).collect()
}

/// The source of every module call.
pub(super) fn sources(stage: &Stage<'_>) -> Vec<String> {
    calls(stage).into_values().map(|call| call.source.clone()).collect()
}

/// The name of every provider configuration.
pub(super) fn names(stage: &Stage<'_>) -> Vec<String> {
    stage.input.plan.configuration.providers.values().map(|provider| provider.name.clone()).collect()
}

fn calls<'s>(stage: &'s Stage<'_>) -> BTreeMap<String, &'s Call> {
    let mut calls = BTreeMap::new();
    if stage.world.unchanged {
        return calls;
    }
    stage.input.plan.configuration.walk(|path, module| {
        let outer: String = path.iter().map(|name| format!("module.{name}.")).collect();
        for (name, call) in &module.calls {
            calls.insert(format!("{outer}module.{name}"), call);
        }
    });
    calls
}

/// The call at an address: every second part is a name.
fn call<'c>(root: &'c Module, address: &str) -> Option<&'c Call> {
    let mut names = address.split('.').skip(1).step_by(2);
    let first = root.calls.get(names.next()?)?;
    names.try_fold(first, |call, name| call.module.calls.get(name))
}

/// The property `name` of `meta` in a module policy.
pub(super) fn module_meta(stage: &Stage<'_>, address: &str, name: &str) -> Option<Value> {
    let call = call(&stage.input.plan.configuration.root, address)?;
    Some(match name {
        "address" => Value::string(address),
        "source" => Value::string(&call.source),
        "version" => version(call.version.as_deref(), call.constraint.as_deref(), address),
        "tfe_stack" => super::resources::stack(),
        "tfe_workspace" => super::resources::workspace(),
        _ => return None,
    })
}

/// The version that was taken. A constraint alone does not tell it.
fn version(version: Option<&str>, constraint: Option<&str>, what: &str) -> Value {
    match (version, constraint) {
        (Some(version), _) => Value::string(version),
        (None, Some(constraint)) => Value::unknown_because(format!(
            "the plan has the constraint `{constraint}` for {what}, not the version that was taken; add --config with the \
             file that `plan -out` wrote, or with the folder after `terraform init`"
        )),
        (None, None) => Value::Null,
    }
}

/// The property `name` of `meta` in a provider policy.
pub(super) fn provider_meta(stage: &Stage<'_>, key: &str, name: &str) -> Option<Value> {
    let provider = stage.input.plan.configuration.providers.get(key)?;
    let mut parts = provider.source.rsplit('/');
    let (type_, namespace) = (parts.next(), parts.next());
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::string);
    Some(match name {
        "address" => Value::string(&address(key, provider)),
        "alias" => text(provider.alias.as_deref()),
        "name" => Value::string(&provider.name),
        "namespace" => text(namespace),
        "source" => text(Some(&provider.source)),
        "type" => text(type_.or(Some(&provider.name))),
        "version" => locked(provider, key),
        "tfe_stack" => super::resources::stack(),
        "tfe_workspace" => super::resources::workspace(),
        _ => return None,
    })
}

/// A provider always has a version, whether the configuration asks for one or not.
fn locked(provider: &Provider, key: &str) -> Value {
    match version(provider.version.as_deref(), provider.constraint.as_deref(), &format!("the provider {key}")) {
        Value::Null => Value::unknown_because(format!(
            "the plan does not tell the version of the provider {key}; add --config with the file that `plan -out` wrote, \
             or with the folder after `terraform init`"
        )),
        version => version,
    }
}

fn address(key: &str, provider: &Provider) -> String {
    if provider.source.is_empty() {
        return key.to_owned();
    }
    let module = provider.module.as_ref().map(|module| format!("{module}.")).unwrap_or_default();
    let alias = provider.alias.as_ref().map(|alias| format!(".{alias}")).unwrap_or_default();
    format!("{module}provider[{:?}]{alias}", provider.source)
}

/// An argument of a provider configuration; null where it is not set.
pub(super) fn argument(stage: &Stage<'_>, key: &str, name: &str) -> Value {
    stage.bodies.provider(key, name).unwrap_or(Value::Null)
}

/// The names of the arguments that a provider configuration sets.
pub(super) fn arguments(stage: &Stage<'_>, key: &str) -> Vec<String> {
    let provider = stage.input.plan.configuration.providers.get(key);
    provider.map(|provider| provider.expressions.keys().cloned().collect()).unwrap_or_default()
}
