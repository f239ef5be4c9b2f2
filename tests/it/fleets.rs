//! A run that is split over machines: each part has its inputs on every machine alike, and what `merge` makes of the
//! reports is what one run over all of them says.

use std::path::Path;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::tool::{Text, poolproof, root};
use crate::yaml;

const FORMATS: [&str; 7] = ["human", "json", "sarif", "github", "markdown", "junit", "gitlab"];
/// Every recorded plan, each with the saved plan beside it.
const ALL: [&str; 6] =
    ["testdata/broken", "testdata/healthy", "testdata/incident", "testdata/joins", "testdata/modes", "testdata/worlds"];

fn text(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn reports(folder: &Path, name: &str) -> Vec<String> {
    FORMATS
        .iter()
        .flat_map(|format| ["--report".to_owned(), format!("{format}={}", at(folder, &format!("{name}.{format}")))])
        .collect()
}

fn at(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Markdown without what is drawn: the pictures are made from the plans, and merge has none.
fn undrawn(text: &str) -> String {
    let text = text.replace("<details open>", "<details>");
    let mut parts = text.split("<details><summary>Routes that change");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out.push_str(part.split_once("</details>\n\n").unwrap().1);
    }
    out
}

/// What one run says of the recorded plans, and what merge makes of `of` parts that were given in another order.
fn both(folder: &TempDir, inputs: &[&str], more: &[&str], of: usize) -> (i32, i32) {
    let folder = folder.path();
    let check = |more: Vec<String>| [words(&["check", "--today", "2026-11-29"]), more].concat();
    let whole = [words(inputs), reports(folder, "whole"), words(more)].concat();
    let whole = poolproof(check(whole)).gives(1, &Text::Nothing, &Text::Nothing);
    let mut parts = Vec::new();
    for number in 1..=of {
        let file = at(folder, &format!("part-{number}.json"));
        let asked = [format!("--shard={number}/{of}"), format!("--report=json={file}")];
        let done = poolproof(check([words(inputs), asked.to_vec(), words(more)].concat())).run();
        assert!(done.code < 2 && done.stdout.is_empty() && done.stderr.is_empty(), "{done}");
        parts.insert(0, file);
    }
    let shown: Vec<String> =
        more.iter().filter(|word| ["--verbose", "--all"].contains(word)).map(|word| (*word).to_owned()).collect();
    let merged = poolproof([words(&["merge"]), parts, reports(folder, "merged"), shown].concat()).run();
    assert!(merged.stdout.is_empty() && merged.stderr.is_empty(), "{merged}");
    (whole.code, merged.code)
}

#[test]
fn the_parts_of_all_recorded_plans_make_the_report_of_one_run_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let with: Vec<String> = ALL.iter().flat_map(|path| ["--with".to_owned(), (*path).to_owned()]).collect();
    let more: Vec<&str> = ["--verbose", "--all"].into_iter().chain(with.iter().map(String::as_str)).collect();
    // A part that saw all others as evidence says what the whole run says. Markdown is cut where it is long, and what is
    // drawn has a part in that: it is looked at below.
    let (whole, merged) = both(&folder, &ALL, &more, 3);
    assert_eq!(whole, merged);
    for format in FORMATS.into_iter().filter(|format| *format != "markdown") {
        let (whole, merged) = (text(&folder, &format!("whole.{format}")), text(&folder, &format!("merged.{format}")));
        let merged = if format == "json" { without_joined(&merged) } else { merged };
        assert!(whole.len() > 1000);
        same(format, &whole, &merged);
    }
}

#[test]
fn markdown_of_parts_is_that_of_one_run_without_its_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let world = ["testdata/worlds/shared-pool", "testdata/incident"];
    let with = ["--with", world[0], "--with", world[1]];
    assert_eq!(both(&folder, &world, &with, 3), (1, 1));
    let (whole, merged) = (text(&folder, "whole.markdown"), text(&folder, "merged.markdown"));
    assert!(whole.contains("```mermaid") && !whole.contains("This report is cut"), "{whole}");
    same("markdown", &undrawn(&whole), &undrawn(&merged));
}

