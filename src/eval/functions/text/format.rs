//! `format`: the verbs of Terraform, with width, precision and the flags `-`, `0` and `+`.

use unicode_segmentation::UnicodeSegmentation;

use crate::eval::MAX_TEXT;
use crate::eval::convert::{number, text, truth};
use crate::model::{Number, Value};

use super::super::json::encode;
use super::super::lists::is_disordered;
use super::super::{Context, argument, check_length, text_of};

/// Widest field that is filled up.
const MAX_WIDTH: usize = 1000;

pub(super) fn format(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if argument(arguments, 0)?.as_unknown().is_some() {
        return context.derived(arguments);
    }
    fill_known(context, &text_of(arguments, 0)?, arguments.get(1..).unwrap_or_default())
}

/// `%s` alone is the value itself; any other text with something unknown in it only depends on it.
fn fill_known(context: &Context<'_>, spec: &str, values: &[Value]) -> Result<Value, String> {
    if let ("%s", [same @ Value::Unknown(_)]) = (spec, values) {
        return Ok(same.clone());
    }
    let found = context.survey(values)?;
    if found.unknowns.is_empty() {
        fill(spec, values).map(|text| Value::string(&text))
    } else {
        context.derived(values)
    }
}

pub(super) fn formatlist(context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    if arguments.iter().any(|argument| argument.as_unknown().is_some() || is_disordered(argument)) {
        return context.derived(arguments);
    }
    let spec = text_of(arguments, 0)?;
    let values = arguments.get(1..).unwrap_or_default();
    let lengths: Vec<usize> = values.iter().filter_map(|value| value.as_seq().map(<[Value]>::len)).collect();
    let count = lengths.first().copied().unwrap_or(1);
    if lengths.iter().any(|length| *length != count) {
        return Err("all lists must have the same length".to_owned());
    }
    check_length(count)?;
    let mut filled = Vec::with_capacity(count);
    let mut size = 0;
    for at in 0..count {
        let of = |value: &Value| match value.as_seq() {
            Some(list) => list.get(at).cloned().unwrap_or(Value::Null),
            None => value.clone(),
        };
        let each: Vec<Value> = values.iter().map(of).collect();
        let text = fill_known(context, &spec, &each)?;
        size += text.as_str().map_or(0, str::len);
        if size > MAX_TEXT {
            return Err("the texts become too long".to_owned());
        }
        filled.push(text);
    }
    Ok(Value::list(filled))
}

/// What stands between `%` and the letter.
#[derive(Default)]
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    blank: bool,
    sharp: bool,
    width: usize,
    precision: Option<usize>,
}

type Chars<'s> = std::iter::Peekable<std::str::Chars<'s>>;

fn fill(spec: &str, values: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = spec.chars().peekable();
    let (mut next, mut most, mut counts) = (0, 0, true);
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (verb, index) = Verb::read(&mut chars)?;
        if let Some(index) = index {
            next = index;
            counts = false;
        }
        let letter = chars.next().ok_or("the text ends with a lone `%`; write %% for a percent sign")?;
        if letter == '%' {
            out.push('%');
            continue;
        }
        let value = argument(values, next).map_err(|_| format!("there is no value for `%{letter}`"))?;
        next += 1;
        most = most.max(next);
        let piece = verb.render(letter, value)?;
        if out.len() + piece.len() > MAX_TEXT {
            return Err("the text becomes too long".to_owned());
        }
        out.push_str(&piece);
    }
    if counts && most < values.len() {
        return Err(format!("there are {} values, and {most} places for them", values.len()));
    }
    Ok(out)
}

fn digits(chars: &mut Chars<'_>) -> Result<Option<usize>, String> {
    let mut number = None;
    while let Some(digit) = chars.next_if(char::is_ascii_digit).and_then(|c| c.to_digit(10)) {
        let longer = number.unwrap_or(0) * 10 + digit as usize;
        if longer > MAX_WIDTH {
            return Err(format!("a width above {MAX_WIDTH} is not possible"));
        }
        number = Some(longer);
    }
    Ok(number)
}

