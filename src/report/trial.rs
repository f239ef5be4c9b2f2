//! What came of the tests of policies: for people, as JSON, and as JUnit for the CI systems that show it.

use std::fmt::Write as _;

use serde::Serialize;

use crate::trial::{CaseResult, FileResult, Got, Report, Status};

use super::escape;
use super::json::{FORMAT_VERSION, document};

/// A line for each case, what differs below it, and the totals.
pub fn trial_human(report: &Report, colour: bool) -> String {
    let mut out = String::new();
    for file in &report.files {
        // Writing to a string cannot go wrong.
        let _ = writeln!(out, "{}", escape::terminal(&file.path));
        for case in &file.cases {
            human_case(case, colour, &mut out);
        }
        if let Some(error) = &file.error {
            let _ = writeln!(out, "  {}  this file could not be run", mark("not run", false, colour));
            for line in error.trim_end().lines() {
                let _ = writeln!(out, "           {}", escape::terminal(line));
            }
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", totals(report));
    let lines: Vec<String> = out.lines().map(|line| escape::line_start(line).into_owned()).collect();
    lines.join("\n") + "\n"
}

fn mark(word: &str, good: bool, colour: bool) -> String {
    let padded = format!("{word:<7}");
    match (colour, good) {
        (false, _) => padded,
        (true, true) => format!("\u{1b}[32m{padded}\u{1b}[0m"),
        (true, false) => format!("\u{1b}[1;31m{padded}\u{1b}[0m"),
    }
}

fn human_case(case: &CaseResult, colour: bool, out: &mut String) {
    let good = case.status == Status::Passed;
    let note = match (good, case.evaluated) {
        (true, 0) => "  (no policy was evaluated for it)".to_owned(),
        (true, _) => String::new(),
        (false, _) => format!("  line {}", case.line),
    };
    let word = if good { "ok" } else { "missed" };
    let _ = writeln!(out, "  {}  {}{note}", mark(word, good, colour), escape::terminal(&case.name));
    if good {
        return;
    }
    let _ = writeln!(out, "           expected  {}", escape::terminal(&case.expected));
    let _ = writeln!(out, "           but       {}", escape::terminal(&case.wrong));
    for got in &case.got {
        human_got(got, out);
    }
}

fn human_got(got: &Got, out: &mut String) {
    let address = if got.address.is_empty() { "the plan" } else { &got.address };
    let _ = writeln!(
        out,
        "           got       {} of {} for {}",
        got.verdict,
        escape::terminal(&got.policy),
        escape::terminal(address)
    );
    let indent = "                     ";
    for text in [&got.message, &got.reason].into_iter().filter(|text| !text.is_empty()) {
        let _ = writeln!(out, "{indent}{}", escape::terminal(text));
    }
    for clue in &got.values {
        let (expression, value) = (escape::terminal(&clue.expression), escape::terminal(&clue.value));
        let _ = writeln!(out, "{indent}{}{expression} = {value}", "  ".repeat(clue.depth));
    }
}

fn totals(report: &Report) -> String {
    let passed = report.count(Status::Passed);
    let missed = report.count(Status::Missed);
    let mut text =
        format!("{} in {}: {passed} as expected", count(passed + missed, "case"), count(report.files.len(), "file"));
    if missed > 0 {
        text.push_str(&format!(", {missed} missed"));
    }
    if report.broken() > 0 {
        text.push_str(&format!(", {} could not be run", count(report.broken(), "file")));
    }
    if report.left_out > 0 {
        text.push_str(&format!(", {} left out by --filter", count(report.left_out, "case")));
    }
    text + "."
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[derive(Serialize)]
struct ReportOut<'a> {
    format_version: &'static str,
    poolproof_version: &'static str,
    files: Vec<FileOut<'a>>,
    summary: SummaryOut,
}

#[derive(Serialize)]
struct FileOut<'a> {
    path: &'a str,
    error: Option<&'a str>,
    cases: Vec<CaseOut<'a>>,
}

#[derive(Serialize)]
struct CaseOut<'a> {
    name: &'a str,
    line: usize,
    status: &'static str,
    expected: &'a str,
    wrong: Option<&'a str>,
    evaluated: usize,
    got: Vec<GotOut<'a>>,
}

