//! Types, line by line: a type, a value, and what it becomes.

use super::*;
use crate::eval::{parse_expression, show};
use crate::model::{Address, AttributeRef, Path};
use crate::source::Source;

fn parsed(text: &str) -> Expr {
    parse_expression(&Source::new("type", text)).expect("an expression")
}

fn converted(type_: &str, value: &str) -> String {
    let type_ = match parse_type(&parsed(type_)) {
        Ok(type_) => type_,
        Err(error) => return format!("error: {error}"),
    };
    let value = evaluate(&parsed(value), &Nothing).expect("a value");
    match type_.convert(value) {
        Ok(value) => {
            let kind = value.type_name();
            format!("{kind} {}", show(&value, &Nothing))
        }
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn values_become_what_a_type_says() {
    let table = [
        ("string", "1", "string 1"),
        ("\"string\"", "true", "string true"),
        ("number", "\"1.5\"", "number 1.5"),
        ("number", "\"x\"", "error: a number is needed, and this is text"),
        ("bool", "\"true\"", "bool true"),
        ("string", "null", "null null"),
        ("string", "[]", "error: text is needed, and this is a list; use join(\", \", …) or jsonencode(…)"),
        ("list(string)", "[1, \"a\", true]", "list 1, a, true"),
        ("list", "[1, \"a\"]", "list 1, a"),
        ("list(any)", "[1, true]", "error: the elements are of different types"),
        ("list(number)", "[1, \"x\"]", "error: element 1: a number is needed, and this is text"),
        ("set(string)", "[\"b\", \"a\", \"b\"]", "set a, b"),
        ("set(number)", "[\"2\", 2, 10]", "set 2, 10"),
        ("map(string)", "{ a = 1 }", "object { a = 1 }"),
        ("map(any)", "{ a = 1, b = \"x\" }", "object { a = 1, b = x }"),
        ("tuple([string, number])", "[1, \"2\"]", "tuple 1, 2"),
        ("tuple([string])", "[1, 2]", "error: a tuple of 1 elements is needed, and this has 2"),
        ("object({ a = string })", "{ a = 1, b = 2 }", "object { a = 1 }"),
        ("object({ a = string })", "{}", "error: the attribute `a` is missing"),
        ("object({ a = optional(string) })", "{}", "object { a = null }"),
        ("object({ a = optional(number, \"8\") })", "{}", "object { a = 8 }"),
        ("object({ a = optional(number, 8) })", "{ a = null }", "object { a = 8 }"),
        ("object({ a = optional(object({ b = optional(bool, true) }), {}) })", "{}", "object { a = { b = true } }"),
        ("list(object({ p = optional(number, 80) }))", "[{}, { p = \"1\" }]", "list { p = 80 }, { p = 1 }"),
        ("map(object({ a = list(string) }))", "{ x = { a = [1] } }", "object { x = { a = 1 } }"),
        ("any", "[1, \"a\"]", "tuple 1, a"),
        ("list(strin)", "[]", "error: this is not a type; did you mean `string`?"),
        ("object({ a = optional(number, \"x\") })", "{}", "error: a number is needed, and this is text"),
    ];
    for (type_, value, expected) in table {
        assert_eq!(converted(type_, value), expected, "{type_} of {value}");
    }
}

#[test]
fn what_is_not_known_stays_where_that_is_certain() {
    let attribute = AttributeRef {
        instance: Arc::new(Address::parse("tg.a").expect("an address")),
        deposed: None,
        path: Path::attribute("arn"),
    };
    let later = Value::unknown_attribute(attribute);
    let is_same = |type_: &str| {
        let type_ = parse_type(&parsed(type_)).expect("a type");
        type_.convert(later.clone()).expect("a value") == later
    };
    assert!(is_same("string") && is_same("any") && is_same("object({ a = string })") && is_same("map(string)"));
    assert!(!is_same("list(string)") && !is_same("set(string)"));
    assert!(!is_same("object({ a = optional(string, \"x\") })"));
    let type_ = parse_type(&parsed("object({ a = optional(string, \"x\"), b = string })")).expect("a type");
    let entries = [("a", later.clone()), ("b", later.clone().sensitive())];
    let object = Value::object(entries.into_iter().map(|(key, value)| (Arc::from(key), value)).collect());
    let found = type_.convert(object).expect("an object");
    // It may be null, and then the default stands there.
    assert!(found.get("a").is_some_and(|a| a != later && a.as_unknown().is_some()));
    assert_eq!(found.get("b"), Some(later.sensitive()));
}
