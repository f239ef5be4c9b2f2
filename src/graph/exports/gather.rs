//! Goes through all that leaves the state: root outputs, and the attributes that [`EXPORTERS`] names.
//!
//! What leaves is told by the value where the plan knows it, else by the configuration, else by the references of plan
//! JSON. Each step only narrows what can be meant: what it does not tell is left for the next, and what none of them tells
//! may be any pool.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::input::InputKind;
use crate::model::{Address, AttributeRef, Change, ConfigBlock, ConfigExpr, ConfigNode, Mode, Operation, Path, Value};
use crate::resolve::{Scope, Spot, Trace, Traced};

use super::super::kinds::EXPORTERS;
use super::super::sources::Sources;
use super::super::unknown::Resolver;
use super::super::{Node, NodeId, NodeKind, Side, World};
use super::identities::{Identities, Names};
use super::parts::Parts;
use super::{Exported, is_filled_by_name};

/// Arguments whose value Terraform writes to no plan.
const WRITE_ONLY: &str = "_wo";

/// All that leaves the state.
pub(super) fn exported<'p>(world: &World<'p>, resolver: &Resolver<'_, 'p>, nodes: &[Node<'p>]) -> Exported {
    let mut gather = Gather {
        world,
        resolver,
        nodes,
        exported: Exported::default(),
        identities: OnceCell::new(),
        by_block: OnceCell::new(),
        names: OnceCell::new(),
        reached: BTreeSet::new(),
    };
    gather.outputs();
    gather.kept();
    for change in resolver.plan().changes.iter().filter(|change| change.address.mode == Mode::Managed) {
        for attribute in exporting(&change.address) {
            gather.exporter(change, attribute);
        }
    }
    gather.exported
}

/// The attributes by which an instance lets names out.
fn exporting(address: &Address) -> impl Iterator<Item = &'static str> {
    EXPORTERS.iter().filter(|(type_, _)| *type_ == &*address.type_).map(|(_, attribute)| *attribute)
}

struct Gather<'g, 'r, 'p> {
    world: &'g World<'p>,
    resolver: &'g Resolver<'r, 'p>,
    nodes: &'g [Node<'p>],
    exported: Exported,
    identities: OnceCell<Identities>,
    /// Nodes by the block that made them.
    by_block: OnceCell<BTreeMap<String, Vec<NodeId>>>,
    /// Pools by the attributes that their names, which are not known, are made from.
    names: OnceCell<BTreeMap<AttributeRef, Vec<NodeId>>>,
    /// Where reach was looked at: all instances of a block have the same.
    reached: BTreeSet<(String, bool)>,
}

