//! *Doors*: the ports on which a load balancer listens, and those on which it reaches what a member registers.

use crate::graph::{Node, NodeId, Side};
use crate::model::{Origin, Path, Value};

use super::super::firewall::body;
use super::super::number;
use super::super::stage::Stage;
use super::health_port;
use super::reach::Asked;

/// A port, and the transports that it is asked for; one of several is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door {
    pub(super) port: i128,
    pub(super) transports: &'static [&'static str],
    /// It is asked over version 6 of the protocol, which rules for addresses of version 4 say nothing of.
    pub(super) v6: bool,
}

impl Door {
    pub(super) fn spelled(&self) -> String {
        let over = if self.v6 { " over IPv6" } else { "" };
        format!("{} {}{over}", self.transports.join(" or "), self.port)
    }
}

const TCP: &[&str] = &["tcp"];

/// A load balancer or pool of a service whose load balancers have security groups.
pub(super) fn has_groups(node: &Node<'_>) -> bool {
    is_elbv2(node) || is_classic(node)
}

fn is_elbv2(node: &Node<'_>) -> bool {
    node.row.is_some_and(|row| row.is_of_service("elbv2"))
}

fn is_classic(node: &Node<'_>) -> bool {
    node.row.is_some_and(|row| row.is_of_service("classic"))
}

/// The ports that a listener has for clients.
pub(super) fn of_listener(listener: &Node<'_>) -> Option<Vec<Door>> {
    let values = listener.values(Side::After)?;
    if is_classic(listener) {
        return of_blocks(values, "lb_port");
    }
    let transports = transports(values.get("protocol")?.as_str()?)?;
    Some(vec![Door { port: number(values, "port")?, transports, v6: false }])
}

/// The ports in the listeners of a classic load balancer, whose protocols all run over TCP.
fn of_blocks(values: &Value, name: &str) -> Option<Vec<Door>> {
    let door = |block: &Value| Some(Door { port: number(block, name)?, transports: TCP, v6: false });
    values.get("listener")?.elements().iter().map(door).collect()
}

/// The ports on which a pool sends something to what a member registers.
pub(super) fn of_pool(stage: &Stage<'_>, member: NodeId, pool: NodeId, asked: Asked) -> Option<Vec<Door>> {
    let node = stage.graph.node(pool).filter(|node| node.managed)?;
    if is_classic(node) {
        return of_classic(node.values(Side::After)?, asked);
    }
    let is = |name: &str, wanted: &[&str]| text(node, name).is_none_or(|text| wanted.contains(&&*text));
    if !is_elbv2(node) || !is("target_type", &["instance", "ip"]) || !is("ip_address_type", &["ipv4", "ipv6"]) {
        return None;
    }
    let v6 = text(node, "ip_address_type").as_deref() == Some("ipv6");
    let port = registered_port(stage, member, node)?;
    let traffic = Door { port, transports: transports(&text(node, "protocol")?)?, v6 };
    if asked == Asked::Traffic {
        return Some(vec![traffic]);
    }
    let checked = Door { port: health_port(stage, pool, port)?, transports: TCP, v6 };
    // Where both use one port, one of the two says it.
    (checked != traffic).then(|| vec![checked])
}

fn of_classic(values: &Value, asked: Asked) -> Option<Vec<Door>> {
    let traffic = of_blocks(values, "instance_port")?;
    if asked == Asked::Traffic {
        return Some(traffic);
    }
    // Such as `HTTP:8080/ready`.
    let check = values.get("health_check")?.elements().into_iter().next()?.get("target")?;
    let port = check.as_str()?.split_once(':')?.1.split('/').next()?.parse().ok()?;
    let checked = Door { port, transports: TCP, v6: false };
    (!traffic.contains(&checked)).then(|| vec![checked])
}

fn registered_port(stage: &Stage<'_>, member: NodeId, pool: &Node<'_>) -> Option<i128> {
    let node = stage.graph.node(member)?;
    if node.runs_tasks() {
        return container_port(stage, node, pool);
    }
    let values = node.values(Side::After)?;
    match values.get("port").filter(|port| !port.is_unset()) {
        Some(port) => port.as_number()?.as_i128(),
        None => number(pool.values(Side::After)?, "port"),
    }
}

/// The port on which tasks with a network of their own register in a pool: that of the blocks that name it.
fn container_port(stage: &Stage<'_>, service: &Node<'_>, pool: &Node<'_>) -> Option<i128> {
    let blocks = body(stage, service)?.get("load_balancer")?.elements();
    let port_of_all = |blocks: &[&Value]| {
        let (first, rest) = blocks.split_first()?;
        let port = number(first, "container_port")?;
        rest.iter().all(|block| number(block, "container_port") == Some(port)).then_some(port)
    };
    let all: Vec<&Value> = blocks.iter().collect();
    if let Some(port) = port_of_all(&all) {
        return Some(port);
    }
    let named: Option<Vec<bool>> = blocks.iter().map(|block| block_names(block, pool)).collect();
    let own: Vec<&Value> = blocks.iter().zip(named?).filter(|(_, names)| *names).map(|(block, _)| block).collect();
    port_of_all(&own)
}

/// A block of a service names a pool, as the one that it fills now or as the one that it fills next.
fn block_names(block: &Value, pool: &Node<'_>) -> Option<bool> {
    let next = block.get("advanced_configuration").map(|next| next.elements()).unwrap_or_default();
    let next = next.iter().filter_map(|next| next.get("alternate_target_group_arn"));
    let all: Option<Vec<bool>> =
        block.get("target_group_arn").into_iter().chain(next).map(|arn| is_of(&arn, pool)).collect();
    all.map(|all| all.contains(&true))
}

/// A value is the ARN of a pool; `None` where that is not known.
fn is_of(value: &Value, pool: &Node<'_>) -> Option<bool> {
    let (value, _) = value.unmask();
    match (value.as_unknown().map(|unknown| &unknown.origin), value.as_str()) {
        (Some(Origin::Verbatim(attribute)), _) => {
            let is_name = ["arn", "id"].iter().any(|name| attribute.path == Path::attribute(name));
            is_name.then_some(Some(&attribute.instance) == pool.address.as_ref())
        }
        (Some(_), _) => None,
        (None, Some(arn)) => {
            let own = pool.values(Side::After)?.get("arn");
            Some(own.as_ref().is_some_and(|own| own.unmask().0.as_str() == Some(arn)))
        }
        (None, None) => Some(false),
    }
}

/// A known text after the apply.
pub(super) fn text(node: &Node<'_>, name: &str) -> Option<String> {
    let value = node.values(Side::After)?.get(name)?;
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The transports of a protocol of load balancers.
fn transports(protocol: &str) -> Option<&'static [&'static str]> {
    Some(match protocol {
        "HTTP" | "HTTPS" | "TCP" | "TLS" => TCP,
        "UDP" | "QUIC" => &["udp"],
        "TCP_UDP" | "TCP_QUIC" => &["tcp", "udp"],
        _ => return None,
    })
}
