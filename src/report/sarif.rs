//! The *SARIF* report (2.1.0), for code scanning: rules with their help, results at their place in the source, and a code
//! flow that walks from the load balancer down to the pool where the traffic ends.

use serde_json::{Map, Value, json};

use super::escape;
use super::json::document;
use super::words::{kind, list, sentence};
use crate::finding::{Finding, Hop, Level, Problem, Report, Rule, Verdict, Waived, WaiverUse};
use crate::source::Location;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What relative paths are relative to: whoever uploads the report says where that is.
const ROOT: &str = "%SRCROOT%";
/// GitHub shows no more of a message.
const MESSAGE: usize = 1_000;

/// `report` as one SARIF log with one run.
pub fn sarif(report: &Report) -> String {
    let mut log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "poolproof",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": report.rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": report.problems.iter().map(notification).collect::<Vec<_>>(),
                "toolConfigurationNotifications": report.waivers.iter().filter_map(idle).collect::<Vec<_>>(),
            }],
            "originalUriBaseIds": { ROOT: { "description": { "text": "The folder that poolproof ran in." } } },
            "results": report.findings.iter().map(|finding| result(report, finding)).collect::<Vec<_>>(),
        }],
    });
    // Two runs of one tool on one commit are told apart by this, else the second one replaces the first.
    if let (Some(shard), Some(Value::Object(run))) = (&report.shard, log.pointer_mut("/runs/0")) {
        run.insert(
            "automationDetails".to_owned(),
            json!({ "id": format!("poolproof/part-{}-of-{}/", shard.number, shard.of) }),
        );
    }
    document(&log)
}

fn rule(rule: &Rule) -> Value {
    let title = text(if rule.title.is_empty() { &rule.label } else { &rule.title });
    let help: Vec<(&str, &str)> = [("What happens", rule.why.as_str()), ("What to do", rule.fix.as_str())]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let plain: Vec<String> = help.iter().map(|(heading, body)| format!("{heading}: {}", text(body))).collect();
    let marked: Vec<String> =
        help.iter().map(|(heading, body)| format!("**{heading}:** {}", super::markdown::prose(body))).collect();
    let mut out = json!({
        "id": rule.label,
        "shortDescription": { "text": title },
        "fullDescription": { "text": if rule.why.is_empty() { title.clone() } else { text(&rule.why) } },
        "defaultConfiguration": { "level": rule.level.map_or("error", level) },
        "properties": { "precision": "very-high", "tags": ["load-balancing", "terraform"] },
    });
    if let (Some(object), false) = (out.as_object_mut(), help.is_empty()) {
        object.insert("help".to_owned(), json!({ "text": plain.join("\n\n"), "markdown": marked.join("\n\n") }));
    }
    out
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Mandatory | Level::MandatoryOverridable => "error",
        Level::Advisory => "warning",
    }
}

/// What blocks is an error, what does not a warning; what could not be decided stays a note unless it blocks too.
fn severity(finding: &Finding) -> &'static str {
    match (finding.blocks, finding.verdict) {
        _ if finding.waiver.is_some() => "note",
        (true, _) => "error",
        (false, Verdict::Fail) => "warning",
        (false, Verdict::Unknown) => "note",
    }
}

