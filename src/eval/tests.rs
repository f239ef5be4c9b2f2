//! The language, line by line: `testdata/expressions.txt` holds `expression => value`. `error: …` stands for an error
//! that has these words in it. Values are written as `notation` below writes them.

use std::cell::Cell;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{Address, AttributeRef, Handle, Origin, Path, SeqKind, Unknown, Value};
use crate::source::Source;

/// `a` and `b` will be arns of two instances that certainly differ; `twin` is declared to equal `a`; `other` may be any.
pub(super) struct World;

fn attribute(instance: &str, path: &str) -> AttributeRef {
    AttributeRef {
        instance: Arc::new(Address::parse(instance).expect("an address")),
        deposed: None,
        path: Path::attribute(path),
    }
}

fn later(instance: &str, path: &str) -> Value {
    Value::unknown_attribute(attribute(instance, path))
}

fn object(entries: &[(&str, Value)]) -> Value {
    let entries = entries.iter().map(|(key, value)| (Arc::from(*key), value.clone()));
    Value::object(entries.collect())
}

impl Scope for World {
    fn root(&self, name: &str) -> Option<Result<Value, EvalError>> {
        let maybe = Unknown::new(Origin::Elsewhere, Some("nobody knows".into()));
        Some(Ok(match name {
            "a" => later("tg.a", "arn"),
            "b" => later("tg.b", "arn"),
            "twin" => later("tg.a", "id"),
            "other" => later("data.tg.x", "arn"),
            "whole" => Value::unknown_attribute(AttributeRef { path: Path::default(), ..attribute("tg.w", "arn") }),
            "maybe" => Value::Unknown(Arc::new(maybe)),
            "some" => unknowns::uncertain_list(vec![Value::integer(1)], vec![Value::integer(2)], [&maybe]),
            "perhaps" => unknowns::uncertain_list(vec![], vec![Value::integer(2)], [&maybe]),
            "secret" => Value::string("hidden").sensitive(),
            "pin" => Value::integer(7).sensitive(),
            "yes" => Value::Bool(true).sensitive(),
            "vault" => object(&[("key", Value::string("hidden"))]).sensitive(),
            "half" => object(&[("open", Value::integer(1)), ("shut", Value::string("hidden").sensitive())]),
            "obj" => object(&[("n", Value::integer(1)), ("later", later("tg.a", "arn")), ("name", Value::string("x"))]),
            "list" => Value::tuple((1..=3).map(|n: i128| Value::integer(n)).collect()),
            "set" => Value::Seq(SeqKind::Set, Arc::new(vec![Value::string("p"), Value::string("q")])),
            "pool" => Value::Subject(Handle { class: 1, index: 0 }),
            "nothing" => Value::Null,
            "broken" => return Some(Err(EvalError::new("the local is broken", crate::source::Span::default()))),
            _ => return None,
        }))
    }

    fn roots(&self) -> Vec<String> {
        ["a", "b", "list", "obj", "pool", "secret"].map(str::to_owned).to_vec()
    }

    fn attribute(&self, _: Handle, name: &str) -> Option<Result<Value, EvalError>> {
        match name {
            "address" => Some(Ok(Value::string("tg.a"))),
            "members" => Some(Ok(Value::tuple(vec![Value::Subject(Handle { class: 2, index: 0 })]))),
            "arn" => Some(Ok(later("tg.a", "arn"))),
            _ => None,
        }
    }

    fn attributes(&self, _: Handle) -> Vec<String> {
        ["address", "members", "arn"].map(str::to_owned).to_vec()
    }

    fn never_null(&self, attribute: &AttributeRef) -> bool {
        attribute.to_string() == "tg.b.arn"
    }

    fn is_single(&self, attribute: &AttributeRef) -> bool {
        attribute.path == Path::attribute("arn")
    }

