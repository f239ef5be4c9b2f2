//! Operators, on values without a mask of their own and with three answers.

use crate::model::{Bounds, Number, SeqKind, Unknown, Value};
use crate::source::Span;

use super::EvalError;
use super::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use super::convert::{describe, number, truth};
use super::equality::Comparison;
use super::evaluate::{Env, Evaluator, mask};
use super::unknowns::derived;

/// Values that one `==` compares at most; beyond, the answer is not known.
const MOST_COMPARED: usize = 4_000_000;

/// `!value`, `-value`.
pub(super) fn unary(operator: UnaryOp, value: &Value) -> Result<Value, String> {
    if let Value::Unknown(unknown) = value {
        return Ok(derived([&**unknown]));
    }
    match operator {
        UnaryOp::Not => match truth(value)? {
            Some(truth) => Ok(Value::Bool(!truth)),
            None => Ok(value.clone()),
        },
        UnaryOp::Negate => {
            let negated = match number(value)? {
                Number::Whole(whole) => whole.get().checked_neg().map(Number::from),
                Number::Real(real) => Number::from_f64(-real),
            };
            negated.map(Value::Number).ok_or_else(|| "the number is too large".to_owned())
        }
    }
}

impl Evaluator<'_> {
    pub(super) fn binary(
        &self,
        operator: BinaryOp,
        left: &Expr,
        right: &Expr,
        env: Env<'_>,
        span: Span,
    ) -> Result<Value, EvalError> {
        if let BinaryOp::And | BinaryOp::Or = operator {
            return self.logic(operator, left, right, env);
        }
        let a = self.eval(left, env)?;
        let b = self.eval(right, env)?;
        let found = self.survey([&a, &b], span)?;
        let value = match operator {
            BinaryOp::Equal | BinaryOp::NotEqual => {
                let comparison = Comparison::new(self.scope, MOST_COMPARED);
                let answer = comparison.equal(&a, &b);
                self.charge(comparison.used() / 16, span)?;
                if answer == Some(true) && self.scope.tells_types() {
                    match same_type((left, a.unmask().0), (right, b.unmask().0)) {
                        Some(true) => {}
                        Some(false) => return Ok(mask(Value::Bool(operator == BinaryOp::NotEqual), found.masked)),
                        None => return Ok(mask(Value::unknown_because(NO_TYPE), found.masked)),
                    }
                }
                let answer = answer.map(|same| same == (operator == BinaryOp::Equal));
                answer.map_or_else(|| derived(found.unknowns.iter().map(|unknown| &**unknown)), Value::Bool)
            }
            _ => {
                let side = operand_error(operator, &a, left).or_else(|| operand_error(operator, &b, right));
                if let Some(error) = side {
                    return Err(error);
                }
                numbers(operator, a.unmask().0, b.unmask().0).map_err(|message| EvalError::new(message, span))?
            }
        };
        Ok(mask(value, found.masked))
    }

    /// `&&` and `||`. One side alone decides when it is false (or true); it does not matter which.
    fn logic(&self, operator: BinaryOp, left: &Expr, right: &Expr, env: Env<'_>) -> Result<Value, EvalError> {
        let decisive = operator == BinaryOp::Or;
        let as_truth = |value: &Value, expr: &Expr| {
            let message = |message| EvalError::new(format!("{}: {message}", operator.symbol()), expr.span);
            truth(value).map_err(message)
        };
        let a = self.eval(left, env)?;
        let a_truth = as_truth(&a, left)?;
        let (a_inner, a_masked) = a.unmask();
        if a_truth == Some(decisive) {
            return Ok(mask(Value::Bool(decisive), a_masked));
        }
        let b = self.eval(right, env).and_then(|b| Ok((as_truth(&b, right)?, b)));
        let (b_truth, b) = match (b, a_truth) {
            (Ok(b), _) => b,
            // The left side may yet decide, and then nobody looks at the right one.
            (Err(_), None) => return Ok(a.clone()),
            (Err(error), Some(_)) => return Err(error),
        };
        let (b_inner, b_masked) = b.unmask();
        let value = match (a_truth, b_truth) {
            (_, Some(truth)) if truth == decisive => Value::Bool(decisive),
            (Some(_), Some(_)) => Value::Bool(!decisive),
            _ => derived([a_inner, b_inner].into_iter().filter_map(Value::as_unknown)),
        };
        Ok(mask(value, a_masked || b_masked))
    }
}

const NO_TYPE: &str = "it compares what may be a list with a tuple, or a map with an object, which are never equal: compare \
                       lengths instead";

/// Whether two values that have the same parts are of one type as well: `tolist([]) == []` is false. What is written in
/// brackets is a tuple or an object; of another object nobody knows here whether it is a map.
fn same_type((left, a): (&Expr, &Value), (right, b): (&Expr, &Value)) -> Option<bool> {
    let (a_is_written, b_is_written) = (is_written(left), is_written(right));
    match (a, b) {
        (Value::Seq(a, _), Value::Seq(b, _)) if a == b => Some(true),
        (Value::Seq(SeqKind::Tuple, _), Value::Seq(..)) if a_is_written => Some(false),
        (Value::Seq(..), Value::Seq(SeqKind::Tuple, _)) if b_is_written => Some(false),
        (Value::Seq(..), Value::Seq(..)) => None,
        (Value::Object(_), Value::Object(_)) if a_is_written != b_is_written => None,
        _ => Some(true),
    }
}

fn is_written(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Paren(inner) => is_written(inner),
        ExprKind::Tuple(_) | ExprKind::Object(_) => true,
        _ => false,
    }
}

