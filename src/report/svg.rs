//! The picture as *SVG* that stands alone, in a README or a wiki: no script, no font and no file of elsewhere, and colours
//! for light and for dark ground. What a colour says, an outline, a sign and a word say too.

use std::collections::BTreeSet;

use super::layout::{Rect, Route};
use super::scene::{self, BIG, Cell, Link, Mark, PAD, SIGN, SMALL, Scene, first_line, is_narrow, width};
use crate::picture::{Box, Picture};

pub(super) const STYLE: &str = include_str!("picture.css");

/// Around the drawing.
const MARGIN: i32 = 16;
/// Room for the headings of columns.
const HEAD: i32 = 24;
const LEGEND: i32 = 34;

/// The whole picture.
pub fn svg(picture: &Picture) -> String {
    let nodes: Vec<(usize, &Box)> = picture.nodes.iter().enumerate().collect();
    let scene = scene::scene(&nodes, &picture.edges.iter().collect::<Vec<_>>());
    let legend = legend(&scene);
    let (width, height) = size(&scene);
    let (width, height) = (width.max(legend.1 + 2 * MARGIN), height + LEGEND);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n{}\
         <g class=\"legend\" transform=\"translate({MARGIN} {})\">\n{}</g>\n</svg>\n",
        summary(&scene),
        inside(&scene),
        height - LEGEND + 4,
        legend.0,
    )
}

/// Width and height of a scene with its margin and headings.
pub(super) fn size(scene: &Scene<'_>) -> (i32, i32) {
    let placed = &scene.placed;
    (placed.width.max(320) + 2 * MARGIN, placed.height.max(20) + 2 * MARGIN + HEAD)
}

/// What is to be seen, for those who do not see it.
pub(super) fn summary(scene: &Scene<'_>) -> String {
    let count = |mark: Mark| scene.cells.iter().filter(|cell| cell.marks.contains(&mark)).count();
    let changes =
        [Mark::Created, Mark::Changed, Mark::Replaced, Mark::Gone].into_iter().filter(|mark| count(*mark) > 0);
    let mut said: Vec<String> = changes.map(|mark| format!("{} {}", count(mark), mark.words())).collect();
    let dead = scene.links.iter().filter(|link| link.is_dead).count();
    let dead = match dead {
        0 => "no dead end".to_owned(),
        1 => "1 route ends dead".to_owned(),
        more => format!("{more} routes end dead"),
    };
    said.push(dead);
    let boxes = match scene.cells.len() {
        1 => "1 box".to_owned(),
        more => format!("{more} boxes"),
    };
    format!("Traffic graph of {boxes} before and after the apply: {}", said.join(", "))
}

/// Headings, lines and boxes.
pub(super) fn inside(scene: &Scene<'_>) -> String {
    let mut out = format!("<g transform=\"translate({MARGIN} {MARGIN})\">\n");
    if scene.cells.is_empty() {
        out.push_str(&text("name", 0, 16, BIG, "No load balancers, pools or members here."));
    }
    for (rank, x, _) in &scene.placed.columns {
        out.push_str(&text("head", *x, 10, SMALL, scene::heading(*rank)));
    }
    out.push_str(&format!("<g transform=\"translate(0 {HEAD})\">\n"));
    for (link, route) in scene.links.iter().zip(&scene.placed.routes) {
        out.push_str(&line(link, route));
    }
    for (cell, rect) in scene.cells.iter().zip(&scene.placed.boxes) {
        out.push_str(&drawn(cell, *rect));
    }
    out.push_str("</g>\n</g>\n");
    out
}

fn line(link: &Link<'_>, route: &Route) -> String {
    let (x, y) = route.tip;
    let classes = classes(link);
    let title = if link.title.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(&link.title)) };
    let label = route.label.map(|Rect { x, y, width, height }| {
        let words = text("label", x + 4, y + 12, SMALL, &link.label);
        format!("<rect class=\"ground back\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>{words}")
    });
    format!(
        "<g class=\"link {classes}\" data-l=\"{}\">{title}<path class=\"line\" d=\"{}\"/><path class=\"tip\" d=\"M{x} {y}l-9 -4.5v9z\"/>{}</g>\n",
        link.number,
        route.path,
        label.unwrap_or_default(),
    )
}

fn classes(link: &Link<'_>) -> String {
    let mut classes = vec![link.change];
    if link.change == "gone" {
        classes.push("fades");
    }
    if link.both.arrow.certainty != "exact" {
        classes.push("unsure");
    }
    if link.is_dead {
        classes.push("ends");
    }
    classes.join(" ")
}

