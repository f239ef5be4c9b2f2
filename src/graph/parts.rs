//! What the nodes and edges of the graph are, and the words for them.

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeKind {
    /// What brings traffic to a load balancer.
    Entry,
    /// A load balancer.
    LoadBalancer,
    /// A listener.
    Listener,
    /// A listener's rule.
    Rule,
    /// A target group.
    Pool,
    /// What puts targets into a pool.
    Member,
    /// An instance, a function, an address.
    Target,
    /// What changes the capacity of a member, or says what it runs. Not shown.
    Scaler,
    /// A listener's certificate. Not shown.
    Certificate,
    /// A VPC. Not shown, as all that follows.
    Vpc,
    /// A subnet.
    Subnet,
    /// A zone of DNS names.
    Zone,
    /// A security group.
    SecurityGroup,
    /// A rule that lets in.
    IngressRule,
    /// A rule that lets out.
    EgressRule,
    /// What gives a network interface one security group more.
    GroupAttachment,
    /// What instances are made from.
    Template,
    /// An alarm.
    Alarm,
}

impl NodeKind {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::LoadBalancer => "load_balancer",
            Self::Listener => "listener",
            Self::Rule => "rule",
            Self::Pool => "pool",
            Self::Member => "member",
            Self::Target => "target",
            Self::Scaler => "scaler",
            Self::Certificate => "certificate",
            Self::Vpc => "vpc",
            Self::Subnet => "subnet",
            Self::Zone => "zone",
            Self::SecurityGroup => "security_group",
            Self::IngressRule => "ingress_rule",
            Self::EgressRule => "egress_rule",
            Self::GroupAttachment => "group_attachment",
            Self::Template => "template",
            Self::Alarm => "alarm",
        }
    }

    /// It has a part in the contract, and in pictures.
    pub(crate) fn is_shown(self) -> bool {
        !matches!(self, Self::Scaler | Self::Certificate) && !self.surrounds()
    }

    /// It stands around the traffic: a place, a guard, a watcher. Nothing of an apply's order hangs on it.
    pub(crate) fn surrounds(self) -> bool {
        match self {
            Self::Entry
            | Self::LoadBalancer
            | Self::Listener
            | Self::Rule
            | Self::Pool
            | Self::Member
            | Self::Target
            | Self::Scaler
            | Self::Certificate => false,
            Self::Vpc
            | Self::Subnet
            | Self::Zone
            | Self::SecurityGroup
            | Self::IngressRule
            | Self::EgressRule
            | Self::GroupAttachment
            | Self::Template
            | Self::Alarm => true,
        }
    }

    /// The kind of a word; `None` for no word of the contract.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [Self::Entry, Self::LoadBalancer, Self::Listener, Self::Rule, Self::Pool, Self::Member, Self::Target];
        all.into_iter().find(|kind| kind.word() == word)
    }
}

/// What an edge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A listener or rule sends requests to a pool.
    Forward,
    /// A listener listens on a load balancer.
    ListenerOf,
    /// A rule belongs to a listener.
    RuleOf,
    /// A member puts targets into a pool.
    MemberOf,
    /// A member registers a target.
    TargetOf,
    /// An entry brings traffic to a load balancer or listener.
    EntryTo,
    /// An entry brings its traffic to another entry: a DNS name to a distribution, an integration to its link.
    Through,
    /// An entry is part of another one that its traffic comes from: an endpoint group of an accelerator's listener.
    EntryOf,
    /// A scaler changes the capacity of a member. Not shown.
    Scales,
    /// A deployment moves the traffic of a listener or rule. Not shown.
    Steers,
    /// A listener takes connections with a certificate. Not shown.
    CertifiedBy,
    /// Something stands in a VPC. Not shown, as all that follows.
    InVpc,
    /// Something stands in a subnet.
    StandsIn,
    /// A DNS name belongs to a zone.
    InZone,
    /// A security group decides what gets through to something.
    GuardedBy,
    /// A rule belongs to a security group.
    RuleIn,
    /// A rule lets the members of a security group through.
    Admits,
    /// Instances are made from a template.
    MadeFrom,
    /// An alarm watches something.
    Watches,
}

impl Role {
    /// The contract's word; `None` for an edge that is not shown.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Forward => Some("forward"),
            Self::ListenerOf => Some("listener_of"),
            Self::RuleOf => Some("rule_of"),
            Self::MemberOf => Some("member_of"),
            Self::TargetOf => Some("target_of"),
            Self::EntryTo => Some("entry_to"),
            Self::Through => Some("through"),
            Self::EntryOf => Some("entry_of"),
            Self::Scales
            | Self::Steers
            | Self::CertifiedBy
            | Self::InVpc
            | Self::StandsIn
            | Self::InZone
            | Self::GuardedBy
            | Self::RuleIn
            | Self::Admits
            | Self::MadeFrom
            | Self::Watches => None,
        }
    }

    /// The role of a word; `None` for no word of the contract.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [
            Self::Forward,
            Self::ListenerOf,
            Self::RuleOf,
            Self::MemberOf,
            Self::TargetOf,
            Self::EntryTo,
            Self::Through,
            Self::EntryOf,
        ];
        all.into_iter().find(|role| role.word() == Some(word))
    }

    /// The kinds of node that an edge leads to.
    pub(crate) fn goals(self) -> &'static [NodeKind] {
        match self {
            Self::Forward | Self::MemberOf => &[NodeKind::Pool],
            Self::ListenerOf => &[NodeKind::LoadBalancer],
            Self::RuleOf => &[NodeKind::Listener],
            Self::TargetOf => &[NodeKind::Target, NodeKind::LoadBalancer, NodeKind::Member],
            Self::EntryTo => &[NodeKind::LoadBalancer, NodeKind::Listener],
            Self::Through | Self::EntryOf => &[NodeKind::Entry],
            Self::Scales => &[NodeKind::Member, NodeKind::Target],
            Self::Steers => &[NodeKind::Listener, NodeKind::Rule],
            Self::CertifiedBy => &[NodeKind::Certificate],
            Self::InVpc => &[NodeKind::Vpc],
            Self::StandsIn => &[NodeKind::Subnet],
            Self::InZone => &[NodeKind::Zone],
            Self::GuardedBy | Self::RuleIn | Self::Admits => &[NodeKind::SecurityGroup],
            Self::MadeFrom => &[NodeKind::Template],
            Self::Watches => &[NodeKind::LoadBalancer, NodeKind::Pool],
        }
    }
}
