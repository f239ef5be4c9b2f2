//! Every format over the same fixtures: first what must hold of any report, then what these look like.

use super::fixtures::*;
use super::pictures::*;
use super::*;
use crate::finding::{Finding, Joined, Report, Shard, Summary, Verdict};
use crate::picture::Picture;
use serde_json::Value;

fn reports() -> Vec<Report> {
    vec![blocked(), clean(), open(), hostile(), Report::default()]
}

fn options() -> HumanOptions {
    HumanOptions::default()
}

fn all() -> HumanOptions {
    HumanOptions { all: true, ..options() }
}

fn every_option() -> Vec<HumanOptions> {
    (0..16)
        .map(|bits| HumanOptions {
            colour: false,
            quiet: bits & 1 > 0,
            verbose: bits & 2 > 0,
            all: bits & 4 > 0,
            links: None,
            width: if bits & 8 > 0 { 60 } else { 100 },
        })
        .collect()
}

fn harmless(text: &str) {
    for line in text.lines() {
        assert!(!line.contains(escape::is_hidden), "{line:?}");
        assert!(!line.contains("##["), "{line:?}");
        let command = line.trim_start().strip_prefix("::");
        assert!(!command.is_some_and(|rest| rest.contains("::")), "{line:?}");
        assert_eq!(line, line.trim_end());
    }
}

