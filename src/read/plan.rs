//! Plan JSON → [`Plan`], in one pass over the text. Bodies of changes and of the state stay text until somebody asks;
//! `planned_values` repeats what `resource_changes` has and is skipped.

mod raw;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::model::Change;
use crate::model::{
    Actions, Address, Body, Call, ConfigResource, Configuration, Document, Head, LazyBlock, Mode, Module, Operation,
    Plan, PlanMode, Provider, Raw, Relevant, StateObject, Text, Value, block_of,
};

use super::{ReadError, recognise};

use raw::*;

/// Reads a plan as `terraform show -json` and `tofu show -json` write it.
///
/// # Errors
/// When the text is no plan, is cut short or has a format that is not known: what it is instead, and what to run.
pub fn parse(path: &str, text: impl Into<Arc<String>>) -> Result<Plan, ReadError> {
    let text = text.into();
    let raw = match serde_json::from_str::<RawPlan<'_>>(&text) {
        Ok(raw) => raw,
        Err(error) if error.is_data() && !recognise::is_plan(&text) => return Err(recognise::not_a_plan(path, &text)),
        Err(error) if text.trim_start().starts_with('{') => return Err(recognise::broken(path, &text, &error)),
        Err(_) => return Err(recognise::not_a_plan(path, &text)),
    };
    let nothing = raw.resource_changes.is_none() && raw.planned_values.is_none() && raw.configuration.is_none();
    let Some(version) = raw.format_version.as_deref().filter(|_| !nothing) else {
        return Err(recognise::not_a_plan(path, &text));
    };
    gate(path, version)?;
    let kept = Arc::new(Text::Kept(Arc::clone(&text)));
    Reader { path, text: &text, kept: &kept }.plan(raw)
}

/// Reads a state as `terraform show -json` writes it: as a plan that does nothing to any of its objects.
///
/// # Errors
/// When it has a format that is not known or an address that cannot be read.
pub(super) fn parse_state(path: &str, text: Arc<String>) -> Result<Plan, ReadError> {
    let head: RawHead<'_> = serde_json::from_str(&text).map_err(|error| recognise::broken(path, &text, &error))?;
    gate(path, head.format_version.as_deref().unwrap_or_default())?;
    let state: RawState<'_> = serde_json::from_str(&text).map_err(|error| recognise::broken(path, &text, &error))?;
    let whole = Arc::new(Text::Kept(Arc::clone(&text)));
    let reader = Reader { path, text: &text, kept: &whole };
    let outputs = head.values.map(|values| values.outputs).unwrap_or_default();
    let prior = reader.prior(Some(state))?;
    let kept = prior.iter().filter(|object| object.address.mode == Mode::Managed && object.deposed.is_none());
    let changes = kept.map(|object| Change {
        address: Arc::clone(&object.address),
        deposed: None,
        previous_address: None,
        actions: Actions::of(Operation::NoOp),
        reason: None,
        replaced_by: Vec::new(),
        importing: false,
        before: object.values.clone(),
        after: object.values.clone(),
    });
    Ok(Plan {
        mode: PlanMode::Normal,
        terraform_version: head.terraform_version.map(Cow::into_owned),
        errored: false,
        complete: None,
        timestamp: None,
        variables: BTreeMap::new(),
        changes: changes.collect(),
        drift: Vec::new(),
        deferred: Vec::new(),
        prior,
        configuration: Configuration::default(),
        relevant: Vec::new(),
        outputs: outputs.into_iter().map(|(name, output)| (name, output.value)).collect(),
        document: Document::new(Raw::new(&whole, 0..text.len()), Head::new()),
    })
}

/// Major versions 0 and 1 are read; unknown keys of a newer minor version are passed over.
fn gate(path: &str, version: &str) -> Result<(), ReadError> {
    if matches!(version.split('.').next(), Some("0" | "1")) {
        return Ok(());
    }
    Err(ReadError::new(path, format!("format_version {version} is not known; 0.x and 1.x are"))
        .help("use a newer poolproof, or make the plan with the Terraform or OpenTofu that this one knows"))
}

/// What a reader should know of a plan before any verdict.
pub(super) fn notes(plan: &Plan, has_recorded_state: bool) -> Vec<String> {
    let mut notes = Vec::new();
    match plan.mode {
        PlanMode::Destroy => notes.push("This plan destroys everything.".to_owned()),
        PlanMode::RefreshOnly => {
            notes.push("This is a refresh-only plan: it changes nothing, so routes are judged as they are.".to_owned());
        }
        PlanMode::Normal => {}
    }
    if plan.errored {
        notes.push("Planning stopped at an error: what is missing from this plan is not known.".to_owned());
    }
    if !plan.deferred.is_empty() {
        notes.push(format!("{} changes are put off to a later plan and are not judged.", plan.deferred.len()));
    }
    let destroys = plan.changes.iter().any(|change| change.actions.destroys());
    if destroys && !has_recorded_state {
        notes.push(
            "The recorded state is not at hand, so the order of destroys is not proved: add --config PLANFILE, the file \
             that `plan -out` wrote."
                .to_owned(),
        );
    }
    notes
}