#[derive(Serialize)]
struct GotOut<'a> {
    policy: &'a str,
    address: &'a str,
    verdict: &'static str,
    message: &'a str,
    reason: Option<&'a str>,
    values: Vec<ClueOut<'a>>,
}

#[derive(Serialize)]
struct ClueOut<'a> {
    depth: usize,
    expression: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct SummaryOut {
    files: usize,
    cases: usize,
    passed: usize,
    missed: usize,
    broken_files: usize,
    left_out: usize,
    skipped: usize,
}

/// The results for machines.
pub fn trial_json(report: &Report) -> String {
    let (passed, missed) = (report.count(Status::Passed), report.count(Status::Missed));
    document(&ReportOut {
        format_version: FORMAT_VERSION,
        poolproof_version: env!("CARGO_PKG_VERSION"),
        files: report.files.iter().map(file).collect(),
        summary: SummaryOut {
            files: report.files.len(),
            cases: passed + missed,
            passed,
            missed,
            broken_files: report.broken(),
            left_out: report.left_out,
            skipped: report.skipped,
        },
    })
}

fn file(file: &FileResult) -> FileOut<'_> {
    FileOut { path: &file.path, error: file.error.as_deref(), cases: file.cases.iter().map(case).collect() }
}

fn case(case: &CaseResult) -> CaseOut<'_> {
    CaseOut {
        name: &case.name,
        line: case.line,
        status: word(case.status),
        expected: &case.expected,
        wrong: Some(case.wrong.as_str()).filter(|wrong| !wrong.is_empty()),
        evaluated: case.evaluated,
        got: case.got.iter().map(got).collect(),
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Missed => "missed",
    }
}

fn got(got: &Got) -> GotOut<'_> {
    GotOut {
        policy: &got.policy,
        address: &got.address,
        verdict: got.verdict,
        message: &got.message,
        reason: Some(got.reason.as_str()).filter(|reason| !reason.is_empty()),
        values: got
            .values
            .iter()
            .map(|clue| ClueOut { depth: clue.depth, expression: &clue.expression, value: &clue.value })
            .collect(),
    }
}

/// The results as JUnit XML: a file is a suite, a case that misses is a failure, a file that could not be run an error.
pub fn trial_junit(report: &Report) -> String {
    let (passed, missed) = (report.count(Status::Passed), report.count(Status::Missed));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"poolproof test\" tests=\"{}\" failures=\"{missed}\" errors=\"{}\">",
        passed + missed + report.broken(),
        report.broken()
    );
    for file in &report.files {
        let misses = file.cases.iter().filter(|case| case.status == Status::Missed).count();
        let errors = usize::from(file.error.is_some());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{misses}\" errors=\"{errors}\">",
            xml(&file.path),
            file.cases.len() + errors
        );
        for case in &file.cases {
            junit_case(file, case, &mut out);
        }
        if let Some(error) = &file.error {
            let path = xml(&file.path);
            let _ = writeln!(out, "    <testcase classname=\"{path}\" name=\"the file\" file=\"{path}\">");
            let _ =
                writeln!(out, "      <error message=\"the file could not be run\">{}</error>", xml(error.trim_end()));
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn junit_case(file: &FileResult, case: &CaseResult, out: &mut String) {
    let path = xml(&file.path);
    let head = format!(
        "    <testcase classname=\"{path}\" name=\"{}\" file=\"{path}\" line=\"{}\"",
        xml(&case.name),
        case.line
    );
    if case.status == Status::Passed {
        let _ = writeln!(out, "{head}/>");
        return;
    }
    let mut detail = String::new();
    human_case(case, false, &mut detail);
    let _ = writeln!(out, "{head}>");
    let _ = writeln!(out, "      <failure message=\"{}\">{}</failure>", xml(&case.wrong), xml(detail.trim_end()));
    out.push_str("    </testcase>\n");
}

/// Text for an attribute or an element. Characters that XML cannot hold are shown by their number.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push('\n'),
            c if escape::is_hidden(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