    fn same(&self, a: &AttributeRef, b: &AttributeRef) -> Option<bool> {
        let names = [a.to_string(), b.to_string()];
        let has = |name: &str| names.iter().any(|it| it == name);
        if has("tg.a.arn") && has("tg.a.id") {
            Some(true)
        } else if has("tg.b.arn") && (has("tg.a.arn") || has("tg.a.id")) {
            Some(false)
        } else {
            None
        }
    }
}

/// A value for the data file: HCL, with `unknown(…)` for what it comes from and `sensitive(…)` for masks.
fn notation(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Seq(kind, list) => {
            let inner = list.iter().map(notation).collect::<Vec<_>>().join(", ");
            if *kind == SeqKind::Set { format!("set[{inner}]") } else { format!("[{inner}]") }
        }
        Value::Object(entries) => {
            let inner = entries.iter().map(|(key, value)| format!("{key} = {}", notation(value)));
            format!("{{{}}}", inner.collect::<Vec<_>>().join(", "))
        }
        Value::Unknown(unknown) => {
            let refs = unknown.attributes().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            match &unknown.origin {
                Origin::Verbatim(_) => format!("is({refs})"),
                Origin::OneOf(_) => format!("oneof({refs})"),
                Origin::Derived(_) => format!("from({refs})"),
                Origin::Elsewhere => format!("unknown({})", unknown.why.as_deref().unwrap_or("")),
            }
        }
        Value::Sensitive(inner) => format!("sensitive({})", notation(inner)),
        Value::Subject(handle) => format!("subject({})", handle.class),
    }
}

fn evaluated(text: &str) -> String {
    let source = Source::new("test", text);
    let expr = match parse_expression(&source) {
        Ok(expr) => expr,
        Err(error) => return format!("error: {}", error.message),
    };
    match evaluate(&expr, &World) {
        Ok(value) => notation(&value),
        Err(error) => format!("error: {}", error.message),
    }
}

#[test]
fn every_line_of_the_data_file() {
    let data = include_str!("testdata/expressions.txt");
    let mut wrong = Vec::new();
    let mut count = 0;
    for (number, line) in data.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        count += 1;
        let (expression, expected) = line.split_once(" ==> ").expect("a line is `expression ==> value`");
        let found = evaluated(&expression.trim().replace('↵', "\n"));
        let expected = expected.trim();
        let agrees = match expected.strip_prefix("error: ") {
            Some(words) => found.starts_with("error: ") && found.contains(words),
            None => found == expected,
        };
        if !agrees {
            wrong.push(format!("line {}: {expression}\n    expected {expected}\n    found    {found}", number + 1));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} are wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "only {count} lines");
}

/// Read on its own, the text under the span of every part of an expression is that part again.
fn check_spans(source: &Source, expr: &ast::Expr) {
    let text = source.slice(expr.span);
    // In brackets, as line ends may stand in it.
    let again = parse_expression(&Source::new("part", format!("({text}\n)"))).map(|again| again.kind);
    let is_bare_key = matches!(expr.kind, ast::ExprKind::Literal(Value::String(_)));
    match again {
        Ok(ast::ExprKind::Paren(again)) => {
            let again = again.kind;
            let same = std::mem::discriminant(&again) == std::mem::discriminant(&expr.kind);
            assert!(same || is_bare_key, "{text:?} in {:?}", source.text());
        }
        other => panic!("{text:?} in {:?}: {other:?}", source.text()),
    }
    expr.each_child(&mut |child| check_spans(source, child));
}

#[test]
fn every_span_is_true() {
    for line in include_str!("testdata/expressions.txt").lines() {
        let Some((text, _)) = line.split_once(" ==> ") else { continue };
        let source = Source::new("test", text.replace('↵', "\n"));
        if let Ok(expr) = parse_expression(&source) {
            check_spans(&source, &expr);
        }
    }
    let source = Source::new("test", "\u{feff}a = 1 # ä\nb \"ü\" c {\n  d = [\"ö\", x.y]\n}\n");
    let body = parse_body(&source).expect("a body");
    let block = &body.blocks[0];
    let names = [body.attributes[0].span, block.span, block.labels[0].span, block.body.attributes[0].value.span];
    let texts = names.map(|span| source.slice(span).to_owned());
    assert_eq!(texts, ["a = 1", "b \"ü\" c", "\"ü\"", "[\"ö\", x.y]"]);
}

