//! The traffic graph as a *tree*, the way traffic takes it: entries and load balancers at the top, below them listeners,
//! rules, pools, members, targets. A node is shown in full once; wherever else traffic reaches it stands a reference.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::against;
use super::escape;
use super::style::{Paint, Tone};
use super::words::{kind, name, one_line};
use crate::picture::{Arrow, Box, Picture};

/// Deeper nodes get a tree of their own at the end: neither the stack nor the indent may grow with a hostile graph.
const DEEPEST: usize = 24;

const NEW: &str = "new";

/// `picture` for people. `colour` adds terminal colours and no meaning.
pub fn tree(picture: &Picture, colour: bool) -> String {
    let mut forest = Forest::new(picture, Paint { colour });
    forest.roots("", &["entry"]);
    forest.roots("", &["load_balancer"]);
    forest.roots("Listeners and rules whose load balancer is not known:", &["listener", "rule"]);
    forest.roots("Pools without a route:", &["pool"]);
    forest.roots("Members and targets without a pool:", &["member", "target"]);
    forest.rest();
    if forest.lines.is_empty() {
        return "No load balancers, pools or members here.\n".to_owned();
    }
    forest.lines.join("\n") + "\n"
}

/// Position of a node in the picture.
type Id = usize;

/// Something that hangs below a node.
struct Link<'a> {
    /// `None` where the target is unresolved.
    child: Option<Id>,
    /// The same connection before and after the apply stands in one link.
    arrows: Vec<&'a Arrow>,
}

/// What is said of a node or link, with its tone.
type Fact = (Tone, String);

struct Forest<'a> {
    picture: &'a Picture,
    paint: Paint,
    below: BTreeMap<Id, Vec<Link<'a>>>,
    /// Nodes that something leads to.
    reached: BTreeSet<Id>,
    /// Why the place of a node above is not known.
    lost: BTreeMap<Id, &'a Arrow>,
    shown: BTreeSet<Id>,
    lines: Vec<String>,
}

impl<'a> Forest<'a> {
    fn new(picture: &'a Picture, paint: Paint) -> Self {
        let mut forest = Self {
            picture,
            paint,
            below: BTreeMap::new(),
            reached: BTreeSet::new(),
            lost: BTreeMap::new(),
            shown: BTreeSet::new(),
            lines: Vec::new(),
        };
        picture.edges.iter().for_each(|arrow| forest.hang(arrow));
        forest
    }

    /// Hangs an edge below the node that traffic comes from, which is not always the one whose attribute makes the edge.
    fn hang(&mut self, arrow: &'a Arrow) {
        let (from, to) = (arrow.from_box, arrow.to_box);
        let (parent, child) = match (against(arrow.role), to) {
            (false, _) => (from, to),
            (true, Some(to)) => (to, Some(from)),
            (true, None) => {
                self.lost.insert(from, arrow);
                return;
            }
        };
        self.reached.extend(child);
        let links = self.below.entry(parent).or_default();
        // Only a link of a single arrow can be the other half: a pool may be reached by several actions of one listener.
        match links.iter_mut().find(|link| link.child == child && child.is_some() && other_half(&link.arrows, arrow)) {
            Some(link) => link.arrows.push(arrow),
            None => links.push(Link { child, arrows: vec![arrow] }),
        }
    }

    /// Draws the nodes of `kinds` that nothing leads to.
    fn roots(&mut self, heading: &str, kinds: &[&str]) {
        let picture = self.picture;
        let nodes = picture.nodes.iter().enumerate();
        let roots = nodes.filter(|(id, node)| kinds.contains(&node.kind) && !self.reached.contains(id));
        let roots: Vec<Id> = roots.map(|(id, _)| id).collect();
        self.section(heading, &roots);
    }

    /// Draws what lies in circles or too deep below a root, load balancers first.
    fn rest(&mut self) {
        let picture = self.picture;
        let nodes = picture.nodes.iter().enumerate();
        let (first, then): (Vec<_>, Vec<_>) = nodes.partition(|(_, node)| node.kind == "load_balancer");
        let rest: Vec<Id> = first.into_iter().chain(then).map(|(id, _)| id).collect();
        self.section("Reached from above or in a circle:", &rest);
    }

    fn section(&mut self, heading: &str, roots: &[Id]) {
        let mut begun = false;
        for root in roots {
            if self.shown.contains(root) {
                continue;
            }
            if !begun && !heading.is_empty() {
                if !self.lines.is_empty() {
                    self.lines.push(String::new());
                }
                self.lines.push(self.paint.tone(Tone::Strong, heading));
                begun = true;
            }
            self.node(*root, Vec::new(), &Branch::default(), 0);
        }
    }

    /// Draws a node and all below it.
    fn node(&mut self, id: Id, link: Vec<Fact>, branch: &Branch, depth: usize) {
        let mut facts = link;
        if depth > DEEPEST && !self.shown.contains(&id) {
            facts.push((Tone::Faint, "see below".to_owned()));
            self.line(branch, id, &facts);
            return;
        }
        if !self.shown.insert(id) {
            facts.push((Tone::Faint, "see above".to_owned()));
            self.line(branch, id, &facts);
            return;
        }
        let mut all = self.picture.nodes.get(id).map(of_node).unwrap_or_default();
        all.append(&mut facts);
        if let Some(arrow) = self.lost.get(&id) {
            all.push((Tone::Unknown, not_known(arrow)));
        }
        self.line(branch, id, &all);
        let links = self.below.remove(&id).unwrap_or_default();
        let last = links.len();
        for (at, link) in links.iter().enumerate() {
            let branch = branch.below(at + 1 == last);
            match link.child {
                Some(child) => self.node(child, self.of_link(id, child, link), &branch, depth + 1),
                None => self.unresolved(link, &branch),
            }
        }
    }