fn operand_error(operator: BinaryOp, value: &Value, expr: &Expr) -> Option<EvalError> {
    if value.as_unknown().is_some() || value.as_number().is_some() {
        return None;
    }
    let message = format!("`{}` needs numbers, and this is {}", operator.symbol(), describe(value));
    Some(EvalError::new(message, expr.span))
}

fn numbers(operator: BinaryOp, a: &Value, b: &Value) -> Result<Value, String> {
    if a.as_unknown().is_some() || b.as_unknown().is_some() {
        let known = range_of(a).zip(range_of(b)).and_then(|(a, b)| compare_ranges(operator, a, b));
        let unknowns = [a, b].into_iter().filter_map(Value::as_unknown);
        return Ok(known.map_or_else(|| derived(unknowns), Value::Bool));
    }
    let (a, b) = (number(a)?, number(b)?);
    Ok(match operator {
        BinaryOp::Less => Value::Bool(a < b),
        BinaryOp::LessOrEqual => Value::Bool(a <= b),
        BinaryOp::Greater => Value::Bool(a > b),
        BinaryOp::GreaterOrEqual => Value::Bool(a >= b),
        _ => Value::Number(arithmetic(operator, a, b)?),
    })
}

/// The smallest and the largest number a value can be.
fn range_of(value: &Value) -> Option<(Number, Number)> {
    match value {
        Value::Unknown(unknown) => bounds_of(unknown),
        known => known.as_number().map(|number| (number, number)),
    }
}

fn bounds_of(unknown: &Unknown) -> Option<(Number, Number)> {
    match unknown.bounds.as_deref() {
        Some(Bounds::Between { least, most }) => Some((*least, *most)),
        _ => None,
    }
}

fn compare_ranges(operator: BinaryOp, a: (Number, Number), b: (Number, Number)) -> Option<bool> {
    let less = |a: (Number, Number), b: (Number, Number)| {
        if a.1 < b.0 {
            Some(true)
        } else if a.0 >= b.1 {
            Some(false)
        } else {
            None
        }
    };
    match operator {
        BinaryOp::Less => less(a, b),
        BinaryOp::Greater => less(b, a),
        BinaryOp::LessOrEqual => less(b, a).map(|truth| !truth),
        BinaryOp::GreaterOrEqual => less(a, b).map(|truth| !truth),
        _ => None,
    }
}

/// Exact while the numbers are whole; a float where they are not, or grow past 127 bits.
fn arithmetic(operator: BinaryOp, a: Number, b: Number) -> Result<Number, String> {
    if matches!(operator, BinaryOp::Divide | BinaryOp::Modulo) && b == Number::from(0) {
        return Err("division by zero".to_owned());
    }
    let exact = a.as_i128().zip(b.as_i128()).and_then(|(a, b)| match operator {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Subtract => a.checked_sub(b),
        BinaryOp::Multiply => a.checked_mul(b),
        BinaryOp::Divide if a.checked_rem(b) == Some(0) => a.checked_div(b),
        BinaryOp::Modulo => a.checked_rem(b),
        _ => None,
    });
    if let Some(whole) = exact {
        return Ok(Number::from(whole));
    }
    if let Some(number) = decimal(operator, a, b) {
        return Ok(number);
    }
    let (a, b) = (a.as_f64(), b.as_f64());
    let real = match operator {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        _ => a % b,
    };
    Number::from_f64(real).ok_or_else(|| "the number is too large".to_owned())
}

/// Sums and products of decimals, computed as decimals: Terraform's numbers are exact enough that 0.1 + 0.2 is 0.3.
fn decimal(operator: BinaryOp, a: Number, b: Number) -> Option<Number> {
    let ((a, a_places), (b, b_places)) = (digits(a)?, digits(b)?);
    let places = a_places.max(b_places);
    let shifted = |digits: i128, own: u32| digits.checked_mul(10_i128.checked_pow(places - own)?);
    let (digits, places) = match operator {
        BinaryOp::Add => (shifted(a, a_places)?.checked_add(shifted(b, b_places)?)?, places),
        BinaryOp::Subtract => (shifted(a, a_places)?.checked_sub(shifted(b, b_places)?)?, places),
        BinaryOp::Multiply => (a.checked_mul(b)?, a_places + b_places),
        _ => return None,
    };
    Number::parse(&format!("{digits}e-{places}"))
}

/// The digits of a number, and how many of them stand behind the point. One with more than a float tells apart is not what
/// somebody wrote but the result of a division, and no decimal: as one, 2 / 3 * 3 were a little less than 2.
fn digits(number: Number) -> Option<(i128, u32)> {
    const MOST: usize = 15;
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if !fraction.is_empty() && whole.len() + fraction.len() > MOST {
        return None;
    }
    Some((format!("{whole}{fraction}").parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn a_list_is_no_tuple_and_of_a_map_nobody_knows() {
        let expr = |text: &str| crate::eval::parse_expression(&Source::new("x", text)).unwrap();
        let (written, other, wrapped) = (expr("[]"), expr("local.x"), expr("([])"));
        let (list, tuple, object) =
            (Value::list(Vec::new()), Value::tuple(Vec::new()), Value::object(Default::default()));
        assert_eq!(same_type((&other, &list), (&written, &tuple)), Some(false));
        assert_eq!(same_type((&wrapped, &tuple), (&other, &list)), Some(false));
        assert_eq!(same_type((&other, &tuple), (&written, &tuple)), Some(true));
        assert_eq!(same_type((&other, &list), (&other, &tuple)), None, "a plan calls every list a tuple");
        assert_eq!(same_type((&other, &object), (&expr("{}"), &object)), None);
        assert_eq!(same_type((&other, &object), (&other, &object)), Some(true));
    }
}