fn drawn(cell: &Cell<'_>, rect: Rect) -> String {
    let marks: Vec<&str> = cell.marks.iter().map(|mark| mark.class()).collect();
    let number = cell.node.map(|(at, _)| format!(" data-n=\"{at}\"")).unwrap_or_default();
    let round = match cell.kind {
        "pool" => 18,
        "load_balancer" => 0,
        _ => 5,
    };
    let mut out = format!(
        "<g class=\"node {} {}\"{number} transform=\"translate({} {})\"><title>{}</title><rect class=\"frame\" width=\"{}\" height=\"{}\" rx=\"{round}\"/>",
        cell.kind,
        marks.join(" "),
        rect.x,
        rect.y,
        escaped(&cell.title),
        rect.width,
        rect.height,
    );
    let lines = 1 + i32::try_from(cell.facts.len()).unwrap_or(0);
    let top = (rect.height - 29 - 15 * (lines - 1)) / 2;
    out.push_str(&text("what", PAD, top + 10, SMALL, &first_line(cell)));
    out.push_str(&text("name", PAD, top + 26, BIG, &cell.name));
    for (fact, y) in cell.facts.iter().zip((top + 41..).step_by(15)) {
        out.push_str(&text("fact", PAD, y, SMALL, fact));
    }
    for (mark, x) in cell.marks.iter().rev().zip((0..).map(|at| rect.width - PAD - 6 - SIGN * at)) {
        out.push_str(&sign(*mark, x, top + 6));
    }
    out.push_str("</g>\n");
    out
}

/// The sign of a mark, drawn, so that no font decides what it looks like.
fn sign(mark: Mark, x: i32, y: i32) -> String {
    let path = match mark {
        Mark::Dead => "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5",
        Mark::Gone => "M-4 0H4",
        Mark::Replaced => "M-4 -2.5H4M0 -6V1M-4 4H4",
        Mark::Created => "M-4 0H4M0 -4V4",
        Mark::Changed => "M-4 1C-2 -4 2 5 4 -1",
        Mark::Left => "M-4 0H3M0 -3L3.5 0L0 3",
        Mark::Open => "M-2.5 -2C-2.5 -5.5 3 -5 2.5 -1.5C2 0.5 0 0 0 2.2M0 4.6V4.7",
        Mark::Outside => "M-3.5 0V0.1M0 0V0.1M3.5 0V0.1",
    };
    format!("<g class=\"sign\" transform=\"translate({x} {y})\"><circle r=\"8\"/><path d=\"{path}\"/></g>")
}

/// What the marks and lines of this picture mean, and how wide that is.
pub(super) fn legend(scene: &Scene<'_>) -> (String, i32) {
    let marks: BTreeSet<Mark> = scene.cells.iter().flat_map(|cell| cell.marks.iter().copied()).collect();
    let mut out = String::new();
    let mut x = 0;
    for mark in marks {
        out.push_str(&format!("<g class=\"{}\" transform=\"translate({x} 0)\"><rect class=\"frame\" width=\"22\" height=\"20\" rx=\"4\"/>{}</g>\n", mark.class(), sign(mark, 11, 10)));
        out.push_str(&text("what", x + 28, 14, SMALL, mark.words()));
        x += 28 + width(mark.words(), SMALL) + 18;
    }
    let has = |test: fn(&Link<'_>) -> bool| scene.links.iter().any(test);
    let lines = [
        ("new", "new", has(|link| link.change == "new")),
        ("gone fades", "before only", has(|link| link.change == "gone")),
        ("kept unsure", "not certain", has(|link| link.both.arrow.certainty != "exact")),
        ("kept ends", "ends dead", has(|link| link.is_dead)),
    ];
    for (class, words, _) in lines.into_iter().filter(|(.., used)| *used) {
        out.push_str(&format!("<g class=\"link {class}\" transform=\"translate({x} 10)\"><path class=\"line\" d=\"M0 0H24\"/><path class=\"tip\" d=\"M32 0l-9 -4.5v9z\"/></g>\n"));
        out.push_str(&text("what", x + 38, 14, SMALL, words));
        x += 38 + width(words, SMALL) + 18;
    }
    (out, x)
}

/// A text that keeps to the room reckoned for it, whatever font draws it.
fn text(class: &str, x: i32, y: i32, size: i32, words: &str) -> String {
    let held = if words.chars().all(is_narrow) {
        String::new()
    } else {
        format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", width(words, size))
    };
    format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{held}>{}</text>", escaped(words))
}

/// Text between tags or quotes. What XML has no way to say is not in a text that people read.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
