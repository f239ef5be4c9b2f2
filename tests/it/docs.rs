//! What the README says is so: its console blocks are run and compared, its policy is read, the files it names are there.

use crate::cases;
use crate::tool::{Text, poolproof, root};

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// README.md and the pages below docs/, with their names.
fn pages() -> Vec<(String, String)> {
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let docs = docs.filter_map(|name| Some(format!("docs/{}", name.to_str().filter(|name| name.ends_with(".md"))?)));
    let mut names: Vec<String> = docs.chain(["README.md", "SECURITY.md"].map(str::to_owned)).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), page(&name))).collect()
}

/// The blocks of one language in a page, without their fences.
pub(crate) fn blocks(name: &str, language: &str) -> Vec<String> {
    let text = page(name);
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
    let blocks = blocks("README.md", "console");
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
    let text = page("README.md");
    let first = text.find("cargo run --release -- check testdata/incident/").unwrap();
    assert!(first < text.find("`cargo test`").unwrap());
}

#[test]
fn every_format_of_the_graph_is_named() {
    let help = poolproof(["graph", "--help"]).run().stdout;
    let formats: Vec<&str> =
        help.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split_once(':')).map(|(name, _)| name).collect();
    assert!(formats.len() >= 6, "{help}");
    for name in ["README.md", "docs/usage.md"] {
        let text = page(name);
        let told = text.split("\n\n`poolproof graph plan.json` ").nth(1).unwrap();
        let told = told.split("\n#").next().unwrap();
        for format in &formats {
            assert!(told.contains(format), "{name} does not name {format}");
        }
    }
}

/// A tired reader gets through it: two screens, and one of them is what a run says.
#[test]
fn the_readme_is_short() {
    let text = page("README.md");
    assert!(text.lines().count() <= 100, "{}", text.lines().count());
}

#[test]
fn the_policy_of_the_docs_works() {
    let folder = tempfile::tempdir().unwrap();
    let policies = blocks("docs/policies.md", "hcl");
    let policy = policies.iter().find(|block| block.contains("pool_policy")).unwrap();
    std::fs::write(folder.path().join("docs.policy.hcl"), policy).unwrap();
    let path = folder.path().join("docs.policy.hcl");
    let path = path.to_str().unwrap();
    poolproof(["validate", path]).gives(0, &Text::Has(&["1 policy file with 1 policy"]), &Text::Nothing);
    let plan = cases::case("incident/pool-dropped-from-map").folder.join("plan.json");
    let check = poolproof(["check", plan.to_str().unwrap(), "--no-builtin", "--policies", path]).run();
    assert!(check.code < 2 && check.stdout.contains("[pool_has_two_targets]"), "{check}");
    // Its test stands beside it, and holds.
    let test = policies.iter().find(|block| block.contains("expect \"")).unwrap();
    std::fs::write(folder.path().join("docs.policytest.hcl"), test).unwrap();
    poolproof(["test"]).within(&folder).gives(0, &Text::Has(&["3 cases in 1 file: 3 as expected."]), &Text::Nothing);
}

#[test]
fn the_settings_of_the_docs_work() {
    let folder = tempfile::tempdir().unwrap();
    let settings = blocks("docs/settings.md", "hcl").into_iter().find(|block| block.contains("waiver {")).unwrap();
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
    let mut count = 0;
    for (page, text) in pages() {
        let quoted = text.split('`').skip(1).step_by(2).map(|name| root().join(name));
        let starts = ["src/", "policies/", "testdata/", "LICENSE", ".github/"];
        let quoted = quoted.filter(|path| {
            let name = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned();
            starts.iter().any(|start| name.starts_with(start)) && !name.contains(['<', '*', '\n', ' '])
        });
        let folder = root().join(&page).parent().unwrap().to_owned();
        let links = text.split("](").skip(1).filter_map(|part| part.split([')', '#']).next());
        let links = links.filter(|link| !link.is_empty() && !link.contains("://")).map(|link| folder.join(link));
        // What `init` writes is not there yet.
        let written = [".github/workflows/poolproof.yml", ".github/workflows/poolproof-fleet.yml"];
        let ours = |path: &std::path::PathBuf| !written.iter().any(|name| path.ends_with(name));
        for path in quoted.chain(links).filter(ours) {
            assert!(path.exists(), "{page} names {}, which is not there", path.display());
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// A version in a page is that of the next release.
#[test]
fn pages_name_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    for (page, text) in pages() {
        for part in text.split("poolproof@v").skip(1).chain(text.split("download/v").skip(1)) {
            assert!(part.starts_with(version), "{page}: {}", part.lines().next().unwrap());
        }
    }
}

/// Anchors of a page lead to its headings.
#[test]
fn anchors_lead_somewhere() {
    let (_, text) = pages().into_iter().find(|(name, _)| name == "docs/elsewhere.md").unwrap();
    let anchor = |heading: &str| heading.to_lowercase().replace(',', "").replace(' ', "-");
    let headings: Vec<String> = text.lines().filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
    let anchors: Vec<&str> = text.split("](#").skip(1).filter_map(|part| part.split(')').next()).collect();
    assert_eq!(anchors, headings);
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
