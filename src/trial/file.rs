//! What a test file says. A mistake does not stop the reading: as many as possible are named at once.

use crate::eval::ast::{Attribute, Block, Body, Expr, ExprKind};
use crate::eval::{Nothing, evaluate, parse_body};
use crate::finding::Severity;
use crate::policy::PolicyError;
use crate::policy::reading::{Errors, check_names, read_locals, suggestion};
use crate::source::{Source, Span};

use super::facts;

/// A test file.
#[derive(Debug, Clone)]
pub struct TestFile {
    /// The text.
    pub source: Source,
    /// The policies to test, relative to the file; `None` where it does not say.
    pub targets: Option<Vec<(String, Span)>>,
    /// The mocks that stand in the file itself, then each `scenario`.
    pub scenarios: Vec<Scenario>,
}

/// Mocks that see each other, or a recorded plan. Each becomes one plan.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    /// Its name; empty for what stands in the file itself.
    pub name: String,
    /// Values for all of it.
    pub locals: Vec<(String, Expr)>,
    /// Values of the policies' inputs.
    pub inputs: Vec<Attribute>,
    /// The mocks.
    pub mocks: Vec<Mock>,
    /// What policies shall say.
    pub expects: Vec<Expect>,
    /// A recorded plan instead of mocks.
    pub fixture: Option<Fixture>,
    /// The state that was recorded by the last apply is at hand, and with it the order of this one.
    pub recorded: bool,
    /// Facts about the plan itself.
    pub meta: Vec<(String, Expr)>,
    /// Root outputs.
    pub outputs: Vec<(String, Expr)>,
}

/// A recorded plan.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Path of the plan, relative to the file.
    pub plan: String,
    /// What it was made from, as `--config` takes it.
    pub config: Vec<String>,
    /// Where it is named.
    pub span: Span,
}

/// What a mock stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MockKind {
    /// A resource.
    Resource,
    /// A data source.
    Data,
    /// A module call.
    Module,
    /// A provider configuration.
    Provider,
}

impl MockKind {
    const ALL: [Self; 4] = [Self::Resource, Self::Data, Self::Module, Self::Provider];

    /// The word of the block.
    pub fn word(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Data => "data",
            Self::Module => "module",
            Self::Provider => "provider",
        }
    }

    fn attributes(self) -> &'static [&'static str] {
        match self {
            Self::Resource => &["attrs", "prior_attrs", "recorded_attrs", "meta", "expect_failure", "skip"],
            Self::Data => &["attrs", "meta"],
            Self::Module | Self::Provider => &["attrs", "meta", "expect_failure", "skip"],
        }
    }

    fn blocks(self) -> &'static [&'static str] {
        match self {
            Self::Data => &[],
            _ => &["inputs", "expect"],
        }
    }
}

/// A mock.
#[derive(Debug, Clone)]
pub struct Mock {
    /// What it stands for.
    pub kind: MockKind,
    /// Resource type, source of a module, name of a provider.
    pub type_: String,
    /// Its name.
    pub label: String,
    /// Header of the block.
    pub span: Span,
    /// Values after the apply.
    pub attrs: Option<Expr>,
    /// Values before.
    pub prior_attrs: Option<Expr>,
    /// Values that the last apply wrote down, where they are others than those before: it was changed outside since.
    pub recorded_attrs: Option<Expr>,
    /// Facts about it.
    pub meta: Vec<(String, Expr)>,
    /// A policy shall break on it.
    pub expect_failure: bool,
    /// It is no case of its own.
    pub skip: bool,
    /// Values of the policies' inputs for this case.
    pub inputs: Vec<Attribute>,
    /// What single policies shall say of it.
    pub expects: Vec<Expect>,
}

/// What a policy shall say.
#[derive(Debug, Clone)]
pub struct Expect {
    /// Label of the policy.
    pub policy: String,
    /// Header of the block.
    pub span: Span,
    /// The verdict.
    pub verdict: Wanted,
    /// Of which subject; of any where it is not said.
    pub address: Option<String>,
    /// A text that the message or the reason has.
    pub message: Option<String>,
    /// How bad it is.
    pub severity: Option<Severity>,
}

/// A verdict that a test can expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Every condition holds, and there is one.
    Pass,
    /// A condition is proved broken.
    Fail,
    /// Nothing is proved broken, and something cannot be decided.
    Unknown,
    /// The policy is not for it: its type, its operations or its filter leave it out.
    None,
}

impl Wanted {
    const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::Unknown, Self::None];

    /// The word of the dialect.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::None => "none",
        }
    }
}

const SCENARIO_BLOCKS: [&str; 8] = ["resource", "data", "module", "provider", "output", "inputs", "locals", "expect"];
const SCENARIO_ATTRIBUTES: [&str; 4] = ["plan", "config", "recorded_state", "meta"];

