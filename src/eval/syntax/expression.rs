//! Expressions with operators. `?:` binds least, then the binary operators by their precedence.

use crate::eval::ast::{BinaryOp, Conditional, Expr, ExprKind};

use super::Parsed;
use super::cursor::Cursor;

/// Operators by how strongly they bind; the longer ones first, as they begin like others.
const OPERATORS: &[(&str, BinaryOp, u8)] = &[
    ("||", BinaryOp::Or, 1),
    ("&&", BinaryOp::And, 2),
    ("==", BinaryOp::Equal, 3),
    ("!=", BinaryOp::NotEqual, 3),
    ("<=", BinaryOp::LessOrEqual, 4),
    (">=", BinaryOp::GreaterOrEqual, 4),
    ("<", BinaryOp::Less, 4),
    (">", BinaryOp::Greater, 4),
    ("+", BinaryOp::Add, 5),
    ("-", BinaryOp::Subtract, 5),
    ("*", BinaryOp::Multiply, 6),
    ("/", BinaryOp::Divide, 6),
    ("%", BinaryOp::Modulo, 6),
];

impl Cursor<'_> {
    /// An expression.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.level(Self::conditional)
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let condition = self.binary(1)?;
        if !self.eat_next("?") {
            return Ok(condition);
        }
        let then = self.expression()?;
        self.expect(":", "the `:` of the condition or of the `for` is expected")?;
        let otherwise = self.expression()?;
        let span = condition.span.join(otherwise.span);
        Ok(Expr { kind: ExprKind::Conditional(Box::new(Conditional { condition, then, otherwise })), span })
    }

    /// Operators that bind at least as strongly as `least`.
    fn binary(&mut self, least: u8) -> Parsed<Expr> {
        let mut left = self.term()?;
        while let Some((symbol, operator, strength)) = self.operator(least) {
            self.at += symbol.len();
            let right = self.binary(strength + 1)?;
            self.taller()?;
            let span = left.span.join(right.span);
            left = Expr { kind: ExprKind::Binary(operator, Box::new((left, right))), span };
        }
        Ok(left)
    }

    fn operator(&mut self, least: u8) -> Option<(&'static str, BinaryOp, u8)> {
        self.blanks();
        // Most expressions end here, and most of them with one of these.
        if matches!(self.peek(), None | Some(b'\n' | b',' | b')' | b']' | b'}')) {
            return None;
        }
        // `=>` follows a key of a `for`.
        let found = OPERATORS.iter().find(|(symbol, ..)| self.starts_with(symbol))?;
        (found.2 >= least).then_some(*found)
    }
}