impl Verb {
    /// Flags, width, precision, and the index of the value in `[…]`.
    fn read(chars: &mut Chars<'_>) -> Result<(Self, Option<usize>), String> {
        let mut verb = Self::default();
        while let Some(flag) = chars.next_if(|c| matches!(c, '-' | '0' | '+' | '#' | ' ')) {
            verb.left |= flag == '-';
            verb.zeros |= flag == '0';
            verb.plus |= flag == '+';
            verb.sharp |= flag == '#';
            verb.blank |= flag == ' ';
        }
        verb.width = digits(chars)?.unwrap_or(0);
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(digits(chars)?.unwrap_or(0));
        }
        if chars.next_if_eq(&'[').is_none() {
            return Ok((verb, None));
        }
        let index = digits(chars)?.and_then(|index| index.checked_sub(1));
        let index = index.filter(|_| chars.next_if_eq(&']').is_some());
        index.map(|index| (verb, Some(index))).ok_or_else(|| "`[…]` names a value, counted from 1".to_owned())
    }

    fn render(&self, letter: char, value: &Value) -> Result<String, String> {
        let body = match letter {
            's' => self.cut(&text(value)?),
            'v' => match value {
                Value::Null => "null".to_owned(),
                Value::Seq(..) | Value::Object(_) => encode(value)?,
                Value::String(_) if self.sharp => encode(value)?,
                other => text(other)?.to_string(),
            },
            'q' => encode(&Value::String(text(value)?))?,
            't' => truth(value)?.unwrap_or_default().to_string(),
            'b' | 'd' | 'o' | 'x' | 'X' => self.whole(letter, number(value)?)?,
            'f' | 'e' | 'E' | 'g' | 'G' => self.real(letter, number(value)?),
            other => return Err(format!("`%{other}` is not supported; there are %s %d %f %e %g %x %v %q %t %%")),
        };
        Ok(self.pad(body, !matches!(letter, 's' | 'v' | 'q' | 't')))
    }

    /// Counts what people take for characters.
    fn cut(&self, text: &str) -> String {
        text.graphemes(true).take(self.precision.unwrap_or(usize::MAX)).collect()
    }

    fn whole(&self, letter: char, number: Number) -> Result<String, String> {
        let whole = number.as_i128().ok_or_else(|| format!("%{letter} needs a whole number"))?;
        let size = whole.unsigned_abs();
        let digits = match (letter, self.sharp) {
            ('b', false) => format!("{size:b}"),
            ('b', true) => format!("{size:#b}"),
            ('o', false) => format!("{size:o}"),
            ('o', true) => format!("0{size:o}"),
            ('x', false) => format!("{size:x}"),
            ('x', true) => format!("{size:#x}"),
            ('X', false) => format!("{size:X}"),
            ('X', true) => format!("0X{size:X}"),
            _ => size.to_string(),
        };
        Ok(self.signed(whole < 0, digits))
    }

    fn real(&self, letter: char, number: Number) -> String {
        let real = number.as_f64();
        let size = real.abs();
        let digits = match letter {
            'f' => format!("{:.*}", self.precision.unwrap_or(6), size),
            'e' | 'E' => with_exponent(&format!("{:.*e}", self.precision.unwrap_or(6), size)),
            _ => general(size, self.precision),
        };
        let digits = if letter.is_ascii_uppercase() { digits.to_uppercase() } else { digits };
        self.signed(real < 0.0, digits)
    }

    fn signed(&self, is_negative: bool, digits: String) -> String {
        let sign = match (is_negative, self.plus, self.blank) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        };
        format!("{sign}{digits}")
    }

    fn pad(&self, body: String, is_number: bool) -> String {
        let missing = self.width.saturating_sub(body.graphemes(true).count());
        if missing == 0 {
            body
        } else if self.left {
            body + &" ".repeat(missing)
        } else if self.zeros {
            let digits = if is_number { body.trim_start_matches(['-', '+', ' ']) } else { &body };
            let sign = body.strip_suffix(digits).unwrap_or("");
            format!("{sign}{}{digits}", "0".repeat(missing))
        } else {
            " ".repeat(missing) + &body
        }
    }
}

/// Rust writes `1e3` where Go writes `1e+03`.
fn with_exponent(text: &str) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text.to_owned() };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

/// `%g`: the shortest digits, with an exponent where the number is small or large.
fn general(size: f64, precision: Option<usize>) -> String {
    let shortest = match precision {
        Some(precision) => format!("{:.*e}", precision.max(1) - 1, size),
        None => format!("{size:e}"),
    };
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let length = i64::try_from(digits.len().saturating_sub(usize::from(digits.contains('.')))).unwrap_or(i64::MAX);
    let most = i64::try_from(precision.map_or(6, |precision| precision.max(1))).unwrap_or(i64::MAX);
    if exponent < -4 || exponent >= most {
        return with_exponent(&format!("{digits}e{exponent}"));
    }
    let places = usize::try_from((length - 1 - exponent).max(0)).unwrap_or(0);
    format!("{size:.places$}")
}
