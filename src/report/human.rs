//! The *human* report: for a person with a pull request to judge, or one who was woken by it. What blocks comes first,
//! each finding says what, where, why and what to do, and the last lines say what comes of it.

use super::group::{self, Bond, Group};
use super::page::{Lead, Page};
use super::style::{Paint, Tone};
use super::words::{kind, list, name, one_line, sentence};
use super::{closing, coverage, routing, snippet, table, timeline, way};
use crate::finding::{Attribution, Finding, InputInfo, Problem, Report, Severity, Subject, Verdict, WaiverUse};
use crate::source::Location;

/// How to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HumanOptions {
    /// Write terminal colours.
    pub colour: bool,
    /// One line when nothing blocks, else only what blocks.
    pub quiet: bool,
    /// Everything there is to each finding.
    pub verbose: bool,
    /// List what is otherwise only counted.
    pub all: bool,
    /// The folder that paths are relative to, where places shall be links.
    pub links: Option<String>,
    /// Columns to use; kept between 40 and 100.
    pub width: usize,
}

impl Default for HumanOptions {
    fn default() -> Self {
        Self { colour: false, quiet: false, verbose: false, all: false, links: None, width: 100 }
    }
}

/// Lists longer than this end in a count, unless all is asked for.
const SUBJECTS: usize = 10;
const COMMANDS: usize = 3;
/// So many policies that matched nothing are told one by one: a library of policies is mostly for other plans.
const IDLE: usize = 3;
const SHIFTS: usize = 6;
/// More inputs than this are counted, not listed.
const INPUTS: usize = 5;
/// Rows of the table of plans.
const ROWS: usize = 30;
const INDENT: &str = "  ";
/// Parts of a condition are indented no further than this.
const DEEPEST: usize = 8;

/// `report` for people.
pub fn human(report: &Report, options: &HumanOptions) -> String {
    let blocked = closing::blocked(report);
    let hint = !options.all && !options.quiet;
    if options.quiet && !blocked {
        return format!("{}\n", closing::verdict(report, hint));
    }
    let paint = Paint { colour: options.colour };
    let mut sheet = Sheet { page: Page::new(paint, options.width).linking(options.links.as_deref()), report, options };
    if !options.quiet {
        sheet.inputs();
        report.problems.iter().for_each(|problem| sheet.problem(problem));
        report.waivers.iter().for_each(|waiver| sheet.waiver(waiver));
    }
    for group in group::groups(report, shown(report, options), options.all || options.verbose) {
        sheet.page.gap();
        match (group.line(), group.findings.as_slice()) {
            (Some(line), _) => sheet.folded(&group, &line),
            (None, [finding]) => sheet.finding(finding),
            (None, several) => sheet.several(several),
        }
    }
    sheet.routing();
    if !options.quiet {
        sheet.infos();
        sheet.idle();
        table::draw(&mut sheet.page, report, if options.verbose { usize::MAX } else { ROWS });
    }
    sheet.closing(blocked, hint);
    sheet.page.finish()
}

fn shown<'a>(report: &'a Report, options: &HumanOptions) -> Vec<&'a Finding> {
    report
        .findings
        .iter()
        .filter(|finding| finding.blocks || !options.quiet)
        .filter(|finding| match finding.is_remark() {
            true => options.verbose,
            false => options.all || !closing::only_counted(finding),
        })
        .collect()
}

/// A page with what it is about.
struct Sheet<'a> {
    page: Page,
    report: &'a Report,
    options: &'a HumanOptions,
}

