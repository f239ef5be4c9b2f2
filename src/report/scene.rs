//! A *scene* is a picture ready to be drawn: every box with its words and marks, every line with its label, all in their
//! places. The SVG and the page show the same scene.

use super::drawing::{Both, against, is_dead, merge, words};
use super::escape;
use super::layout::{self, Item, Line, Placed};
use super::words::{kind, name, one_line};
use crate::picture::{Arrow, Box};

/// Characters of a name that are shown; it loses its middle where it is longer.
const NAME: usize = 36;
/// The same for a fact, which loses its end.
const FACT: usize = 40;
/// The whole name that a pointer brings up. Real names are far shorter.
const WHOLE: usize = 2_000;
/// Load balancers that lead to load balancers are drawn to the right of what leads there, so many times.
const LEVELS: usize = 3;
/// Names that lead to names stand to the left of what they lead to, so many times.
const ENTRIES: usize = 6;

/// The kinds in the order in which traffic meets them, and what a column of them is called.
pub(super) const KINDS: [(&str, &str); 7] = [
    ("entry", "entries"),
    ("load_balancer", "load balancers"),
    ("listener", "listeners"),
    ("rule", "rules"),
    ("pool", "pools"),
    ("member", "members"),
    ("target", "targets"),
];

/// A picture in its places.
pub(super) struct Scene<'a> {
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) links: Vec<Link<'a>>,
    pub(super) placed: Placed,
}

/// A box of a scene.
pub(super) struct Cell<'a> {
    /// Position in the picture and the node; `None` for the end of a line whose target is not known.
    pub(super) node: Option<(usize, &'a Box)>,
    pub(super) kind: &'static str,
    /// The name within its module, as it is shown.
    pub(super) name: String,
    /// What is said below it.
    pub(super) facts: Vec<String>,
    pub(super) marks: Vec<Mark>,
    /// What a pointer brings up.
    pub(super) title: String,
}

/// What is to be seen of a box at a glance: by its outline, its sign and a word, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// A route leads here and nothing answers.
    Dead,
    /// The plan destroys it.
    Gone,
    /// The plan replaces it.
    Replaced,
    /// The plan creates it.
    Created,
    /// The plan changes it in place.
    Changed,
    /// It leaves the state.
    Left,
    /// Whether it has targets is not known.
    Open,
    /// It is not part of the plan, or not known.
    Outside,
}

/// A line of a scene, in the direction of the traffic.
pub(super) struct Link<'a> {
    pub(super) both: Both<'a>,
    /// By which the script of a page knows it.
    pub(super) number: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
    /// `kept`, `new` or `gone`.
    pub(super) change: &'static str,
    pub(super) is_dead: bool,
    pub(super) title: String,
}

impl Mark {
    /// Its class in style sheets.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Gone => "gone",
            Self::Replaced => "replaced",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Left => "left",
            Self::Open => "open",
            Self::Outside => "outside",
        }
    }

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Dead => "dead end",
            Self::Gone => "destroyed",
            Self::Replaced => "replaced",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Left => "leaves the state",
            Self::Open => "targets not known",
            Self::Outside => "not in this plan",
        }
    }
}

/// The scene of a part of a picture: boxes with their positions in it, and arrows between these.
pub(super) fn scene<'a>(nodes: &[(usize, &'a Box)], edges: &[&'a Arrow]) -> Scene<'a> {
    let mut cells: Vec<Cell<'a>> = nodes.iter().map(|(at, node)| cell(*at, node)).collect();
    let place = |at: usize| nodes.binary_search_by_key(&at, |(at, _)| *at).ok();
    let mut links = Vec::new();
    for both in merge(edges) {
        let Some(from) = place(both.arrow.from_box) else { continue };
        let to = match both.arrow.to_box {
            Some(to) => place(to),
            None => {
                cells.push(not_known(both.arrow));
                Some(cells.len() - 1)
            }
        };
        let Some(to) = to else { continue };
        let (from, to) = if against(both.arrow.role) { (to, from) } else { (from, to) };
        let number = links.len();
        links.push(Link { number, ..link(both, from, to, &cells) });
    }
    for link in &links {
        if link.is_dead {
            cells.get_mut(link.to).into_iter().for_each(end);
        }
    }
    let placed = placed(&cells, &links);
    Scene { cells, links, placed }
}

fn cell(at: usize, node: &Box) -> Cell<'_> {
    let mark = match node.operation {
        "create" => Some(Mark::Created),
        "update" => Some(Mark::Changed),
        "delete" => Some(Mark::Gone),
        "replace" => Some(Mark::Replaced),
        "forget" => Some(Mark::Left),
        _ => None,
    };
    let mark = if node.managed { mark } else { Some(Mark::Outside) };
    let open = (node.managed && node.liveness.starts_with("unknown")).then_some(Mark::Open);
    let marks: Vec<Mark> = mark.into_iter().chain(open).collect();
    let mut facts: Vec<String> = marks.iter().map(|mark| mark.words().to_owned()).collect();
    if node.liveness.starts_with("dead") {
        facts.push("no live target".to_owned());
    }
    let inside = node.address.strip_prefix(&node.module).and_then(|rest| rest.strip_prefix('.'));
    let name = inside.filter(|_| !node.module.is_empty()).unwrap_or(&node.address);
    Cell { node: Some((at, node)), kind: node.kind, name: middle(name), facts, marks, title: title(node) }
}

