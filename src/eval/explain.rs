//! Why an expression has its value: the parts that decided it, each with the value it has. Of `a && b` that is the one
//! that is false, of `alltrue([for …])` the elements for which it is; a part that is not known says where it will come
//! from. Below a value under a mask nothing is told, as the way a decision took tells the value too.

use std::collections::BTreeMap;

use crate::model::{Bounds, Handle, Value};
use crate::source::{Source, Span};

use super::Scope;
use super::ast::{BinaryOp, Call, Conditional, Expr, ExprKind, For, Step, StepKind, UnaryOp};
use super::convert::truth;
use super::evaluate::{Binding, Env, Evaluator};

/// Most parts of one explanation.
const MOST: usize = 40;
/// Most elements of one list that are shown.
const ELEMENTS: usize = 3;
const DEEPEST: usize = 8;
/// Longest text of a part and of a value, in characters.
const EXPRESSION: usize = 100;
const VALUE: usize = 200;

/// A part of an expression that decided its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// How far below the first part it hangs; the first has 0.
    pub depth: usize,
    /// The part as it is written, on one line.
    pub expression: String,
    /// Its value as it would be written in HCL; in brackets what cannot be: `(sensitive)`, or why it is not known.
    pub value: String,
}

/// The parts of `expr` that decided its value. `source` is the text it was read from. Never fails and never shows what
/// is under a mask.
pub fn explain(expr: &Expr, scope: &dyn Scope, source: &Source) -> Vec<Clue> {
    let mut walk = Walk { evaluator: Evaluator::new(scope), source, clues: Vec::new() };
    walk.explain(expr, Env::default(), 0);
    walk.clues
}

/// A value as it is written in HCL, cut where it is long. Never shows what is under a mask.
pub fn written(value: &Value, scope: &dyn Scope) -> String {
    let mut out = String::new();
    write(value, scope, 0, &mut out);
    cut(&out, VALUE)
}

struct Walk<'s> {
    evaluator: Evaluator<'s>,
    source: &'s Source,
    clues: Vec<Clue>,
}