impl<'r, 'p> Gather<'_, 'r, 'p> {
    fn outputs(&mut self) {
        let (plan, kind) = (self.resolver.plan(), self.world.input.kind);
        // A state has values and no configuration.
        for (name, value) in plan.outputs.iter().filter(|_| !kind.has_before()) {
            self.value(value, &output(name), None);
        }
        // What is only written has outputs, and no plan that repeats them.
        let tree = self.world.input.configuration.as_deref().filter(|_| kind == InputKind::Configuration);
        let root = tree.and_then(|tree| tree.modules.get(&Vec::new() as &Vec<String>));
        for name in root.into_iter().flat_map(|root| root.outputs.keys()) {
            if let Some(value) = self.resolver.sources().and_then(|sources| sources.output(name)) {
                self.value(&value, &output(name), Some(Spot::Output(name)));
            }
        }
        for (name, expr) in &plan.configuration.root.outputs {
            if let Some(value) = self.resolver.sources().and_then(|sources| sources.output(name)) {
                self.value(&value, &output(name), Some(Spot::Output(name)));
                continue;
            }
            let trace = self.resolver.tracer().trace(expr, &Scope::default());
            match plan.outputs.get(name).filter(|value| value.first_unknown().is_none()) {
                Some(value) => {
                    self.sources(&trace.sources, &output(name));
                    self.known(value, &output(name), Names::Alone);
                }
                None => self.trace(&trace, &output(name)),
            }
        }
    }

    /// What the plan leaves out stays as the state has it.
    fn kept(&mut self) {
        let plan = self.resolver.plan();
        let left_out = self.world.index.left_out().iter().filter_map(|position| plan.prior.get(*position));
        for object in left_out.filter(|object| object.address.mode == Mode::Managed) {
            for value in exporting(&object.address).filter_map(|attribute| object.values.value().get(attribute)) {
                self.known(&value, &object.address.to_string(), Names::Alone);
            }
        }
    }

    fn exporter(&mut self, change: &Change, attribute: &str) {
        let how = change.address.to_string();
        let after = change.after.value().get(attribute).unwrap_or(Value::Null);
        if !self.world.input.kind.has_before() {
            return self.value(&after, &how, None);
        }
        // Who read it until now knows it for good.
        if let Some(before) = change.before.value().get(attribute) {
            self.known(&before, &how, Names::Alone);
        }
        if !change.actions.leaves_object() {
            return;
        }
        let node = self.resolver.plan().configuration.resource(&change.address);
        let mut exprs = Vec::new();
        node.and_then(|block| block.expressions.get().get(attribute))
            .into_iter()
            .for_each(|node| all(node, &mut exprs));
        let is_written_only = attribute.ends_with(WRITE_ONLY);
        if after.first_unknown().is_none() && !is_written_only {
            return self.known_exporter(change, attribute, &after, &exprs);
        }
        match self.written(change, attribute, is_written_only) {
            Some(value) => self.value(&value, &how, Some(Spot::Attribute(&change.address, attribute))),
            // Not set: the provider makes it, of what is let out by another attribute if by any.
            None if exprs.is_empty() && matches!(after.unmask().0, Value::Unknown(_) | Value::Null) => {}
            // Plan JSON does not have dynamic blocks.
            None if exprs.is_empty() => self.exported.add_any(&how),
            None => exprs.iter().for_each(|expr| self.trace(&self.traced(expr, change), &how)),
        }
    }

    /// The plan knows the value, and what it spells is what leaves. Where it spells nothing of what the references name, that
    /// may be in it in another form.
    fn known_exporter(&mut self, change: &Change, attribute: &str, value: &Value, exprs: &[&ConfigExpr]) {
        let how = change.address.to_string();
        let traces: Vec<Trace> = exprs.iter().map(|expr| self.traced(expr, change)).collect();
        let mut held = self.known(value, &how, Names::Alone);
        if traces.iter().any(|trace| !trace.opaque.is_empty()) {
            held.extend(self.names_within(change, attribute, value));
        }
        for source in traces.iter().flat_map(|trace| &trace.sources) {
            let mut ids = source.instances.iter().flat_map(|address| self.resolver.nodes_of(address));
            // Of several the value tells which it is.
            if source.instances.len() == 1 || !ids.any(|id| held.contains(id)) {
                self.sources(std::slice::from_ref(source), &how);
            }
        }
    }

    /// Names that are parts of a known value, made from what plan JSON does not have. The configuration tells whether it can
    /// be the name of a pool at all: a host may have the same.
    fn names_within(&mut self, change: &Change, attribute: &str, value: &Value) -> BTreeSet<NodeId> {
        let how = change.address.to_string();
        let spot = Spot::Attribute(&change.address, attribute);
        let reached = self.trusted(&change.address).and_then(|sources| sources.reach(spot, false));
        let Some(mut held) = self.held(&Parts::of(value), Names::Within) else {
            self.exported.add_any(&how);
            return BTreeSet::new();
        };
        held.retain(|id| {
            let address = self.nodes.get(*id).and_then(|node| node.address.as_ref());
            reached.as_ref().is_none_or(|reached| address.is_some_and(|address| reached.contains(&address.block())))
        });
        held.iter().for_each(|id| self.exported.add(*id, &how));
        held
    }

    /// The configuration, where it is the one that the plan of an instance was made from.
    fn trusted(&self, address: &Address) -> Option<&'r Sources<'p>> {
        self.resolver.sources().filter(|sources| sources.is_trusted(address))
    }

    fn traced(&self, expr: &ConfigExpr, change: &Change) -> Trace {
        self.resolver.tracer().trace(expr, &Scope { module: change.address.module.clone() })
    }

    /// The value of an attribute by the configuration; `None` where that does not set it, is not to be trusted, or does not
    /// explain why the plan does not know it.
    fn written(&self, change: &Change, attribute: &str, is_written_only: bool) -> Option<Value> {
        let value = self.trusted(&change.address)?.written(&change.address, attribute)?;
        Some(value).filter(|value| is_written_only || value.first_unknown().is_some())
    }

    /// All that plan JSON says a value may come from.
    fn trace(&mut self, trace: &Trace, how: &str) {
        self.sources(&trace.sources, how);
        if !trace.opaque.is_empty() {
            self.exported.add_any(how);
        }
    }

    fn sources(&mut self, sources: &[Traced], how: &str) {
        for source in sources {
            let names_pool = matches!(source.attribute.as_deref(), None | Some("arn" | "id" | "name" | "arn_suffix"));
            for address in source.instances.iter().filter(|_| names_pool) {
                self.named(address, None, how);
            }
        }
    }

    /// What leaves by a value: attributes that are known after apply, known identities, or what cannot be told.
    fn value(&mut self, value: &Value, how: &str, spot: Option<Spot<'_>>) {
        let parts = Parts::of(value);
        self.texts(&parts, how, Names::Alone);
        let mut seen = BTreeSet::new();
        let (mut lost, mut blurred) = (parts.lost, parts.blurred);
        let mut open = parts.attributes;
        while let Some(attribute) = open.pop() {
            if !seen.insert(attribute.clone()) {
                continue;
            }
            self.attribute(&attribute, how);
            // Another resource may only repeat it.
            let Some(end) = self.resolver.sources().map(|sources| sources.end(&attribute)) else { continue };
            let parts = Parts::of(&end);
            self.texts(&parts, how, Names::Alone);
            (lost, blurred) = (lost | parts.lost, blurred | parts.blurred);
            open.extend(parts.attributes);
        }
        if lost {
            self.reach(spot, true, how);
        } else if blurred {
            self.reach(spot, false, how);
        }
    }

    fn attribute(&mut self, attribute: &AttributeRef, how: &str) {
        self.named(&attribute.instance, Some(&attribute.path.to_string()), how);
        let alike = self.names.get_or_init(|| names(self.resolver, self.nodes)).get(attribute);
        alike.into_iter().flatten().for_each(|id| self.exported.add(*id, how));
    }

    /// An output that holds a pool's attribute gives it away, whatever it is. The DNS name of a load balancer gives nobody a
    /// place on it.
    fn named(&mut self, address: &Address, attribute: Option<&str>, how: &str) {
        let names = |kind| kind == NodeKind::Pool || matches!(attribute, None | Some("arn" | "id" | ""));
        let counts =
            |id: &&NodeId| self.nodes.get(**id).is_some_and(|node| is_filled_by_name(node.kind) && names(node.kind));
        for id in self.resolver.nodes_of(address).iter().filter(counts) {
            self.exported.add(*id, how);
            if self.resolver.is_read_at_apply(address) {
                self.found_in_the_apply(*id, how);
            }
        }
    }

    /// A data source that is read in the apply may find what this state has: by the name it looks for, else any.
    fn found_in_the_apply(&mut self, id: NodeId, how: &str) {
        let values = self.nodes.get(id).and_then(|node| node.values(Side::After));
        let known = |name: &&str| values.and_then(|values| values.get(name)).filter(|value| value.as_str().is_some());
        match ["arn", "name", "id"].iter().find_map(known) {
            Some(name) => drop(self.known(&name, how, Names::Alone)),
            None => self.exported.add_any(how),
        }
    }

    /// The known identities that a value spells.
    fn known(&mut self, value: &Value, how: &str, names: Names) -> BTreeSet<NodeId> {
        self.texts(&Parts::of(value), how, names)
    }

    fn texts(&mut self, parts: &Parts, how: &str, names: Names) -> BTreeSet<NodeId> {
        let held = self.held(parts, names);
        if held.is_none() {
            self.exported.add_any(how);
        }
        held.iter().flatten().for_each(|id| self.exported.add(*id, how));
        held.unwrap_or_default()
    }

    /// The nodes whose identity is in known texts; `None` where there is too much to look through.
    fn held(&self, parts: &Parts, names: Names) -> Option<BTreeSet<NodeId>> {
        let identities = self.identities.get_or_init(|| Identities::of(self.nodes));
        let mut held = BTreeSet::new();
        for text in &parts.texts {
            held.extend(identities.held(text, names)?);
        }
        Some(held)
    }

    /// All that the expression of a value reaches. Of a value that is only blurred, attributes that are known after the apply
    /// are told: what is lost in it are identities that are known.
    fn reach(&mut self, spot: Option<Spot<'_>>, lost: bool, how: &str) {
        let key = match spot {
            Some(Spot::Attribute(address, name)) => format!("{}.{name}", address.block()),
            Some(Spot::Output(name)) => output(name),
            // The value is all there is.
            None if lost => return self.exported.add_any(how),
            None => return,
        };
        if !self.reached.insert((key, lost)) {
            return;
        }
        let reached = spot.and_then(|spot| self.resolver.sources()?.reach(spot, lost));
        let Some(reached) = reached.filter(|reached| !(lost && self.reads_in_the_apply(reached))) else {
            return self.exported.add_any(how);
        };
        let by_block = self.by_block.get_or_init(|| by_block(self.nodes));
        for id in reached.iter().filter_map(|block| by_block.get(block)).flatten() {
            if lost || self.nodes.get(*id).is_some_and(is_known) {
                self.exported.add(*id, how);
            }
        }
    }

    fn reads_in_the_apply(&self, blocks: &BTreeSet<String>) -> bool {
        let reads = self.resolver.plan().changes.iter().filter(|change| change.actions.operation() == Operation::Read);
        reads.into_iter().any(|change| blocks.contains(&change.address.block()))
    }
}