fn valid(schema: &str, document: &str) -> Value {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::options().build(&schema).unwrap();
    let document: Value = serde_json::from_str(document).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

const REPORT_SCHEMA: &str = include_str!("schemas/report.schema.json");
const GRAPH_SCHEMA: &str = include_str!("schemas/graph.schema.json");

#[test]
fn no_text_of_a_plan_acts_on_its_reader() {
    for report in reports() {
        for options in every_option() {
            harmless(&human(&report, &options));
        }
        harmless(&json(&report));
    }
    let mut picture = picture();
    for node in &mut picture.nodes {
        node.address = format!("{}{HOSTILE}", node.address);
        node.liveness = HOSTILE.to_owned();
        node.deposed = Some(HOSTILE.to_owned());
    }
    for arrow in &mut picture.edges {
        arrow.why = Some(HOSTILE.repeat(300));
    }
    harmless(&tree(&picture, false));
    harmless(&graph_json(&picture));
}

#[test]
fn lines_are_no_wider_than_asked_for_unless_a_single_word_is() {
    for report in [blocked(), clean(), open()] {
        for options in every_option() {
            let text = human(&report, &options);
            for line in text.lines().filter(|_| !(options.quiet && text.lines().count() == 1)) {
                let command = line.trim_start().starts_with("aws ");
                assert!(line.chars().count() <= options.width || command, "{line}");
            }
        }
    }
}

#[test]
fn long_names_are_cut_for_people_and_not_for_machines() {
    let mut report = blocked();
    let long = "n".repeat(10_000);
    report.findings[0].subject.address = long.clone();
    assert!(json(&report).contains(&long));
    let text = human(&report, &all());
    let flat: Vec<&str> = text.split_whitespace().collect();
    assert!(flat.join(" ").contains("n…(9 760 more characters)…n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() < 400));
}

#[test]
fn no_finding_is_lost() {
    for report in reports() {
        let text = human(&report, &all());
        let flat: String = text.split_whitespace().collect();
        let document = valid(REPORT_SCHEMA, &json(&report));
        assert_eq!(document["findings"].as_array().unwrap().len(), report.findings.len());
        for (finding, out) in report.findings.iter().zip(document["findings"].as_array().unwrap()) {
            assert_eq!(out["subject"]["address"], finding.subject.address.as_str());
            let shown: String = words::name(&finding.subject.address).split_whitespace().collect();
            assert!(flat.contains(&shown), "{shown} in {text}");
        }
    }
}

#[test]
fn more_of_one_kind_than_fit_are_counted_and_listed_on_request() {
    let mut report = open();
    report.findings = (1..=25).map(|at| unknown(&format!("aws_lb_target_group.n{at:02}"), at)).collect();
    let text = human(&report, &options());
    assert_eq!(text.matches("unknown[pool_without_targets]").count(), 1);
    assert!(text.contains("It concerns 25:") && text.contains("- and 15 more (--all lists them)"), "{text}");
    assert!(text.contains("and 22 more (--verbose lists them)"), "{text}");
    assert!(human(&report, &all()).contains("pool aws_lb_target_group.n25, main.tf:25:24"));
}

#[test]
fn no_text_that_comes_in_is_left_out_of_the_tests() {
    let told = format!("{:?}", drenched("DRENCHED"));
    let ours = ["plan", "directory", "DRENCHED", "always", "emptied", "destroy", "listener", "rule", "pool"];
    let texts: Vec<&str> = told.split('"').skip(1).step_by(2).filter(|text| !ours.contains(text)).collect();
    assert!(texts.is_empty(), "these fields are not drenched: {texts:?}");
}

#[test]
fn a_run_that_does_not_block_never_says_the_word_that_atlantis_looks_for() {
    let mut nothing = clean();
    nothing.summary = Summary::default();
    let mut waived = open();
    waived.summary.waived = 2;
    for report in [clean(), open(), nothing, waived, Report::default()] {
        for options in every_option() {
            let text = human(&report, &options);
            assert!(!text.to_lowercase().contains("fail"), "{text}");
            assert!(!text.contains("safe") && !text.to_lowercase().contains("pass"), "{text}");
        }
    }
}

#[test]
fn quiet_is_one_line_without_an_address_or_only_what_blocks() {
    let quiet = HumanOptions { quiet: true, ..options() };
    let mut hidden = hostile();
    hidden.findings.retain(|finding| !finding.blocks);
    for report in [clean(), open(), hidden] {
        let text = human(&report, &quiet);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.starts_with("Nothing blocks") && !text.contains("aws_") && text.ends_with('\n'), "{text}");
    }
    let text = human(&blocked(), &quiet);
    assert!(text.starts_with("error[forward_to_removed_pool]") && !text.contains("single_zone_pool"), "{text}");
}

#[test]
fn the_closing_line_claims_no_more_than_was_proved() {
    let last = |report: &Report| {
        let quiet = HumanOptions { quiet: true, ..options() };
        human(report, &quiet).trim_end().to_owned()
    };
    assert_eq!(last(&clean()), "Nothing blocks: all 118 checks hold.");
    let mut report = clean();
    report.summary.edges.unresolved = 1;
    assert_eq!(last(&report), "Nothing blocks, but 1 connection could not be followed.");
    report.summary.unknown = 3;
    report.problems = blocked().problems;
    assert_eq!(
        last(&report),
        "Nothing blocks, but 3 checks are not proven, 1 connection could not be followed and 1 problem limits what could be checked."
    );
    let mut report = clean();
    report.summary.passed = 117;
    report.findings = vec![advice()];
    assert_eq!(last(&report), "Nothing blocks: 117 of 118 checks hold. Also: 1 warning.");
    assert_eq!(
        last(&Report::default()),
        "Nothing blocks, but nothing was checked: no policy found anything it applies to."
    );
    let mut report = clean();
    report.findings = vec![waived()];
    (report.summary.passed, report.summary.waived) = (117, 1);
    assert_eq!(last(&report), "Nothing blocks: 117 of 118 checks hold. Also: 1 finding waived.");
    let mut report = blocked();
    report.summary.waived = 0;
    report.findings.retain(|finding| finding.verdict == Verdict::Unknown);
    report.findings.iter_mut().for_each(|finding| finding.blocks = true);
    assert!(last(&report).ends_with("Blocked: 1 of 14 policies left 2 checks not proven."), "{}", last(&report));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let coloured = human(&blocked(), &HumanOptions { colour: true, ..options() });
    assert!(coloured.contains("\u{1b}[") && coloured != human(&blocked(), &options()));
    assert_eq!(stripped(&coloured), human(&blocked(), &options()));
    assert_eq!(stripped(&tree(&picture(), true)), tree(&picture(), false));
}

/// `text` without its links, whose addresses are looked at.
fn unlinked(text: &str) -> String {
    let mut parts = text.split("\u{1b}]8;;");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (address, shown) = part.split_once("\u{1b}\\").unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%:#".contains(c);
        assert!(address.is_empty() || address.starts_with("file:///") && address.chars().all(plain), "{address}");
        out + shown
    })
}

