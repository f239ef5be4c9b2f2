//! References as plan JSON spells them: each traversal is followed by its prefixes, down to the bare resource, and cut
//! where an index is not literal: `aws_lb_target_group.x[each.key].arn` leaves `aws_lb_target_group.x` and `each.key`.

use crate::model::{Key, Mode};

/// What an expression refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `each.key`.
    EachKey,
    /// `each.value`, and the first attribute taken from it.
    EachValue(Option<String>),
    /// `count.index`.
    CountIndex,
    /// `var.name`.
    Variable(String),
    /// `local.name`.
    Local(String),
    /// `module.name[key].output`; what stands after a cut is lost.
    Module {
        /// Name of the call.
        name: String,
        /// Its instance.
        key: Option<Key>,
        /// Name of the output.
        output: Option<String>,
    },
    /// A resource or data source; what stands after a cut is lost.
    Resource {
        /// Which of the two.
        mode: Mode,
        /// Its type.
        type_: String,
        /// Name of the block.
        name: String,
        /// Its instance.
        key: Option<Key>,
        /// First step of the attribute's path.
        attribute: Option<String>,
    },
    /// `path.module`, `terraform.workspace`, `self`: nothing that an ARN comes from.
    Other,
}

/// Takes a list of references apart; prefixes of the traversal before them are dropped.
pub fn references(list: &[String]) -> Vec<Reference> {
    let mut previous: Option<&str> = None;
    let mut found = Vec::new();
    for text in list {
        let is_prefix = previous.is_some_and(|longer| longer.len() > text.len() && is_prefix(text, longer));
        if !is_prefix {
            found.push(parse(text));
        }
        previous = Some(text);
    }
    found
}

fn is_prefix(short: &str, long: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with(['.', '[']))
}

enum Segment {
    Name(String),
    Key(Key),
}

fn parse(text: &str) -> Reference {
    let segments = segments(text);
    let mut steps = segments.iter();
    let mut name = || match steps.next() {
        Some(Segment::Name(name)) => Some(name.clone()),
        _ => None,
    };
    let Some(root) = name() else { return Reference::Other };
    match (root.as_str(), name()) {
        ("each", Some(part)) if part == "key" => Reference::EachKey,
        ("each", _) => Reference::EachValue(first_name(segments.get(2..))),
        ("count", _) => Reference::CountIndex,
        ("var", Some(name)) => Reference::Variable(name),
        ("local", Some(name)) => Reference::Local(name),
        ("module", Some(name)) => module(name, segments.get(2..).unwrap_or(&[])),
        ("path" | "terraform" | "self", _) | (_, None) => Reference::Other,
        ("data", Some(type_)) => {
            name().map_or(Reference::Other, |name| resource(Mode::Data, type_, name, segments.get(3..)))
        }
        (_, Some(name)) => resource(Mode::Managed, root, name, segments.get(2..)),
    }
}

fn module(name: String, rest: &[Segment]) -> Reference {
    let (key, rest) = key(rest);
    Reference::Module { name, key, output: first_name(Some(rest)) }
}

fn resource(mode: Mode, type_: String, name: String, rest: Option<&[Segment]>) -> Reference {
    let (key, rest) = key(rest.unwrap_or(&[]));
    Reference::Resource { mode, type_, name, key, attribute: first_name(Some(rest)) }
}

fn key(segments: &[Segment]) -> (Option<Key>, &[Segment]) {
    match segments.split_first() {
        Some((Segment::Key(key), rest)) => (Some(key.clone()), rest),
        _ => (None, segments),
    }
}

fn first_name(segments: Option<&[Segment]>) -> Option<String> {
    match segments?.first()? {
        Segment::Name(name) => Some(name.clone()),
        Segment::Key(_) => None,
    }
}

fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let Some(end) = closing(after) else { return segments };
            let (inside, after) = (after.get(..end).unwrap_or(""), after.get(end + 1..).unwrap_or(""));
            segments.push(segment_key(inside));
            rest = after;
        } else {
            let body = rest.strip_prefix('.').unwrap_or(rest);
            let end = body.find(['.', '[']).unwrap_or(body.len());
            segments.push(Segment::Name(body.get(..end).unwrap_or("").to_owned()));
            rest = body.get(end..).unwrap_or("");
        }
    }
    segments
}

fn segment_key(inside: &str) -> Segment {
    match inside.parse() {
        Ok(index) => Segment::Key(Key::Index(index)),
        Err(_) => Segment::Key(Key::Name(
            serde_json::from_str::<String>(inside).unwrap_or_else(|_| inside.trim_matches('"').to_owned()).into(),
        )),
    }
}

/// The byte of the bracket that closes an index; brackets inside a quoted key are text.
fn closing(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[&str]) -> Vec<Reference> {
        references(&list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    fn pool(key: Option<Key>, attribute: Option<&str>) -> Reference {
        Reference::Resource {
            mode: Mode::Managed,
            type_: "aws_lb_target_group".into(),
            name: "x".into(),
            key,
            attribute: attribute.map(Into::into),
        }
    }

    #[test]
    fn prefixes_are_dropped_and_repeats_kept() {
        let list = [
            "aws_lb_target_group.x[2].arn",
            "aws_lb_target_group.x[2]",
            "aws_lb_target_group.x",
            "aws_lb_target_group.x",
            "each.key",
        ];
        assert_eq!(of(&list), [pool(Some(Key::Index(2)), Some("arn")), pool(None, None), Reference::EachKey]);
    }

    #[test]
    fn keys_hold_any_text() {
        let list = [r#"aws_lb_target_group.x["a.b[\"c\"]"].arn"#];
        assert_eq!(of(&list), [pool(Some(Key::Name("a.b[\"c\"]".into())), Some("arn"))]);
    }

    #[test]
    fn modules_keep_what_is_literal() {
        let list = ["module.pool[\"blue\"].tg_arn", "module.pool[\"blue\"]", "module.pool"];
        let whole = |key: Option<Key>, output: Option<&str>| Reference::Module {
            name: "pool".into(),
            key,
            output: output.map(Into::into),
        };
        assert_eq!(of(&list), [whole(Some(Key::Name("blue".into())), Some("tg_arn"))]);
        assert_eq!(of(&["module.pool", "each.key"]), [whole(None, None), Reference::EachKey]);
    }
}
