//! Runs a test file: each scenario becomes a plan, the plan is judged, and each case is held against what was expected.

use crate::eval::ast::{Attribute, Expr};
use crate::eval::{EvalError, Nothing, evaluate};
use crate::evaluate::{InputValues, Opinion, Said, verdicts};
use crate::finding::Severity;
use crate::graph::Kinds;
use crate::input::Input;
use crate::policy::reading::suggestion;
use crate::policy::{PolicyError, PolicyFile, shared_inputs};
use crate::source::{Source, Span};

use super::file::{Expect, Mock, MockKind, Scenario, TestFile, Wanted};
use super::mocks::{self, Made};
use super::plan;
use super::report::{CaseResult, FileResult, Got, Status};

/// A test file with all that it is run with.
pub struct Setup<'r> {
    /// The file.
    pub file: &'r TestFile,
    /// The catalogue of kinds.
    pub kinds: &'r Kinds,
    /// The policies that it tests.
    pub policies: &'r [PolicyFile],
    /// The recorded plans, one for each scenario that names one.
    pub fixtures: &'r [Option<Input>],
    /// Values of inputs from the command line; the file's own win.
    pub inputs: &'r InputValues,
    /// Whether a case, by its name, is to be run.
    pub wanted: &'r (dyn Fn(&str) -> bool + Sync),
}

/// What came of a file, the cases that were left out, and the mocks that say `skip`.
pub fn run(setup: &Setup<'_>) -> (FileResult, usize, usize) {
    let mut done = Done::default();
    let mut error = check(setup).err();
    for (index, scenario) in setup.file.scenarios.iter().enumerate() {
        if error.is_some() {
            break;
        }
        error = Run { setup, scenario, index, plans: Vec::new() }.run(&mut done).err();
    }
    done.cases.sort_by_key(|case| case.line);
    let result = FileResult { path: setup.file.source.path().to_owned(), cases: done.cases, error };
    (result, done.left_out, done.skipped)
}

#[derive(Default)]
struct Done {
    cases: Vec<CaseResult>,
    left_out: usize,
    skipped: usize,
}

/// A plan and what the policies say of it, for one set of inputs.
struct Judged {
    inputs: InputValues,
    made: Vec<Made>,
    opinions: Vec<Opinion>,
}

struct Run<'r, 's> {
    setup: &'s Setup<'r>,
    scenario: &'r Scenario,
    index: usize,
    plans: Vec<Judged>,
}

impl Run<'_, '_> {
    fn run(mut self, done: &mut Done) -> Result<(), String> {
        for (index, mock) in self.scenario.mocks.iter().enumerate().filter(|(_, mock)| mock.kind != MockKind::Data) {
            let name = self.named(&format!("{}.{}", mock.type_, mock.label));
            if mock.skip {
                done.skipped += 1;
            } else if (self.setup.wanted)(&name) {
                let case = self.of_mock(index, mock, name)?;
                done.cases.push(case);
            } else {
                done.left_out += 1;
            }
        }
        for expect in &self.scenario.expects {
            let address = expect.address.as_ref().map(|address| format!(" {address}")).unwrap_or_default();
            let name = self.named(&format!("{} {}{address}", expect.verdict.word(), expect.policy));
            if (self.setup.wanted)(&name) {
                let case = self.of_expect(expect, name)?;
                done.cases.push(case);
            } else {
                done.left_out += 1;
            }
        }
        Ok(())
    }

    fn named(&self, name: &str) -> String {
        if self.scenario.name.is_empty() { name.to_owned() } else { format!("{}: {name}", self.scenario.name) }
    }

    fn line(&self, span: Span) -> usize {
        self.setup.file.source.line_column(span.start).0
    }

    fn of_mock(&mut self, index: usize, mock: &Mock, name: String) -> Result<CaseResult, String> {
        let line = self.line(mock.span);
        let judged = self.judged(&mock.inputs)?;
        let address = judged.made.get(index).map(|made| plan::subject(mock, made)).unwrap_or_default();
        let own: Vec<&Opinion> = judged.opinions.iter().filter(|opinion| opinion.address == address).collect();
        let mut wrong = Vec::new();
        let mut got = Vec::new();
        for expect in &mock.expects {
            let of_policy = own.iter().copied().filter(|opinion| opinion.policy == expect.policy).collect();
            hold(expect, of_policy, &mut wrong, &mut got);
        }
        let rest = own.iter().copied().filter(|one| mock.expects.iter().all(|expect| expect.policy != one.policy));
        if mock.expect_failure {
            breaks(rest.collect(), &mut wrong, &mut got);
        } else {
            passes(rest.collect(), &mut wrong, &mut got);
        }
        Ok(case(name, line, expected(mock), wrong, own.len(), got))
    }

