//! `kind` blocks: resource types that poolproof does not know, as parts of the traffic graph, by the same rows as its
//! own. A mistake in one is told with its place, as any other of the file.

use crate::eval::ast::{Block, Body, ExprKind};
use crate::graph::{Capacity, Kind, Kinds, NodeKind, Reference, Role, host_reference, is_path};
use crate::model::Value;
use crate::policy::{Errors, check_names, suggestion};
use crate::source::Span;

use super::read::text;

/// What can stand in a `kind` block or in a block inside it: where, its name, its type, and what it says. The reference
/// page and the check of names come from these rows.
pub(crate) const ROWS: &[(&str, &str, &str, &str)] = &[
    ("kind", "node", "string", "what it is: entry, load_balancer, listener, rule, pool, member or target; needed"),
    ("kind", "service", "string", "a word for `pool.service` and the like"),
    (
        "kind",
        "capacity",
        "string",
        "what keeps a member or target alive: present (it answers as long as it is there), targets (as long as one that it \
         registers is alive), number (see counted_by), delegated (see filled_by)",
    ),
    ("kind", "counted_by", "string", "the path of a number: 0 is dead, more is alive"),
    (
        "kind",
        "filled_by",
        "string",
        "who decides at run time whether it has targets; its pool is then never proved dead",
    ),
    (
        "kind",
        "actions",
        "string",
        "the list of actions of a listener or rule, each with a `type` as in aws_lb_listener",
    ),
    ("identity", "unique", "bool", "no other resource of the type ever has the same value"),
    ("identity", "host", "bool", "it is the name of a host, compared as DNS does"),
    (
        "reference",
        "role",
        "string",
        "the edge it makes: forward, listener_of, rule_of, member_of, target_of, entry_to, through or entry_of; needed",
    ),
    ("reference", "by", "list of string", "the attributes of the other side that it holds; without it, its identities"),
    ("reference", "types", "list of string", "the resource types of the other side; without it, any"),
    ("reference", "weight", "string", "the sibling attribute with the weight"),
    ("reference", "computed", "bool", "the provider fills it in where it is not set: unknown then says nothing"),
    ("reference", "host", "bool", "it holds the name of a host, as a DNS alias does"),
    ("reference", "after_last", "string", "the name is what stands behind the last of this character"),
    ("reference", "itself", "bool", "the other side is the same resource, which has a `kind` block of that node too"),
];

fn names(of: &str) -> Vec<&'static str> {
    ROWS.iter().filter(|(block, ..)| *block == of).map(|(_, name, ..)| *name).collect()
}

/// Adds what a `kind` block says to the catalogue.
pub(super) fn add(block: &Block, kinds: &mut Kinds, errors: &mut Errors<'_>) {
    let Some(row) = row(block, errors) else { return };
    match kinds.clone().with(row) {
        Ok(more) => *kinds = more,
        Err(message) => {
            let help = "a kind is for a type that poolproof does not know; `poolproof graph` shows those that it does";
            errors.add(block.span, message, "", help);
        }
    }
}

fn row(block: &Block, errors: &mut Errors<'_>) -> Option<Kind> {
    let body = &block.body;
    check_names(body, &names("kind"), &["identity", "reference"], "a `kind`", errors);
    let types: Vec<&str> = block.labels.iter().map(|label| label.text.as_str()).collect();
    if types.is_empty() {
        errors.add(block.span, "a `kind` has a label: the resource type", "", "write `kind \"acme_pool\" {`");
        return None;
    }
    let node = word(body, "node", NodeKind::of_word, &NODES, block, errors)?;
    let mut kind = Kind::new(node, types);
    if let Some((service, _)) = text(body, "service", errors) {
        kind = kind.of_service(service);
    }
    for block in body.blocks_of("identity") {
        kind = identity(kind, block, errors);
    }
    let mut registers = false;
    for block in body.blocks_of("reference") {
        kind = reference(kind, node, block, &mut registers, errors);
    }
    if let Some((actions, span)) = path(body, "actions", errors) {
        if !matches!(node, NodeKind::Listener | NodeKind::Rule) {
            errors.add(span, format!("a {} has no actions", word_of(node)), "", "only a listener or a rule has");
        }
        kind = kind.acts_by(&actions);
    }
    Some(kind.lives_by(capacity(block, node, registers, errors)?))
}

const NODES: [&str; 7] = ["entry", "load_balancer", "listener", "rule", "pool", "member", "target"];
const ROLES: [&str; 8] =
    ["forward", "listener_of", "rule_of", "member_of", "target_of", "entry_to", "through", "entry_of"];

fn word_of(node: NodeKind) -> String {
    node.word().replace('_', " ")
}