/// The end of a line that leads to what could not be known.
fn not_known(arrow: &Arrow) -> Cell<'static> {
    let kind = match arrow.role {
        "forward" | "member_of" => "pool",
        "rule_of" => "listener",
        "target_of" => "target",
        "through" | "entry_of" => "entry",
        _ => "load_balancer",
    };
    let why = arrow.why.as_deref().map(one_line).unwrap_or_default();
    let facts = if why.is_empty() { Vec::new() } else { vec![start(&why)] };
    Cell { node: None, kind, name: "not known".to_owned(), facts, marks: vec![Mark::Outside], title: why }
}

fn link<'a>(both: Both<'a>, from: usize, to: usize, cells: &[Cell<'a>]) -> Link<'a> {
    let node = |at: usize| cells.get(at).and_then(|cell| cell.node).map(|(_, node)| node);
    let change = match (both.before.is_some(), both.after.is_some()) {
        (true, false) => "gone",
        (false, true) => "new",
        _ => "kept",
    };
    let mut label = words(&both);
    // That it is new goes without saying where one of its ends is.
    if label == "new" && [from, to].iter().any(|end| node(*end).is_some_and(|node| !node.before)) {
        label.clear();
    }
    if both.arrow.to_box.is_none() {
        label = label.replace("unresolved", "").trim_end_matches(", ").to_owned();
    }
    let is_dead = both.arrow.role == "forward" && both.after.is_some() && node(to).is_some_and(is_dead);
    let why = both.arrow.why.as_deref().map(one_line);
    let title: Vec<String> = [Some(name(&both.arrow.attribute)), Some(label.clone()), why]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    Link { number: 0, from, to, label: start(&label), change, is_dead, title: title.join("; "), both }
}

/// Marks a box that a route ends at.
fn end(cell: &mut Cell<'_>) {
    if cell.marks.contains(&Mark::Dead) {
        return;
    }
    cell.marks.insert(0, Mark::Dead);
    let why = cell.node.map_or("", |(_, node)| node.liveness.strip_prefix("dead: ").unwrap_or_default());
    cell.facts.retain(|fact| fact != "no live target");
    let why = if why.is_empty() { "a route still leads here" } else { why };
    cell.facts.push(start(&format!("dead end: {}", one_line(why))));
}

fn title(node: &Box) -> String {
    let what =
        if node.type_.is_empty() { kind(node.kind) } else { format!("{} ({})", kind(node.kind), name(&node.type_)) };
    let deposed = node.deposed.as_deref().map(|key| format!("deposed object {}", name(key)));
    let place = node.location.as_ref().map(|at| format!("{}:{}", name(&at.path), at.line));
    let facts = [Some(whole(&node.address)), Some(what), deposed, Some(node.operation.to_owned()), place];
    let facts = facts.into_iter().chain([Some(one_line(&node.liveness))]);
    facts.flatten().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A name with all that people can read of it.
pub(super) fn whole(text: &str) -> String {
    escape::terminal(&escape::short(text, WHOLE)).into_owned()
}

/// A name without its middle.
fn middle(text: &str) -> String {
    let shown = name(text);
    let count = shown.chars().count();
    if count <= NAME {
        return shown;
    }
    let head: String = shown.chars().take(NAME / 2).collect();
    let tail: String = shown.chars().skip(count - (NAME - NAME / 2 - 1)).collect();
    format!("{head}…{tail}")
}

/// The start of a fact.
fn start(text: &str) -> String {
    if text.chars().count() <= FACT {
        return text.to_owned();
    }
    text.chars().take(FACT - 1).chain(['…']).collect()
}

/// Size of names, and of all else.
pub(super) const BIG: i32 = 12;
pub(super) const SMALL: i32 = 11;

/// How wide a text is at most, in a font whose letters are all of one width. What may be wider in it is drawn into the
/// room that is reckoned here.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(|c| if is_narrow(c) { 61 } else { 125 }).sum();
    (hundredths * size + 99) / 100
}

/// It has the width of a letter in every such font.
pub(super) fn is_narrow(c: char) -> bool {
    (' '..='~').contains(&c) || ('\u{a1}'..='\u{17f}').contains(&c) || c == '…'
}

fn placed(cells: &[Cell<'_>], links: &[Link<'_>]) -> Placed {
    let ranks = ranks(cells, links);
    let items = cells.iter().zip(ranks).map(|(cell, rank)| Item { rank, width: wide(cell), height: high(cell) });
    let line = |link: &Link<'_>| {
        let label = if link.label.is_empty() { 0 } else { width(&link.label, SMALL) + 8 };
        Line { from: link.from, to: link.to, label }
    };
    layout::layout(&items.collect::<Vec<_>>(), &links.iter().map(line).collect::<Vec<_>>())
}

