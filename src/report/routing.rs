//! What *changes in the routing*, as people and machines are shown it: one line for each listener and rule whose
//! requests go elsewhere, and one for a whole load balancer that comes or goes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::escape;
use super::json::{FORMAT_VERSION, document};
use super::words::{count, name, one_line};
use crate::finding::{InputInfo, Share, Shift, Turn};

/// A line that is longer than this loses its middle; JSON and `graph --diff` have all of it.
const LINE: usize = 400;

/// What changes, in lines of text that are escaped. A load balancer that comes or goes as a whole is one line.
pub(super) fn lines(shifts: &[Shift], inputs: &[InputInfo]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut whole: BTreeMap<(usize, &str, &'static str), (usize, usize)> = BTreeMap::new();
    for shift in shifts {
        match &shift.load_balancer {
            Some(balancer) if shift.with_balancer => {
                let (listeners, rules) = whole.entry((shift.input, balancer, shift.turn.word())).or_default();
                *(if shift.kind == "rule" { rules } else { listeners }) += 1;
            }
            _ => {
                let line = one_line(&escape::short(&shift.line(), LINE));
                lines.push(format!("{}{line}", whose(shift.input, inputs)));
            }
        }
    }
    for ((input, balancer, turn), (listeners, rules)) in whole {
        let verb = if turn == Turn::Added.word() { "is new" } else { "is removed" };
        let parts = [(listeners, "listener"), (rules, "rule")].into_iter().filter(|(number, _)| *number > 0);
        let parts: Vec<String> = parts.map(|(number, noun)| count(number, noun)).collect();
        lines.push(format!("{}{} {verb}, with {}", whose(input, inputs), name(balancer), parts.join(" and ")));
    }
    lines
}

fn whose(input: usize, inputs: &[InputInfo]) -> String {
    match inputs.get(input) {
        Some(input) if inputs.len() > 1 => format!("{}: ", name(&input.path)),
        _ => String::new(),
    }
}

/// `graph --diff` for people.
pub fn routing(shifts: &[Shift]) -> String {
    if shifts.is_empty() {
        return "No routing changes.\n".to_owned();
    }
    shifts.iter().map(|shift| one_line(&shift.line()) + "\n").collect()
}

/// `graph --diff` for machines.
pub fn routing_json(shifts: &[Shift]) -> String {
    document(&DiffOut { format_version: FORMAT_VERSION, routing: out(shifts) })
}

#[derive(Serialize)]
struct DiffOut<'a> {
    format_version: &'static str,
    routing: Vec<ShiftOut<'a>>,
}

#[derive(Serialize)]
pub(super) struct ShiftOut<'a> {
    input: usize,
    kind: &'static str,
    address: &'a str,
    change: &'static str,
    load_balancer: Option<&'a str>,
    priority: SidesOut<'a>,
    conditions: SidesOut<'a>,
    shares: Vec<ShareOut<'a>>,
}

#[derive(Serialize)]
struct SidesOut<'a> {
    before: Option<&'a str>,
    after: Option<&'a str>,
}

#[derive(Serialize)]
struct ShareOut<'a> {
    to: &'a str,
    kind: &'static str,
    before: Option<f64>,
    after: Option<f64>,
    why: Option<&'a str>,
}

pub(super) fn out(shifts: &[Shift]) -> Vec<ShiftOut<'_>> {
    let shift = shifts.iter().map(|shift| ShiftOut {
        input: shift.input,
        kind: shift.kind,
        address: &shift.address,
        change: shift.turn.word(),
        load_balancer: shift.load_balancer.as_deref(),
        priority: sides(&shift.priority),
        conditions: sides(&shift.conditions),
        shares: shift.shares.iter().map(share).collect(),
    });
    shift.collect()
}

fn sides([before, after]: &[Option<String>; 2]) -> SidesOut<'_> {
    SidesOut { before: before.as_deref(), after: after.as_deref() }
}

fn share(Share { to, kind, before, after, why }: &Share) -> ShareOut<'_> {
    ShareOut { to, kind, before: *before, after: *after, why: why.as_deref() }
}
