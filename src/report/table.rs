//! The *table* of the plans of a run: with several at once, such as one for each workspace, it says which of them to look
//! at. What blocks stands first, then what is not proved.

use super::page::Page;
use super::words::{count, name};
use crate::finding::{Finding, InputInfo, Report, Verdict};

/// A plan and what came of it.
pub(super) struct Row<'a> {
    pub(super) input: &'a InputInfo,
    pub(super) blocking: usize,
    /// Checks and connections that are not proved, and problems.
    pub(super) open: usize,
    pub(super) warnings: usize,
}

impl Row<'_> {
    pub(super) fn verdict(&self) -> &'static str {
        match (self.blocking, self.open, self.input.tally.evaluations) {
            (1.., ..) => "blocked",
            (0, 1.., _) => "not proven",
            (0, 0, 0) => "nothing to check",
            (0, 0, _) => "nothing blocks",
        }
    }

    fn rank(&self) -> u8 {
        match (self.blocking, self.open) {
            (1.., _) => 0,
            (0, 1..) => 1,
            (0, 0) => 2,
        }
    }

    /// The workspace, where it is known and is not the one that everybody has.
    pub(super) fn workspace(&self) -> Option<&str> {
        self.input.workspace.as_deref().filter(|name| *name != "default")
    }

    /// Its path and its workspace.
    fn title(&self) -> String {
        let path = if self.input.path == "-" { "standard input".to_owned() } else { name(&self.input.path) };
        match self.workspace() {
            Some(workspace) => format!("{path} (workspace {})", name(workspace)),
            None => path,
        }
    }
}

/// The rows of a run with several plans; none of a run with one.
pub(super) fn rows(report: &Report) -> Vec<Row<'_>> {
    if report.inputs.len() < 2 {
        return Vec::new();
    }
    let mut rows: Vec<Row<'_>> = report.inputs.iter().map(empty).collect();
    for finding in &report.findings {
        if let Some(row) = rows.get_mut(finding.input) {
            add(row, finding);
        }
    }
    rows.sort_by_key(Row::rank);
    rows
}

fn empty(input: &InputInfo) -> Row<'_> {
    Row { input, blocking: 0, open: input.tally.unresolved + input.tally.problems, warnings: 0 }
}

fn add(row: &mut Row<'_>, finding: &Finding) {
    match (finding.blocks, finding.verdict) {
        (true, _) => row.blocking += 1,
        _ if finding.waiver.is_some() || finding.is_remark() || super::closing::only_counted(finding) => {}
        (false, Verdict::Unknown) => row.open += 1,
        (false, Verdict::Fail) => row.warnings += 1,
    }
}

/// Draws the table, no more than `most` rows of it.
pub(super) fn draw(page: &mut Page, report: &Report, most: usize) {
    let rows = rows(report);
    if rows.is_empty() {
        return;
    }
    page.gap();
    page.line(&format!("{:<16}  {:>6}  {:>10}  {:>8}  Plan", "Verdict", "Blocks", "Not proven", "Warnings"));
    for row in rows.iter().take(most) {
        page.line(&format!(
            "{:<16}  {:>6}  {:>10}  {:>8}  {}",
            row.verdict(),
            row.blocking,
            row.open,
            row.warnings,
            row.title()
        ));
    }
    if rows.len() > most {
        page.text("", &format!("And {} (--verbose lists them).", count(rows.len() - most, "more plan")));
    }
}
