//! What the README says is so: its console blocks are run and compared, its policy is read, the files it names are there.

use crate::cases;
use crate::tool::{Text, poolproof, root};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of one language, without their fences.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let mut parts = text.split("\n```");
    let fenced = parts.by_ref().skip(1).step_by(2);
    let of_language = fenced.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n').map(str::to_owned));
    of_language.map(|block| block + "\n").collect()
}

/// A line of `…` stands for any lines. What is between two of them has to come in one piece, and in this order.
fn fits(wanted: &str, output: &str) -> Result<(), String> {
    let mut rest = output;
    for (index, piece) in wanted.split("…\n").enumerate() {
        let at = rest.find(piece).filter(|at| index > 0 || *at == 0);
        let Some(at) = at else { return Err(format!("this is not in the output:\n{piece}\n--- output\n{output}")) };
        rest = &rest[at + piece.len()..];
    }
    if rest.is_empty() || wanted.ends_with("…\n") { Ok(()) } else { Err(format!("the output goes on:\n{rest}")) }
}

#[test]
fn console_blocks_are_real() {
    let blocks = blocks("console");
    assert!(!blocks.is_empty());
    for block in blocks {
        let mut code = 0;
        for step in block.strip_prefix("$ ").expect("a block begins with a command").split("\n$ ") {
            let (command, wanted) = step.split_once('\n').unwrap_or((step, ""));
            let wanted =
                if wanted.is_empty() || wanted.ends_with('\n') { wanted.to_owned() } else { format!("{wanted}\n") };
            if command == "echo $?" {
                assert_eq!(wanted, format!("{code}\n"));
                continue;
            }
            let arguments =
                command.strip_prefix("cargo run --release -- ").or_else(|| command.strip_prefix("poolproof "));
            let arguments = arguments.unwrap_or_else(|| panic!("what is `{command}`?")).split(' ');
            let done = poolproof(arguments).run();
            assert!(done.stderr.is_empty(), "{done}");
            fits(&wanted, &done.stdout).unwrap_or_else(|error| panic!("README.md, `{command}`: {error}"));
            code = done.code;
        }
    }
}

/// What the issue promises of a fresh clone.
#[test]
fn the_first_two_commands_are_there() {
    let text = readme();
    let first = text.find("cargo run --release -- check testdata/incident/").unwrap();
    assert!(first < text.find("`cargo test`").unwrap());
}

#[test]
fn the_policy_of_the_readme_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("readme.policy.hcl");
    let (settings, policies): (Vec<_>, Vec<_>) =
        blocks("hcl").into_iter().partition(|block| block.contains("waiver {"));
    assert_eq!((settings.len(), policies.len()), (1, 1));
    std::fs::write(&path, policies.concat()).unwrap();
    let path = path.to_str().unwrap();
    poolproof(["validate", path]).gives(0, &Text::Has(&["1 policy file with 1 policy"]), &Text::Nothing);
    let plan = cases::case("incident/pool-dropped-from-map").folder.join("plan.json");
    let check = poolproof(["check", plan.to_str().unwrap(), "--no-builtin", "--policies", path]);
    check.gives(0, &Text::Has(&["warning[two_members]", "has 1 members."]), &Text::Nothing);
}

#[test]
fn the_settings_of_the_readme_work() {
    let folder = tempfile::tempdir().unwrap();
    let settings = blocks("hcl").into_iter().find(|block| block.contains("waiver {")).unwrap();
    std::fs::write(folder.path().join(".poolproof.hcl"), settings).unwrap();
    std::fs::create_dir(folder.path().join("policies")).unwrap();
    let policy = "plan_policy \"own\" {\n  select = \"$.errored\"\n  enforce {\n    condition     = true\n    error_message = \"\"\n  }\n}\n";
    std::fs::write(folder.path().join("policies/own.policy.hcl"), policy).unwrap();
    let plan = cases::case("incident/weight-shifted-to-empty-pool").folder.join("plan.json");
    let check = poolproof(["check", plan.to_str().unwrap(), "--today", "2027-01-31"]).within(&folder);
    check.gives(0, &Text::Has(&["waived[shift_to_empty_pool]", "Waived until 2027-01-31"]), &Text::Nothing);
}

#[test]
fn files_that_are_named_are_there() {
    let text = readme();
    let mut named: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .chain(text.split("](").skip(1).filter_map(|part| part.split(')').next()))
        .collect();
    named.retain(|name| ["src/", "policies/", "testdata/", "LICENSE"].iter().any(|start| name.starts_with(start)));
    named.retain(|name| !name.contains(['<', '\n']));
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        assert!(root().join(name).exists(), "README.md names {name}, which is not there");
    }
}

#[test]
fn every_source_file_that_is_named_in_the_sources_is_there() {
    for file in crate::policies::files_below(&root().join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let prose = text.lines().filter(|line| line.trim_start().starts_with("//"));
        for name in prose.flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let path = ["src/", "policies/", "testdata/"].iter().any(|start| name.starts_with(start));
            let near = file.ancestors().any(|folder| folder.starts_with(root()) && folder.join(name).exists());
            let there = !path || name.contains(['<', '*', ' ']) || near;
            assert!(there, "{} names {name}, which is not there", file.display());
        }
    }
}
