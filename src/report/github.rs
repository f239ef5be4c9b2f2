//! The *GitHub* report: workflow commands, which the runner turns into annotations at their line, and below them the human
//! report in a group that folds.
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest in silence; here the last one says
//! how many more there are.

use super::closing;
use super::group::{self, Group};
use super::human::{HumanOptions, human};
use super::words::{count, name, one_line, sentence};
use crate::finding::{Finding, Problem, Report, Verdict};

/// Annotations of one level that GitHub shows for one step.
const MOST: usize = 10;
/// Characters of a message that are shown.
const MESSAGE: usize = 4_000;

/// `report` for the log of a workflow step.
pub fn github(report: &Report, options: &HumanOptions) -> String {
    let shown: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| !finding.is_remark() && (options.all || !closing::only_counted(finding)))
        .collect();
    let groups = group::groups(report, shown, options.all);
    let mut lines = Vec::new();
    for level in ["error", "warning", "notice"] {
        let of_level: Vec<&Group<'_>> =
            groups.iter().filter(|group| group.findings.first().is_some_and(|first| command(first) == level)).collect();
        let mut own: Vec<String> = of_level.iter().filter_map(|group| annotation(report, level, group)).collect();
        if level == "notice" {
            // What could not be read bears on all else: it comes first.
            own.splice(..0, report.problems.iter().map(problem));
        }
        let shown = if own.len() > MOST { MOST - 1 } else { own.len() };
        let more = own.len() - shown;
        lines.extend(own.into_iter().take(shown));
        if more > 0 {
            let text = format!("{} of this kind: the log of this step lists them.", count(more, "more finding"));
            lines.push(format!("::{level} title=poolproof::{}", data(&text)));
        }
    }
    lines.push("::group::poolproof: the whole report".to_owned());
    lines.push(
        human(report, &HumanOptions { colour: false, quiet: false, links: None, ..options.clone() })
            .trim_end()
            .to_owned(),
    );
    lines.push("::endgroup::".to_owned());
    // Outside of the group, so that it is seen where the log is folded.
    lines.push(closing::verdict(report, false));
    lines.join("\n") + "\n"
}

fn problem(problem: &Problem) -> String {
    let place = problem.location.as_ref().map(location).unwrap_or_default();
    format!("::notice {place}title={}::{}", property("poolproof: a problem"), data(&sentence(&problem.message)))
}

fn command(finding: &Finding) -> &'static str {
    match (finding.blocks, finding.verdict) {
        _ if finding.waiver.is_some() => "notice",
        (true, _) => "error",
        (false, Verdict::Fail) => "warning",
        (false, Verdict::Unknown) => "notice",
    }
}

fn annotation(report: &Report, level: &str, group: &Group<'_>) -> Option<String> {
    if let Some(line) = group.line() {
        return Some(format!("::{level} title=poolproof::{}", data(&format!("{line}."))));
    }
    let group = group.findings.as_slice();
    let first = group.first()?;
    let place = first.location.as_ref().map(location).unwrap_or_default();
    let title = format!("{}: {}", name(&first.policy), one_line(&first.title));
    let mut parts = vec![told(first)];
    if group.len() > 1 {
        let others: Vec<String> = group.iter().skip(1).take(MOST).map(|one| name(&one.subject.address)).collect();
        let more = group.len() - 1 - others.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("The same holds for {}{more}.", others.join(", ")));
    }
    parts.extend(labelled("Not known because: ", &group::reasons(group).join("; ")));
    parts.extend(labelled("At run time: ", &first.why));
    parts.extend(labelled("What to do: ", &first.help));
    parts.extend(first.live_check.iter().take(1).map(|command| format!("To find out, run: {}", one_line(command))));
    if report.inputs.len() > 1 {
        parts.extend(report.inputs.get(first.input).map(|input| format!("Found in {}.", name(&input.path))));
    }
    let message = super::escape::short(&parts.join("\n"), MESSAGE).into_owned();
    Some(format!("::{level} {place}title={}::{}", property(&title), data(&message)))
}

fn told(finding: &Finding) -> String {
    let open = if finding.verdict == Verdict::Unknown { "Not proven: " } else { "" };
    let message = if finding.message.trim().is_empty() { &finding.subject.address } else { &finding.message };
    format!("{open}{}", sentence(message))
}

fn labelled(label: &str, text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| format!("{label}{}", sentence(text)))
}

fn location(at: &crate::source::Location) -> String {
    format!(
        "file={},line={},endLine={},col={},endColumn={},",
        property(&name(&at.path)),
        at.line,
        at.end_line,
        at.column,
        at.end_column
    )
}

/// The message of a command: the runner decodes exactly these.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
