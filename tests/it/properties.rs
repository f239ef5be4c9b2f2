//! What holds for any input: nothing panics, addresses survive, and no text of a plan acts on who reads the report.

use std::sync::{Arc, OnceLock};

use poolproof::evaluate::{InputValues, Rules};
use poolproof::graph::{Graph, Kinds, World};
use poolproof::input::{Input, InputKind};
use poolproof::model::{Address, Key, Mode, ModulePath, ModuleStep};
use poolproof::order::Order;
use poolproof::policy::{self, PolicyFile};
use poolproof::read;
use poolproof::report::{self, HumanOptions};
use poolproof::run;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::cases;
use crate::tool::poolproof;

/// Plans of many shapes, small ones first.
const PLANS: [&str; 8] = [
    "broken/all-weights-zero",
    "broken/ecs-zero-tasks",
    "broken/wrong-kind-arn",
    "broken/deposed-pool-in-use",
    "healthy/asg-attachment",
    "healthy/nested-modules",
    "incident/for-each-changed-under-other-module",
    "incident/pool-dropped-from-map",
];

fn plans() -> &'static [Json] {
    static PARSED: OnceLock<Vec<Json>> = OnceLock::new();
    PARSED.get_or_init(|| PLANS.iter().map(|name| cases::case(name).json()).collect())
}

fn policies() -> &'static [PolicyFile] {
    static PARSED: OnceLock<Vec<PolicyFile>> = OnceLock::new();
    PARSED.get_or_init(|| run::built_in().iter().map(|source| policy::parse(source).unwrap()).collect())
}

/// Everything the program says of a plan, for people: the report with all its details and the graph; or the refusal.
fn said(text: String) -> String {
    let plan = match read::parse_plan("plan.json", text) {
        Ok(plan) => plan,
        Err(error) => return error.to_string(),
    };
    let input = Input::alone("plan.json", InputKind::Plan, plan);
    let kinds = Kinds::built_in();
    let world = World::planned(&input, &kinds);
    let graph = Graph::build(&world);
    let (picture, steps) = (graph.picture(), Order::of(&world, &graph).picture(&input.plan.changes, &graph));
    let one = std::slice::from_ref(&input);
    let report = run::judge(one, &[], &Kinds::built_in(), policies(), &InputValues::new(), Rules::default());
    let document: Json = serde_json::from_str(&report::json(&report)).unwrap();
    let blocking = document["findings"].as_array().unwrap().iter().filter(|finding| finding["blocks"] == true).count();
    assert_eq!(document["summary"]["blocking"], blocking);
    let _: Json = serde_json::from_str(&report::graph_json(&picture)).unwrap();
    let all = HumanOptions { verbose: true, all: true, ..HumanOptions::default() };
    let page = report::Page { picture: &picture, steps: &steps, report: &report, opens_at_steps: true };
    let page = report::html(&page);
    assert_eq!(page.matches("</script").count(), 2);
    let drawn = [report::tree(&picture, false), report::svg(&picture), page];
    [report::human(&report, &HumanOptions::default()), report::human(&report, &all), drawn.concat()].concat()
}

fn key() -> impl Strategy<Value = Option<Key>> {
    let text =
        prop_oneof![any::<String>(), "[\"\\\\${}%.\\[\\]a-z\n\t\r]{0,12}", Just("\u{202e}\u{1b}[31m".to_owned()),];
    prop_oneof![
        Just(None),
        any::<u64>().prop_map(|index| Some(Key::Index(index))),
        text.prop_map(|text| Some(Key::Name(text.into()))),
    ]
}

