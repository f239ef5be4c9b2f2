//! What a policy is evaluated for: one row for each kind of policy block.

use crate::source::Span;

/// A kind of policy block.
#[derive(Debug, PartialEq, Eq)]
pub struct SubjectKind {
    /// The word of the block.
    pub block: &'static str,
    /// The name of the subject in expressions, and its class in the vocabulary; empty for resources and the plan, which
    /// are seen through [`roots`](Self::roots) of their own.
    pub class: &'static str,
    /// Every root name an expression of such a policy can use.
    pub roots: &'static [&'static str],
    /// Labels the block has.
    pub labels: &'static [&'static str],
    /// Attributes of the block.
    pub attributes: &'static [&'static str],
}

const GRAPH_ATTRIBUTES: &[&str] = &["enabled", "enforcement_level", "filter", "related", "windows"];
const LABEL: &[&str] = &["label"];

const fn graph(block: &'static str, class: &'static str, roots: &'static [&'static str]) -> SubjectKind {
    SubjectKind { block, class, roots, labels: LABEL, attributes: GRAPH_ATTRIBUTES }
}

/// Every kind of policy block.
pub const KINDS: &[SubjectKind] = &[
    SubjectKind {
        block: "resource_policy",
        class: "",
        roots: &["attrs", "prior_attrs", "meta", "local", "input"],
        labels: &["resource type", "label"],
        attributes: &["enabled", "enforcement_level", "filter", "operations"],
    },
    SubjectKind {
        block: "module_policy",
        class: "",
        roots: &["meta", "local", "input"],
        labels: &["module source", "label"],
        attributes: &["enforcement_level", "filter"],
    },
    SubjectKind {
        block: "provider_policy",
        class: "",
        roots: &["attrs", "meta", "local", "input"],
        labels: &["provider name", "label"],
        attributes: &["enforcement_level", "filter"],
    },
    graph("route_policy", "route", &["route", "local", "input"]),
    graph("pool_policy", "pool", &["pool", "local", "input"]),
    graph("member_policy", "member", &["member", "local", "input"]),
    graph("listener_policy", "listener", &["listener", "local", "input"]),
    graph("rule_policy", "rule", &["rule", "local", "input"]),
    graph("load_balancer_policy", "load_balancer", &["load_balancer", "local", "input"]),
    graph("entry_policy", "entry", &["entry", "local", "input"]),
    SubjectKind {
        block: "plan_policy",
        class: "",
        roots: &["it", "plan", "local", "input"],
        labels: LABEL,
        attributes: &["enabled", "enforcement_level", "filter", "select"],
    },
];

/// What a policy is evaluated for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicySubject {
    /// Every planned resource whose type matches a glob.
    Resource {
        /// The glob; `*` stands for any text.
        types: String,
        /// Where it stands.
        span: Span,
    },
    /// Every module call whose source matches a glob.
    Module {
        /// The glob.
        source: String,
        /// Where it stands.
        span: Span,
    },
    /// Every provider configuration whose name matches a glob.
    Provider {
        /// The glob.
        name: String,
        /// Where it stands.
        span: Span,
    },
    /// Every node or edge of a class of the traffic graph.
    Graph {
        /// The class: `route`, `pool`, `member`, `listener`, `rule`, `load_balancer`, `entry`.
        class: &'static str,
    },
    /// Every value that a JSONPath finds in the plan.
    Plan {
        /// The JSONPath; it was checked.
        select: String,
        /// Where it stands.
        span: Span,
    },
}

impl PolicySubject {
    /// The kind of subject, as findings name it: `route`, `pool`, …, `resource`, `plan`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Resource { .. } => "resource",
            Self::Module { .. } => "module",
            Self::Provider { .. } => "provider",
            Self::Graph { class } => class,
            Self::Plan { .. } => "plan",
        }
    }

    /// The block of such a policy.
    pub fn kind(&self) -> Option<&'static SubjectKind> {
        let of_block = |block: &str| KINDS.iter().find(|kind| kind.block == block);
        match self {
            Self::Resource { .. } => of_block("resource_policy"),
            Self::Module { .. } => of_block("module_policy"),
            Self::Provider { .. } => of_block("provider_policy"),
            Self::Plan { .. } => of_block("plan_policy"),
            Self::Graph { class } => KINDS.iter().find(|kind| kind.class == *class),
        }
    }

    /// The class that `meta` has in the vocabulary.
    pub fn meta(&self) -> &'static str {
        match self {
            Self::Module { .. } => "module_meta",
            Self::Provider { .. } => "provider_meta",
            _ => "meta",
        }
    }

    /// The globs of two policies of one kind are the same text: with one label as well, they are the same policy twice.
    pub fn pattern(&self) -> &str {
        match self {
            Self::Resource { types: text, .. }
            | Self::Module { source: text, .. }
            | Self::Provider { name: text, .. } => text,
            Self::Graph { .. } | Self::Plan { .. } => "",
        }
    }
}
