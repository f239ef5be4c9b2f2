//! A large plan is never in memory whole: it is read through in pieces, and read again piece by piece. What is said of it is
//! what is said of one that is kept.

use std::path::{Path, PathBuf};

use poolproof::evaluate::{InputValues, Rules};
use poolproof::graph::Kinds;
use poolproof::input::Input;
use poolproof::model::Plan;
use poolproof::policy::{self, PolicyFile};
use poolproof::read::{self, Request, memory};
use poolproof::{report, run};
use rayon::prelude::*;

use crate::tool::root;

fn policies() -> Vec<PolicyFile> {
    run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect()
}

/// A plan or state alone in a folder, where no configuration is found beside it.
fn alone(file: &Path) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input.json");
    std::fs::copy(file, &path).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn inputs(path: &str, large: u64) -> Vec<Input> {
    read::inputs(&Request { inputs: vec![path.to_owned()], large: Some(large), ..Request::default() }).unwrap()
}

fn said(inputs: &[Input], files: &[PolicyFile]) -> String {
    let rules = Rules { audit: true, ..Rules::default() };
    report::json(&run::judge(inputs, &[], &Kinds::built_in(), files, &InputValues::new(), rules))
}

fn below(folder: &str, name: &str) -> Vec<PathBuf> {
    let pattern = root().join("testdata").join(folder).join(name);
    glob::glob(pattern.to_str().unwrap()).unwrap().flatten().collect()
}

#[test]
fn what_is_read_again_is_judged_as_what_is_kept() {
    let files = policies();
    let mut recorded = below("broken", "**/plan.json");
    recorded.extend(below("healthy", "**/plan.json"));
    recorded.extend(below("worlds", "**/state.json"));
    let wrong: Vec<&PathBuf> = recorded
        .par_iter()
        .filter(|file| {
            let (_folder, path) = alone(file);
            said(&inputs(&path, u64::MAX), &files) != said(&inputs(&path, 1), &files)
        })
        .collect();
    assert!(recorded.len() > 100, "{} recorded", recorded.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Sources and the saved plan beside it are held against every body of a plan.
#[test]
fn what_is_read_again_fits_its_sources() {
    let files = policies();
    let cases = below("incident", "*/main.tf");
    assert!(cases.len() > 4, "{} cases", cases.len());
    cases.par_iter().for_each(|sources| {
        let folder = sources.parent().unwrap();
        for path in [folder.to_owned(), folder.join("plan.json")] {
            let [kept, left] = [u64::MAX, 1].map(|large| inputs(path.to_str().unwrap(), large));
            assert!(left.iter().all(|input| input.configuration.is_some()), "{}", path.display());
            assert!(said(&kept, &files) == said(&left, &files), "{}", path.display());
        }
    });
}

/// A policy of a user asks for more than traffic: bodies of any type, and the JSON itself.
#[test]
fn policies_of_a_user_find_all_of_it() {
    let text = r#"
resource_policy "aws_*" "named" {
  operations = ["update", "delete"]
  enforce {
    condition     = core::try(attrs.id, "") == "none" && core::length(core::getresources("aws_vpc", {})) == 0
    error_message = "${meta.address} ${core::length(attrs)} ${core::try(prior_attrs.id, "-")}"
  }
}
plan_policy "listed" {
  select = "$.resource_changes[*].address"
  enforce {
    condition     = it == ""
    error_message = "an address"
  }
}
"#;
    let files = [policy::parse(&poolproof::source::Source::new("user.policy.hcl", text)).unwrap()];
    let (_folder, path) = alone(&root().join("testdata/incident/pool-dropped-from-map/plan.json"));
    // So much is never read at a time.
    let text = " ".repeat(600_000) + &std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text).unwrap();
    let kept = said(&inputs(&path, u64::MAX), &files);
    assert!(kept.matches("\"fail\"").count() > 4, "{kept}");
    assert_eq!(kept, said(&inputs(&path, 1), &files));
}

/// Nobody knows what a file that was written over meanwhile had to say: that is no pass.
#[test]
fn a_file_that_changes_meanwhile_is_unknown() {
    let files = policies();
    let (_folder, path) = alone(&root().join("testdata/incident/pool-dropped-from-map/plan.json"));
    let read = inputs(&path, 1);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("aws", "AWS") + " ").unwrap();
    let said = said(&read, &files);
    assert!(!said.contains("\"verdict\": \"fail\""), "{said}");
    assert!(said.contains("\"verdict\": \"unknown\""), "{said}");
}

