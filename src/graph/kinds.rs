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
mod surroundings;
mod targets;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use super::{NodeKind, Role};
use crate::resolve::Pattern;

/// A resource kind: one row of the catalogue. A type with several rows is several nodes.
#[derive(Debug, Clone)]
pub struct Kind {
    pub(crate) types: Vec<String>,
    pub(crate) node: NodeKind,
    pub(crate) identities: Vec<Identity>,
    pub(crate) references: Vec<Reference>,
    pub(crate) actions: Option<String>,
    pub(crate) capacity: Capacity,
    /// Texts that hold or make one of its attributes.
    pub(crate) texts: Vec<Text>,
    /// Edges to the other nodes of the same resource, and the attribute that stands for them.
    pub(crate) inner: Vec<(Role, String)>,
    /// The service it is part of, in a word.
    pub(crate) service: Cow<'static, str>,
}

/// An attribute that others name a kind by.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// Where it stands.
    pub(crate) pattern: Pattern,
    /// The same, as it is written in the row.
    pub(crate) path: String,
    /// Two managed instances never share its value.
    pub(crate) unique: bool,
    /// It is the name of a host.
    pub(crate) host: bool,
}

/// How an attribute and a text hang together.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    /// Cut at the separator, the attribute has another one as the piece at this place.
    Holds(&'static str, char, usize, &'static str),
    /// A name, a colon and a number that only grows name what the attribute names.
    Numbered(&'static str, &'static str, &'static str),
}

/// An attribute that refers to another node.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The edge it makes.
    pub(crate) role: Role,
    /// Where it stands.
    pub(crate) pattern: Pattern,
    path: String,
    /// The kind of node on the other side and the attributes by which it is named there.
    pub(crate) to: Vec<Target>,
    /// The provider fills it in when the configuration does not set it: unknown then says nothing.
    pub(crate) computed: bool,
    /// Sibling attribute with the weight.
    pub(crate) weight: Option<String>,
    /// What the value must look like, where the service accepts nothing else.
    pub(crate) shape: Option<Shape>,
    /// The name is what stands after the last of this character.
    pub(crate) after_last: Option<char>,
    /// The value is the name of a host.
    pub(crate) host: bool,
    /// The attribute takes much that has no part in traffic: what is none of the nodes makes no edge.
    pub(crate) if_known: bool,
}

/// Nodes that a reference may name.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Their kind.
    pub(crate) node: NodeKind,
    /// The attributes that are compared; empty for whatever the other side's row is named by.
    pub(crate) by: Vec<String>,
    /// Their types; empty for any.
    pub(crate) types: Vec<String>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capacity {
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
    /// As many as the number at this path says.
    Counted(String),
    /// Something else decides at run time, and how.
    Delegated(String),
    /// Changes the capacity of what it names.
    Scaler,
    /// Sets the power state of the instance it names.
    PowerState,
}

impl Kind {
    /// What `types` are in the graph; twins with identical schemas stand together.
    pub fn new<T: Into<String>>(node: NodeKind, types: impl IntoIterator<Item = T>) -> Self {
        Self {
            types: types.into_iter().map(Into::into).collect(),
            node,
            identities: Vec::new(),
            references: Vec::new(),
            actions: None,
            capacity: Capacity::None,
            texts: Vec::new(),
            inner: Vec::new(),
            service: Cow::Borrowed(""),
        }
    }

    /// Others name it by the attribute at `path`, whose value another instance may have too.
    #[must_use]
    pub fn named_by(self, path: &str) -> Self {
        self.identified(path, false, false)
    }

    /// Others name it by the attribute at `path`, whose value no other instance of the kind ever has.
    #[must_use]
    pub fn uniquely_named_by(self, path: &str) -> Self {
        self.identified(path, true, false)
    }

    fn identified(mut self, path: &str, unique: bool, host: bool) -> Self {
        self.identities.push(Identity { pattern: Pattern::new(path), path: path.to_owned(), unique, host });
        self
    }

    /// Others name it by a host name, which no other instance has. Names of hosts are compared as DNS does.
    #[must_use]
    pub fn named_by_host(self, path: &str) -> Self {
        self.identified(path, true, true)
    }

    /// The text of its attribute `whole`, cut at `separator`, has its attribute `part` as the piece at `at`.
    #[must_use]
    fn holds(mut self, whole: &'static str, separator: char, at: usize, part: &'static str) -> Self {
        self.texts.push(Text::Holds(whole, separator, at, part));
        self
    }

    /// `name:number` names what its attribute `identity` names. A new object has the highest number of its name.
    #[must_use]
    fn numbered(mut self, identity: &'static str, name: &'static str, number: &'static str) -> Self {
        self.texts.push(Text::Numbered(identity, name, number));
        self
    }

    /// The resource is other nodes too; an edge of `role` leads to the one of them that the role takes.
    #[must_use]
    pub(crate) fn inner(mut self, role: Role, attribute: &str) -> Self {
        self.inner.push((role, attribute.to_owned()));
        self
    }

