//! Edges of unknown values from the sources that the plan was made from: exact wherever the configuration is.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Address, AttributeRef, Origin, Path, Plan, Step, Unknown, Value};
use crate::modules::Tree;
use crate::resolve::{Difference, Distrust, Found, Hcl, Instances, Leaf, Spot, ignored_changes, prevents_destroy};
use crate::source::Place;

use super::build::weight_of;
use super::kinds::{Kinds, Target, is_exporter};
use super::unknown::{Group, Outcome, Resolved, Resolver};
use super::{By, NodeId, Weight};

/// The sources of a plan, held against it.
pub(super) struct Sources<'p> {
    hcl: Hcl<'p>,
    distrust: Distrust,
    pub(super) differences: Vec<Difference>,
}

impl<'p> Sources<'p> {
    pub(super) fn new(tree: &'p Tree, plan: &'p Plan, instances: &Arc<Instances>, kinds: &Kinds) -> Self {
        let hcl = Hcl::new(tree, plan, Arc::clone(instances));
        let (differences, distrust) =
            hcl.differences(|address| kinds.knows(&address.type_) || is_exporter(&address.type_));
        Self { hcl, distrust, differences }
    }

    /// Where an attribute of an instance is written.
    pub(super) fn locate(&self, address: &Address, path: &Path) -> Option<Place> {
        self.hcl.locate(address, path)
    }

    /// What the `lifecycle` of an instance's block says to leave as it is.
    pub(super) fn ignored_changes(&self, address: &Address) -> Vec<String> {
        self.hcl.block(address).map(ignored_changes).into_iter().flatten().collect()
    }

    /// The `lifecycle` of an instance's block forbids to destroy it.
    pub(super) fn prevents_destroy(&self, address: &Address) -> bool {
        self.hcl.block(address).is_some_and(prevents_destroy)
    }

    /// The value of a root output.
    pub(super) fn output(&self, name: &str) -> Option<Value> {
        self.hcl.root_output(name)
    }

    /// The configuration of an instance is the one that its plan was made from.
    pub(super) fn is_trusted(&self, address: &Address) -> bool {
        !self.hcl.is_distrusted(address, &self.distrust)
    }

    /// What the configuration says of an attribute of an instance; `None` where it does not set it, or nobody can tell.
    pub(super) fn written(&self, address: &Address, name: &str) -> Option<Value> {
        self.hcl.written(address, name)
    }

    /// Where an attribute that is known after the apply comes from in the end.
    pub(super) fn end(&self, attribute: &AttributeRef) -> Value {
        self.hcl.followed(Value::unknown_attribute(attribute.clone()))
    }

    /// The blocks that a value can come from.
    pub(super) fn reach(&self, spot: Spot<'_>, through: bool) -> Option<BTreeSet<String>> {
        self.hcl.reach(spot, through)
    }
}

impl Resolver<'_, '_> {
    /// The edges of a group by the sources; `None` where they do not have the block or are not to be trusted.
    pub(super) fn by_sources(
        &self,
        group: &Group<'_>,
        address: &Address,
        values: &Value,
        path: &Path,
        leaves: &[&Leaf],
    ) -> Option<Resolved> {
        let sources = self.sources()?;
        if !sources.is_trusted(address) {
            return None;
        }
        let found = match sources.hcl.found(
            address,
            &group.reference.pattern,
            values,
            path,
            group.reference.weight.as_deref(),
        )? {
            Ok(found) => found,
            Err(why) => {
                let lost = Outcome { opaque: vec![why], by: Some(By::Configuration), ..Outcome::default() };
                return Some(self.union(group, vec![lost], None));
            }
        };
        let known = |found: &Found| {
            let value = &found.value;
            let is_known = value.as_unknown().is_none() && !value.is_unset();
            is_known && !leaves.iter().any(|leaf| value.as_str().is_some() && leaf.value.as_str() == value.as_str())
        };
        let stray = found.iter().any(known);
        let open: Vec<(Found, Outcome)> = found
            .into_iter()
            .filter_map(|found| {
                let outcome = self.outcome_of(sources, group, address, &found)?;
                Some((found, outcome))
            })
            .collect();
        // Values that the plan does not have made none of its unknown ones: these sources do not explain it.
        if open.is_empty() && stray {
            return None;
        }
        Some(self.placed(group, open, leaves))
    }

    /// The edges of values that say themselves where they will come from: those of a plan made of mocks. Of an unknown value,
    /// plan JSON only says that it is this attribute of this instance.
    pub(super) fn by_values(&self, group: &Group<'_>, address: &Address) -> Option<Resolved> {
        let mut resolved = Resolved::default();
        for leaf in &group.unknown {
            let unknown = leaf.value.as_unknown()?;
            let own = |attribute: &AttributeRef| *attribute.instance == *address && attribute.path == leaf.path;
            if matches!(&unknown.origin, Origin::Verbatim(attribute) if own(attribute)) {
                return None;
            }
            let outcome = self.outcome_from(group, unknown);
            let part = self.one(group, &outcome, leaf, &weight_of(leaf.sibling.as_ref(), group.single));
            resolved.drafts.extend(part.drafts);
            resolved.wrong.extend(part.wrong);
        }
        Some(resolved)
    }