/// What was read by another coding stands at other places than its bytes do, and is kept.
#[test]
fn other_codings_are_kept() {
    let files = policies();
    let (_folder, path) = alone(&root().join("testdata/incident/pool-dropped-from-map/plan.json"));
    let plain = said(&inputs(&path, 1), &files);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
    assert_eq!(said(&inputs(&path, 1), &files), plain);
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&path, wide).unwrap();
    assert_eq!(said(&inputs(&path, 1), &files), plain);
}

/// All that a plan says, with what it would read later.
fn shown(plan: &Plan) -> String {
    let sides = plan.changes.iter().chain(&plan.drift).flat_map(|change| [&change.before, &change.after]);
    let bodies = sides.chain(plan.prior.iter().map(|object| &object.values));
    let values: Vec<_> = bodies.map(poolproof::model::Body::value).collect();
    let mut blocks = Vec::new();
    plan.configuration.walk(|_, module| blocks.extend(module.resources.values().map(|block| block.expressions.get())));
    format!("{values:?}{blocks:?}{plan:?}")
}

fn whole(text: &str) -> Result<String, String> {
    read::parse_plan("plan.json", text.to_owned()).map(|plan| shown(&plan)).map_err(|error| error.to_string())
}

/// Where a text is read in pieces it says the same. Where it is not, it is read whole. Tells which it was.
fn agrees_in_pieces(text: &str, width: usize) -> bool {
    let Some(plan) = memory::in_pieces("plan.json", text, width) else { return false };
    assert!(whole(text) == Ok(shown(&plan)), "{width} bytes at a time:\n{}", text.get(..2000).unwrap_or(text));
    true
}

#[test]
fn every_recorded_plan_is_the_same_in_pieces() {
    let all: Vec<String> = below("**", "*.json").iter().flat_map(std::fs::read_to_string).collect();
    let plans: Vec<&String> = all.par_iter().filter(|text| whole(text).is_ok()).collect();
    assert!(plans.len() > 200, "{} recorded", plans.len());
    let read: Vec<bool> = plans.par_iter().map(|text| agrees_in_pieces(text, 64)).collect();
    assert!(
        read.iter().all(|in_pieces| *in_pieces),
        "{} of {} in pieces",
        read.iter().filter(|it| **it).count(),
        read.len()
    );
}