fn same(what: &str, whole: &str, merged: &str) {
    let differs = whole.lines().zip(merged.lines()).position(|(a, b)| a != b);
    let at = differs.unwrap_or_else(|| whole.lines().count().min(merged.lines().count()));
    let near = |text: &str| text.lines().skip(at.saturating_sub(3)).take(6).collect::<Vec<_>>().join("\n");
    assert!(whole == merged, "{what}, line {at}:\n{}\n--- merged\n{}", near(whole), near(merged));
}

fn without_joined(text: &str) -> String {
    let mut report: Json = serde_json::from_str(text).unwrap();
    let joined = report.as_object_mut().unwrap().remove("joined").unwrap();
    assert_eq!(joined, serde_json::json!({ "shards": 3, "one_world": true }));
    let start = text.find("  \"joined\": {").unwrap();
    let end = start + text[start..].find("  },\n").unwrap() + "  },\n".len();
    format!("{}{}", &text[..start], &text[end..])
}

/// The paths of the inputs of each of `of` parts.
fn dealt(inputs: &[&str], of: usize) -> Vec<Vec<String>> {
    let of_part = |number: usize| {
        let done = poolproof(["check", "--report=json", &format!("--shard={number}/{of}")]).arguments(inputs).run();
        let report: Json = serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"));
        assert_eq!((&report["shard"]["number"], &report["shard"]["of"]), (&number.into(), &of.into()));
        let paths = report["inputs"].as_array().unwrap().iter();
        let mut paths: Vec<String> = paths.map(|input| input["path"].as_str().unwrap().to_owned()).collect();
        paths.sort();
        paths
    };
    (1..=of).map(of_part).collect()
}

const FOUR: [&str; 4] = [
    "testdata/worlds/shared-pool/dns/plan.json",
    "testdata/worlds/shared-pool/edge/plan.json",
    "testdata/worlds/shared-pool/pools/plan.json",
    "testdata/incident/pool-dropped-from-map/plan.json",
];

#[test]
fn the_same_inputs_come_to_a_part_in_whatever_order_they_are_given() {
    let parts = dealt(&FOUR, 3);
    let mut all: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    all.sort_unstable();
    let mut wanted = FOUR;
    wanted.sort_unstable();
    assert_eq!(all, wanted, "each input is in one part");
    assert!(parts.iter().all(|part| !part.is_empty() && part.len() <= 2), "{parts:?}");
    let mut turned = FOUR;
    turned.reverse();
    assert_eq!(dealt(&turned, 3), parts);
    let folders = ["testdata/worlds/shared-pool/", "testdata/incident/pool-dropped-from-map"];
    assert!(!dealt(&folders, 3).concat().is_empty());
}

#[test]
fn a_part_without_inputs_is_no_fault() {
    let plan = FOUR[0];
    let done = poolproof(["check", plan, "--shard", "2/2"]).gives(0, &Text::Has(&["part 2 of 2"]), &Text::Nothing);
    assert!(done.stdout.contains("Nothing blocks: this part of the run has no inputs."), "{done}");
    for format in FORMATS {
        let done = poolproof(["check", plan, "--shard", "2/2", "--report", format]).run();
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{format}: {done}");
    }
}

#[test]
fn a_part_says_what_it_does_not_see() {
    let alone = poolproof(["check", "--shard", "1/2"]).arguments(FOUR).run();
    let note = alone.stdout.replace("\n  ", " ");
    assert!(note.contains("it has 2 of 4 inputs, and was judged without the others"), "{alone}");
    let with = FOUR.iter().flat_map(|path| ["--with", path]);
    let seeing = poolproof(["check", "--shard", "1/2"]).arguments(FOUR).arguments(with).run();
    assert!(
        seeing.stdout.contains("the others were read as") && !seeing.stdout.contains("without the others"),
        "{seeing}"
    );
    let whole = poolproof(["check", FOUR[0]]).run();
    assert!(!whole.stdout.contains("part 1"), "{whole}");
}

