//! A row of the catalogue, and the words it is written in.

use std::borrow::Cow;

use super::super::{NodeKind, Role};
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
    /// Attributes that a member may register, and the kind of target they are the name of: one that a pool's
    /// `target_type` has, or none of them.
    pub(crate) targets: Vec<(&'static str, Option<&'static str>)>,
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
    pub(super) path: String,
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
            targets: Vec::new(),
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

    pub(super) fn identified(mut self, path: &str, unique: bool, host: bool) -> Self {
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
    pub(super) fn holds(mut self, whole: &'static str, separator: char, at: usize, part: &'static str) -> Self {
        self.texts.push(Text::Holds(whole, separator, at, part));
        self
    }

    /// `name:number` names what its attribute `identity` names. A new object has the highest number of its name.
    #[must_use]
    pub(super) fn numbered(mut self, identity: &'static str, name: &'static str, number: &'static str) -> Self {
        self.texts.push(Text::Numbered(identity, name, number));
        self
    }

    /// The resource is other nodes too; an edge of `role` leads to the one of them that the role takes.
    #[must_use]
    pub(crate) fn inner(mut self, role: Role, attribute: &str) -> Self {
        self.inner.push((role, attribute.to_owned()));
        self
    }

    /// As a target of this kind it is registered by one of these attributes.
    #[must_use]
    pub(super) fn registered_as(mut self, kind: &'static str, attributes: &[&'static str]) -> Self {
        self.targets.extend(attributes.iter().map(|name| (*name, Some(kind))));
        self
    }

    /// No pool takes one of these attributes, although they look as if it did.
    #[must_use]
    pub(super) fn never_registered_by(mut self, attributes: &[&'static str]) -> Self {
        self.targets.extend(attributes.iter().map(|name| (*name, None)));
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

    /// The kind of target that an attribute is the name of, or that it is the name of none; `None` for any other.
    pub(crate) fn target_kind(&self, attribute: &str) -> Option<Option<&'static str>> {
        self.targets.iter().find(|(name, _)| *name == attribute).map(|(_, kind)| *kind)
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
    pub(super) fn only(mut self, node: NodeKind, by: &[&str]) -> Self {
        self.to = Vec::new();
        self.or(node, by)
    }

    /// The other side may also be a node of this kind, by these attributes.
    pub(super) fn or(mut self, node: NodeKind, by: &[&str]) -> Self {
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
    pub(super) fn host(mut self) -> Self {
        self.host = true;
        self.if_known()
    }

    #[must_use]
    pub(crate) fn if_known(mut self) -> Self {
        self.if_known = true;
        self
    }

    pub(super) fn shaped(mut self, shape: Shape) -> Self {
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
