//! Every verdict one by one, passes too: what the tests of policies look at. A check only tells what is not as it should
//! be; a test has to know that a policy looked at all.

use crate::finding::{Clue, Severity, Verdict};
use crate::graph::{Commons, Kinds};
use crate::input::Input;
use crate::policy::PolicyFile;

use super::InputValues;
use super::Run;
use super::judge::{self, Judged};
use super::production::Production;
use super::stage::Stage;

/// What a policy says of a subject by one of its conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The condition holds.
    Pass,
    /// It does not.
    Fail,
    /// It cannot be decided.
    Unknown,
    /// The policy itself stops at an error.
    Error,
}

/// One condition of a policy on one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Label of the policy.
    pub policy: String,
    /// Address of the subject; empty for the plan itself.
    pub address: String,
    /// The verdict.
    pub said: Said,
    /// The policy's message; empty for a pass.
    pub message: String,
    /// Why it is not decided; empty where it is.
    pub reason: String,
    /// How bad it is; none for a pass, or where the policy does not say.
    pub severity: Option<Severity>,
    /// The parts of the condition that decided it.
    pub values: Vec<Clue>,
}

/// Every verdict of every policy on what a plan makes, in the order of the files, those for an audit too.
pub fn verdicts(input: &Input, kinds: &Kinds, files: &[PolicyFile], inputs: &InputValues) -> Vec<Opinion> {
    let commons = Commons::of(&[input], kinds);
    let run = Run { input, position: 0, commons: &commons, kinds };
    let stage = Stage::planned(&run, Production::of(inputs));
    let mut opinions = Vec::new();
    for (file, policy) in files.iter().flat_map(|file| file.policies.iter().map(move |policy| (file, policy))) {
        for (subject, judged) in judge::by_subject(&stage, file, policy, inputs) {
            opinions.extend(judged.into_iter().map(|one| opinion(&policy.label, &subject.address, one)));
        }
    }
    opinions
}

fn opinion(policy: &str, address: &str, judged: Judged) -> Opinion {
    let said = match (judged.verdict, &judged.problem) {
        (_, Some(_)) => Said::Error,
        (None, None) => Said::Pass,
        (Some(Verdict::Fail), None) => Said::Fail,
        (Some(Verdict::Unknown), None) => Said::Unknown,
    };
    let stopped = judged.problem.map(|stopped| {
        let at = stopped.location.clone();
        format!("{} ({}:{})", stopped.problem(0).message, at.path, at.line)
    });
    let severity = judged.finding.as_ref().and_then(|finding| finding.severity);
    let (message, reason, values) = match judged.finding {
        Some(finding) => (finding.message, finding.reason.unwrap_or_default(), finding.values),
        None => Default::default(),
    };
    Opinion {
        policy: policy.to_owned(),
        address: address.to_owned(),
        said,
        message,
        reason: stopped.unwrap_or(reason),
        severity,
        values,
    }
}
