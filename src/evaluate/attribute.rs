//! Attribution: what a plan has to do with a fault, from the verdicts of the same condition in the world before it.

use crate::finding::{Attribution, Verdict};

use super::judge::Judged;

/// Shares closer than this are the same.
const EPSILON: f64 = 1e-9;

/// Introduced where it was not so before; worsened where more traffic is concerned than was; else it was there before.
pub(super) fn attribution(judged: &Judged, then: &[Judged]) -> Attribution {
    // What is broken now and was not decidable before may be new: it counts as introduced.
    let same = |other: &&Judged| {
        other.key == judged.key
            && match judged.verdict {
                Some(Verdict::Fail) => other.verdict == Some(Verdict::Fail),
                _ => other.verdict.is_some(),
            }
    };
    let Some(before) = then.iter().find(same) else { return Attribution::Introduced };
    match (before.share, judged.share) {
        (Some(before), Some(now)) if judged.verdict == Some(Verdict::Fail) && now > before + EPSILON => {
            Attribution::Worsened
        }
        _ => Attribution::PreExisting,
    }
}
