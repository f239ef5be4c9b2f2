//! A *waiver* is a finding that a team takes on itself: whose, why, and until when. It stands in `.poolproof.hcl`, or as a
//! comment at a block of the configuration. It never holds for a mandatory policy, nor after its last day; both are said,
//! and so is a waiver that fits no finding.

use crate::model::Mode;
use crate::source::{Location, Span};

/// A waiver as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Label of the policy.
    pub policy: String,
    /// Where the label stands in its file.
    pub policy_span: Span,
    /// Whose findings it is for.
    pub reach: Reach,
    /// Why it is right to go on.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day it holds, as `2027-01-31`.
    pub expires: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// Whose findings a waiver is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Those whose subject has this address; `*` stands for any text, also for that of the plan itself, which is empty.
    Address(String),
    /// Those of all instances of a resource.
    Resource {
        /// The names of the calls that lead to its module.
        module: Vec<String>,
        /// Managed or data.
        mode: Mode,
        /// Its type.
        type_: String,
        /// Its name.
        name: String,
    },
    /// Those of everything in a module, by the names of the calls that lead to it.
    Module(Vec<String>),
}

/// A date such as `2027-01-31` that the calendar has.
pub fn is_date(text: &str) -> bool {
    let number = |from: usize, to: usize| {
        text.get(from..to).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?.parse::<u32>().ok()
    };
    let marks = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let (Some(year), Some(month), Some(day), true) = (number(0, 4), number(5, 7), number(8, 10), marks) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for date in ["2027-01-31", "2028-02-29", "2000-02-29", "0001-12-31"] {
            assert!(is_date(date), "{date}");
        }
        for text in [
            "2027-02-29",
            "1900-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-1-31",
            "27-01-31",
            "2027-01-31 ",
            "tomorrow",
            "2027/01/31",
            "２０２７-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