/// The last target of a pool goes in one part, and the pool stands in the other: no part alone can tell.
#[test]
fn a_fault_between_two_parts_is_found_where_they_see_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = ["edge", "servers"].map(|state| format!("testdata/worlds/members-elsewhere/{state}/plan.json"));
    let merged = |name: &str, more: &[&str]| {
        let parts = [1, 2].map(|number| {
            let file = at(folder.path(), &format!("{name}-{number}.json"));
            let asked = [format!("--shard={number}/2"), format!("--report=json={file}")];
            let done = poolproof(["check"]).arguments(&inputs).arguments(asked).arguments(more).run();
            assert!(done.code < 2, "{done}");
            file
        });
        poolproof(["merge"]).arguments(parts).run()
    };
    let blind = merged("blind", &[]);
    assert_eq!(blind.code, 0, "{blind}");
    assert!(blind.stdout.contains("judged without the others"), "{blind}");
    let whole = poolproof(["check"]).arguments(&inputs).run();
    let seeing = merged("seeing", &["--with", "testdata/worlds/members-elsewhere/*/plan.json"]);
    assert_eq!((seeing.code, seeing.stdout), (1, whole.stdout));
}

#[test]
fn merge_tells_what_is_missing_or_does_not_belong() {
    let folder = tempfile::tempdir().unwrap();
    let part = |name: &str, inputs: &[&str], more: &[&str]| {
        let report = format!("--report=json={}", at(folder.path(), name));
        let done = poolproof(["check", &report]).arguments(inputs).arguments(more).run();
        assert!(done.code < 2, "{done}");
    };
    for (name, shard) in [("1", "1/3"), ("2", "2/3"), ("3", "3/3"), ("of-two", "2/2")] {
        part(name, &FOUR, &["--shard", shard]);
    }
    part("again", &FOUR, &["--shard", "2/3"]);
    part("fewer", &FOUR[..3], &["--shard", "2/3"]);
    part("strict", &FOUR, &["--shard", "2/3", "--strict"]);
    part("others", &FOUR, &["--shard", "2/3", "--skip", "pool_used_elsewhere"]);
    part("whole", &FOUR, &[]);
    let whole = text(&folder, "2");
    let newer = whole.replace(concat!("\"", env!("CARGO_PKG_VERSION"), "\""), "\"9.9.9\"");
    std::fs::write(folder.path().join("newer"), newer).unwrap();
    std::fs::write(folder.path().join("cut"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(folder.path().join("plan"), std::fs::read_to_string(root().join(FOUR[0])).unwrap()).unwrap();
    std::fs::write(folder.path().join("words"), "hello").unwrap();
    std::fs::write(folder.path().join("bent"), whole.replace("\"positions\": [", "\"positions\": [7,")).unwrap();
    for (names, said) in [
        (&["1", "3"][..], "error: part 2 of 3 is missing: nobody checked its inputs"),
        (&["1", "2", "again", "3"], "error: again: part 2 of 3 is there twice; 2 is the other one"),
        (&["1", "2", "of-two"], "error: of-two: this is part 2 of 2, and 1 is one of 3"),
        (&["1", "fewer", "3"], "error: fewer: this part was dealt from another list of inputs (3) than 1 (4)"),
        (&["1", "strict", "3"], "error: strict: this part was judged by other settings than 1: --strict"),
        (&["1", "others", "3"], "error: others: this part was judged by other settings than 1: the policies"),
        (&["1", "whole", "3"], "error: whole: this is the report of a whole run, not of a part of one"),
        (&["1", "newer", "3"], "error: newer: poolproof 9.9.9 wrote this report"),
        (&["1", "cut", "3"], "error: cut: the JSON stops in the middle"),
        (&["1", "plan", "3"], "error: plan: this is no JSON report of a check"),
        (&["1", "words", "3"], "error: words: this is no JSON report of a check"),
        (&["1", "bent", "3"], "error: bent: this is no report as poolproof writes it"),
        (
            &["1", "nowhere", "3"],
            "error: nowhere: there is no such file or folder\n  what to do: name the JSON report of",
        ),
    ] {
        let done = poolproof(["merge"]).arguments(names).within(&folder).gives(2, &Text::Nothing, &Text::Has(&[said]));
        assert!(
            done.stderr.contains("what to do")
                || done.stderr.contains("is there twice")
                || done.stderr.contains("is one of"),
            "{done}"
        );
    }
    let done = poolproof(["merge", "1", "2", "3", "--report", "json=all.json"]).within(&folder).run();
    assert_eq!((done.code, done.stderr.as_str()), (1, ""), "{done}");
    let done =
        poolproof(["merge", "all.json"]).within(&folder).gives(2, &Text::Nothing, &Text::Has(&["joined already"]));
    assert!(done.stderr.contains("what to do"), "{done}");
    for typed in ["0/3", "4/3", "2", "a/b", "1/0", "-1/2", "1/2/3"] {
        let arguments = ["check", FOUR[0], &format!("--shard={typed}")];
        let said = format!("error: --shard {typed}: write it as K/N, such as 2/5, with K from 1 to N");
        poolproof(arguments).gives(2, &Text::Nothing, &Text::Has(&[&said]));
    }
}

/// The commands of the workflow that `init --fleet` writes, as its shell gets them, on plans that were uploaded.
#[cfg(unix)]
#[test]
fn the_workflow_for_many_plans_checks_all_parts_and_joins_them() {
    let workflow = yaml::parse(&std::fs::read_to_string(root().join("src/init/fleet.yml")).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("poolproof");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_poolproof"), binary).unwrap();
    for name in ["incident/pool-dropped-from-map", "healthy/steady-stack", "healthy/first-create-with-instances"] {
        let to = folder.path().join("plans").join(name);
        std::fs::create_dir_all(&to).unwrap();
        for file in ["plan.json", "plan.tfplan"] {
            let from = root().join("testdata").join(name).join(file);
            if from.exists() {
                std::fs::copy(from, to.join(file)).unwrap();
            }
        }
    }
    let run = |job: &str, start: &str, part: &str| {
        let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
        let command = steps.iter().filter_map(|step| step["run"].as_str()).find(|run| run.starts_with(start)).unwrap();
        let mut shell = std::process::Command::new("bash");
        shell.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", command]).current_dir(&folder);
        shell.env_clear().env("PATH", std::env::var("PATH").unwrap()).env("PART", part);
        shell.env("PARTS", workflow["env"]["PARTS"].as_str().unwrap());
        shell.output().unwrap()
    };
    let parts = workflow["jobs"]["check"]["strategy"]["matrix"]["part"].as_array().unwrap();
    assert_eq!(parts.len().to_string(), workflow["env"]["PARTS"].as_str().unwrap());
    for part in parts {
        let part = part.as_str().map_or_else(|| part.to_string(), str::to_owned);
        let done = run("check", "./poolproof check", &part);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let done = run("merge", "./poolproof merge", "");
    let said = String::from_utf8_lossy(&done.stdout);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[pool_removed_before_routes]") && said.contains("plans/healthy/steady-stack/plan.json"),
        "{said}"
    );
    assert!(text(&folder, "report.md").contains("Blocked"));
    std::fs::remove_file(folder.path().join("part-3.json")).unwrap();
    let done = run("merge", "./poolproof merge", "");
    assert_eq!(done.status.code(), Some(2), "nobody checked the plans of a part that is missing");
}

/// Many inputs are read one by one and let go of; what they say of each other is the same.
#[test]
fn inputs_that_are_read_in_turn_say_what_they_say_together() {
    use poolproof::evaluate::{InputValues, Rules};
    use poolproof::graph::Kinds;
    use poolproof::read::{Reader, Request};
    use poolproof::{policy, run};
    let request = Request { inputs: ALL.iter().map(|path| (*path).to_owned()).collect(), ..Request::default() };
    let reader = Reader::new(&request).unwrap();
    let files: Vec<_> = run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect();
    let (kinds, values, rules) =
        (Kinds::built_in(), InputValues::new(), Rules { strict: true, audit: true, ..Rules::default() });
    let read = |at: usize| reader.read(at).map_err(|error| error.to_string());
    let count = reader.positions().len();
    assert!(count > 100, "{count}");
    let inputs: Vec<_> = (0..count).map(|at| read(at).unwrap()).collect();
    let together = run::judge(&inputs, &[], &kinds, &files, &values, rules);
    let in_turn = run::judge_in_turn(&read, count, &kinds, &files, &values, rules).unwrap();
    assert!(together.findings.iter().any(|finding| finding.subject.input.is_some()), "none says anything of another");
    assert!(together.inputs.iter().any(|input| input.notes.iter().any(|note| note.contains("taken for one state"))));
    assert!(together == in_turn, "{:#?}", together.findings.iter().zip(&in_turn.findings).find(|(a, b)| a != b));
}
