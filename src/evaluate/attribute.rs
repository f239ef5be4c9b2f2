//! Attribution: what a plan has to do with a fault, from the verdicts of the same condition in the world before it.

use std::collections::BTreeMap;

use crate::finding::{Attribution, Severity, Verdict};

use super::judge::Judged;

/// Shares closer than this are the same.
const EPSILON: f64 = 1e-9;

/// What the world before the plan says, by condition and subject. Only what did not hold has a key.
#[derive(Debug, Default)]
pub(super) struct Before<'j> {
    open: BTreeMap<&'j str, &'j Judged>,
}

impl<'j> Before<'j> {
    pub(super) fn of(then: &'j [Judged]) -> Self {
        let open = then.iter().filter(|one| one.verdict.is_some()).map(|one| (one.key.as_str(), one));
        Self { open: open.collect() }
    }

    /// Introduced where it was not so before; worsened where more traffic is concerned than was; else it was there before.
    /// What is broken now and was not decidable before may be new: it counts as introduced. A policy on the move itself
    /// finds nothing before it; where the route ended dead with a part of its traffic already, the move makes it worse.
    pub(super) fn attribution(&self, judged: &Judged) -> Attribution {
        let broken = judged.verdict == Some(Verdict::Fail);
        let same = |before: &&&Judged| !broken || before.verdict == Some(Verdict::Fail);
        let Some(before) = self.open.get(judged.key.as_str()).filter(same) else {
            return if broken && is_worse(judged) { Attribution::Worsened } else { Attribution::Introduced };
        };
        match (before.share, judged.share) {
            (Some(before), Some(now)) if broken && now > before + EPSILON => Attribution::Worsened,
            _ => Attribution::PreExisting,
        }
    }
}

/// Some of the traffic ended dead before, and more of it does now.
fn is_worse(judged: &Judged) -> bool {
    let loses_traffic = judged.finding.as_ref().is_some_and(|finding| finding.severity == Some(Severity::S1));
    loses_traffic && judged.dead_share > EPSILON && judged.share.is_some_and(|now| now > judged.dead_share + EPSILON)
}
