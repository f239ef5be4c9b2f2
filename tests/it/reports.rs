//! How the five shapes of the outage look in every report. Read the snapshots: they are what a tired person will read.

use crate::cases;
use crate::tool::Text;

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
    let done = crate::tool::poolproof(["check", "testdata/incident", "--verbose"]).run();
    insta::assert_snapshot!(without_counts(&done.stdout));
}
