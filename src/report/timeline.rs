//! A *timeline* is the few steps of an apply that matter for a finding, numbered in an order in which they come, with the
//! stretch marked in which the route ends nowhere; and the list of all steps that `graph --steps` prints.

use serde::Serialize;

use super::json::document;
use super::page::{Lead, Page};
use super::style::Tone;
use super::words;
use crate::finding::{Span, SpanStep};
use crate::picture::Steps;

const INDENT: &str = "  ";

/// Draws the spans of a finding onto `page`.
pub(super) fn draw(page: &mut Page, spans: &[Span]) {
    for span in spans {
        page.gap();
        page.text(INDENT, &heading(span));
        for (at, step) in span.steps.iter().enumerate() {
            let number = if step.skipped { " -".to_owned() } else { format!("{:>2}", at + 1) };
            let before = format!("{INDENT}{number} {} ", if step.dead { "┃" } else { " " });
            let (label, tone) = if step.dead { ("✗", Tone::Bad) } else { ("", Tone::Plain) };
            let hang = format!("{INDENT}     {}", if step.dead { "  " } else { "" });
            page.paragraph(&Lead { before: &before, label, tone, hang: &hang }, &told(step));
        }
        if span.stays {
            page.text(INDENT, "   ┃ The route is still dead when the apply ends.");
        }
        page.gap();
    }
}

fn heading(span: &Span) -> String {
    let (what, when) = said(span);
    format!("Between before and after, {when}: {what} while ┃ stands.")
}

/// What is dead in a span, and in which orders of the apply, in a sentence by itself.
pub(super) fn told_of(span: &Span) -> String {
    let (what, when) = said(span);
    format!("{what} ({when}).")
}

fn said(span: &Span) -> (String, &'static str) {
    let pool = span.pool.as_deref().map(words::name).unwrap_or_default();
    let route = words::name(&span.route);
    let what = match span.cause {
        "absent" => format!("{route} is not there"),
        "cold" => format!("{route} leads to {pool}, which has no target yet"),
        _ => format!("{route} leads to {pool}, which has no target"),
    };
    let when = match span.certainty {
        "always" => "in every order of the apply",
        "possible" => "in some orders of the apply",
        _ => "not known whether it comes to this",
    };
    (what, when)
}

fn told(step: &SpanStep) -> String {
    let note = if step.note.is_empty() { String::new() } else { format!(" ({})", words::one_line(&step.note)) };
    format!("{} {}{note}", step.does, words::name(&step.address))
}

/// The twin of a [`Span`] in JSON.
#[derive(Serialize)]
pub(super) struct SpanOut<'a> {
    certainty: &'a str,
    cause: &'a str,
    route: &'a str,
    pool: Option<&'a str>,
    stays: bool,
    steps: Vec<StepOut<'a>>,
}

#[derive(Serialize)]
struct StepOut<'a> {
    address: &'a str,
    does: &'a str,
    note: &'a str,
    dead: bool,
    skipped: bool,
}

/// A span as JSON has it.
pub(super) fn span(span: &Span) -> SpanOut<'_> {
    SpanOut {
        certainty: span.certainty,
        cause: span.cause,
        route: &span.route,
        pool: span.pool.as_deref(),
        stays: span.stays,
        steps: span.steps.iter().map(step_out).collect(),
    }
}

fn step_out(step: &SpanStep) -> StepOut<'_> {
    StepOut { address: &step.address, does: step.does, note: &step.note, dead: step.dead, skipped: step.skipped }
}

/// Every step of an apply as a numbered list.
pub fn steps(steps: &Steps) -> String {
    let mut text = String::new();
    for (at, step) in steps.steps.iter().enumerate() {
        let after: Vec<String> = step.after.iter().map(|earlier| (earlier + 1).to_string()).collect();
        let after = if after.is_empty() { String::new() } else { format!("  after {}", after.join(", ")) };
        text.push_str(&format!("{:>3}. {} {}{after}\n", at + 1, step.does, words::name(&step.address)));
        for refusal in &step.refused {
            text.push_str(&format!("       refused, {}\n", words::one_line(refusal)));
        }
    }
    for span in &steps.spans {
        text.push_str(&format!("\n{}\n", heading(span)));
        for step in &span.steps {
            text.push_str(&format!("  {} {}\n", if step.dead { "┃" } else { " " }, told(step)));
        }
    }
    if !steps.left_dead.is_empty() {
        text.push_str("\nWhen the apply has ended at what is refused, these end nowhere:\n");
    }
    for (from, pool) in &steps.left_dead {
        let to = pool.as_deref().map(|pool| format!(" to {}", words::name(pool))).unwrap_or_default();
        text.push_str(&format!("  {}{to}\n", words::name(from)));
    }
    if text.is_empty() { "This plan takes no step.\n".to_owned() } else { text }
}

#[derive(Serialize)]
struct StepsOut<'a> {
    format_version: &'static str,
    steps: Vec<ListedOut<'a>>,
    windows: Vec<SpanOut<'a>>,
    left_dead: Vec<RouteOut<'a>>,
}

#[derive(Serialize)]
struct RouteOut<'a> {
    from: &'a str,
    pool: Option<&'a str>,
}

#[derive(Serialize)]
struct ListedOut<'a> {
    address: &'a str,
    deposed: Option<&'a str>,
    does: &'a str,
    after: &'a [usize],
    refused: &'a [String],
}

/// Every step of an apply as JSON.
pub fn steps_json(steps: &Steps) -> String {
    let listed = steps.steps.iter().map(|step| ListedOut {
        address: &step.address,
        deposed: step.deposed.as_deref(),
        does: step.does,
        after: &step.after,
        refused: &step.refused,
    });
    document(&StepsOut {
        format_version: super::json::FORMAT_VERSION,
        steps: listed.collect(),
        windows: steps.spans.iter().map(span).collect(),
        left_dead: steps.left_dead.iter().map(|(from, pool)| RouteOut { from, pool: pool.as_deref() }).collect(),
    })
}
