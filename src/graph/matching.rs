//! Matching: which node a known value names, and what an unknown one may come from.

use std::borrow::Cow;

use crate::hash::HashMap;
use crate::model::Value;

use super::kinds::{Identity, Shape, Target};
use super::{Node, NodeId, Side};

/// Known identities of all nodes.
#[derive(Debug, Default)]
pub(super) struct Names<'p> {
    /// Looked up, never walked.
    by_value: HashMap<String, Vec<Named<'p>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Named<'p> {
    node: NodeId,
    attribute: &'p str,
    unique: bool,
    side: bool,
}

/// A node that a value names, and whether it is the object that will be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) node: NodeId,
    pub(super) old: bool,
    /// No other instance of its kind has this value.
    pub(super) unique: bool,
}

impl<'p> Names<'p> {
    pub(super) fn of(nodes: &[Node<'p>]) -> Self {
        let mut names = Self::default();
        for (id, node) in nodes.iter().enumerate() {
            for identity in node.row.map_or(&[][..], |row| &row.identities) {
                let sides = [Side::Before, Side::After].map(|side| node.values(side).map(|values| (values, side)));
                match sides {
                    // What stays as it is has the same names on both sides.
                    [Some((before, _)), Some((after, _))] if std::ptr::eq(before, after) => {
                        names.add(nodes, id, identity, before, &[Side::Before, Side::After]);
                    }
                    sides => sides.into_iter().flatten().for_each(|(values, side)| {
                        names.add(nodes, id, identity, values, &[side]);
                    }),
                }
            }
        }
        names
    }

    fn add(&mut self, nodes: &[Node<'p>], id: NodeId, identity: &'p Identity, values: &Value, sides: &[Side]) {
        let Identity { pattern, path, unique, host } = identity;
        let managed = nodes.get(id).is_some_and(|node| node.managed);
        pattern.texts(values, &mut |text| {
            let text = if *host { Cow::from(host_name(text)) } else { Cow::from(text) };
            if text.is_empty() {
                return;
            }
            let list = match self.by_value.get_mut(&*text) {
                Some(list) => list,
                None => self.by_value.entry(text.into_owned()).or_default(),
            };
            for side in sides {
                let named = Named { node: id, attribute: path, unique: *unique, side: *side == Side::After };
                // Each instance of a module may read the same VPC: the first that does stands for all, else a thousand
                // instances are a thousand times a thousand comparisons.
                if managed || !list.iter().any(|have| reads_the_same(nodes, have, &named)) {
                    list.push(named);
                }
            }
        });
    }

    /// The nodes that `value` names on a side. After the apply, what stays comes first; what is named and goes is found
    /// by its values before. More than one: two objects have the same name.
    pub(super) fn find(&self, nodes: &[Node<'_>], value: &str, to: &[Target], side: Side) -> Vec<Match> {
        let wanted = |named: &&Named<'_>| {
            let Some(node) = nodes.get(named.node) else { return false };
            to.iter().any(|target| node.row.is_some_and(|row| target.compares(row, named.attribute)))
        };
        let all: Vec<&Named<'_>> = self.by_value.get(value).into_iter().flatten().filter(wanted).collect();
        let on = |after: bool| all.iter().filter(move |named| named.side == after);
        let (first, second) = if side == Side::After { (true, false) } else { (false, true) };
        let mut found = Vec::new();
        for named in on(first) {
            push(&mut found, Match { node: named.node, old: false, unique: named.unique });
        }
        if found.is_empty() && side == Side::After {
            for named in on(second) {
                push(&mut found, Match { node: named.node, old: true, unique: named.unique });
            }
        }
        prefer_managed(nodes, found)
    }

    /// Any node that a value names, of whatever kind.
    pub(super) fn anybody(&self, value: &str) -> Option<NodeId> {
        self.by_value.get(value)?.first().map(|named| named.node)
    }
}

/// Two data sources of one kind have one unique value: they read one object.
fn reads_the_same(nodes: &[Node<'_>], have: &Named<'_>, other: &Named<'_>) -> bool {
    let read = |id: NodeId| nodes.get(id).filter(|node| !node.managed).and_then(|node| node.row);
    let one_row = read(have.node).zip(read(other.node)).is_some_and(|(a, b)| std::ptr::eq(a, b));
    one_row && have.unique && other.unique && (have.attribute, have.side) == (other.attribute, other.side)
}

fn push(found: &mut Vec<Match>, one: Match) {
    match found.iter_mut().find(|have| have.node == one.node) {
        Some(have) => have.unique |= one.unique,
        None => found.push(one),
    }
}

/// A data source that reads an object of this very state is that object.
fn prefer_managed(nodes: &[Node<'_>], found: Vec<Match>) -> Vec<Match> {
    let managed = |one: &Match| nodes.get(one.node).is_some_and(|node| node.managed);
    if found.len() < 2 {
        return found;
    }
    if found.iter().any(managed) {
        return found.into_iter().filter(managed).collect();
    }
    // Several data sources read one object: the first stands for it.
    found.into_iter().take(1).collect()
}

impl Shape {
    pub(super) fn takes(self) -> &'static str {
        match self {
            Self::TargetGroup => "the ARN of a target group",
            Self::LoadBalancer => "the ARN of a load balancer",
            Self::Listener => "the ARN of a listener",
        }
    }

    /// Whether the service would take `value`: `arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<name>/<id>`
    /// for a target group, likewise for the others.
    pub(super) fn fits(self, value: &str) -> bool {
        let mut parts = value.splitn(6, ':');
        let head = [parts.next(), parts.next(), parts.next()];
        let [Some("arn"), Some(_), Some(service)] = head else { return false };
        // Attributes that take target groups of VPC Lattice too are not judged by their shape.
        if service == "vpc-lattice" && self == Self::TargetGroup {
            return true;
        }
        let Some(resource) = parts.nth(2).filter(|_| service == "elasticloadbalancing") else { return false };
        let steps: Vec<&str> = resource.split('/').collect();
        let is_id = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        match (self, steps.as_slice()) {
            (Self::TargetGroup, ["targetgroup", _, id]) => is_id(id),
            (Self::LoadBalancer, ["loadbalancer", "app" | "net" | "gwy", _, id]) => is_id(id),
            (Self::Listener, ["listener", "app" | "net" | "gwy", _, balancer, id]) => is_id(balancer) && is_id(id),
            _ => false,
        }
    }
}

/// A host's name as DNS compares it: in lower case, without the final dot; an alias of a load balancer may ask for both
/// kinds of addresses.
pub(super) fn host_name(text: &str) -> String {
    let text = text.to_ascii_lowercase();
    let text = text.strip_suffix('.').unwrap_or(&text);
    text.strip_prefix("dualstack.").unwrap_or(text).to_owned()
}

/// The value is the ARN or the host name of a load balancer, or the ARN of a listener; a service of VPC Lattice is one.
pub(super) fn is_of_load_balancer(value: &str) -> bool {
    let host = host_name(value);
    let is_host = host.contains(".elb.") && (host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"));
    let is_lattice = host.contains(".vpc-lattice-svcs.") && host.ends_with(".on.aws");
    is_host || is_lattice || Shape::LoadBalancer.fits(value) || Shape::Listener.fits(value)
}

/// The value is the name that AWS gives to the host of an entry: a distribution or an accelerator.
pub(super) fn is_of_entry(value: &str) -> bool {
    const ENDS: [&str; 3] = [".cloudfront.net", ".cloudfront.cn", ".awsglobalaccelerator.com"];
    let host = host_name(value);
    ENDS.iter().any(|end| host.ends_with(end))
}

/// A literal as it may be shown: nothing under a mask.
pub(super) fn shown(value: &Value) -> Option<String> {
    let (inner, masked) = value.unmask();
    let text = inner.as_str()?;
    Some(if masked { "(sensitive)".to_owned() } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_as_dns_does() {
        assert_eq!(
            host_name("dualstack.Main-1.eu-central-1.elb.amazonaws.com."),
            "main-1.eu-central-1.elb.amazonaws.com"
        );
        assert!(is_of_load_balancer("Main-1.eu-central-1.elb.amazonaws.com."));
        assert!(is_of_load_balancer("main-1.elb.us-east-1.amazonaws.com"));
        assert!(is_of_load_balancer("api-0a1b2c3d4e5f60718.7d67968.vpc-lattice-svcs.eu-central-1.on.aws"));
        assert!(!is_of_load_balancer("d111111abcdef8.cloudfront.net"));
        assert!(is_of_entry("D111111abcdef8.cloudfront.net."));
        assert!(is_of_entry("a1234567890abcdef.awsglobalaccelerator.com"));
        assert!(!is_of_entry("main-1.elb.us-east-1.amazonaws.com") && !is_of_entry("www.example.com"));
        assert!(!is_of_load_balancer("www.example.com"));
    }

    #[test]
    fn arns_are_told_apart() {
        let pool = "arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:targetgroup/blue/50dc6c495c0c9188";
        let balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/main/50dc6c495c0c9188";
        assert!(Shape::TargetGroup.fits(pool));
        assert!(!Shape::TargetGroup.fits(balancer));
        assert!(Shape::LoadBalancer.fits(balancer));
        assert!(!Shape::Listener.fits(balancer));
        assert!(!Shape::TargetGroup.fits("blue"));
        assert!(Shape::TargetGroup.fits("arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123"));
    }
}
