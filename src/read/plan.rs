//! Plan JSON → [`Plan`], in one pass over the text. Bodies of changes and of the state stay text until somebody asks;
//! `planned_values` repeats what `resource_changes` has and is skipped.

mod raw;
mod stream;
mod window;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::model::{
    Actions, Address, Body, Call, Change, ConfigResource, Configuration, Document, Head, LazyBlock, Mode, Module,
    ModulePath, Operation, Plan, PlanMode, Provider, Raw, Relevant, StateObject, Text, Value, block_of,
};

use super::{ReadError, recognise};

use raw::*;

pub(super) use stream::{in_pieces, sections};

/// Reads a plan as `terraform show -json` and `tofu show -json` write it.
///
/// # Errors
/// When the text is no plan, is cut short or has a format that is not known: what it is instead, and what to run.
pub fn parse(path: &str, text: impl Into<Arc<String>>) -> Result<Plan, ReadError> {
    let text = text.into();
    let mut raw = match serde_json::from_str::<RawPlan<'_>>(&text) {
        Ok(raw) => raw,
        Err(error) if error.is_data() && !recognise::is_whole_plan(&text) => {
            return Err(recognise::not_a_plan(path, &text));
        }
        Err(error) if text.trim_start().starts_with('{') => return Err(recognise::broken(path, &text, &error)),
        Err(_) => return Err(recognise::not_a_plan(path, &text)),
    };
    let Some(version) = version(&raw) else { return Err(recognise::not_a_plan(path, &text)) };
    gate(path, version)?;
    let kept = Arc::new(Text::Kept(Arc::clone(&text)));
    let reader = Reader { path, text: &text, start: 0, kept: &kept };
    let lists = reader.lists(&mut raw)?;
    Ok(reader.plan(raw, lists, Raw::new(&kept, 0..text.len())))
}

/// Reads a state as `terraform show -json` writes it: as a plan that does nothing to any of its objects. Its values are
/// pieces of `kept`, which holds the same text.
///
/// # Errors
/// When it has a format that is not known or an address that cannot be read.
pub(super) fn parse_state(path: &str, text: &str, kept: &Arc<Text>) -> Result<Plan, ReadError> {
    let head: RawHead<'_> = serde_json::from_str(text).map_err(|error| recognise::broken(path, text, &error))?;
    gate(path, head.format_version.as_deref().unwrap_or_default())?;
    let state: RawState<'_> = serde_json::from_str(text).map_err(|error| recognise::broken(path, text, &error))?;
    let reader = Reader { path, text, start: 0, kept };
    let outputs = head.values.map(|values| values.outputs).unwrap_or_default();
    let prior = reader.prior(Some(state))?;
    let managed = prior.iter().filter(|object| object.address.mode == Mode::Managed && object.deposed.is_none());
    let changes = managed.map(|object| Change {
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
        document: Document::new(Raw::new(kept, 0..text.len()), Head::new()),
    })
}

/// The version of the format that a plan is written in; what has none, or no section that a plan has, is no plan.
fn version<'r>(raw: &'r RawPlan<'_>) -> Option<&'r str> {
    let nothing = raw.resource_changes.is_none() && raw.planned_values.is_none() && raw.configuration.is_none();
    raw.format_version.as_deref().filter(|_| !nothing)
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

/// The sections that nearly all of a plan's text is in.
#[derive(Default)]
struct Lists {
    changes: Vec<Change>,
    drift: Vec<Change>,
    prior: Vec<StateObject>,
}

/// What a body is made of: the values, what is unknown and what is sensitive.
type Parts<'t> = [Option<&'t str>; 3];

/// A reader of a text, or of a part that begins at `start`.
struct Reader<'r> {
    path: &'r str,
    text: &'r str,
    start: usize,
    /// Where the whole text is from now on.
    kept: &'r Arc<Text>,
}

