//! What the JSON report of a part of a run has beside the report itself, so that `merge` can make every format of the whole
//! of it. Consumers read `number`, `of` and `inputs`; `rest` is for the same release of poolproof alone.

use serde::{Deserialize, Serialize};

use crate::finding::{Coverage, Finding, InputInfo, Joined, Level, Reach, Report, Rule, Shard, Shift, Snippet, Tally};
use crate::source::Location;

#[derive(Serialize, Deserialize)]
pub(super) struct ShardOut {
    pub(super) number: usize,
    pub(super) of: usize,
    /// Of the whole run.
    pub(super) inputs: usize,
    pub(super) one_world: bool,
    pub(super) rest: Rest,
}

#[derive(Serialize, Deserialize)]
pub(super) struct JoinedOut {
    shards: usize,
    one_world: bool,
}

/// What other formats show and JSON does not, each list in the order of its twin in the report.
#[derive(Serialize, Deserialize)]
pub(super) struct Rest {
    pub(super) list: String,
    pub(super) settings: Vec<(String, String)>,
    pub(super) positions: Vec<usize>,
    pub(super) problems: Vec<usize>,
    pub(super) told: Vec<(String, String)>,
    pub(super) rules: Vec<RuleRest>,
    pub(super) tallies: Vec<TallyRest>,
    pub(super) findings: Vec<FindingRest>,
    pub(super) with_balancer: Vec<bool>,
    pub(super) coverage: Vec<CoverageRest>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RuleRest {
    pub(super) label: String,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) fix: String,
    pub(super) level: Option<String>,
    #[serde(default)]
    pub(super) audit: bool,
}

#[derive(Serialize, Deserialize, Default)]
pub(super) struct TallyRest {
    pub(super) evaluations: usize,
    pub(super) unresolved: usize,
    pub(super) problems: usize,
}

#[derive(Serialize, Deserialize)]
pub(super) struct FindingRest {
    pub(super) subject: Option<At>,
    pub(super) hops: Vec<Option<At>>,
    pub(super) snippets: Vec<SnippetRest>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SnippetRest {
    pub(super) at: At,
    pub(super) line: String,
    pub(super) label: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CoverageRest {
    pub(super) fitting: usize,
    pub(super) considered: usize,
    pub(super) near: Option<String>,
    pub(super) selects: bool,
    pub(super) what: String,
    pub(super) pattern: String,
    pub(super) operations: String,
    pub(super) block: usize,
}

/// A location that is read back.
#[derive(Serialize, Deserialize)]
pub(super) struct At {
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl At {
    pub(super) fn of(location: &Location) -> Self {
        let Location { path, line, column, end_line, end_column } = location.clone();
        Self { path, line, column, end_line, end_column }
    }

    pub(super) fn location(self) -> Location {
        let Self { path, line, column, end_line, end_column } = self;
        Location { path, line, column, end_line, end_column }
    }
}

/// What a part of a run adds to its report.
pub(super) fn out(report: &Report) -> Option<ShardOut> {
    let shard = report.shard.as_ref()?;
    let Shard { number, of, inputs, list, one_world, settings, positions, problems, told } = shard.clone();
    let rest = Rest {
        list,
        settings,
        positions,
        problems,
        told: told.into_iter().collect(),
        rules: report.rules.iter().map(rule).collect(),
        tallies: report.inputs.iter().map(tally).collect(),
        findings: report.findings.iter().map(finding).collect(),
        with_balancer: report.routing.iter().map(|Shift { with_balancer, .. }| *with_balancer).collect(),
        coverage: report.coverage.iter().map(coverage).collect(),
    };
    Some(ShardOut { number, of, inputs, one_world, rest })
}

pub(super) fn joined(joined: &Joined) -> JoinedOut {
    let Joined { shards, one_world } = *joined;
    JoinedOut { shards, one_world }
}

fn rule(rule: &Rule) -> RuleRest {
    let Rule { label, title, why, fix, level, audit } = rule.clone();
    RuleRest { label, title, why, fix, level: level.map(|level| Level::word(level).to_owned()), audit }
}

fn tally(input: &InputInfo) -> TallyRest {
    let Tally { evaluations, unresolved, problems } = input.tally;
    TallyRest { evaluations, unresolved, problems }
}

fn finding(finding: &Finding) -> FindingRest {
    FindingRest {
        subject: finding.subject.location.as_ref().map(At::of),
        hops: finding.path.iter().map(|hop| hop.location.as_ref().map(At::of)).collect(),
        snippets: finding.snippets.iter().map(snippet).collect(),
    }
}

fn snippet(snippet: &Snippet) -> SnippetRest {
    SnippetRest { at: At::of(&snippet.location), line: snippet.line.clone(), label: snippet.label.clone() }
}

fn coverage(coverage: &Coverage) -> CoverageRest {
    let Coverage { fitting, considered, near, reach, block, .. } = coverage.clone();
    let Reach { selects, what, pattern, operations } = reach;
    CoverageRest { fitting, considered, near, selects, what, pattern, operations, block }
}
