//! Points in time, as RFC 3339 writes them. What asks the clock is known only after the apply.

use crate::model::Value;

use super::{Context, Function, Regard, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[
    row(
        "timeadd",
        exactly(2),
        Regard::Whole,
        timeadd,
        r#"timeadd("2020-01-01T00:00:00Z", "1h30m") = "2020-01-01T01:30:00Z""#,
        "a time, and a duration later",
    ),
    row(
        "timecmp",
        exactly(2),
        Regard::Whole,
        timecmp,
        r#"timecmp("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00") = 0"#,
        "-1, 0 or 1: which of two times comes first",
    ),
    row(
        "formatdate",
        exactly(2),
        Regard::Whole,
        formatdate,
        r#"formatdate("DD MMM YYYY", "2020-01-02T00:00:00Z") = "02 Jan 2020""#,
        "a time as text in a form of one's own",
    ),
];

/// A time: seconds since 1970 in UTC, and the offset it was written with.
struct Time {
    seconds: i64,
    nanos: u32,
    offset: i64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Date and clock of a time, in its own offset.
struct Clock {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: usize,
}

/// Days since 1970 of a date of the Gregorian calendar.
fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_from_date(next_year, next, 1) - days_from_date(year, month, 1)
}

impl Time {
    fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| "a time is written like 2020-01-31T12:00:00Z".to_owned())
    }

    fn read(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?
        };
        let marks = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")];
        if !marks.iter().all(|(at, mark)| text.get(*at..*at + 1) == Some(mark)) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let fits = (1..=12).contains(&month) && day >= 1 && hour < 24 && minute < 60 && second < 60;
        if !fits || day > days_of_month(year, month) {
            return None;
        }
        let mut rest = text.get(19..)?;
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let digits: String = fraction.get(..length).filter(|it| !it.is_empty())?.chars().take(9).collect();
            nanos = format!("{digits:0<9}").parse().ok()?;
            rest = fraction.get(length..)?;
        }
        let offset = match rest {
            "Z" => 0,
            _ => {
                let sign = if rest.starts_with('-') { -1 } else { 1 };
                let (hours, minutes) = rest.strip_prefix(['+', '-'])?.split_once(':')?;
                if hours.len() != 2 || minutes.len() != 2 {
                    return None;
                }
                sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60)
            }
        };
        let seconds = days_from_date(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        Some(Self { seconds, nanos, offset })
    }

    fn clock(&self) -> Clock {
        let local = self.seconds + self.offset;
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = date_from_days(days);
        let weekday = usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0);
        Clock { year, month, day, hour: second / 3600, minute: second / 60 % 60, second: second % 60, weekday }
    }

    fn offset_text(&self, colon: &str) -> String {
        let minutes = self.offset.abs() / 60;
        let sign = if self.offset < 0 { '-' } else { '+' };
        format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
    }

    fn show(&self) -> String {
        let Clock { year, month, day, hour, minute, second, .. } = self.clock();
        let offset = if self.offset == 0 { "Z".to_owned() } else { self.offset_text(":") };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}")
    }
}

/// A time in the form that all functions give; `None` where the text is none.
pub(super) fn normal_time(text: &str) -> Option<String> {
    Time::read(text).map(|time| time.show())
}

/// A duration as Go writes it, in nanoseconds: `1h30m`, `-1.5s`.
fn duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0_f64;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at_checked(end)?;
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end)?;
        let nanos = match unit {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * nanos;
        rest = after;
    }
    // Go counts nanoseconds in 63 bits.
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    (total < 9.2e18).then_some(sign * total.round() as i128)
}

fn timeadd(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let time = Time::parse(&text_of(arguments, 0)?)?;
    let more = duration(&text_of(arguments, 1)?).ok_or("a duration is written like 1h30m or -10s")?;
    let nanos = i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos) + more;
    let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).map_err(|_| "the time is too far away")?;
    Ok(Value::string(&Time { seconds, nanos: 0, ..time }.show()))
}

fn timecmp(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (a, b) = (Time::parse(&text_of(arguments, 0)?)?, Time::parse(&text_of(arguments, 1)?)?);
    Ok(Value::integer((a.seconds, a.nanos).cmp(&(b.seconds, b.nanos)) as i8))
}

fn formatdate(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (form, time) = (text_of(arguments, 0)?, Time::parse(&text_of(arguments, 1)?)?);
    let clock = time.clock();
    let mut out = String::new();
    let mut rest = &*form;
    while let Some(first) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('\'') {
            rest = quoted_text(quoted, &mut out).ok_or("a quote in the form of the date is never closed")?;
            continue;
        }
        let length = rest.len() - rest.trim_start_matches(first).len();
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        if first.is_ascii_alphabetic() {
            let text = piece(token, &time, &clock);
            out.push_str(&text.ok_or("letters in the form of a date must be quoted, save those of Terraform's verbs")?);
        } else {
            out.push_str(token);
        }
    }
    Ok(Value::string(&out))
}

/// Reads up to the closing quote; two of them are one that is meant.
fn quoted_text<'t>(mut rest: &'t str, out: &mut String) -> Option<&'t str> {
    loop {
        let (text, after) = rest.split_once('\'')?;
        out.push_str(text);
        match after.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                rest = more;
            }
            None => return Some(after),
        }
    }
}

/// What one verb stands for.
fn piece(token: &str, time: &Time, clock: &Clock) -> Option<String> {
    let month = || usize::try_from(clock.month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("");
    let day = || DAYS.get(clock.weekday).copied().unwrap_or("");
    let short = |name: &str| name.chars().take(3).collect::<String>();
    let twelve = (clock.hour + 11) % 12 + 1;
    let half = if clock.hour < 12 { "am" } else { "pm" };
    Some(match token {
        "YYYY" => format!("{:04}", clock.year),
        "YY" => format!("{:02}", clock.year % 100),
        "MMMM" => month().to_owned(),
        "MMM" => short(month()),
        "MM" => format!("{:02}", clock.month),
        "M" => clock.month.to_string(),
        "DD" => format!("{:02}", clock.day),
        "D" => clock.day.to_string(),
        "EEEE" => day().to_owned(),
        "EEE" => short(day()),
        "hh" => format!("{:02}", clock.hour),
        "h" => clock.hour.to_string(),
        "HH" => format!("{twelve:02}"),
        "H" => twelve.to_string(),
        "AA" => half.to_uppercase(),
        "aa" => half.to_owned(),
        "mm" => format!("{:02}", clock.minute),
        "m" => clock.minute.to_string(),
        "ss" => format!("{:02}", clock.second),
        "s" => clock.second.to_string(),
        "ZZZZZ" => time.offset_text(":"),
        "ZZZZ" => time.offset_text(""),
        "ZZZ" if time.offset == 0 => "UTC".to_owned(),
        "ZZZ" => time.offset_text(""),
        "Z" if time.offset == 0 => "Z".to_owned(),
        "Z" => time.offset_text(":"),
        _ => return None,
    })
}
