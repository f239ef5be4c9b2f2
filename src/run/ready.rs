//! Policies made *ready*: those that take part in a run, with the values of their inputs.

use std::collections::BTreeSet;

use super::{Stop, chosen, labels, mistakes, policies, texts};
use crate::cli::Check;
use crate::evaluate::{Ignores, InputValues};
use crate::given::{self, Given};
use crate::options;
use crate::policy::PolicyFile;
use crate::read;
use crate::settings::Settings;

/// What is asked of the policies of a run.
#[derive(Default)]
pub(super) struct Asked<'a> {
    policies: &'a [String],
    no_builtin: bool,
    only: &'a [String],
    skip: &'a [String],
    input: &'a [String],
    input_file: &'a [String],
    today: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// What the options of a check ask for.
    pub(super) fn of(options: &'a Check) -> Self {
        Self {
            policies: &options.policies,
            no_builtin: options.no_builtin,
            only: &options.only,
            skip: &options.skip,
            input: &options.input,
            input_file: &options.input_file,
            today: options.today.as_deref(),
        }
    }
}

/// Policies that take part, and what else a verdict needs.
pub(super) struct Ready {
    pub(super) files: Vec<PolicyFile>,
    pub(super) values: InputValues,
    pub(super) today: String,
    labels: BTreeSet<String>,
    no_builtin: bool,
}

impl Ready {
    pub(super) fn of(asked: &Asked<'_>, settings: Option<&Settings>) -> Result<Self, Stop> {
        let today = options::today(asked.today)?;
        let mut files = chosen(asked.policies, settings, !asked.no_builtin, asked.skip)?;
        let environment = read::environment(given::ENVIRONMENT);
        // What is set for a policy or an input is held against the names of all, whether or not they take part.
        let sets =
            settings.is_some() || !(asked.input.is_empty() && asked.input_file.is_empty() && environment.is_empty());
        let left_out = if asked.no_builtin && sets { policies(&[], true, |_| {})? } else { Vec::new() };
        if let Some(settings) = settings {
            let known: BTreeSet<&str> = labels(&left_out).chain(labels(&files)).collect();
            mistakes(&settings.unknown_labels(known.iter().copied()))?;
            settings.set_levels(&mut files);
        }
        let labels = labels(&files).map(str::to_owned).collect();
        let files = options::select(files, asked.only, asked.skip, settings)?;
        let given = Given { typed: asked.input, files: texts(asked.input_file)?, environment, settings };
        let values = given::values(&files, &left_out, &given)?;
        Ok(Self { files, values, today, labels, no_builtin: asked.no_builtin })
    }

    /// Labels of all policies there are, also of those that take no part, where comments name any.
    pub(super) fn known(&self, ignores: &[Ignores]) -> Result<BTreeSet<String>, Stop> {
        if ignores.iter().all(Vec::is_empty) {
            return Ok(BTreeSet::new());
        }
        let left_out = if self.no_builtin { policies(&[], true, |_| {})? } else { Vec::new() };
        Ok(labels(&left_out).map(str::to_owned).chain(self.labels.iter().cloned()).collect())
    }
}
