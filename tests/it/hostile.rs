//! No policy, however hostile, hangs, panics or eats memory: each of these ends, soon, with words that say why.

use std::time::{Duration, Instant};

use poolproof::eval::{Nothing, evaluate_briefly, parse_expression};
use poolproof::source::Source;
use proptest::prelude::*;

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
        (&doubled_list, "length(flatten(local.l30)) > 0", "too large to work with"),
        ("", &format!("length({four}) > 0"), "too many steps"),
        // What has no name in it is told before any plan is looked at.
        ("", "length(setproduct(range(1000), range(1000), range(1000))) > 0", "too long"),
        ("", "length(range(1000000000)) > 0", "too many for one range"),
        ("", "length(range(0, 1, 0.0000000001)) > 0", "too many for one range"),
        ("", "length(format(\"%1000000000d\", 1)) > 0", "not possible"),
        ("", "pow(10, 100000) > 0", "too large"),
        ("    a = local.b\n    b = local.a", "local.a == 1", "refers to itself"),
    ] {
        let (code, said) = said(&policy(locals, condition));
        assert!(matches!(code, 0 | 2) && said.contains(words), "{condition}: {said}");
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

/// Expressions that grow: each function that makes more than it gets, inside each other.
fn growing() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "1",
        "99999999999999999999",
        "\"a\"",
        "\"${join(\",\", range(4000))}\"",
        "range(1000)",
        "range(1000000)",
        "[1, 2, 3]",
        "{ a = 1, b = [2] }",
        "null",
        "1.5",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(6, 48, 3, |inner| {
        (inner.clone(), inner.clone(), 0..26_usize).prop_map(|(a, b, which)| match which {
            0 => format!("[for x in {a} : {b}]"),
            1 => format!("[for x in {a} : [for y in {b} : [x, y]]]"),
            2 => format!("{{ for x in {a} : \"k${{x}}\" => {b} }}"),
            3 => format!("{{ for x in {a} : \"k\" => {b}... }}"),
            4 => format!("flatten([{a}, {b}, {a}])"),
            5 => format!("setproduct({a}, {b})"),
            6 => format!("concat({a}, {b}, {b})"),
            7 => format!("join({a}, {b})"),
            8 => format!("replace({a}, \"\", {b})"),
            9 => format!("replace({a}, \"/.*/\", \"$0$0$0$0\")"),
            10 => format!("format(\"%s%s%9000d\", {a}, {b}, 1)"),
            11 => format!("\"${{{a}}}${{{a}}}${{{b}}}\""),
            12 => format!("[{a}, {a}, {b}, {b}]"),
            13 => format!("zipmap({a}, {b})"),
            14 => format!("merge({a}, {b})"),
            15 => format!("jsonencode([{a}, {b}])"),
            16 => format!("chunklist({a}, 1)"),
            17 => format!("split(\"\", {a})"),
            18 => format!("regexall(\"(.)(.)?\", {a})"),
            19 => format!("indent(9000, {a})"),
            20 => format!("sort(distinct(concat({a}, {b})))"),
            21 => format!("yamlencode({a})"),
            22 => format!("formatlist(\"%s-%s\", {a}, {b})"),
            23 => format!("pow({a}, {b})"),
            24 => format!("base64encode({a})"),
            _ => format!("{a} == {b} ? {a} : {b}"),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Growth is paid for: with a small budget every expression ends soon, with a value, an error in words, or no budget.
    #[test]
    fn whatever_grows_pays_for_it(text in growing()) {
        let expr = parse_expression(&Source::new("hostile", text.as_str()));
        let Ok(expr) = expr else { return Ok(()) };
        let start = Instant::now();
        if let Some(Err(error)) = evaluate_briefly(&expr, &Nothing) {
            prop_assert!(!error.message.is_empty() && error.span.end <= text.len());
        }
        // Well below a second by itself; the machine may be busy with other things.
        prop_assert!(start.elapsed() < Duration::from_secs(30), "{text} took {:?}", start.elapsed());
    }
}
