//! The picture as one *page* for a browser: the graph before, after and in between, with facts, findings and steps. It
//! loads nothing: style and script stand in it, and a policy of its own forbids everything else. The drawing is that of the
//! SVG; what the script needs to know beside it stands in a block of JSON, which is data and never markup.

mod data;

use std::collections::BTreeMap;

use base64::Engine;
use sha2::{Digest, Sha256};

use super::drawing::{Key, changing, key};
use super::json;
use super::scene::{self, Scene};
use super::svg::{self, escaped};
use super::words::{count, name};
use crate::finding::Report;
use crate::picture::{Box, Picture, Steps};

const TEMPLATE: &str = include_str!("html/page.html");
const STYLE: &str = concat!(include_str!("picture.css"), include_str!("html/page.css"));
const SCRIPT: &str = concat!(
    include_str!("html/graph.js"),
    include_str!("html/steps.js"),
    include_str!("html/panel.js"),
    include_str!("html/main.js")
);

/// All that a page shows.
pub struct Page<'a> {
    /// The graph.
    pub picture: &'a Picture,
    /// The apply.
    pub steps: &'a Steps,
    /// What the policies say of it.
    pub report: &'a Report,
    /// It opens at the first stretch in which a route is dead.
    pub opens_at_steps: bool,
}

/// The page as one file.
pub fn html(page: &Page<'_>) -> String {
    let nodes: Vec<(usize, &Box)> = page.picture.nodes.iter().enumerate().collect();
    let whole = scene::scene(&nodes, &page.picture.edges.iter().collect::<Vec<_>>());
    let part = changing(page.picture).filter(|(nodes, _)| nodes.len() < page.picture.nodes.len());
    let part = part.map(|(nodes, edges)| renumbered(scene::scene(&nodes, &edges), &whole));
    let blocking = page.report.findings.iter().filter(|finding| finding.blocks).count();
    let (class, verdict) = match blocking {
        0 => ("clear", "Nothing blocks".to_owned()),
        _ => ("blocked", format!("Blocked by {}", count(blocking, "finding"))),
    };
    let values = [
        ("script_hash", hash(SCRIPT)),
        ("style_hash", hash(STYLE)),
        ("title", escaped(&format!("poolproof: {verdict}"))),
        ("style", STYLE.to_owned()),
        ("verdict_class", class.to_owned()),
        ("verdict", verdict),
        ("about", escaped(&about(page, &whole))),
        ("part", part.map(|part| view("part", &part, true)).unwrap_or_default()),
        ("whole", view("whole", &whole, false)),
        ("data", embedded(&json::document(&data::data(page, &whole)))),
        ("script", SCRIPT.to_owned()),
    ];
    filled(&values)
}

/// The template with its values. What stands in a value is left as it is.
fn filled(values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = TEMPLATE;
    for (name, value) in values {
        let Some((before, after)) = rest.split_once(&format!("{{{name}}}")) else { continue };
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out + rest
}

/// The digest by which the page's own policy knows its style and script.
fn hash(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()))
}

fn about(page: &Page<'_>, whole: &Scene<'_>) -> String {
    let input = page.report.inputs.first();
    let path = input.map(|input| name(&input.path)).unwrap_or_default();
    let version = input.and_then(|input| input.terraform_version.as_deref());
    let version = version.map(|version| format!(" (Terraform {})", name(version))).unwrap_or_default();
    let spans = |certainty: &str| page.steps.spans.iter().filter(|span| span.certainty == certainty).count();
    let dead = [(spans("always"), "will be dead"), (spans("possible"), "may be dead")].into_iter();
    let dead = dead
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("; {} {words} for a time of the apply", count(number, "route")));
    let dead: String = dead.collect();
    format!("{path}{version}. {}{dead}.", svg::summary(whole))
}

/// Lines have the numbers that they have in the whole picture.
fn renumbered<'a>(mut part: Scene<'a>, whole: &Scene<'_>) -> Scene<'a> {
    let numbers: BTreeMap<Key, usize> = whole.links.iter().map(|link| (key(link.both.arrow), link.number)).collect();
    for link in &mut part.links {
        link.number = numbers.get(&key(link.both.arrow)).copied().unwrap_or(link.number);
    }
    part
}

fn view(name: &str, scene: &Scene<'_>, is_hidden: bool) -> String {
    let (width, height) = svg::size(scene);
    format!(
        "<svg data-view=\"{name}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\" aria-label=\"{}\"{}>\n\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>",
        escaped(&svg::summary(scene)),
        if is_hidden { " hidden=\"\"" } else { "" },
        svg::inside(scene),
    )
}

/// JSON that ends no element and opens none, wherever a browser looks for one.
fn embedded(document: &str) -> String {
    document.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}