/// Reads a test file.
///
/// # Errors
/// Every mistake that can be found without its policies, in the order of the text.
pub fn parse(source: &Source) -> Result<TestFile, Vec<PolicyError>> {
    let mut errors = Errors { source, all: Vec::new() };
    let body = match parse_body(source) {
        Ok(body) => body,
        Err(error) => {
            errors.add(error.span, error.message, "", "");
            return Err(errors.all);
        }
    };
    let blocks: Vec<&str> = SCENARIO_BLOCKS.iter().copied().chain(["policytest", "scenario"]).collect();
    check_names(&body, &SCENARIO_ATTRIBUTES, &blocks, "a test file", &mut errors);
    let mut file = TestFile { source: source.clone(), targets: None, scenarios: Vec::new() };
    for block in body.blocks_of("policytest") {
        check_names(&block.body, &["targets"], &["plugins", "terraform_config"], "`policytest`", &mut errors);
        if let Some(targets) = block.body.attribute("targets") {
            file.targets.get_or_insert_default().extend(texts(&targets.value, &mut errors));
        }
    }
    file.scenarios.push(scenario(String::new(), &body, &mut errors));
    for block in body.blocks_of("scenario") {
        check_names(&block.body, &SCENARIO_ATTRIBUTES, &SCENARIO_BLOCKS, "a `scenario`", &mut errors);
        let Some([name]) = labels(block, "scenario \"what it is about\" { … }", &mut errors) else { continue };
        if file.scenarios.iter().any(|other| other.name == name) {
            errors.add(block.span, format!("the scenario `{name}` stands twice"), "", "give it another name");
        }
        file.scenarios.push(scenario(name, &block.body, &mut errors));
    }
    if errors.all.is_empty() {
        return Ok(file);
    }
    errors.all.sort_by_key(|error| error.span);
    Err(errors.all)
}

fn labels<const N: usize>(block: &Block, form: &str, errors: &mut Errors<'_>) -> Option<[String; N]> {
    let texts: Vec<String> = block.labels.iter().map(|label| label.text.clone()).collect();
    if let Ok(texts) = <[String; N]>::try_from(texts) {
        return Some(texts);
    }
    let message = format!("a `{}` has {N} label{}", block.kind, if N == 1 { "" } else { "s" });
    errors.add(block.span, message, "", format!("write `{form}`"));
    None
}

fn scenario(name: String, body: &Body, errors: &mut Errors<'_>) -> Scenario {
    let mut scenario = Scenario { name, recorded: true, ..Scenario::default() };
    for block in body.blocks_of("locals") {
        read_locals(block, &mut scenario.locals, errors);
    }
    scenario.inputs = inputs(body, errors);
    for kind in MockKind::ALL {
        for block in body.blocks_of(kind.word()) {
            scenario.mocks.extend(mock(kind, block, errors));
        }
    }
    scenario.mocks.sort_by_key(|mock| mock.span);
    scenario.expects = body.blocks_of("expect").filter_map(|block| expect(block, true, errors)).collect();
    if let Some(recorded) = body.attribute("recorded_state") {
        scenario.recorded = truth(recorded, errors);
    }
    scenario.meta = body.attribute("meta").map(|meta| facts::of_plan(meta, errors)).unwrap_or_default();
    scenario.outputs = body.blocks_of("output").filter_map(|block| output(block, errors)).collect();
    scenario.fixture = fixture(body, errors);
    if let (Some(fixture), Some(mock)) = (&scenario.fixture, scenario.mocks.first()) {
        let (line, _) = errors.source.line_column(fixture.span.start);
        let message = format!("mocks and a recorded plan (line {line}) do not mix");
        errors.add(mock.span, message, "", "put the one or the other into a `scenario \"…\" { … }` of its own");
    }
    scenario
}

fn output(block: &Block, errors: &mut Errors<'_>) -> Option<(String, Expr)> {
    check_names(&block.body, &["value"], &[], "an `output`", errors);
    let [name] = labels(block, "output \"name\" { value = … }", errors)?;
    let value = block.body.attribute("value").map(|value| value.value.clone());
    if value.is_none() {
        errors.add(block.span, "an `output` has a `value`", "", "write `value = aws_lb_target_group.x.arn`");
    }
    Some((name, value?))
}

fn fixture(body: &Body, errors: &mut Errors<'_>) -> Option<Fixture> {
    let config = body.attribute("config");
    let Some(plan) = body.attribute("plan") else {
        if let Some(config) = config {
            errors.add(config.name_span, "`config` belongs to a `plan`", "", "write `plan = \"plan.json\"` beside it");
        }
        return None;
    };
    let texts_of = |attribute: &Attribute, errors: &mut Errors<'_>| match attribute.value.as_literal_string() {
        Some(text) => vec![text.to_owned()],
        None => texts(&attribute.value, errors).into_iter().map(|(text, _)| text).collect(),
    };
    let config = config.map(|config| texts_of(config, errors)).unwrap_or_default();
    let Some(path) = plan.value.as_literal_string() else {
        errors.add(plan.value.span, "`plan` is a path in quotes", "", "write `plan = \"testdata/x/plan.json\"`");
        return None;
    };
    Some(Fixture { plan: path.to_owned(), config, span: plan.value.span })
}

