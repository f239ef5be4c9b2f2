//! What a person is told who gives something wrong: what it is, where, and what to do. Always exit code 2, the message on
//! standard error and nothing on standard output.

use std::io::Write;
use std::path::Path;

use tempfile::TempDir;

use crate::cases;
use crate::tool::{Done, Text, Tool, poolproof, root};

/// A folder with one plan and its saved plan, `plan.json` and `plan.tfplan`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let case = cases::case("incident/pool-dropped-from-map");
    for file in ["plan.json", "plan.tfplan"] {
        std::fs::copy(case.folder.join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn put(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn refused(tool: Tool) -> String {
    let Done { stderr, .. } = tool.gives(2, &Text::Nothing, &Text::Has(&["\n"]));
    stderr
}

/// The message for a file of these bytes, which both commands have to refuse alike.
fn of_file(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = folder();
    put(&folder, name, bytes);
    let check = refused(poolproof(["check", name]).within(&folder));
    assert_eq!(check, refused(poolproof(["graph", name]).within(&folder)));
    assert!(check.contains("what to do:"), "no advice: {check}");
    check
}

fn of_arguments(folder: &TempDir, arguments: &[&str]) -> String {
    refused(poolproof(arguments).within(folder))
}

fn plan() -> String {
    cases::case("incident/pool-dropped-from-map").text()
}

#[test]
fn recorded_wrong_inputs() {
    let folder = root().join("testdata/wrong");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file() && !is_plan(path));
    files.sort();
    assert!(files.len() >= 2, "testdata/wrong is empty");
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        insta::assert_snapshot!(format!("wrong_{name}"), of_file(name, std::fs::read(&path).unwrap()));
    }
}

/// Plans in odd bytes and a state as it is shown stand there too; they are read.
fn is_plan(path: &Path) -> bool {
    let name = path.file_name().unwrap();
    name == "state.json"
        || name.to_string_lossy().ends_with("plan.json") && !path.to_string_lossy().contains("encrypted")
}

#[test]
fn other_documents() {
    let stream = "{\"@level\":\"info\",\"@message\":\"Terraform 1.11.4\",\"type\":\"version\"}\n{\"@level\":\"info\",\"type\":\"planned_change\"}\n";
    let documents = [
        ("empty", ""),
        ("spaces", " \n\n"),
        ("words", "hello\n"),
        (
            "human_plan",
            "Terraform used the selected providers to generate the following execution plan.\n\nTerraform will perform the following actions:\n\n  # aws_lb.a will be created\n\nPlan: 1 to add, 0 to change, 0 to destroy.\n",
        ),
        ("log_stream", stream),
        ("one_line_of_a_log_stream", stream.lines().next().unwrap()),
        ("state_of_a_newer_format", r#"{"format_version":"2.0","values":{"root_module":{}}}"#),
        (
            "state_file",
            r#"{"version":4,"terraform_version":"1.11.4","serial":3,"lineage":"a","outputs":{},"resources":[]}"#,
        ),
        ("empty_state_as_shown", r#"{"format_version":"1.0"}"#),
        ("cloud_bookmark", r#"{"remote_plan_format":1,"run_id":"run-1","hostname":"app.terraform.io"}"#),
        ("encrypted", r#"{"meta":{},"encrypted_data":"AAAA","encryption_version":"v0"}"#),
        ("schemas", r#"{"format_version":"1.0","provider_schemas":{}}"#),
        ("other_json", r#"{"name":"left-pad"}"#),
        ("list", "[1, 2]"),
        ("number", "42"),
        ("newer_format", r#"{"format_version":"2.0","resource_changes":[]}"#),
        ("no_version", r#"{"resource_changes":[],"planned_values":{}}"#),
        ("wrong_type", r#"{"format_version":"1.2","resource_changes":{"a":1}}"#),
        (
            "bad_address",
            r#"{"format_version":"1.2","resource_changes":[{"address":"aws_lb","change":{"actions":["no-op"]}}]}"#,
        ),
        ("broken", "{\n  \"format_version\": \"1.2\",\n  \"resource_changes\": [,]\n}"),
        ("deep", &format!("{{\"format_version\":\"1.2\",\"resource_changes\":{}", "[".repeat(100_000))),
    ];
    for (name, text) in documents {
        insta::assert_snapshot!(format!("document_{name}"), of_file("plan.json", text));
    }
}

#[test]
fn plans_cut_short() {
    let text = plan();
    for percent in [1, 10, 50, 90, 99] {
        let cut = &text[..text.len() * percent / 100];
        insta::assert_snapshot!(format!("cut_at_{percent}_percent"), of_file("plan.json", cut));
    }
    for end in (1..text.trim_end().len()).step_by(text.len() / 40) {
        let message = of_file("plan.json", &text[..end]);
        assert!(message.contains("cut short") && message.starts_with("error: plan.json:"), "{end}: {message}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let odd = [&[0xff, 0xfe][..], &utf16("{}")[..], &[0x20]].concat();
    let lone = [&[0xff, 0xfe][..], &utf16("{\"a\":\"")[..], &[0x00, 0xd8], &utf16("\"}")[..]].concat();
    insta::assert_snapshot!("utf16_with_an_odd_byte", of_file("plan.json", odd));
    insta::assert_snapshot!("utf16_with_half_a_character", of_file("plan.json", lone));
    insta::assert_snapshot!("utf8_with_a_wrong_byte", of_file("plan.json", b"{\"format_version\":\"1.2\xff\"}"));
    insta::assert_snapshot!("nothing_but_zeros", of_file("plan.json", [0; 512]));
}

#[test]
fn places_without_a_plan() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    put(&folder, "policies-only/a.policy.hcl", "");
    put(&folder, "two/a.json", plan());
    put(&folder, "two/b.json", plan());
    put(&folder, "half/plan.json", &plan()[..20_000]);
    let of = |arguments: &[&str]| of_arguments(&folder, arguments);
    insta::assert_snapshot!("missing_file", of(&["check", "nowhere.json"]));
    insta::assert_snapshot!("glob_without_match", of(&["check", "plans/*.json"]));
    insta::assert_snapshot!("folder_without_plan", of(&["check", "empty"]));
    insta::assert_snapshot!("folder_of_other_files", of(&["check", "policies-only"]));
    insta::assert_snapshot!("folder_with_half_a_plan", of(&["check", "half"]));
    insta::assert_snapshot!("graph_of_two_plans", of(&["graph", "two"]));
    insta::assert_snapshot!("saved_plan_as_input", of(&["check", "plan.tfplan", "--terraform", "nowhere/terraform"]));
    insta::assert_snapshot!("nothing_on_standard_input", refused(poolproof(["check", "-"])));
}

#[test]
fn configurations_that_do_not_fit() {
    let folder = folder();
    let other = cases::case("incident/literal-arn-of-destroyed-pool").folder.join("plan.tfplan");
    std::fs::copy(other, folder.path().join("other.tfplan")).unwrap();
    let saved = std::fs::read(folder.path().join("plan.tfplan")).unwrap();
    put(&folder, "cut.tfplan", &saved[..saved.len() / 2]);
    put(&folder, "flipped.tfplan", flipped(&saved));
    put(&folder, "notes.txt", "not a zip");
    put(&folder, "archive.zip", zip(&[("readme.md", b"hello")]));
    put(&folder, "bad-state.tfplan", zip(&[("tfplan", b""), ("tfstate", b"{\"version\": 4")]));
    let of = |config: &str| of_arguments(&folder, &["check", "plan.json", "--config", config]);
    insta::assert_snapshot!("config_of_another_plan", of("other.tfplan"));
    insta::assert_snapshot!("config_cut_short", of("cut.tfplan"));
    insta::assert_snapshot!("config_not_a_zip", of("notes.txt"));
    insta::assert_snapshot!("config_another_zip", of("archive.zip"));
    insta::assert_snapshot!("config_with_a_broken_state", of("bad-state.tfplan"));
    insta::assert_snapshot!("config_missing", of("nowhere.tfplan"));
    assert!(of("flipped.tfplan").contains("flipped.tfplan"));
}

/// The first entry's data is damaged, its directory is whole.
fn flipped(zip: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let name = b"tfstate";
    let at = zip.windows(name.len()).position(|window| window == name).unwrap() + name.len();
    zip[at + 40..at + 60].iter_mut().for_each(|byte| *byte ^= 0x55);
    zip
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn options_that_mean_nothing() {
    let folder = folder();
    let of = |arguments: &[&str]| of_arguments(&folder, arguments);
    insta::assert_snapshot!("unknown_command", of(&["chekc"]));
    insta::assert_snapshot!("unknown_flag", of(&["check", "--polices", "x"]));
    insta::assert_snapshot!("unknown_format", of(&["check", "plan.json", "--report", "yaml"]));
    insta::assert_snapshot!("format_without_file", of(&["check", "plan.json", "--report", "json="]));
    insta::assert_snapshot!(
        "report_that_cannot_be_written",
        of(&["check", "plan.json", "--report", "json=no/folder/r.json"])
    );
    insta::assert_snapshot!("unknown_graph_format", of(&["graph", "plan.json", "--format", "png"]));
    insta::assert_snapshot!("unknown_word_for_unknown", of(&["check", "--unknown", "maybe"]));
    insta::assert_snapshot!("only_matches_nothing", of(&["check", "plan.json", "--only", "forward_to_remove_pool"]));
    insta::assert_snapshot!("skip_matches_nothing", of(&["check", "plan.json", "--skip", "nothing_like_it*"]));
    insta::assert_snapshot!("input_unknown", of(&["check", "plan.json", "--input", "threshold=3"]));
    insta::assert_snapshot!("input_without_value", of(&["check", "plan.json", "--input", "threshold"]));
    insta::assert_snapshot!("explain_unknown", of(&["explain", "forward_to_removed_pol"]));
}

#[test]
fn policies_with_mistakes() {
    let folder = folder();
    let policies = [
        ("syntax", "route_policy \"a\" {\n  enforce {\n    condition = route.after &&\n  }\n}\n"),
        (
            "unknown_block",
            "rout_policy \"a\" {\n  enforce {\n    condition     = true\n    error_message = \"no\"\n  }\n}\n",
        ),
        (
            "unknown_property",
            "route_policy \"a\" {\n  enforce {\n    condition     = route.shares > 0\n    error_message = \"no\"\n  }\n}\n",
        ),
        (
            "unknown_function",
            "route_policy \"a\" {\n  enforce {\n    condition     = lenght(route.pool.members) > 0\n    error_message = \"no\"\n  }\n}\n",
        ),
        ("without_condition", "pool_policy \"a\" {\n  enforce {\n    error_message = \"no\"\n  }\n}\n"),
        ("without_enforce", "pool_policy \"a\" {\n}\n"),
        (
            "bad_jsonpath",
            "plan_policy \"a\" {\n  select = \"$.[\"\n  enforce {\n    condition     = true\n    error_message = \"no\"\n  }\n}\n",
        ),
        (
            "label_of_a_builtin",
            "route_policy \"forward_to_removed_pool\" {\n  enforce {\n    condition     = route.pool.live\n    error_message = \"no\"\n  }\n}\n",
        ),
    ];
    for (name, text) in policies {
        put(&folder, "own.policy.hcl", text);
        let message = of_arguments(&folder, &["check", "plan.json", "--policies", "own.policy.hcl"]);
        assert!(message.contains("own.policy.hcl:"), "names no line: {message}");
        insta::assert_snapshot!(format!("policy_{name}"), message);
    }
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    insta::assert_snapshot!(
        "policies_missing",
        of_arguments(&folder, &["check", "plan.json", "--policies", "nowhere"])
    );
    insta::assert_snapshot!("policies_empty", of_arguments(&folder, &["validate", "empty"]));
    put(
        &folder,
        "typed.policy.hcl",
        "input \"least\" {\n  type = number\n}\n\npool_policy \"b\" {\n  enforce {\n    condition     = length(pool.members) >= input.least\n    error_message = \"no\"\n  }\n}\n",
    );
    let typed = |more: &[&str]| {
        of_arguments(&folder, &[&["check", "plan.json", "--policies", "typed.policy.hcl"], more].concat())
    };
    insta::assert_snapshot!("input_of_wrong_type", typed(&["--input", "least=two"]));
}

/// An input with no value at all is an error of its own (see the dialect).
#[test]
fn input_without_any_value() {
    let folder = folder();
    put(
        &folder,
        "typed.policy.hcl",
        "input \"least\" {\n  type = number\n}\n\npool_policy \"b\" {\n  enforce {\n    condition     = length(pool.members) >= input.least\n    error_message = \"no\"\n  }\n}\n",
    );
    let message = of_arguments(&folder, &["check", "plan.json", "--policies", "typed.policy.hcl"]);
    insta::assert_snapshot!("input_missing", message);
}

/// A command that failed leaves an empty file behind, or its complaint, or half a plan. A folder with one of these is no
/// folder of the plans that are left.
#[test]
fn a_folder_with_a_plan_that_was_not_written_whole() {
    let plan = plan();
    let beginning = |bytes: usize| plan.get(..bytes).unwrap().to_owned();
    let broken = plan.replacen("\"resource_changes\":[", "\"resource_changes\":[,", 1);
    let cut_zip = std::fs::read(cases::case("incident/pool-dropped-from-map").folder.join("plan.tfplan")).unwrap();
    let half: Vec<(&str, Vec<u8>)> = vec![
        ("prod/plan.json", Vec::new()),
        ("prod/plan.json", b" \n".to_vec()),
        ("prod/tfplan.json", b"Error: No configuration files\n".to_vec()),
        ("prod/plan.json", beginning(12).into_bytes()),
        ("prod/shop.json", beginning(60).into_bytes()),
        ("prod/shop.json", beginning(plan.len() / 2).into_bytes()),
        ("prod/shop.json", broken.into_bytes()),
        ("prod/tfplan", cut_zip.get(..cut_zip.len() / 2).unwrap().to_vec()),
    ];
    for (name, bytes) in half {
        let folder = folder();
        put(&folder, name, &bytes);
        let told = of_arguments(&folder, &["check", "."]);
        assert!(told.contains(name) && told.contains("what to do:"), "{name}: {told}");
        // Nor is it a folder without any plan.
        put(&folder, "prod/main.tf", "resource \"aws_lb\" \"shop\" {}\n");
        assert!(of_arguments(&folder, &["check", "prod"]).contains(name), "{name}");
    }
    let other = [
        ("data.json", ""),
        ("notes.json", "{\"a\":"),
        ("plan-settings.json", "{\"a\":1}"),
        ("planner.zip", "PK\x03\x04"),
    ];
    let folder = folder();
    let alone = poolproof(["check", "."]).within(&folder).run();
    other.iter().for_each(|(name, text)| put(&folder, &format!("prod/{name}"), text));
    assert_eq!(poolproof(["check", "."]).within(&folder).run(), alone);
}

fn healthy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(root().join("testdata/healthy/asg-attachment/plan.json"), folder.path().join("plan.json")).unwrap();
    folder
}

/// A policy that could not be evaluated proves nothing: what it would have said is unknown, and the run is no pass.
#[test]
fn a_policy_that_stops_is_no_pass() {
    let folder = healthy();
    let policy = "pool_policy \"owned\" {\n  enforce {\n    condition     = pool.attrs.nosuch == 1\n    error_message = \"x\"\n  }\n}\n";
    put(&folder, "own.policy.hcl", policy);
    let check = |more: &[&str]| {
        poolproof(["check", "plan.json", "--no-builtin", "--policies", "own.policy.hcl"])
            .arguments(more)
            .within(&folder)
    };
    let told = ["own.policy.hcl:3:", "policy owned could not be evaluated for aws_lb_target_group.", "what to do:"];
    let json = check(&["--report", "json"]).gives(2, &Text::Has(&["\"policy\": \"owned\""]), &Text::Has(&told));
    assert!(json.stdout.contains("\"verdict\": \"unknown\""), "{json}");
    check(&["--report", "junit"]).gives(2, &Text::Has(&["errors=\"1\"", "<error message="]), &Text::Has(&told));
    check(&["--shard", "1/1", "--report", "json=part.json"]).gives(2, &Text::Nothing, &Text::Has(&told));
    poolproof(["merge", "part.json"]).within(&folder).gives(2, &Text::Has(&["not proven"]), &Text::Has(&told));
    check(&["--unknown", "fail"]).gives(1, &Text::Has(&["owned"]), &Text::Nothing);
    put(&folder, "own.policy.hcl", policy.replace("pool.attrs.nosuch", "try(pool.attrs.nosuch, 1)"));
    check(&[]).gives(0, &Text::Has(&["Nothing blocks"]), &Text::Nothing);
}

#[test]
fn a_policy_takes_the_place_of_a_built_in_one_that_is_left_out() {
    let folder = healthy();
    let own = "route_policy \"forward_to_removed_pool\" {\n  enforce {\n    condition     = false\n    error_message = \"Ours.\"\n  }\n}\n";
    put(&folder, "own.policy.hcl", own);
    let check = ["check", "plan.json", "--policies", "own.policy.hcl"];
    assert!(of_arguments(&folder, &check).contains("--skip"));
    let ours = Text::Has(&["Ours."]);
    poolproof(check).arguments(["--skip", "forward_to_*"]).within(&folder).gives(1, &ours, &Text::Nothing);
    put(&folder, ".poolproof.hcl", "policy \"forward_to_removed_pool\" {\n  enabled = false\n}\n");
    poolproof(check).within(&folder).gives(1, &ours, &Text::Nothing);
    poolproof(["check", "plan.json"]).within(&folder).gives(0, &Text::Has(&["Nothing blocks"]), &Text::Nothing);
}

#[test]
fn what_is_named_twice_is_one_input_and_no_report_takes_the_place_of_another() {
    let folder = healthy();
    let once = poolproof(["check", "plan.json"]).within(&folder).run();
    for twice in [&["plan.json", "*.json"][..], &["plan.json", "./plan.json", "."]] {
        assert_eq!(poolproof(["check"]).arguments(twice).within(&folder).run(), once, "{twice:?}");
    }
    let told = of_arguments(&folder, &["check", "plan.json", "--report", "json=r", "--report", "junit=r"]);
    assert!(told.contains("two reports go to r"), "{told}");
}
