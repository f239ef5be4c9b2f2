//! The *catalogue of kinds*: what each resource type is in the traffic graph, as rows of data. No resource type is named
//! anywhere else in the code; a new kind is a new row. [`Kinds::built_in`] has the rows of this project;
//! [`Kinds::with`] adds those of a user.
//!
//! A path such as `default_action[].forward[].target_group{}.arn` reads: `[]` one block of a list, `{}` one block of a
//! set (whose order says nothing), `{}` at the end one string of a set.

mod binders;
mod certificates;
mod classic;
mod elbv2;
mod entries;
mod lattice;
mod row;
mod surroundings;
mod targets;

#[cfg(test)]
mod tests;

use super::{NodeKind, Role};
use crate::hash::HashMap;

pub use row::{Capacity, Kind, Reference};
pub(crate) use row::{Identity, Shape, Target, Text};

/// The catalogue: every kind of a run.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    rows: Vec<Kind>,
    by_type: HashMap<String, Vec<usize>>,
    /// How many of the rows are not a user's.
    own: usize,
}

impl Kinds {
    /// The kinds that poolproof knows by itself.
    pub fn built_in() -> Self {
        let mut kinds = Self::default();
        let areas = [
            elbv2::rows(),
            binders::rows(),
            targets::rows(),
            classic::rows(),
            lattice::rows(),
            entries::rows(),
            certificates::rows(),
            surroundings::rows(),
        ];
        areas.into_iter().flatten().for_each(|row| kinds.add(row));
        kinds.own = kinds.rows.len();
        kinds
    }

    /// The catalogue with one more kind, of a user. Several kinds of one type are several nodes.
    ///
    /// # Errors
    /// A row without a type, with a type that the catalogue has already, or with a path that is none; in words.
    pub fn with(mut self, row: Kind) -> Result<Self, String> {
        if row.types.is_empty() {
            return Err("a kind needs a resource type".to_owned());
        }
        if let Some(known) = row.types.iter().find(|type_| self.has(type_, row.node)) {
            return Err(format!("the kind of `{known}` is known already"));
        }
        let paths = row.identities.iter().map(|one| &one.path).chain(row.references.iter().map(|one| &one.path));
        if let Some(bad) = paths.into_iter().find(|path| !is_path(path)) {
            return Err(format!(
                "`{bad}` is no path of an attribute: write names with dots between, `[]` after a list, `{{}}` after a set"
            ));
        }
        self.add(row);
        Ok(self)
    }

    /// It is a kind of poolproof's own, or a node of this kind already.
    fn has(&self, type_: &str, node: NodeKind) -> bool {
        let rows = self.by_type.get(type_).into_iter().flatten();
        rows.into_iter().any(|&at| at < self.own || self.rows.get(at).is_some_and(|row| row.node == node))
    }

    fn add(&mut self, row: Kind) {
        for type_ in &row.types {
            self.by_type.entry(type_.clone()).or_default().push(self.rows.len());
        }
        self.rows.push(row);
    }

    /// The rows of a type; none for what has no part in traffic.
    pub(crate) fn of(&self, type_: &str) -> impl Iterator<Item = &Kind> {
        self.by_type.get(type_).into_iter().flatten().filter_map(|&index| self.rows.get(index))
    }

    /// The type has a part in traffic.
    pub(crate) fn knows(&self, type_: &str) -> bool {
        self.by_type.contains_key(type_)
    }
}

/// The name of another node's host: of a load balancer, or of an entry in front of one.
pub(crate) fn host_reference(path: &str) -> Reference {
    entries::host(path)
}

/// A path of an attribute, as a row has it.
pub(crate) fn is_path(path: &str) -> bool {
    let is_name = |step: &str| {
        let name = step.strip_suffix("[]").or_else(|| step.strip_suffix("{}")).unwrap_or(step);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    path.split('.').all(is_name)
}

const TARGET: &[&str] = &[
    "id",
    "arn",
    "qualified_arn",
    "invoke_arn",
    "private_ip",
    "private_ips{}",
    "spot_instance_id",
    "ipv6_addresses[]",
    "ids[]",
    "private_ips[]",
];
const ARN_OR_ID: &[&str] = &["arn", "id"];

fn row<const N: usize>(node: NodeKind, types: [&str; N]) -> Kind {
    Kind::new(node, types)
}

fn member<const N: usize>(types: [&str; N]) -> Kind {
    row(NodeKind::Member, types)
}

fn target<const N: usize>(types: [&str; N]) -> Kind {
    row(NodeKind::Target, types).lives_by(Capacity::Present)
}

fn delegated(why: &str) -> Capacity {
    Capacity::Delegated(why.to_owned())
}

fn forward(path: &str) -> Reference {
    Reference::new(Role::Forward, path).by(ARN_OR_ID).shaped(Shape::TargetGroup)
}

fn member_of(path: &str) -> Reference {
    Reference::new(Role::MemberOf, path).by(ARN_OR_ID).shaped(Shape::TargetGroup)
}

/// A member names a target group by its name.
fn member_of_name(path: &str) -> Reference {
    Reference::new(Role::MemberOf, path).by(&["name"]).of_types(elbv2::POOLS)
}

/// What a member registers: an instance, an address, a function, a load balancer.
fn registers(path: &str) -> Reference {
    Reference::new(Role::TargetOf, path).only(NodeKind::Target, TARGET).or(NodeKind::LoadBalancer, ARN_OR_ID)
}

/// An Auto Scaling group, by its name.
fn group(role: Role, path: &str) -> Reference {
    Reference::new(role, path)
        .only(NodeKind::Member, &["name", "id", "names[]", "resources[].autoscaling_groups[].name"])
}

/// Types that add a range of addresses to a VPC.
pub(crate) const WIDENERS: &[&str] = &["aws_vpc_ipv4_cidr_block_association"];

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
    ("aws_ssm_parameter", "insecure_value"),
    ("aws_ssm_parameter", "value_wo"),
    ("aws_secretsmanager_secret_version", "secret_string"),
    ("aws_secretsmanager_secret_version", "secret_binary"),
    ("aws_secretsmanager_secret_version", "secret_string_wo"),
    ("aws_ram_resource_association", "resource_arn"),
    ("consul_key_prefix", "subkeys"),
    ("consul_keys", "key"),
];

/// A type of [`EXPORTERS`].
pub(crate) fn is_exporter(type_: &str) -> bool {
    EXPORTERS.iter().any(|(exporter, _)| *exporter == type_)
}
