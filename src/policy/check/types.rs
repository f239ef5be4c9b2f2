//! Types where they can be known: what can never be true or false, a number, a list, or equal to the other side. Only what
//! is wrong whatever the plan holds is named; text that may yet spell a number or a truth is let be.

use crate::eval::Type as Declared;
use crate::eval::ast::{BinaryOp, Call, Conditional, Expr, ExprKind, Step, StepKind, UnaryOp};
use crate::model::Value;
use crate::policy::{Input, vocabulary};
use crate::source::Span;

use super::{ANY, Checker, Type, element_of, is_list, suggestion};

/// Text that an expression makes; a `string` is one that a property has, which never spells a truth or a number.
pub(super) const TEXT: Type = "text";
pub(super) const LIST: Type = "list of any";

/// The words that a property can have.
pub(super) type Words = Option<&'static [&'static str]>;

impl<'c> Checker<'c, '_> {
    /// The type of an expression and, where it is a property that has one of some words, those.
    fn typed(&mut self, expr: &'c Expr) -> (Type, Words) {
        self.words = None;
        let type_ = self.expr(expr);
        let is_property = matches!(expr.kind, ExprKind::Traversal { .. });
        (type_, self.words.take().filter(|_| is_property))
    }

    /// Where true or false is needed: by `what`.
    pub(super) fn truth(&mut self, expr: &'c Expr, what: &str) {
        let type_ = self.expr(expr);
        if literal(expr).is_some_and(|value| value.as_bool().is_some()) {
            return;
        }
        let Some(is) = described(type_, literal(expr)) else { return };
        if type_ == "bool" || type_ == TEXT && literal(expr).is_none() || self.guarded > 0 {
            return;
        }
        let help = match type_ {
            list if is_list(list) => {
                "ask how long it is, or about its elements: `length(…) > 0`, `anytrue([for x in …])`"
            }
            class if vocabulary::is_class(class) => "ask for one of its properties, such as `.after`",
            "null" => "",
            _ => "compare it with something: `… == …`",
        };
        self.errors.add(expr.span, format!("{what} is true or false, and this is {is}"), "", help);
    }

    fn number(&mut self, expr: &'c Expr, operator: &str) {
        let type_ = self.expr(expr);
        if type_ == "number" || literal(expr).is_some_and(|value| value.as_number().is_some()) {
            return;
        }
        if type_ == TEXT && literal(expr).is_none() || self.guarded > 0 {
            return;
        }
        if let Some(is) = described(type_, literal(expr)) {
            let help = if is_list(type_) { "its length is a number: `length(…)`" } else { "" };
            self.errors.add(expr.span, format!("`{operator}` needs numbers, and this is {is}"), "", help);
        }
    }

    pub(super) fn unary(&mut self, operator: UnaryOp, operand: &'c Expr) -> Type {
        match operator {
            UnaryOp::Not => {
                self.truth(operand, "what stands behind `!`");
                "bool"
            }
            UnaryOp::Negate => {
                self.number(operand, "-");
                "number"
            }
        }
    }

    pub(super) fn binary(&mut self, operator: BinaryOp, left: &'c Expr, right: &'c Expr, span: Span) -> Type {
        match operator {
            BinaryOp::And | BinaryOp::Or => {
                let what = format!("each side of `{}`", operator.symbol());
                self.truth(left, &what);
                self.truth(right, &what);
                "bool"
            }
            BinaryOp::Equal | BinaryOp::NotEqual => {
                self.equality(operator, left, right, span);
                "bool"
            }
            _ => {
                self.number(left, operator.symbol());
                self.number(right, operator.symbol());
                let compares = matches!(
                    operator,
                    BinaryOp::Less | BinaryOp::LessOrEqual | BinaryOp::Greater | BinaryOp::GreaterOrEqual
                );
                if compares { "bool" } else { "number" }
            }
        }
    }

    fn equality(&mut self, operator: BinaryOp, left: &'c Expr, right: &'c Expr, span: Span) {
        let (a, a_words) = self.typed(left);
        let (b, b_words) = self.typed(right);
        self.one_of(a_words, right);
        self.one_of(b_words, left);
        let (Some(a_family), Some(b_family)) = (family(a), family(b)) else { return };
        if a_family == b_family {
            return;
        }
        let (a_is, b_is) = (described(a, literal(left)), described(b, literal(right)));
        let (Some(a_is), Some(b_is)) = (a_is, b_is) else { return };
        let always = if operator == BinaryOp::Equal { "never equal" } else { "always unequal" };
        let help = match [a_family, b_family] {
            ["subject", _] | [_, "subject"] => "compare one of its properties, such as `.address`",
            ["number", "text"] | ["text", "number"] | ["bool", "text"] | ["text", "bool"] => {
                "nothing is converted: write a number or a truth without quotes, or use tostring(…)"
            }
            _ => "",
        };
        self.never(span, format!("the two sides are {always}: {a_is} and {b_is}"), help.to_owned());
    }

    /// A property that has one of some words is compared with one that is none of them.
    fn one_of(&mut self, words: Words, other: &Expr) {
        let Some((words, word)) = words.zip(other.as_literal_string()) else { return };
        if !words.contains(&word) {
            let message = format!("this is never `{word}`");
            self.never(other.span, message, suggestion(word, words.iter().copied()));
        }
    }

    pub(super) fn conditional(&mut self, it: &'c Conditional) -> Type {
        self.truth(&it.condition, "what stands before `?`");
        let (then, otherwise) = (self.expr(&it.then), self.expr(&it.otherwise));
        if then == otherwise { then } else { ANY }
    }

    /// What a `for` or a splat walks.
    pub(super) fn walked(&mut self, type_: Type, span: Span) {
        let is = match type_ {
            "bool" | "number" | "string" | TEXT | "null" => described(type_, None),
            class if vocabulary::is_class(class) => described(class, None),
            _ => None,
        };
        if let Some(is) = is.filter(|_| self.guarded == 0) {
            self.errors.add(span, format!("`for` walks a list or an object, and this is {is}"), "", "");
        }
    }

    /// What has no part to ask for.
    pub(super) fn part(&mut self, type_: Type, span: Span) {
        if self.guarded == 0 && matches!(type_, "bool" | "number" | "string" | TEXT | "null") {
            let is = described(type_, None).unwrap_or_default();
            self.errors.add(span, format!("this is a part of {is}, which has none"), "", "");
        }
    }

    /// The type of a call, once its arguments were looked at.
    pub(super) fn result(&mut self, call: &'c Call, first: Type, last: (Type, Words)) -> Type {
        let name = call.name.as_str();
        if let (Some(wrong), Some(argument)) = (misfit(name, first), call.arguments.first())
            && self.guarded == 0
        {
            let is = described(first, literal(argument)).unwrap_or_default();
            self.errors.add(argument.span, format!("`{name}` takes {}, and this is {is}", wrong.0), "", wrong.1);
        }
        if let ("contains", [list, _]) = (name, call.arguments.as_slice())
            && let ExprKind::Tuple(items) = &list.kind
        {
            items.iter().for_each(|item| self.one_of(last.1, item));
        }
        returned(name)
    }

    /// The type of `input.x.y`, by the type that the input declares.
    pub(super) fn of_input(&mut self, input: &Input, rest: &[Step]) -> Type {
        let mut declared = &input.type_;
        for step in rest {
            declared = match (declared, &step.kind) {
                (Declared::Object(fields), StepKind::Attribute(name)) => {
                    let Some(field) = fields.iter().find(|field| field.name == *name) else {
                        if self.guarded == 0 {
                            let message = format!("the type of the input `{}` has no `{name}` here", input.name);
                            let known: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
                            self.errors.add(step.span, message, "", suggestion(name, known.into_iter()));
                        }
                        return ANY;
                    };
                    &field.type_
                }
                (Declared::List(inner) | Declared::Set(inner) | Declared::Map(inner), StepKind::Index(_)) => inner,
                (Declared::Map(inner), StepKind::Attribute(_)) => inner,
                _ => return ANY,
            };
        }
        match declared {
            Declared::Number => "number",
            Declared::Bool => "bool",
            Declared::List(_) | Declared::Set(_) | Declared::Tuple(_) => LIST,
            Declared::Map(_) | Declared::Object(_) => "object",
            // Text can spell a truth.
            Declared::String | Declared::Any => ANY,
        }
    }
}