    /// The outcome of one place of the configuration; `None` where its value is known, so that it made a known leaf.
    fn outcome_of(&self, sources: &Sources<'_>, group: &Group<'_>, from: &Address, found: &Found) -> Option<Outcome> {
        let value = sources.hcl.followed(found.value.clone());
        let mut outcome = self.outcome_from(group, value.as_unknown()?);
        if let [only] = outcome.candidates.as_slice()
            && let Some(goal) = self.nodes().get(*only).and_then(|node| node.address.as_deref())
        {
            outcome.chain = sources.hcl.chain(from, &found.expr, goal);
        }
        Some(outcome)
    }

    /// What an unknown value may lead to, by its provenance.
    fn outcome_from(&self, group: &Group<'_>, unknown: &Unknown) -> Outcome {
        let mut outcome = Outcome { by: Some(By::Configuration), ..Outcome::default() };
        match &unknown.origin {
            Origin::Verbatim(attribute) => self.verbatim(group, attribute, &mut outcome, true),
            Origin::OneOf(attributes) => {
                for attribute in attributes {
                    self.verbatim(group, attribute, &mut outcome, false);
                }
                outcome.opaque.retain(|_| outcome.candidates.is_empty());
                outcome.why = Some(unknown.reason());
            }
            Origin::Derived(attributes) => {
                outcome.elsewhere = !attributes.is_empty() && !attributes.iter().any(|one| self.may_lead(one, group));
                outcome.opaque.push(unknown.reason());
            }
            Origin::Elsewhere => outcome.opaque.push(unknown.reason()),
        }
        outcome.candidates.sort_unstable();
        outcome.candidates.dedup();
        outcome
    }

    fn verbatim(&self, group: &Group<'_>, attribute: &AttributeRef, outcome: &mut Outcome, alone: bool) {
        if self.is_read_at_apply(&attribute.instance) {
            outcome.anything = true;
            return outcome.opaque.push(format!("{} is read during the apply", attribute.instance));
        }
        let nodes = self.nodes_of(&attribute.instance);
        if let Some(id) = nodes.iter().find(|id| self.is_named_by(**id, attribute, &group.reference.to)) {
            return outcome.candidates.push(*id);
        }
        outcome.opaque.push(format!("known after apply: {attribute}"));
        outcome.elsewhere = alone && !self.may_lead(attribute, group);
        outcome.other_kind = nodes.iter().find_map(|id| self.identity(*id, attribute)).filter(|_| alone);
    }

    /// What hangs on the attribute may be a node that is looked for, or the name of one that is read in the apply.
    fn may_lead(&self, attribute: &AttributeRef, group: &Group<'_>) -> bool {
        let is_goal =
            |id: &NodeId| self.nodes().get(*id).is_some_and(|node| super::unknown::is_goal(node, &group.reference.to));
        self.is_read_at_apply(&attribute.instance) || self.nodes_of(&attribute.instance).iter().any(is_goal)
    }

    fn is_named_by(&self, id: NodeId, attribute: &AttributeRef, to: &[Target]) -> bool {
        let Some(row) = self.nodes().get(id).and_then(|node| node.row) else { return false };
        let Some(Step::Name(first)) = attribute.path.steps.first() else { return false };
        to.iter().any(|target| target.takes(row, first))
    }

    /// An attribute that names an object of another kind.
    fn identity(&self, id: NodeId, attribute: &AttributeRef) -> Option<String> {
        let row = self.nodes().get(id)?.row?;
        let name = attribute.path.to_string();
        let is_identity = matches!(name.as_str(), "arn" | "id" | "name");
        is_identity
            .then(|| format!("{attribute}"))
            .filter(|_| row.identities.iter().any(|identity| identity.path == name))
    }

    /// Puts the open places of the configuration on the unknown leaves of the plan.
    fn placed(&self, group: &Group<'_>, open: Vec<(Found, Outcome)>, leaves: &[&Leaf]) -> Resolved {
        if open.is_empty() {
            // Not set: the provider fills it in.
            return Resolved::default();
        }
        if let [whole] = group.unknown.as_slice()
            && (leaves.len() == 1 && open.len() > 1 || whole.path == whole.group)
        {
            // One unknown stands for the whole list or set: all that the configuration has is in it.
            return self.each_of(group, &open, |_| whole);
        }
        if open.len() != group.unknown.len() {
            return self.union(group, open.into_iter().map(|(_, outcome)| outcome).collect(), None);
        }
        let mut free: Vec<&Leaf> = group.unknown.clone();
        self.each_of(group, &open, |found| {
            let same = free.iter().position(|leaf| found.sibling.is_some() && leaf.sibling == found.sibling);
            free.remove(same.unwrap_or(0))
        })
    }

    fn each_of<'l>(
        &self,
        group: &Group<'l>,
        open: &[(Found, Outcome)],
        mut leaf_of: impl FnMut(&Found) -> &'l Leaf,
    ) -> Resolved {
        let mut resolved = Resolved::default();
        for (found, outcome) in open {
            let leaf = leaf_of(found);
            let weight = match &found.sibling {
                Some(weight) => weight_of(Some(weight), group.single && open.len() == 1),
                None if group.unknown.iter().all(|other| other.sibling == leaf.sibling) => {
                    weight_of(leaf.sibling.as_ref(), group.single && open.len() == 1)
                }
                None => Weight::Known(1),
            };
            let part = self.one(group, outcome, leaf, &weight);
            resolved.drafts.extend(part.drafts);
            resolved.wrong.extend(part.wrong);
        }
        resolved
    }
}
