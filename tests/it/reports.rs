//! How the five shapes of the outage look in every report. Read the snapshots: they are what a tired person will read.

use crate::cases;
use crate::tool::{Text, poolproof};

const INCIDENTS: [&str; 5] = [
    "for-each-changed-under-other-module",
    "literal-arn-of-destroyed-pool",
    "pool-dropped-from-map",
    "pool-replaced-members-leave-first",
    "weight-shifted-to-empty-pool",
];

/// How many policies there are, and so how many checks hold, says nothing of a report and changes with every new policy.
fn without_counts(text: &str) -> String {
    const COUNTS: [&str; 6] = [" policies", " checks", " hold", "\"policies\": ", "\"evaluations\": ", "\"passed\": "];
    let mut text = text.to_owned();
    for words in COUNTS {
        let mut done = String::new();
        while let Some(at) = text.find(words) {
            let (mut before, rest) = (text[..at].to_owned(), text[at + words.len()..].to_owned());
            let is_after = words.ends_with(": ");
            let kept = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let counted = !is_after && kept < before.len();
            if counted {
                before.truncate(kept);
                before.push('N');
            }
            let rest =
                if is_after { format!("N{}", rest.trim_start_matches(|c: char| c.is_ascii_digit())) } else { rest };
            done += &before;
            done += words;
            text = rest;
        }
        text = done + &text;
    }
    text
}

/// A report without its list of policies, which is the same for every plan and grows with each policy that there is.
fn without_policies(json: &str) -> String {
    let (before, rest) = json.split_once("  \"policies\": [\n").unwrap();
    let (list, after) = rest.split_once("\n  ],\n").unwrap();
    assert!(list.matches("\"policy\"").count() > 90, "{list}");
    format!("{before}{after}")
}

#[test]
fn incidents_in_every_report() {
    for name in INCIDENTS {
        let case = cases::case(&format!("incident/{name}"));
        let human = case.command(true, &["check"]).gives(
            1,
            &Text::Has(&["error[", "✗ ", "At run time:", "What to do:", "Blocked: "]),
            &Text::Nothing,
        );
        insta::assert_snapshot!(format!("{name}_human"), without_counts(&human.stdout));
        let json = case.command(true, &["check", "--report", "json"]).gives(
            1,
            &Text::Has(&["\"blocks\": true"]),
            &Text::Nothing,
        );
        insta::assert_snapshot!(format!("{name}_json"), without_counts(&without_policies(&json.stdout)));
        let tree = case.command(true, &["graph"]).gives(0, &Text::Has(&["load balancer aws_lb.shop"]), &Text::Nothing);
        insta::assert_snapshot!(format!("{name}_tree"), tree.stdout);
        let graph =
            case.command(true, &["graph", "--format", "json"]).gives(0, &Text::Has(&["\"edges\""]), &Text::Nothing);
        insta::assert_snapshot!(format!("{name}_graph"), graph.stdout);
    }
}

/// The plan alone cannot prove it, and says so without marking a dead end.
#[test]
fn without_the_saved_plan() {
    let case = cases::case("incident/pool-dropped-from-map");
    let human = case.command(false, &["check"]).gives(0, &Text::Has(&["Not proven:", "--config"]), &Text::Nothing);
    assert!(!human.stdout.contains("traffic ends here"));
    insta::assert_snapshot!(without_counts(&human.stdout));
}

#[test]
fn all_incidents_at_once() {
    let done = poolproof(["check", "testdata/incident", "--verbose"]).run();
    insta::assert_snapshot!(without_counts(&done.stdout));
}

/// Lines of advice that a reader meets: headers of what does not block.
fn advice(human: &str) -> Vec<&str> {
    let heads = ["warning[", "warning:", "unknown[", "unknown:"];
    human.lines().filter(|line| heads.iter().any(|head| line.starts_with(head))).collect()
}

/// More is noise on a plan that has nothing wrong, whatever lies beside it.
#[test]
fn no_healthy_plan_has_more_than_three_lines_of_advice() {
    let mut seen = 0;
    for case in cases::all().into_iter().filter(|case| case.name.starts_with("healthy/")) {
        let alone = tempfile::tempdir().unwrap();
        let alone = poolproof(["check", "-"]).within(&alone).stdin(case.text());
        for run in [case.command(true, &["check"]), case.command(false, &["check"]), alone] {
            let done = run.run();
            let lines = advice(&done.stdout);
            assert!(lines.len() <= 3 && done.code == 0, "{}: {lines:#?}", case.name);
            seen = seen.max(lines.len());
        }
    }
    assert_eq!(seen, 3, "the count sees lines");
}

/// What is folded under one header is all there, each with its own reason.
#[test]
fn what_is_folded_keeps_its_reasons() {
    let case = cases::case("healthy/changes-that-look-worse");
    let folded = case.command(false, &["check"]).run().stdout;
    let headers = |text: &str, label: &str| text.lines().filter(|line| line.starts_with(label)).count();
    assert_eq!(headers(&folded, "unknown[asg_zero_capacity]"), 1, "{folded}");
    assert_eq!(headers(&folded, "warning[cold_pool_cutover]"), 1, "{folded}");
    let text = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    for reason in ["aws_autoscaling_schedule.mornings may scale", "aws_ecs_capacity_provider.tasks may scale"] {
        assert!(text.contains(reason), "{reason}: {folded}");
    }
    for route in ["aws_lb_listener_rule.deployed", "aws_lb_listener_rule.tasks", "aws_lb_listener_rule.web"] {
        assert!(text.contains(route), "{route}: {folded}");
    }
    let each = case.command(false, &["check", "--all"]).run().stdout;
    assert_eq!(headers(&each, "warning[cold_pool_cutover]"), 3, "{each}");
    for format in ["markdown", "github"] {
        let other = case.command(false, &["check", "--report", format]).run().stdout;
        assert!(other.contains("mornings") && other.contains("aws_ecs_capacity_provider.tasks"), "{format}: {other}");
    }
}