fn output(name: &str) -> String {
    format!("the root output `{name}`")
}

/// The expressions of an attribute, or of all nested blocks of a name.
fn all<'c>(node: &'c ConfigNode, exprs: &mut Vec<&'c ConfigExpr>) {
    match node {
        ConfigNode::Expr(expr) => exprs.push(expr),
        ConfigNode::Blocks(blocks) => {
            blocks.iter().flat_map(ConfigBlock::values).for_each(|node| all(node, exprs));
        }
    }
}

fn by_block(nodes: &[Node<'_>]) -> BTreeMap<String, Vec<NodeId>> {
    let mut by_block: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for (id, node) in nodes.iter().enumerate().filter(|(_, node)| is_filled_by_name(node.kind)) {
        node.address.iter().for_each(|address| by_block.entry(address.block()).or_default().push(id));
    }
    by_block
}

/// The ARN of a node is known now or after the apply.
fn is_known(node: &Node<'_>) -> bool {
    let known = |values: &Value| {
        ["arn", "id", "name"].iter().any(|name| values.get(name).is_some_and(|value| value.as_str().is_some()))
    };
    [node.before, node.after].into_iter().flatten().any(known)
}

/// Who has all that the name of a pool is made from may have made the same name of it.
fn names(resolver: &Resolver<'_, '_>, nodes: &[Node<'_>]) -> BTreeMap<AttributeRef, Vec<NodeId>> {
    let mut names: BTreeMap<AttributeRef, Vec<NodeId>> = BTreeMap::new();
    let Some(sources) = resolver.sources() else { return names };
    for (id, node) in nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Pool) {
        let name = node.values(Side::After).and_then(|values| values.get("name"));
        let Some(address) = node.address.as_ref().filter(|_| name.is_some_and(|name| name.as_unknown().is_some()))
        else {
            continue;
        };
        let name = AttributeRef { instance: address.clone(), deposed: None, path: Path::attribute("name") };
        for attribute in Parts::of(&sources.end(&name)).attributes {
            names.entry(attribute).or_default().push(id);
        }
    }
    names
}
