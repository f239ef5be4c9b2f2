//! `poolproof test`: test files, the policies and plans they name, and what came of them. Exit code 1 when a case misses,
//! 2 when a file could not be run or no case was.

use rayon::prelude::*;

use crate::cli::Test;
use crate::evaluate::InputValues;
use crate::given::{self, Given};
use crate::graph::Kinds;
use crate::input::Input;
use crate::options;
use crate::policy::{self, PolicyFile};
use crate::read::{self, Request};
use crate::report;
use crate::source::Source;
use crate::trial::{self, FileResult, Report, Setup, Status, TestFile};

use super::terminal::shows_colour;
use super::{Stop, write};

pub(super) fn test(options: &Test) -> Result<u8, Stop> {
    let reports = options::trial_reports(&options.report)?;
    let sources = read::trials(&paths(options)).map_err(|error| format!("error: {error}"))?;
    let kinds = super::kinds(super::settings(options.settings.as_deref())?.as_ref());
    let report = run(options, &sources, &kinds)?;
    for (format, file) in &reports {
        let text = match format {
            options::TrialFormat::Human => report::trial_human(&report, file.is_none() && shows_colour()),
            options::TrialFormat::Json => report::trial_json(&report),
            options::TrialFormat::Junit => report::trial_junit(&report),
        };
        write(&text, file.as_deref())?;
    }
    let cases: usize = report.files.iter().map(|file| file.cases.len()).sum();
    if report.broken() == 0 && cases == 0 {
        let filter = options.filter.as_ref().map(|text| format!(" `{text}` is in the name of none of them."));
        let help = "a mock without `skip = true`, or an `expect`, is a case";
        return Err(format!("error: no test ran.{}\n  what to do: {help}", filter.unwrap_or_default()));
    }
    Ok(if report.broken() > 0 { 2 } else { u8::from(report.count(Status::Missed) > 0) })
}

fn paths(options: &Test) -> Vec<String> {
    let named: Vec<String> = options.paths.iter().chain(&options.tests).cloned().collect();
    if !named.is_empty() {
        return named;
    }
    if options.policies.is_empty() { vec![".".to_owned()] } else { options.policies.clone() }
}

/// Runs every file; one that cannot be run does not stop the others.
fn run(options: &Test, sources: &[Source], kinds: &Kinds) -> Result<Report, Stop> {
    let done: Vec<(FileResult, usize, usize)> = sources.par_iter().map(|source| one(options, source, kinds)).collect();
    let mut report = Report::default();
    for (file, left_out, skipped) in done {
        report.left_out += left_out;
        report.skipped += skipped;
        report.files.push(file);
    }
    Ok(report)
}

fn one(options: &Test, source: &Source, kinds: &Kinds) -> (FileResult, usize, usize) {
    match prepared(options, source) {
        Ok((file, policies, fixtures, inputs)) => {
            let wanted = |name: &str| is_wanted(options.filter.as_deref(), source.path(), name);
            let setup = Setup {
                file: &file,
                kinds,
                policies: &policies,
                fixtures: &fixtures,
                inputs: &inputs,
                wanted: &wanted,
            };
            trial::run(&setup)
        }
        Err(error) => (FileResult { path: source.path().to_owned(), cases: Vec::new(), error: Some(error) }, 0, 0),
    }
}

fn is_wanted(filter: Option<&str>, path: &str, name: &str) -> bool {
    let Some(filter) = filter else { return true };
    let whole = format!("{path}: {name}");
    match glob::Pattern::new(&format!("*{filter}*")) {
        Ok(pattern) if filter.contains('*') => pattern.matches(&whole),
        _ => whole.contains(filter),
    }
}

type Prepared = (TestFile, Vec<PolicyFile>, Vec<Option<Input>>, InputValues);

fn prepared(options: &Test, source: &Source) -> Result<Prepared, String> {
    let file = trial::parse(source).map_err(|errors| mistakes(&errors))?;
    let targets: Option<Vec<String>> =
        file.targets.as_ref().map(|targets| targets.iter().map(|(target, _)| target.clone()).collect());
    let sources = read::policies_of(source.path(), targets.as_deref(), &options.policies);
    let mut policies = Vec::new();
    for source in sources.map_err(|error| format!("error: {error}"))? {
        policies.push(policy::parse(&source).map_err(|errors| mistakes(&errors))?);
    }
    let inputs = inputs(&policies, &options.input)?;
    let fixtures: Result<Vec<Option<Input>>, String> = file
        .scenarios
        .iter()
        .map(|scenario| scenario.fixture.as_ref().map(|it| fixture(source, it)).transpose())
        .collect();
    let fixtures = fixtures?;
    Ok((file, policies, fixtures, inputs))
}

/// What `--input` says of the inputs that these policies have.
fn inputs(policies: &[PolicyFile], typed: &[String]) -> Result<InputValues, String> {
    let declared = |name: &str| policies.iter().flat_map(|file| &file.inputs).any(|input| input.name == name);
    let own = |one: &&String| one.split_once('=').is_none_or(|(name, _)| declared(name));
    let typed: Vec<String> = typed.iter().filter(own).cloned().collect();
    given::some(policies, &[], &Given { typed: &typed, ..Given::default() })
}

fn mistakes(errors: &[policy::PolicyError]) -> String {
    errors.iter().map(policy::PolicyError::render).collect::<Vec<_>>().join("\n")
}

/// A recorded plan that a test names.
fn fixture(source: &Source, fixture: &trial::Fixture) -> Result<Input, String> {
    let beside = |path: &String| read::relative(source.path(), path);
    let request = Request {
        inputs: vec![beside(&fixture.plan)],
        config: fixture.config.iter().map(beside).collect(),
        ..Request::default()
    };
    let at = source.location(fixture.span);
    let mut inputs = read::inputs(&request).map_err(|error| format!("error: {}:{}: {error}", at.path, at.line))?;
    match (inputs.pop(), inputs.is_empty()) {
        (Some(input), true) => Ok(input),
        _ => Err(format!("error: {}:{}: `plan` names one plan, not a folder of several", at.path, at.line)),
    }
}