impl Reader<'_> {
    fn plan(&self, raw: RawPlan<'_>, lists: Lists, whole: Raw) -> Plan {
        let outputs = raw.output_changes.as_ref().into_iter().flatten();
        let outputs = outputs.map(|(name, values)| (name.to_string(), self.output(values))).collect();
        Plan {
            mode: mode(&raw, &lists.changes),
            document: Document::new(whole, head(&raw)),
            outputs,
            terraform_version: raw.terraform_version.map(Cow::into_owned),
            errored: raw.errored.unwrap_or(false),
            complete: raw.complete,
            timestamp: raw.timestamp,
            variables: raw.variables.unwrap_or_default().into_iter().map(|(k, v)| (k.into_owned(), v.value)).collect(),
            changes: lists.changes,
            drift: lists.drift,
            deferred: raw
                .deferred_changes
                .unwrap_or_default()
                .into_iter()
                .map(|deferred| deferred.reason.unwrap_or_else(|| "no reason given".to_owned()))
                .collect(),
            prior: lists.prior,
            configuration: raw.configuration.map(|raw| self.configuration(raw)).unwrap_or_default(),
            relevant: raw.relevant_attributes.unwrap_or_default().into_iter().map(relevant).collect(),
        }
    }

    /// Takes the lists out of a plan; that they were there is still to be seen.
    fn lists(&self, raw: &mut RawPlan<'_>) -> Result<Lists, ReadError> {
        let changes = |list: &mut Option<Vec<_>>| {
            let list = list.as_mut().map(std::mem::take).unwrap_or_default();
            list.into_iter().map(|change| self.change(change)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Lists {
            changes: changes(&mut raw.resource_changes)?,
            drift: changes(&mut raw.resource_drift)?,
            prior: self.prior(raw.prior_state.as_mut().map(std::mem::take))?,
        })
    }

    /// The place of a borrowed piece in the text it was borrowed from.
    fn raw(&self, piece: &str) -> Raw {
        let start = self.start + (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Raw::new(self.kept, start..start + piece.len())
    }

    fn body(&self, owner: &Arc<Address>, deposed: Option<&Arc<str>>, parts: Parts<'_>) -> Body {
        let [values, unknown, sensitive] = parts.map(|part| part.map(|text| self.raw(text)));
        Body::new(Arc::clone(owner), deposed.map(Arc::clone), values, unknown, sensitive)
    }

    fn address(&self, text: &str) -> Result<Arc<Address>, ReadError> {
        Address::parse(text).map(Arc::new).map_err(|error| {
            ReadError::new(self.path, format!("the plan names `{text}`: {error}"))
                .help("if Terraform printed this address, report it: it is a fault of poolproof")
        })
    }

    fn change(&self, raw: RawChange<'_>) -> Result<Change, ReadError> {
        let address = self.address(&raw.address)?;
        let deposed: Option<Arc<str>> = raw.deposed.map(Into::into);
        let values = raw.change;
        let old = parts(values.before, None, values.before_sensitive);
        let new = parts(values.after, values.after_unknown, values.after_sensitive);
        let before = self.body(&address, deposed.as_ref(), old);
        Ok(Change {
            // An object that does not change has one body.
            after: if new == old { before.clone() } else { self.body(&address, deposed.as_ref(), new) },
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
            module: ModulePath::default(),
            mode: Mode::Data,
            type_: "output".into(),
            name: "output".into(),
            key: None,
        });
        self.body(&owner, None, parts(values.after, values.after_unknown, values.after_sensitive)).value().clone()
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
        let values = self.body(&address, deposed.as_ref(), parts(raw.values, None, raw.sensitive_values));
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
            expressions: LazyBlock::new(raw.expressions.map(|value| self.raw(value.get()))),
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

/// A mirror without a mark is as good as none, and most have none.
fn parts<'t>(
    values: Option<&'t RawValue>,
    unknown: Option<&'t RawValue>,
    sensitive: Option<&'t RawValue>,
) -> Parts<'t> {
    let marks = |mirror: Option<&'t RawValue>| mirror.map(RawValue::get).filter(|text| text.contains("true"));
    [values.map(RawValue::get), marks(unknown), marks(sensitive)]
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
fn mode(raw: &RawPlan<'_>, changes: &[Change]) -> PlanMode {
    let nothing_planned = raw
        .planned_values
        .is_some_and(|values| values.get().chars().filter(|c| !c.is_whitespace()).eq(r#"{"root_module":{}}"#.chars()));
    if !nothing_planned {
        return PlanMode::Normal;
    }
    match &raw.resource_changes {
        None if raw.prior_state.is_some() => PlanMode::RefreshOnly,
        Some(_) if !changes.is_empty() && changes.iter().all(is_plain_delete) => PlanMode::Destroy,
        _ => PlanMode::Normal,
    }
}

fn is_plain_delete(change: &Change) -> bool {
    change.actions == Actions::of(Operation::Delete) && change.reason.is_none()
}

fn first_name(path: &[Json]) -> Option<String> {
    path.first().and_then(|step| step.as_str()).map(str::to_owned)
}

fn relevant(raw: RawRelevant) -> Relevant {
    Relevant { attribute: first_name(&raw.attribute), resource: raw.resource }
}
