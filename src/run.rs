//! From what was typed to an exit code: one line for each stage. 0 nothing blocks, 1 a finding blocks, 2 the job could
//! not be done.

mod drawing;
mod fleet;
mod homes;
mod judging;
mod manual;
mod ready;
mod sharding;
mod terminal;
mod testing;

pub use judging::{judge, judge_in_turn};

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::time::Duration;

use crate::cli::{Check, Cli, Command, Explain, Inputs, Measure, Validate};
use crate::evaluate::{Ignores, WaivedBefore, Waiving};
use crate::finding::{Problem, Report, Shard};
use crate::given::{self, Given};
use crate::graph::Kinds;
use crate::input::Input;
use crate::measure;
use crate::modules::{self, Ignore};
use crate::options::{self, Format};
use crate::picture::Picture;
use crate::policy::{self, Policy, PolicyError, PolicyFile};
use crate::read::{self, Reader, Request, Revision};
use crate::reference;
use crate::report::{self, HumanOptions};
use crate::settings::{self, Settings};
use crate::source::Source;

use fleet::Fleet;
use judging::{Judge, Judged};
use ready::{Asked, Ready};

/// What stops a run, in words for standard error.
type Stop = String;

/// Expressions, templates and chains of locals nest, each level of one in a level of the other; their depth is bounded, and
/// this is room for the deepest. It is only reserved, not used.
const STACK: usize = 256 << 20;

/// Does what the command line says, and returns the exit code.
pub fn run(cli: &Cli) -> u8 {
    read::end_tidily(|| {
        let _ = writeln!(io::stderr(), "error: the run was ended before it was done");
    });
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).num_threads(threads(&cli.command)).build();
    // Without threads of its own the work is done on this one.
    let done = pool.map_or_else(|_| dispatch(cli), |pool| pool.install(|| dispatch(cli)));
    match done {
        Ok(code) => code,
        Err(message) => {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{}", report::escape::message(message.trim_end()));
            2
        }
    }
}

/// How many threads a run takes where nobody says; 0 is one for each core. A second one takes more of a small check than it
/// does for it.
fn threads(command: &Command) -> usize {
    const SMALL: u64 = 1 << 20;
    match command {
        Command::Check(options) if options.with.is_empty() && std::env::var_os("RAYON_NUM_THREADS").is_none() => {
            let [input] = options.read.inputs.as_slice() else { return 0 };
            usize::from(read::file_size(input).is_some_and(|bytes| bytes < SMALL))
        }
        _ => 0,
    }
}

fn dispatch(cli: &Cli) -> Result<u8, Stop> {
    match &cli.command {
        Command::Check(options) => check(options),
        Command::Graph(options) => drawing::draw(options),
        Command::Test(options) => testing::test(options),
        Command::Validate(options) => validate(options),
        Command::Explain(options) => explain(options),
        Command::Merge(options) => sharding::merge(options),
        Command::Init(options) => homes::init(options),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man => manual::man(),
        Command::Reference => reference(),
        Command::Measure(options) => measure(options),
    }
}

fn check(options: &Check) -> Result<u8, Stop> {
    let reports = options::reports(&options.report)?;
    let part = options::shard(options.shard.as_deref())?;
    let settings = settings(options.read.settings.as_deref())?;
    let ready = Ready::of(&Asked::of(options), settings.as_ref())?;
    let base = options.base.as_deref().map(read::revision).transpose().map_err(|error| format!("error: {error}"))?;
    let progress = terminal::Progress::of("reading the plans");
    let request = request(&options.read);
    let reader = reader(&request)?;
    let with = Request { inputs: options.with.clone(), config: Vec::new(), ..request.clone() };
    let with = if options.with.is_empty() { None } else { Some(self::reader(&with)?) };
    let pools = settings.as_ref().map(|settings| settings.external_pools.as_slice()).unwrap_or_default();
    let fleet = Fleet::new((&reader, sharding::share(&reader, part)), with.as_ref(), pools);
    progress.says(&format!("checking {}", plans(fleet.inputs())));
    let kinds = kinds(settings.as_ref());
    let draws = reports.iter().any(|(format, _)| *format == Format::Markdown);
    let rules = options::rules(options);
    let judge = Judge { kinds: &kinds, files: &ready.files, values: &ready.values, rules, draws };
    let Judged { mut report, told, problems, ignores, pictures } = fleet.judged(&judge)?;
    if part.is_none() {
        reader.every_saved_plan_is_used().map_err(|error| format!("error: {error}"))?;
    }
    report.shard = part.map(|part| {
        let asked = sharding::asked(options, &ready, settings.as_ref());
        Shard { problems, told, ..sharding::describe(&reader, part, &report.neighbours, asked) }
    });
    let before = base.map(|base| waived_before(&base, &ignores, settings.as_ref()));
    let written = settings.as_ref().map_or(&[][..], |settings| &settings.waivers);
    let known = ready.known(&ignores)?;
    let waiving = Waiving { written, taking_part: &[], known: &known, today: &ready.today, before: before.as_ref() };
    judging::waive(&mut report, &ignores, &waiving);
    drop(progress);
    for (format, file) in &reports {
        let to_file = file.is_some();
        let style = Shown { all: options.all, verbose: options.verbose, quiet: options.quiet, to_file };
        write(&shown(&report, &pictures, *format, &style), file.as_deref())?;
    }
    exit_code(&report)
}

