#![allow(clippy::disallowed_methods, reason = "tests write the files they read")]

use super::*;
use crate::input::ConfigurationSource;
use crate::modules::Tree;
use std::io::Write;
use std::path::Path;

/// A folder of files, and saved plans made of such.
struct Place(tempfile::TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(path, text)| place.write(path, text.as_bytes()));
        place
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn path(&self, path: &str) -> String {
        let whole = self.0.path().join(path);
        whole.to_str().unwrap().trim_end_matches('/').to_owned()
    }

    fn read(&self, inputs: &[&str], config: &[&str]) -> Result<Vec<Input>, ReadError> {
        inputs_of(&Request {
            inputs: inputs.iter().map(|path| self.path(path)).collect(),
            config: config.iter().map(|path| self.path(path)).collect(),
            ..Request::default()
        })
    }

    fn one(&self, input: &str, config: &[&str]) -> Input {
        let mut inputs = self.read(&[input], config).unwrap();
        assert_eq!(inputs.len(), 1);
        inputs.remove(0)
    }
}

use super::inputs as inputs_of;

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const STATE: &[u8] = br#"{"version": 4, "resources": []}"#;
/// Backend with the workspace `prod`, version 1.11.4.
const TFPLAN: &[u8] = b"\x08\x03\x6a\x06\x1a\x04prod\x72\x061.11.4";

fn saved_plan(manifest: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let mut entries: Vec<(&str, &[u8])> =
        vec![("tfplan", TFPLAN), ("tfstate", STATE), ("tfconfig/modules.json", manifest.as_bytes())];
    entries.extend(files.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&entries)
}

const ROOT_ONLY: &str = r#"[{"Key": "", "Dir": "."}]"#;

/// Plan JSON with resources by module: `lb.a`, `m/lb.b`.
fn plan(resources: &[&str]) -> String {
    let mut root = serde_json::json!({});
    for resource in resources {
        let mut module = &mut root;
        let mut steps: Vec<&str> = resource.split('/').collect();
        let address = steps.pop().unwrap();
        for step in steps {
            module = &mut module["module_calls"][step]["module"];
        }
        if module["resources"].is_null() {
            module["resources"] = serde_json::json!([]);
        }
        module["resources"].as_array_mut().unwrap().push(serde_json::json!({ "address": address }));
    }
    for_each_call(&mut root);
    let plan = serde_json::json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [],
        "configuration": { "root_module": root },
    });
    plan.to_string()
}

fn for_each_call(module: &mut serde_json::Value) {
    if let Some(calls) = module.get_mut("module_calls").and_then(|calls| calls.as_object_mut()) {
        for call in calls.values_mut() {
            call["source"] = "./x".into();
            for_each_call(&mut call["module"]);
        }
    }
}

fn names(tree: &Tree) -> Vec<String> {
    let all = tree.modules.iter().flat_map(|(path, module)| {
        module.resources.keys().map(move |(_, type_, name)| {
            let path: String = path.iter().map(|step| format!("{step}/")).collect();
            format!("{path}{type_}.{name}")
        })
    });
    all.collect()
}

fn tree(input: &Input) -> &Tree {
    input.configuration.as_ref().unwrap()
}

#[test]
fn a_folder_is_read_with_its_modules() {
    let place = Place::new(&[
        (
            "main.tf",
            "resource \"lb\" \"a\" {}\nmodule \"m\" {\n  source = \"./mods/m\"\n}\nmodule \"r\" {\n  source = \"org/r/aws\"\n}\n",
        ),
        ("mods/m/main.tf", "resource \"lb\" \"b\" {}\nmodule \"n\" {\n  source = \"../n\"\n}\n"),
        ("mods/n/main.tf", "resource \"lb\" \"c\" {}\n"),
        (".terraform/modules/r/main.tf", "resource \"lb\" \"d\" {}\n"),
        (
            ".terraform/modules/modules.json",
            r#"{"Modules": [{"Key": "", "Source": "", "Dir": "."}, {"Key": "r", "Source": "x", "Dir": ".terraform/modules/r"}]}"#,
        ),
        (".terraform/environment", "stage\n"),
        ("plan.json", &plan(&["lb.a", "m/lb.b", "m/n/lb.c", "r/lb.d"])),
    ]);
    let input = place.one("plan.json", &[]);
    assert_eq!((input.configuration_source, input.problems.len()), (ConfigurationSource::Directory, 0));
    let tree = tree(&input);
    assert_eq!(tree.problems, []);
    assert_eq!(names(tree), ["lb.a", "m/lb.b", "m/n/lb.c", "r/lb.d"]);
    assert_eq!(tree.modules[&vec!["m".to_owned(), "n".to_owned()]].folder, "mods/n");
    assert_eq!(tree.workspace.as_deref(), Some("stage"));
    let shown = tree.modules[&vec!["m".to_owned()]].resources.values().next().unwrap().place().location().path;
    assert_eq!(shown, place.path("mods/m/main.tf"));
}

