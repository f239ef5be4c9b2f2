//! From the syntax tree to settings. A mistake does not stop the reading: as many as possible are named at once.

use crate::eval::ast::{Attribute, Block, Body, ExprKind};
use crate::eval::{Nothing, evaluate, parse_body};
use crate::finding::Level;
use crate::graph::Kinds;
use crate::input::ExternalPool;
use crate::model::Value;
use crate::policy::{Errors, PolicyError, check_names, suggestion};
use crate::source::{Source, Span};
use crate::waiver::{Reach, Waiver, is_date};

use super::{PolicySetting, Settings, kinds};

const ATTRIBUTES: &[&str] = &["policies"];
const BLOCKS: &[&str] = &["policy", "inputs", "external_pool", "kind", "waiver"];

/// Reads `.poolproof.hcl`.
///
/// # Errors
/// Every mistake that can be found without the policies, in the order of the text.
pub fn parse(source: &Source) -> Result<Settings, Vec<PolicyError>> {
    let mut errors = Errors { source, all: Vec::new() };
    let body = match parse_body(source) {
        Ok(body) => body,
        Err(error) => {
            errors.add(error.span, error.message, "", "");
            return Err(errors.all);
        }
    };
    check_names(&body, ATTRIBUTES, BLOCKS, "the file", &mut errors);
    let mut settings = Settings {
        source: source.clone(),
        policy_paths: policy_paths(&body, &mut errors),
        policies: Vec::new(),
        inputs: Vec::new(),
        external_pools: Vec::new(),
        kinds: Kinds::built_in(),
        waivers: Vec::new(),
    };
    for block in &body.blocks {
        match block.kind.as_str() {
            "policy" => settings.policies.extend(policy(block, &settings.policies, &mut errors)),
            "inputs" => inputs(block, &mut settings.inputs, &mut errors),
            "external_pool" => settings.external_pools.extend(external_pool(block, &mut errors)),
            "kind" => kinds::add(block, &mut settings.kinds, &mut errors),
            "waiver" => settings.waivers.extend(waiver(block, &mut errors)),
            _ => {}
        }
    }
    kinds::check_inner(&body.blocks_of("kind").collect::<Vec<_>>(), &settings.kinds, &mut errors);
    if errors.all.is_empty() {
        return Ok(settings);
    }
    errors.all.sort_by_key(|error| error.span);
    Err(errors.all)
}

/// Paths of policies; in the file they are relative to its folder.
fn policy_paths(body: &Body, errors: &mut Errors<'_>) -> Vec<String> {
    let Some(attribute) = body.attribute("policies") else { return Vec::new() };
    let ExprKind::Tuple(items) = &attribute.value.kind else {
        errors.add(attribute.value.span, "`policies` is a list of paths", "", "write `policies = [\"policies\"]`");
        return Vec::new();
    };
    let folder = errors.source.path().rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let mut paths = Vec::new();
    for item in items {
        match (item.as_literal_string().filter(|path| !path.is_empty()), &folder) {
            (None, _) => errors.add(item.span, "this is not a path", "", "write it in quotes: `\"policies\"`"),
            (Some(path), Some(folder)) if !path.starts_with('/') => paths.push(format!("{folder}/{path}")),
            (Some(path), _) => paths.push(path.to_owned()),
        }
    }
    paths
}

fn policy(block: &Block, before: &[PolicySetting], errors: &mut Errors<'_>) -> Option<PolicySetting> {
    check_names(&block.body, &["enabled", "enforcement_level"], &[], "a `policy` block", errors);
    let (label, label_span) = label(block, "the label of the policy", errors)?;
    if let Some(first) = before.iter().find(|setting| setting.label == label) {
        let (line, _) = errors.source.line_column(first.label_span.start);
        let help = format!("put everything into the block on line {line}");
        errors.add(label_span, format!("the policy `{label}` is set twice"), "", help);
    }
    let enabled = block.body.attribute("enabled").and_then(|attribute| match &attribute.value.kind {
        ExprKind::Literal(Value::Bool(truth)) => Some(*truth),
        _ => {
            errors.add(attribute.value.span, "`enabled` is true or false", "", "");
            None
        }
    });
    let level = text(&block.body, "enforcement_level", errors).and_then(|(word, span)| {
        let known = [Level::Advisory, Level::Mandatory, Level::MandatoryOverridable].map(Level::word);
        let level = Level::parse(&word);
        if level.is_none() {
            let help = suggestion(&word, known.into_iter());
            errors.add(span, format!("there is no enforcement level `{word}`"), "", help);
        }
        level
    });
    Some(PolicySetting { label, label_span, enabled, level })
}

