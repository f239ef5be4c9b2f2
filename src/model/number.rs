//! Numbers of Terraform's language. Those that a plan has are whole, with few exceptions.

use std::cmp::Ordering;
use std::fmt;

/// A number. Whole numbers are exact to 127 bits.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A whole number.
    Whole(Whole),
    /// Any other number; never NaN.
    Real(f64),
}

/// A whole number of 127 bits and a sign. It stands where any value may: aligned as it likes to be, it would make each of
/// them twice as large.
#[derive(Debug, Clone, Copy)]
#[repr(Rust, packed(8))]
pub struct Whole(i128);

impl Whole {
    /// The number.
    pub fn get(self) -> i128 {
        self.0
    }
}

impl Number {
    /// The number as a float.
    pub fn as_f64(self) -> f64 {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "a float is what is asked for")]
            Self::Whole(whole) => whole.get() as f64,
            Self::Real(real) => real,
        }
    }

    /// The number, where it is whole and fits.
    pub fn as_i128(self) -> Option<i128> {
        match self {
            Self::Whole(whole) => Some(whole.get()),
            Self::Real(_) => None,
        }
    }

    /// A finite float; whole floats become whole numbers.
    pub fn from_f64(real: f64) -> Option<Self> {
        if !real.is_finite() {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
        let number = if real.fract() == 0.0 && real.abs() < 1e37 { Self::from(real as i128) } else { Self::Real(real) };
        Some(number)
    }

    /// The number that `text` spells, as Terraform's `tonumber` takes it.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim_start_matches(['+', '-']);
        if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let whole = text.parse::<i128>().ok().or_else(|| whole_with_exponent(text));
        whole.map(Self::from).or_else(|| text.parse::<f64>().ok().and_then(Self::from_f64))
    }
}

/// `1.5e30` is a whole number, and a float does not hold all of its digits.
fn whole_with_exponent(text: &str) -> Option<i128> {
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = u32::try_from(fraction.len()).ok()?;
    let zeros = exponent.parse::<u32>().ok()?.checked_sub(places)?;
    format!("{whole}{fraction}").parse::<i128>().ok()?.checked_mul(10_i128.checked_pow(zeros)?)
}

impl From<i128> for Number {
    fn from(whole: i128) -> Self {
        Self::Whole(Whole(whole))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.get().cmp(&b.get()),
            (a, b) => a.as_f64().total_cmp(&b.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => write!(f, "{}", whole.get()),
            Self::Real(real) => write!(f, "{real}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_keep_all_their_digits() {
        assert_eq!(Number::from(i128::MAX).as_i128(), Some(i128::MAX));
        assert_eq!(Number::parse("1.5e30"), Some(Number::from(1_500_000_000_000_000_000_000_000_000_000)));
    }
}
