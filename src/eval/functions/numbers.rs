//! Functions on numbers.

use crate::eval::convert::{number, whole};
use crate::eval::unknowns::greatest;
use crate::model::{Number, Origin, Value};

use super::{Context, Function, Regard, argument, at_least, elements, exactly, row};

pub(super) const ROWS: &[Function] = &[
    row("sum", exactly(1), Regard::Whole, sum, "sum([1, 2]) = 3", "the sum of a list"),
    row("min", at_least(1), Regard::Whole, min, "min(1, 2) = 1", "the smallest argument"),
    row("max", at_least(1), Regard::Logic, max, "max(1, 2) = 2", "the largest argument"),
    row("abs", exactly(1), Regard::Whole, abs, "abs(-1) = 1", "the number without its sign"),
    row("ceil", exactly(1), Regard::Whole, ceil, "ceil(1.2) = 2", "the next whole number above"),
    row("floor", exactly(1), Regard::Whole, floor, "floor(1.8) = 1", "the next whole number below"),
    row("signum", exactly(1), Regard::Whole, signum, "signum(-7) = -1", "-1, 0 or 1"),
    row("pow", exactly(2), Regard::Whole, pow, "pow(2, 10) = 1024", "a number to the power of another"),
    row("log", exactly(2), Regard::Whole, log, "log(8, 2) = 3", "the logarithm of a number in a base"),
    row(
        "parseint",
        exactly(2),
        Regard::Whole,
        parseint,
        r#"parseint("ff", 16) = 255"#,
        "the whole number that a text spells in a base",
    ),
];

const TOO_LARGE: &str = "the number becomes too large";

fn sum(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let list = elements(arguments, 0)?;
    if list.is_empty() {
        return Err("an empty list has no sum".to_owned());
    }
    let mut total = Number::from(0);
    for element in list {
        total = match (total, number(element)?) {
            (Number::Whole(a), Number::Whole(b)) => a.get().checked_add(b.get()).map(Number::from),
            (a, b) => Number::from_f64(a.as_f64() + b.as_f64()),
        }
        .ok_or(TOO_LARGE)?;
    }
    Ok(Value::Number(total))
}

fn numbers(arguments: &[Value]) -> Result<Vec<Number>, String> {
    arguments.iter().map(number).collect()
}

fn min(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let least = numbers(arguments)?.into_iter().min();
    least.map(Value::Number).ok_or_else(|| "at least one number is needed".to_owned())
}

/// Of numbers that are all attributes, and not known, it is remembered that one of them is it.
fn max(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let unknowns: Vec<_> = arguments.iter().filter_map(Value::as_unknown).collect();
    if !unknowns.is_empty() {
        let plain = unknowns.iter().all(|unknown| matches!(unknown.origin, Origin::Verbatim(_)));
        return match plain && unknowns.len() == arguments.len() {
            true => Ok(greatest(unknowns)),
            false => context.derived(arguments),
        };
    }
    let most = numbers(arguments)?.into_iter().max();
    most.map(Value::Number).ok_or_else(|| "at least one number is needed".to_owned())
}

fn rounded(
    arguments: &[Value],
    whole: impl Fn(i128) -> Option<i128>,
    real: impl Fn(f64) -> f64,
) -> Result<Value, String> {
    let result = match number(argument(arguments, 0)?)? {
        Number::Whole(it) => whole(it.get()).map(Number::from),
        Number::Real(it) => Number::from_f64(real(it)),
    };
    result.map(Value::Number).ok_or_else(|| TOO_LARGE.to_owned())
}

fn abs(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    rounded(arguments, i128::checked_abs, f64::abs)
}

fn ceil(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    rounded(arguments, Some, f64::ceil)
}

fn floor(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    rounded(arguments, Some, f64::floor)
}

fn signum(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    whole(argument(arguments, 0)?).map(|it| Value::integer(it.signum()))
}

/// Exact where the result is a whole number that fits; Terraform computes with floats.
fn pow(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (base, exponent) = (number(argument(arguments, 0)?)?, number(argument(arguments, 1)?)?);
    Number::from_f64(base.as_f64().powf(exponent.as_f64())).map(Value::Number).ok_or_else(|| TOO_LARGE.to_owned())
}

fn log(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (of, base) = (number(argument(arguments, 0)?)?.as_f64(), number(argument(arguments, 1)?)?.as_f64());
    let found = Number::from_f64(of.ln() / base.ln());
    found.map(Value::Number).ok_or_else(|| "this number has no logarithm in this base".to_owned())
}

/// Up to a base of 36 capital letters are the same as small ones; above they come after them.
fn parseint(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Value::String(text) = argument(arguments, 0)? else { return Err("a text is needed".to_owned()) };
    let base = whole(argument(arguments, 1)?)?;
    if !(2..=62).contains(&base) {
        return Err("the base must lie between 2 and 62".to_owned());
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let wrong = || "the text spells no whole number in this base".to_owned();
    let digit = |c: char| {
        let value = match c {
            '0'..='9' => i128::from(u32::from(c)) - i128::from(u32::from('0')),
            'a'..='z' => i128::from(u32::from(c)) - i128::from(u32::from('a')) + 10,
            'A'..='Z' => i128::from(u32::from(c)) - i128::from(u32::from('A')) + if base > 36 { 36 } else { 10 },
            _ => return None,
        };
        (value < base).then_some(value)
    };
    if digits.is_empty() {
        return Err(wrong());
    }
    let mut number = 0_i128;
    for c in digits.chars() {
        let digit = digit(c).ok_or_else(wrong)?;
        number = number.checked_mul(base).and_then(|it| it.checked_add(digit)).ok_or(TOO_LARGE)?;
    }
    Ok(Value::integer(sign * number))
}