#[test]
fn what_is_not_at_hand_is_a_problem_and_the_rest_goes_on() {
    let place = Place::new(&[
        (
            "main.tf",
            "resource \"lb\" \"a\" {}\nmodule \"r\" {\n  source = \"org/r/aws\"\n}\nmodule \"me\" {\n  source = \"./\"\n}\n",
        ),
        ("broken.tf", "resource \"lb\" \"z\" {\n"),
        ("plan.json", &plan(&["lb.a", "lb.z", "r/lb.d"])),
    ]);
    let input = place.one("plan.json", &[]);
    let tree = tree(&input);
    let problems: Vec<&str> = tree.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(problems.iter().any(|said| said.contains("module.r is not at hand: run `terraform init`")), "{problems:?}");
    assert!(problems.iter().any(|said| said.contains("module.me calls itself")), "{problems:?}");
    assert!(
        tree.problems.iter().any(|problem| problem.location.as_ref().is_some_and(|at| at.path.ends_with("broken.tf")))
    );
    assert_eq!(tree.modules[&Vec::new()].incomplete.as_deref(), Some("broken.tf could not be read"));
    assert_eq!(names(tree), ["lb.a"]);
}

#[test]
fn a_folder_of_another_plan_is_not_taken_unless_it_is_named() {
    let place = Place::new(&[
        ("plan.json", &plan(&["lb.a"])),
        ("main.tf", "resource \"lb\" \"other\" {}\n"),
        ("right/main.tf", "resource \"lb\" \"a\" {}\n"),
        ("empty/readme", ""),
    ]);
    let input = place.one("plan.json", &[]);
    assert!(input.configuration.is_none());
    assert!(input.notes.iter().any(|note| note.contains("the plan has lb.a")), "{:?}", input.notes);
    let input = place.one("plan.json", &["right"]);
    assert!(input.configuration.is_some() && input.problems.is_empty());
    let input = place.one("plan.json", &[""]);
    assert!(input.configuration.is_some());
    assert!(input.problems[0].message.contains("not the one it was made from"), "{:?}", input.problems);
    assert!(place.read(&["plan.json"], &["empty"]).unwrap_err().to_string().contains("no .tf file"));
}

#[test]
fn a_saved_plan_has_its_configuration_and_workspace() {
    let place = Place::new(&[("plan.json", &plan(&["lb.a", "m/lb.b"]))]);
    let manifest = r#"[{"Key": "", "Dir": "."}, {"Key": "m", "Source": "org/m/aws", "Dir": ".terraform/modules/m"}]"#;
    let files = [
        ("tfconfig/m-/main.tf", "resource \"lb\" \"a\" {}\nmodule \"m\" {\n  source = \"org/m/aws\"\n}\n"),
        ("tfconfig/m-m/main.tf", "resource \"lb\" \"b\" {}\n"),
    ];
    place.write("plan.tfplan", &saved_plan(manifest, &files));
    for input in [place.one("plan.json", &["plan.tfplan"]), place.one("", &[])] {
        assert_eq!(input.configuration_source, ConfigurationSource::SavedPlan);
        assert_eq!(input.configuration_path, Some(place.path("plan.tfplan")));
        let tree = tree(&input);
        assert_eq!((names(tree), tree.problems.len()), (vec!["lb.a".to_owned(), "m/lb.b".to_owned()], 0));
        assert_eq!(tree.workspace.as_deref(), Some("prod"));
        assert!(tree.files.read("x.json").unwrap_err().contains("x.json is not at hand"));
    }
}

#[test]
fn files_come_from_the_folder_only_while_it_is_what_was_planned() {
    let main = "resource \"lb\" \"a\" {}\n";
    let place = Place::new(&[("plan.json", &plan(&["lb.a"])), ("main.tf", main), ("x.json", "[1]")]);
    let files = [("tfconfig/m-/main.tf", main), ("tfconfig/m-/ci_override.tf", "terraform {}\n")];
    place.write("plan.tfplan", &saved_plan(ROOT_ONLY, &files));
    let input = place.one("plan.json", &["plan.tfplan"]);
    assert_eq!(tree(&input).files.read("./x.json").unwrap(), b"[1]");
    let shown = tree(&input).modules[&Vec::new()].resources.values().next().unwrap().place().location().path;
    assert_eq!(shown, place.path("main.tf"));
    place.write("main.tf", b"resource \"lb\" \"a\" { }\n");
    let input = place.one("plan.json", &["plan.tfplan"]);
    let why = tree(&input).files.read("x.json").unwrap_err();
    assert!(why.contains("x.json is not at hand") && why.contains("main.tf is not what it was"), "{why}");
    place.write("main.tf", main.as_bytes());
    place.write("added.tf", b"locals {}\n");
    let input = place.one("plan.json", &["plan.tfplan"]);
    assert!(tree(&input).files.read("x.json").is_err());
}

