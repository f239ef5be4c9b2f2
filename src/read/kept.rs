//! What a provider *keeps*: values that a plan shows after the apply, that nobody asks for any more, and that the apply
//! takes away.
//!
//! A rule of a listener names one pool by `target_group_arn` or by a `forward` block with one pool, which is the same to
//! AWS. So the provider takes the removal of such a block for no change, and the plan of a rule that goes over to
//! `target_group_arn` shows both: the new pool, and the old one in a block that its configuration no longer has. The apply
//! sends the new one alone. Read as it stands, it was a rule with two pools, of which one may be on its way out.

use crate::model::{Address, ConfigNode, Configuration, Operation, Plan, Value};

const RULES: [&str; 2] = ["aws_lb_listener_rule", "aws_alb_listener_rule"];

/// The plan as the apply will leave it.
pub(super) fn without_kept(plan: &mut Plan) {
    let Plan { changes, configuration, .. } = plan;
    let rules = changes
        .iter_mut()
        .filter(|change| RULES.contains(&&*change.address.type_) && change.actions.operation() == Operation::Update);
    for change in rules {
        let asks = |action: usize| asks_for_forward(configuration, &change.address, action);
        if let Some(value) = mended(change.before.value(), change.after.value(), asks) {
            change.after = change.after.clone().with_value(value);
        }
    }
}

/// The block of an action, where plan JSON has it, has a `forward`. Of a dynamic block it has nothing, and there the two are
/// written as one or the other.
fn asks_for_forward(configuration: &Configuration, address: &Address, action: usize) -> bool {
    let block = configuration.resource(address).map(|resource| resource.expressions.get());
    match block.and_then(|block| block.get("action")) {
        Some(ConfigNode::Blocks(actions)) => actions.get(action).is_some_and(|action| action.contains_key("forward")),
        _ => false,
    }
}

fn mended(before: &Value, after: &Value, asks: impl Fn(usize) -> bool) -> Option<Value> {
    let (Value::Object(entries), Value::Seq(kind, actions)) = (after, after.get("action")?) else { return None };
    let were = before.get("action")?;
    let is_kept = |index: &usize, action: &Value| !asks(*index) && is_kept(&were, action);
    let without = |(index, action): (usize, &Value)| match action {
        Value::Object(entries) if is_kept(&index, action) => {
            let mut entries = (**entries).clone();
            entries.insert("forward".into(), Value::tuple(Vec::new()));
            Value::object(entries)
        }
        action => action.clone(),
    };
    let mended: Vec<Value> = actions.iter().enumerate().map(without).collect();
    if mended == *actions {
        return None;
    }
    let mut entries = (**entries).clone();
    entries.insert("action".into(), Value::Seq(kind, mended.into()));
    Some(Value::object(entries))
}

/// It names its one pool by `target_group_arn`, and beside it stands the block by which it named one before.
fn is_kept(were: &Value, action: &Value) -> bool {
    let names = |action: &Value| action.get("target_group_arn").is_some_and(|arn| !arn.is_unset());
    let Some(forward) = action.get("forward").filter(is_of_one_pool) else { return false };
    let was = |before: &&Value| before.get("forward").as_ref() == Some(&forward) && !names(before);
    names(action) && were.as_seq().unwrap_or_default().iter().any(|before| was(&before))
}

fn is_of_one_pool(forward: &Value) -> bool {
    match forward.as_seq() {
        Some([block]) => block.get("target_group").is_some_and(|pools| pools.elements().len() == 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    fn rule(arn: &str, pools: &[&str]) -> Value {
        let pools: Vec<String> = pools.iter().map(|pool| format!(r#"{{"arn":"{pool}","weight":1}}"#)).collect();
        let block =
            if pools.is_empty() { String::new() } else { format!(r#"{{"target_group":[{}]}}"#, pools.join(",")) };
        value(&format!(r#"{{"action":[{{"type":"forward","target_group_arn":"{arn}","forward":[{block}]}}]}}"#))
    }

    #[test]
    fn a_block_of_one_pool_goes_with_its_configuration() {
        let gone = |before: &Value, after: &Value, asks: bool| mended(before, after, |_| asks);
        let (before, after) = (rule("", &["old"]), rule("new", &["old"]));
        assert_eq!(gone(&before, &after, false), Some(rule("new", &[])));
        assert_eq!(gone(&before, &after, true), None, "both are asked for");
        assert_eq!(gone(&rule("", &["other"]), &after, false), None, "the block is a new one");
        assert_eq!(gone(&rule("", &["a", "b"]), &rule("new", &["a", "b"]), false), None, "no provider keeps two");
        assert_eq!(gone(&rule("old", &["old"]), &after, false), None, "both stood there before");
        assert_eq!(gone(&before, &rule("", &["old"]), false), None);
    }
}
