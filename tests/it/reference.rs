//! The reference page is the program's own tables.

use crate::tool::{Text, poolproof, root};

#[test]
fn the_page_is_what_the_program_says() {
    let page = poolproof(["reference"]).gives(0, &Text::Has(&["# Reference of the policy dialect"]), &Text::Nothing);
    let written = std::fs::read_to_string(root().join("docs/reference.md")).unwrap();
    let stale = "docs/reference.md is stale: run `cargo run -q -- reference > docs/reference.md`";
    assert!(page.stdout == written, "{stale}");
}

#[test]
fn the_page_has_every_row() {
    let page = poolproof(["reference"]).run().stdout;
    let functions: Vec<&str> = poolproof::eval::functions::all().map(|function| function.name).collect();
    let properties: Vec<&str> = poolproof::policy::vocabulary::rows().map(|row| row.name).collect();
    let blocks: Vec<&str> = poolproof::policy::KINDS.iter().map(|kind| kind.block).collect();
    let policies: Vec<&str> = poolproof::read::BUILT_IN
        .iter()
        .map(|(path, _)| path.rsplit('/').next().unwrap().trim_end_matches(".policy.hcl"))
        .collect();
    for name in functions.iter().chain(&properties).chain(&blocks).chain(&policies) {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let is_row = |line: &str| line.starts_with('|');
    for (above, below) in page.lines().zip(page.lines().skip(1)).filter(|(above, below)| is_row(above) && is_row(below))
    {
        assert_eq!(columns(above), columns(below), "a row has as many columns as the one above: {below}");
    }
}
