//! From the syntax tree to policies. A mistake does not stop the reading: as many as possible are named at once.

use crate::eval::ast::{Attribute, Block, Body, Expr, ExprKind, Label};
use crate::eval::{functions, parse_body};
use crate::finding::{Level, Severity};
use crate::hash::HashMap;
use crate::model::Value;
use crate::source::{Source, Span};

use super::error::{Errors, suggestion};
use super::subject::{KINDS, SubjectKind};
use super::{
    About, Enforce, LevelSetting, Policy, PolicyError, PolicyFile, PolicyOperation, PolicySubject, SeveritySetting,
    check, input,
};

const FILE_BLOCKS: &[&str] = &["policy", "input", "locals"];

/// Reads a policy file.
///
/// # Errors
/// Every mistake that can be found without a plan, in the order of the text.
pub fn parse(source: &Source) -> Result<PolicyFile, Vec<PolicyError>> {
    read(source, check::file)
}

/// Reads a policy file that is known to have no mistake, and does not look for one: a third of the time goes there.
///
/// # Errors
/// What cannot be read all the same.
pub fn parse_checked(source: &Source) -> Result<PolicyFile, Vec<PolicyError>> {
    read(source, |_, _| Vec::new())
}

fn read(
    source: &Source,
    check: impl Fn(&PolicyFile, &mut Errors<'_>) -> Vec<PolicyError>,
) -> Result<PolicyFile, Vec<PolicyError>> {
    let mut errors = Errors { source, all: Vec::new() };
    let body = match parse_body(source) {
        Ok(body) => body,
        Err(error) => {
            errors.add(error.span, error.message, "", "");
            return Err(errors.all);
        }
    };
    let mut file = PolicyFile {
        source: source.clone(),
        locals: Vec::new(),
        inputs: Vec::new(),
        policies: Vec::new(),
        warnings: Vec::new(),
    };
    for attribute in &body.attributes {
        let message = format!("`{}` stands outside of any block", attribute.name);
        errors.add(attribute.name_span, message, "", "values for all policies of the file belong in `locals { … }`");
    }
    for block in &body.blocks {
        read_block(block, &mut file, &mut errors);
    }
    check_duplicates(&file, &mut errors);
    share_about(&mut file.policies);
    file.warnings = check(&file, &mut errors);
    if errors.all.is_empty() {
        return Ok(file);
    }
    errors.all.sort_by_key(|error| error.span);
    Err(errors.all)
}

fn read_block(block: &Block, file: &mut PolicyFile, errors: &mut Errors<'_>) {
    if let Some(kind) = KINDS.iter().find(|kind| kind.block == block.kind) {
        file.policies.extend(read_policy(block, kind, errors));
        return;
    }
    match block.kind.as_str() {
        "locals" => read_locals(block, &mut file.locals, errors),
        "input" => file.inputs.extend(input::read(block, errors)),
        "policy" => check_names(
            &block.body,
            &[],
            &["required_providers", "terraform_config", "plugins"],
            "the `policy` block",
            errors,
        ),
        kind => {
            let known = FILE_BLOCKS.iter().copied().chain(KINDS.iter().map(|kind| kind.block));
            errors.add(block.kind_span, format!("there is no block `{kind}`"), "", suggestion(kind, known));
        }
    }
}

/// Names every attribute and block that has no place in `body`.
pub(crate) fn check_names(body: &Body, attributes: &[&str], blocks: &[&str], place: &str, errors: &mut Errors<'_>) {
    for attribute in &body.attributes {
        let name = attribute.name.as_str();
        if attributes.contains(&name) {
            continue;
        }
        let message = format!("{place} has no attribute `{name}`");
        let help = if blocks.contains(&name) {
            format!("`{name}` is a block: write `{name} {{ … }}` without `=`")
        } else if name == "operations" {
            "only a `resource_policy` has it; elsewhere write `filter = pool.operation == \"create\"` and the like"
                .to_owned()
        } else {
            suggestion(name, attributes.iter().copied())
        };
        errors.add(attribute.name_span, message, "", help);
    }
    for block in &body.blocks {
        let kind = block.kind.as_str();
        if blocks.contains(&kind) {
            continue;
        }
        let message = format!("{place} has no block `{kind}`");
        let help = if attributes.contains(&kind) {
            format!("`{kind}` is an attribute: write `{kind} = …`")
        } else {
            suggestion(kind, blocks.iter().copied())
        };
        errors.add(block.kind_span, message, "", help);
    }
}

pub(crate) fn read_locals(block: &Block, locals: &mut Vec<(String, Expr)>, errors: &mut Errors<'_>) {
    for inner in &block.body.blocks {
        errors.add(inner.kind_span, "`locals` holds no blocks", "", "write `name = { … }`");
    }
    for attribute in &block.body.attributes {
        if locals.iter().any(|(name, _)| *name == attribute.name) {
            let message = format!("the local `{}` is defined twice", attribute.name);
            errors.add(attribute.name_span, message, "", "keep one of the two");
        }
        locals.push((attribute.name.clone(), attribute.value.clone()));
    }
}

fn read_policy(block: &Block, kind: &'static SubjectKind, errors: &mut Errors<'_>) -> Option<Policy> {
    let place = format!("a `{}`", kind.block);
    check_names(&block.body, kind.attributes, &["about", "enforce", "locals"], &place, errors);
    let label = read_label(block, kind, errors);
    let subject = read_subject(block, kind, errors);
    let mut locals = Vec::new();
    for block in block.body.blocks_of("locals") {
        read_locals(block, &mut locals, errors);
    }
    let enforces = read_enforces(block, kind, errors);
    let level = block.body.attribute("enforcement_level");
    let level = level.map_or(LevelSetting::BySeverity, |level| read_level(level, errors));
    let operations = block.body.attribute("operations").and_then(|it| read_operations(it, errors));
    let (label, subject) = label.zip(subject)?;
    let value = |name: &str| block.body.attribute(name).map(|attribute| attribute.value.clone());
    let mut policy = Policy {
        about: read_about(block, &label.text, errors),
        label: label.text,
        label_span: label.span,
        subject,
        level,
        filter: value("filter"),
        locals,
        enforces,
        operations,
        related: value("related"),
        windows: value("windows"),
        uses_prior: false,
        replaces: false,
        enabled: block.body.attribute("enabled").is_none_or(|attribute| read_flag(attribute, errors)),
        source: errors.source.clone(),
        span: block.span,
    };
    policy.uses_prior = check::uses_root(&policy, "prior_attrs");
    check_operations(&policy, block, errors);
    Some(policy)
}

fn read_label(block: &Block, kind: &SubjectKind, errors: &mut Errors<'_>) -> Option<Label> {
    if let (Some(label), true) = (block.labels.last(), block.labels.len() == kind.labels.len()) {
        // Policies written for HashiCorp's engine may use any text; ours can be named in a comment.
        let is_ours = kind.labels.len() == 1;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || !is_ours && !c.is_control();
        if label.text.is_empty() || !label.text.chars().all(plain) {
            let help = "a label is made of letters, digits, `_`, `-` and `.`";
            errors.add(label.span, "this label cannot be used to name the policy", "", help);
            return None;
        }
        return Some(label.clone());
    }
    let labels: Vec<String> = kind.labels.iter().map(|label| format!("\"<{label}>\"")).collect();
    let plural = if labels.len() == 1 { "" } else { "s" };
    let (needed, found) = (labels.len(), block.labels.len());
    let message = format!("a `{}` needs {needed} label{plural}, and this one has {found}", kind.block);
    errors.add(block.span, message, "", format!("write `{} {} {{`", kind.block, labels.join(" ")));
    None
}

fn read_subject(block: &Block, kind: &'static SubjectKind, errors: &mut Errors<'_>) -> Option<PolicySubject> {
    let first = block.labels.first().map(|label| (label.text.clone(), label.span));
    match kind.block {
        "resource_policy" => first.map(|(types, span)| PolicySubject::Resource { types, span }),
        "module_policy" => first.map(|(source, span)| PolicySubject::Module { source, span }),
        "provider_policy" => first.map(|(name, span)| PolicySubject::Provider { name, span }),
        "plan_policy" => {
            let help = "add `select = \"$.…\"`: the policy is evaluated for each value the JSONPath finds";
            let Some(select) = block.body.attribute("select") else {
                errors.add(block.span, "a `plan_policy` needs `select`", "", help);
                return None;
            };
            let span = select.value.span;
            let Some(path) = select.value.as_literal_string() else {
                errors.add(span, "`select` is a JSONPath in quotes, without anything to fill in", "", help);
                return None;
            };
            if let Err(message) = functions::check_jsonpath(path) {
                errors.add(span, "`select` cannot be read", "", message);
                return None;
            }
            Some(PolicySubject::Plan { select: path.to_owned(), span })
        }
        _ => Some(PolicySubject::Graph { class: kind.class }),
    }
}

fn read_about(block: &Block, label: &str, errors: &mut Errors<'_>) -> About {
    let mut about = About {
        title: label.replace(['_', '-'], " "),
        why: String::new(),
        fix: None,
        paste: None,
        severity: None,
        audit: false,
        past: false,
        configuration: false,
    };
    for (at, block) in block.body.blocks_of("about").enumerate() {
        if at > 0 {
            errors.add(block.span, "a policy has one `about` block", "", "put everything in the first one");
        }
        let names = ["title", "why", "fix", "paste", "severity", "audit", "past", "configuration"];
        check_names(&block.body, &names, &[], "an `about` block", errors);
        if let Some(title) = literal(&block.body, "title", errors) {
            about.title = title;
        }
        about.why = literal(&block.body, "why", errors).unwrap_or_default();
        about.fix = block.body.attribute("fix").map(|attribute| attribute.value.clone());
        about.paste = block.body.attribute("paste").map(|attribute| attribute.value.clone());
        about.severity = block.body.attribute("severity").and_then(|attribute| read_severity(attribute, errors));
        about.past = block.body.attribute("past").is_some_and(|attribute| read_flag(attribute, errors));
        let configuration = block.body.attribute("configuration");
        about.configuration = configuration.is_some_and(|attribute| read_flag(attribute, errors));
        about.audit = block.body.attribute("audit").is_some_and(|attribute| read_flag(attribute, errors));
    }
    about
}

fn read_severity(attribute: &Attribute, errors: &mut Errors<'_>) -> Option<SeveritySetting> {
    let Some(word) = attribute.value.as_literal_string() else {
        return Some(SeveritySetting::Computed(attribute.value.clone()));
    };
    let severity = Severity::parse(word);
    if severity.is_none() {
        let help = "S1: traffic is lost; S2: the apply stops half-way; S3: worth a look; S4: a remark";
        errors.add(attribute.value.span, format!("there is no severity `{word}`"), "", help);
    }
    severity.map(SeveritySetting::Fixed)
}

fn read_flag(attribute: &Attribute, errors: &mut Errors<'_>) -> bool {
    let ExprKind::Literal(Value::Bool(truth)) = attribute.value.kind else {
        errors.add(attribute.value.span, format!("`{}` is true or false", attribute.name), "", "");
        return false;
    };
    truth
}

/// The text of an attribute that is shown without any subject at hand.
fn literal(body: &Body, name: &str, errors: &mut Errors<'_>) -> Option<String> {
    let attribute = body.attribute(name)?;
    match attribute.value.as_literal_string() {
        Some(text) => Some(text.trim().to_owned()),
        None => {
            let message = format!("`{name}` is plain text, without anything to fill in");
            let help = "it is also shown where there is no subject; `fix` and `error_message` may name the subject";
            errors.add(attribute.value.span, message, "", help);
            None
        }
    }
}

fn read_enforces(block: &Block, kind: &SubjectKind, errors: &mut Errors<'_>) -> Vec<Enforce> {
    let mut any = false;
    let mut enforces = Vec::new();
    for enforce in block.body.blocks_of("enforce") {
        any = true;
        enforces.extend(read_enforce(enforce, block, kind, errors));
    }
    if !any {
        let help = "add `enforce { condition = …, error_message = \"…\" }`, each on a line of its own";
        errors.add(block.span, "the policy enforces nothing", "", help);
    }
    enforces
}

fn read_enforce(block: &Block, policy: &Block, kind: &SubjectKind, errors: &mut Errors<'_>) -> Option<Enforce> {
    let names = ["condition", "error_message", "info_message"];
    check_names(&block.body, &names, &[], "an `enforce` block", errors);
    let value = |name: &str| block.body.attribute(name).map(|attribute| attribute.value.clone());
    let condition = value("condition");
    if condition.is_none() {
        errors.add(block.span, "this `enforce` block has no `condition`", "", "add `condition = …`: what must be true");
    }
    let mut error_message = value("error_message");
    // HashiCorp's dialect does without; a policy on the graph says what is wrong.
    if error_message.is_none() && kind.labels.len() == 2 {
        let label = policy.labels.last().map_or("", |label| label.text.as_str());
        let text = format!("The condition of the policy {label} does not hold.");
        error_message = Some(Expr { kind: ExprKind::Literal(Value::string(&text)), span: block.span });
    }
    if error_message.is_none() {
        let help = "add `error_message = \"…\"`: one sentence that names the subject and what is wrong with it";
        errors.add(block.span, "this `enforce` block has no `error_message`", "", help);
    }
    Some(Enforce {
        condition: condition?,
        error_message: error_message?,
        info_message: value("info_message"),
        span: block.span,
    })
}

fn read_level(attribute: &Attribute, errors: &mut Errors<'_>) -> LevelSetting {
    let Some(word) = attribute.value.as_literal_string() else {
        return LevelSetting::Computed(attribute.value.clone());
    };
    if let Some(level) = Level::parse(word) {
        return LevelSetting::Fixed(level);
    }
    let words = [Level::Advisory, Level::Mandatory, Level::MandatoryOverridable].map(Level::word);
    let message = format!("there is no enforcement level `{word}`");
    errors.add(attribute.value.span, message, "", suggestion(word, words.into_iter()));
    LevelSetting::Fixed(Level::Mandatory)
}

fn read_operations(attribute: &Attribute, errors: &mut Errors<'_>) -> Option<Vec<PolicyOperation>> {
    let ExprKind::Tuple(items) = &attribute.value.kind else {
        let help = "write `operations = [\"create\", \"update\"]`";
        errors.add(attribute.value.span, "`operations` is a list of words", "", help);
        return None;
    };
    let mut operations = Vec::new();
    for item in items {
        let word = item.as_literal_string().unwrap_or("");
        match PolicyOperation::parse(word) {
            Some(operation) => operations.push(operation),
            None => {
                let known = PolicyOperation::ALL.map(PolicyOperation::word);
                let help = match word {
                    "replace" => "a replacement is seen as a delete and a create".to_owned(),
                    _ => suggestion(word, known.into_iter()),
                };
                errors.add(item.span, "this is not an operation", "", help);
            }
        }
    }
    Some(operations)
}

/// The combinations that the dialect rules out.
fn check_operations(policy: &Policy, block: &Block, errors: &mut Errors<'_>) {
    use PolicyOperation::{Create, Delete, NoOp, Update};
    if !matches!(policy.subject, PolicySubject::Resource { .. }) {
        return;
    }
    let listed = policy.operations.as_deref().unwrap_or_default();
    let span = block.body.attribute("operations").map_or(block.span, |it| it.value.span);
    let has = |operation: PolicyOperation| listed.contains(&operation);
    if policy.uses_prior && !listed.iter().any(|operation| matches!(operation, Update | Delete)) {
        let help = "add `operations = [\"update\"]`, `[\"delete\"]` or both: only these have a state before";
        errors.add(span, "a policy that asks for `prior_attrs` must say for which operations", "", help);
    } else if policy.uses_prior && (has(Create) || has(NoOp)) {
        let help = "keep only `update` and `delete`: the others have no state before";
        errors.add(span, "a policy that asks for `prior_attrs` is not for `create` or `no-op`", "", help);
    } else if has(Delete) && (has(Create) || has(NoOp)) {
        let other = if has(Create) { "create" } else { "no-op" };
        let message = format!("one policy cannot be for both `delete` and `{other}`");
        errors.add(span, message, "", "write two policies; a replacement is seen as a delete and a create");
    }
}

/// A label that stands for several kinds of subject says once what it means. What names the subject may differ: the fix
/// and the severity of a block are its own where it has them.
fn share_about(policies: &mut [Policy]) {
    for index in 1..policies.len() {
        let (before, rest) = policies.split_at_mut(index);
        let Some(policy) = rest.first_mut().filter(|policy| policy.about.why.is_empty()) else { continue };
        if let Some(first) = before.iter().find(|first| first.label == policy.label) {
            let About { fix, severity, .. } = std::mem::replace(&mut policy.about, first.about.clone());
            policy.about.fix = fix.or_else(|| policy.about.fix.take());
            policy.about.severity = severity.or_else(|| policy.about.severity.take());
        }
    }
}

fn check_duplicates(file: &PolicyFile, errors: &mut Errors<'_>) {
    let inputs = file.inputs.iter().map(|input| (("input", ""), &input.name, input.name_span));
    // One label may stand for several kinds of subject: it is one policy to people.
    let policies = file
        .policies
        .iter()
        .map(|policy| ((policy.subject.word(), policy.subject.pattern()), &policy.label, policy.label_span));
    let mut seen: HashMap<((&str, &str), &String), Span> = HashMap::default();
    for (what, name, span) in inputs.chain(policies) {
        let first = *seen.entry((what, name)).or_insert(span);
        let what = what.0;
        if first != span {
            let (line, _) = errors.source.line_column(first.start);
            let what = if what == "input" { "input".to_owned() } else { format!("{what} policy") };
            let message = format!("the {what} `{name}` is defined twice");
            errors.add(span, message, "", format!("the first stands on line {line}; give this one another name"));
        }
    }
}
