//! From the parser's tree to ours.

use std::sync::Arc;

use hcl_edit::expr::{self, Expression, ObjectKey, TraversalOperator};
use hcl_edit::expr::{BinaryOperator, UnaryOperator};
use hcl_edit::structure;
use hcl_edit::template::{Directive, Element, Template};
use hcl_edit::{Decorated, Ident};

use crate::eval::ast::{
    Attribute, BinaryOp, Block, Body, Call, Conditional, Expr, ExprKind, For, Label, Part, Step, StepKind, UnaryOp,
};
use crate::model::{Number, Value};
use crate::source::{Source, Span};

use super::heredoc;

/// The source, and the text the parser saw: they differ only by blanks and by redefined keys.
pub(super) struct Lowering<'a> {
    pub(super) source: &'a Source,
    pub(super) parsed: &'a str,
    /// How far into the source the parser started.
    pub(super) base: usize,
}

impl Lowering<'_> {
    fn span_of(&self, thing: &impl hcl_edit::Span) -> Option<Span> {
        let range = thing.span()?;
        Some(Span::new(range.start + self.base..range.end + self.base))
    }

    pub(super) fn body(&self, body: &structure::Body, outer: Span) -> Body {
        let span = self.span_of(body).unwrap_or(outer);
        Body {
            attributes: body.attributes().map(|attribute| self.attribute(attribute, span)).collect(),
            blocks: body.blocks().map(|block| self.block(block, span)).collect(),
            span,
        }
    }

    fn attribute(&self, attribute: &structure::Attribute, outer: Span) -> Attribute {
        let name_span = self.span_of(&attribute.key).unwrap_or(outer);
        let value = self.expr(&attribute.value, name_span);
        Attribute { name: attribute.key.as_str().to_owned(), name_span, span: name_span.join(value.span), value }
    }

    fn block(&self, block: &structure::Block, outer: Span) -> Block {
        let full_span = self.span_of(block).unwrap_or(outer);
        let kind_span = self.span_of(&block.ident).unwrap_or(full_span);
        let labels: Vec<Label> = block
            .labels
            .iter()
            .map(|label| Label {
                text: label.as_str().to_owned(),
                span: match label {
                    structure::BlockLabel::Ident(ident) => self.span_of(ident),
                    structure::BlockLabel::String(text) => self.span_of(text),
                }
                .unwrap_or(kind_span),
            })
            .collect();
        Block {
            kind: block.ident.as_str().to_owned(),
            kind_span,
            span: labels.last().map_or(kind_span, |last| kind_span.join(last.span)),
            labels,
            body: self.body(&block.body, full_span),
            full_span,
        }
    }

    /// `outer` is the span to fall back on where the parser kept none.
    pub(super) fn expr(&self, expression: &Expression, outer: Span) -> Expr {
        let span = self.span_of(expression).unwrap_or(outer);
        let kind = match expression {
            Expression::Null(_) => ExprKind::Literal(Value::Null),
            Expression::Bool(truth) => ExprKind::Literal(Value::Bool(*truth.value())),
            Expression::Number(number) => ExprKind::Literal(self.number(number, span)),
            Expression::String(text) => ExprKind::Literal(Value::string(&self.string(text, span))),
            Expression::StringTemplate(template) => self.template(template.iter(), span, None),
            Expression::HeredocTemplate(it) => {
                self.template(it.template.iter(), span, Some(heredoc::indent(self.source, span)))
            }
            Expression::Array(array) => ExprKind::Tuple(array.iter().map(|item| self.expr(item, span)).collect()),
            Expression::Object(object) => self.object(object, span),
            Expression::Parenthesis(inner) => ExprKind::Paren(Box::new(self.expr(inner.inner(), span))),
            Expression::Variable(name) => ExprKind::Variable(name.as_str().into()),
            Expression::Conditional(conditional) => ExprKind::Conditional(Box::new(Conditional {
                condition: self.expr(&conditional.cond_expr, span),
                then: self.expr(&conditional.true_expr, span),
                otherwise: self.expr(&conditional.false_expr, span),
            })),
            Expression::FuncCall(call) => ExprKind::Call(Box::new(self.call(call, span))),
            Expression::Traversal(traversal) => ExprKind::Traversal {
                base: Box::new(self.expr(&traversal.expr, span)),
                steps: traversal.operators.iter().map(|operator| self.step(operator, span)).collect(),
            },
            Expression::UnaryOp(unary) => {
                let operand = self.expr(&unary.expr, span);
                let operator = match unary.operator.value() {
                    UnaryOperator::Neg => UnaryOp::Negate,
                    UnaryOperator::Not => UnaryOp::Not,
                };
                ExprKind::Unary(operator, Box::new(operand))
            }
            Expression::BinaryOp(binary) => ExprKind::Binary(
                binary_operator(*binary.operator.value()),
                Box::new((self.expr(&binary.lhs_expr, span), self.expr(&binary.rhs_expr, span))),
            ),
            Expression::ForExpr(for_expr) => ExprKind::For(Box::new(self.for_expr(for_expr, span))),
        };
        Expr { kind, span }
    }

    /// Numbers are read from the text: the parser's numbers stop being exact at 64 bits.
    fn number(&self, number: &hcl_edit::Formatted<hcl_edit::Number>, span: Span) -> Value {
        let text: String = self.source.slice(span).split_whitespace().collect();
        let exact = Number::parse(&text).or_else(|| number.value().as_f64().and_then(Number::from_f64));
        exact.map_or(Value::Null, Value::Number)
    }

    /// A string whose text was replaced for the parser (a redefined key) is read from the source.
    fn string(&self, text: &Decorated<String>, span: Span) -> String {
        let original = self.source.slice(span);
        if self.parsed.get(span.start..span.end) == Some(original) {
            return text.value().clone();
        }
        match hcl_edit::parser::parse_expr(original) {
            Ok(Expression::String(original)) => original.value().clone(),
            _ => text.value().clone(),
        }
    }

    fn object(&self, object: &expr::Object, outer: Span) -> ExprKind {
        let entries = object.iter().map(|(key, value)| {
            let value = self.expr(value.expr(), outer);
            let key = match key {
                ObjectKey::Ident(name) => self.bare_key(name, value.span),
                ObjectKey::Expression(expression) => self.expr(expression, outer),
            };
            (key, value)
        });
        ExprKind::Object(entries.collect())
    }

    /// The parser keeps no span of a bare key. It ends before the `=` or `:` that the value follows.
    fn bare_key(&self, name: &Decorated<Ident>, value: Span) -> Expr {
        let before = self.source.text().get(..value.start).unwrap_or("").trim_end();
        let end = before.strip_suffix(['=', ':']).unwrap_or(before).trim_end().len();
        let span = end
            .checked_sub(name.as_str().len())
            .map(|start| Span::new(start..end))
            .filter(|span| self.parsed.get(span.start..span.end) == Some(name.as_str()));
        let text = span.map_or(name.as_str(), |span| self.source.slice(span));
        Expr { kind: ExprKind::Literal(Value::string(text)), span: span.unwrap_or(value) }
    }

    fn call(&self, call: &expr::FuncCall, outer: Span) -> Call {
        let start = call.name.namespace.first().unwrap_or(&call.name.name);
        let start = self.span_of(start).unwrap_or(outer);
        Call {
            namespace: call.name.namespace.iter().map(|part| part.as_str().to_owned()).collect(),
            name: call.name.name.as_str().to_owned(),
            name_span: self.span_of(&call.name.name).map_or(start, |end| start.join(end)),
            arguments: call.args.iter().map(|argument| self.expr(argument, outer)).collect(),
            expand: call.args.expand_final(),
        }
    }

    fn step(&self, operator: &Decorated<TraversalOperator>, outer: Span) -> Step {
        let own = match operator.value() {
            // Without the dot.
            TraversalOperator::GetAttr(name) => self.span_of(name),
            _ => None,
        };
        let span = own.or_else(|| self.span_of(operator)).unwrap_or(outer);
        let kind = match operator.value() {
            TraversalOperator::AttrSplat(_) => StepKind::AttributeSplat,
            TraversalOperator::FullSplat(_) => StepKind::FullSplat,
            TraversalOperator::GetAttr(name) => StepKind::Attribute(name.as_str().into()),
            TraversalOperator::Index(index) => StepKind::Index(self.expr(index, span)),
            TraversalOperator::LegacyIndex(index) => StepKind::LegacyIndex(*index.value()),
        };
        Step { kind, span }
    }

    fn for_expr(&self, for_expr: &expr::ForExpr, outer: Span) -> For {
        For {
            key: for_expr.intro.key_var.as_ref().map(name_of),
            value: name_of(&for_expr.intro.value_var),
            collection: self.expr(&for_expr.intro.collection_expr, outer),
            result_key: for_expr.key_expr.as_ref().map(|key| self.expr(key, outer)),
            result: self.expr(&for_expr.value_expr, outer),
            grouping: for_expr.grouping,
            condition: for_expr.cond.as_ref().map(|condition| self.expr(&condition.expr, outer)),
        }
    }

    fn template<'e>(
        &self,
        elements: impl Iterator<Item = &'e Element>,
        span: Span,
        heredoc: Option<usize>,
    ) -> ExprKind {
        let around = Around { span, heredoc, trim_first: false, trim_last: false };
        let parts = self.parts(elements, around);
        let mut text = String::new();
        for part in &parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                _ => return ExprKind::Template(parts),
            }
        }
        ExprKind::Literal(Value::string(&text))
    }

    /// The parts, with the blanks gone that a `~` takes.
    fn parts<'e>(&self, elements: impl Iterator<Item = &'e Element>, around: Around) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut trim_next = around.trim_first;
        for element in elements {
            match element {
                Element::Literal(parsed) => {
                    let text = match (around.heredoc, self.span_of(parsed)) {
                        (Some(indent), Some(span)) => heredoc::literal(self.source, span, indent),
                        _ => parsed.as_str().to_owned(),
                    };
                    parts.push(Part::Literal(if trim_next { text.trim_start().to_owned() } else { text }));
                    trim_next = false;
                }
                Element::Interpolation(interpolation) => {
                    trim_last(&mut parts, interpolation.strip.strip_start());
                    let span = self.span_of(interpolation).unwrap_or(around.span);
                    parts.push(Part::Interpolation(self.expr(&interpolation.expr, span)));
                    trim_next = interpolation.strip.strip_end();
                }
                Element::Directive(directive) => {
                    let (starts, ends) = directive_strips(directive);
                    trim_last(&mut parts, starts);
                    parts.push(self.directive(directive, around));
                    trim_next = ends;
                }
            }
        }
        trim_last(&mut parts, around.trim_last);
        parts
    }

    fn directive(&self, directive: &Directive, around: Around) -> Part {
        let inside = |template: &Template, trim_first, trim_last| {
            self.parts(template.iter(), Around { trim_first, trim_last, ..around })
        };
        match directive {
            Directive::If(directive) => {
                let (start, end) = (&directive.if_expr, &directive.endif_expr);
                let middle = directive.else_expr.as_ref();
                let then_end = middle.map_or(end.strip, |otherwise| otherwise.strip).strip_start();
                Part::If {
                    condition: self.expr(&start.cond_expr, around.span),
                    then: inside(&start.template, start.strip.strip_end(), then_end),
                    otherwise: middle.map_or_else(Vec::new, |otherwise| {
                        inside(&otherwise.template, otherwise.strip.strip_end(), end.strip.strip_start())
                    }),
                }
            }
            Directive::For(directive) => {
                let (start, end) = (&directive.for_expr, &directive.endfor_expr);
                Part::For {
                    key: start.key_var.as_ref().map(name_of),
                    value: name_of(&start.value_var),
                    collection: self.expr(&start.collection_expr, around.span),
                    body: inside(&start.template, start.strip.strip_end(), end.strip.strip_start()),
                }
            }
        }
    }
}

