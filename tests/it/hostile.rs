//! No policy, however hostile, hangs, panics or eats memory: each of these ends, soon, with words that say why.

use crate::tool::poolproof;

const PLAN: &str = "testdata/joins/first/plan.json";

fn policy(locals: &str, condition: &str) -> String {
    format!(
        "plan_policy \"hostile\" {{\n  select = \"$.format_version\"\n  locals {{\n{locals}\n  }}\n  enforce {{\n    \
         condition     = {condition}\n    error_message = \"no\"\n  }}\n}}\n"
    )
}

/// Each name is made from the one before it.
fn chain(first: &str, next: impl Fn(usize) -> String) -> String {
    let rest = (1..=30).map(|at| format!("    l{at} = {}\n", next(at - 1)));
    std::iter::once(format!("    l0 = {first}\n")).chain(rest).collect()
}

/// Runs a policy, and gives all that is said of it.
fn said(text: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.policy.hcl");
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let run = poolproof(["check", "--no-builtin", "--policies", path, PLAN]).run();
    (run.code, run.stdout + &run.stderr)
}

#[test]
fn nesting_has_an_end() {
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(5000), close.repeat(5000));
    for condition in [
        nested("(", "true", ")"),
        nested("[", "", "]"),
        nested("!", "true", ""),
        nested("true ? ", "true", " : false"),
        nested("\"${", "true", "}\""),
        nested("length(", "[]", ")"),
        nested("{ a = ", "1", " }"),
        nested("[for x in [1] : ", "x", "]"),
    ] {
        let (code, said) = said(&policy("", &condition));
        assert!(code == 2 && said.contains("nested more than"), "{}", said.chars().take(400).collect::<String>());
    }
}

#[test]
fn work_and_size_have_an_end() {
    let doubled_text = chain("\"aaaaaaaa\"", |at| format!("\"${{local.l{at}}}${{local.l{at}}}\""));
    let doubled_list = chain("[1]", |at| format!("[local.l{at}, local.l{at}]"));
    let four = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [for d in range(1000) : d]]]]";
    for (locals, condition, words) in [
        (doubled_text.as_str(), "length(local.l30) > 0", "too long"),
        (&doubled_list, "length(flatten(local.l30)) > 0", "too long"),
        ("", &format!("length({four}) > 0"), "too many steps"),
        ("", "length(setproduct(range(1000), range(1000), range(1000))) > 0", "too long"),
        ("", "length(range(1000000000)) > 0", "too long"),
        ("", "length(range(0, 1, 0.0000000001)) > 0", "too long"),
        ("", "length(format(\"%1000000000d\", 1)) > 0", "not possible"),
        ("", "pow(10, 100000) > 0", "too large"),
        ("    a = local.b\n    b = local.a", "local.a == 1", "refers to itself"),
    ] {
        let (code, said) = said(&policy(locals, condition));
        assert!(code == 0 && said.contains(words), "{condition}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn a_search_of_everything_for_each_of_everything_is_refused() {
    for path in ["$..[?$..[?$..[?$..a]]]", "$.a[?count($.b..c) > 1]", "$[?@.a == $[*].b]"] {
        let (code, said) = said(&policy("", &format!("length(jsonpath({{ a = range(1000) }}, \"{path}\")) >= 0")));
        assert!(code == 2 && said.contains("searches the whole document"), "{path}: {said}");
    }
    // A search below each element, and one fixed place, are fine.
    let (code, said) = said(&policy("", "length(jsonpath({ a = range(10) }, \"$..[?@.b == $.a]\")) == 0"));
    assert!(code == 0 && !said.contains("searches"), "{said}");
}
