//! The *identities* that are known in a plan: the ARNs, ids and names of what can be filled from outside, to be found in
//! texts that leave the state.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::super::{Node, NodeId, NodeKind};
use super::is_filled_by_name;

/// Identities that are held against texts, of which no plan has as many that is not made to keep others waiting.
const MAX_CHECKS: usize = 20_000_000;

/// How a name has to stand in a text to be taken for one. An ARN or id is one wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// It is a word of its own: `web` in `{"pool":"web"}`, and not in `https://web.example.com`.
    Alone,
    /// It may be a part of a path or the like: what the text was made from is not known.
    Within,
}

/// Known identities by their last word, so that a text is gone through once however many there are.
pub(super) struct Identities {
    by_word: BTreeMap<String, Vec<Identity>>,
    checks: Cell<usize>,
}

struct Identity {
    text: String,
    node: NodeId,
    is_name: bool,
}

impl Identities {
    pub(super) fn of(nodes: &[Node<'_>]) -> Self {
        let mut by_word: BTreeMap<String, Vec<Identity>> = BTreeMap::new();
        for (id, node) in nodes.iter().enumerate().filter(|(_, node)| is_filled_by_name(node.kind)) {
            // What is replaced has one ARN now and another after it.
            let mut seen = BTreeSet::new();
            for values in [node.after, node.before].into_iter().flatten() {
                for attribute in identities(node.kind) {
                    let Some(value) = values.get(attribute) else { continue };
                    let Some(text) = value.as_str() else { continue };
                    let word = words(text).last().map(|(_, word)| word).filter(|word| text.ends_with(word));
                    if let Some(word) = word.filter(|_| seen.insert(text.to_owned())) {
                        let identity = Identity { text: text.to_owned(), node: id, is_name: *attribute == "name" };
                        by_word.entry(word.to_owned()).or_default().push(identity);
                    }
                }
            }
        }
        Self { by_word, checks: Cell::default() }
    }

    /// The nodes whose identity a text holds, as it is or in base64; `None` where there is too much to look through.
    pub(super) fn held(&self, text: &str, names: Names) -> Option<BTreeSet<NodeId>> {
        let mut held = self.spelled(text, names)?;
        if let Some(text) = BASE64.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            held.extend(self.spelled(&text, names)?);
        }
        Some(held)
    }

    fn spelled(&self, text: &str, names: Names) -> Option<BTreeSet<NodeId>> {
        let mut held = BTreeSet::new();
        for (end, word) in words(text) {
            let Some(candidates) = self.by_word.get(word) else { continue };
            let (until, rest) = text.split_at_checked(end)?;
            self.checks.set(self.checks.get().saturating_add(candidates.len()));
            if self.checks.get() > MAX_CHECKS {
                return None;
            }
            for identity in candidates {
                let before = until.strip_suffix(&*identity.text);
                if before.is_some_and(|before| !identity.is_name || stands_alone(before, rest, names)) {
                    held.insert(identity.node);
                }
            }
        }
        Some(held)
    }
}

/// The attributes that whoever fills a node has to know.
fn identities(kind: NodeKind) -> &'static [&'static str] {
    match kind {
        NodeKind::Pool => &["arn", "id", "arn_suffix", "name"],
        NodeKind::SecurityGroup => &["id", "arn"],
        _ => &["arn"],
    }
}

fn stands_alone(before: &str, rest: &str, names: Names) -> bool {
    let joins = |letter: char| is_letter(letter) || (names == Names::Alone && "._/:@".contains(letter));
    !before.ends_with(joins) && !rest.starts_with(joins)
}

/// The words of a text and where each ends.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    text.split_inclusive(|letter: char| !is_letter(letter)).filter_map(move |piece| {
        let word = piece.trim_end_matches(|letter: char| !is_letter(letter));
        let at = end + word.len();
        end += piece.len();
        (!word.is_empty()).then_some((at, word))
    })
}

/// The letters of the names of pools, of which the last part of an ARN is made too.
fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-'
}
