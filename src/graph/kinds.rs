//! The *catalogue of kinds*: what each resource type is in the traffic graph, as rows of data. No resource type is named
//! anywhere else in the code; a new kind is a new row.
//!
//! A path such as `default_action[].forward[].target_group{}.arn` reads: `[]` one block of a list, `{}` one block of a
//! set (whose order says nothing), `{}` at the end one string of a set.

mod binders;
mod elbv2;
mod targets;

use super::{NodeKind, Role};

/// A resource kind.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The types it has; twins with identical schemas stand together.
    pub(crate) types: &'static [&'static str],
    /// What it is in the graph.
    pub(crate) node: NodeKind,
    /// Attributes that others name it by.
    pub(crate) identities: &'static [Identity],
    /// Attributes that refer to others.
    pub(crate) references: &'static [Reference],
    /// The list of actions that forward, for listeners and rules.
    pub(crate) actions: Option<&'static str>,
    /// How it keeps a pool alive.
    pub(crate) capacity: Capacity,
}

/// An attribute that others name a kind by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Path of the attribute.
    pub(crate) path: &'static str,
    /// Two managed instances never share its value.
    pub(crate) unique: bool,
}

/// An attribute that refers to another node.
#[derive(Debug)]
pub(crate) struct Reference {
    /// The edge it makes.
    pub(crate) role: Role,
    /// Where it stands.
    pub(crate) path: &'static str,
    /// The kind of node on the other side and the attributes by which it is named there.
    pub(crate) to: &'static [Target],
    /// The provider fills it in when the configuration does not set it: unknown then says nothing.
    pub(crate) computed: bool,
    /// Sibling attribute with the weight.
    pub(crate) weight: Option<&'static str>,
    /// What the value must look like, where the service accepts nothing else.
    pub(crate) shape: Option<Shape>,
    /// The name is what stands after the last of this character.
    pub(crate) after_last: Option<char>,
}

/// Nodes that a reference may name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    /// Their kind.
    pub(crate) node: NodeKind,
    /// The attributes that are compared.
    pub(crate) by: &'static [&'static str],
}

/// The ARN that an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Of a target group.
    TargetGroup,
    /// Of a load balancer.
    LoadBalancer,
    /// Of a listener.
    Listener,
}

/// How a member keeps its pool alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capacity {
    /// It has none of its own.
    None,
    /// It registers one target or more; alive as long as one of them is.
    Targets,
    /// Instances of an Auto Scaling group.
    ScalingGroup,
    /// Tasks of a service.
    Tasks,
    /// It is there: an instance, a function, a load balancer behind another one.
    Present,
    /// Something else decides at run time.
    Delegated(&'static str),
    /// Changes the capacity of what it names.
    Scaler,
    /// Sets the power state of the instance it names.
    PowerState,
}

const ARN: Identity = Identity { path: "arn", unique: true };
const ID: Identity = Identity { path: "id", unique: true };
const NAME: Identity = Identity { path: "name", unique: false };

const POOL_BY_ARN: &[Target] = &[Target { node: NodeKind::Pool, by: &["arn", "id"] }];
const POOL_BY_NAME: &[Target] = &[Target { node: NodeKind::Pool, by: &["name"] }];
const LOAD_BALANCER_BY_ARN: &[Target] = &[Target { node: NodeKind::LoadBalancer, by: &["arn", "id"] }];
const LISTENER_BY_ARN: &[Target] = &[Target { node: NodeKind::Listener, by: &["arn", "id"] }];
const GROUP_BY_NAME: &[Target] =
    &[Target { node: NodeKind::Member, by: &["name", "id", "resources[].autoscaling_groups[].name"] }];
const SERVICE_BY_NAME: &[Target] = &[Target { node: NodeKind::Member, by: &["name"] }];
const INSTANCE_BY_ID: &[Target] = &[Target { node: NodeKind::Target, by: &["id"] }];
const TARGET: &[Target] = &[
    Target {
        node: NodeKind::Target,
        by: &[
            "id",
            "arn",
            "qualified_arn",
            "invoke_arn",
            "private_ip",
            "private_ips{}",
            "spot_instance_id",
            "ipv6_addresses[]",
        ],
    },
    Target { node: NodeKind::LoadBalancer, by: &["arn", "id"] },
];

const fn forward(path: &'static str, weight: Option<&'static str>) -> Reference {
    Reference {
        role: Role::Forward,
        path,
        to: POOL_BY_ARN,
        computed: false,
        weight,
        shape: Some(Shape::TargetGroup),
        after_last: None,
    }
}

const fn member_of(path: &'static str, computed: bool) -> Reference {
    let shape = Some(Shape::TargetGroup);
    Reference { role: Role::MemberOf, path, to: POOL_BY_ARN, computed, weight: None, shape, after_last: None }
}

const fn refers(role: Role, path: &'static str, to: &'static [Target], shape: Option<Shape>) -> Reference {
    Reference { role, path, to, computed: false, weight: None, shape, after_last: None }
}

const EMPTY: Kind = Kind {
    types: &[],
    node: NodeKind::Target,
    identities: &[],
    references: &[],
    actions: None,
    capacity: Capacity::None,
};

const fn member(types: &'static [&'static str], references: &'static [Reference], capacity: Capacity) -> Kind {
    Kind { types, node: NodeKind::Member, references, capacity, ..EMPTY }
}

const fn target(types: &'static [&'static str], identities: &'static [Identity]) -> Kind {
    Kind { types, node: NodeKind::Target, identities, capacity: Capacity::Present, ..EMPTY }
}

/// The table, area by area.
const KINDS: &[&[Kind]] = &[elbv2::ROWS, binders::ROWS, targets::ROWS];

/// Types whose instances may register targets out of sight of the plan.
pub(crate) const OPAQUE: &[&str] = &[
    "aws_cloudformation_stack",
    "aws_cloudformation_stack_set",
    "aws_elastic_beanstalk_environment",
    "aws_ecs_express_gateway_service",
    "helm_release",
    "kubectl_manifest",
    "awscc_elasticloadbalancingv2_target_group",
];

/// Attributes by which a pool's name or ARN leaves the state, so that somebody else can fill it.
pub(crate) const EXPORTERS: &[(&str, &str)] = &[
    ("aws_ssm_parameter", "value"),
    ("aws_secretsmanager_secret_version", "secret_string"),
    ("aws_ram_resource_association", "resource_arn"),
    ("consul_key_prefix", "subkeys"),
    ("consul_keys", "key"),
];

/// The row of a type.
pub(crate) fn kind_of(type_: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().flatten().find(|kind| kind.types.contains(&type_))
}
