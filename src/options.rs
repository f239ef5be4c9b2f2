//! What the options of the command line mean, and what is said where they mean nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::{self, Check};
use crate::eval::ast::{Expr, ExprKind, Part};
use crate::eval::did_you_mean;
use crate::evaluate::{FailOn, OnUnknown, Rules};
use crate::finding::{Level, Rule, Severity};
use crate::policy::{LevelSetting, Policy, PolicyFile, SeveritySetting};
use crate::settings::Settings;
use crate::source::Source;

/// Stays whatever `--only` says: without it a plan that is not whole would look fine.
const ALWAYS: &str = "plan_errored";

/// A format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// For machines.
    Json,
    /// For code scanning.
    Sarif,
    /// For the log of a GitHub workflow.
    Github,
    /// For a pull request.
    Markdown,
    /// For CI systems that show tests.
    Junit,
    /// For GitLab's merge requests.
    Gitlab,
}

const FORMATS: [(&str, Format); 7] = [
    ("human", Format::Human),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("github", Format::Github),
    ("markdown", Format::Markdown),
    ("junit", Format::Junit),
    ("gitlab", Format::Gitlab),
];

/// The reports of a run and the files they go to.
///
/// # Errors
/// A format that is not known, or a report without a file name.
pub fn reports(typed: &[String]) -> Result<Vec<(Format, Option<String>)>, String> {
    if typed.is_empty() {
        return Ok(vec![(Format::Human, None)]);
    }
    let reports = typed.iter().map(|one| format_of(one, &FORMATS)).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<&String> = reports.iter().filter_map(|(_, file)| file.as_ref()).collect();
    match files.iter().enumerate().find(|(at, file)| files.iter().take(*at).any(|other| other == *file)) {
        Some((_, twice)) => Err(format!(
            "error: --report: two reports go to {twice}, and the second would take the place of the first\n  what to do: give each a file of its own"
        )),
        None => Ok(reports),
    }
}

fn format_of<F: Copy>(typed: &str, formats: &[(&str, F)]) -> Result<(F, Option<String>), String> {
    let (name, file) = match typed.split_once('=') {
        Some((_, "")) => return Err(format!("error: --report {typed}: the name of the file is missing")),
        Some((name, file)) => (name, Some(file.to_owned())),
        None => (typed, None),
    };
    match formats.iter().find(|(known, _)| *known == name) {
        Some((_, format)) => Ok((*format, file)),
        None => {
            let names: Vec<&str> = formats.iter().map(|(name, _)| *name).collect();
            Err(format!("error: --report {name}: no such format; there are {}", names.join(", ")))
        }
    }
}

/// The date that waivers are held against.
///
/// # Errors
/// What is not a date.
pub fn today(typed: Option<&str>) -> Result<String, String> {
    match typed {
        None => Ok(crate::read::today()),
        Some(date) if crate::waiver::is_date(date) => Ok(date.to_owned()),
        Some(other) => Err(format!("error: --today {other}: this is no date; write it like 2027-01-31")),
    }
}

/// Which part of a run is wanted, of how many.
///
/// # Errors
/// What is no part.
pub fn shard(typed: Option<&str>) -> Result<Option<(usize, usize)>, String> {
    let Some(typed) = typed else { return Ok(None) };
    let part = typed.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match part {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Some((number, of))),
        _ => Err(format!("error: --shard {typed}: write it as K/N, such as 2/5, with K from 1 to N")),
    }
}

/// A format of the reports of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrialFormat {
    /// For people.
    Human,
    /// For CI systems.
    Junit,
    /// For machines.
    Json,
}

const TRIAL_FORMATS: [(&str, TrialFormat); 3] =
    [("human", TrialFormat::Human), ("junit", TrialFormat::Junit), ("json", TrialFormat::Json)];

/// The reports of a run of tests and the files they go to.
///
/// # Errors
/// A format that is not known, or a report without a file name.
pub fn trial_reports(typed: &[String]) -> Result<Vec<(TrialFormat, Option<String>)>, String> {
    if typed.is_empty() {
        return Ok(vec![(TrialFormat::Human, None)]);
    }
    typed.iter().map(|one| format_of(one, &TRIAL_FORMATS)).collect()
}

/// What verdicts do.
pub fn rules(options: &Check) -> Rules {
    Rules {
        unknown: match options.unknown {
            cli::Unknown::Warn => OnUnknown::Warn,
            cli::Unknown::Fail => OnUnknown::Fail,
            cli::Unknown::Ignore => OnUnknown::Ignore,
        },
        fail_on: match options.fail_on {
            cli::FailOn::Mandatory => FailOn::Mandatory,
            cli::FailOn::Advisory => FailOn::Advisory,
            cli::FailOn::Never => FailOn::Never,
        },
        strict: options.strict,
        explain: options.verbose,
        audit: options.audit,
    }
}