fn result(report: &Report, finding: &Finding) -> Value {
    let mut out = json!({
        "ruleId": finding.policy,
        "level": severity(finding),
        "message": { "text": message(finding) },
        "locations": [place(report, finding)],
        "partialFingerprints": { "poolproof/v1": finding.fingerprint },
        "properties": {
            "verdict": finding.verdict.word(),
            "enforcement_level": finding.level.word(),
            "attribution": finding.attribution.word(),
            "blocks": finding.blocks,
        },
    });
    let Some(object) = out.as_object_mut() else { return out };
    if let Some(index) = report.rules.iter().position(|rule| rule.label == finding.policy) {
        object.insert("ruleIndex".to_owned(), json!(index));
    }
    if let Some(waiver) = &finding.waiver {
        object.insert("suppressions".to_owned(), json!([suppression(waiver)]));
    }
    let related: Vec<Value> = finding.related.iter().filter_map(|one| Some((one, one.location.as_ref()?))).map(
        |(one, location)| json!({ "physicalLocation": physical(location), "message": { "text": named(&one.kind, &one.address) } }),
    ).collect();
    if !related.is_empty() {
        object.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    if !finding.path.is_empty() {
        let steps: Vec<Value> = finding.path.iter().map(|hop| step(report, finding, hop)).collect();
        object.insert("codeFlows".to_owned(), json!([{ "threadFlows": [{ "locations": steps }] }]));
    }
    out
}

/// A comment at the block stands in the source; one in the settings does not.
fn suppression(waiver: &Waived) -> Value {
    let settings = waiver.source.path.ends_with(".poolproof.hcl");
    json!({
        "kind": if settings { "external" } else { "inSource" },
        "status": "accepted",
        "justification": escape::short(&waiver.reason, MESSAGE),
        "location": { "physicalLocation": physical(&waiver.source) },
    })
}

/// A waiver that does nothing.
fn idle(waiver: &WaiverUse) -> Option<Value> {
    let place = json!([{ "physicalLocation": physical(&waiver.waived.source) }]);
    let told = json!({ "level": "warning", "message": { "text": text(&waiver.note) }, "locations": place });
    (!waiver.note.is_empty()).then_some(told)
}

/// The sentence, what it means and what to do: code scanning shows nothing else beside the line.
fn message(finding: &Finding) -> String {
    let open = if finding.verdict == Verdict::Unknown { "Not proven: " } else { "" };
    let reason = finding.reason.as_deref().map(|reason| format!("Not known because: {}", text(reason)));
    let help = Some(&finding.help).filter(|help| !help.is_empty()).map(|help| format!("What to do: {}", text(help)));
    let parts: Vec<String> =
        [Some(format!("{open}{}", text(&finding.message))), reason, help].into_iter().flatten().collect();
    let whole = parts.join("\n\n");
    let whole = if whole.trim().is_empty() { finding.policy.clone() } else { whole };
    escape::short(&whole, MESSAGE).into_owned()
}

/// Where it is written; without a source at hand, the input itself, as every result needs a place.
fn place(report: &Report, finding: &Finding) -> Value {
    let mut out = json!({ "physicalLocation": place_or_input(report, finding, finding.location.as_ref()) });
    let address = &finding.subject.address;
    if let (Some(object), false) = (out.as_object_mut(), address.is_empty()) {
        object.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": address, "kind": "resource" }]));
    }
    out
}

fn place_or_input(report: &Report, finding: &Finding, location: Option<&Location>) -> Value {
    if let Some(location) = location {
        return physical(location);
    }
    let path = report.inputs.get(finding.input).map_or("-", |input| input.path.as_str());
    let path = if path == "-" { "stdin" } else { path };
    json!({ "artifactLocation": artifact(path), "region": { "startLine": 1 } })
}

fn physical(location: &Location) -> Value {
    json!({
        "artifactLocation": artifact(&location.path),
        "region": {
            "startLine": location.line.max(1),
            "startColumn": location.column.max(1),
            "endLine": location.end_line.max(location.line).max(1),
            "endColumn": location.end_column.max(1),
        },
    })
}

fn artifact(path: &str) -> Value {
    let mut out = Map::new();
    if path.starts_with('/') {
        out.insert("uri".to_owned(), json!(format!("file://{}", uri(path))));
    } else {
        out.insert("uri".to_owned(), json!(uri(path.strip_prefix("./").unwrap_or(path))));
        out.insert("uriBaseId".to_owned(), json!(ROOT));
    }
    Value::Object(out)
}

/// A path as a relative reference: what has a meaning in a URI is written as its bytes.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Code scanning refuses a step without a place.
fn step(report: &Report, finding: &Finding, hop: &Hop) -> Value {
    let mut words = vec![named(&hop.kind, &hop.address)];
    words.extend(Some(text(&hop.note)).filter(|note| !note.is_empty()).map(|note| format!("({note})")));
    words.extend(hop.dead.then(|| "traffic ends here".to_owned()));
    let place = place_or_input(report, finding, hop.location.as_ref());
    let location = json!({ "message": { "text": words.join(" ") }, "physicalLocation": place });
    let importance = if hop.dead { "essential" } else { "important" };
    json!({ "location": location, "nestingLevel": hop.depth.min(100), "importance": importance })
}

fn notification(problem: &Problem) -> Value {
    let mut out = json!({ "level": "warning", "message": { "text": text(&problem.message) } });
    if let (Some(object), Some(location)) = (out.as_object_mut(), &problem.location) {
        object.insert("locations".to_owned(), json!([{ "physicalLocation": physical(location) }]));
    }
    out
}

fn named(what: &str, address: &str) -> String {
    let parts: Vec<String> = [kind(what), sentence(address)].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "the plan".to_owned() } else { list(&[parts.join(" ")]) }
}

fn text(text: &str) -> String {
    sentence(text)
}
