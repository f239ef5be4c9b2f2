//! Texts that are not known yet and yet name a node: a piece of an ARN, or a name and a number put together. The catalogue
//! of kinds says which; here the pieces of a text are held against it.

use std::sync::Arc;

use crate::model::{Address, AttributeRef, Bounds, Mode, Operation, Origin, Path, Step, Unknown, Value};

use super::kinds::{Kind, Text};
use super::{Graph, Node, Side};

/// `value` with every such text replaced by the attribute that it is, or that names the same. `follow` tells where an
/// attribute comes from.
pub(super) fn named(graph: &Graph<'_>, value: Value, follow: &impl Fn(Value) -> Value) -> Value {
    if value.first_unknown().is_none() {
        return value;
    }
    let (inner, masked) = value.unmask();
    let new = match inner {
        Value::Unknown(unknown) => text(graph, unknown, follow).unwrap_or_else(|| inner.clone()),
        Value::Seq(kind, elements) => {
            let each = elements.iter().map(|element| named(graph, element.clone(), follow));
            Value::Seq(*kind, Arc::new(each.collect()))
        }
        Value::Object(entries) => {
            let each = entries.iter().map(|(name, part)| (Arc::clone(name), named(graph, part.clone(), follow)));
            Value::object(each.collect())
        }
        other => other.clone(),
    };
    if masked { new.sensitive() } else { new }
}

fn text(graph: &Graph<'_>, unknown: &Unknown, follow: &impl Fn(Value) -> Value) -> Option<Value> {
    match unknown.bounds.as_deref()? {
        Bounds::Piece { separator, at } => held(graph, unknown, separator, *at, follow),
        Bounds::Text(pieces) => numbered(graph, pieces, follow),
        _ => None,
    }
}

/// The attribute that is a piece of another.
fn held(
    graph: &Graph<'_>,
    unknown: &Unknown,
    separator: &str,
    at: usize,
    follow: &impl Fn(Value) -> Value,
) -> Option<Value> {
    let Origin::Derived(attributes) = &unknown.origin else { return None };
    let [whole] = attributes.as_slice() else { return None };
    let name = only_step(&whole.path)?;
    let (node, part) = texts_of(graph, &whole.instance).find_map(|(node, text)| match text {
        Text::Holds(whole, cut, place, part) => {
            (*whole == name && separator.chars().eq([*cut]) && *place == at).then_some((node, *part))
        }
        Text::Numbered(..) => None,
    })?;
    Some(planned(node, part).unwrap_or_else(|| follow(attribute(&whole.instance, part))))
}

/// What the plan knows of an attribute of a node after the apply.
fn planned(node: &Node<'_>, name: &str) -> Option<Value> {
    node.values(Side::After)?.get(name).filter(|value| value.first_unknown().is_none())
}

/// What a name and a number name: the piece that is a number says whose it may be.
fn numbered(graph: &Graph<'_>, pieces: &[Value], follow: &impl Fn(Value) -> Value) -> Option<Value> {
    let (number, before) = pieces.split_last()?;
    let number = number.as_unknown()?;
    number.attributes().iter().find_map(|of| {
        let (node, identity, name) = texts_of(graph, &of.instance).find_map(|(node, text)| match text {
            Text::Numbered(identity, name, number) => {
                (only_step(&of.path) == Some(number)).then_some((node, *identity, *name))
            }
            Text::Holds(..) => None,
        })?;
        let itself = attribute(&of.instance, name);
        let is_name = match planned(node, name) {
            Some(known) => before == joined(&known),
            None => before == joined(&itself) || before == joined(&follow(itself)),
        };
        let is_it = is_latest(number, of, node) && is_name;
        is_it.then(|| attribute(&of.instance, identity))
    })
}

/// The pieces of `name:`.
fn joined(name: &Value) -> Vec<Value> {
    let mut pieces = match name {
        Value::Unknown(unknown) => match unknown.bounds.as_deref() {
            Some(Bounds::Text(pieces)) => pieces.to_vec(),
            _ => vec![name.clone()],
        },
        known => vec![known.clone()],
    };
    let text = match pieces.pop() {
        Some(Value::String(text)) => format!("{text}:"),
        other => {
            pieces.extend(other);
            ":".to_owned()
        }
    };
    pieces.push(Value::string(&text));
    pieces
}

/// The number is that of a new object, or the greatest of it and of what was there before.
fn is_latest(number: &Unknown, own: &AttributeRef, node: &Node<'_>) -> bool {
    let is_new = matches!(node.operation(), Operation::Create | Operation::Replace);
    let before = |other: &AttributeRef| {
        other == own
            || other.instance.mode == Mode::Data && other.instance.type_ == own.instance.type_ && other.path == own.path
    };
    match (&number.origin, number.bounds.as_deref()) {
        (Origin::Verbatim(_), None) => true,
        (Origin::Derived(all), Some(Bounds::Greatest)) => is_new && all.iter().all(before),
        _ => false,
    }
}

fn texts_of<'g>(graph: &'g Graph<'_>, instance: &'g Address) -> impl Iterator<Item = (&'g Node<'g>, &'g Text)> {
    let nodes = graph.nodes_at(instance).filter_map(|id| graph.node(id));
    nodes
        .filter_map(|node| Some((node, node.row?)))
        .flat_map(|(node, row): (_, &Kind)| row.texts.iter().map(move |text| (node, text)))
}

fn only_step(path: &Path) -> Option<&str> {
    match path.steps.as_slice() {
        [Step::Name(name)] => Some(name),
        _ => None,
    }
}

fn attribute(instance: &Arc<Address>, name: &str) -> Value {
    Value::unknown_attribute(AttributeRef {
        instance: Arc::clone(instance),
        deposed: None,
        path: Path::attribute(name),
    })
}
