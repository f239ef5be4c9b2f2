//! The function library: one table of rows, from which look-up, "did you mean", help and the check of a policy follow.
//! To add a function, add a row to the file of its kind and lines to `testdata/expressions.txt`.
//!
//! A row says how much the function wants to know ([`Regard`]); what is unknown or masked beyond that never reaches its
//! code, so that most functions only ever see plain values.

mod data;
mod encoding;
mod json;
mod jsonpath;
mod lists;
mod logic;
mod network;
mod numbers;
mod objects;
mod providers;
mod sets;
mod text;
mod time;
mod types;
mod versions;
mod world;

use std::cell::Cell;
use std::sync::{Arc, LazyLock};

use crate::hash::HashMap;
use crate::model::Value;

use super::Scope;
use super::ast::Call;
use super::equality::Comparison;
use super::evaluate::mask;
use super::survey::{Survey, survey, unmask_deep};
use super::unknowns::derived;

pub(super) use encoding::of_file;
pub(super) use lists::is_disordered;
pub(super) use sets::unique;

pub use jsonpath::{check as check_jsonpath, check_work, query as query_jsonpath};

/// A function.
pub struct Function {
    /// The name, without a namespace.
    pub name: &'static str,
    /// What it does, in one line.
    pub doc: &'static str,
    /// A call and its result.
    pub example: &'static str,
    /// Fewest arguments.
    pub least: usize,
    /// Most arguments; `None`: any number.
    pub most: Option<usize>,
    regard: Regard,
    pub(super) run: Run,
}

/// What a function is given of values that are unknown or masked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Regard {
    /// It needs everything: one unknown part makes the result unknown, one mask masks it.
    Whole,
    /// It needs the shape: parts may be unknown or masked, and ride along.
    Parts,
    /// Like `Parts`, and whole arguments may be unknown too: it answers with three-valued logic.
    Open,
    /// Like `Open`, without any mask: the result is masked instead.
    Logic,
    /// It gets everything as it is.
    Raw,
}

/// How a function is run.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// On the values of its arguments.
    Compute(fn(&Context<'_>, &[Value]) -> Result<Value, String>),
    /// By the scope: it asks about the world.
    World,
    /// Not at all: nobody can say before the apply.
    Later,
    /// Its first argument is a template.
    TemplateString,
    /// The first argument without an error.
    Try,
    /// Whether its argument is without an error.
    Can,
}

/// Bytes of text that a function reads for the price of one step.
const TEXT_PER_STEP_OF_FUNCTION: usize = 4;

/// What functions see besides their arguments.
pub(super) struct Context<'s> {
    pub(super) scope: &'s dyn Scope,
    /// Steps of the evaluation so far.
    pub(super) steps: &'s Cell<u64>,
}

impl Context<'_> {
    /// Takes `steps` off the budget of the evaluation.
    fn charge(&self, steps: usize) -> Result<(), String> {
        self.steps.set(self.steps.get().saturating_add(steps as u64));
        if self.steps.get() > super::MAX_STEPS {
            return Err("this takes too many steps to evaluate".to_owned());
        }
        Ok(())
    }

    /// Comparisons of one call.
    fn comparison(&self) -> Comparison<'_> {
        Comparison::new(self.scope, sets::MOST_COMPARED)
    }

    /// Whether two values are equal; `None` where that is not known.
    fn equal(&self, comparison: &Comparison<'_>, a: &Value, b: &Value) -> Result<Option<bool>, String> {
        let answer = comparison.equal(a, b);
        if comparison.is_over() { Err(sets::TOO_MANY_PAIRS.to_owned()) } else { Ok(answer) }
    }

    /// Pays for comparisons that are done.
    fn settle(&self, comparison: &Comparison<'_>) -> Result<(), String> {
        if comparison.is_over() {
            return Err(sets::TOO_MANY_PAIRS.to_owned());
        }
        self.charge(comparison.used() / 16)
    }

    /// A value computed from whatever is unknown in `values`.
    fn derived<'v>(&self, values: impl IntoIterator<Item = &'v Value>) -> Result<Value, String> {
        let found = self.survey(values)?;
        Ok(derived(found.unknowns.iter().map(|unknown| &**unknown)))
    }

    /// What some values hold, all the way down.
    fn survey<'v>(&self, values: impl IntoIterator<Item = &'v Value>) -> Result<Survey, String> {
        let found = survey(values)?;
        self.charge(found.cost())?;
        Ok(found)
    }
}

