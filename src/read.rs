//! The room that touches the world: files, folders, standard input. Everything behind it works on plain data and
//! cannot fail; what is wrong with an input is said here, with what to do about it.

mod error;
mod files;
mod plan;
mod policies;
mod recognise;
mod saved;
mod state;
mod text;

use crate::model::{Input, InputKind, Plan, Recorded};

pub use error::ReadError;
pub use files::write_whole;
pub use plan::parse as parse_plan;
pub use policies::{BUILT_IN, policies};
pub use state::agrees;

use files::Found;

/// Which inputs to read, as typed.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders, globs, `-`. None means the working folder.
    pub inputs: Vec<String>,
    /// What the plans were made from: saved plans, folders.
    pub config: Vec<String>,
}

/// Reads every input of a run, in the order given; what a folder holds comes in the order of its paths.
///
/// # Errors
/// The first input that is not what it should be, with what to do.
pub fn inputs(request: &Request) -> Result<Vec<Input>, ReadError> {
    let states =
        request.config.iter().filter_map(|path| recorded_of(path).transpose()).collect::<Result<Vec<_>, _>>()?;
    let working_folder = [".".to_owned()];
    let wanted = if request.inputs.is_empty() { &working_folder[..] } else { &request.inputs };
    let mut inputs = Vec::new();
    for path in wanted {
        read_wanted(path, &states, &mut inputs)?;
    }
    every_state_is_used(&states, &inputs)?;
    Ok(inputs)
}

/// A recorded state and the path it came from.
type NamedState = (String, Recorded);

fn read_wanted(path: &str, states: &[NamedState], inputs: &mut Vec<Input>) -> Result<(), ReadError> {
    for found in files::find(path)? {
        match found {
            Found::File(path) => inputs.push(read_file(&path, states)?),
            Found::Folder(path) => inputs.extend(read_folder(&path, states)?),
        }
    }
    Ok(())
}

fn read_file(path: &str, states: &[NamedState]) -> Result<Input, ReadError> {
    let bytes = files::read(path)?;
    if recognise::is_zip(&bytes) {
        return Err(saved::as_input(path));
    }
    let plan = plan::parse(path, text::decode(path, bytes)?)?;
    Ok(with_state(path, plan, states))
}

fn with_state(path: &str, plan: Plan, states: &[NamedState]) -> Input {
    let fitting = states.iter().find(|(_, state)| agrees(&plan, state).is_ok());
    let notes = plan::notes(&plan, fitting.is_some());
    Input {
        path: path.to_owned(),
        kind: InputKind::Plan,
        plan,
        recorded: fitting.map(|(_, state)| state.clone()),
        recorded_from: fitting.map(|(path, _)| path.clone()),
        configuration: None,
        notes,
    }
}

/// A folder stands for every plan JSON below it. A saved plan beside a plan JSON is that plan's recorded state when the
/// two agree.
fn read_folder(folder: &str, states: &[NamedState]) -> Result<Vec<Input>, ReadError> {
    let candidates = files::walk(folder)?;
    let mut inputs = Vec::new();
    for path in &candidates {
        let Some(bytes) = files::read_if(path, recognise::may_be_plan)? else { continue };
        let text = text::decode(path, bytes)?;
        if !recognise::is_plan(&text) {
            continue;
        }
        let beside = states_beside(path, &candidates)?;
        let known: Vec<NamedState> = states.iter().cloned().chain(beside).collect();
        inputs.push(with_state(path, plan::parse(path, text)?, &known));
    }
    if inputs.is_empty() {
        return Err(recognise::no_plan_in(folder));
    }
    Ok(inputs)
}

fn states_beside(plan: &str, candidates: &[String]) -> Result<Vec<NamedState>, ReadError> {
    let mut states = Vec::new();
    for path in candidates.iter().filter(|path| files::folder_of(path) == files::folder_of(plan)) {
        if let Some(bytes) = files::read_if(path, recognise::is_zip)? {
            // A zip beside a plan need not be a saved plan; one that cannot be read says nothing about this plan.
            if let Ok(state) = saved::recorded(path, bytes) {
                states.push((path.clone(), state));
            }
        }
    }
    Ok(states)
}

/// The recorded state that a `--config` path gives: a saved plan has one, a folder of HCL has none.
fn recorded_of(path: &str) -> Result<Option<NamedState>, ReadError> {
    if files::is_folder(path) {
        return Ok(None);
    }
    let bytes = files::read(path)?;
    if !recognise::is_zip(&bytes) {
        return Err(saved::not_a_saved_plan(path));
    }
    Ok(Some((path.to_owned(), saved::recorded(path, bytes)?)))
}

/// A saved plan that was named and belongs to none of the inputs is a mistake that would weaken the verdict unseen.
fn every_state_is_used(states: &[NamedState], inputs: &[Input]) -> Result<(), ReadError> {
    for (path, state) in states {
        let reasons = inputs.iter().map(|input| agrees(&input.plan, state)).collect::<Vec<_>>();
        if reasons.iter().any(Result::is_ok) {
            continue;
        }
        let why = reasons.into_iter().find_map(Result::err).unwrap_or_default();
        return Err(ReadError::new(path, format!("this saved plan does not belong to the plan given: {why}"))
            .help("give the file that `terraform plan -out` wrote for this very plan, or leave --config out"));
    }
    Ok(())
}