/// The nodes that an edge of a role starts at.
fn starts(role: Role) -> &'static [NodeKind] {
    match role {
        Role::Forward => &[NodeKind::Listener, NodeKind::Rule],
        Role::ListenerOf => &[NodeKind::Listener],
        Role::RuleOf => &[NodeKind::Rule],
        Role::MemberOf | Role::TargetOf => &[NodeKind::Member],
        Role::EntryTo | Role::Through | Role::EntryOf => &[NodeKind::Entry],
        // Roles that have no word.
        _ => &[],
    }
}

/// A needed word out of several.
fn word<T>(
    body: &Body,
    name: &str,
    parse: fn(&str) -> Option<T>,
    known: &[&str],
    block: &Block,
    errors: &mut Errors<'_>,
) -> Option<T> {
    if body.attribute(name).is_none() {
        let help = format!("add `{name} = \"…\"`: {}", known.join(", "));
        errors.add(block.span, format!("this `{}` has no `{name}`", block.kind), "", help);
    }
    let (word, span) = text(body, name, errors)?;
    let found = parse(&word);
    if found.is_none() {
        let what = if name == "node" { "node" } else { name };
        errors.add(span, format!("there is no {what} `{word}`"), "", suggestion(&word, known.iter().copied()));
    }
    found
}

fn identity(kind: Kind, block: &Block, errors: &mut Errors<'_>) -> Kind {
    check_names(&block.body, &names("identity"), &[], "an `identity`", errors);
    let Some((path, _)) = label(block, errors) else { return kind };
    match (flag(&block.body, "host", errors), flag(&block.body, "unique", errors)) {
        (true, _) => kind.named_by_host(&path),
        (false, true) => kind.uniquely_named_by(&path),
        (false, false) => kind.named_by(&path),
    }
}

