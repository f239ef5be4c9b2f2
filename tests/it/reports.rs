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

#[test]
fn incidents_in_every_report() {
    for name in INCIDENTS {
        let case = cases::case(&format!("incident/{name}"));
        let human = case.command(true, &["check"]).gives(
            1,
            &Text::Has(&["error[", "✗ ", "At run time:", "What to do:", "Blocked: "]),
            &Text::Nothing,
        );
        insta::assert_snapshot!(format!("{name}_human"), human.stdout);
        let json = case.command(true, &["check", "--report", "json"]).gives(
            1,
            &Text::Has(&["\"blocks\": true"]),
            &Text::Nothing,
        );
        insta::assert_snapshot!(format!("{name}_json"), json.stdout);
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
    insta::assert_snapshot!(human.stdout);
}

#[test]
fn all_incidents_at_once() {
    let done = crate::tool::poolproof(["check", "testdata/incident", "--verbose"]).run();
    insta::assert_snapshot!(done.stdout);
}
