//! The reader: `testdata/reader/` holds what Terraform takes and other readers have refused, and the corpus test holds the
//! reader against any folder of `.tf` files.

use std::time::Instant;

use super::super::ast::{Block, Body, Expr, ExprKind, Part, Step, StepKind};
use super::*;

/// Every span is that of its text: names are their text, and an expression read on its own is the same again.
fn check_body(source: &Source, body: &Body) {
    for attribute in &body.attributes {
        assert_eq!(source.slice(attribute.name_span), attribute.name);
        check_expr(source, &attribute.value);
        assert!(source.slice(attribute.span).starts_with(&attribute.name));
    }
    for block in &body.blocks {
        check_block(source, block);
    }
}

fn check_block(source: &Source, block: &Block) {
    assert_eq!(source.slice(block.kind_span), block.kind);
    assert!(source.slice(block.full_span).ends_with('}'));
    for label in &block.labels {
        assert_eq!(source.slice(label.span).trim_matches('"'), label.text.replace('"', "\\\""));
    }
    check_body(source, &block.body);
}

fn check_expr(source: &Source, expr: &Expr) {
    let text = source.slice(expr.span);
    // On its own, but in brackets: line ends may stand in it, and a heredoc wants one behind it.
    let alone = Source::new("part", format!("(\n{text}\n)"));
    let again = parse_expression(&alone).unwrap_or_else(|error| panic!("{}: {text:?}: {error}", source.path()));
    let ExprKind::Paren(again) = again.kind else { panic!("{text:?}") };
    let is_bare_key = matches!(&expr.kind, ExprKind::Literal(value) if value.as_str() == Some(text));
    assert!(is_bare_key || strip(*again) == strip(expr.clone()), "{}: {text:?}", source.path());
    if let ExprKind::Traversal { steps, .. } = &expr.kind {
        for step in steps {
            if let StepKind::Attribute(name) = &step.kind {
                assert_eq!(crate::model::normal(source.slice(step.span)), *name);
            }
        }
    }
    expr.each_child(&mut |child| check_expr(source, child));
}

/// The tree without its spans.
fn strip(mut expr: Expr) -> Expr {
    fn clear(expr: &mut Expr) {
        expr.span = Span::default();
        match &mut expr.kind {
            ExprKind::Literal(_) | ExprKind::Variable(_) => {}
            ExprKind::Template(parts) => clear_parts(parts),
            ExprKind::Traversal { base, steps } => {
                clear(base);
                for Step { kind, span } in steps {
                    *span = Span::default();
                    if let StepKind::Index(index) = kind {
                        clear(index);
                    }
                }
            }
            ExprKind::Call(call) => {
                call.name_span = Span::default();
                call.arguments.iter_mut().for_each(clear);
            }
            ExprKind::Unary(_, operand) => clear(operand),
            ExprKind::Binary(_, operands) => {
                clear(&mut operands.0);
                clear(&mut operands.1);
            }
            ExprKind::Conditional(it) => {
                [&mut it.condition, &mut it.then, &mut it.otherwise].into_iter().for_each(clear);
            }
            ExprKind::For(it) => {
                clear(&mut it.collection);
                clear(&mut it.result);
                it.result_key.iter_mut().chain(&mut it.condition).for_each(clear);
            }
            ExprKind::Tuple(items) => items.iter_mut().for_each(clear),
            ExprKind::Object(entries) => entries.iter_mut().for_each(|(key, value)| {
                clear(key);
                clear(value);
            }),
            ExprKind::Paren(inner) => clear(inner),
        }
    }
    fn clear_parts(parts: &mut [Part]) {
        for part in parts {
            match part {
                Part::Literal(_) => {}
                Part::Interpolation(expr) => clear(expr),
                Part::If { condition, then, otherwise } => {
                    clear(condition);
                    clear_parts(then);
                    clear_parts(otherwise);
                }
                Part::For { collection, body, .. } => {
                    clear(collection);
                    clear_parts(body);
                }
            }
        }
    }
    clear(&mut expr);
    expr
}

const TAKEN: &str = include_str!("../testdata/reader/taken.tf");
const REFUSED: &str = include_str!("../testdata/reader/refused.txt");

#[test]
fn what_terraform_takes_is_taken() {
    for text in [TAKEN.to_owned(), format!("\u{feff}{TAKEN}"), TAKEN.replace('\n', "\r\n")] {
        let source = Source::new("taken.tf", text);
        let body = parse_body(&source).unwrap_or_else(|error| {
            panic!("line {}: {error}", source.line_column(error.span.start).0);
        });
        check_body(&source, &body);
        assert_eq!(body.blocks.len(), TAKEN.lines().filter(|line| line.starts_with("block")).count());
    }
}

#[test]
fn what_terraform_refuses_is_refused() {
    for case in REFUSED.split("----\n") {
        assert!(parse_body(&Source::new("refused.tf", case)).is_err(), "{case}");
    }
}

/// Every file of HCL that is recorded, or those of a list of files, one a line, that `POOLPROOF_CORPUS` names; what became
/// of them is shown with `--nocapture`. Compare with the exit code of `terraform fmt -write=false -list=false FILE`.
#[test]
#[allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement of files that Terraform takes")]
fn corpus() {
    let list = match std::env::var("POOLPROOF_CORPUS") {
        Ok(list) => std::fs::read_to_string(list).expect("the list"),
        Err(_) => recorded(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata"))).join("\n"),
    };
    let texts: Vec<(&str, String)> =
        list.lines().filter_map(|path| Some((path, std::fs::read_to_string(path).ok()?))).collect();
    let sources: Vec<Source> = texts.iter().map(|(path, text)| Source::new(*path, text.as_str())).collect();
    let begin = Instant::now();
    let bodies: Vec<_> = sources.iter().map(parse_body).collect();
    let seconds = begin.elapsed().as_secs_f64();
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let mut refused = 0;
    for (source, body) in sources.iter().zip(&bodies) {
        match body {
            Ok(body) => check_body(source, body),
            Err(error) => {
                refused += 1;
                println!("refused {}:{}: {error}", source.path(), source.line_column(error.span.start).0);
            }
        }
    }
    let speed = bytes as f64 / 1e6 / seconds;
    assert!(sources.len() > 100 && refused == 0, "{refused} of {} files are refused", sources.len());
    println!("{} files, {refused} refused, {bytes} bytes, {seconds:.3} s, {speed:.0} MB/s", sources.len());
}

#[allow(clippy::disallowed_methods, reason = "a test that reads recorded files")]
fn recorded(folder: &std::path::Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(recorded(&path));
        } else if path.extension().is_some_and(|ending| ending == "tf") {
            files.push(path.display().to_string());
        }
    }
    files.sort();
    files
}