#[test]
fn a_link_adds_nothing_to_what_is_read() {
    let linked = HumanOptions { links: Some("/work space/infra".to_owned()), ..all() };
    for report in reports().into_iter().chain([full()]) {
        assert_eq!(unlinked(&human(&report, &linked)), human(&report, &all()));
    }
    let text = human(&full(), &linked);
    let link = "\u{1b}]8;;file:///work%20space/infra/main.tf#12\u{1b}\\main.tf:12:24\u{1b}]8;;\u{1b}\\";
    assert!(text.contains(link), "{text:?}");
    assert!(!human(&full(), &all()).contains('\u{1b}'));
}

#[test]
fn several_plans_have_a_table() {
    let mut report = full();
    let text = human(&report, &options());
    let rows: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("Verdict ")).take(3).collect();
    assert_eq!(rows[0], "Verdict           Blocks  Not proven  Warnings  Plan");
    assert_eq!(rows[1], "blocked                1           1         0  plan.json");
    assert_eq!(rows[2], "not proven             0           1         1  other/plan.json (workspace production)");
    // What stands in the table is what is found of each plan.
    report.findings.clear();
    report.inputs[0].tally.evaluations = 3;
    let text = human(&report, &options());
    assert!(text.contains("nothing blocks         0           0         0  plan.json"), "{text}");
    assert!(text.contains("nothing to check       0           0         0  other/plan.json"), "{text}");
    report.inputs[1].tally.unresolved = 2;
    let text = human(&report, &options());
    assert!(text.contains("not proven             0           2         0  other/plan.json"), "{text}");
    // One plan needs none, and many are counted.
    assert!(!human(&blocked(), &options()).contains("Verdict "));
    report.inputs = (0..40).map(|at| input(&format!("{at}.json"))).collect();
    assert!(human(&report, &options()).contains("And 10 more plans (--verbose lists them)."));
    assert!(!human(&report, &HumanOptions { quiet: true, ..options() }).contains("Verdict"));
}

/// `text` without its colour sequences, which all end in `m`.
fn stripped(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').unwrap().1)
}

#[test]
fn json_is_what_the_schema_says() {
    for report in reports() {
        let text = json(&report);
        assert!(text.ends_with("}\n") && text.starts_with("{\n  \"format_version\": \"1.0\""), "{text}");
        let document = valid(REPORT_SCHEMA, &text);
        for finding in document["findings"].as_array().unwrap() {
            assert!(finding["location"].is_null() || finding["location"]["line"].as_u64() >= Some(1));
        }
    }
    for picture in [picture(), circle(3), Picture::default()] {
        valid(GRAPH_SCHEMA, &graph_json(&picture));
    }
}

#[test]
fn the_report_of_a_part_of_a_run_is_read_back_whole() {
    for mut report in [blocked(), clean(), open(), full(), many_words()] {
        let shard = Shard {
            number: 2,
            of: 3,
            inputs: 7,
            positions: (0..report.inputs.len()).collect(),
            problems: vec![0; report.problems.len()],
            ..Shard::default()
        };
        report.shard = Some(shard);
        let text = json(&report);
        valid(REPORT_SCHEMA, &text);
        let mut back = back(&text).unwrap();
        back.neighbours.iter_mut().zip(&report.neighbours).for_each(|(back, was)| back.tally = was.tally);
        assert_eq!(back, report);
        let whole = Report { joined: Some(Joined { shards: 3, one_world: false }), shard: None, ..report };
        valid(REPORT_SCHEMA, &json(&whole));
        assert!(super::back(&json(&whole)).is_err());
    }
}

/// Every text is an attack.
fn many_words() -> Report {
    let mut report = hostile();
    report.routing.clear();
    report
}

