//! `format`: the verbs of Terraform, with width, precision and the flags `-`, `0` and `+`.

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

#[derive(Default)]
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
}

fn fill(spec: &str, values: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = spec.chars().peekable();
    let mut next = 0;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut verb = Verb::default();
        while let Some(flag) = chars.next_if(|c| matches!(c, '-' | '0' | '+' | '#' | ' ')) {
            verb.left |= flag == '-';
            verb.zeros |= flag == '0';
            verb.plus |= flag == '+';
        }
        verb.width = digits(&mut chars)?.unwrap_or(0);
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(digits(&mut chars)?.unwrap_or(0));
        }
        let letter = chars.next().ok_or("the text ends with a lone `%`; write %% for a percent sign")?;
        if letter == '%' {
            out.push('%');
            continue;
        }
        let value = argument(values, next).map_err(|_| format!("there is no value for `%{letter}`"))?;
        next += 1;
        let piece = verb.render(letter, value)?;
        if out.len() + piece.len() > MAX_TEXT {
            return Err("the text becomes too long".to_owned());
        }
        out.push_str(&piece);
    }
    if next < values.len() {
        return Err(format!("there are {} values, and {next} places for them", values.len()));
    }
    Ok(out)
}

fn digits(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Option<usize>, String> {
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
    fn render(&self, letter: char, value: &Value) -> Result<String, String> {
        let body = match letter {
            's' => self.cut(&text(value)?),
            'v' => match value {
                Value::Null => "null".to_owned(),
                Value::Seq(..) | Value::Object(_) => encode(value)?,
                other => text(other)?.to_string(),
            },
            'q' => encode(&Value::String(text(value)?))?,
            't' => truth(value)?.unwrap_or_default().to_string(),
            'd' => {
                let number = number(value)?;
                self.signed(number, number.as_i128().ok_or("%d needs a whole number")?.to_string())
            }
            'f' => {
                let number = number(value)?;
                self.signed(number, format!("{:.*}", self.precision.unwrap_or(6), number.as_f64()))
            }
            'g' | 'e' => text(&Value::Number(number(value)?))?.to_string(),
            other => return Err(format!("`%{other}` is not supported; there are %s %d %f %v %q %t %%")),
        };
        Ok(self.pad(body, matches!(letter, 'd' | 'f')))
    }

    fn cut(&self, text: &str) -> String {
        text.chars().take(self.precision.unwrap_or(usize::MAX)).collect()
    }

    fn signed(&self, number: Number, digits: String) -> String {
        if self.plus && number >= Number::Whole(0) { format!("+{digits}") } else { digits }
    }

    fn pad(&self, body: String, is_number: bool) -> String {
        let missing = self.width.saturating_sub(body.chars().count());
        if missing == 0 {
            body
        } else if self.left {
            body + &" ".repeat(missing)
        } else if self.zeros && is_number {
            let digits = body.trim_start_matches(['-', '+']);
            let sign = body.strip_suffix(digits).unwrap_or("");
            format!("{sign}{}{digits}", "0".repeat(missing))
        } else {
            " ".repeat(missing) + &body
        }
    }
}
