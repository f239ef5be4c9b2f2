//! The *Markdown* report: for the comment on a pull request and the summary of a job. The verdict comes first, then a table
//! of what was found, then each finding folded, then a picture of the routes that change.
//!
//! Text of a plan stands in code or is made of plain words: nothing in it becomes a link, a mention, a picture or HTML.
//! A comment holds 65 536 characters; what does not fit is left out whole, and the report says so.

use super::group::{self, Bond, Group};
use super::page::Page;
use super::style::Paint;
use super::words::{count, kind, name, one_line, sentence};
use super::{closing, mermaid, routing, table, timeline};
use crate::finding::{Attribution, Finding, Hop, InputInfo, Report, Verdict, WaiverState, WaiverUse};
use crate::picture::Picture;
use crate::source::Location;

/// What GitHub takes for a comment, less room for whoever adds a line of their own.
const MOST: usize = 65_000;
/// Rows of the table.
const ROWS: usize = 50;
/// Columns of the steps of an apply: more are scrolled, not wrapped.
const WIDTH: usize = 90;
/// Changes of routing that are shown unfolded.
const OPEN: usize = 6;
/// Inputs that are listed.
const INPUTS: usize = 20;
/// By this a comment is found again and updated.
pub const MARKER: &str = "<!-- poolproof -->";

/// `report` for a pull request. `pictures` are those of its inputs, in their order.
pub fn markdown(report: &Report, pictures: &[Picture]) -> String {
    let mut sheet = Sheet { out: String::new(), left_out: Vec::new() };
    sheet.add(&head(report), "the verdict");
    sheet.add(&new_waivers(report), "the waivers that this change adds");
    sheet.add(&plans(report), "the table of plans");
    let shown: Vec<&Finding> =
        report.findings.iter().filter(|finding| !finding.is_remark() && !closing::only_counted(finding)).collect();
    let groups = group::groups(report, shown, false);
    if !groups.is_empty() {
        sheet.add(&findings(report, &groups), "the table of findings");
    }
    if !report.routing.is_empty() {
        sheet.add(&changed(report), "the routing that changes");
    }
    for (position, picture) in pictures.iter().enumerate() {
        let Some(drawn) = mermaid::changes(picture) else { continue };
        let whose = match pictures.len() {
            1 => String::new(),
            _ => {
                report.inputs.get(position).map(|input| format!(" in {}", html(&name(&input.path)))).unwrap_or_default()
            }
        };
        let open =
            if groups.iter().flat_map(|group| &group.findings).any(|finding| finding.blocks) { " open" } else { "" };
        let text = format!(
            "<details{open}><summary>Routes that change{whose}</summary>\n\n```mermaid\n{drawn}```\n\n</details>\n\n"
        );
        sheet.add(&text, "a picture of the routes");
    }
    for group in &groups {
        sheet.add(&details(report, group), "the details of a finding");
    }
    sheet.add(&foot(report), "the inputs");
    sheet.finish()
}

struct Sheet {
    out: String,
    left_out: Vec<&'static str>,
}

impl Sheet {
    /// A part stands whole or not at all: half a table or half a picture would mislead.
    fn add(&mut self, part: &str, what: &'static str) {
        if self.out.chars().count() + part.chars().count() <= MOST {
            self.out.push_str(part);
        } else {
            self.left_out.push(what);
        }
    }

    fn finish(mut self) -> String {
        if !self.left_out.is_empty() {
            let many = count(self.left_out.len(), "part");
            let first = self.left_out.first().copied().unwrap_or_default();
            self.out.push_str(&format!(
                "**This report is cut**: {many} did not fit into a comment, first {first}. The log of the run has all of it.\n"
            ));
        }
        self.out
    }
}

fn head(report: &Report) -> String {
    let blocked = closing::blocked(report);
    let open = report.summary.unknown > 0 || report.summary.edges.unresolved > 0 || !report.problems.is_empty();
    let mark = match (blocked, open) {
        (true, _) => "⛔",
        (false, true) => "⚠️",
        (false, false) => "✅",
    };
    let mut text = format!("{MARKER}\n### {mark} {}\n\n", prose(&closing::verdict(report, false)));
    for line in closing::parts(report) {
        text.push_str(&format!("> **Note:** {}\n\n", prose(&line)));
    }
    for input in &report.inputs {
        for note in &input.notes {
            let whose = if report.inputs.len() > 1 { format!("{}: ", code(&input.path)) } else { String::new() };
            text.push_str(&format!("> **Note:** {whose}{}\n\n", prose(note)));
        }
    }
    text
}