impl Sheet<'_> {
    fn inputs(&mut self) {
        let inputs = &self.report.inputs;
        for line in closing::parts(self.report) {
            self.labelled("", "note:", Tone::Strong, &line);
        }
        if inputs.len() > INPUTS && !self.options.verbose {
            let bare = inputs.iter().filter(|input| input.is_without_configuration()).count();
            let bare = match bare {
                0 => String::new(),
                _ => format!(", {bare} of them without configuration"),
            };
            self.page.text("", &format!("Read {} inputs{bare} (--verbose lists them).", inputs.len()));
        } else {
            // The label, so that what follows of a long path never stands where our own sentences do.
            inputs.iter().for_each(|input| self.labelled("", "Read", Tone::Plain, &read(input)));
        }
        for neighbour in &self.report.neighbours {
            self.labelled("", "With", Tone::Plain, &read(neighbour));
        }
        for input in inputs {
            for note in &input.notes {
                let whose = match inputs.len() {
                    1 => String::new(),
                    _ => format!("{}: ", name(&input.path)),
                };
                self.labelled("", "note:", Tone::Strong, &format!("{whose}{}", sentence(note)));
            }
        }
    }

    fn problem(&mut self, problem: &Problem) {
        self.labelled("", "problem:", Tone::Warn, &sentence(&problem.message));
        if let Some(location) = &problem.location {
            self.pointed(location, &place(location));
        }
    }

    /// A waiver that does nothing is told; one that holds stands with its finding.
    fn waiver(&mut self, waiver: &WaiverUse) {
        if waiver.note.is_empty() {
            return;
        }
        self.labelled("", "waiver:", Tone::Warn, &sentence(&waiver.note));
        self.pointed(&waiver.waived.source, &place(&waiver.waived.source));
    }

    /// What policies say in any case.
    fn infos(&mut self) {
        let infos = &self.report.infos;
        let most = if self.options.verbose { infos.len() } else { SUBJECTS };
        if !infos.is_empty() {
            self.page.gap();
        }
        for info in infos.iter().take(most) {
            let whose = if info.address.is_empty() { String::new() } else { format!(" ({})", name(&info.address)) };
            let text = format!("{}{whose}: {}", name(&info.policy), sentence(&info.message));
            self.labelled("", "info:", Tone::Strong, &text);
        }
        if infos.len() > most {
            self.page.text("", &format!("info: and {} more (--verbose lists them)", infos.len() - most));
        }
    }

    /// Policies of the user that were for nothing: what one meant to check may be misspelled.
    fn idle(&mut self) {
        let idle = coverage::idle(self.report);
        let most = if self.options.verbose { idle.len() } else { IDLE };
        if !idle.is_empty() {
            self.page.gap();
        }
        for line in idle.iter().take(most) {
            self.labelled("", "note:", Tone::Strong, &sentence(line));
        }
        if idle.len() > most {
            let rest = idle.len() - most;
            let (policy, it) = if rest == 1 { ("policy", "it") } else { ("policies", "them") };
            let text = format!("{rest} more {policy} of your own matched nothing (--verbose lists {it}).");
            self.labelled("", "note:", Tone::Strong, &text);
        }
    }

    fn finding(&mut self, finding: &Finding) {
        self.header(finding, attribution(finding));
        self.place(finding);
        if !finding.snippets.is_empty() {
            snippet::draw(&mut self.page, &finding.snippets);
            self.page.gap();
        }
        // What is said of an unknown reads like a fact; it is what would be wrong.
        let label = if finding.verdict == Verdict::Unknown { "Not proven:" } else { "" };
        self.optional(label, &finding.message);
        if !finding.path.is_empty() {
            self.page.gap();
            way::draw(&mut self.page, &finding.path);
            self.page.gap();
        }
        timeline::draw(&mut self.page, &finding.windows);
        self.optional("Not known because:", finding.reason.as_deref().unwrap_or(""));
        self.values(finding);
        self.optional("At run time:", &finding.why);
        self.optional("What to do:", &finding.help);
        self.paste(finding);
        self.commands(&[finding]);
        self.details(finding);
    }

    /// Text for the configuration stands as it is, line by line; not below what is only said in passing.
    fn paste(&mut self, finding: &Finding) {
        let wanted = finding.blocks || finding.verdict == Verdict::Unknown || self.options.verbose;
        if finding.paste.trim().is_empty() || !wanted {
            return;
        }
        self.labelled(INDENT, "To paste:", Tone::Strong, "");
        for line in finding.paste.trim_end().lines() {
            let indent = line.len() - line.trim_start().len();
            self.page.line(&format!("    {}{}", " ".repeat(indent.min(20)), one_line(line)));
        }
    }

    /// Findings of several policies that want one thing.
    fn folded(&mut self, group: &Group<'_>, line: &str) {
        let (label, tone) = match group.bond {
            Bond::Configuration => ("unknown:", Tone::Unknown),
            Bond::Policy | Bond::Audit => ("warning:", Tone::Warn),
        };
        self.labelled("", label, tone, &format!("{line} (--all lists each)."));
    }

    /// Findings of one policy that do not block: said once, and then what it is true of.
    fn several(&mut self, findings: &[&Finding]) {
        let Some(first) = findings.first() else { return };
        self.header(first, None);
        let reasons = group::reasons(findings);
        if let [reason] = reasons.as_slice() {
            self.optional("Not known because:", reason);
        }
        let most = if self.options.all { findings.len() } else { SUBJECTS };
        self.page.text(INDENT, &format!("It concerns {}:", findings.len()));
        for finding in findings.iter().take(most) {
            let one = self.one_of_several(finding);
            let own = finding.reason.as_deref().filter(|_| reasons.len() > 1).map(sentence);
            self.labelled(INDENT, "-", Tone::Plain, &own.map_or(one.clone(), |reason| format!("{one}: {reason}")));
            if self.options.verbose && finding.verdict == Verdict::Unknown {
                self.page.text("    ", &sentence(&finding.message));
            }
            self.values(finding);
        }
        if findings.len() > most {
            let rest = findings.len() - most;
            self.page.text(INDENT, &format!("- and {rest} more (--all lists them)"));
        }
        for (label, texts) in [
            ("At run time:", unique(findings.iter().map(|finding| finding.why.as_str()))),
            ("What to do:", unique(findings.iter().map(|finding| finding.help.as_str()))),
        ] {
            // Words for one subject would mislead for the others.
            if let [text] = texts.as_slice() {
                self.optional(label, text);
            }
        }
        self.commands(findings);
        if self.options.verbose {
            findings.iter().for_each(|finding| self.details(finding));
        }
    }

    /// One that is known says something of its own; of one that is not, the header says it all.
    fn one_of_several(&self, finding: &Finding) -> String {
        let message = sentence(&finding.message);
        let told = finding.verdict == Verdict::Fail && message.contains(&name(&finding.subject.address));
        let whole = subject(&finding.subject);
        let mut text = match (told, &finding.location) {
            (true, Some(location)) => format!("{}: {message}", place(location)),
            (true, None) => message,
            (false, Some(location)) => format!("{whole}, {}", place(location)),
            (false, None) => whole,
        };
        if !told && finding.verdict == Verdict::Fail && !finding.message.is_empty() {
            text = format!("{text}: {}", sentence(&finding.message));
        }
        for extra in [self.whose(finding), attribution(finding).map(str::to_owned)].into_iter().flatten() {
            text = format!("{text} ({extra})");
        }
        text
    }

    fn header(&mut self, finding: &Finding, attribution: Option<&str>) {
        let (word, tone) = match (finding.verdict, finding.blocks) {
            _ if finding.waiver.is_some() => ("waived", Tone::Plain),
            _ if finding.is_remark() => ("remark", Tone::Plain),
            (Verdict::Unknown, _) => ("unknown", Tone::Unknown),
            (Verdict::Fail, true) => ("error", Tone::Bad),
            (Verdict::Fail, false) => ("warning", Tone::Warn),
        };
        // An error blocks by its name; an unknown one only where it was asked for.
        let blocks = (finding.verdict == Verdict::Unknown && finding.blocks).then_some("blocks");
        let remarks: Vec<String> = [blocks, attribution].into_iter().flatten().map(str::to_owned).collect();
        let remarks = match remarks.is_empty() {
            true => String::new(),
            false => format!(" ({})", list(&remarks)),
        };
        let title = one_line(&finding.title);
        let colon = if title.is_empty() { "" } else { ":" };
        let label = format!("{word}[{}]{colon}", name(&finding.policy));
        self.labelled("", &label, tone, &format!("{title}{remarks}"));
    }

    /// The place in the source, or else in the plan. The subject is named here where nothing below names it.
    fn place(&mut self, finding: &Finding) {
        let address = &finding.subject.address;
        let told = sentence(&finding.message).contains(&name(address)) || way::names(&finding.path, address);
        let whose = self.whose(finding).map(|whose| format!(" ({whose})")).unwrap_or_default();
        let text = match (&finding.location, told) {
            (Some(location), true) => place(location),
            (Some(location), false) => format!("{} {}", place(location), subject(&finding.subject)),
            (None, _) => subject(&finding.subject),
        };
        let text = format!("{text}{whose}");
        match &finding.location {
            Some(location) => self.pointed(location, &text),
            None => self.labelled(" ", "-->", Tone::Faint, &text),
        }
    }

    /// A text that begins with its place.
    fn pointed(&mut self, location: &Location, text: &str) {
        let first = self.page.length();
        self.labelled(" ", "-->", Tone::Faint, text);
        self.page.link(first, &place(location), location);
    }

    /// Which input it was found in, where there are several.
    fn whose(&self, finding: &Finding) -> Option<String> {
        let input = self.report.inputs.get(finding.input)?;
        (self.report.inputs.len() > 1).then(|| format!("in {}", name(&input.path)))
    }

    fn commands(&mut self, findings: &[&Finding]) {
        let commands = unique(findings.iter().flat_map(|finding| finding.live_check.iter().map(String::as_str)));
        if commands.is_empty() {
            return;
        }
        let all = self.options.all || self.options.verbose;
        let most = if all { commands.len() } else { COMMANDS };
        self.labelled(INDENT, "To find out, run:", Tone::Strong, "");
        for command in commands.iter().take(most) {
            self.page.line(&format!("    {}", one_line(command)));
        }
        if commands.len() > most {
            let rest = commands.len() - most;
            self.page.text("    ", &format!("and {rest} more (--verbose lists them)"));
        }
    }

    /// What decided the condition, part by part.
    fn values(&mut self, finding: &Finding) {
        if finding.values.is_empty() || !self.options.verbose {
            return;
        }
        self.labelled(INDENT, "Decided by:", Tone::Strong, "");
        for clue in &finding.values {
            let indent = INDENT.repeat(2 + clue.depth.min(DEEPEST));
            let hang = format!("{indent}{INDENT}");
            let lead = Lead { before: &indent, label: "", tone: Tone::Plain, hang: &hang };
            let text = format!("{} is {}", one_line(&clue.expression), one_line(&clue.value));
            self.page.paragraph(&lead, &text);
        }
    }

    fn details(&mut self, finding: &Finding) {
        if !self.options.verbose {
            return;
        }
        let related: Vec<String> = finding.related.iter().map(subject).collect();
        self.optional("Subject:", &subject(&finding.subject));
        self.optional("Involved:", &list(&related));
        self.optional("Level:", finding.level.word());
        self.optional("Severity:", finding.severity.map_or("", Severity::word));
        self.optional("Fingerprint:", &finding.fingerprint);
    }

    fn routing(&mut self) {
        let lines = routing::lines(&self.report.routing, &self.report.inputs);
        if lines.is_empty() || self.options.quiet {
            return;
        }
        let most = if self.options.verbose { lines.len() } else { SHIFTS };
        self.page.gap();
        self.labelled("", "Routing that changes:", Tone::Strong, "");
        for line in lines.iter().take(most) {
            self.labelled(INDENT, "", Tone::Plain, line);
        }
        if lines.len() > most {
            let rest = lines.len() - most;
            self.page.text(INDENT, &format!("and {rest} more (--verbose lists them)"));
        }
    }

    fn closing(&mut self, blocked: bool, hint: bool) {
        self.page.gap();
        let text = closing::verdict(self.report, hint);
        let (label, rest) = match (blocked, text.strip_prefix("Blocked:")) {
            (true, Some(rest)) => ("Blocked:", rest),
            _ => ("", text.as_str()),
        };
        self.labelled("", label, Tone::Bad, rest);
        if !self.options.quiet {
            let numbers = closing::numbers(self.report);
            // Two short lines read better than one that breaks in the middle of a number and its word.
            let joined = numbers.join(" ");
            let joined = if self.page.fits(&joined) { joined } else { numbers.join("\n") };
            self.page.text("", &joined);
        }
    }

    /// An indented paragraph, or nothing where there is nothing to say.
    fn optional(&mut self, label: &str, text: &str) {
        if !text.trim().is_empty() {
            self.labelled(INDENT, label, Tone::Strong, &sentence(text));
        }
    }

    fn labelled(&mut self, before: &str, label: &str, tone: Tone, text: &str) {
        let hang = format!("{before}  ");
        let hang = if label.is_empty() { before } else { &hang };
        self.page.paragraph(&Lead { before, label, tone, hang }, text);
    }
}

