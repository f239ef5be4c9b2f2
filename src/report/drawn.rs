//! The drawn formats over any picture: nothing lies over anything else, and no text acts.

use proptest::prelude::*;
use serde_json::Value;

use super::fixtures::{HOSTILE, blocked};
use super::layout::{Rect, overlaps};
use super::pictures::{arrow, circle, linked, node, picture};
use super::scene::{self, KINDS, Mark, Scene};
use super::{Page, html, svg};
use crate::finding::Report;
use crate::picture::{Arrow, Box, Picture, Step, Steps, Stretch};

const ROLES: [&str; 8] =
    ["forward", "listener_of", "rule_of", "member_of", "target_of", "entry_to", "through", "entry_of"];

fn whole(picture: &Picture) -> Scene<'_> {
    let nodes: Vec<(usize, &Box)> = picture.nodes.iter().enumerate().collect();
    scene::scene(&nodes, &picture.edges.iter().collect::<Vec<_>>())
}

fn rects(scene: &Scene<'_>) -> Vec<Rect> {
    let labels = scene.placed.routes.iter().filter_map(|route| route.label);
    scene.placed.boxes.iter().copied().chain(labels).collect()
}

fn page(picture: &Picture, report: &Report, steps: &Steps) -> String {
    html(&Page { picture, steps, report, opens_at_steps: false })
}

/// A picture of any shape: kinds connected as no plan connects them, circles, names of any text.
fn any_picture() -> impl Strategy<Value = Picture> {
    let name =
        prop_oneof![any::<String>(), "[a-z_.\\[\\]\"0-9]{1,80}", Just(HOSTILE.to_owned()), Just("n".repeat(9000))];
    let liveness =
        prop::sample::select(vec!["", "live", "dead: nothing is in it", "unknown: delegated to a controller"]);
    let operation = prop::sample::select(vec!["create", "update", "delete", "replace", "no-op", "forget", "read"]);
    let made = (prop::sample::select(KINDS.to_vec()), name, liveness, operation, any::<bool>());
    let made = made.prop_map(|((kind, _), name, liveness, operation, managed)| Box {
        liveness: liveness.to_owned(),
        managed,
        ..node(kind, "aws_x", &name, operation)
    });
    let ends = (0_usize..24, prop::option::weighted(0.9, 0_usize..24), prop::sample::select(ROLES.to_vec()));
    let weight = prop::option::of(0_i64..1000);
    let drawn = (ends, weight, any::<bool>(), any::<bool>(), prop::sample::select(vec!["exact", "possible"]));
    let drawn = drawn.prop_map(|((from_box, to_box, role), weight, before, after, certainty)| Arrow {
        from_box,
        to_box,
        weight,
        before,
        after,
        certainty: if to_box.is_some() { certainty } else { "unresolved" },
        ..arrow(role, "from", "to")
    });
    (prop::collection::vec(made, 1..24), prop::collection::vec(drawn, 0..40)).prop_map(|(nodes, mut edges)| {
        edges.retain(|edge| edge.from_box < nodes.len() && edge.to_box.is_none_or(|to| to < nodes.len()));
        Picture { nodes, edges }
    })
}

/// An SVG has the elements that are ours, and those only.
fn drawing(text: &str) -> usize {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let elements: Vec<_> = document.descendants().filter(roxmltree::Node::is_element).collect();
    for element in &elements {
        let name = element.tag_name().name();
        assert!(["svg", "title", "style", "rect", "g", "path", "circle", "text"].contains(&name), "{name}");
        let ours = |name: &str| !name.starts_with("on") && !name.contains("href") && name != "style";
        assert!(element.attributes().all(|attribute| ours(attribute.name())), "{element:?}");
    }
    elements.iter().filter(|element| element.attribute("class").is_some_and(|class| class.starts_with("node "))).count()
}

/// The data of a page, after it was seen that the page holds no markup but its own.
fn data_of(text: &str) -> Value {
    assert!(!text.contains(|c| c != '\n' && super::escape::is_hidden(c)));
    assert_eq!((text.matches("<script").count(), text.matches("</script").count()), (2, 2));
    assert_eq!((text.matches("<style").count(), text.matches("<!--").count()), (1, 0));
    for part in text.split("<svg ").skip(1) {
        let part = part.split_once("</svg>").unwrap().0;
        drawing(&format!("<svg {part}</svg>"));
    }
    let data = text.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(data).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_lies_over_anything_else(picture in any_picture()) {
        let scene = whole(&picture);
        prop_assert_eq!(overlaps(&rects(&scene)), None);
        prop_assert_eq!(scene.links.len(), scene.placed.routes.len());
        prop_assert_eq!(drawing(&svg(&picture)), scene.cells.len());
    }

    #[test]
    fn no_text_of_a_plan_acts_in_a_page(picture in any_picture(), text in any::<String>()) {
        let mut report = blocked();
        for text in [text, HOSTILE.to_owned(), "</script><script>x()</script><!--".to_owned()] {
            report.inputs[0].path.clone_from(&text);
            report.problems[0].message.clone_from(&text);
            report.findings[0].message.clone_from(&text);
            report.findings[0].policy.clone_from(&text);
            let data = data_of(&page(&picture, &report, &Steps::default()));
            prop_assert_eq!(data["nodes"].as_array().unwrap().len(), picture.nodes.len());
        }
    }
}

