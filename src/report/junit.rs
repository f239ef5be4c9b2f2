//! The *JUnit* report: a suite for each input, a case for each policy, for CI systems that show tests.
//! What blocks is a failure; what is unknown or only advice is said in the output of its case, and does not fail it.

use super::escape;
use super::words::{kind, name, one_line, sentence};
use crate::finding::{Finding, InputInfo, Report, Verdict};

/// `report` as JUnit XML.
pub fn junit(report: &Report) -> String {
    let suites: Vec<Suite<'_>> =
        report.inputs.iter().enumerate().map(|(position, input)| suite(report, position, input)).collect();
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let failures: usize = suites.iter().map(Suite::failures).sum();
    let mut out = vec![
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        format!("<testsuites name=\"poolproof\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"),
    ];
    suites.iter().for_each(|suite| suite.write(&mut out));
    out.push("</testsuites>".to_owned());
    out.join("\n") + "\n"
}

struct Suite<'a> {
    input: &'a InputInfo,
    /// Label of the policy and its findings.
    cases: Vec<(&'a str, Vec<&'a Finding>)>,
    problems: Vec<String>,
}

fn suite<'a>(report: &'a Report, position: usize, input: &'a InputInfo) -> Suite<'a> {
    let own = || report.findings.iter().filter(|finding| finding.input == position);
    let mut labels: Vec<&str> = report.rules.iter().map(|rule| rule.label.as_str()).collect();
    labels.extend(own().map(|finding| finding.policy.as_str()));
    labels.sort_unstable();
    labels.dedup();
    let cases = labels.into_iter().map(|label| (label, own().filter(|finding| finding.policy == label).collect()));
    // Problems belong to the run; the first suite tells them.
    let problems = report.problems.iter().filter(|_| position == 0).map(|problem| problem.message.clone());
    Suite { input, cases: cases.collect(), problems: input.notes.iter().cloned().chain(problems).collect() }
}

impl Suite<'_> {
    fn failures(&self) -> usize {
        self.cases.iter().filter(|(_, findings)| findings.iter().any(|finding| finding.blocks)).count()
    }

    fn write(&self, out: &mut Vec<String>) {
        out.push(format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">",
            attribute(&self.input.path),
            self.cases.len(),
            self.failures()
        ));
        self.cases.iter().for_each(|(label, findings)| case(label, findings, out));
        if !self.problems.is_empty() {
            let text: Vec<String> = self.problems.iter().map(|problem| body(problem)).collect();
            out.push(format!("    <system-out>{}</system-out>", text.join("\n")));
        }
        out.push("  </testsuite>".to_owned());
    }
}

fn case(label: &str, findings: &[&Finding], out: &mut Vec<String>) {
    let head = format!("    <testcase name=\"{}\" classname=\"poolproof\"", attribute(label));
    if findings.is_empty() {
        return out.push(format!("{head}/>"));
    }
    out.push(format!("{head}>"));
    let blocking: Vec<&&Finding> = findings.iter().filter(|finding| finding.blocks).collect();
    if let Some(first) = blocking.first() {
        let text: Vec<String> = blocking.iter().map(|finding| told(finding)).collect();
        out.push(format!(
            "      <failure message=\"{}\" type=\"{}\">{}</failure>",
            attribute(&first.message),
            first.level.word(),
            body(&text.join("\n\n"))
        ));
    }
    let rest: Vec<String> = findings.iter().filter(|finding| !finding.blocks).map(|finding| told(finding)).collect();
    if !rest.is_empty() {
        out.push(format!("      <system-out>{}</system-out>", body(&rest.join("\n\n"))));
    }
    out.push("    </testcase>".to_owned());
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