fn reference(kind: Kind, node: NodeKind, block: &Block, registers: &mut bool, errors: &mut Errors<'_>) -> Kind {
    let body = &block.body;
    check_names(body, &names("reference"), &[], "a `reference`", errors);
    let Some((path, _)) = label(block, errors) else { return kind };
    let Some(role) = word(body, "role", Role::of_word, &ROLES, block, errors) else { return kind };
    let role_word = role.word().unwrap_or("");
    if !starts(role).contains(&node) {
        let from: Vec<String> = starts(role).iter().map(|node| word_of(*node)).collect();
        let help = format!("`{role_word}` starts at a {}", from.join(" or a "));
        errors.add(block.span, format!("a {} has no edge `{role_word}`", word_of(node)), "", help);
    }
    *registers |= role == Role::TargetOf;
    if flag(body, "itself", errors) {
        return kind.inner(role, &path);
    }
    let host = flag(body, "host", errors);
    if host && role != Role::EntryTo {
        errors.add(block.span, "only `entry_to` holds the name of a host", "", "leave `host` out");
    }
    let mut reference = match (role, host) {
        (Role::EntryTo, true) => host_reference(&path),
        // Much that has no part in traffic stands in such attributes.
        (Role::EntryTo, false) => Reference::new(role, &path).if_known(),
        _ => Reference::new(role, &path),
    };
    if let Some(by) = texts(body, "by", errors) {
        reference = reference.by(&by.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if let Some(types) = texts(body, "types", errors) {
        reference = reference.of_types(&types.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if let Some((weight, _)) = text(body, "weight", errors) {
        reference = reference.weighted_by(&weight);
    }
    if flag(body, "computed", errors) {
        reference = reference.computed();
    }
    if let Some((mark, span)) = text(body, "after_last", errors) {
        match mark.chars().collect::<Vec<_>>().as_slice() {
            [mark] => reference = reference.after_last(*mark),
            _ => errors.add(span, "`after_last` is one character", "", "write `after_last = \"/\"`"),
        }
    }
    kind.refers(reference)
}

/// What keeps it alive; what its references tell where it does not say.
fn capacity(block: &Block, node: NodeKind, registers: bool, errors: &mut Errors<'_>) -> Option<Capacity> {
    let body = &block.body;
    let counted = path(body, "counted_by", errors);
    let filled = text(body, "filled_by", errors);
    let has_capacity = matches!(node, NodeKind::Member | NodeKind::Target | NodeKind::LoadBalancer);
    let given = text(body, "capacity", errors);
    let said = [given.as_ref(), counted.as_ref(), filled.as_ref()].into_iter().flatten().next();
    if let (false, Some((_, span))) = (has_capacity, said) {
        let help = "only a member or a target has; a pool lives by its members";
        errors.add(*span, format!("a {} has no capacity of its own", word_of(node)), "", help);
        return None;
    }
    let Some((word, span)) = &given else {
        return Some(match (node, counted, filled, registers) {
            (_, Some((path, _)), _, _) => Capacity::Counted(path),
            (_, None, Some((who, _)), _) => delegated(&who),
            (NodeKind::Member, None, None, true) => Capacity::Targets,
            (NodeKind::Member, None, None, false) => {
                let help = "add `capacity = \"present\"`, `counted_by = \"…\"`, `filled_by = \"…\"`, or a `reference` of the \
                            role `target_of`";
                errors.add(block.span, "this member does not say what keeps its pool alive", "", help);
                return None;
            }
            (NodeKind::Target | NodeKind::LoadBalancer, ..) => Capacity::Present,
            _ => Capacity::None,
        });
    };
    let missing = |name: &str, errors: &mut Errors<'_>| {
        let message = format!("`capacity = \"{word}\"` needs `{name}`");
        errors.add(*span, message, "", format!("add `{name} = \"…\"`"));
        None
    };
    match word.as_str() {
        "present" => Some(Capacity::Present),
        "targets" => Some(Capacity::Targets),
        "number" => counted.map_or_else(|| missing("counted_by", errors), |(path, _)| Some(Capacity::Counted(path))),
        "delegated" => filled.map_or_else(|| missing("filled_by", errors), |(who, _)| Some(delegated(&who))),
        word => {
            let known = ["present", "targets", "number", "delegated"];
            errors.add(*span, format!("there is no capacity `{word}`"), "", suggestion(word, known.into_iter()));
            None
        }
    }
}

fn delegated(who: &str) -> Capacity {
    Capacity::Delegated(format!("filled by {who}"))
}

/// The path that an `identity` or `reference` block has as its label.
fn label(block: &Block, errors: &mut Errors<'_>) -> Option<(String, Span)> {
    let [label] = block.labels.as_slice() else {
        let help = format!("write `{} \"target_group_arn\" {{`", block.kind);
        errors.add(block.span, format!("this `{}` has one label: the path of an attribute", block.kind), "", help);
        return None;
    };
    is_right(&label.text, label.span, errors).then(|| (label.text.clone(), label.span))
}

fn path(body: &Body, name: &str, errors: &mut Errors<'_>) -> Option<(String, Span)> {
    let (path, span) = text(body, name, errors)?;
    is_right(&path, span, errors).then_some((path, span))
}

fn is_right(path: &str, span: Span, errors: &mut Errors<'_>) -> bool {
    let right = is_path(path);
    if !right {
        let help = "names with dots between, `[]` behind a list, `{}` behind a set: `action[].target_group{}.arn`";
        errors.add(span, format!("`{path}` is no path of an attribute"), "", help);
    }
    right
}

fn flag(body: &Body, name: &str, errors: &mut Errors<'_>) -> bool {
    let Some(attribute) = body.attribute(name) else { return false };
    let ExprKind::Literal(Value::Bool(truth)) = attribute.value.kind else {
        errors.add(attribute.value.span, format!("`{name}` is true or false"), "", "");
        return false;
    };
    truth
}

fn texts(body: &Body, name: &str, errors: &mut Errors<'_>) -> Option<Vec<String>> {
    let attribute = body.attribute(name)?;
    let texts = match &attribute.value.kind {
        ExprKind::Tuple(items) => {
            items.iter().map(|item| item.as_literal_string().map(str::to_owned)).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    if texts.as_ref().is_none_or(Vec::is_empty) {
        let help = format!("write `{name} = [\"…\"]`");
        errors.add(attribute.value.span, format!("`{name}` is a list of texts in quotes"), "", help);
    }
    texts.filter(|texts| !texts.is_empty())
}

/// A kind whose other side is the same resource has a twin of that node.
pub(super) fn check_inner(blocks: &[&Block], kinds: &Kinds, errors: &mut Errors<'_>) {
    for block in blocks {
        for reference in block.body.blocks_of("reference") {
            let is_inner = reference.body.attribute("itself").is_some_and(|it| it.value.kind == TRUE);
            let role = reference.body.attribute("role").and_then(|it| Role::of_word(it.value.as_literal_string()?));
            let Some((role, type_)) = role.zip(block.labels.first()).filter(|_| is_inner) else { continue };
            let own = block.body.attribute("node").and_then(|it| NodeKind::of_word(it.value.as_literal_string()?));
            let leads = |row: &Kind| role.goals().contains(&row.node) && Some(row.node) != own;
            if !kinds.of(&type_.text).any(leads) {
                let goals: Vec<&str> = role.goals().iter().map(|node| node.word()).collect();
                let goals = goals.join("\"` or `node = \"");
                let message = format!("`{}` is no node that this edge could lead to", type_.text);
                let help = format!("add a second `kind \"{}\"` with `node = \"{goals}\"`", type_.text);
                errors.add(reference.span, message, "", help);
            }
        }
    }
}

const TRUE: ExprKind = ExprKind::Literal(Value::Bool(true));
