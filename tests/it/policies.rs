//! The built-in policies: each stands in the program, says what it means, and has recorded plans on which it breaks and on
//! which it holds.

use std::collections::BTreeMap;

use poolproof::evaluate::{Counts, InputValues, Rules, Run, evaluate};
use poolproof::finding::{Level, Problem};
use poolproof::graph::{Commons, Kinds};
use poolproof::input::{ExternalPool, Input};
use poolproof::policy::vocabulary::{self, Property};
use poolproof::policy::{self, LevelSetting, Policy, PolicyFile};
use poolproof::read::{self, BUILT_IN, Request};
use poolproof::source::{Source, Span};

use crate::cases::{self, Case};
use crate::order;
use crate::tool::root;

fn parsed(path: &str, text: &str) -> PolicyFile {
    policy::parse(&Source::new(path, text)).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(policy::PolicyError::render).collect::<String>());
    })
}

fn built_in() -> Vec<PolicyFile> {
    BUILT_IN.iter().map(|(path, text)| parsed(path, text)).collect()
}

pub(crate) fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn every_file_is_built_in_as_it_stands() {
    let folder = root().join("policies");
    let mut there: Vec<String> = files_below(&folder)
        .iter()
        .map(|path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"))
        .filter(|path| path.ends_with(".policy.hcl"))
        .collect();
    there.sort();
    let listed: Vec<&str> = BUILT_IN.iter().map(|(path, _)| *path).collect();
    assert_eq!(listed, there, "src/read/policies.rs lists every file below policies/, in order");
}

#[test]
fn every_policy_says_what_it_means() {
    for policy in built_in().iter().flat_map(|file| &file.policies) {
        let about = &policy.about;
        let place = policy.source.location(policy.label_span);
        let said = !about.why.is_empty() && about.fix.is_some() && about.title.contains(' ');
        assert!(said, "{}:{}: {} lacks a title, why or fix", place.path, place.line, policy.label);
        let stem = place.path.rsplit('/').next().unwrap().trim_end_matches(".policy.hcl");
        assert_eq!(stem, policy.label, "a file is named after its policy");
        for text in [&about.title, &about.why] {
            assert!(!text.to_lowercase().contains("fail"), "{}: Atlantis takes `fail` for an error", policy.label);
        }
    }
}

/// The levels that the catalogue asks for: those that nobody may wave through by name, the rest by severity.
const MANDATORY: [&str; 8] = [
    "plan_errored",
    "wrong_kind_arn",
    "forward_without_pool",
    "forward_to_removed_pool",
    "deposed_pool_in_use",
    "pinned_old_pool",
    "redirect_self_loop",
    "rule_priority_collision",
];

#[test]
fn every_policy_says_how_bad_it_is_and_weighs_as_much() {
    for policy in built_in().iter().flat_map(|file| &file.policies) {
        let severity = policy.about.severity.as_ref().unwrap_or_else(|| panic!("{}: no severity", policy.label));
        assert!(!severity.possible().is_empty(), "{}: its severity names none of S1 to S4", policy.label);
        let wanted = match MANDATORY.contains(&policy.label.as_str()) {
            true => LevelSetting::Fixed(Level::Mandatory),
            false => LevelSetting::BySeverity,
        };
        assert_eq!(policy.level, wanted, "{}: leave enforcement_level to the severity", policy.label);
    }
}

fn input(case: &Case, saved_plan: bool) -> Input {
    let path = |file: &str| case.folder.join(file).to_str().unwrap().to_owned();
    let config = Some(path("plan.tfplan")).filter(|path| saved_plan && std::path::Path::new(path).is_file());
    let request =
        Request { inputs: vec![path("plan.json")], config: config.into_iter().collect(), ..Request::default() };
    read::inputs(&request).unwrap().pop().unwrap()
}

fn judged(input: &Input, file: &PolicyFile) -> Counts {
    let kinds = Kinds::built_in();
    let commons = Commons::of(&[input], &kinds);
    let run = Run { input, position: 0, commons: &commons, kinds: &kinds };
    let rules = Rules { audit: true, ..Rules::default() };
    let outcome = evaluate(&run, std::slice::from_ref(file), &InputValues::new(), rules);
    let of_policy = |problem: &&Problem| problem.message.starts_with("policy ");
    let problems: Vec<&Problem> = outcome.problems.iter().filter(of_policy).collect();
    assert!(problems.is_empty(), "{}: {problems:?}", file.source.path());
    outcome.counts
}

/// Labels without a recorded plan on which they cannot be decided. Nothing is known to be undecidable about the first
/// two; the others wait for a recording.
const NEVER_UNKNOWN: [&str; 2] = ["plan_errored", "plan_partial"];

/// Labels that no recorded plan breaks: released versions of Terraform defer nothing, and no plan is old by itself. The
/// module `modes` tries them.
const NEVER_BROKEN: [&str; 2] = ["plan_deferred", "stale_plan"];

/// Remarks that name what a plan cannot tell: nothing proves them broken.
const NOTHING_PROVED: [&str; 2] = ["data_source_pool", "traffic_to_only_lambda_or_external"];

/// Plans whose pools are all filled by others, as the settings may say: then nothing of them is unknown.
fn filled_by_others() -> impl Iterator<Item = Input> {
    ["healthy/data-source-pool", "healthy/lattice-addresses", "broken/release-gone-wrong"].into_iter().map(|name| {
        let location = Source::new(".poolproof.hcl", "").location(Span::default());
        let others = ExternalPool { pattern: "*".to_owned(), filled_by: "others".to_owned(), location };
        Input { external_pools: vec![others], ..input(&cases::case(name), true) }
    })
}

#[test]
fn every_policy_breaks_and_holds_on_a_recorded_plan() {
    let inputs: Vec<Input> = cases::all()
        .iter()
        .filter(|case| case.is_recorded())
        .flat_map(|case| [input(case, true), input(case, false)])
        .chain(order::inputs())
        .chain(filled_by_others())
        .collect();
    let mut missing = BTreeMap::new();
    for file in built_in() {
        let mut seen = Counts::default();
        for input in &inputs {
            let counts = judged(input, &file);
            seen.failed += counts.failed;
            seen.passed += counts.passed;
            seen.unknown += counts.unknown;
            if seen.failed > 0 && seen.passed > 0 && seen.unknown > 0 {
                break;
            }
        }
        let lacks = [("broken", seen.failed), ("whole", seen.passed), ("unknown", seen.unknown)];
        let lacks: Vec<&str> = lacks.into_iter().filter(|(_, number)| *number == 0).map(|(what, _)| what).collect();
        if !lacks.is_empty() {
            missing.insert(label(&file), lacks);
        }
    }
    println!("recorded plans are missing: {missing:#?}");
    for label in NEVER_BROKEN {
        assert!(missing.get(label).is_some_and(|lacks| lacks.contains(&"broken")), "{label} can leave NEVER_BROKEN");
        missing.remove(label);
    }
    for label in NOTHING_PROVED {
        assert_eq!(missing.get(label), Some(&vec!["broken"]), "{label} can leave NOTHING_PROVED");
        missing.remove(label);
    }
    let proved = |(label, lacks): (&String, &Vec<&str>)| {
        lacks.iter().all(|lack| *lack == "unknown") || NEVER_UNKNOWN.contains(&&**label)
    };
    assert!(missing.iter().all(proved), "no recorded plan on which it breaks, or on which it holds: {missing:#?}");
}

fn label(file: &PolicyFile) -> String {
    file.policies.first().map(|policy: &Policy| policy.label.clone()).unwrap()
}

/// Nodes of this class stand in no row of the catalogue of kinds yet.
const WITHOUT_NODES: [&str; 1] = ["entry"];

/// A property that the check of a policy lets through has to be answered: else it would break every condition at run time.
#[test]
fn every_property_of_the_vocabulary_is_answered() {
    let plans = [
        "broken/wrong-kind-arn-literal",
        "broken/pool-removed-under-rule-no-members",
        "healthy/asg-attachment",
        "healthy/nested-modules",
        "incident/weight-shifted-to-empty-pool",
    ];
    let inputs: Vec<Input> = plans.iter().map(|name| input(&cases::case(name), true)).collect();
    for row in vocabulary::rows() {
        let classes: &[&str] = match row.class {
            "*" => &["route", "pool", "member", "listener", "rule", "load_balancer"],
            class => &[class],
        };
        for class in classes.iter().filter(|class| !WITHOUT_NODES.contains(class)) {
            let file = parsed("asked.policy.hcl", &asking(class, row));
            let seen = inputs.iter().map(|input| judged(input, &file));
            let (passed, failed) = seen.fold((0, 0), |sum, counts| (sum.0 + counts.passed, sum.1 + counts.failed));
            assert!(
                passed > 0 && failed == 0,
                "{class}.{} is answered {passed} times and refused {failed} times",
                row.name
            );
        }
    }
}

/// A policy whose condition holds where the property is there.
fn asking(class: &str, row: &Property) -> String {
    let (block, subject) = match class {
        "plan" => ("plan_policy \"asked\" {\n  select = \"$.format_version\"".to_owned(), "plan"),
        "meta" => ("resource_policy \"*\" \"asked\" {".to_owned(), "meta"),
        "module_meta" => ("module_policy \"*\" \"asked\" {".to_owned(), "meta"),
        "provider_meta" => ("provider_policy \"*\" \"asked\" {".to_owned(), "meta"),
        "node" => ("route_policy \"asked\" {".to_owned(), "route.from"),
        class => (format!("{class}_policy \"asked\" {{"), class),
    };
    let name = row.name;
    format!(
        "{block}\n  enforce {{\n    condition     = can({subject}.{name})\n    error_message = \"no {name}\"\n  }}\n}}\n"
    )
}