#[test]
fn harmful_zips_are_refused() {
    let place = Place::new(&[("plan.json", &plan(&["lb.a"]))]);
    let refused = |entries: &[(&str, &[u8])]| {
        place.write("p.tfplan", &zip(entries));
        place.read(&["plan.json"], &["p.tfplan"]).unwrap_err().to_string()
    };
    let base: [(&str, &[u8]); 2] = [("tfplan", TFPLAN), ("tfstate", STATE)];
    assert!(refused(&[base[0], base[1], ("tfconfig/m-/../../x.tf", b"")]).contains("leads out of it"));
    assert!(refused(&[base[0], base[1], ("/etc/x.tf", b"")]).contains("leads out of it"));
    assert!(refused(&[base[0], base[1], ("tfconfig/modules.json", b"{")]).contains("modules.json"));
    assert!(refused(&[base[1]]).contains("not a saved plan"));
    let outside = br#"[{"Key": "", "Dir": "/etc"}]"#;
    assert!(refused(&[base[0], base[1], ("tfconfig/modules.json", outside)]).contains("not a relative path"));
}

#[cfg(unix)]
#[test]
fn a_saved_plan_is_rendered_by_the_tool() {
    use std::os::unix::fs::PermissionsExt;
    let place =
        Place::new(&[("tool", "#!/bin/sh\ncat \"$(dirname \"$4\")/rendered\"\n"), ("rendered", &plan(&["lb.a"]))]);
    std::fs::set_permissions(place.0.path().join("tool"), std::fs::Permissions::from_mode(0o755)).unwrap();
    place.write("p.tfplan", &saved_plan(ROOT_ONLY, &[("tfconfig/m-/main.tf", "resource \"lb\" \"a\" {}\n")]));
    // Alone in a folder it is an input as well.
    for input in [place.path("p.tfplan"), place.path("")] {
        let request = Request { inputs: vec![input], terraform: Some(place.path("tool")), ..Request::default() };
        // What the tool renders lies beside the saved plan here, under a name that is no plan's.
        let inputs = inputs_of(&request).unwrap();
        let kinds: Vec<&str> = inputs.iter().map(|input| input.kind.word()).collect();
        assert!(kinds.contains(&"saved_plan") || kinds == ["plan"], "{kinds:?}");
        assert_eq!(inputs[0].configuration_source, ConfigurationSource::SavedPlan);
        assert!(inputs[0].recorded.is_some());
    }
}

/// Every recorded case: the configuration from the saved plan and from the folder are both the plan's own.
#[test]
fn recorded_cases_have_their_configuration_either_way() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
    let plans: Vec<String> =
        files::walk(root).unwrap().into_iter().filter(|path| path.ends_with("/plan.json")).collect();
    for plan in plans {
        let folder = files::folder_of(&plan).to_owned();
        let zip = format!("{folder}/plan.tfplan");
        if !Path::new(&zip).exists() || !Path::new(&folder).join("main.tf").exists() {
            continue;
        }
        let read = |config: &[&String]| {
            let config = config.iter().map(|path| (*path).clone()).collect();
            inputs_of(&Request { inputs: vec![plan.clone()], config, ..Request::default() }).unwrap().remove(0)
        };
        let from_folder = read(&[]);
        assert_eq!(from_folder.configuration_source, ConfigurationSource::Directory, "{plan}: {:?}", from_folder.notes);
        let from_zip = read(&[&zip]);
        assert_eq!(from_zip.configuration_source, ConfigurationSource::SavedPlan, "{plan}");
        for input in [&from_folder, &from_zip] {
            assert_eq!((&tree(input).problems, &input.problems), (&Vec::new(), &Vec::new()), "{plan}");
        }
        let workspace = if plan.contains("/workspace-blue/") { "blue" } else { "default" };
        assert_eq!(tree(&from_zip).workspace.as_deref(), Some(workspace), "{plan}");
        assert_eq!(
            tree(&from_zip).modules.keys().collect::<Vec<_>>(),
            tree(&from_folder).modules.keys().collect::<Vec<_>>()
        );
        assert_eq!(names(tree(&from_zip)), names(tree(&from_folder)), "{plan}");
    }
}