    fn of_expect(&mut self, expect: &Expect, name: String) -> Result<CaseResult, String> {
        let line = self.line(expect.span);
        let judged = self.judged(&[])?;
        let is_it = |one: &&Opinion| {
            one.policy == expect.policy && expect.address.as_ref().is_none_or(|address| *address == one.address)
        };
        let own: Vec<&Opinion> = judged.opinions.iter().filter(is_it).collect();
        let (evaluated, mut wrong, mut got) = (own.len(), Vec::new(), Vec::new());
        hold(expect, own, &mut wrong, &mut got);
        Ok(case(name, line, in_words(expect), wrong, evaluated, got))
    }

    /// The plan for a set of inputs, judged once.
    fn judged(&mut self, own: &[Attribute]) -> Result<&Judged, String> {
        let inputs = self.inputs(own)?;
        if let Some(found) = self.plans.iter().position(|judged| judged.inputs == inputs) {
            return self.plans.get(found).ok_or_else(String::new);
        }
        let setup = self.setup;
        let fixture = setup.fixtures.get(self.index).and_then(Option::as_ref);
        let (made, opinions) = match fixture {
            Some(input) => (Vec::new(), verdicts(input, setup.kinds, setup.policies, &inputs)),
            None => {
                let told = |error| shown(&setup.file.source, &error);
                let (made, facts) = mocks::make(self.scenario, self.outer(), &inputs).map_err(told)?;
                let input = plan::input(setup.file.source.path(), self.scenario, &made, &facts)?;
                let opinions = verdicts(&input, setup.kinds, setup.policies, &inputs);
                (made, opinions)
            }
        };
        self.plans.push(Judged { inputs, made, opinions });
        self.plans.last().ok_or_else(String::new)
    }

    /// Locals of the file, for a scenario of its own.
    fn outer(&self) -> &[(String, Expr)] {
        let file = self.setup.file.scenarios.first().filter(|_| self.index > 0);
        file.map_or(&[][..], |file| &file.locals)
    }

    /// Every input's value: the case's own, else the scenario's, else the file's, else the command line's, else the
    /// policy's default.
    fn inputs(&self, own: &[Attribute]) -> Result<InputValues, String> {
        let file = self.setup.file.scenarios.first().filter(|_| self.index > 0).map_or(&[][..], |file| &file.inputs);
        let mut values = self.setup.inputs.clone();
        for attribute in file.iter().chain(&self.scenario.inputs).chain(own) {
            let source = &self.setup.file.source;
            let declared = self.setup.policies.iter().flat_map(|file| &file.inputs).chain(shared_inputs());
            let Some(input) = declared.clone().find(|input| input.name == attribute.name) else {
                let message = format!("no policy of this test has an input `{}`", attribute.name);
                let names: Vec<&str> = declared.map(|input| input.name.as_str()).collect();
                return Err(mistake(
                    source,
                    attribute.name_span,
                    message,
                    suggestion(&attribute.name, names.into_iter()),
                ));
            };
            let value = mocks::alone(&attribute.value, self.scenario, self.outer()).map_err(|e| shown(source, &e))?;
            let value = input.type_.convert(value);
            let value = value.map_err(|why| mistake(source, attribute.value.span, why, String::new()))?;
            values.insert(attribute.name.clone(), value);
        }
        for input in self.setup.policies.iter().flat_map(|file| &file.inputs) {
            if values.contains_key(&input.name) {
                continue;
            }
            let default = input.default.as_ref().and_then(|default| evaluate(default, &Nothing).ok());
            if let Some(value) = default.and_then(|value| input.type_.convert(value).ok()) {
                values.insert(input.name.clone(), value);
            } else if input.default.is_none() && !input.nullable {
                let message = format!("the input `{}` of the policy has no value in this test", input.name);
                let help = format!("write `inputs {{` … `{} = …` … `}}`", input.name);
                return Err(mistake(&self.setup.file.source, Span::default(), message, help));
            }
        }
        Ok(values)
    }
}

fn case(
    name: String,
    line: usize,
    expected: String,
    wrong: Vec<String>,
    evaluated: usize,
    got: Vec<Got>,
) -> CaseResult {
    let status = if wrong.is_empty() { Status::Passed } else { Status::Missed };
    CaseResult { name, line, status, expected, wrong: wrong.join("; "), evaluated, got }
}

fn expected(mock: &Mock) -> String {
    let mut words: Vec<String> = mock.expects.iter().map(in_words).collect();
    match (mock.expect_failure, words.is_empty()) {
        (true, true) => words.push("a policy breaks on it".to_owned()),
        (true, false) => words.push("another policy breaks on it".to_owned()),
        (false, true) => words.push("every policy holds".to_owned()),
        (false, false) => words.push("every other policy holds".to_owned()),
    }
    words.join(", ")
}

