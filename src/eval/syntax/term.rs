//! What operators stand between: literals, names, calls, lists, objects, `for`, and the steps to their parts.

use std::sync::Arc;

use crate::eval::ast::{Call, Expr, ExprKind, For, Step, StepKind, UnaryOp};
use crate::model::{Number, Value, normal};

use super::cursor::Cursor;
use super::{Parsed, SyntaxError};

const VALUE: &str = "a value is expected, such as \"text\", 1, true, a name, [ … ] or { … }";
const NAME: &str = "a name is expected";

impl Cursor<'_> {
    /// A term with the steps behind it.
    pub(super) fn term(&mut self) -> Parsed<Expr> {
        self.blanks();
        let start = self.at;
        for (symbol, operator) in [("-", UnaryOp::Negate), ("!", UnaryOp::Not)] {
            if self.eat(symbol) {
                let operand = self.level(Self::term)?;
                return Ok(Expr { kind: ExprKind::Unary(operator, Box::new(operand)), span: self.span(start) });
            }
        }
        let kind = self.bare_term(start)?;
        let base = Expr { kind, span: self.span(start) };
        let steps = self.steps()?;
        let Some(last) = steps.last() else { return Ok(base) };
        let span = base.span.join(last.span);
        self.taller()?;
        Ok(Expr { kind: ExprKind::Traversal { base: Box::new(base), steps }, span })
    }

    fn bare_term(&mut self, start: usize) -> Parsed<ExprKind> {
        match self.peek() {
            Some(b'"') => self.quoted(),
            Some(b'(') => {
                self.at += 1;
                let inner = self.inside(("(", start), true, |cursor| {
                    let inner = cursor.expression()?;
                    cursor.expect(")", "a comma or a closing `)` is expected")?;
                    Ok(inner)
                })?;
                Ok(ExprKind::Paren(Box::new(inner)))
            }
            Some(b'[') => {
                self.at += 1;
                self.inside(("[", start), true, Self::list)
            }
            Some(b'{') => {
                self.at += 1;
                self.braces(start)
            }
            Some(b'<') if self.peek_at(1) == Some(b'<') => self.heredoc(),
            Some(b'0'..=b'9') => self.number(),
            _ => match self.identifier() {
                Some(name) => self.name(name, start),
                None => Err(self.unexpected(VALUE)),
            },
        }
    }

    fn number(&mut self) -> Parsed<ExprKind> {
        let start = self.at;
        let text = self.number_text();
        match Number::parse(text) {
            Some(number) => Ok(ExprKind::Literal(Value::Number(number))),
            None => Err(SyntaxError { message: "this is no number".to_owned(), span: self.span(start) }),
        }
    }

    /// Digits, dots between digits, and an exponent.
    fn number_text(&mut self) -> &str {
        let start = self.at;
        loop {
            let digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
            match self.peek() {
                Some(b'0'..=b'9') => self.at += 1,
                Some(b'.') if digit(self.peek_at(1)) => self.at += 2,
                Some(b'e' | b'E') if digit(self.peek_at(1)) => self.at += 2,
                Some(b'e' | b'E') if matches!(self.peek_at(1), Some(b'+' | b'-')) && digit(self.peek_at(2)) => {
                    self.at += 3;
                }
                _ => break,
            }
        }
        self.text.get(start..self.at).unwrap_or("")
    }

    /// A name is a word of the language, a function, or a root.
    fn name(&mut self, name: &str, start: usize) -> Parsed<ExprKind> {
        let end = self.at;
        self.blanks();
        if self.peek() == Some(b'(') || self.starts_with("::") {
            self.at = end;
            return self.call(name, start);
        }
        self.at = end;
        Ok(match name {
            "true" => ExprKind::Literal(Value::Bool(true)),
            "false" => ExprKind::Literal(Value::Bool(false)),
            "null" => ExprKind::Literal(Value::Null),
            _ => ExprKind::Variable(normal(name)),
        })
    }

    fn call(&mut self, first: &str, start: usize) -> Parsed<ExprKind> {
        let mut namespace = Vec::new();
        let mut name = first.to_owned();
        let mut name_span = self.span(start);
        while self.eat_next("::") {
            self.blanks();
            let next = match self.identifier() {
                Some(next) => next.to_owned(),
                None => return Err(self.unexpected(NAME)),
            };
            namespace.push(std::mem::replace(&mut name, next));
            name_span = self.span(start);
        }
        self.blanks();
        let open = self.at;
        self.expect("(", "the arguments of a function stand in brackets: name(…)")?;
        let (arguments, expand) = self.inside(("(", open), true, Self::arguments)?;
        Ok(ExprKind::Call(Box::new(Call { namespace, name, name_span, arguments, expand })))
    }

    fn arguments(&mut self) -> Parsed<(Vec<Expr>, bool)> {
        let mut arguments = Vec::new();
        while !self.eat_next(")") {
            arguments.push(self.expression()?);
            let expand = self.eat_next("...");
            if expand || !self.eat_next(",") {
                self.expect(")", "a comma or a closing `)` is expected")?;
                return Ok((arguments, expand));
            }
        }
        Ok((arguments, false))
    }

    fn list(&mut self) -> Parsed<ExprKind> {
        self.blanks();
        if self.at_word("for") {
            return self.for_expression("]");
        }
        let mut items = Vec::new();
        while !self.eat_next("]") {
            items.push(self.expression()?);
            if !self.eat_next(",") {
                self.expect("]", "a comma or a closing `]` is expected")?;
                break;
            }
        }
        Ok(ExprKind::Tuple(items))
    }

    /// Line ends part the entries of an object, and mean nothing in a `for`.
    fn braces(&mut self, start: usize) -> Parsed<ExprKind> {
        let content = self.at;
        self.blank_lines();
        if self.at_word("for") {
            return self.inside(("{", start), true, |cursor| cursor.for_expression("}"));
        }
        self.at = content;
        self.inside(("{", start), false, Self::object).map(ExprKind::Object)
    }

    fn object(&mut self) -> Parsed<Vec<(Expr, Expr)>> {
        let mut entries = Vec::new();
        loop {
            self.blank_lines();
            if self.eat("}") {
                return Ok(entries);
            }
            let key = self.object_key()?;
            if !self.eat_next("=") && !self.eat(":") {
                return Err(self.unexpected("`=` is expected between the key and the value of an object"));
            }
            let value = self.expression()?;
            entries.push((key, value));
            self.blanks();
            if self.eat("}") {
                return Ok(entries);
            }
            if !self.eat(",") && !self.newline() {
                return Err(self.unexpected("entries of an object end with a comma or a new line"));
            }
        }
    }

    /// A bare name is the key itself.
    fn object_key(&mut self) -> Parsed<Expr> {
        let mut key = self.expression()?;
        let name = match &key.kind {
            ExprKind::Variable(name) => Some(name.clone()),
            ExprKind::Literal(Value::Null | Value::Bool(_)) => {
                Some(self.text.get(key.span.start..key.span.end).unwrap_or("").into())
            }
            _ => None,
        };
        if let Some(name) = name {
            key.kind = ExprKind::Literal(Value::string(&name));
        }
        Ok(key)
    }

    fn variable(&mut self) -> Parsed<Arc<str>> {
        self.blanks();
        match self.identifier() {
            Some(name) => Ok(normal(name)),
            None => Err(self.unexpected(NAME)),
        }
    }

    /// `k, v in collection`, as it stands in `for` and in `%{ for }`.
    pub(super) fn for_intro(&mut self) -> Parsed<(Option<Arc<str>>, Arc<str>, Expr)> {
        let first = self.variable()?;
        let (key, value) = if self.eat_next(",") { (Some(first), self.variable()?) } else { (None, first) };
        if !self.eat_word("in") {
            return Err(self.unexpected("`in` is expected: for x in list : …"));
        }
        Ok((key, value, self.expression()?))
    }

    /// From the word `for` to the closing bracket.
    fn for_expression(&mut self, close: &str) -> Parsed<ExprKind> {
        self.eat_word("for");
        let (key, value, collection) = self.for_intro()?;
        self.expect(":", "the `:` of the condition or of the `for` is expected")?;
        let first = self.expression()?;
        let (result_key, result, grouping) = if close == "}" {
            self.expect("=>", "`=>` is expected between key and value of the `for`")?;
            (Some(first), self.expression()?, self.eat_next("..."))
        } else {
            (None, first, false)
        };
        let condition = if self.eat_word("if") { Some(self.expression()?) } else { None };
        self.expect(
            close,
            if close == "}" { "a closing `}` is expected" } else { "a comma or a closing `]` is expected" },
        )?;
        let for_expr = For { key, value, collection, result_key, result, grouping, condition };
        Ok(ExprKind::For(Box::new(for_expr)))
    }

    /// The steps behind a term.
    fn steps(&mut self) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            let end = self.at;
            self.blanks();
            let start = self.at;
            if self.peek() == Some(b'.') && !self.starts_with("...") {
                self.at += 1;
                self.blanks();
                self.dot_step(start, &mut steps)?;
            } else if self.eat("[") {
                let kind = self.inside(("[", start), true, Self::bracket_step)?;
                steps.push(Step { kind, span: self.span(start) });
            } else {
                self.at = end;
                return Ok(steps);
            }
        }
    }

    fn dot_step(&mut self, dot: usize, steps: &mut Vec<Step>) -> Parsed<()> {
        let start = self.at;
        if self.eat("*") {
            if steps.iter().any(|step| step.kind == StepKind::AttributeSplat) {
                return Err(self.unexpected("a splat in a splat is written [*]"));
            }
            steps.push(Step { kind: StepKind::AttributeSplat, span: self.span(dot) });
            return Ok(());
        }
        if let Some(name) = self.identifier() {
            steps.push(Step { kind: StepKind::Attribute(normal(name)), span: self.span(start) });
            return Ok(());
        }
        if let Ok(index) = self.number_text().parse() {
            steps.push(Step { kind: StepKind::LegacyIndex(index), span: self.span(dot) });
            return Ok(());
        }
        self.at = start;
        Err(self.unexpected("a name is expected after the dot"))
    }

    fn bracket_step(&mut self) -> Parsed<StepKind> {
        self.blanks();
        let kind = if self.eat("*") { StepKind::FullSplat } else { StepKind::Index(self.expression()?) };
        self.expect("]", "a comma or a closing `]` is expected")?;
        Ok(kind)
    }
}
