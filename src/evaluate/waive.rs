//! Waivers on findings: which hold, and what is to be said of those that do not.

use std::collections::{BTreeMap, BTreeSet};

use crate::eval::did_you_mean;
use crate::finding::{Finding, Level, Waived, WaiverState, WaiverUse};
use crate::model::{Address, fits};
use crate::modules::{Ignore, IgnoredBlock};
use crate::source::Span;
use crate::waiver::{Reach, Waiver, is_date};

/// What waivers are held against.
pub struct Waiving<'w> {
    /// Those of `.poolproof.hcl`.
    pub written: &'w [Waiver],
    /// Labels of the policies that take part.
    pub taking_part: &'w [&'w str],
    /// Labels of all policies there are.
    pub known: &'w BTreeSet<String>,
    /// The date, as `2027-01-31`.
    pub today: &'w str,
    /// The waivers before the change under review; `None` where nobody said what that was.
    pub before: Option<&'w WaivedBefore>,
}

/// What was waived before a change.
#[derive(Debug, Clone, Default)]
pub struct WaivedBefore {
    /// Those of `.poolproof.hcl`.
    pub written: Vec<Waiver>,
    /// The comments of each file of the configuration, by its path; a file that is not there was not either.
    pub comments: BTreeMap<String, Vec<Ignore>>,
}

impl WaivedBefore {
    /// Whether a waiver of `.poolproof.hcl` said the same; on which line does not matter.
    fn had(&self, waiver: &Waiver) -> bool {
        let place = (&waiver.location, waiver.policy_span);
        self.written
            .iter()
            .any(|was| Waiver { location: place.0.clone(), policy_span: place.1, ..was.clone() } == *waiver)
    }

    /// Whether the change adds a comment; `None` for a file of which nothing is known.
    fn adds(&self, ignore: &Ignore) -> Option<bool> {
        let comments = self.comments.get(&ignore.location.path)?;
        Some(!comments.iter().any(|was| was.says == ignore.says && was.at == ignore.at))
    }
}

/// The comments of the configuration of one input that waive something, each with the module it stands in.
pub type Ignores = Vec<(Vec<String>, Ignore)>;

/// Where a waiver stands: path, line and column, and its policy, as a comment of a module that is called twice is read
/// twice.
type Key = (String, usize, usize, String);

/// Takes out of what blocks whatever a waiver covers. All waivers, with what came of each, in the order of their places.
pub fn waive(findings: &mut [Finding], ignores: &[Ignores], waiving: &Waiving<'_>) -> Vec<WaiverUse> {
    let mut uses: BTreeMap<Key, WaiverUse> = BTreeMap::new();
    let mut by_input = Vec::new();
    for ignores in ignores {
        by_input.push(comments(ignores, waiving, &mut uses));
    }
    let written = waiving.written.iter().map(|waiver| (waiver, waiving.before.map(|before| !before.had(waiver))));
    let commented = by_input.iter().flatten().map(|(waiver, added)| (waiver, *added));
    for (waiver, added) in written.chain(commented) {
        if waiving.taking_part.contains(&waiver.policy.as_str()) {
            uses.entry(key(waiver)).or_insert_with(|| WaiverUse { added, ..unmatched(waiver) });
        }
    }
    for finding in findings {
        let comments = by_input.get(finding.input).map_or(&[][..], Vec::as_slice);
        for waiver in waiving.written.iter().chain(comments.iter().map(|(waiver, _)| waiver)) {
            if covers(waiver, finding)
                && let Some(use_) = uses.get_mut(&key(waiver))
            {
                apply(waiver, finding, use_, waiving.today);
            }
        }
    }
    uses.into_values().collect()
}

fn key(waiver: &Waiver) -> Key {
    let at = &waiver.location;
    (at.path.clone(), at.line, at.column, waiver.policy.clone())
}

fn unmatched(waiver: &Waiver) -> WaiverUse {
    WaiverUse {
        policy: waiver.policy.clone(),
        waived: waived(waiver),
        state: WaiverState::Unmatched,
        findings: 0,
        note: format!("The waiver for {} fits no finding: remove it, or mend what it names.", waiver.policy),
        added: None,
    }
}

fn waived(waiver: &Waiver) -> Waived {
    let Waiver { reason, owner, expires, location, .. } = waiver.clone();
    Waived { reason, owner, expires, source: location }
}