fn in_words(expect: &Expect) -> String {
    let address = expect.address.as_ref().map(|address| format!(" for {address}")).unwrap_or_default();
    let message = expect.message.as_ref().map(|text| format!(" that says \"{text}\"")).unwrap_or_default();
    let severity = expect.severity.map(|severity| format!(" as {}", severity.word())).unwrap_or_default();
    format!("{} of {}{address}{severity}{message}", expect.verdict.word(), expect.policy)
}

/// Holds the verdicts of one policy against what was expected of it.
fn hold(expect: &Expect, opinions: Vec<&Opinion>, wrong: &mut Vec<String>, got: &mut Vec<Got>) {
    let has = |said: Said| opinions.iter().any(|opinion| opinion.said == said);
    let right = match expect.verdict {
        Wanted::Pass => !opinions.is_empty() && opinions.iter().all(|opinion| opinion.said == Said::Pass),
        Wanted::Fail => has(Said::Fail) && !has(Said::Error),
        Wanted::Unknown => has(Said::Unknown) && !has(Said::Fail) && !has(Said::Error),
        Wanted::None => opinions.is_empty(),
    };
    let says = |text: &String| {
        let decided = opinions.iter().filter(|opinion| opinion.said != Said::Pass);
        decided.into_iter().any(|opinion| opinion.message.contains(text) || opinion.reason.contains(text))
    };
    if !right {
        wrong.push(match (opinions.is_empty(), expect.verdict) {
            (true, Wanted::Pass) => format!(
                "{} was evaluated for nothing: its type, its operations or its filter leave this out (expect `none` if that is meant)",
                expect.policy
            ),
            (true, _) => format!("{} was evaluated for nothing", expect.policy),
            (false, wanted) => format!("{} was to say {}", expect.policy, wanted.word()),
        });
    } else if expect.message.as_ref().is_some_and(|text| !says(text)) {
        wrong.push(format!("{} says something else", expect.policy));
    } else if let Some(severity) =
        expect.severity.filter(|wanted| !opinions.iter().any(|it| it.severity == Some(*wanted)))
    {
        let found = opinions.iter().find_map(|opinion| opinion.severity).map_or("none", Severity::word);
        wrong.push(format!("{} was to be {}, and is {found}", expect.policy, severity.word()));
    } else {
        return;
    }
    got.extend(opinions.into_iter().map(shown_opinion));
}

fn breaks(opinions: Vec<&Opinion>, wrong: &mut Vec<String>, got: &mut Vec<Got>) {
    let stops = opinions.iter().any(|opinion| opinion.said == Said::Error);
    if stops {
        wrong.push("a policy stops at an error".to_owned());
    } else if opinions.is_empty() {
        wrong.push("no policy was evaluated for it".to_owned());
    } else if opinions.iter().all(|opinion| opinion.said != Said::Fail) {
        wrong.push("no policy breaks on it".to_owned());
    } else {
        return;
    }
    got.extend(opinions.into_iter().filter(|one| !stops || one.said == Said::Error).map(shown_opinion));
}

fn passes(opinions: Vec<&Opinion>, wrong: &mut Vec<String>, got: &mut Vec<Got>) {
    let mut labels: Vec<&str> = Vec::new();
    for opinion in opinions.into_iter().filter(|opinion| opinion.said != Said::Pass) {
        if !labels.contains(&opinion.policy.as_str()) {
            labels.push(&opinion.policy);
        }
        got.push(shown_opinion(opinion));
    }
    if let [one] = labels.as_slice() {
        wrong.push(format!("{one} does not hold"));
    } else if !labels.is_empty() {
        wrong.push(format!("{} do not hold", labels.join(", ")));
    }
}

fn shown_opinion(opinion: &Opinion) -> Got {
    Got {
        policy: opinion.policy.clone(),
        address: opinion.address.clone(),
        verdict: match opinion.said {
            Said::Pass => "pass",
            Said::Fail => "fail",
            Said::Unknown => "unknown",
            Said::Error => "error",
        },
        message: opinion.message.clone(),
        reason: opinion.reason.clone(),
        values: opinion.values.clone(),
    }
}

/// Names that no policy of the test has.
fn check(setup: &Setup<'_>) -> Result<(), String> {
    let labels = setup.policies.iter().flat_map(|file| &file.policies).map(|policy| policy.label.as_str());
    for scenario in &setup.file.scenarios {
        for expect in scenario.expects.iter().chain(scenario.mocks.iter().flat_map(|mock| &mock.expects)) {
            if !labels.clone().any(|label| label == expect.policy) {
                let message = format!("this test has no policy `{}`", expect.policy);
                let help = suggestion(&expect.policy, labels.clone());
                return Err(mistake(&setup.file.source, expect.span, message, help));
            }
        }
    }
    Ok(())
}

fn mistake(source: &Source, span: Span, message: String, help: String) -> String {
    PolicyError { source: source.clone(), span, message, label: String::new(), help }.render()
}

fn shown(source: &Source, error: &EvalError) -> String {
    mistake(source, error.span, error.message.clone(), String::new())
}