/// 1 where a finding blocks. A policy that could not be evaluated proves nothing, so without one this is no 0 either.
fn exit_code(report: &Report) -> Result<u8, Stop> {
    let stopped = report.problems.iter().find(|problem| problem.policy.is_some());
    let Some(Problem { message, location, .. }) = stopped.filter(|_| report.summary.blocking == 0) else {
        return Ok(u8::from(report.summary.blocking > 0));
    };
    let at = location.as_ref().map(|at| format!("{}:{}:{}: ", at.path, at.line, at.column)).unwrap_or_default();
    Err(format!(
        "error: {at}{message}\n  what to do: guard what may be missing, as in try(attrs.name, null) or can(attrs.name), or \
         leave the policy out with --skip"
    ))
}

fn plans(number: usize) -> String {
    if number == 1 { "1 plan".to_owned() } else { format!("{number} plans") }
}

/// The waivers that the files of a run had at a revision. Settings that had a mistake then waived nothing.
fn waived_before(base: &Revision, ignores: &[Ignores], settings: Option<&Settings>) -> WaivedBefore {
    let was = settings.and_then(|settings| base.text(settings.source.path()));
    let written = was.and_then(|source| settings::parse(&source).ok()).map(|was| was.waivers).unwrap_or_default();
    let paths: BTreeSet<&str> = ignores.iter().flatten().map(|(_, ignore)| ignore.location.path.as_str()).collect();
    let comments: BTreeMap<String, Vec<Ignore>> =
        paths.into_iter().filter_map(|path| Some((path.to_owned(), modules::ignores_of(&base.text(path)?)))).collect();
    WaivedBefore { written, comments }
}

fn labels(files: &[PolicyFile]) -> impl Iterator<Item = &str> + Clone {
    files.iter().flat_map(|file| &file.policies).map(|policy| policy.label.as_str())
}

/// How much of a report is shown, and where.
struct Shown {
    all: bool,
    verbose: bool,
    quiet: bool,
    to_file: bool,
}

fn shown(report: &Report, pictures: &[Picture], format: Format, shown: &Shown) -> String {
    let style = HumanOptions {
        colour: !shown.to_file && terminal::shows_colour(),
        links: if shown.to_file { None } else { terminal::links() },
        quiet: shown.quiet,
        verbose: shown.verbose,
        all: shown.all,
        ..HumanOptions::default()
    };
    match format {
        Format::Human => report::human(report, &style),
        Format::Json => report::json(report),
        Format::Sarif => report::sarif(report),
        Format::Github => report::github(report, &style),
        Format::Markdown => report::markdown(report, pictures),
        Format::Junit => report::junit(report),
        Format::Gitlab => report::gitlab(report),
    }
}

/// The catalogue of kinds, with those of the settings.
fn kinds(settings: Option<&Settings>) -> Kinds {
    settings.map_or_else(Kinds::built_in, |settings| settings.kinds.clone())
}

fn validate(options: &Validate) -> Result<u8, Stop> {
    let is_settings = |path: &String| path.rsplit(['/', '\\']).next() == Some(settings::FILE);
    let (named, typed): (Vec<String>, Vec<String>) = options.paths.iter().cloned().partition(is_settings);
    // Without a path it is all that a check in this folder would take.
    let settings = match named.first() {
        None if typed.is_empty() => settings(None)?,
        named => named.map(|path| settings(Some(path))).transpose()?.flatten(),
    };
    let files = chosen(&typed, settings.as_ref(), typed.is_empty() || settings.is_some(), &[])?;
    if let Some(settings) = &settings {
        mistakes(&settings.unknown_labels(labels(&files)))?;
        given::some(&files, &[], &Given { settings: Some(settings), ..Given::default() })?;
    }
    let remarks: Vec<PolicyError> = files.iter().flat_map(policy::remarks).collect();
    for remark in &remarks {
        write(&format!("{}\n", remark.render_as_warning()), None)?;
    }
    let count: usize = files.iter().map(|file| file.policies.len()).sum();
    let file = if files.len() == 1 { "policy file" } else { "policy files" };
    let policy = if count == 1 { "policy" } else { "policies" };
    let also = match remarks.len() {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        more => format!(", {more} warnings"),
    };
    write(&format!("{} {file} with {count} {policy}: no mistake found{also}.\n", files.len()), None)?;
    Ok(0)
}