struct Reader<'r> {
    path: &'r str,
    text: &'r str,
    kept: &'r Arc<Text>,
}

impl Reader<'_> {
    fn plan(&self, raw: RawPlan<'_>) -> Result<Plan, ReadError> {
        let mode = mode(&raw);
        let document = Document::new(Raw::new(self.kept, 0..self.text.len()), head(&raw));
        let outputs = raw.output_changes.unwrap_or_default();
        Ok(Plan {
            mode,
            terraform_version: raw.terraform_version.map(Cow::into_owned),
            errored: raw.errored.unwrap_or(false),
            complete: raw.complete,
            timestamp: raw.timestamp,
            variables: raw.variables.unwrap_or_default().into_iter().map(|(k, v)| (k.into_owned(), v.value)).collect(),
            changes: self.changes(raw.resource_changes)?,
            drift: self.changes(raw.resource_drift)?,
            deferred: raw
                .deferred_changes
                .unwrap_or_default()
                .into_iter()
                .map(|deferred| deferred.reason.unwrap_or_else(|| "no reason given".to_owned()))
                .collect(),
            prior: self.prior(raw.prior_state)?,
            configuration: raw.configuration.map(|raw| self.configuration(raw)).unwrap_or_default(),
            relevant: raw.relevant_attributes.unwrap_or_default().into_iter().map(relevant).collect(),
            outputs: outputs.iter().map(|(name, values)| (name.to_string(), self.output(values))).collect(),
            document,
        })
    }

    /// The place of a borrowed piece in the text it was borrowed from.
    fn raw(&self, value: &RawValue) -> Raw {
        let start = (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Raw::new(self.kept, start..start + value.get().len())
    }

    fn address(&self, text: &str) -> Result<Arc<Address>, ReadError> {
        Address::parse(text).map(Arc::new).map_err(|error| {
            ReadError::new(self.path, format!("the plan names `{text}`: {error}"))
                .help("if Terraform printed this address, report it: it is a fault of poolproof")
        })
    }

    fn changes(&self, raw: Option<Vec<RawChange<'_>>>) -> Result<Vec<Change>, ReadError> {
        raw.unwrap_or_default().into_iter().map(|change| self.change(change)).collect()
    }

    fn change(&self, raw: RawChange<'_>) -> Result<Change, ReadError> {
        let address = self.address(&raw.address)?;
        let deposed: Option<Arc<str>> = raw.deposed.map(Into::into);
        let part = |value: Option<&RawValue>| value.map(|value| self.raw(value));
        let body = |values, unknown, sensitive| {
            Body::new(Arc::clone(&address), deposed.clone(), part(values), part(unknown), part(sensitive))
        };
        let values = raw.change;
        let before = body(values.before, None, values.before_sensitive);
        Ok(Change {
            after: body(values.after, values.after_unknown, values.after_sensitive).or_the_same(&before),
            before,
            previous_address: raw.previous_address,
            actions: Actions::new(values.actions.iter().map(|word| &*word.0)),
            reason: raw.action_reason,
            replaced_by: values.replace_paths.unwrap_or_default().iter().filter_map(|path| first_name(path)).collect(),
            importing: values.importing.is_some(),
            address,
            deposed,
        })
    }

    fn output(&self, values: &RawValues<'_>) -> Value {
        let owner = Arc::new(Address {
            module: crate::model::ModulePath::default(),
            mode: Mode::Data,
            type_: "output".into(),
            name: "output".into(),
            key: None,
        });
        let part = |value: Option<&RawValue>| value.map(|value| self.raw(value));
        Body::new(owner, None, part(values.after), part(values.after_unknown), part(values.after_sensitive))
            .value()
            .clone()
    }

    fn prior(&self, raw: Option<RawState<'_>>) -> Result<Vec<StateObject>, ReadError> {
        let mut objects = Vec::new();
        let mut stack: Vec<_> =
            raw.and_then(|state| state.values).and_then(|values| values.root_module).into_iter().collect();
        while let Some(module) = stack.pop() {
            for object in module.resources {
                objects.push(self.state_object(object)?);
            }
            stack.extend(module.child_modules.into_iter().rev());
        }
        Ok(objects)
    }

    fn state_object(&self, raw: RawStateObject<'_>) -> Result<StateObject, ReadError> {
        let address = self.address(&raw.address)?;
        let deposed: Option<Arc<str>> = raw.deposed_key.map(Into::into);
        let part = |value: Option<&RawValue>| value.map(|value| self.raw(value));
        let values =
            Body::new(Arc::clone(&address), deposed.clone(), part(raw.values), None, part(raw.sensitive_values));
        Ok(StateObject { address, deposed, values, dependencies: raw.depends_on })
    }

    fn configuration(&self, raw: RawConfiguration<'_>) -> Configuration {
        let providers = raw.provider_config.into_iter();
        Configuration {
            root: raw.root_module.map(|module| self.module(module)).unwrap_or_default(),
            providers: providers.map(|(key, raw)| (key, provider(raw))).collect(),
        }
    }

    /// Recursion is bounded: the JSON reader has refused anything nested deeper than 128 levels.
    fn module(&self, raw: RawModule<'_>) -> Module {
        let resources = raw.resources.into_iter();
        let calls = raw.module_calls.into_iter();
        let outputs = raw.outputs.into_iter();
        Module {
            resources: resources.map(|resource| self.resource(resource)).collect(),
            calls: calls.map(|(name, call)| (name, self.call(call))).collect(),
            outputs: outputs.map(|(name, output)| (name, output.expression.unwrap_or_default())).collect(),
            variables: raw.variables.into_iter().map(|(name, variable)| (name, variable.default)).collect(),
        }
    }

    fn resource(&self, raw: RawResource<'_>) -> (String, ConfigResource) {
        let resource = ConfigResource {
            provider: raw.provider_config_key,
            count: raw.count_expression,
            for_each: raw.for_each_expression,
            depends_on: raw.depends_on,
            has_provisioners: raw.provisioners.is_some(),
            ignored_changes: None,
            expressions: LazyBlock::new(raw.expressions.map(|value| self.raw(value))),
        };
        (raw.address, resource)
    }

    fn call(&self, raw: RawCall<'_>) -> Call {
        Call {
            source: raw.source,
            version: raw.version_constraint.as_deref().and_then(exact),
            constraint: raw.version_constraint,
            expressions: raw.expressions.as_ref().map(block_of).unwrap_or_default(),
            count: raw.count_expression,
            for_each: raw.for_each_expression,
            depends_on: raw.depends_on,
            module: raw.module.map(|module| self.module(module)).unwrap_or_default(),
        }
    }
}