    #[must_use]
    pub(crate) fn of_service(mut self, service: impl Into<Cow<'static, str>>) -> Self {
        self.service = service.into();
        self
    }

    /// It refers to another node.
    #[must_use]
    pub fn refers(mut self, reference: Reference) -> Self {
        self.references.push(reference);
        self
    }

    /// The attribute that lists its actions, for listeners and rules.
    #[must_use]
    pub fn acts_by(mut self, attribute: &str) -> Self {
        self.actions = Some(attribute.to_owned());
        self
    }

    /// How it keeps a pool alive.
    #[must_use]
    pub fn lives_by(mut self, capacity: Capacity) -> Self {
        self.capacity = capacity;
        self
    }

    /// Whether it keeps a pool alive in this way.
    pub fn has_capacity(&self, capacity: &Capacity) -> bool {
        self.capacity == *capacity
    }

    /// Whether it is part of a service.
    pub fn is_of_service(&self, service: &str) -> bool {
        self.service == service
    }

    /// It is named by the unique attribute `path`.
    pub(crate) fn is_unique(&self, path: &str) -> bool {
        self.identities.iter().any(|identity| identity.path == path && identity.unique)
    }
}

impl Reference {
    /// The attribute at `path` makes an edge. The other side is of the kind that the role leads to, and is named by
    /// whatever its row says.
    pub fn new(role: Role, path: &str) -> Self {
        // Much that has no part in traffic is an entry's other side: a name of a service, a link of another kind.
        let if_known = matches!(role, Role::Through | Role::EntryOf);
        let to = role.goals().iter().map(|node| Target { node: *node, by: Vec::new(), types: Vec::new() }).collect();
        Self {
            role,
            pattern: Pattern::new(path),
            path: path.to_owned(),
            to,
            computed: false,
            weight: None,
            shape: None,
            after_last: None,
            host: false,
            if_known,
        }
    }

    /// The value is one of these attributes of the other side.
    #[must_use]
    pub fn by(mut self, attributes: &[&str]) -> Self {
        let by: Vec<String> = attributes.iter().map(|name| (*name).to_owned()).collect();
        self.to.iter_mut().for_each(|target| target.by.clone_from(&by));
        self
    }

    /// The sibling attribute with the weight.
    #[must_use]
    pub fn weighted_by(mut self, attribute: &str) -> Self {
        self.weight = Some(attribute.to_owned());
        self
    }

    /// The provider fills the attribute in when the configuration does not set it: unknown then says nothing.
    #[must_use]
    pub fn computed(mut self) -> Self {
        self.computed = true;
        self
    }

    /// The name is what stands after the last `mark` of the value.
    #[must_use]
    pub fn after_last(mut self, mark: char) -> Self {
        self.after_last = Some(mark);
        self
    }

    /// The other side is a node of this kind, by these attributes, and nothing else.
    fn only(mut self, node: NodeKind, by: &[&str]) -> Self {
        self.to = Vec::new();
        self.or(node, by)
    }

    /// The other side may also be a node of this kind, by these attributes.
    fn or(mut self, node: NodeKind, by: &[&str]) -> Self {
        let by = by.iter().map(|name| (*name).to_owned()).collect();
        self.to.push(Target { node, by, types: Vec::new() });
        self
    }

    /// The other side is of one of these types.
    #[must_use]
    pub(crate) fn of_types(mut self, types: &[&str]) -> Self {
        let types: Vec<String> = types.iter().map(|type_| (*type_).to_owned()).collect();
        self.to.iter_mut().for_each(|target| target.types.clone_from(&types));
        self
    }

    /// The value is the name of a host: of a load balancer, or of anything else in the world.
    fn host(mut self) -> Self {
        self.host = true;
        self.if_known()
    }

    #[must_use]
    pub(crate) fn if_known(mut self) -> Self {
        self.if_known = true;
        self
    }

    fn shaped(mut self, shape: Shape) -> Self {
        self.shape = Some(shape);
        self
    }
}

impl Target {
    /// A node of `row` is named by `attribute`; a dotted path counts by its first name.
    pub(crate) fn takes(&self, row: &Kind, attribute: &str) -> bool {
        let first = |path: &str| path.split(['.', '[', '{']).next().is_some_and(|name| name == attribute);
        let of_row = || row.identities.iter().any(|identity| first(&identity.path));
        self.is_of(row) && if self.by.is_empty() { of_row() } else { self.by.iter().any(|path| first(path)) }
    }

    /// Nodes of `row` are meant.
    pub(crate) fn is_of(&self, row: &Kind) -> bool {
        self.node == row.node && (self.types.is_empty() || row.types.iter().any(|type_| self.types.contains(type_)))
    }

    /// Nodes of `row` are meant, by the identity at exactly `path`.
    pub(crate) fn compares(&self, row: &Kind, path: &str) -> bool {
        self.is_of(row) && (self.by.is_empty() || self.by.iter().any(|by| by == path))
    }
}

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
