//! The *JUnit* report: a suite for each input, a case for each policy, for CI systems that show tests.
//! What blocks is a failure, and a policy that could not be evaluated an error. What is not known is no pass either: its
//! case is skipped. What is only advice, or waived, is said in the output of its case.

use super::escape;
use super::words::{kind, name, one_line, sentence};
use crate::finding::{Finding, InputInfo, Problem, Report, Verdict};

/// `report` as JUnit XML.
pub fn junit(report: &Report) -> String {
    let suites: Vec<Suite<'_>> =
        report.inputs.iter().enumerate().map(|(position, input)| suite(report, position, input)).collect();
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let [failures, errors, skipped] = [Outcome::Failure, Outcome::Error, Outcome::Skipped]
        .map(|one| suites.iter().map(|suite| suite.count(one)).sum::<usize>());
    let mut out = vec![
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        format!(
            "<testsuites name=\"poolproof\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">"
        ),
    ];
    suites.iter().for_each(|suite| suite.write(&mut out));
    out.push("</testsuites>".to_owned());
    out.join("\n") + "\n"
}

struct Suite<'a> {
    input: &'a InputInfo,
    cases: Vec<Case<'a>>,
    problems: Vec<String>,
}

/// A policy on an input.
struct Case<'a> {
    label: &'a str,
    findings: Vec<&'a Finding>,
    /// Why it could not be evaluated.
    stopped: Vec<&'a Problem>,
}

/// What becomes of a case; it has one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Failure,
    Error,
    Skipped,
    Pass,
}

fn suite<'a>(report: &'a Report, position: usize, input: &'a InputInfo) -> Suite<'a> {
    let own = || report.findings.iter().filter(|finding| finding.input == position);
    let mut labels: Vec<&str> = report.rules.iter().map(|rule| rule.label.as_str()).collect();
    labels.extend(own().map(|finding| finding.policy.as_str()));
    labels.sort_unstable();
    labels.dedup();
    // Problems belong to the run; the first suite tells them.
    let stopped = |label: &str| {
        let problems = report.problems.iter().filter(|_| position == 0);
        problems.filter(|problem| problem.policy.as_deref() == Some(label)).collect()
    };
    let cases = labels.into_iter().map(|label| Case {
        label,
        findings: own().filter(|finding| finding.policy == label).collect(),
        stopped: stopped(label),
    });
    let problems = report.problems.iter().filter(|_| position == 0).map(|problem| problem.message.clone());
    Suite { input, cases: cases.collect(), problems: input.notes.iter().cloned().chain(problems).collect() }
}

impl Suite<'_> {
    fn count(&self, outcome: Outcome) -> usize {
        self.cases.iter().filter(|case| case.outcome() == outcome).count()
    }

    fn write(&self, out: &mut Vec<String>) {
        out.push(format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            attribute(&self.input.path),
            self.cases.len(),
            self.count(Outcome::Failure),
            self.count(Outcome::Error),
            self.count(Outcome::Skipped)
        ));
        self.cases.iter().for_each(|case| case.write(out));
        if !self.problems.is_empty() {
            let text: Vec<String> = self.problems.iter().map(|problem| body(problem)).collect();
            out.push(format!("    <system-out>{}</system-out>", text.join("\n")));
        }
        out.push("  </testsuite>".to_owned());
    }
}

impl Case<'_> {
    fn outcome(&self) -> Outcome {
        let any = |is: fn(&Finding) -> bool| self.findings.iter().any(|finding| is(finding));
        if any(|finding| finding.blocks) {
            Outcome::Failure
        } else if !self.stopped.is_empty() {
            Outcome::Error
        } else if any(is_open) {
            Outcome::Skipped
        } else {
            Outcome::Pass
        }
    }

    fn write(&self, out: &mut Vec<String>) {
        let head = format!("    <testcase name=\"{}\" classname=\"poolproof\"", attribute(self.label));
        if self.findings.is_empty() && self.stopped.is_empty() {
            return out.push(format!("{head}/>"));
        }
        out.push(format!("{head}>"));
        let of = |is: fn(&Finding) -> bool| self.findings.iter().copied().filter(move |finding| is(finding));
        let texts = |findings: &mut dyn Iterator<Item = &Finding>| findings.map(told).collect::<Vec<_>>().join("\n\n");
        match self.outcome() {
            Outcome::Failure => {
                let first = of(|finding| finding.blocks).next();
                out.push(format!(
                    "      <failure message=\"{}\" type=\"{}\">{}</failure>",
                    attribute(first.map_or("", |finding| &finding.message)),
                    first.map_or("", |finding| finding.level.word()),
                    body(&texts(&mut of(|finding| finding.blocks)))
                ));
            }
            Outcome::Error => {
                let messages: Vec<&str> = self.stopped.iter().map(|problem| problem.message.as_str()).collect();
                out.push(format!("      <error message=\"{}\"/>", attribute(&messages.join("; "))));
            }
            Outcome::Skipped => {
                let reason = of(is_open).find_map(|finding| finding.reason.as_deref()).unwrap_or_default();
                out.push(format!("      <skipped message=\"{}\"/>", attribute(&format!("not proven: {reason}"))));
            }
            Outcome::Pass => {}
        }
        let rest = texts(&mut of(|finding| !finding.blocks));
        if !rest.is_empty() {
            out.push(format!("      <system-out>{}</system-out>", body(&rest)));
        }
        out.push("    </testcase>".to_owned());
    }
}

/// It is not known, and nobody has said that this is well.
fn is_open(finding: &Finding) -> bool {
    finding.verdict == Verdict::Unknown && finding.waiver.is_none()
}

fn told(finding: &Finding) -> String {
    let word = match (finding.blocks, finding.verdict) {
        _ if finding.waiver.is_some() => "waived",
        (_, Verdict::Unknown) => "not proven",
        (true, Verdict::Fail) => "blocks",
        (false, Verdict::Fail) => "does not block",
    };
    let mut lines = vec![format!("{word}: {}", sentence(&finding.message))];
    if let Some(at) = &finding.location {
        lines.push(format!("at {}:{}:{}", name(&at.path), at.line, at.column));
    }
    lines.push(format!("{} {}", kind(&finding.subject.kind), name(&finding.subject.address)).trim().to_owned());
    lines.extend(finding.reason.as_deref().map(|reason| format!("Not known because: {}", sentence(reason))));
    lines.extend(Some(&finding.why).filter(|why| !why.is_empty()).map(|why| format!("At run time: {}", sentence(why))));
    lines.extend(
        Some(&finding.help).filter(|help| !help.is_empty()).map(|help| format!("What to do: {}", sentence(help))),
    );
    lines.extend(finding.live_check.iter().map(|command| format!("To find out, run: {}", one_line(command))));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Text between tags. What XML cannot hold was made visible before.
fn body(text: &str) -> String {
    marked(&sentence(text))
}

fn attribute(text: &str) -> String {
    marked(&escape::terminal(text)).replace('"', "&quot;")
}

/// Two code points that are no letters and that no XML document may hold pass every other check.
fn marked(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