#[test]
fn every_function_has_a_true_example() {
    for function in functions::all() {
        let Some((call, result)) = function.example.split_once(") = ") else { continue };
        let found = evaluated(&format!("{call})"));
        assert_eq!(found.trim_start_matches("set"), evaluated(result), "{}", function.name);
    }
}

#[test]
fn no_two_functions_share_a_name() {
    let mut names: Vec<_> = functions::all().map(|function| function.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

fn rendered(text: &str) -> String {
    render(&parse_expression(&Source::new("test", text)).expect("an expression"), &World)
}

#[test]
fn messages_show_what_they_can_and_nothing_masked() {
    let table = [
        (r#""plain""#, "plain"),
        (r#""pool ${pool} has ${list}""#, "pool tg.a has 1, 2, 3"),
        (r#""arn ${a}, key ${secret}""#, "arn (known after apply), key (sensitive)"),
        (r#""${vault.key} ${half}""#, "(sensitive) { open = 1, shut = (sensitive) }"),
        (r#""${join(", ", [secret, "x"])}!""#, "(sensitive)!"),
        (r#""%{ if yes }shown%{ endif }.""#, "(sensitive)."),
        (r#""%{ for x in list }<${x}>%{ endfor }""#, "<1><2><3>"),
        (r#""it is ${obj.nam}.""#, "it is (… this object has no attribute `nam`; did you mean `name`?)."),
        (r#""${null} ${[]} ${{}}""#, "null  {}"),
        ("a", "(known after apply)"),
        (r#""${secret == "x" ? "yes" : "no"}""#, "(sensitive)"),
        (r#""%{ if a == b }same%{ else }not%{ endif }""#, "not"),
        (r#""%{ if a == other }same%{ endif }""#, "(known after apply)"),
        (r#""${vault.nokey}""#, "(… this object has no attribute `nokey`)"),
        (r#""${tonumber(secret)}""#, "(… tonumber: cannot be computed from this sensitive value)"),
    ];
    for (text, expected) in table {
        assert_eq!(rendered(text), expected, "{text}");
    }
}

#[test]
fn endless_work_ends() {
    let nested = "[for a in range(1000): [for b in range(1000): [for c in range(1000): c]]]";
    assert!(evaluated(nested).contains("too many steps"));
    let again = "[for a in range(1000): [for b in range(1000): contains(range(1000), -1)]]";
    assert!(evaluated(again).contains("too many steps"));
    let texts = "[for a in range(1000): [for b in range(1000): format(\"%1000s\", b)]]";
    assert!(evaluated(texts).contains("too many steps"));
    let doubled = (0..30).fold("[1, 1]".to_owned(), |inner, _| format!("[for x in [{inner}]: [x, x]][0]"));
    assert!(evaluated(&format!("length(jsonencode({doubled}))")).starts_with("error: "));
    assert!(
        evaluated(r#"join("", flatten([for a in range(1000): [for b in range(100): format("%1000d", b)]]))"#)
            .contains("too long")
    );
    assert!(evaluated(r#"format("%99999d", 1)"#).contains("width"));
    let long = format!("try({}1{}, 2)", "(".repeat(5000), ")".repeat(5000));
    assert!(evaluated(&long).contains("nested"));
}

/// `world` functions ask the scope, which has files.
#[test]
fn files_are_read_by_the_scope() {
    let read = |path: &str| match path {
        "a.tpl" => Ok(b"hello ${name}, %{ for p in ports }<${p}>%{ endfor }\n".to_vec()),
        "a.txt" => Ok(b"hello".to_vec()),
        "a.bin" => Ok(vec![0xff]),
        _ => Err(format!("the file {path} is not at hand")),
    };
    let ask = |name: &str, arguments: &[Value]| {
        let answer = files::file_function(name, arguments, &read, &World, &Cell::default()).expect("an answer");
        answer.map_or_else(|error| format!("error: {error}"), |value| notation(&value))
    };
    let path = Value::string;
    let variables = object(&[("name", Value::string("x")), ("ports", Value::tuple(vec![Value::integer(1)]))]);
    let later = object(&[("name", later("tg.a", "arn")), ("ports", Value::tuple(vec![]))]);
    assert_eq!(ask("file", &[path("a.txt")]), "\"hello\"");
    assert_eq!(ask("file", &[path("a.bin")]), "error: the bytes are no text (UTF-8)");
    assert_eq!(ask("file", &[path("b.txt")]), "unknown(the file b.txt is not at hand)");
    assert_eq!(ask("file", &[path("a.txt").sensitive()]), "sensitive(\"hello\")");
    assert_eq!(ask("file", &[World.root("a").expect("a").expect("a")]), "from(tg.a.arn)");
    assert_eq!(ask("fileexists", &[path("a.txt")]), "true");
    assert_eq!(ask("filemd5", &[path("a.txt")]), "\"5d41402abc4b2a76b9719d911017c592\"");
    assert_eq!(ask("filebase64", &[path("a.bin")]), "\"/w==\"");
    assert_eq!(ask("templatefile", &[path("a.tpl"), variables]), "\"hello x, <1>\\n\"");
    assert_eq!(ask("templatefile", &[path("a.tpl"), later]), "from(tg.a.arn)");
    let lacking = object(&[("name", Value::Null)]);
    assert!(ask("templatefile", &[path("a.tpl"), lacking]).starts_with("error: a.tpl:1: "));
    assert!(files::file_function("upper", &[path("a")], &read, &World, &Cell::default()).is_none());
}

#[test]
fn depth_that_is_allowed_does_not_overflow() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{ a = ", " }"), ("\"x${", "}\""), ("length(", ")"), ("!", "")] {
        for depth in [30, 60, 90, 190, 250, 3000] {
            let _ = evaluated(&format!("{}a{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    let chain = format!("1{}", " + 1".repeat(190));
    assert_eq!(evaluated(&chain), "191");
    let _ = evaluated(&format!("obj{}", ".a".repeat(50_000)));
    let _ = evaluated(&format!("obj{}", "[0]".repeat(50_000)));
    let _ = evaluated(&"a ? 1 : ".repeat(500));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = evaluated(&text);
        let _ = parse_body(&Source::new("test", text));
    }

    #[test]
    fn no_likely_text_panics(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        let text = words.concat();
        let found = evaluated(&text);
        prop_assert!(!found.contains("hidden") || found.contains("sensitive("), "{} shows a mask: {}", text, found);
        if let Ok(expr) = parse_expression(&Source::new("test", text.clone())) {
            prop_assert!(!render(&expr, &World).contains("hidden") || text.contains("nonsensitive"), "{}", text);
        }
        let _ = parse_body(&Source::new("test", text));
    }
}

const WORDS: &[&str] = &[
    "a",
    "b",
    "list",
    "obj",
    "secret",
    "vault",
    "some",
    "maybe",
    "pool",
    "null",
    "true",
    "1",
    "-2.5",
    "\"x\"",
    "\"${",
    "}\"",
    "\"",
    "${",
    "%{ if ",
    "%{ endif }",
    "%{ for x in ",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "for ",
    " in ",
    " : ",
    " => ",
    "...",
    ".",
    ".*",
    "[*]",
    "[0]",
    ".later",
    " == ",
    " && ",
    " || ",
    " ? ",
    " + ",
    " / ",
    "!",
    "-",
    ",",
    " = ",
    "\n",
    " ",
    "length(",
    "core::keys(",
    "join(\",\", ",
    "try(",
    "flatten(",
    "<<EOT\n",
    "<<-EOT\n",
    "\nEOT\n",
    "#",
    "/*",
    "é",
    "\u{feff}",
    "nonsensitive(",
    "format(\"%s\", ",
    "jsonencode(",
    "block \"label\" ",
    "name",
    " if ",
    "range(",
];