/// The policies that take part: those that `--only` and `--skip` leave, without those that are off. `.poolproof.hcl`
/// says which are; a label that is typed out is on.
///
/// # Errors
/// A glob that matches no label: it is mistyped, and a check that was meant to run would not.
pub fn select(
    mut files: Vec<PolicyFile>,
    only: &[String],
    skip: &[String],
    settings: Option<&Settings>,
) -> Result<Vec<PolicyFile>, String> {
    let labels: Vec<String> = files.iter().flat_map(|file| &file.policies).map(|policy| policy.label.clone()).collect();
    for (option, pattern) in only.iter().map(|p| ("--only", p)).chain(skip.iter().map(|p| ("--skip", p))) {
        if !labels.iter().any(|label| fits(pattern, label)) {
            let near = did_you_mean(pattern, labels.iter().map(String::as_str));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(format!(
                "error: {option} {pattern}: no policy has this label{hint}\n  what to do: `poolproof explain` lists them"
            ));
        }
    }
    let wanted = |label: &str| only.is_empty() || label == ALWAYS || only.iter().any(|pattern| fits(pattern, label));
    let is_skipped = |label: &str| skip.iter().any(|pattern| fits(pattern, label));
    let is_on = |policy: &Policy| {
        let label = &policy.label;
        let set = settings.and_then(|settings| settings.enabled(label));
        only.contains(label) || set.unwrap_or(policy.enabled)
    };
    for file in &mut files {
        let stays = |policy: &Policy| policy.replaces || !is_skipped(&policy.label) && is_on(policy);
        file.policies.retain(|policy| wanted(&policy.label) && stays(policy));
        // What is asked for by name runs without --audit.
        let named = |label: &str| only.iter().any(|pattern| fits(pattern, label));
        file.policies.iter_mut().for_each(|policy| policy.about.audit &= !named(&policy.label));
    }
    Ok(files)
}

fn fits(pattern: &str, label: &str) -> bool {
    glob::Pattern::new(pattern).map_or(pattern == label, |pattern| pattern.matches(label))
}

/// Leaves out the built-in policies in whose place one of the user's stands: they are skipped, or off in `.poolproof.hcl`.
pub fn replace(files: &mut [PolicyFile], skip: &[String], settings: Option<&Settings>) {
    let is_out = |label: &str| {
        let is_off = settings.and_then(|settings| settings.enabled(label)) == Some(false);
        is_off || skip.iter().any(|pattern| fits(pattern, label))
    };
    let is_own = |policy: &Policy| !crate::read::is_built_in(&policy.source);
    let all = || files.iter().flat_map(|file| &file.policies);
    let own: BTreeSet<String> = all().filter(|one| is_own(one)).map(|one| one.label.clone()).collect();
    let built_in = all().filter(|one| !is_own(one) && own.contains(&one.label) && is_out(&one.label));
    let replaced: BTreeSet<String> = built_in.map(|one| one.label.clone()).collect();
    for file in files {
        file.policies.retain(|policy| is_own(policy) || !replaced.contains(&policy.label));
        file.policies.iter_mut().for_each(|policy| policy.replaces = replaced.contains(&policy.label));
    }
}

/// A label is one policy, however many kinds of subject it has; two files do not share one. Only HashiCorp's dialect has
/// labels that are unique in a file alone: a library of it is taken as it is.
///
/// # Errors
/// The label and the two places.
pub fn labels_are_unique(files: &[PolicyFile]) -> Result<(), String> {
    let built_in = |policy: &Policy| crate::read::is_built_in(&policy.source);
    let mut seen: BTreeMap<&str, &Policy> = BTreeMap::new();
    for file in files {
        for policy in &file.policies {
            let first = *seen.entry(&policy.label).or_insert(policy);
            let of_files = |policy: &Policy| policy.subject.kind().is_some_and(|kind| kind.labels.len() == 2);
            let both = of_files(first) && of_files(policy) && !built_in(first) && !built_in(policy);
            if first.source.path() != policy.source.path() && !both {
                let place = |policy: &Policy| {
                    let at = policy.source.location(policy.label_span);
                    format!("{}:{}", at.path, at.line)
                };
                return Err(format!(
                    "error: {}: the policy `{}` stands in {} too\n  what to do: {}",
                    place(policy),
                    policy.label,
                    place(first),
                    if built_in(first) || built_in(policy) {
                        "give it another label, or leave the built-in one out with --skip or --no-builtin"
                    } else {
                        "give one of them another label"
                    }
                ));
            }
        }
    }
    Ok(())
}

/// Every policy in a line: its label, how bad it is, and what it is.
pub fn list(policies: &[&Policy]) -> String {
    let mut lines: Vec<String> = policies.iter().map(|policy| row(policy)).collect();
    lines.sort();
    lines.dedup();
    lines.join("\n") + "\n"
}

fn row(policy: &Policy) -> String {
    let audit = if policy.about.audit { " (with --audit)" } else { "" };
    let audit = if policy.enabled { audit } else { " (off unless .poolproof.hcl enables it)" };
    format!("{:<32} {:<6} {}{audit}", policy.label, severities(policy).join("/"), policy.about.title)
}