fn address() -> impl Strategy<Value = Address> {
    let name = || "[a-z_][a-z0-9_-]{0,8}".prop_map(Arc::<str>::from);
    let step = (name(), key()).prop_map(|(name, key)| ModuleStep { name, key });
    let module = proptest::collection::vec(step, 0..4).prop_map(ModulePath);
    let mode = prop_oneof![Just(Mode::Managed), Just(Mode::Data)];
    (module, mode, name(), name(), key()).prop_filter_map("a type called data", |(module, mode, type_, name, key)| {
        let clear = ![&*type_, &*name].iter().any(|word| ["data", "module"].contains(word));
        clear.then_some(Address { module, mode, type_, name, key })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn addresses_print_as_they_were_parsed(address in address()) {
        let text = address.to_string();
        let parsed = Address::parse(&text);
        prop_assert_eq!(parsed.as_ref(), Ok(&address), "{}", text);
        prop_assert_eq!(parsed.unwrap().to_string(), text);
        let module = address.module.to_string();
        prop_assert_eq!(ModulePath::parse(&module), Ok(address.module));
    }

    #[test]
    fn no_text_stops_the_reader_of_addresses(text in any::<String>(), cut in 0_usize..40) {
        drop(Address::parse(&text));
        let address: String = r#"module.a["b.c"].data.aws_lb.x["${d}\"]"]"#.chars().take(cut).collect();
        drop(Address::parse(&(address + &text)));
    }
}

/// Where a mutation strikes and what it does.
#[derive(Debug, Clone)]
struct Mutation {
    at: prop::sample::Index,
    from: prop::sample::Index,
    does: Does,
}

#[derive(Debug, Clone)]
enum Does {
    Drop,
    Become(Json),
    Take,
    Double,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1.5e300),
        json!(""),
        json!("arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/x/1"),
        json!([]),
        json!([null]),
        json!({}),
        json!({ "references": ["aws_lb_target_group.blue.arn", "each.key", "module.a.b", "local.x", "var.y"] }),
        json!(["delete", "create"]),
        json!(["no-op"]),
    ];
    let does = prop_oneof![
        2 => Just(Does::Drop),
        3 => prop::sample::select(values.to_vec()).prop_map(Does::Become),
        2 => Just(Does::Take),
        1 => Just(Does::Double),
    ];
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), does).prop_map(|(at, from, does)| Mutation {
        at,
        from,
        does,
    })
}

fn mutate(plan: &mut Json, mutation: &Mutation) {
    let places = places(plan);
    let place: &String = mutation.at.get(&places);
    let other = plan.pointer(mutation.from.get::<String>(&places)).cloned().unwrap_or_default();
    let (parent, name) = place.rsplit_once('/').unwrap();
    let value = match &mutation.does {
        Does::Become(value) => value.clone(),
        Does::Take => other,
        Does::Drop | Does::Double => Json::Null,
    };
    match (plan.pointer_mut(parent), &mutation.does) {
        (Some(Json::Object(entries)), Does::Drop) => drop(entries.remove(&unescaped(name))),
        (Some(Json::Array(list)), Does::Drop) => drop(list.remove(name.parse().unwrap())),
        (Some(Json::Array(list)), Does::Double) => list.push(list[name.parse::<usize>().unwrap()].clone()),
        (Some(Json::Object(_)), Does::Double) | (None, _) => {}
        (Some(_), _) => *plan.pointer_mut(place).unwrap() = value,
    }
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// A pointer to every value of a document but the whole.
fn places(json: &Json) -> Vec<String> {
    fn below(json: &Json, at: &str, places: &mut Vec<String>) {
        let mut add = |name: &str, value: &Json| {
            let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
            places.push(place.clone());
            below(value, &place, places);
        };
        match json {
            Json::Object(entries) => entries.iter().for_each(|(name, value)| add(name, value)),
            Json::Array(list) => list.iter().enumerate().for_each(|(index, value)| add(&index.to_string(), value)),
            _ => {}
        }
    }
    let mut places = Vec::new();
    below(json, "", &mut places);
    places
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutated_plan_panics(plan in 0..PLANS.len(), mutations in proptest::collection::vec(mutation(), 1..8)) {
        let mut plan = plans()[plan].clone();
        // The parts that decide are small beside the bodies: half of the mutations strike the changes and the configuration.
        for (index, mutation) in mutations.iter().enumerate() {
            let section = ["", "/configuration", "/resource_changes", "/prior_state"][index % 4];
            if let Some(part) = plan.pointer_mut(section).filter(|part| !places(part).is_empty()) {
                mutate(part, mutation);
            }
        }
        drop(said(plan.to_string()));
    }

    #[test]
    fn no_damaged_bytes_panic(
        plan in 0..PLANS.len(),
        cut in any::<prop::sample::Index>(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..128), 0..4),
        whole in any::<bool>(),
    ) {
        let mut bytes = plans()[plan].to_string().into_bytes();
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        for (at, byte) in flips {
            if let Some(place) = bytes.len().checked_sub(1).and_then(|last| bytes.get_mut(at.index(last + 1))) {
                *place = byte;
            }
        }
        drop(said(String::from_utf8(bytes).unwrap()));
    }
}

