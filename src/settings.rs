//! *Settings* are what a team says once for all its runs, in `.poolproof.hcl`: which policies there are and how much they
//! weigh, values of their inputs, pools that others fill, kinds of resources, and waivers. What is typed on the command line wins over them.

mod kinds;
mod read;
mod starter;
#[cfg(test)]
mod tests;

use crate::eval::ast::Expr;
use crate::finding::Level;
use crate::graph::Kinds;
use crate::input::ExternalPool;
use crate::policy::{Policy, PolicyError, PolicyFile, suggestion};
use crate::source::{Source, Span};
use crate::waiver::Waiver;

pub(crate) use kinds::ROWS as KIND_ROWS;
pub use read::parse;
pub use starter::STARTER;

/// The name of the file, looked for in the working folder.
pub const FILE: &str = ".poolproof.hcl";

/// What `.poolproof.hcl` says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The text.
    pub source: Source,
    /// Files and folders of policies, relative to the working folder.
    pub policy_paths: Vec<String>,
    /// What is set for single policies.
    pub policies: Vec<PolicySetting>,
    /// Values of inputs: name, place of the name, value.
    pub inputs: Vec<(String, Span, Expr)>,
    /// Pools that are known to be filled by others.
    pub external_pools: Vec<ExternalPool>,
    /// The catalogue of kinds, with those of the team.
    pub kinds: Kinds,
    /// Findings that a team takes on itself for a while.
    pub waivers: Vec<Waiver>,
}

/// A `policy` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySetting {
    /// The policy.
    pub label: String,
    /// Where the label stands.
    pub label_span: Span,
    /// Whether it takes part; `None` leaves it as the policy has it.
    pub enabled: Option<bool>,
    /// How much it weighs; `None` leaves it as the policy has it.
    pub level: Option<Level>,
}

impl Settings {
    /// Every name of a policy that does not exist, as a mistake.
    pub fn unknown_labels<'l>(&self, labels: impl Iterator<Item = &'l str> + Clone) -> Vec<PolicyError> {
        let set = self.policies.iter().map(|setting| (setting.label.as_str(), setting.label_span));
        let waived = self.waivers.iter().map(|waiver| (waiver.policy.as_str(), waiver.policy_span));
        let unknown = set.chain(waived).filter(|(label, _)| !labels.clone().any(|known| known == *label));
        let mistake = |(label, span): (&str, Span)| PolicyError {
            source: self.source.clone(),
            span,
            message: format!("there is no policy `{label}`"),
            label: String::new(),
            help: match crate::eval::did_you_mean(label, labels.clone()) {
                Some(_) => suggestion(label, labels.clone()),
                None => "`poolproof explain` lists the policies".to_owned(),
            },
        };
        unknown.map(mistake).collect()
    }

    /// Gives every policy the level that is set for it.
    pub fn set_levels(&self, files: &mut [PolicyFile]) {
        for setting in &self.policies {
            let Some(level) = setting.level else { continue };
            let named = |policy: &&mut Policy| policy.label == setting.label;
            files
                .iter_mut()
                .flat_map(|file| &mut file.policies)
                .filter(named)
                .for_each(|policy| policy.set_level(level));
        }
    }

    /// Whether a policy takes part, where that is set.
    pub fn enabled(&self, label: &str) -> Option<bool> {
        self.policies.iter().find(|setting| setting.label == label).and_then(|setting| setting.enabled)
    }
}