/// `VALUES` stands for the three texts of a change, `OBJECT` for an object of the state.
const SHAPES: &[(bool, &str)] = &[
    (true, r#"{"resource_changes":[],"format_version":"1.2"}"#),
    (true, " {\n\"format_version\" : \"1.2\" ,\t\"resource_changes\" : [ CHANGE , CHANGE\r\n] } \n"),
    // In any order, with keys that nobody knows.
    (
        true,
        r#"{"x":[1,{"y":[[],{}]},null,-1.5e3,true],"resource_changes":[CHANGE],"x":1,"z":"]}","format_version":"1.2"}"#,
    ),
    (
        true,
        r#"{"prior_state":{"z":{"root_module":1},"values":{"outputs":{},"root_module":{"child_modules":[
        {"resources":[OBJECT],"child_modules":[{"resources":[OBJECT]}],"address":"a"},{"child_modules":[]},{}],
        "resources":[OBJECT,OBJECT]}}},"planned_values":{},"format_version":"1.2"}"#,
    ),
    // Nothing where a section could be.
    (
        true,
        r#"{"format_version":"1.2","resource_changes":null,"resource_drift":null,"prior_state":null,"planned_values":null,
        "configuration":{},"variables":null,"output_changes":null,"checks":null,"relevant_attributes":null,"errored":null}"#,
    ),
    (true, r#"{"format_version":"1.2","resource_changes":[],"prior_state":{"values":null}}"#),
    (true, r#"{"format_version":"1.2","resource_changes":[],"prior_state":{"values":{"root_module":null}}}"#),
    // Sections that are read, and modes of a plan.
    (
        true,
        r#"{"format_version":"1.2","planned_values":{ "root_module" : { } },"prior_state":{},"checks":[{"a":1.0}]}"#,
    ),
    (true, r#"{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[DELETE,DELETE]}"#),
    (true, r#"{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[DELETE,CHANGE]}"#),
    (true, r#"{"format_version":"1.2","planned_values":{"root_module":{"resources":[]}},"resource_changes":[DELETE]}"#),
    (
        true,
        r#"{"format_version":"1.2","resource_drift":[CHANGE],"resource_changes":[],"output_changes":{"o":VALUES},
        "variables":{"v":{"value":[1,"ä"]},"w":{}},"relevant_attributes":[{"resource":"a.b","attribute":["c",0]}],
        "deferred_changes":[{"reason":"r"},{}],"errored":true,"complete":false,"timestamp":"t","terraform_version":"1.9.0"}"#,
    ),
    (
        true,
        r#"{"format_version":"1.2","configuration":{"provider_config":{"aws":{"name":"aws","expressions":{"a":{}}}},
        "root_module":{"resources":[{"address":"a.b","expressions":{"c":{"references":["d.e","d"]}}}],
        "module_calls":{"m":{"source":"./m","module":{"resources":[{"address":"a.b","expressions":{"c":{"constant_value":"ß"}}}]}}}}}}"#,
    ),
    // A key as nobody writes it.
    (true, r#"{"format_version":"1.2","resource\u005fchanges":[CHANGE]}"#),
    // Only whole texts can have these.
    (false, r#"{"format_version":"1.2","resource_changes":[NESTED]}"#),
    (false, r#"{"format_version":"1.2","resource_changes":[],"prior_state":[{"root_module":{"resources":[OBJECT]}}]}"#),
    (false, r#"{"format_version":"1.2","resource_changes":[],"values":{}}"#),
    // No plans.
    (false, r#"{"format_version":"1.2","resource_changes":[],"resource_changes":[]}"#),
    (false, r#"{"format_version":"1.2","resource_changes":[],"resource\u005fchanges":null}"#),
    (false, r#"{"format_version":"1.2","planned_values":{},"planned_values":{}}"#),
    (false, r#"{"format_version":"1.2","planned_values":{},"prior_state":{"values":null,"values":{}}}"#),
    (
        false,
        r#"{"format_version":"1.2","planned_values":{},"prior_state":{"values":{"root_module":{"resources":null}}}}"#,
    ),
    (
        false,
        r#"{"format_version":"1.2","planned_values":{},"prior_state":{"values":{"root_module":{"resources":[],"resources":[]}}}}"#,
    ),
    (false, r#"{"format_version":"1.2","planned_values":{},"resource_changes":{}}"#),
    (false, r#"{"format_version":"1.2","planned_values":{"a":01}}"#),
    (false, r#"{"format_version":"1.2","planned_values":{"a":1,}}"#),
    (false, r#"{"format_version":"1.2","planned_values":{"a":[1 2]}}"#),
    (false, r#"{"format_version":"1.2","planned_values":{"a":nul}}"#),
    (false, r#"{"format_version":"1.2","planned_values":{},}"#),
    (false, r#"{,"format_version":"1.2","planned_values":{}}"#),
    (false, r#"{"format_version":"1.2","resource_changes":[CHANGE,]}"#),
    (false, r#"{"format_version":"1.2","resource_changes":[,CHANGE]}"#),
    (false, r#"{"format_version":"1.2","resource_changes":[CHANGE CHANGE]}"#),
    (false, r#"{"format_version":"1.2","planned_values":{}}{}"#),
    (false, r#"{"format_version":"1.2","planned_values":{}} x"#),
    (false, r#"{"format_version":"1.2","planned_values":{"a":"x"#),
    (false, r#"{"format_version":"9.2","planned_values":{}}"#),
    (false, r#"{"format_version":"1.2"}"#),
    (false, r#"{"planned_values":{}}"#),
    (false, r"{}"),
    (false, r"[]"),
    (false, ""),
    (false, "\u{feff}{\"format_version\":\"1.2\",\"planned_values\":{}}"),
];

fn shape(text: &str) -> String {
    let long = "lång\\u00e4\\\\ \\\"}] ".repeat(30);
    let values = format!(
        r#"{{"actions":["update"],"before":{{"id":"{long}","n":[1,null]}},"after":{{"id":"𝄞"}},"after_unknown":{{"arn":true}},
        "before_sensitive":{{"n":true}},"after_sensitive":false,"replace_paths":[["id",0],[]],"importing":{{}},"b":[]}}"#
    );
    let change = |values: &str| format!(r#"{{"mode":"m","change":{values},"address":"module.m[\"ä\"].a.b"}}"#);
    let nested = values.replace(r#"["id",0]"#, r#"["id",[0]]"#);
    let object = r#"{"address":"a.b","values":{"id":"𝄞𝄞"},"sensitive_values":{"id":true},"depends_on":["c.d"],"n":0}"#;
    text.replace("CHANGE", &change(&values))
        .replace("DELETE", &change(r#"{"actions":["delete"],"before":{},"after":null}"#))
        .replace("NESTED", &change(&nested))
        .replace("VALUES", &values)
        .replace("OBJECT", object)
}

#[test]
fn any_shape_is_the_same_in_pieces() {
    for (in_pieces, text) in SHAPES {
        let text = shape(text);
        for width in [1, 2, 3, 5, 17, 64, 1000, 100_000] {
            assert_eq!(agrees_in_pieces(&text, width), *in_pieces, "{width} bytes at a time: {text}");
        }
    }
    let modes: Vec<_> = SHAPES.iter().filter_map(|(_, text)| memory::in_pieces("p", &shape(text), 7)).collect();
    let words: String = modes.iter().map(|plan| format!("{:?}", plan.mode)).collect();
    assert!(words.contains("RefreshOnly") && words.contains("Destroy") && words.contains("Normal"), "{words}");
}

/// Values nest as deep as in a whole text, or the text is read whole.
#[test]
fn deep_values_are_the_same_in_pieces() {
    let mut in_pieces = Vec::new();
    for depth in [60, 95, 98, 99, 100, 101, 125, 126, 127, 128, 129, 300] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let (before, after) = (r#"{"resources":[],"child_modules":["#.repeat(depth / 2), "]}".repeat(depth / 2));
        for text in [
            format!(r#"{{"format_version":"1.2","planned_values":{open}1{close}}}"#),
            format!(r#"{{"format_version":"1.2","planned_values":{{}},"checks":{open}1{close}}}"#),
            format!(
                r#"{{"format_version":"1.2","planned_values":{{}},"variables":{{"v":{{"value":{open}1{close}}}}}}}"#
            ),
            format!(
                r#"{{"format_version":"1.2","planned_values":{{}},"prior_state":{{"values":{{"root_module":{before}{after}}}}}}}"#
            ),
        ] {
            in_pieces.extend([1, 64, 10_000].map(|width| agrees_in_pieces(&text, width)));
        }
    }
    assert!(in_pieces.contains(&true) && in_pieces.contains(&false));
}

/// A plan that was spoiled anywhere is refused in the same words, or says the same.
#[test]
fn a_spoiled_plan_is_refused_as_a_whole_one_is() {
    let text = std::fs::read_to_string(root().join("testdata/incident/pool-dropped-from-map/plan.json")).unwrap();
    let bytes = text.as_bytes();
    let spoiled = (0..bytes.len()).step_by(211).flat_map(|at| {
        let written = [b'"', b'}', b',', b'\\', b'0', 0, 0xff].get(at % 7).copied().unwrap_or(b']');
        let one = [&bytes[..at], &[written], &bytes[at + 1..]].concat();
        [bytes[..at].to_vec(), one, [&bytes[..at], &bytes[at + 1..]].concat()]
    });
    let spoiled: Vec<Vec<u8>> = spoiled.collect();
    let refused = spoiled.par_iter().filter(|bytes| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        std::fs::write(&path, bytes).unwrap();
        let read = |large| {
            let inputs = vec![path.to_str().unwrap().to_owned()];
            let inputs = read::inputs(&Request { inputs, large: Some(large), ..Request::default() });
            inputs.map(|inputs| shown(&inputs[0].plan)).map_err(|error| error.to_string())
        };
        let kept = read(u64::MAX);
        assert!(kept == read(1), "{kept:?}");
        let in_pieces = std::str::from_utf8(bytes).is_ok_and(|text| agrees_in_pieces(text, 64));
        assert!(in_pieces == kept.is_ok(), "{kept:?}");
        kept.is_err()
    });
    let refused = refused.count();
    assert!(refused > spoiled.len() / 2 && refused < spoiled.len(), "{refused} of {}", spoiled.len());
}

/// What a folder holds is recognised alike, whether it is looked at in pieces or whole.
#[test]
fn a_folder_has_the_same_inputs() {
    let plan = r#"{"format_version":"1.2","resource_changes":[]}"#;
    let files = [
        ("a.json", plan.to_owned()),
        ("b.json", format!("\u{feff}{plan}")),
        ("state.json", r#"{"format_version":"1.0","values":{}}"#.to_owned()),
        ("other.json", r#"{"x":1}"#.to_owned()),
        ("list.json", format!("[{plan}]")),
        ("text", "text".to_owned()),
    ];
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    let names = |large| {
        let read = inputs(folder.path().to_str().unwrap(), large);
        read.iter().map(|input| input.path.rsplit_once('/').unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(u64::MAX), ["a.json", "b.json"]);
    assert_eq!(names(1), ["a.json", "b.json"]);
    let half = r#"{"format_version":"1.2","planned_values":{"#.to_owned();
    let twice = plan.replace('{', r#"{"resource_changes":[],"#);
    for (text, why) in [(half, "stops in the middle"), (twice, "duplicate field")] {
        std::fs::write(folder.path().join("c.json"), text).unwrap();
        let refused = [1, u64::MAX].map(|large| {
            let inputs = vec![folder.path().to_str().unwrap().to_owned()];
            read::inputs(&Request { inputs, large: Some(large), ..Request::default() }).unwrap_err().to_string()
        });
        assert!(refused[0] == refused[1] && refused[0].contains(why), "{refused:?}");
    }
}