pub(super) fn of_literal(value: &Value) -> Type {
    match value.unmask().0 {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => TEXT,
        Value::Seq(..) => LIST,
        Value::Object(_) => "object",
        _ => ANY,
    }
}

fn literal(expr: &Expr) -> Option<&Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value),
        ExprKind::Paren(inner) => literal(inner),
        _ => None,
    }
}

/// What a type is, in words; `None` where it can be anything.
fn described(type_: Type, literal: Option<&Value>) -> Option<String> {
    Some(match type_ {
        "bool" => "true or false".to_owned(),
        "number" => "a number".to_owned(),
        "string" => "text".to_owned(),
        TEXT => literal.and_then(Value::as_str).map_or("text".to_owned(), |text| {
            let short: String = text.chars().take(40).collect();
            format!("the text \"{short}\"")
        }),
        "null" => "null".to_owned(),
        "object" => "an object".to_owned(),
        list if is_list(list) => match element_of(list) {
            ANY => "a list".to_owned(),
            element => format!("a list of {}", element.replace('_', " ")),
        },
        meta if meta.ends_with("meta") => "`meta`, an object".to_owned(),
        class if vocabulary::is_class(class) => match class.starts_with(['a', 'e', 'i', 'o', 'u']) {
            true => format!("an {class}"),
            false => format!("a {}", class.replace('_', " ")),
        },
        _ => return None,
    })
}