fn inputs(body: &Body, errors: &mut Errors<'_>) -> Vec<Attribute> {
    let mut inputs = Vec::new();
    for block in body.blocks_of("inputs") {
        check_names(&Body { attributes: Vec::new(), ..block.body.clone() }, &[], &[], "`inputs`", errors);
        inputs.extend(block.body.attributes.iter().cloned());
    }
    inputs
}

fn mock(kind: MockKind, block: &Block, errors: &mut Errors<'_>) -> Option<Mock> {
    let word = kind.word();
    let place = format!("a mock `{word}`");
    check_names(&block.body, kind.attributes(), kind.blocks(), &place, errors);
    let [type_, label] = labels(block, &format!("{word} \"type\" \"name\" {{ … }}"), errors)?;
    let value = |name: &str| block.body.attribute(name).map(|attribute| attribute.value.clone());
    let flag = |name: &str, errors: &mut Errors<'_>| {
        block.body.attribute(name).is_some_and(|attribute| truth(attribute, errors))
    };
    let mock = Mock {
        kind,
        type_,
        label,
        span: block.span,
        attrs: value("attrs"),
        prior_attrs: value("prior_attrs"),
        recorded_attrs: value("recorded_attrs"),
        meta: block.body.attribute("meta").map(|meta| facts::of_mock(kind, meta, errors)).unwrap_or_default(),
        expect_failure: flag("expect_failure", errors),
        skip: flag("skip", errors),
        inputs: inputs(&block.body, errors),
        expects: block.body.blocks_of("expect").filter_map(|block| expect(block, false, errors)).collect(),
    };
    if kind == MockKind::Resource && mock.attrs.is_none() && mock.prior_attrs.is_none() {
        let help = "write `attrs = { … }`, its values after the apply, or `prior_attrs = { … }`, its values before";
        errors.add(block.span, "a mock resource has `attrs`, `prior_attrs` or both", "", help);
    }
    Some(mock)
}

fn expect(block: &Block, anywhere: bool, errors: &mut Errors<'_>) -> Option<Expect> {
    let attributes = ["verdict", "message", "severity", "address"];
    let attributes = if anywhere { &attributes[..] } else { &attributes[..3] };
    check_names(&block.body, attributes, &[], "an `expect`", errors);
    let form = "expect \"policy\" { verdict = \"unknown\" }";
    let [policy] = labels(block, form, errors)?;
    let mut text = |name: &str| {
        let attribute = block.body.attribute(name)?;
        let text = attribute.value.as_literal_string();
        if text.is_none() {
            errors.add(attribute.value.span, format!("`{name}` is a text in quotes"), "", "");
        }
        text.map(str::to_owned)
    };
    let (address, message, word) = (text("address"), text("message"), text("verdict"));
    let severity = text("severity");
    let Some(word) = word else {
        errors.add(block.span, "an `expect` says which verdict", "", format!("write `{form}`"));
        return None;
    };
    let Some(verdict) = Wanted::ALL.into_iter().find(|verdict| verdict.word() == word) else {
        let words = Wanted::ALL.map(Wanted::word);
        let message = format!("there is no verdict `{word}`");
        errors.add(block.span, message, "", suggestion(&word, words.into_iter()));
        return None;
    };
    let known = severity.as_deref().map(|word| (word, Severity::parse(word)));
    if let Some((word, None)) = known {
        errors.add(block.span, format!("there is no severity `{word}`"), "", "there are S1, S2, S3 and S4");
    }
    let severity = known.and_then(|(_, severity)| severity);
    Some(Expect { policy, span: block.span, verdict, address, message, severity })
}

fn truth(attribute: &Attribute, errors: &mut Errors<'_>) -> bool {
    let value = evaluate(&attribute.value, &Nothing).ok().and_then(|value| value.as_bool());
    value.unwrap_or_else(|| {
        errors.add(attribute.value.span, format!("`{}` is true or false", attribute.name), "", "");
        false
    })
}

fn texts(expr: &Expr, errors: &mut Errors<'_>) -> Vec<(String, Span)> {
    let ExprKind::Tuple(items) = &expr.kind else {
        errors.add(expr.span, "a list of paths is expected", "", "write `[\"a.policy.hcl\"]`");
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match item.as_literal_string() {
            Some(text) => found.push((text.to_owned(), item.span)),
            None => errors.add(item.span, "a path in quotes is expected", "", ""),
        }
    }
    found
}