/// What goes elsewhere, a line each; folded where it is long.
fn changed(report: &Report) -> String {
    let lines = routing::lines(&report.routing, &report.inputs);
    let open = if lines.len() <= OPEN { " open" } else { "" };
    let items: String = lines.iter().take(ROWS).map(|line| format!("- {}\n", code(line))).collect();
    let more = match lines.len().checked_sub(ROWS).filter(|more| *more > 0) {
        Some(more) => format!("- and {more} more; the log of the run has all\n"),
        None => String::new(),
    };
    format!("<details{open}><summary>Routing that changes</summary>\n\n{items}{more}\n</details>\n\n")
}

/// Whoever reviews a change reviews its waivers before all else: they are what takes a verdict away.
fn new_waivers(report: &Report) -> String {
    let added: Vec<&WaiverUse> = report.waivers.iter().filter(|waiver| waiver.added == Some(true)).collect();
    if added.is_empty() {
        return String::new();
    }
    let mut text = format!("**This change adds {}:**\n\n", count(added.len(), "waiver"));
    added.iter().take(ROWS).for_each(|waiver| text.push_str(&new_waiver(waiver)));
    if added.len() > ROWS {
        text.push_str(&format!("- and {} more\n", added.len() - ROWS));
    }
    text.push('\n');
    text
}

fn new_waiver(waiver: &WaiverUse) -> String {
    let waived = &waiver.waived;
    let covers = match waiver.state {
        WaiverState::Applied => format!("covers {}", count(waiver.findings, "finding")),
        _ => "does nothing".to_owned(),
    };
    let owner = waived.owner.as_deref().map(|owner| format!(" by {}", code(owner))).unwrap_or_default();
    let until = waived
        .expires
        .as_deref()
        .map_or_else(|| ", with no last day".to_owned(), |last| format!(", until {}", prose(last)));
    let reason = if waiver.note.is_empty() { &waived.reason } else { &waiver.note };
    let place = code(&at_line(&waived.source));
    format!("- {} {covers}{owner}{until} ({place}): {}\n", code(&waiver.policy), prose(reason).replace('\n', " "))
}

/// The plans of a run with several.
fn plans(report: &Report) -> String {
    let rows = table::rows(report);
    if rows.is_empty() {
        return String::new();
    }
    let mut text = "| | Plan | Blocks | Not proven | Warnings |\n|---|---|---:|---:|---:|\n".to_owned();
    for row in rows.iter().take(ROWS) {
        let mark = match row.verdict() {
            "blocked" => "⛔",
            "not proven" => "❔",
            _ => "✅",
        };
        let workspace = row.workspace().map(|name| format!(" workspace {}", code(name)));
        text.push_str(&format!(
            "| {mark} {} | {}{} | {} | {} | {} |\n",
            row.verdict(),
            code(&row.input.path),
            workspace.unwrap_or_default(),
            row.blocking,
            row.open,
            row.warnings
        ));
    }
    if rows.len() > ROWS {
        text.push_str(&format!("\nThe table has {ROWS} of {} plans; the log of the run has all.\n", rows.len()));
    }
    text.push('\n');
    text
}

fn findings(report: &Report, groups: &[Group<'_>]) -> String {
    let mut text = "| | What | Where |\n|---|---|---|\n".to_owned();
    for group in groups.iter().take(ROWS) {
        let Some(first) = group.findings.first() else { continue };
        if let Some(line) = group.line() {
            text.push_str(&format!("| {} | {} | |\n", word(first), prose(&line).replace('\n', " ")));
            continue;
        }
        let group = &group.findings;
        let more = if group.len() > 1 { format!(" (and {} more like it)", group.len() - 1) } else { String::new() };
        let whose = match report.inputs.get(first.input) {
            Some(input) if report.inputs.len() > 1 => format!("{} ", code(&input.path)),
            _ => String::new(),
        };
        let place = first.location.as_ref().map_or_else(|| code(&first.subject.address), |at| code(&at_line(at)));
        text.push_str(&format!(
            "| {} | {}{more} | {whose}{place} |\n",
            word(first),
            prose(if first.message.is_empty() { &first.title } else { &first.message }).replace('\n', " ")
        ));
    }
    if groups.len() > ROWS {
        text.push_str(&format!("\nThe table has {ROWS} of {} rows; the log of the run has all.\n", groups.len()));
    }
    text.push('\n');
    text
}

fn word(finding: &Finding) -> &'static str {
    match (finding.blocks, finding.verdict, finding.attribution) {
        _ if finding.waiver.is_some() => "waived",
        (true, Verdict::Fail, _) => "⛔ blocks",
        (true, Verdict::Unknown, _) => "⛔ not proven, blocks",
        (false, Verdict::Unknown, _) => "❔ not proven",
        (false, Verdict::Fail, Attribution::Worsened) => "⚠️ made worse",
        (false, Verdict::Fail, _) => "⚠️ advice",
    }
}

