//! What the ARNs of a route tell that are *typed in*: a literal survives the replacement of what it names, and it may name
//! something in another account or region, which no load balancer can forward to.

use crate::eval::ast::Expr;
use crate::graph::{By, Edge, Graph, Node, NodeId, Role, Side};
use crate::model::{Address, ConfigBlock, ConfigNode, Value};

use super::stage::Stage;

/// The pool's ARN stands in the sources, or in the value of a variable of the root module, and comes from no resource.
pub(super) fn is_typed_in(stage: &Stage<'_>, edge: &Edge) -> bool {
    let plan = &stage.input.plan;
    let from = stage.graph.node(edge.from).and_then(|node| node.address.as_deref());
    let (Some(from), Some(arn), By::Value) = (from, arn_of(&stage.graph, edge), edge.by) else { return false };
    let block = plan.configuration.resource(from);
    let given = |name: &str| plan.variables.get(name).is_some_and(|value| holds(value, &arn));
    let at_root = from.module.to_string().is_empty();
    let is_given = |reference: &str| match reference.split_once('.') {
        Some(("var", name)) => at_root && given(first(name)),
        Some(("local", name)) => local_holds(stage, from, first(name), &arn),
        _ => false,
    };
    block.is_some_and(|block| types_in(block.expressions.get(), &arn, &is_given))
        || edge.place.as_ref().is_some_and(|place| place.line().contains(&arn))
}

fn types_in(block: &ConfigBlock, arn: &str, is_given: &dyn Fn(&str) -> bool) -> bool {
    block.values().any(|node| match node {
        ConfigNode::Blocks(blocks) => blocks.iter().any(|block| types_in(block, arn, is_given)),
        ConfigNode::Expr(expr) => {
            let own = |name: &String| name.starts_with("var.") || name.starts_with("local.");
            expr.constant.as_ref().is_some_and(|value| holds(value, arn))
                || expr.references.iter().all(own) && expr.references.iter().any(|name| is_given(name))
        }
    })
}

/// The ARN stands in the text of a local of the module that made the instance.
fn local_holds(stage: &Stage<'_>, from: &Address, name: &str, arn: &str) -> bool {
    let path: Vec<String> = from.module.0.iter().map(|step| step.name.to_string()).collect();
    let module = stage.input.configuration.as_deref().and_then(|tree| tree.modules.get(&path));
    module.and_then(|module| module.locals.get(name)).is_some_and(|written| writes(&written.expr, arn))
}

fn writes(expr: &Expr, text: &str) -> bool {
    let mut found = expr.as_literal_string() == Some(text);
    expr.each_child(&mut |child| found = found || writes(child, text));
    found
}

fn first(name: &str) -> &str {
    name.split(['.', '[']).next().unwrap_or(name)
}

fn holds(value: &Value, text: &str) -> bool {
    match value.unmask().0 {
        Value::String(have) => &**have == text,
        Value::Seq(_, elements) => elements.iter().any(|element| holds(element, text)),
        Value::Object(entries) => entries.values().any(|entry| holds(entry, text)),
        _ => false,
    }
}

fn known(node: &Node<'_>, name: &str) -> Option<String> {
    let values = node.values(Side::After).or_else(|| node.values(Side::Before))?;
    values.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn arn_of(graph: &Graph<'_>, edge: &Edge) -> Option<String> {
    let pool = graph.node(edge.to?)?;
    match pool.is_literal() {
        false => known(pool, "arn").or_else(|| pool.before?.get("arn")?.as_str().map(str::to_owned)),
        true => Some(pool.name.clone()).filter(|name| name.starts_with("arn:")),
    }
}

/// The region or account of a route's pool, where it is known to be another one than that of the route.
pub(super) fn crosses(graph: &Graph<'_>, edge: &Edge) -> Option<String> {
    let (own, other) = (arns(graph, edge.from).into_iter().next()?, arn_of(graph, edge)?);
    let part = |arn: &str, at: usize| arn.split(':').nth(at).filter(|part| !part.is_empty()).map(str::to_owned);
    let differs = |at: usize| part(&other, at).filter(|there| part(&own, at).is_some_and(|here| here != *there));
    differs(3)
        .map(|region| format!("region {region}"))
        .or_else(|| differs(4).map(|account| format!("account {account}")))
}

/// Known ARNs of a listener or rule, of what it stands in, or of what it names.
fn arns(graph: &Graph<'_>, from: NodeId) -> Vec<String> {
    let names = ["arn", "listener_arn", "load_balancer_arn"];
    let node = graph.node(from);
    let mut found: Vec<String> =
        node.into_iter().flat_map(|node| names.map(|name| known(node, name))).flatten().collect();
    for role in [Role::RuleOf, Role::ListenerOf] {
        let above = graph.from(from, role, Side::After).filter_map(|edge| edge.to).collect::<Vec<_>>();
        found.extend(above.into_iter().filter(|up| *up != from).flat_map(|up| arns(graph, up)));
    }
    found.retain(|arn| arn.starts_with("arn:"));
    found
}