#[test]
fn the_schema_is_strict() {
    let validator = jsonschema::validator_for(&serde_json::from_str(REPORT_SCHEMA).unwrap()).unwrap();
    let sound: Value = serde_json::from_str(&json(&blocked())).unwrap();
    assert!(validator.is_valid(&sound));
    for (pointer, value) in [
        ("/findings/0/location/line", Value::from(0)),
        ("/findings/0/verdict", Value::from("pass")),
        ("/findings/0/reason", Value::from("a reason beside a proof")),
        ("/summary/blocking", Value::from(-1)),
        ("/inputs/0/kind", Value::from("text")),
    ] {
        let mut broken = sound.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
    let mut more = sound;
    more["findings"][0]["surprise"] = Value::Null;
    assert!(!validator.is_valid(&more));
}

#[test]
fn a_tree_shows_every_node_and_survives_circles() {
    let picture = picture();
    let text = tree(&picture, false);
    for node in &picture.nodes {
        assert!(text.contains(&node.address), "{}", node.address);
    }
    for length in [1, 2, 30, 3_000] {
        let text = tree(&circle(length), false);
        for at in 0..length {
            assert!(text.contains(&format!("aws_lb.l{at}")), "{at} of {length}");
        }
        assert!(text.lines().all(|line| line.chars().count() < 200));
    }
}

#[test]
fn a_tree_does_not_depend_on_who_asks() {
    assert_eq!(tree(&picture(), false), tree(&picture(), false));
    assert_eq!(tree(&Picture::default(), false), "No load balancers, pools or members here.\n");
}

#[test]
fn several_inputs_are_told_apart() {
    let mut report = blocked();
    report.inputs.push(input("other/plan.json"));
    report.findings[0].input = 1;
    assert!(human(&report, &options()).contains(" --> main.tf:12:24 (in other/plan.json)"));
    report.inputs = (0..9).map(|at| input(&format!("{at}.json"))).collect();
    report.inputs[0].configuration_source = "none";
    assert!(
        human(&report, &options()).contains("Read 9 inputs, 1 of them without configuration (--verbose lists them).")
    );
}

#[test]
fn a_finding_about_the_plan_itself_needs_no_address() {
    let finding = Finding { subject: subject("plan", ""), location: None, path: Vec::new(), ..removed() };
    let report = Report { findings: vec![finding], ..clean() };
    assert!(human(&report, &options()).contains("\n --> plan\n"));
}

#[test]
fn what_they_look_like() {
    insta::assert_snapshot!("blocked", human(&blocked(), &options()));
    insta::assert_snapshot!("blocked_quiet", human(&blocked(), &HumanOptions { quiet: true, ..options() }));
    insta::assert_snapshot!("blocked_all_verbose", human(&blocked(), &HumanOptions { verbose: true, ..all() }));
    insta::assert_snapshot!("clean", human(&clean(), &options()));
    insta::assert_snapshot!("open", human(&open(), &options()));
    let mut single = open();
    single.problems.clear();
    single.findings.retain(|finding| finding.verdict == Verdict::Unknown);
    single.findings.truncate(1);
    insta::assert_snapshot!("open_single", human(&single, &options()));
    insta::assert_snapshot!("open_narrow", human(&open(), &HumanOptions { width: 60, ..options() }));
    insta::assert_snapshot!("hostile", human(&hostile_once(), &options()));
    insta::assert_snapshot!("json", json(&one_of_each()).replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    insta::assert_snapshot!("tree", tree(&picture(), false));
    insta::assert_snapshot!("circle", tree(&circle(3), false));
    let mut few = picture();
    few.nodes.truncate(2);
    few.edges.truncate(1);
    insta::assert_snapshot!("graph_json", graph_json(&few));
}

/// The first finding of the hostile report: the rest says the same at greater length.
fn hostile_once() -> Report {
    let mut report = hostile();
    report.inputs.truncate(1);
    report.inputs[0].notes.truncate(1);
    report.findings.truncate(1);
    report.findings[0].path.truncate(2);
    report.problems.clear();
    report
}

fn one_of_each() -> Report {
    let mut report = blocked();
    report.findings.truncate(3);
    report.findings[0].path.truncate(1);
    report
}