fn at_line(at: &Location) -> String {
    format!("{}:{}", at.path, at.line)
}

fn details(report: &Report, group: &Group<'_>) -> String {
    let Group { bond, findings } = group;
    let group = findings.as_slice();
    let Some(first) = group.first() else { return String::new() };
    if *bond != Bond::Policy {
        // Its row says it all, and names what lists each.
        return String::new();
    }
    let (label, title) = (html(&name(&first.policy)), html_prose(&first.title));
    let mut text = format!("<details><summary>{label} {title}</summary>\n\n");
    for finding in group {
        text.push_str(&one(report, finding));
    }
    let reasons = group::reasons(group).join("; ");
    for (label, body) in [("Not known because", &reasons), ("At run time", &first.why), ("What to do", &first.help)] {
        if !body.trim().is_empty() {
            text.push_str(&format!("**{label}:** {}\n\n", prose(body)));
        }
    }
    let wanted = first.blocks || first.verdict == Verdict::Unknown;
    if let ([one], true) = (group, wanted && !first.paste.trim().is_empty()) {
        text.push_str(&format!("To paste:\n\n{}", fenced("hcl", &sentence(&one.paste))));
    }
    let commands: Vec<String> =
        group.iter().flat_map(|finding| &finding.live_check).take(5).map(|command| one_line(command)).collect();
    if !commands.is_empty() {
        text.push_str(&format!("To find out:\n\n{}", fenced("sh", &commands.join("\n"))));
    }
    text.push_str("</details>\n\n");
    text
}

fn one(report: &Report, finding: &Finding) -> String {
    let subject = [code(&finding.subject.address), finding.subject.attribute.as_deref().map(code).unwrap_or_default()];
    let mut parts: Vec<String> = vec![prose(&kind(&finding.subject.kind)).replace('\n', " ")];
    parts.extend(subject.into_iter().filter(|part| !part.is_empty()));
    parts.extend(finding.location.as_ref().map(|at| format!("at {}", code(&at_line(at)))));
    if let Some(input) = report.inputs.get(finding.input).filter(|_| report.inputs.len() > 1) {
        parts.push(format!("in {}", code(&input.path)));
    }
    let was = match finding.attribution {
        Attribution::Introduced => "",
        Attribution::Worsened => " (was there before; this plan makes it worse)",
        Attribution::PreExisting => " (was there before this plan)",
    };
    let mut text = format!("{}{was}\n\n{}\n\n", parts.join(" "), prose(&finding.message));
    if !finding.path.is_empty() {
        text.push_str(&fenced("text", &finding.path.iter().map(hop).collect::<Vec<_>>().join("\n")));
    }
    if !finding.windows.is_empty() {
        let mut page = Page::new(Paint { colour: false }, WIDTH);
        timeline::draw(&mut page, &finding.windows);
        text.push_str(&fenced("text", page.finish().trim_end()));
    }
    text
}

fn hop(hop: &Hop) -> String {
    let note = if hop.note.is_empty() { String::new() } else { format!(" ({})", one_line(&hop.note)) };
    let dead = if hop.dead { " <- traffic ends here" } else { "" };
    format!("{}{} {}{note}{dead}", "  ".repeat(hop.depth.min(12)), kind(&hop.kind), name(&hop.address))
}

fn foot(report: &Report) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let place = problem.location.as_ref().map(|at| format!(" ({})", code(&at_line(at)))).unwrap_or_default();
        text.push_str(&format!("- **Problem:** {}{place}\n", prose(&problem.message).replace('\n', " ")));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let read: Vec<String> = report.inputs.iter().take(INPUTS).map(read).collect();
    let more = report.inputs.len().saturating_sub(INPUTS);
    let more = if more > 0 { format!(" and {}", count(more, "more input")) } else { String::new() };
    text.push_str(&format!("{}\n", closing::numbers(report).join(" ")));
    if !read.is_empty() {
        text.push_str(&format!("Read {}{more}.\n", read.join(", ")));
    }
    text
}