fn inputs(block: &Block, known: &mut Vec<(String, Span, crate::eval::ast::Expr)>, errors: &mut Errors<'_>) {
    if !block.labels.is_empty() || !block.body.blocks.is_empty() {
        errors.add(block.span, "`inputs` is one block of values", "", "write `inputs { name = value }`");
    }
    for attribute in &block.body.attributes {
        if known.iter().any(|(name, ..)| *name == attribute.name) {
            let message = format!("the input `{}` is set twice", attribute.name);
            errors.add(attribute.name_span, message, "", "keep one of the two");
        }
        known.push((attribute.name.clone(), attribute.name_span, attribute.value.clone()));
    }
}

fn external_pool(block: &Block, errors: &mut Errors<'_>) -> Option<ExternalPool> {
    check_names(&block.body, &["filled_by"], &[], "an `external_pool` block", errors);
    let (pattern, span) = label(block, "the pool's address, ARN or name", errors)?;
    let filled_by = text(&block.body, "filled_by", errors);
    let Some((filled_by, _)) = filled_by.filter(|(who, _)| !who.trim().is_empty()) else {
        if block.body.attribute("filled_by").is_none() {
            let help = "add `filled_by = \"…\"`: who registers targets in it, for those who read the report";
            errors.add(block.span, "this `external_pool` does not say by whom it is filled", "", help);
        }
        return None;
    };
    Some(ExternalPool { pattern, filled_by, location: errors.source.location(span) })
}

fn waiver(block: &Block, errors: &mut Errors<'_>) -> Option<Waiver> {
    let names = ["policy", "address", "reason", "owner", "expires"];
    check_names(&block.body, &names, &[], "a `waiver`", errors);
    if let Some(label) = block.labels.first() {
        errors.add(label.span, "a `waiver` has no label", "", "write `waiver { policy = \"…\" … }`");
    }
    let mut needed = |name: &str, help: &str| {
        let given = text(&block.body, name, errors);
        if block.body.attribute(name).is_none() {
            errors.add(block.span, format!("this waiver has no `{name}`"), "", help);
        }
        given.filter(|(text, _)| !text.trim().is_empty())
    };
    let policy = needed("policy", "add `policy = \"…\"`: the label of the policy that is waived");
    let address = needed(
        "address",
        "add `address = \"…\"`: whose findings are waived, with `*` for any text; `\"*\"` is all of the policy's findings",
    );
    let reason = needed("reason", "add `reason = \"…\"`: why it is right to go on all the same");
    let owner = text(&block.body, "owner", errors).map(|(owner, _)| owner);
    let expires = text(&block.body, "expires", errors).map(|(date, span)| {
        if !is_date(&date) {
            let help = "write it like `expires = \"2027-01-31\"`; the waiver holds until the end of that day, UTC";
            errors.add(span, format!("`{date}` is not a date"), "", help);
        }
        date
    });
    let (policy, policy_span) = policy?;
    Some(Waiver {
        policy,
        policy_span,
        reach: Reach::Address(address?.0),
        reason: reason?.0,
        owner,
        expires,
        location: errors.source.location(block.span),
    })
}

fn label(block: &Block, what: &str, errors: &mut Errors<'_>) -> Option<(String, Span)> {
    match block.labels.as_slice() {
        [label] if !label.text.is_empty() => Some((label.text.clone(), label.span)),
        _ => {
            let kind = &block.kind;
            let help = format!("write `{kind} \"…\" {{`");
            errors.add(block.span, format!("a `{kind}` block has one label: {what}"), "", help);
            None
        }
    }
}

/// The constant text of an attribute; a mistake where it is something else or empty.
pub(super) fn text(body: &Body, name: &str, errors: &mut Errors<'_>) -> Option<(String, Span)> {
    let attribute: &Attribute = body.attribute(name)?;
    let span = attribute.value.span;
    let value = evaluate(&attribute.value, &Nothing).ok();
    match value.as_ref().and_then(Value::as_str) {
        Some(text) if !text.trim().is_empty() => Some((text.trim().to_owned(), span)),
        Some(_) => {
            errors.add(span, format!("`{name}` is empty"), "", "");
            None
        }
        None => {
            errors.add(span, format!("`{name}` is text in quotes"), "", "");
            None
        }
    }
}