    /// What is said of a link. That it is new goes without saying where one of its ends is.
    fn of_link(&self, parent: Id, child: Id, link: &Link<'a>) -> Vec<Fact> {
        let mut facts = of_link(link);
        let fresh = |id: Id| self.picture.nodes.get(id).is_some_and(|node| !node.before);
        if fresh(parent) || fresh(child) {
            facts.retain(|(_, text)| text != NEW);
        }
        facts
    }

    fn line(&mut self, branch: &Branch, id: Id, facts: &[Fact]) {
        let Some(node) = self.picture.nodes.get(id) else { return };
        let (what, address) = (format!("{} ", kind(node.kind)), name(&node.address));
        let facts: Vec<String> = facts.iter().map(|(tone, text)| self.paint.tone(*tone, text)).collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join("; ")) };
        self.push(&format!("{}{what}{address}{facts}", branch.own));
    }

    fn unresolved(&mut self, link: &Link<'a>, branch: &Branch) {
        for arrow in &link.arrows {
            let mut facts = vec![(Tone::Unknown, not_known(arrow))];
            facts.extend(of_link(link).into_iter().filter(|(tone, _)| *tone != Tone::Unknown));
            let facts: Vec<String> = facts.iter().map(|(tone, text)| self.paint.tone(*tone, text)).collect();
            self.push(&format!("{}{}", branch.own, facts.join("; ")));
        }
    }

    fn push(&mut self, line: &str) {
        self.lines.push(escape::line_start(line).into_owned());
    }
}

/// What stands before a line of the tree.
#[derive(Default)]
struct Branch {
    own: String,
    children: String,
}

impl Branch {
    fn below(&self, last: bool) -> Self {
        let (own, children) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        Self { own: format!("{}{own}", self.children), children: format!("{}{children}", self.children) }
    }
}

/// Whether `arrow` is what `arrows` was before the apply, or will be after it.
fn other_half(arrows: &[&Arrow], arrow: &Arrow) -> bool {
    let [one] = arrows else { return false };
    let halves = (one.before != one.after) && (arrow.before != arrow.after) && one.before == arrow.after;
    halves && one.role == arrow.role && one.certainty == "exact" && arrow.certainty == "exact"
}

fn of_node(node: &Box) -> Vec<Fact> {
    let mut facts = Vec::new();
    if !node.managed {
        facts.push((Tone::Faint, "not in this plan".to_owned()));
    }
    if let Some(key) = &node.deposed {
        facts.push((Tone::Warn, format!("deposed object {}", name(key))));
    }
    facts.extend(operation(node.operation));
    if !node.liveness.is_empty() {
        facts.push((liveness(&node.liveness), one_line(&node.liveness)));
    }
    facts
}

fn operation(operation: &str) -> Option<Fact> {
    let (tone, words) = match operation {
        "create" => (Tone::Good, "+ create"),
        "update" => (Tone::Warn, "~ update"),
        "delete" => (Tone::Bad, "- destroyed by this plan"),
        "replace" => (Tone::Warn, "-/+ replaced"),
        "forget" => (Tone::Warn, ". forgotten: stays, but leaves the state"),
        "read" => (Tone::Faint, "<= read during apply"),
        _ => return None,
    };
    Some((tone, words.to_owned()))
}

fn liveness(text: &str) -> Tone {
    match text.split(':').next() {
        Some("live") => Tone::Good,
        Some("dead") => Tone::Bad,
        _ => Tone::Unknown,
    }
}

fn of_link(link: &Link<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    match link.arrows.as_slice() {
        [one] => {
            facts.extend(one.weight.map(|weight| (Tone::Plain, format!("weight {weight}"))));
            match (one.before, one.after) {
                (true, false) => facts.push((Tone::Bad, "before only".to_owned())),
                (false, true) => facts.push((Tone::Good, NEW.to_owned())),
                _ => {}
            }
            if !one.chain.is_empty() {
                let names: Vec<_> = one.chain.iter().map(|name| one_line(name)).collect();
                facts.push((Tone::Faint, format!("through {}", names.join(" → "))));
            }
            if one.certainty != "exact" {
                facts.push((Tone::Unknown, not_known(one)));
            }
        }
        several => {
            let weight =
                |before: bool| several.iter().find(|arrow| arrow.before == before).and_then(|arrow| arrow.weight);
            let word = |weight: Option<i64>| weight.map_or("none".to_owned(), |weight| weight.to_string());
            if weight(true) != weight(false) {
                let text = format!("weight {} before, {} after", word(weight(true)), word(weight(false)));
                facts.push((Tone::Warn, text));
            }
        }
    }
    facts
}

/// `possible: …` or `unresolved: …`.
fn not_known(arrow: &Arrow) -> String {
    match &arrow.why {
        Some(why) => format!("{}: {}", arrow.certainty, one_line(why)),
        None => arrow.certainty.to_owned(),
    }
}