fn measure(options: &Measure) -> Result<u8, Stop> {
    let rows = measure::measure(&options.folders, &kinds(settings(None)?.as_ref()))
        .map_err(|error| format!("error: {error}"))?;
    write(&measure::table(&rows), None)?;
    Ok(0)
}

fn reference() -> Result<u8, Stop> {
    write(&reference::page(&policies(&[], true, |_| {})?), None)?;
    Ok(0)
}

fn explain(options: &Explain) -> Result<u8, Stop> {
    let settings = settings(None)?;
    let files = chosen(&options.policies, settings.as_ref(), true, &[])?;
    let all: Vec<&Policy> = files.iter().flat_map(|file| &file.policies).collect();
    let text = match &options.label {
        None => options::list(&all),
        Some(label) => options::explanation(&all, label)?,
    };
    write(&text, None)?;
    Ok(0)
}

fn request(options: &Inputs) -> Request {
    Request {
        inputs: options.inputs.clone(),
        config: options.config.clone(),
        terraform: options.terraform.clone(),
        workspace: options.workspace.clone(),
        time_limit: Some(Duration::from_secs(options.terraform_timeout)),
        large: None,
    }
}

fn reader(request: &Request) -> Result<Reader<'_>, Stop> {
    Reader::new(request).map_err(|error| format!("error: {error}"))
}

fn inputs(options: &Inputs, settings: Option<&Settings>) -> Result<Vec<Input>, Stop> {
    let mut inputs = read::inputs(&request(options)).map_err(|error| format!("error: {error}"))?;
    let pools = settings.map(|settings| settings.external_pools.clone()).unwrap_or_default();
    inputs.iter_mut().for_each(|input| input.external_pools.clone_from(&pools));
    Ok(inputs)
}

/// What `.poolproof.hcl` says, where there is one.
fn settings(named: Option<&str>) -> Result<Option<Settings>, Stop> {
    let Some(source) = read::settings(named).map_err(|error| format!("error: {error}"))? else { return Ok(None) };
    match settings::parse(&source) {
        Ok(settings) => Ok(Some(settings)),
        Err(errors) => mistakes(&errors).map(|()| None),
    }
}

/// Stops where there is a mistake.
fn mistakes(errors: &[PolicyError]) -> Result<(), Stop> {
    match errors {
        [] => Ok(()),
        errors => Err(errors.iter().map(PolicyError::render).collect::<Vec<_>>().join("\n")),
    }
}

/// The policies that were named, and those that the settings name.
fn paths(typed: &[String], settings: Option<&Settings>) -> Vec<String> {
    let set = settings.iter().flat_map(|settings| &settings.policy_paths);
    typed.iter().chain(set.filter(|path| !typed.contains(path))).cloned().collect()
}

fn texts(paths: &[String]) -> Result<Vec<Source>, Stop> {
    paths.iter().map(|path| read::text(path).map_err(|error| format!("error: {error}"))).collect()
}

/// The policies that were named, those that the settings name, and the built-in ones. Who names a file that is not there
/// is told, where it is not the command line.
fn chosen(
    typed: &[String],
    settings: Option<&Settings>,
    built_in: bool,
    skip: &[String],
) -> Result<Vec<PolicyFile>, Stop> {
    let replace = |files: &mut [PolicyFile]| options::replace(files, skip, settings);
    policies(&paths(typed, settings), built_in, replace).map_err(|error| {
        let mut set =
            settings.iter().flat_map(|settings| settings.policy_paths.iter().map(move |path| (path, settings)));
        match set.find(|(path, _)| error.starts_with(&format!("error: {path}: ")) && !typed.contains(path)) {
            Some((_, settings)) => format!("{error}\n  named by: `policies` in {}", settings.source.path()),
            None => error,
        }
    })
}

fn policies(paths: &[String], built_in: bool, replace: impl Fn(&mut [PolicyFile])) -> Result<Vec<PolicyFile>, Stop> {
    let sources = read::policies(paths, built_in).map_err(|error| format!("error: {error}"))?;
    let mut files = Vec::new();
    let mut mistakes = Vec::new();
    for source in &sources {
        // Those that come with the command are held against every check by a test.
        let parse = if read::is_built_in(source) { policy::parse_checked } else { policy::parse };
        match parse(source) {
            Ok(file) => files.push(file),
            Err(errors) => mistakes.extend(errors.iter().map(policy::PolicyError::render)),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes.join("\n"));
    }
    replace(&mut files);
    options::labels_are_unique(&files)?;
    Ok(files)
}

fn write(text: &str, file: Option<&str>) -> Result<(), Stop> {
    if let Some(file) = file {
        return read::write_whole(file, text).map_err(|error| format!("error: {error}"));
    }
    match io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        // Whoever reads the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(format!("error: standard output: {error}")),
        Ok(()) => Ok(()),
    }
}

/// The built-in policies as they are read.
pub fn built_in() -> Vec<Source> {
    read::policies(&[], true).unwrap_or_default()
}
