//! The drawn graphs of every recorded plan, read back from what is written: nothing lies over anything else, every box and
//! line is there, and a page has all it needs in itself.

use std::collections::{BTreeMap, BTreeSet};

use poolproof::graph::{Graph, Kinds, World};
use poolproof::order::Order;
use rayon::prelude::*;
use serde_json::Value as Json;

use crate::cases::{self, Case};
use crate::tool::{Text, poolproof, root};

/// Left, top, right and bottom.
type Rect = [i32; 4];

fn walk(check: impl Fn(&Case) -> Vec<String> + Sync) {
    let cases: Vec<Case> = cases::all().into_iter().filter(Case::is_recorded).collect();
    let wrong: Vec<String> = cases
        .par_iter()
        .flat_map_iter(|case| {
            check(case).into_iter().map(|wrong| format!("{}: {wrong}", case.name)).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn drawn(case: &Case, format: &str) -> String {
    case.command(true, &["graph", "--format", format]).gives(0, &Text::Has(&[]), &Text::Nothing).stdout
}

fn number(node: roxmltree::Node<'_, '_>, name: &str) -> i32 {
    node.attribute(name).map_or(0, |text| text.parse().unwrap())
}

/// Where an element stands, with all groups around it moved.
fn place(node: roxmltree::Node<'_, '_>) -> (i32, i32) {
    let moved = node.ancestors().filter_map(|above| above.attribute("transform")).map(|transform| {
        let inside = transform.trim_start_matches("translate(").trim_end_matches(')');
        let (x, y) = inside.split_once(' ').unwrap();
        (x.parse::<i32>().unwrap(), y.parse::<i32>().unwrap())
    });
    moved.fold((number(node, "x"), number(node, "y")), |(x, y), (dx, dy)| (x + dx, y + dy))
}

fn rect(node: roxmltree::Node<'_, '_>) -> Rect {
    let (x, y) = place(node);
    [x, y, x + number(node, "width"), y + number(node, "height")]
}

fn overlap(a: Rect, b: Rect) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// A text as wide as letters of 0.602 em make it: the widest of the fonts that are named.
fn wide(node: roxmltree::Node<'_, '_>) -> i32 {
    let size = if node.attribute("class") == Some("name") { 12.0 } else { 11.0 };
    let letters = node.text().unwrap_or_default().chars().count() as f64;
    node.attribute("textLength").map_or((letters * size * 0.602) as i32, |held| held.parse().unwrap())
}

#[test]
fn no_two_boxes_or_labels_of_a_picture_overlap() {
    walk(|case| {
        let text = drawn(case, "svg");
        let document = roxmltree::Document::parse(&text).unwrap();
        let of_class = |class: &'static str| {
            document.descendants().filter(move |node| node.attribute("class").is_some_and(|own| own.starts_with(class)))
        };
        let mut rects: Vec<Rect> = of_class("ground back").map(rect).collect();
        let mut wrong = Vec::new();
        for node in of_class("node ") {
            let frame = rect(node.children().find(|child| child.attribute("class") == Some("frame")).unwrap());
            rects.push(frame);
            for text in node.children().filter(|child| child.has_tag_name("text")) {
                let (x, y) = place(text);
                if x + wide(text) > frame[2] || x < frame[0] || y > frame[3] || y - 10 < frame[1] {
                    wrong.push(format!("`{}` leaves its box", text.text().unwrap_or_default()));
                }
            }
        }
        for label in of_class("label") {
            let (x, y) = place(label);
            rects.iter().for_each(|other| {
                let own = [x, y - 8, x + wide(label), y];
                let inside = other[0] <= own[0] && own[2] <= other[2] && other[1] <= own[1] && own[3] <= other[3];
                if overlap(own, *other) && !inside {
                    wrong.push(format!("the label {} lies over something", label.text().unwrap_or_default()));
                }
            });
        }
        for (at, one) in rects.iter().enumerate() {
            wrong.extend(
                rects.iter().skip(at + 1).filter(|two| overlap(*one, **two)).map(|two| format!("{one:?} {two:?}")),
            );
        }
        let graph = case.graph();
        let lost = graph["edges"].as_array().unwrap().iter().filter(|edge| edge["to"].is_null());
        let lost: BTreeSet<String> = lost.map(|edge| format!("{} {}", edge["from"], edge["role"])).collect();
        let boxes = graph["nodes"].as_array().unwrap().len() + lost.len();
        if of_class("node ").count() != boxes {
            wrong.push(format!("{} boxes of {boxes}", of_class("node ").count()));
        }
        wrong
    });
}

/// Which kinds stand behind which in the direction of the traffic.
fn follows(first: &str, then: &str) -> bool {
    match first {
        "entry" => ["entry", "load balancer", "listener"].contains(&then),
        "load balancer" => then == "listener",
        "listener" => ["rule", "pool"].contains(&then),
        "rule" => then == "pool",
        "pool" => then == "member",
        "member" => ["target", "load balancer", "member"].contains(&then),
        _ => false,
    }
}

#[test]
fn a_resource_that_is_several_boxes_stays_several() {
    walk(|case| {
        let nodes = case.graph()["nodes"].as_array().unwrap().len();
        let text = drawn(case, "dot");
        let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
        let mut wrong = Vec::new();
        for line in text.lines().map(str::trim) {
            if let Some((from, rest)) = line.split_once(" -> ") {
                let to = rest.split(' ').next().unwrap();
                let kind = |id: &str| kinds.get(id).copied();
                if from == to || kind(from).zip(kind(to)).is_some_and(|(from, to)| !follows(from, to)) {
                    wrong.push(format!("{:?} leads to {:?}", kind(from), kind(to)));
                }
            } else if let Some((id, rest)) = line.split_once(" [label=\"").filter(|(id, _)| id.starts_with('n')) {
                kinds.insert(id, rest.split("\\n").next().unwrap());
            }
        }
        // `node` itself, which says how boxes look, has no label.
        if kinds.len() != nodes {
            wrong.push(format!("{} boxes of {nodes}", kinds.len()));
        }
        wrong
    });
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

#[test]
fn a_page_has_everything_in_itself() {
    walk(|case| {
        let text = drawn(case, "html");
        let data: Json = serde_json::from_str(between(&text, "id=\"data\">", "</script>")).unwrap();
        let list = |name: &str| data[name].as_array().unwrap();
        let mut wrong = Vec::new();
        // What stands in data and titles is text of the plan.
        let own = text.replace(between(&text, "id=\"data\">", "</script>"), "");
        let titles: Vec<&str> = own
            .split("<title>")
            .skip(1)
            .filter_map(|part| part.split_once("</title>"))
            .map(|(title, _)| title)
            .collect();
        let own = titles.iter().fold(own.clone(), |own, title| own.replace(title, ""));
        for outside in ["src=", "href", "url(", "@import", "https://", "eval(", "innerHTML", " style=\"", " onclick"] {
            if own.contains(outside) {
                wrong.push(format!("{outside} stands in it"));
            }
        }
        let in_range = |value: &Json| value.is_null() || value.as_u64().unwrap() < list("nodes").len() as u64;
        let ends = list("links").iter().flat_map(|link| [&link["from"], &link["to"], &link["owner"]]);
        let named = ["walk", "findings", "stretches"].into_iter().flat_map(list);
        let named = named.flat_map(|one| one["nodes"].as_array().unwrap());
        if !ends.chain(named).all(in_range) {
            wrong.push("a box is named that is not there".to_owned());
        }
        if list("nodes").len() != case.graph()["nodes"].as_array().unwrap().len() {
            wrong.push("not all boxes are in its data".to_owned());
        }
        let blocks = list("findings").iter().filter(|finding| finding["blocks"] == true).count();
        let verdict = between(&text, "<h1 class=\"", "</h1>");
        if (blocks > 0) != verdict.starts_with("blocked") || blocks != blocking(case) {
            wrong.push(format!("`{verdict}` with {blocks} findings that block"));
        }
        wrong
    });
}

fn blocking(case: &Case) -> usize {
    let (_, report) = case.check(true);
    usize::try_from(report["summary"]["blocking"].as_u64().unwrap()).unwrap()
}

/// Every edge that has a part in the contract is drawn, between the boxes that it names.
#[test]
fn an_arrow_leads_from_the_box_it_names_to_the_box_it_names() {
    let kinds = Kinds::built_in();
    for input in crate::order::inputs() {
        let graph = Graph::build(&World::planned(&input, &kinds));
        let picture = graph.picture();
        assert_eq!(picture.edges.len(), graph.edges.iter().filter(|edge| edge.role.word().is_some()).count());
        for arrow in &picture.edges {
            assert_eq!(picture.nodes[arrow.from_box].address, arrow.from);
            assert_eq!(arrow.to_box.map(|to| &picture.nodes[to].address), arrow.to.as_ref());
        }
    }
}

/// Every step once, each after those that it waits for, and a window that always comes is to be seen.
#[test]
fn the_walk_that_is_shown_is_one_that_the_apply_can_take() {
    let kinds = Kinds::built_in();
    let (mut always, mut possible) = (0, 0);
    for input in crate::order::inputs() {
        let world = World::planned(&input, &kinds);
        let graph = Graph::build(&world);
        let steps = Order::of(&world, &graph).picture(&input.plan.changes, &graph);
        let mut done = BTreeSet::new();
        for at in &steps.walk {
            assert!(steps.steps[*at].after.iter().all(|earlier| done.contains(earlier)), "{}: {at}", input.path);
            assert!(done.insert(*at));
        }
        assert_eq!(done.len(), steps.steps.len());
        for (span, stretch) in steps.spans.iter().zip(&steps.stretches) {
            assert!(stretch.is_none_or(|stretch| stretch.from < stretch.to && stretch.to <= steps.steps.len() + 1));
            assert!(span.certainty != "always" || stretch.is_some(), "{}: {span:?}", input.path);
            always += usize::from(span.certainty == "always");
            possible += usize::from(span.certainty == "possible" && stretch.is_some());
        }
    }
    assert!(always > 0 && possible > 0, "{always} and {possible}");
}

#[test]
fn the_picture_of_the_readme_is_what_is_drawn_today() {
    let plan = "testdata/incident/literal-arn-of-destroyed-pool/plan.json";
    let now = poolproof(["graph", plan, "--format", "svg"]).run().stdout;
    let there = std::fs::read_to_string(root().join("docs/incident.svg")).unwrap();
    assert!(now == there, "draw it again: poolproof graph {plan} --format svg >docs/incident.svg");
    assert!(now.contains(">dead end: a route still leads here<"));
}

#[test]
fn steps_are_a_list_or_a_page() {
    let plan = "testdata/incident/pool-replaced-members-leave-first/plan.json";
    for format in ["svg", "mermaid", "dot"] {
        let refused = Text::Has(&["--steps are shown as a list or as JSON", "--format html has them as a slider"]);
        poolproof(["graph", plan, "--steps", "--format", format]).gives(2, &Text::Nothing, &refused);
    }
    let opens = Text::Has(&["\"opens_at_steps\": true"]);
    poolproof(["graph", plan, "--steps", "--format", "html"]).gives(0, &opens, &Text::Nothing);
    let settings = Text::Has(&["nothing.hcl"]);
    poolproof(["graph", plan, "--format", "html", "--settings", "nothing.hcl"]).gives(2, &Text::Nothing, &settings);
}