/// The severities that a policy can have, the worst first.
pub(crate) fn severities(policy: &Policy) -> Vec<&'static str> {
    let possible = policy.about.severity.iter().flat_map(SeveritySetting::possible);
    possible.map(Severity::word).collect()
}

/// The levels that a policy can have, in words.
pub(crate) fn levels(policy: &Policy) -> String {
    let mut words: Vec<&str> = possible_levels(policy).into_iter().map(Level::word).collect();
    words.dedup();
    if words.is_empty() { "it depends on the subject".to_owned() } else { words.join(" or ") }
}

/// The levels a policy can have; none where it is computed.
fn possible_levels(policy: &Policy) -> Vec<Level> {
    let possible = policy.about.severity.as_ref().map(SeveritySetting::possible).unwrap_or_default();
    match &policy.level {
        LevelSetting::Fixed(level) => vec![*level],
        LevelSetting::Computed(_) => Vec::new(),
        LevelSetting::BySeverity if possible.is_empty() => vec![Level::Mandatory],
        LevelSetting::BySeverity => possible.into_iter().map(Severity::level).collect(),
    }
}

/// What one policy means.
///
/// # Errors
/// A label that no policy has.
pub fn explanation(policies: &[&Policy], label: &str) -> Result<String, String> {
    let Some(policy) = policies.iter().find(|policy| policy.label == label) else {
        let near = did_you_mean(label, policies.iter().map(|policy| policy.label.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!(
            "error: no policy is called `{label}`{hint}\n  what to do: `poolproof explain` lists them"
        ));
    };
    let about = &policy.about;
    let fix = about.fix.as_ref().map(|fix| in_general(fix, &policy.source));
    let place = policy.source.location(policy.label_span);
    Ok(format!(
        "{label}: {}\n\n{}{}{}{}It stands in {}:{}.\n",
        about.title,
        part("What happens", &about.why),
        part("What to do", &fix.unwrap_or_default()),
        examples(policy),
        weight(policy),
        place.path,
        place.line
    ))
}

/// A paragraph; nothing where the policy does not say.
fn part(what: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{what}: {text}\n\n") }
}

/// What it asks for, as it is written, and what it says where that is not so.
fn examples(policy: &Policy) -> String {
    let mut text = String::new();
    for enforce in &policy.enforces {
        let condition = policy.source.slice(enforce.condition.span);
        let condition = condition.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("It holds where: {condition}\n"));
        for message in messages(&enforce.error_message) {
            text.push_str(&format!("Else it says, for example: {}\n", in_general(message, &policy.source)));
        }
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// The texts that a message can be.
fn messages(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Conditional(it) => messages(&it.then).into_iter().chain(messages(&it.otherwise)).collect(),
        ExprKind::Paren(inner) => messages(inner),
        _ => vec![expr],
    }
}

/// How bad it is, and what comes of it.
fn weight(policy: &Policy) -> String {
    let severities = severities(policy);
    let severity = match severities.is_empty() {
        true => String::new(),
        false => format!(
            "Severity: {} (S1 traffic is lost, S2 the apply stops half-way, S3 worth a look, S4 a remark).\n",
            severities.join(" or ")
        ),
    };
    let audit = if policy.about.audit { "Only with --audit, and on a state.\n" } else { "" };
    let off = if policy.enabled {
        String::new()
    } else {
        format!("Off unless .poolproof.hcl has: policy \"{}\" {{ enabled = true }}\n", policy.label)
    };
    format!("{severity}Level: {}.\n{audit}{off}", levels(policy))
}

/// The policies as reports list them: each label once.
pub fn rules_of(files: &[PolicyFile], audited: bool) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let run = files.iter().flat_map(|file| &file.policies).filter(|policy| audited || !policy.about.audit);
    for policy in run {
        if rules.iter().any(|rule| rule.label == policy.label) {
            continue;
        }
        let about = &policy.about;
        rules.push(Rule {
            label: policy.label.clone(),
            title: about.title.clone(),
            why: about.why.clone(),
            fix: about.fix.as_ref().map(|fix| in_general(fix, &policy.source)).unwrap_or_default(),
            level: possible_levels(policy).into_iter().min(),
            audit: about.audit,
        });
    }
    rules.sort();
    rules
}

/// A text for one subject as a text about any: what is filled in stands in angle brackets, and what is said only of some
/// subjects is left out.
fn in_general(expr: &Expr, source: &Source) -> String {
    let ExprKind::Template(parts) = &expr.kind else {
        return expr.as_literal_string().unwrap_or_default().to_owned();
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Interpolation(inner) if matches!(inner.kind, ExprKind::Traversal { .. } | ExprKind::Call(_)) => {
                text.push_str(&format!("<{}>", source.slice(inner.span)));
            }
            _ => {}
        }
    }
    text
}