/// A finding's message says what came of its waivers: whoever reads only that shall know.
fn apply(waiver: &Waiver, finding: &mut Finding, use_: &mut WaiverUse, today: &str) {
    let place = format!("{}:{}", waiver.location.path, waiver.location.line);
    let expired = waiver.expires.as_deref().filter(|last| today > *last);
    let (state, note) = if finding.level == Level::Mandatory {
        let note = format!("{} is mandatory and cannot be waived: the waiver at {place} does nothing.", waiver.policy);
        (WaiverState::Refused, note)
    } else if let Some(last) = expired {
        let note =
            format!("The waiver for {} at {place} expired on {last}: what it covered counts again.", waiver.policy);
        (WaiverState::Expired, note)
    } else {
        (WaiverState::Applied, String::new())
    };
    if finding.waiver.is_none() {
        let said = if note.is_empty() { holds(waiver, &place) } else { note.clone() };
        finding.message = format!("{} {said}", finding.message.trim_end());
    }
    if state == WaiverState::Applied && finding.waiver.is_none() {
        finding.waiver = Some(waived(waiver));
        finding.blocks = false;
    }
    use_.findings += 1;
    // One that holds for some findings is not told as one that does nothing.
    if use_.state != WaiverState::Applied {
        (use_.state, use_.note) = (state, note);
    }
}

fn holds(waiver: &Waiver, place: &str) -> String {
    let until = waiver.expires.as_deref().map(|last| format!(" until {last}")).unwrap_or_default();
    let owner = waiver.owner.as_deref().map(|owner| format!(" by {owner}")).unwrap_or_default();
    format!("Waived{until}{owner} ({place}): {}", waiver.reason)
}

fn covers(waiver: &Waiver, finding: &Finding) -> bool {
    if waiver.policy != finding.policy {
        return false;
    }
    let subject = &finding.subject.address;
    if let Reach::Address(pattern) = &waiver.reach {
        return fits(pattern, subject);
    }
    let Ok(address) = Address::parse(subject) else { return false };
    let calls: Vec<&str> = address.module.0.iter().map(|step| &*step.name).collect();
    match &waiver.reach {
        Reach::Address(_) => false,
        Reach::Module(module) => calls.len() >= module.len() && module.iter().zip(&calls).all(|(a, b)| a == b),
        Reach::Resource { module, mode, type_, name } => {
            calls == *module && address.mode == *mode && *address.type_ == **type_ && *address.name == **name
        }
    }
}

/// The waivers in the comments of an input's configuration, and whether the change adds them. One that says too little does
/// nothing, and is told.
fn comments(
    ignores: &Ignores,
    waiving: &Waiving<'_>,
    uses: &mut BTreeMap<Key, WaiverUse>,
) -> Vec<(Waiver, Option<bool>)> {
    let mut waivers = Vec::new();
    for (module, ignore) in ignores {
        let added = waiving.before.and_then(|before| before.adds(ignore));
        match comment(ignore, module, waiving.known) {
            Ok(waiver) => waivers.push((waiver, added)),
            Err(why) => {
                let at = &ignore.location;
                let words = (at.path.clone(), at.line, at.column, String::new());
                uses.entry(words).or_insert_with(|| WaiverUse { added, ..invalid(ignore, &why) });
            }
        }
    }
    waivers
}

fn invalid(ignore: &Ignore, why: &str) -> WaiverUse {
    let source = ignore.location.clone();
    WaiverUse {
        policy: ignore.says.split_whitespace().next().unwrap_or_default().to_owned(),
        waived: Waived { reason: String::new(), owner: None, expires: None, source },
        state: WaiverState::Invalid,
        findings: 0,
        note: format!(
            "This waiver does nothing: {why}. Write `# poolproof:ignore POLICY until=2027-01-31 reason` on or above a \
             resource or module."
        ),
        added: None,
    }
}

/// `LABEL until=DATE owner=WHO reason…`
fn comment(ignore: &Ignore, module: &[String], known: &BTreeSet<String>) -> Result<Waiver, String> {
    let mut words = ignore.says.split_whitespace();
    let policy = words.next().ok_or("it names no policy")?;
    if !known.contains(policy) {
        let near =
            did_you_mean(policy, known.iter().map(String::as_str)).map(|near| format!("; did you mean `{near}`?"));
        return Err(format!("there is no policy `{policy}`{}", near.unwrap_or_default()));
    }
    let (mut expires, mut owner, mut reason) = (None, None, Vec::new());
    for word in words {
        match word.split_once('=') {
            Some(("until", date)) if is_date(date) => expires = Some(date.to_owned()),
            Some(("until", date)) => return Err(format!("`{date}` is not a date")),
            Some(("owner", who)) if reason.is_empty() => owner = Some(who.to_owned()),
            _ => reason.push(word),
        }
    }
    if reason.is_empty() {
        return Err("it has no reason".to_owned());
    }
    let reach = match ignore.at.clone() {
        None => return Err("it stands at no resource or module".to_owned()),
        Some(IgnoredBlock::Call(name)) => Reach::Module(module.iter().cloned().chain([name]).collect()),
        Some(IgnoredBlock::Resource(mode, type_, name)) => {
            Reach::Resource { module: module.to_vec(), mode, type_, name }
        }
    };
    let (policy, reason) = (policy.to_owned(), reason.join(" "));
    let location = ignore.location.clone();
    Ok(Waiver { policy, policy_span: Span::default(), reach, reason, owner, expires, location })
}
