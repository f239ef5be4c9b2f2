//! Pools whose name or ARN leaves this state: somebody else can fill them, so an empty pool is not proved empty. Load
//! balancers and security groups likewise.

use std::collections::BTreeMap;

use crate::input::InputKind;
use crate::model::{Address, AttributeRef, ConfigNode, Mode, Origin, Value};
use crate::resolve::{Scope, Trace};

use super::kinds::EXPORTERS;
use super::unknown::Resolver;
use super::{Node, NodeId, NodeKind, World};

/// Why a pool or a load balancer may be filled from outside, by node.
#[derive(Debug, Clone, Default)]
pub(super) struct Exported {
    by_pool: BTreeMap<NodeId, String>,
    /// An output whose value cannot be followed may hold any pool.
    any: Option<String>,
}

impl Exported {
    pub(super) fn of(world: &World<'_>, resolver: &Resolver<'_, '_>, nodes: &[Node<'_>]) -> Self {
        let plan = &world.input.plan;
        let mut exported = Self::default();
        // A state has values and no configuration.
        for (name, value) in plan.outputs.iter().filter(|_| !world.input.kind.has_before()) {
            exported.add_value(value, &format!("the root output `{name}`"), resolver, nodes);
        }
        // What is only written has outputs, and no plan that repeats them.
        let tree = world.input.configuration.as_deref().filter(|_| world.input.kind == InputKind::Configuration);
        let root = tree.and_then(|tree| tree.modules.get(&Vec::new() as &Vec<String>));
        for name in root.into_iter().flat_map(|root| root.outputs.keys()) {
            if let Some(value) = resolver.sources().and_then(|sources| sources.output(name)) {
                exported.add_value(&value, &format!("the root output `{name}`"), resolver, nodes);
            }
        }
        for (name, expr) in &plan.configuration.root.outputs {
            if let Some(value) = resolver.sources().and_then(|sources| sources.output(name)) {
                exported.add_value(&value, &format!("the root output `{name}`"), resolver, nodes);
                continue;
            }
            let trace = resolver.tracer().trace(expr, &Scope::default());
            let value = plan.outputs.get(name);
            let how = format!("the root output `{name}`");
            exported.add(&trace, &how, value, resolver, nodes);
        }
        for change in plan.changes.iter().filter(|change| change.address.mode == Mode::Managed) {
            let Some((_, attribute)) = EXPORTERS.iter().find(|(type_, _)| *type_ == &*change.address.type_) else {
                continue;
            };
            if !world.input.kind.has_before() {
                let value = change.after.value().get(attribute).unwrap_or(Value::Null);
                exported.add_value(&value, &change.address.to_string(), resolver, nodes);
                continue;
            }
            let block = plan.configuration.resource(&change.address);
            let Some(ConfigNode::Expr(expr)) = block.and_then(|block| block.expressions.get().get(*attribute)) else {
                continue;
            };
            let trace = resolver.tracer().trace(expr, &Scope { module: change.address.module.clone() });
            exported.add(&trace, &change.address.to_string(), None, resolver, nodes);
        }
        exported
    }

    fn add(
        &mut self,
        trace: &Trace,
        how: &str,
        value: Option<&Value>,
        resolver: &Resolver<'_, '_>,
        nodes: &[Node<'_>],
    ) {
        for source in &trace.sources {
            let names_pool = matches!(source.attribute.as_deref(), None | Some("arn" | "id" | "name" | "arn_suffix"));
            for address in source.instances.iter().filter(|_| names_pool) {
                self.add_named(address, None, how, resolver, nodes);
            }
        }
        if trace.opaque.is_empty() {
            return;
        }
        // Known outputs are compared with the pools' names; an unknown one that cannot be followed may hold any.
        match value {
            Some(value) if value.first_unknown().is_none() => self.add_known(value, how, nodes),
            _ => self.any = self.any.take().or_else(|| Some(how.to_owned())),
        }
    }

    /// What an output's value holds: attributes that are known after apply, known names, or what cannot be told.
    fn add_value(&mut self, value: &Value, how: &str, resolver: &Resolver<'_, '_>, nodes: &[Node<'_>]) {
        let mut parts = Parts::default();
        parts.take(value);
        for attribute in &parts.attributes {
            self.add_named(&attribute.instance, Some(&attribute.path.to_string()), how, resolver, nodes);
        }
        if parts.lost {
            self.any = self.any.take().or_else(|| Some(how.to_owned()));
        }
        self.add_known(value, how, nodes);
    }

    /// An output that holds a pool's attribute gives it away, whatever it is. The DNS name of a load balancer gives nobody a
    /// place on it.
    fn add_named(
        &mut self,
        address: &Address,
        attribute: Option<&str>,
        how: &str,
        resolver: &Resolver<'_, '_>,
        nodes: &[Node<'_>],
    ) {
        let names = |kind| kind == NodeKind::Pool || matches!(attribute, None | Some("arn" | "id" | ""));
        let counts =
            |id: &&NodeId| nodes.get(**id).is_some_and(|node| is_filled_by_name(node.kind) && names(node.kind));
        for id in resolver.nodes_of(address).iter().filter(counts) {
            self.by_pool.entry(*id).or_insert_with(|| how.to_owned());
        }
    }

    fn add_known(&mut self, value: &Value, how: &str, nodes: &[Node<'_>]) {
        for (id, node) in nodes.iter().enumerate().filter(|(_, node)| is_filled_by_name(node.kind)) {
            let Some(values) = node.after.or(node.before) else { continue };
            let names: &[&str] = match node.kind {
                NodeKind::Pool => &["arn", "name"],
                NodeKind::SecurityGroup => &["id", "arn"],
                _ => &["arn"],
            };
            let names = names.iter().filter_map(|name| values.get(name));
            if names.into_iter().any(|name| name.as_str().is_some_and(|name| mentions(value, name))) {
                self.by_pool.entry(id).or_insert_with(|| how.to_owned());
            }
        }
    }

    /// What another input says of a pool of its own.
    pub(super) fn take_over(&mut self, pool: NodeId, how: &str) {
        self.by_pool.insert(pool, how.to_owned());
    }

    /// Where a pool leaves the state.
    pub(super) fn reason(&self, pool: NodeId) -> Option<&str> {
        self.by_pool.get(&pool).or(self.any.as_ref()).map(String::as_str)
    }
}

/// Who knows its name or ARN can put something into it: targets into a pool, listeners onto a load balancer, rules into a
/// security group.
fn is_filled_by_name(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Pool | NodeKind::LoadBalancer | NodeKind::SecurityGroup)
}

/// The unknown parts of a value.
#[derive(Default)]
struct Parts {
    attributes: Vec<AttributeRef>,
    /// A part cannot be told: it may be any name.
    lost: bool,
}

impl Parts {
    fn take(&mut self, value: &Value) {
        match value.unmask().0 {
            Value::Unknown(unknown) => {
                self.lost |= unknown.origin == Origin::Elsewhere;
                self.attributes.extend(unknown.attributes().iter().cloned());
            }
            Value::Seq(_, elements) => elements.iter().for_each(|element| self.take(element)),
            Value::Object(entries) => entries.values().for_each(|entry| self.take(entry)),
            // A whole module: all its outputs.
            Value::Subject(_) => self.lost = true,
            _ => {}
        }
    }
}

fn mentions(value: &Value, text: &str) -> bool {
    match value.unmask().0 {
        Value::String(have) => &**have == text,
        Value::Seq(_, elements) => elements.iter().any(|element| mentions(element, text)),
        Value::Object(entries) => entries.values().any(|entry| mentions(entry, text)),
        _ => false,
    }
}