fn read(input: &InputInfo) -> String {
    let from = match input.configuration_source {
        "none" => " without its configuration",
        "saved_plan" => " with its saved plan",
        _ => " with its configuration",
    };
    format!("{}{from}", code(&input.path))
}

/// A block of code; a fence is longer than any run of its characters inside.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n\n")
}

/// A name of a plan as code. Backticks do where the name has nothing that could end them or the cell of a table; else HTML
/// with every sign as its number.
pub(super) fn code(text: &str) -> String {
    let text = name(text);
    if text.is_empty() {
        return String::new();
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._-/:=\"'[](),@+*{}<>&!?#%$~^;".contains(c);
    if text.chars().all(plain) && !text.starts_with(' ') && !text.ends_with(' ') {
        return format!("`{text}`");
    }
    html(&text)
}

/// The same as HTML, with every sign as its number: inside of a line of HTML no Markdown is read.
fn html(text: &str) -> String {
    let mut out = "<code>".to_owned();
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    out + "</code>"
}

/// A sentence: words stay words, and whatever is not surely a word (an address, a URL, a number of a ticket) is code.
pub(super) fn prose(text: &str) -> String {
    worded(text, code).join("\n\n")
}

/// A sentence for a line of HTML.
fn html_prose(text: &str) -> String {
    worded(text, |text| html(&name(text))).join(" ")
}

fn worded(text: &str, code: impl Fn(&str) -> String) -> Vec<String> {
    let text = sentence(text);
    let of_line =
        |line: &str| pieces(line).into_iter().map(|piece| word_of(piece, &code)).collect::<Vec<_>>().join(" ");
    text.lines().map(of_line).filter(|line| !line.is_empty()).collect()
}

/// The words of a line; what stands in braces or between backticks is one piece, so that a block to paste stays whole.
fn pieces(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let space = rest.find(' ').unwrap_or(rest.len());
        let block = rest.starts_with('{').then(|| rest.find('}')).flatten().map(|end| end + 1);
        let end = block.or_else(|| ticked(rest)).unwrap_or(space);
        let (piece, after) = rest.split_at(end.max(1).min(rest.len()));
        out.push(piece);
        rest = after.trim_start();
    }
    out
}

/// Where a piece between backticks ends that a line begins with.
fn ticked(line: &str) -> Option<usize> {
    let core = line.trim_start_matches(BEFORE);
    let inner = core.strip_prefix('`')?;
    let (_, after) = inner.split_once('`')?;
    let rest = after.find(' ').map_or("", |space| after.get(space..).unwrap_or_default());
    Some(line.len() - rest.len())
}

const BEFORE: &[char] = &['(', '"', '\''];
const AFTER: &[char] = &['.', ',', ';', ':', '!', '?', ')', '"', '\''];

fn word_of(text: &str, code: &impl Fn(&str) -> String) -> String {
    let core = text.trim_start_matches(BEFORE);
    let before = text.strip_suffix(core).unwrap_or_default();
    let inner = core.trim_end_matches(AFTER);
    let after = core.strip_prefix(inner).unwrap_or_default();
    if inner.is_empty() {
        return if text.chars().all(|c| c.is_ascii_punctuation()) && !is_tame(text) {
            code(text)
        } else {
            text.to_owned()
        };
    }
    let between = inner.strip_prefix('`').and_then(|inner| inner.strip_suffix('`'));
    if let Some(between) = between.filter(|text| !text.is_empty() && !text.contains('`')) {
        return format!("{before}{}{after}", code(between));
    }
    // A bracket that opens inside closes inside: `(set["a"])` keeps its own.
    if is_word(inner) && is_tame(before) && is_tame(after) {
        return text.to_owned();
    }
    format!("{before}{}{after}", code(inner))
}

fn is_tame(text: &str) -> bool {
    text.chars().all(|c| BEFORE.contains(&c) || AFTER.contains(&c))
}

/// Letters, digits and inner hyphens or apostrophes; not what GitHub links by itself: commits, `GH-12`, `www`.
fn is_word(text: &str) -> bool {
    let letters = text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '\'' || c == '%' || c == '→');
    let commit =
        text.len() >= 7 && text.chars().all(|c| c.is_ascii_hexdigit()) && text.contains(|c: char| c.is_ascii_digit());
    let starts = text.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '→');
    let rule = text.len() > 2 && text.ends_with("--");
    text == "%" || letters && starts && !commit && !rule && !text.to_ascii_lowercase().starts_with("gh-")
}