type Compute = fn(&Context<'_>, &[Value]) -> Result<Value, String>;

/// A row of the table.
const fn row(
    name: &'static str,
    (least, most): (usize, Option<usize>),
    regard: Regard,
    compute: Compute,
    example: &'static str,
    doc: &'static str,
) -> Function {
    Function { name, doc, example, least, most, regard, run: Run::Compute(compute) }
}

const fn special(
    name: &'static str,
    run: Run,
    most: Option<usize>,
    example: &'static str,
    doc: &'static str,
) -> Function {
    Function { name, doc, example, least: 1, most, regard: Regard::Raw, run }
}

/// Exactly so many arguments.
const fn exactly(count: usize) -> (usize, Option<usize>) {
    (count, Some(count))
}

/// So many arguments or more.
const fn at_least(count: usize) -> (usize, Option<usize>) {
    (count, None)
}

const SPECIAL: &[Function] = &[
    special("try", Run::Try, None, r#"try(attrs.tags.env, "none")"#, "the first argument that has no error"),
    special("can", Run::Can, Some(1), "can(tonumber(attrs.port))", "whether the argument has no error"),
    special(
        "templatestring",
        Run::TemplateString,
        Some(2),
        r#"templatestring(local.template, { name = "x" })"#,
        "a text that is a template, filled in",
    ),
];

/// Every function, group by group.
pub fn all() -> impl Iterator<Item = &'static Function> {
    [
        SPECIAL,
        lists::ROWS,
        sets::ROWS,
        objects::ROWS,
        text::ROWS,
        numbers::ROWS,
        logic::ROWS,
        types::ROWS,
        json::ROWS,
        jsonpath::ROWS,
        versions::ROWS,
        encoding::ROWS,
        network::ROWS,
        time::ROWS,
        data::ROWS,
        providers::ROWS,
        world::ROWS,
    ]
    .into_iter()
    .flatten()
}

/// The function a call names: bare, as `core::name`, or with all of its namespace.
pub fn find(call: &Call) -> Option<&'static Function> {
    static BY_NAME: LazyLock<HashMap<&'static str, &'static Function>> =
        LazyLock::new(|| all().map(|function| (function.name, function)).collect());
    match call.namespace.as_slice() {
        [] => BY_NAME.get(call.name.as_str()).copied(),
        [only] if only == "core" => BY_NAME.get(call.name.as_str()).copied(),
        _ => BY_NAME.get(call.full_name().as_str()).copied(),
    }
}

impl Function {
    /// Its result hangs on its arguments alone, and an error of one of them is one of its own.
    pub fn is_pure(&self) -> bool {
        matches!(self.run, Run::Compute(_))
    }

    /// Whether it takes so many arguments.
    ///
    /// # Errors
    /// Where it does not, with what it takes.
    pub fn check_count(&self, count: usize) -> Result<(), String> {
        if count >= self.least && self.most.is_none_or(|most| count <= most) {
            return Ok(());
        }
        let takes = match (self.least, self.most) {
            (least, Some(most)) if least == most => format!("{least}"),
            (least, Some(most)) => format!("{least} to {most}"),
            (least, None) => format!("at least {least}"),
        };
        let noun = if takes == "1" || takes == "at least 1" { "argument" } else { "arguments" };
        Err(format!("`{}` takes {takes} {noun}, not {count}", self.name))
    }
}

/// Runs a function as its row wants it.
pub(super) fn call(function: &Function, context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let compute = match function.run {
        Run::Compute(compute) => compute,
        Run::World => return world::ask(function, context, arguments),
        Run::Later => return world::known_later(function, context, arguments),
        Run::Try | Run::Can | Run::TemplateString => return Err("is evaluated elsewhere".to_owned()),
    };
    // Digests, letters and the like look at every byte of a text.
    let texts = arguments.iter().filter_map(Value::as_str).map(str::len);
    context.charge(texts.sum::<usize>() / TEXT_PER_STEP_OF_FUNCTION)?;
    if function.regard == Regard::Raw {
        return compute(context, arguments);
    }
    let outer_mask = arguments.iter().any(|argument| argument.unmask().1);
    let outer_unknown = arguments.iter().any(|argument| argument.as_unknown().is_some());
    let lifts_all = matches!(function.regard, Regard::Whole | Regard::Logic);
    // Functions that only look at the shape do not pay for a walk through all of it.
    let needs_walk = lifts_all || function.regard == Regard::Parts && outer_unknown;
    let found = if needs_walk { context.survey(arguments)? } else { Survey::default() };
    let masked = if lifts_all { found.masked } else { outer_mask };
    let stops = matches!(function.regard, Regard::Whole | Regard::Parts) && !found.unknowns.is_empty();
    if stops {
        return Ok(mask(derived(found.unknowns.iter().map(|unknown| &**unknown)), masked));
    }
    let lifted: Vec<Value> = match (masked, lifts_all) {
        (false, _) => return compute(context, arguments),
        (true, true) => arguments.iter().map(unmask_deep).collect(),
        (true, false) => arguments.iter().map(|argument| argument.unmask().0.clone()).collect(),
    };
    // The function's own words could quote what is masked.
    let result = compute(context, &lifted).map_err(|_| "cannot be computed from this sensitive value".to_owned())?;
    Ok(result.sensitive())
}

/// The argument at `index`; rows check counts before a function runs, so it is there.
fn argument(arguments: &[Value], index: usize) -> Result<&Value, String> {
    arguments.get(index).ok_or_else(|| "an argument is missing".to_owned())
}

/// The elements of a list argument.
fn elements(arguments: &[Value], index: usize) -> Result<&[Value], String> {
    let value = argument(arguments, index)?;
    value
        .as_seq()
        .ok_or_else(|| format!("argument {} must be a list, and is {}", index + 1, super::convert::describe(value)))
}

/// The text of an argument.
fn text_of(arguments: &[Value], index: usize) -> Result<Arc<str>, String> {
    super::convert::text(argument(arguments, index)?).map_err(|message| format!("argument {}: {message}", index + 1))
}

/// Refuses a list that would become too long.
fn check_length(length: usize) -> Result<(), String> {
    if length > super::MAX_ELEMENTS {
        return Err("the list becomes too long".to_owned());
    }
    Ok(())
}
