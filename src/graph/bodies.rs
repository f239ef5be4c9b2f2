//! The *body* of a planned resource: every attribute after the apply, known or with its provenance. One place for all
//! that policies see of a resource. A body is resolved when it is first asked for, and once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::model::{
    Address, AttributeRef, Change, ConfigBlock, ConfigNode, Entries, Mode, Origin, Path, Plan, Unknown, Value,
};
use crate::modules::Tree;
use crate::resolve::{Difference, Distrust, Hcl, Instances, Scope, Trace, Tracer};

use super::{Certainty, Edge, Graph, NodeKind, Reference, World, texts};

/// The bodies of a plan.
pub struct Bodies<'p> {
    plan: &'p Plan,
    tree: Option<&'p Tree>,
    world: Arc<World<'p>>,
    sources: OnceLock<Mutex<Trusted<'p>>>,
    after: Vec<OnceLock<Value>>,
}

/// The sources, held against the whole plan.
struct Trusted<'p> {
    hcl: Hcl<'p>,
    distrust: Distrust,
    differences: Vec<Difference>,
}

impl<'p> Bodies<'p> {
    /// The bodies of the plan that makes a world, none resolved yet.
    pub fn new(world: &Arc<World<'p>>) -> Self {
        let input = world.input;
        Self {
            plan: &input.plan,
            tree: input.configuration.as_deref(),
            world: Arc::clone(world),
            sources: OnceLock::new(),
            after: input.plan.changes.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The values after the apply of the change at `index`, with the graph of the same plan.
    pub fn after(&self, graph: &Graph<'_>, index: usize) -> Value {
        let Some((change, slot)) = self.plan.changes.get(index).zip(self.after.get(index)) else { return Value::Null };
        slot.get_or_init(|| self.resolved(graph, change)).clone()
    }

    /// Places in which the sources at hand are not those of the plan, as far as they were looked at.
    pub fn differences(&self) -> Vec<Difference> {
        let sources = self.sources.get();
        let sources = sources.map(|sources| sources.lock().unwrap_or_else(PoisonError::into_inner));
        sources.map(|sources| sources.differences.clone()).unwrap_or_default()
    }

    /// What the argument of a provider configuration is; `None` where it is not set.
    pub fn provider(&self, key: &str, argument: &str) -> Option<Value> {
        let provider = self.plan.configuration.providers.get(key)?;
        let expr = match provider.expressions.get(argument)? {
            ConfigNode::Expr(expr) => expr,
            ConfigNode::Blocks(blocks) => {
                return self
                    .by_provider_block(key, argument)
                    .or_else(|| Some(Value::list(blocks.iter().map(constants).collect())));
            }
        };
        if let Some(constant) = &expr.constant {
            return Some(constant.clone());
        }
        let named = expr.references.first().cloned().unwrap_or_default();
        let lost = || {
            Value::unknown_because(format!(
                "{argument} of provider {key} comes from {named}: add --config with the configuration"
            ))
        };
        Some(self.by_provider_block(key, argument).unwrap_or_else(lost))
    }

    /// The configuration sets an attribute or block of an instance; `None` where it is not at hand or not to be trusted.
    pub fn sets(&self, address: &Address, name: &str) -> Option<bool> {
        let tree = self.tree?;
        let sources = self.sources.get_or_init(|| Mutex::new(Trusted::new(tree, self.plan, self.world.instances())));
        let sources = sources.lock().unwrap_or_else(PoisonError::into_inner);
        let set = sources.hcl.sets(address, name)?;
        (!sources.hcl.is_distrusted(address, &sources.distrust)).then_some(set)
    }

    /// The block of a module is not looked into: each instance of the module has its own values.
    fn by_provider_block(&self, key: &str, argument: &str) -> Option<Value> {
        let sources = self.trusted().filter(|_| !key.contains(':'))?;
        sources.lock().unwrap_or_else(PoisonError::into_inner).hcl.provider(key, argument)
    }

    fn resolved(&self, graph: &Graph<'_>, change: &Change) -> Value {
        let values = change.after.value();
        let (inner, masked) = values.unmask();
        let Value::Object(entries) = inner else { return values.clone() };
        if change.deposed.is_some() || !entries.values().any(|value| value.first_unknown().is_some()) {
            return values.clone();
        }
        let resolved =
            self.by_sources(graph, change, entries).unwrap_or_else(|| self.by_references(graph, change, inner));
        if masked { resolved.sensitive() } else { resolved }
    }

    /// Whether the configuration gives an attribute of an instance a value; `None` where it is not at hand or not known.
    pub fn gives(&self, address: &Address, attribute: &str) -> Option<bool> {
        let sources = self.trusted()?;
        let sources = sources.lock().unwrap_or_else(PoisonError::into_inner);
        let trusted = !sources.hcl.is_distrusted(address, &sources.distrust);
        if trusted { sources.hcl.gives(address, attribute) } else { None }
    }

    /// What the configuration says of an attribute of an instance; `None` where it is not at hand, or does not set it.
    pub fn written(&self, address: &Address, attribute: &str) -> Option<Value> {
        let sources = self.trusted()?;
        let sources = sources.lock().unwrap_or_else(PoisonError::into_inner);
        let trusted = !sources.hcl.is_distrusted(address, &sources.distrust);
        if trusted { sources.hcl.written(address, attribute) } else { None }
    }

    /// The sources, held against the plan once.
    fn trusted(&self) -> Option<&Mutex<Trusted<'p>>> {
        let tree = self.tree?;
        Some(self.sources.get_or_init(|| Mutex::new(Trusted::new(tree, self.plan, self.world.instances()))))
    }

    /// By the configuration itself; `None` where it does not have the block or is not to be trusted.
    fn by_sources(&self, graph: &Graph<'_>, change: &Change, entries: &Entries) -> Option<Value> {
        let sources = self.trusted()?;
        // What failed half-way left nothing half-done: everything is computed anew or remembered whole.
        let sources = sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.hcl.block(&change.address)?;
        if change.address.mode == Mode::Data || sources.hcl.is_distrusted(&change.address, &sources.distrust) {
            return None;
        }
        let resolve = |(name, value): (&Arc<str>, &Value)| {
            let whole = value.first_unknown().and_then(|_| sources.hcl.whole(&change.address, name, value));
            let follow = |value: Value| sources.hcl.followed(value);
            let whole = whole.map(|whole| texts::named(graph, whole, &follow));
            (Arc::clone(name), whole.unwrap_or_else(|| value.clone()))
        };
        Some(Value::object(entries.iter().map(resolve).collect()))
    }

    /// By what plan JSON has: an attribute that makes an exact edge of the graph is what the edge leads to; any other is
    /// computed from what its expression mentions. More the references do not tell: `"${x.arn}/*"` has those of `x.arn`.
    fn by_references(&self, graph: &Graph<'_>, change: &Change, values: &Value) -> Value {
        let tracer = Tracer::new(&self.plan.configuration, self.world.instances());
        let scope = Scope { module: change.address.module.clone() };
        let block = self.plan.configuration.resource(&change.address);
        // Which attribute of an instance the expression of an edge names.
        let told = |reference: &Reference, path: &Path, instance: &Address| {
            let lookup = reference.pattern.written(block?.expressions.get(), values, path, None);
            let traces = lookup.written.iter().flat_map(|written| tracer.trace(written.expr, &scope).sources);
            let mut of_it = traces.filter(|source| source.instances.iter().any(|one| **one == *instance));
            let first = of_it.next()?;
            if of_it.next().is_none() { first.attribute } else { None }
        };
        let edges = exact(graph, &change.address, &told);
        let value = substituted(values, &Path::default(), &edges);
        let (Value::Object(entries), Some(block)) = (&value, block) else { return value };
        let mentioned = |name: &str| match block.expressions.get().get(name) {
            Some(ConfigNode::Expr(expr)) => depends(&tracer.trace(expr, &scope)),
            _ => None,
        };
        // Of an unknown value plan JSON says no more than that it is this attribute; one of a mock says where it comes from.
        let is_own = |value: &Value, path: &Path| match value.as_unknown().map(|unknown| &unknown.origin) {
            Some(Origin::Verbatim(from)) => *from.instance == *change.address && from.path == *path,
            _ => false,
        };
        let resolve = |(name, value): (&Arc<str>, &Value)| {
            let path = Path::attribute(name);
            let itself = !edges.contains_key(&path) && is_own(value, &path);
            let origin = if itself { mentioned(name) } else { None };
            let value = match origin {
                Some(unknown) if value.unmask().1 => Value::Unknown(Arc::new(unknown)).sensitive(),
                Some(unknown) => Value::Unknown(Arc::new(unknown)),
                None => value.clone(),
            };
            (Arc::clone(name), value)
        };
        Value::object(entries.iter().map(resolve).collect())
    }
}

impl<'p> Trusted<'p> {
    fn new(tree: &'p Tree, plan: &'p Plan, instances: &Arc<Instances>) -> Self {
        let hcl = Hcl::new(tree, plan, Arc::clone(instances));
        let (differences, distrust) = hcl.differences(|_| true);
        Self { hcl, distrust, differences }
    }
}

/// A nested block as far as plan JSON has values.
fn constants(block: &ConfigBlock) -> Value {
    let value = |(name, node): (&String, &ConfigNode)| {
        let value = match node {
            ConfigNode::Expr(expr) => {
                expr.constant.clone().unwrap_or_else(|| Value::unknown_because(format!("{name} is not a literal")))
            }
            ConfigNode::Blocks(blocks) => Value::list(blocks.iter().map(constants).collect()),
        };
        (Arc::from(name.as_str()), value)
    };
    Value::object(block.iter().map(value).collect())
}

/// Says which attribute of an instance the expression at a place names; `None` where plan JSON lost it.
type Told<'t> = dyn Fn(&Reference, &Path, &Address) -> Option<String> + 't;

/// What the exact edges of an instance lead to, by the place of the attribute.
fn exact(graph: &Graph<'_>, address: &Address, told: &Told<'_>) -> BTreeMap<Path, Value> {
    let edges = graph.nodes_at(address).flat_map(|id| graph.edges_of(id));
    let edges = edges.filter(|edge| edge.after && !edge.to_old && edge.certainty == Certainty::Exact);
    edges.filter_map(|edge| Some((edge.path.clone(), named(graph, edge, told)?))).collect()
}

/// The attribute of the other side that an edge's attribute holds. A target has names of several kinds, of which only the
/// expression tells; any other node is the same by each of its own.
fn named(graph: &Graph<'_>, edge: &Edge, told: &Told<'_>) -> Option<Value> {
    let instance = Arc::clone(graph.node(edge.to?)?.address.as_ref()?);
    let row = graph.node(edge.from)?.row?;
    let made_by = |reference: &&Reference| reference.role == edge.role && reference.pattern.names(&edge.path);
    let reference = row.references.iter().find(made_by)?;
    let target = reference.to.iter().find(|target| graph.node_kind(edge.to) == Some(target.node))?;
    // A name that stands inside a longer text is not the whole of it.
    let first = target.by.first().filter(|_| reference.after_last.is_none())?;
    let attribute = match target.node {
        NodeKind::Target => told(reference, &edge.path, &instance)?,
        _ => first.clone(),
    };
    Some(Value::unknown_attribute(AttributeRef { instance, deposed: None, path: Path::attribute(&attribute) }))
}

/// `value` with the unknown parts at these places replaced.
fn substituted(value: &Value, path: &Path, by: &BTreeMap<Path, Value>) -> Value {
    if by.is_empty() || value.first_unknown().is_none() {
        return value.clone();
    }
    let (inner, masked) = value.unmask();
    let new = match inner {
        Value::Unknown(_) => by.get(path).unwrap_or(inner).clone(),
        Value::Seq(kind, elements) => {
            let each = elements.iter().enumerate().map(|(at, element)| substituted(element, &path.index(at), by));
            Value::Seq(*kind, Arc::new(each.collect()))
        }
        Value::Object(entries) => {
            let each = entries.iter().map(|(name, part)| (Arc::clone(name), substituted(part, &path.name(name), by)));
            Value::object(each.collect())
        }
        other => other.clone(),
    };
    if masked { new.sensitive() } else { new }
}

/// What an expression's value depends on; `None` where it mentions nothing that is not known.
fn depends(trace: &Trace) -> Option<Unknown> {
    let mut attributes = Vec::new();
    for source in &trace.sources {
        let path = source.attribute.as_deref().map(Path::attribute).unwrap_or_default();
        attributes.extend(source.instances.iter().map(|instance| AttributeRef {
            instance: Arc::clone(instance),
            deposed: None,
            path: path.clone(),
        }));
    }
    let why = trace.opaque.first().map(|why| Arc::from(why.as_str()));
    match (attributes.is_empty(), &why) {
        (true, None) => None,
        (true, Some(_)) => Some(Unknown::new(Origin::Elsewhere, why)),
        (false, _) => Some(Unknown::new(Origin::Derived(attributes), why)),
    }
}