fn provider(raw: RawProvider) -> Provider {
    Provider {
        name: raw.name,
        source: raw.full_name,
        alias: raw.alias,
        module: raw.module_address,
        version: raw.version_constraint.as_deref().and_then(exact),
        constraint: raw.version_constraint,
        expressions: raw.expressions.as_ref().map(block_of).unwrap_or_default(),
    }
}

/// The only version that a constraint allows.
fn exact(constraint: &str) -> Option<String> {
    let version = constraint.trim().trim_start_matches('=').trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let starts = version.starts_with(|c: char| c.is_ascii_digit());
    (starts && version.chars().all(plain)).then(|| version.to_owned())
}

/// The sections that are small and that policies select over.
fn head(raw: &RawPlan<'_>) -> Head {
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(Json::from);
    let flag = |flag: Option<bool>| flag.map(Json::from);
    Head::from([
        ("format_version", text(&raw.format_version)),
        ("terraform_version", text(&raw.terraform_version)),
        ("timestamp", raw.timestamp.as_deref().map(Json::from)),
        ("errored", flag(raw.errored)),
        ("complete", flag(raw.complete)),
        ("applyable", flag(raw.applyable)),
        ("checks", raw.checks.clone()),
    ])
}

/// A destroy plan has nothing left to plan and gives no reasons; a refresh-only plan has no list of changes at all.
fn mode(raw: &RawPlan<'_>) -> PlanMode {
    let nothing_planned = raw
        .planned_values
        .is_some_and(|values| values.get().chars().filter(|c| !c.is_whitespace()).eq(r#"{"root_module":{}}"#.chars()));
    if !nothing_planned {
        return PlanMode::Normal;
    }
    match &raw.resource_changes {
        None if raw.prior_state.is_some() => PlanMode::RefreshOnly,
        Some(changes) if !changes.is_empty() && changes.iter().all(is_plain_delete) => PlanMode::Destroy,
        _ => PlanMode::Normal,
    }
}

fn is_plain_delete(change: &RawChange<'_>) -> bool {
    change.change.actions.iter().map(|word| &*word.0).eq(["delete"]) && change.action_reason.is_none()
}

fn first_name(path: &[Json]) -> Option<String> {
    path.first().and_then(|step| step.as_str()).map(str::to_owned)
}

fn relevant(raw: RawRelevant) -> Relevant {
    Relevant { attribute: first_name(&raw.attribute), resource: raw.resource }
}