/// Values of different families are never equal; null may be of any.
fn family(type_: Type) -> Option<&'static str> {
    Some(match type_ {
        "bool" => "bool",
        "number" => "number",
        "string" | TEXT => "text",
        "object" => "object",
        list if is_list(list) => "list",
        meta if meta.ends_with("meta") => return None,
        class if vocabulary::is_class(class) => "subject",
        _ => return None,
    })
}

/// What a function takes as its first argument, where a type is none of it, and what to do.
fn misfit(name: &str, type_: Type) -> Option<(&'static str, &'static str)> {
    const LISTS: [&str; 9] =
        ["contains", "anytrue", "alltrue", "flatten", "distinct", "sum", "sort", "reverse", "concat"];
    const TEXTS: [&str; 10] = [
        "startswith",
        "endswith",
        "strcontains",
        "contains_substring",
        "lower",
        "upper",
        "trimspace",
        "trimprefix",
        "trimsuffix",
        "title",
    ];
    let plain = matches!(type_, "bool" | "number");
    let is_class = vocabulary::is_class(type_);
    let is_text = matches!(type_, "string" | TEXT);
    match name {
        "length" if plain || is_class => Some(("a list, an object or text", "")),
        "contains" if is_text => {
            Some(("a list", "whether a text has another in it is asked with `strcontains(text, part)`"))
        }
        name if LISTS.contains(&name) && (plain || is_class || is_text) => Some(("a list", "")),
        name if TEXTS.contains(&name) && (is_list(type_) || is_class || type_ == "object") => {
            Some(("text", "take one element, or go through all: `anytrue([for x in … : …])`"))
        }
        _ => None,
    }
}

/// The type of a function's result, where it has one.
fn returned(name: &str) -> Type {
    match name {
        "length" | "tonumber" | "abs" | "ceil" | "floor" | "max" | "min" | "sum" | "semvercmp" | "parseint" => "number",
        "contains" | "anytrue" | "alltrue" | "startswith" | "endswith" | "strcontains" | "contains_substring"
        | "regex_match" | "can" | "semverconstraint" | "tobool" => "bool",
        "lower" | "upper" | "join" | "format" | "jsonencode" | "tostring" | "trimspace" | "title" | "valuetostring" => {
            TEXT
        }
        "keys" | "values" | "split" | "flatten" | "distinct" | "concat" | "sort" | "range" | "tolist" | "toset"
        | "compact" | "getresources" => LIST,
        _ => ANY,
    }
}