#[test]
fn a_long_name_loses_its_middle_and_is_told_whole() {
    let mut picture = picture();
    let long = format!("aws_lb_target_group.{}[\"end\"]", "long_".repeat(30));
    picture.nodes[7].address.clone_from(&long);
    let text = svg(&picture);
    assert!(text.contains(&format!("<title>{}", super::svg::escaped(&long))));
    assert!(text.contains(">aws_lb_target_grou…long_long_[&quot;end&quot;]</text>"), "{text}");
}

#[test]
fn a_circle_and_nothing_are_drawn_too() {
    let endless = circle(300);
    assert_eq!(overlaps(&rects(&whole(&endless))), None);
    assert_eq!(drawing(&svg(&endless)), 300);
    let nothing = Picture::default();
    assert!(svg(&nothing).contains("No load balancers, pools or members here."));
    assert_eq!(data_of(&page(&nothing, &Report::default(), &Steps::default()))["nodes"].as_array().unwrap().len(), 0);
}

#[test]
fn what_changes_and_what_is_dead_is_said_in_words_and_signs() {
    let picture = picture();
    let scene = whole(&picture);
    let cell = |name: &str| scene.cells.iter().find(|cell| cell.name == name).unwrap();
    assert_eq!(cell("aws_lb.spare").marks, [Mark::Created]);
    assert_eq!(cell("aws_lb_listener.http").marks, [Mark::Changed]);
    assert_eq!(cell("aws_lb_target_group.blue").facts, ["destroyed"]);
    assert_eq!(cell("aws_lb_target_group.spare").facts, ["created", "no live target"]);
    let text = svg(&picture);
    for words in [">weight 0 → 100<", ">before only<", ">possible<", ">replaced<", ">leaves the state<", ">not known<"]
    {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let mut dead = picture.clone();
    let goal = dead.nodes.iter().position(|node| node.liveness.starts_with("dead")).unwrap();
    dead.edges.iter_mut().filter(|edge| edge.after && edge.role == "forward").for_each(|edge| edge.to_box = Some(goal));
    let text = svg(&dead);
    assert!(text.contains(">dead end: no targets<") && text.contains(">ends dead<"), "{text}");
}

#[test]
fn a_box_is_told_apart_from_others_of_its_address() {
    let classic =
        ["load_balancer", "listener", "pool", "member"].map(|kind| node(kind, "aws_elb", "aws_elb.old", "no-op"));
    let mut picture = linked(classic.to_vec(), Vec::new());
    let roles = [("listener_of", 1, 0), ("forward", 1, 2), ("member_of", 3, 2)];
    picture.edges = roles
        .map(|(role, from_box, to)| Arrow { from_box, to_box: Some(to), ..arrow(role, "aws_elb.old", "aws_elb.old") })
        .to_vec();
    for edge in ["n0 -> n1", "n1 -> n2", "n2 -> n3"] {
        assert!(super::dot(&picture).contains(edge), "{}", super::dot(&picture));
        assert!(super::mermaid(&picture).contains(&edge.replace("->", "-->")));
    }
    let xs: Vec<i32> = whole(&picture).placed.boxes.iter().map(|rect| rect.x).collect();
    assert!(xs.is_sorted_by(|a, b| a < b), "{xs:?}");
    let tree = super::tree(&picture, false);
    assert_eq!(tree.lines().count(), 4, "{tree}");
}

#[test]
fn the_steps_of_a_page_are_those_that_touch_the_graph() {
    let picture = picture();
    let step = |address: &str, does| Step {
        address: address.to_owned(),
        deposed: None,
        does,
        after: Vec::new(),
        refused: Vec::new(),
        happens: true,
    };
    let steps = vec![
        step("aws_s3_bucket.logs", "create"),
        step("aws_lb_listener.http", "update"),
        step("aws_s3_bucket.more", "create"),
        step("aws_lb_target_group.blue", "destroy"),
    ];
    let span = crate::finding::Span {
        certainty: "always",
        cause: "emptied",
        route: "aws_lb_listener.http".to_owned(),
        pool: Some("aws_lb_target_group.blue".to_owned()),
        stays: true,
        steps: Vec::new(),
    };
    let stretches = vec![Some(Stretch { from: 2, to: 5 }), None];
    let steps =
        Steps { steps, spans: vec![span.clone(), span], walk: vec![0, 1, 2, 3], stretches, left_dead: Vec::new() };
    let data = data_of(&page(&picture, &blocked(), &steps));
    assert_eq!((data["walk"].as_array().unwrap().len(), &data["other_steps"]), (2, &Value::from(2)));
    let stretch = &data["stretches"][0];
    // Open from the first of the two steps on, and still so when both are done.
    assert_eq!((&stretch["from"], &stretch["to"]), (&Value::from(1), &Value::from(3)));
    assert_eq!(stretch["nodes"].as_array().unwrap().len(), 1);
    assert!(!stretch["links"].as_array().unwrap().is_empty());
    assert_eq!(data["hidden_spans"].as_array().unwrap().len(), 1);
}