/// What a line of a report must not do, decided without the program's own table.
fn acts(text: &str) -> Option<String> {
    let hidden = |c: &char| {
        let control = c.is_control() && *c != '\n';
        control || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(c) = text.chars().find(hidden) {
        return Some(format!("{:04x} stands in it", u32::from(c)));
    }
    let github = |line: &str| line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    let command = |line: &&str| github(line) || line.contains("##[") || line.contains("##vso[");
    text.lines().find(command).map(|line| format!("a CI system obeys `{line}`"))
}

/// Puts `evil` wherever the plans say blue, shop or api: in keys, names, ARNs, values.
fn poisoned(plan: &Json, evil: &str) -> Json {
    match plan {
        Json::String(text) => {
            Json::String(["blue", "shop", "api"].iter().fold(text.clone(), |text, word| text.replace(word, evil)))
        }
        Json::Array(list) => list.iter().map(|value| poisoned(value, evil)).collect(),
        Json::Object(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), poisoned(value, evil)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// As [`poisoned`], but in instance keys alone and quoted as Terraform quotes them, so that the plan stays one.
fn poisoned_keys(plan: &Json, evil: &str) -> Json {
    let quoted = evil.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r");
    let quoted = quoted.replace('\t', "\\t").replace("${", "$${").replace("%{", "%%{");
    match plan {
        Json::String(text) if text.contains("[\"") => {
            Json::String(text.replace("[\"blue\"]", &format!("[\"{quoted}\"]")))
        }
        Json::String(text) => Json::String(text.replace("shop-blue", evil)),
        Json::Array(list) => list.iter().map(|value| poisoned_keys(value, evil)).collect(),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| (name.clone(), poisoned_keys(value, evil)));
            entries.collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

const EVIL: [&str; 9] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\n::error file=a,line=1::owned",
    "\r\n::set-output name=a::b",
    " \n##[command]rm",
    "##vso[task.setvariable variable=a]b",
    "\u{202e}live\u{2066}",
    "a\u{200b}b\u{feff}",
    "\u{85}\u{2028}::stop-commands::x",
    "\t\u{0}\u{9b}31m",
];

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let plans = plans();
    for evil in EVIL {
        for plan in plans {
            for text in [poisoned(plan, evil).to_string(), poisoned_keys(plan, evil).to_string()] {
                let drawn =
                    [&["graph", "-"][..], &["graph", "-", "--format", "svg"], &["graph", "-", "--format", "html"]];
                for command in [&[&["check", "-", "--verbose", "--all"][..]], &drawn[..]].concat() {
                    let done = poolproof(command).stdin(text.clone()).run();
                    let acts = acts(&done.stdout).or_else(|| acts(&done.stderr));
                    assert!(acts.is_none(), "{evil:?} {command:?}: {}\n{done}", acts.unwrap_or_default());
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_key_acts(plan in 6..PLANS.len(), evil in any::<String>()) {
        let said = said(poisoned_keys(&plans()[plan], &evil).to_string());
        prop_assert_eq!(acts(&said), None, "{}", said);
    }
}
