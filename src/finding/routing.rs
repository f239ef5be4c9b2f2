//! A *shift*: a listener or rule whose routing a plan changes. Text in here is raw, as in all of the model.

/// Shares closer than this are the same.
const EPSILON: f64 = 1e-9;

/// What becomes of a listener or rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is made.
    Added,
    /// It is destroyed.
    Removed,
    /// It stays, and leads elsewhere or takes other requests.
    Changed,
}

/// A listener or rule whose routing changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// Index of its input.
    pub input: usize,
    /// `listener` or `rule`.
    pub kind: &'static str,
    /// Instance address.
    pub address: String,
    /// What becomes of it.
    pub turn: Turn,
    /// The load balancer that it stands on, where that is known.
    pub load_balancer: Option<String>,
    /// It comes or goes with that load balancer.
    pub with_balancer: bool,
    /// Its priority before and after; of a rule.
    pub priority: [Option<String>; 2],
    /// Its conditions before and after; of a rule.
    pub conditions: [Option<String>; 2],
    /// Where its requests go, sorted.
    pub shares: Vec<Share>,
}

/// The part of the requests of a listener or rule that goes to one end.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Address of a pool, or what is answered.
    pub to: String,
    /// `pool`, `redirect` or `fixed_response`.
    pub kind: &'static str,
    /// From 0 to 1; `None` where that is not known.
    pub before: Option<f64>,
    /// From 0 to 1; `None` where that is not known.
    pub after: Option<f64>,
    /// Why it is not known.
    pub why: Option<String>,
}

impl Turn {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Share {
    /// As much goes there as before, as far as that is known.
    pub fn stays(&self) -> bool {
        match (self.before, self.after) {
            (Some(before), Some(after)) => (before - after).abs() < EPSILON,
            (None, None) => true,
            _ => false,
        }
    }
}

impl Shift {
    /// In a line: who, and what of it changes.
    pub fn line(&self) -> String {
        let mut remarks: Vec<String> = Vec::new();
        match self.turn {
            Turn::Added => remarks.push("new".to_owned()),
            Turn::Removed => remarks.push("removed".to_owned()),
            Turn::Changed => {}
        }
        remarks.extend(remark("priority ", &self.priority));
        remarks.extend(remark("", &self.conditions));
        let remarks = if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join("; ")) };
        let shares: Vec<String> = self.shares.iter().map(|share| share.words(self.turn)).collect();
        let shares = if shares.is_empty() { "nothing".to_owned() } else { shares.join(", ") };
        format!("{}{remarks}: {shares}", self.address)
    }
}

/// What has one value, or goes from one to another.
fn remark(word: &str, [before, after]: &[Option<String>; 2]) -> Option<String> {
    match (before, after) {
        (Some(before), Some(after)) if before != after => Some(format!("{word}{before} → {after}")),
        (_, Some(one)) | (Some(one), None) => Some(format!("{word}{one}")),
        (None, None) => None,
    }
}

impl Share {
    fn words(&self, turn: Turn) -> String {
        let (before, after) = (percent(self.before), percent(self.after));
        match turn {
            Turn::Added => format!("{} {after}", self.to),
            Turn::Removed => format!("{} {before} → nothing", self.to),
            Turn::Changed if before == after => format!("{} {after}", self.to),
            Turn::Changed => format!("{} {before} → {after}", self.to),
        }
    }
}

/// A share in per cent, or that it is not known.
pub fn percent(share: Option<f64>) -> String {
    let Some(share) = share else { return "?".to_owned() };
    let tenths = (share * 1000.0).round() / 10.0;
    if share > 0.0 && tenths < 0.1 { "under 0.1%".to_owned() } else { format!("{tenths}%") }
}