fn attribution(finding: &Finding) -> Option<&'static str> {
    match finding.attribution {
        Attribution::Introduced => None,
        Attribution::Worsened => Some("was there before; this plan makes it worse"),
        Attribution::PreExisting => Some("was there before this plan"),
    }
}

fn place(location: &Location) -> String {
    format!("{}:{}:{}", name(&location.path), location.line, location.column)
}

fn subject(subject: &Subject) -> String {
    let parts =
        [kind(&subject.kind), name(&subject.address), subject.attribute.as_deref().map(name).unwrap_or_default()];
    let mut parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.extend(subject.input.as_deref().map(|input| format!("({})", name(input))));
    parts.join(" ")
}

fn read(input: &InputInfo) -> String {
    let what = kind(input.kind);
    let version = match &input.terraform_version {
        Some(version) => format!(", version {}", name(version)),
        None => String::new(),
    };
    let from = match (input.configuration_source, &input.configuration_path) {
        // Only the state was read from it.
        ("saved_plan", path) if input.modules == 0 => {
            format!("; recorded state from {}", path.as_deref().map_or_else(|| "the saved plan".to_owned(), name))
        }
        ("none", _) if input.is_without_configuration() => {
            "; no configuration, so references come from the plan alone".to_owned()
        }
        ("none", _) => String::new(),
        ("saved_plan", path) => format!("; configuration from the saved plan{}", configuration(path.as_deref(), input)),
        (_, path) => format!("; configuration from{}", configuration(path.as_deref(), input)),
    };
    let path = if input.path == "-" { "standard input".to_owned() } else { name(&input.path) };
    format!("{path} ({what}{version}){from}.")
}

fn configuration(path: Option<&str>, input: &InputInfo) -> String {
    let path = match path {
        Some(path) if path != input.path => format!(" {}", name(path)),
        _ if input.configuration_source == "directory" => " the same folder".to_owned(),
        _ => String::new(),
    };
    format!("{path} ({})", super::words::count(input.modules, "module"))
}

/// Each text once, in order, without the empty ones.
fn unique<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut known = std::collections::BTreeSet::new();
    texts.filter(|text| !text.is_empty() && known.insert(*text)).collect()
}
