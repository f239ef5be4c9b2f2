//! The sections of plan JSON and state JSON as they are written: what is not asked for stays text or is passed over.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::model::{ConfigExpr, Value};

#[derive(Deserialize)]
pub(super) struct RawPlan<'t> {
    #[serde(borrow)]
    pub(super) format_version: Option<Cow<'t, str>>,
    #[serde(borrow)]
    pub(super) terraform_version: Option<Cow<'t, str>>,
    #[serde(borrow)]
    pub(super) variables: Option<BTreeMap<Cow<'t, str>, RawVariable>>,
    #[serde(borrow)]
    pub(super) planned_values: Option<&'t RawValue>,
    #[serde(borrow)]
    pub(super) resource_drift: Option<Vec<RawChange<'t>>>,
    #[serde(borrow)]
    pub(super) resource_changes: Option<Vec<RawChange<'t>>>,
    pub(super) deferred_changes: Option<Vec<RawDeferred>>,
    #[serde(borrow)]
    pub(super) output_changes: Option<BTreeMap<Cow<'t, str>, RawValues<'t>>>,
    #[serde(borrow)]
    pub(super) prior_state: Option<RawState<'t>>,
    #[serde(borrow)]
    pub(super) configuration: Option<RawConfiguration<'t>>,
    pub(super) relevant_attributes: Option<Vec<RawRelevant>>,
    pub(super) timestamp: Option<String>,
    pub(super) errored: Option<bool>,
    pub(super) complete: Option<bool>,
    pub(super) applyable: Option<bool>,
    pub(super) checks: Option<serde_json::Value>,
}

#[derive(Deserialize)]
pub(super) struct RawVariable {
    #[serde(default = "null")]
    pub(super) value: Value,
}

fn null() -> Value {
    Value::Null
}

#[derive(Deserialize)]
pub(super) struct RawChange<'t> {
    #[serde(borrow)]
    pub(super) address: Cow<'t, str>,
    pub(super) deposed: Option<String>,
    pub(super) previous_address: Option<String>,
    pub(super) action_reason: Option<String>,
    #[serde(borrow)]
    pub(super) change: RawValues<'t>,
}

/// A word that is borrowed where it can be: serde borrows no bare `Cow` in a list.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct RawWord<'t>(#[serde(borrow)] pub(super) Cow<'t, str>);

#[derive(Deserialize)]
pub(super) struct RawValues<'t> {
    #[serde(borrow)]
    pub(super) actions: Vec<RawWord<'t>>,
    #[serde(borrow)]
    pub(super) before: Option<&'t RawValue>,
    #[serde(borrow)]
    pub(super) after: Option<&'t RawValue>,
    #[serde(borrow)]
    pub(super) after_unknown: Option<&'t RawValue>,
    #[serde(borrow)]
    pub(super) before_sensitive: Option<&'t RawValue>,
    #[serde(borrow)]
    pub(super) after_sensitive: Option<&'t RawValue>,
    pub(super) replace_paths: Option<Vec<Vec<serde_json::Value>>>,
    pub(super) importing: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct RawDeferred {
    pub(super) reason: Option<String>,
}

#[derive(Deserialize, Default)]
pub(super) struct RawState<'t> {
    #[serde(borrow)]
    pub(super) values: Option<RawStateValues<'t>>,
}

#[derive(Deserialize)]
pub(super) struct RawHead<'t> {
    #[serde(borrow)]
    pub(super) format_version: Option<Cow<'t, str>>,
    #[serde(borrow)]
    pub(super) terraform_version: Option<Cow<'t, str>>,
    pub(super) values: Option<RawOutputs>,
}

#[derive(Deserialize)]
pub(super) struct RawOutputs {
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, RawVariable>,
}

#[derive(Deserialize)]
pub(super) struct RawStateValues<'t> {
    #[serde(borrow)]
    pub(super) root_module: Option<RawStateModule<'t>>,
}

#[derive(Deserialize)]
pub(super) struct RawStateModule<'t> {
    #[serde(borrow, default)]
    pub(super) resources: Vec<RawStateObject<'t>>,
    #[serde(borrow, default)]
    pub(super) child_modules: Vec<RawStateModule<'t>>,
}

#[derive(Deserialize)]
pub(super) struct RawStateObject<'t> {
    #[serde(borrow)]
    pub(super) address: Cow<'t, str>,
    pub(super) deposed_key: Option<String>,
    #[serde(borrow)]
    pub(super) values: Option<&'t RawValue>,
    #[serde(borrow)]
    pub(super) sensitive_values: Option<&'t RawValue>,
    #[serde(default)]
    pub(super) depends_on: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct RawConfiguration<'t> {
    #[serde(default)]
    pub(super) provider_config: BTreeMap<String, RawProvider>,
    #[serde(borrow)]
    pub(super) root_module: Option<RawModule<'t>>,
}

#[derive(Deserialize)]
pub(super) struct RawProvider {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) full_name: String,
    pub(super) alias: Option<String>,
    pub(super) module_address: Option<String>,
    pub(super) version_constraint: Option<String>,
    pub(super) expressions: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct RawModule<'t> {
    #[serde(borrow, default)]
    pub(super) resources: Vec<RawResource<'t>>,
    #[serde(borrow, default)]
    pub(super) module_calls: BTreeMap<String, RawCall<'t>>,
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, RawOutput>,
    #[serde(default)]
    pub(super) variables: BTreeMap<String, RawDefault>,
}

#[derive(Deserialize)]
pub(super) struct RawResource<'t> {
    pub(super) address: String,
    #[serde(default)]
    pub(super) provider_config_key: String,
    #[serde(borrow)]
    pub(super) expressions: Option<&'t RawValue>,
    pub(super) count_expression: Option<ConfigExpr>,
    pub(super) for_each_expression: Option<ConfigExpr>,
    #[serde(default)]
    pub(super) depends_on: Vec<String>,
    pub(super) provisioners: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct RawCall<'t> {
    #[serde(default)]
    pub(super) source: String,
    pub(super) version_constraint: Option<String>,
    pub(super) expressions: Option<Value>,
    pub(super) count_expression: Option<ConfigExpr>,
    pub(super) for_each_expression: Option<ConfigExpr>,
    #[serde(default)]
    pub(super) depends_on: Vec<String>,
    #[serde(borrow)]
    pub(super) module: Option<RawModule<'t>>,
}

#[derive(Deserialize)]
pub(super) struct RawOutput {
    pub(super) expression: Option<ConfigExpr>,
}

#[derive(Deserialize)]
pub(super) struct RawDefault {
    pub(super) default: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct RawRelevant {
    pub(super) resource: String,
    #[serde(default)]
    pub(super) attribute: Vec<serde_json::Value>,
}