/// Room between the edge of a box and its text.
pub(super) const PAD: i32 = 10;
/// The sign at the right of the first line.
pub(super) const SIGN: i32 = 22;

fn wide(cell: &Cell<'_>) -> i32 {
    let heading = KINDS.iter().find(|(kind, _)| *kind == cell.kind).map_or(0, |(_, heading)| width(heading, SMALL));
    let signs = SIGN * i32::try_from(cell.marks.len()).unwrap_or(0);
    let texts = cell.facts.iter().map(|fact| width(fact, SMALL)).chain([width(&cell.name, BIG), heading]);
    let first = width(&first_line(cell), SMALL) + signs;
    texts.chain([first]).max().unwrap_or(0) + 2 * PAD
}

fn high(cell: &Cell<'_>) -> i32 {
    44 + 15 * i32::try_from(cell.facts.len()).unwrap_or(0)
}

/// The kind, its module, and that it is what a replacement left.
pub(super) fn first_line(cell: &Cell<'_>) -> String {
    let module = cell.node.map_or("", |(_, node)| node.module.as_str());
    let module = if module.is_empty() { String::new() } else { format!(" in {}", middle(module)) };
    let deposed = cell.node.and_then(|(_, node)| node.deposed.as_deref());
    let deposed = deposed.map(|key| format!(", deposed {}", start(&name(key)))).unwrap_or_default();
    format!("{}{module}{deposed}", kind(cell.kind))
}

/// For each box its rank: kinds stand in the order of traffic. What traffic comes back to, as a load balancer behind
/// another one, stands further right, and names that lead to names stand further left.
fn ranks(cells: &[Cell<'_>], links: &[Link<'_>]) -> Vec<usize> {
    let kinds: Vec<usize> = cells.iter().map(|cell| kind_of(cell.kind)).collect();
    let of = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(0);
    let mut levels = vec![0; cells.len()];
    loop {
        let mut moved = false;
        for link in links {
            let (from, to) = (of(&kinds, link.from), of(&kinds, link.to));
            let (source, goal) = if to == 0 { (link.to, link.from) } else { (link.from, link.to) };
            if from == 0 && to > 0 || from > 0 && to == 0 {
                continue;
            }
            let most = if to == 0 { ENTRIES } else { LEVELS };
            let wanted = (of(&levels, source) + usize::from(to <= from)).min(most);
            if let Some(level) = levels.get_mut(goal).filter(|level| **level < wanted) {
                *level = wanted;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let rank = |(kind, level): (&usize, &usize)| if *kind == 0 { ENTRIES - level } else { ENTRIES + kind + 6 * level };
    kinds.iter().zip(&levels).map(rank).collect()
}

fn kind_of(kind: &str) -> usize {
    KINDS.iter().position(|(known, _)| *known == kind).unwrap_or(KINDS.len() - 1)
}

/// What a column of a rank is called.
pub(super) fn heading(rank: usize) -> &'static str {
    let kind = if rank <= ENTRIES { 0 } else { (rank - ENTRIES - 1) % 6 + 1 };
    KINDS.get(kind).map_or("", |(_, heading)| heading)
}