impl Walk<'_> {
    fn explain(&mut self, expr: &Expr, env: Env<'_>, depth: usize) {
        if self.clues.len() >= MOST || depth > DEEPEST {
            return;
        }
        match &expr.kind {
            ExprKind::Paren(inner) | ExprKind::Unary(UnaryOp::Not, inner) => self.explain(inner, env, depth),
            // Which of the two decides would tell what is masked.
            ExprKind::Binary(operator @ (BinaryOp::And | BinaryOp::Or), operands) if !self.is_masked(expr, env) => {
                self.logic(*operator, [&operands.0, &operands.1], env, depth);
            }
            _ if is_constant(expr) => {}
            _ => {
                // A part of what is masked would tell it.
                if self.push(expr, env, depth).is_some_and(|value| !value.unmask().1) {
                    self.parts(expr, env, depth + 1);
                }
            }
        }
    }

    /// Writes the part down; its value where it has one.
    fn push(&mut self, expr: &Expr, env: Env<'_>, depth: usize) -> Option<Value> {
        let value = self.evaluator.eval(expr, env);
        let shown = match &value {
            Ok(value) => written(value, self.evaluator.scope),
            Err(error) => cut(&format!("(no value: {})", error.message), VALUE),
        };
        self.clue(depth, self.text(expr.span), shown);
        value.ok()
    }

    fn clue(&mut self, depth: usize, expression: String, value: String) {
        let clue = Clue { depth, expression, value };
        // What both sides of an operator ask for is said once.
        if self.clues.len() < MOST && self.clues.last() != Some(&clue) {
            self.clues.push(clue);
        }
    }

    /// What is below a part that was written down.
    fn parts(&mut self, expr: &Expr, env: Env<'_>, depth: usize) {
        match &expr.kind {
            ExprKind::Unary(_, operand) => self.explain(operand, env, depth),
            ExprKind::Binary(_, operands) => {
                self.explain(&operands.0, env, depth);
                self.explain(&operands.1, env, depth);
            }
            ExprKind::Conditional(conditional) => self.conditional(conditional, env, depth),
            ExprKind::Call(call) => self.call(call, env, depth),
            ExprKind::For(it) => self.explain(&it.collection, env, depth),
            ExprKind::Traversal { base, steps } => self.traversal(base, steps, env, depth),
            _ => {}
        }
    }

    /// The operands that decide: of a false `&&` one that is false, of a true one both; what is not known is decided by
    /// what is not known.
    fn logic(&mut self, operator: BinaryOp, operands: [&Expr; 2], env: Env<'_>, depth: usize) {
        let truths = operands.map(|operand| self.truth(operand, env));
        let decisive = Some(operator == BinaryOp::Or);
        // The second operand is not even looked at where the first one decides.
        let wanted = match truths {
            [first, _] if first == decisive => [true, false],
            [_, second] if second == decisive => [false, true],
            [None, None] => [true, true],
            [None, _] => [true, false],
            [_, None] => [false, true],
            _ => [true, true],
        };
        for (operand, wanted) in operands.into_iter().zip(wanted) {
            if wanted {
                self.explain(operand, env, depth);
            }
        }
    }

    fn is_masked(&self, expr: &Expr, env: Env<'_>) -> bool {
        self.evaluator.eval(expr, env).is_ok_and(|value| value.unmask().1)
    }

    fn truth(&self, expr: &Expr, env: Env<'_>) -> Option<bool> {
        self.evaluator.eval(expr, env).ok().and_then(|value| truth(&value).ok().flatten())
    }

    fn conditional(&mut self, it: &Conditional, env: Env<'_>, depth: usize) {
        self.explain(&it.condition, env, depth);
        match self.truth(&it.condition, env) {
            Some(true) => self.explain(&it.then, env, depth),
            Some(false) => self.explain(&it.otherwise, env, depth),
            None => {}
        }
    }

    fn call(&mut self, call: &Call, env: Env<'_>, depth: usize) {
        let decisive = match call.name.as_str() {
            "alltrue" => Some(false),
            "anytrue" => Some(true),
            _ => None,
        };
        for argument in &call.arguments {
            match (decisive, bare(argument)) {
                (Some(decisive), Expr { kind: ExprKind::For(it), .. }) if it.result_key.is_none() => {
                    self.elements(it, decisive, env, depth);
                }
                (Some(_), Expr { kind: ExprKind::Tuple(items), .. }) => {
                    items.iter().for_each(|item| self.explain(item, env, depth));
                }
                _ => self.explain(argument, env, depth),
            }
        }
    }

    /// The elements that decide `alltrue` or `anytrue`: those with the decisive truth, else those that are not known. Where
    /// there is neither, each element speaks for the result, and the list itself says enough.
    fn elements(&mut self, it: &For, decisive: bool, env: Env<'_>, depth: usize) {
        let Ok(collection) = self.evaluator.eval(&it.collection, env) else { return };
        if collection.unmask().1 {
            return self.clue(depth, self.text(it.collection.span), written(&collection, self.evaluator.scope));
        }
        let Ok(Ok(entries)) = self.evaluator.entries(&collection, it.collection.span) else {
            return self.explain(&it.collection, env, depth);
        };
        let mut by_truth: BTreeMap<Option<bool>, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let (outer, key) = (env, it.key.as_deref().unwrap_or(""));
            let outer = Binding { name: key, value: entry.key.clone(), outer };
            let inner = Binding { name: &it.value, value: entry.value.clone(), outer: Env::with(&outer) };
            let env = Env::with(&inner);
            if it.condition.as_ref().is_none_or(|condition| self.truth(condition, env) != Some(false)) {
                by_truth.entry(self.truth(&it.result, env)).or_default().push(at);
            }
        }
        let deciding = by_truth.remove(&Some(decisive)).or_else(|| by_truth.remove(&None)).unwrap_or_default();
        if deciding.is_empty() {
            return self.explain(&it.collection, env, depth);
        }
        for at in deciding.iter().take(ELEMENTS) {
            let Some(entry) = entries.get(*at) else { continue };
            let outer = Binding { name: it.key.as_deref().unwrap_or(""), value: entry.key.clone(), outer: env };
            let inner = Binding { name: &it.value, value: entry.value.clone(), outer: Env::with(&outer) };
            self.clue(depth, it.value.to_string(), written(&entry.value, self.evaluator.scope));
            self.explain(&it.result, Env::with(&inner), depth + 1);
        }
        if deciding.len() > ELEMENTS {
            self.clue(depth, it.value.to_string(), format!("(and {} more)", deciding.len() - ELEMENTS));
        }
    }

    /// A local is explained by what it is made of, an index by its own value.
    fn traversal(&mut self, base: &Expr, steps: &[Step], env: Env<'_>, depth: usize) {
        let scope = self.evaluator.scope;
        let first = steps.first().and_then(|step| match &step.kind {
            StepKind::Attribute(name) => Some(name),
            _ => None,
        });
        if let (Some(root), Some(name)) = (base.as_variable(), first)
            && let Some(definition) = scope.definition(root, name)
        {
            self.explain(definition, Env::default(), depth);
        } else if base.as_variable().is_none() {
            self.explain(base, env, depth);
        }
        for step in steps {
            if let StepKind::Index(index) = &step.kind {
                self.explain(index, env, depth);
            }
        }
    }

    fn text(&self, span: Span) -> String {
        let text = self.source.slice(span);
        cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), EXPRESSION)
    }
}

fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Paren(inner) => bare(inner),
        _ => expr,
    }
}

/// It names nothing, so that the text is the value.
fn is_constant(expr: &Expr) -> bool {
    let mut constant = !matches!(expr.kind, ExprKind::Variable(_) | ExprKind::Call(_) | ExprKind::For(_));
    expr.each_child(&mut |child| constant = constant && is_constant(child));
    constant
}

fn cut(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

fn write(value: &Value, scope: &dyn Scope, depth: usize, out: &mut String) {
    if out.len() > 4 * VALUE || depth > DEEPEST {
        return out.push('…');
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => quoted(text, out),
        Value::Sensitive(_) => out.push_str("(sensitive)"),
        Value::Unknown(unknown) => {
            let bounds = unknown.bounds.as_deref().map(|bounds| bounded(bounds, scope)).unwrap_or_default();
            out.push_str(&format!("({bounds}{})", unknown.reason()));
        }
        Value::Seq(_, elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                if out.len() > 4 * VALUE {
                    break;
                }
                write(element, scope, depth + 1, out);
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (at, (key, entry)) in entries.iter().enumerate() {
                out.push_str(if at == 0 { " " } else { ", " });
                if out.len() > 4 * VALUE {
                    break;
                }
                out.push_str(&format!("{key} = "));
                write(entry, scope, depth + 1, out);
            }
            out.push_str(if entries.is_empty() { "}" } else { " }" });
        }
        Value::Subject(handle) => subject(*handle, scope, out),
    }
}

/// A subject is best known by its address.
fn subject(handle: Handle, scope: &dyn Scope, out: &mut String) {
    match scope.attribute(handle, "address") {
        Some(Ok(Value::String(address))) => out.push_str(&address),
        _ => out.push_str("(…)"),
    }
}

fn bounded(bounds: &Bounds, scope: &dyn Scope) -> String {
    match bounds {
        Bounds::Between { least, most } => format!("between {least} and {most}, "),
        Bounds::Elements { certain, possible } => {
            let list = |elements: &[Value]| written(&Value::tuple(elements.to_vec()), scope);
            match certain.is_empty() {
                true => format!("perhaps {}, ", list(possible)),
                false => format!("{} and perhaps {}, ", list(certain), list(possible)),
            }
        }
        // Its reason says what it depends on.
        Bounds::Text(_) | Bounds::Json(_) | Bounds::Greatest | Bounds::Split(_) | Bounds::Piece { .. } => String::new(),
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars().take(VALUE + 1) {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::parse_expression;
    use crate::eval::tests::World;

    fn told(text: &str) -> String {
        let source = Source::new("t", text);
        let clues = explain(&parse_expression(&source).unwrap(), &World, &source);
        let line = |clue: Clue| format!("{}{} is {}", "  ".repeat(clue.depth), clue.expression, clue.value);
        clues.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_parts_that_decide_are_told_and_the_others_are_not() {
        let table = [
            ("obj.n == 2", "obj.n == 2 is false\n  obj.n is 1"),
            // Only the side that is false.
            ("obj.n == 1 && obj.name == \"y\"", "obj.name == \"y\" is false\n  obj.name is \"x\""),
            ("obj.n == 2 && obj.name == \"y\"", "obj.n == 2 is false\n  obj.n is 1"),
            // Both, as both have to be.
            (
                "obj.n == 2 || obj.name == \"y\"",
                "obj.n == 2 is false\n  obj.n is 1\nobj.name == \"y\" is false\n  obj.name is \"x\"",
            ),
            ("!(obj.n == 1)", "obj.n == 1 is true\n  obj.n is 1"),
            ("length(list) == 0", "length(list) == 0 is false\n  length(list) is 3\n    list is [1, 2, 3]"),
            (
                "alltrue([for x in list : x < 2 || x > 9])",
                "alltrue([for x in list : x < 2 || x > 9]) is false\n  x is 2\n    x < 2 is false\n      x is 2\n    x > 9 is \
                 false\n      x is 2\n  x is 3\n    x < 2 is false\n      x is 3\n    x > 9 is false\n      x is 3",
            ),
            ("anytrue([for x in list : x > 9])", "anytrue([for x in list : x > 9]) is false\n  list is [1, 2, 3]"),
            (
                "alltrue([for x in set : x == \"p\" if x != \"q\"])",
                "alltrue([for x in set : x == \"p\" if x != \"q\"]) is true\n  set is [\"p\", \"q\"]",
            ),
            (
                "obj.n == 1 ? obj.name == \"y\" : false",
                "obj.n == 1 ? obj.name == \"y\" : false is false\n  obj.n == 1 is true\n    obj.n is 1\n  obj.name == \"y\" is false\n    obj.name is \"x\"",
            ),
            (
                "pool.members[0] == nothing",
                "pool.members[0] == nothing is false\n  pool.members[0] is tg.a\n  nothing is null",
            ),
            ("obj.nme == 1", "obj.nme == 1 is (no value: "),
        ];
        for (text, expected) in table {
            let told = told(text);
            assert!(told == expected || expected.ends_with(": ") && told.starts_with(expected), "{text}\n{told}");
        }
    }

    #[test]
    fn what_is_not_known_says_where_it_will_come_from() {
        assert_eq!(
            told("other == obj.name && obj.n == 1"),
            "other == obj.name is (known after apply: depends on data.tg.x.arn)\n  other is (known after apply: data.tg.x.arn)\n  obj.name is \"x\""
        );
        assert_eq!(
            told("length(some) > 1"),
            "length(some) > 1 is (nobody knows)\n  length(some) is (between 1 and 2, nobody knows)\n    some is ([1] and perhaps [2], nobody knows)"
        );
    }

    #[test]
    fn nothing_under_a_mask_is_told() {
        for text in [
            "secret == \"hidden\"",
            "secret != obj.name && secret == \"no\"",
            "alltrue([for key, x in vault : x == \"no\"])",
            "vault.key == \"no\" || half.shut == \"no\" || pin > 9",
            "yes ? obj.n == 2 : obj.name == \"x\"",
            "half == list",
        ] {
            let source = Source::new("t", text);
            let clues = explain(&parse_expression(&source).unwrap(), &World, &source);
            assert!(clues.iter().any(|clue| clue.value.contains("(sensitive)")), "{clues:?}");
            assert!(clues.iter().all(|clue| !clue.value.contains("hidden") && clue.value != "7"), "{clues:?}");
        }
        // The arm that is taken, or the operand that decides, tells the condition.
        assert_eq!(told("yes && obj.n == 2"), "yes && obj.n == 2 is (sensitive)");
        assert_eq!(told("yes ? obj.n == 2 : obj.name == \"x\""), "yes ? obj.n == 2 : obj.name == \"x\" is (sensitive)");
    }

    #[test]
    fn an_explanation_has_an_end() {
        let deep = format!("{}obj.n{} == 2", "length([".repeat(40), "])".repeat(40));
        let wide = vec!["obj.n == 2"; 60].join(" || ");
        let costly = "alltrue([for a in range(3000) : alltrue([for b in range(3000) : obj.n == 1])])";
        for text in [&deep, &wide, &costly.to_owned()] {
            let source = Source::new("t", text.as_str());
            let clues = explain(&parse_expression(&source).unwrap(), &World, &source);
            assert!(!clues.is_empty() && clues.len() <= MOST, "{}", clues.len());
            assert!(clues.iter().all(|clue| clue.expression.chars().count() <= EXPRESSION + 1));
            assert!(clues.iter().all(|clue| clue.value.chars().count() <= VALUE + 1));
        }
    }
}