/// What stands around the parts of a template.
#[derive(Clone, Copy)]
struct Around {
    /// The span to fall back on.
    span: Span,
    /// The indent that each line loses, where it is a heredoc.
    heredoc: Option<usize>,
    /// A `~` in front takes the blanks at the start.
    trim_first: bool,
    /// A `~` behind takes the blanks at the end.
    trim_last: bool,
}

fn name_of(name: &Decorated<Ident>) -> Arc<str> {
    name.as_str().into()
}

fn directive_strips(directive: &Directive) -> (bool, bool) {
    match directive {
        Directive::If(it) => (it.if_expr.strip.strip_start(), it.endif_expr.strip.strip_end()),
        Directive::For(it) => (it.for_expr.strip.strip_start(), it.endfor_expr.strip.strip_end()),
    }
}

fn trim_last(parts: &mut [Part], wanted: bool) {
    if let (true, Some(Part::Literal(text))) = (wanted, parts.last_mut()) {
        text.truncate(text.trim_end().len());
    }
}

fn binary_operator(operator: BinaryOperator) -> BinaryOp {
    match operator {
        BinaryOperator::Eq => BinaryOp::Equal,
        BinaryOperator::NotEq => BinaryOp::NotEqual,
        BinaryOperator::LessEq => BinaryOp::LessOrEqual,
        BinaryOperator::GreaterEq => BinaryOp::GreaterOrEqual,
        BinaryOperator::Less => BinaryOp::Less,
        BinaryOperator::Greater => BinaryOp::Greater,
        BinaryOperator::Plus => BinaryOp::Add,
        BinaryOperator::Minus => BinaryOp::Subtract,
        BinaryOperator::Mul => BinaryOp::Multiply,
        BinaryOperator::Div => BinaryOp::Divide,
        BinaryOperator::Mod => BinaryOp::Modulo,
        BinaryOperator::And => BinaryOp::And,
        BinaryOperator::Or => BinaryOp::Or,
    }
}
