//! *Liveness* of a pool: whether it has a target that can answer. Three-valued: what is filled from elsewhere, by a
//! deployment or by hand, is unknown, and says because of whom.

use crate::input::ExternalPool;
use crate::model::{Operation, Value, fits};
use crate::resolve::Pattern;

use super::kinds::Capacity;
use super::{Certainty, Edge, Graph, Node, NodeId, Role, Side};

/// Whether something keeps a pool alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Liveness {
    /// Yes.
    Live,
    /// No, provably, and why.
    Dead(String),
    /// Not decidable, because.
    Unknown(String),
}

impl Liveness {
    /// One of several is enough: live beats unknown, unknown beats dead.
    fn or(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Live, _) | (Self::Unknown(_), Self::Dead(_) | Self::Unknown(_)) | (Self::Dead(_), Self::Dead(_)) => {
                self
            }
            _ => other,
        }
    }

    /// In a line.
    pub fn line(&self) -> String {
        match self {
            Self::Live => "live".to_owned(),
            Self::Dead(why) => format!("dead: {why}"),
            Self::Unknown(why) => format!("unknown: {why}"),
        }
    }
}

impl Graph<'_> {
    /// Whether a pool has a live target on a side.
    pub fn liveness(&self, pool: NodeId, side: Side) -> Liveness {
        if self.filled_by_others(pool, side).is_some() {
            return Liveness::Live;
        }
        let members: Vec<&Edge> = self.to(pool, Role::MemberOf, side).collect();
        let of_members = members.iter().map(|edge| match (self.of_member(edge, side), self.node(pool)) {
            (Liveness::Live, Some(node)) if !node.is_foreign() => {
                self.is_promised(edge, pool, side).map_or(Liveness::Live, Liveness::Unknown)
            }
            (known, _) => known,
        });
        let of_members = of_members.reduce(Liveness::or);
        match of_members {
            Some(Liveness::Dead(why)) => self.unless_filled_elsewhere(pool, side, why),
            Some(known) => known,
            None => self.without_members(pool, side),
        }
    }

    /// Of what is only dropped from the state nobody says any more what becomes of it: it is not proved dead.
    fn unless_forgotten(&self, id: NodeId, side: Side, known: Liveness) -> Liveness {
        match (known, self.node(id).filter(|node| side == Side::After && node.is_forgotten())) {
            (Liveness::Dead(_), Some(node)) => {
                Liveness::Unknown(format!("{} is dropped from the state and lives on, out of sight", node.name))
            }
            (known, _) => known,
        }
    }

    /// Whether a pool has no member at all. `Live` here means that it has one, of whatever health.
    pub fn emptiness(&self, pool: NodeId, side: Side) -> Liveness {
        if self.filled_by_others(pool, side).is_some() {
            return Liveness::Live;
        }
        let mut members = self.to(pool, Role::MemberOf, side);
        match members.next() {
            Some(edge) if edge.certainty == Certainty::Exact => Liveness::Live,
            Some(edge) => match self.to(pool, Role::MemberOf, side).find(|edge| edge.certainty == Certainty::Exact) {
                Some(_) => Liveness::Live,
                None => Liveness::Unknown(self.may_be(edge)),
            },
            None => self.without_members(pool, side),
        }
    }

    /// What the settings say of a pool that others fill: it is live as long as it is there.
    pub fn filled_by_others(&self, pool: NodeId, side: Side) -> Option<&ExternalPool> {
        let node = self.node(pool).filter(|node| !node.managed || node.exists(side))?;
        let values = || [Side::Before, Side::After].into_iter().filter_map(|side| node.values(side));
        let is = |pattern: &str, name: &str| {
            let mut held = values().filter_map(|values| values.get(name));
            held.any(|value| !value.has_mask() && value.as_str().is_some_and(|text| fits(pattern, text)))
        };
        let named = |pool: &&ExternalPool| {
            fits(&pool.pattern, node.plain_name()) || is(&pool.pattern, "arn") || is(&pool.pattern, "name")
        };
        self.external_pools.iter().find(named)
    }

    fn may_be(&self, edge: &Edge) -> String {
        let from = self.node(edge.from).map_or("", |node| &node.name);
        let why = edge.why.as_deref().unwrap_or("known after apply");
        format!("{from} may register targets here: {why}")
    }

    fn of_member(&self, edge: &Edge, side: Side) -> Liveness {
        if edge.certainty != Certainty::Exact {
            return Liveness::Unknown(self.may_be(edge));
        }
        self.capacity(edge.from, side)
    }

    /// What another plan will register is there only once that one is applied, and nobody says which comes first.
    fn is_promised(&self, edge: &Edge, pool: NodeId, side: Side) -> Option<String> {
        let member = self.node(edge.from).filter(|member| side == Side::After && member.is_promised())?;
        let home = member.home.as_ref().filter(|_| self.liveness(pool, Side::Before) != Liveness::Live)?;
        Some(format!("{} registers its target only once {} is applied", home.address, home.input))
    }

    /// Whether a member, or what it registers, has something that can answer.
    pub fn capacity(&self, id: NodeId, side: Side) -> Liveness {
        self.unless_forgotten(id, side, self.managed_capacity(id, side))
    }

    fn managed_capacity(&self, id: NodeId, side: Side) -> Liveness {
        let Some(node) = self.node(id) else { return Liveness::Unknown("nothing is known of it".to_owned()) };
        if !node.exists(side) {
            return Liveness::Dead(format!("{} is {}", node.name, fate(node)));
        }
        match node.row.map_or(&Capacity::None, |row| &row.capacity) {
            Capacity::Targets => self.of_targets(id, node, side),
            Capacity::ScalingGroup => self.of_scaling_group(id, node, side),
            Capacity::Tasks => self.of_tasks(id, node, side),
            Capacity::Present => self.of_present(id, node, side),
            Capacity::Counted(path) => of_count(node, side, path),
            Capacity::Delegated(why) => Liveness::Unknown(format!("{}: {why}", node.name)),
            Capacity::None | Capacity::Scaler | Capacity::PowerState => {
                Liveness::Unknown(format!("the target {} is not in this plan", node.name))
            }
        }
    }

    fn of_targets(&self, id: NodeId, node: &Node<'_>, side: Side) -> Liveness {
        let targets = self.to_targets(id, side).map(|edge| match (edge.to, edge.certainty) {
            (Some(to), Certainty::Exact) if edge.to_old => {
                Liveness::Dead(format!("{} is replaced", self.node(to).map_or("", |node| &node.name)))
            }
            (Some(to), Certainty::Exact) => self.capacity(to, side),
            _ => Liveness::Unknown(format!("the target of {} is known after apply", node.name)),
        });
        let none = || Liveness::Unknown(format!("the target of {} is not known", node.name));
        targets.reduce(Liveness::or).unwrap_or_else(none)
    }

    fn to_targets(&self, id: NodeId, side: Side) -> impl Iterator<Item = &Edge> {
        self.from(id, Role::TargetOf, side)
    }

    /// An instance that something in the plan stops does not answer.
    fn of_present(&self, id: NodeId, node: &Node<'_>, side: Side) -> Liveness {
        match self.stopped(id, side) {
            Ok(Some(scaler)) => Liveness::Dead(format!("{} stops {}", scaler.name, node.name)),
            Ok(None) => Liveness::Live,
            Err(why) => Liveness::Unknown(why),
        }
    }

    /// What keeps a target stopped.
    fn stopped(&self, target: NodeId, side: Side) -> Result<Option<&Node<'_>>, String> {
        let mut open = None;
        let powers = self
            .scalers(target, side)
            .filter(|scaler| scaler.row.is_some_and(|row| row.capacity == Capacity::PowerState));
        for scaler in powers {
            let state = scaler.values(side).and_then(|values| values.get("state")).unwrap_or(Value::Null);
            match state.as_unknown() {
                Some(_) => open = Some(format!("the state that {} asks for is known after apply", scaler.name)),
                None if state.as_str() == Some("stopped") => return Ok(Some(scaler)),
                None => {}
            }
        }
        open.map_or(Ok(None), Err)
    }

    /// Something keeps a target stopped that a member registers, after the apply.
    pub fn is_stopped(&self, member: NodeId) -> Result<bool, String> {
        let mut open = None;
        for edge in self.to_targets(member, Side::After).filter(|edge| edge.certainty == Certainty::Exact) {
            match edge.to.map(|target| self.stopped(target, Side::After)) {
                Some(Ok(Some(_))) => return Ok(true),
                Some(Err(why)) => open = Some(why),
                _ => {}
            }
        }
        open.map_or(Ok(false), Err)
    }

    fn scalers(&self, id: NodeId, side: Side) -> impl Iterator<Item = &Node<'_>> {
        self.to(id, Role::Scales, side).filter_map(|edge| self.node(edge.from))
    }

    /// An Auto Scaling group without capacity; a schedule or policy may raise it at any time.
    fn of_scaling_group(&self, id: NodeId, node: &Node<'_>, side: Side) -> Liveness {
        let size = |name: &str| Size::of(node.values(side), name);
        if size("max_size") == Size::Zero {
            return Liveness::Dead(format!("{} has max_size 0", node.name));
        }
        match (size("min_size"), size("desired_capacity")) {
            (Size::Some, _) | (Size::Zero | Size::Unset, Size::Some) => Liveness::Live,
            (Size::Zero, Size::Zero) => match self.scalers(id, side).next() {
                Some(scaler) => Liveness::Unknown(format!("{} may scale {} up from 0", scaler.name, node.name)),
                None => Liveness::Dead(format!("{} has min_size 0 and desired_capacity 0", node.name)),
            },
            _ => Liveness::Unknown(format!("the capacity of {} is known after apply", node.name)),
        }
    }

    fn of_tasks(&self, id: NodeId, node: &Node<'_>, side: Side) -> Liveness {
        if let Some(who) = delegated(node, side).filter(|_| !is_first_set(node, side)) {
            return Liveness::Unknown(format!("{}: {who} moves its tasks", node.name));
        }
        let text = |name: &str| node.values(side).and_then(|values| values.get(name));
        if text("scheduling_strategy").is_some_and(|strategy| strategy.as_str() == Some("DAEMON")) {
            return Liveness::Live;
        }
        match Size::of(node.values(side), "desired_count") {
            Size::Some => Liveness::Live,
            Size::Unknown => Liveness::Unknown(format!("the desired_count of {} is known after apply", node.name)),
            // The provider creates a service without desired_count with no task.
            Size::Zero | Size::Unset => self.unless_scaled(id, node, side),
        }
    }

    fn unless_scaled(&self, id: NodeId, node: &Node<'_>, side: Side) -> Liveness {
        for scaler in self.scalers(id, side) {
            match Size::of(scaler.values(side), "min_capacity") {
                Size::Some => return Liveness::Live,
                Size::Zero | Size::Unset => {}
                Size::Unknown => {
                    return Liveness::Unknown(format!("the min_capacity of {} is known after apply", scaler.name));
                }
            }
        }
        if self.scalers(id, side).next().is_some() {
            return Liveness::Unknown(format!("a scaling policy may raise {} from 0", node.name));
        }
        // What is made so and then left alone is scaled by somebody else.
        if node.actions.creates() && node.leaves("desired_count") {
            return Liveness::Unknown(format!("the lifecycle of {} leaves its desired_count to others", node.name));
        }
        Liveness::Dead(format!("{} has no tasks (desired_count 0)", node.name))
    }

    /// A pool that nothing in this state fills is dead only where nothing else can fill it.
    fn without_members(&self, pool: NodeId, side: Side) -> Liveness {
        let Some(node) = self.node(pool) else { return Liveness::Unknown("nothing is known of it".to_owned()) };
        if !node.managed {
            return Liveness::Unknown(format!(
                "{} is not managed here, so its targets are not in this plan",
                node.name
            ));
        }
        if !node.exists(side) {
            return Liveness::Dead(format!("it is {}", fate(node)));
        }
        let had = side == Side::After
            && self.to(pool, Role::MemberOf, Side::Before).any(|edge| edge.certainty == Certainty::Exact);
        let is_new = side == Side::After && matches!(node.operation(), Operation::Create | Operation::Replace);
        if had {
            return self.unless_filled_elsewhere(
                pool,
                side,
                "all that registered targets in it is taken away".to_owned(),
            );
        }
        if is_new {
            return self.unless_filled_elsewhere(pool, side, "nothing registers a target in it".to_owned());
        }
        Liveness::Unknown("nothing in this state registers targets in it; something outside may".to_owned())
    }

    /// What of this plan may work on load balancers out of its sight.
    pub fn opaque(&self) -> Option<&str> {
        self.opaque.as_deref()
    }

    /// Why something that is not seen here may have registered targets in a pool; none where nothing can.
    pub fn filled_from_elsewhere(&self, pool: NodeId, side: Side) -> Option<String> {
        match self.unless_filled_elsewhere(pool, side, String::new()) {
            Liveness::Unknown(why) => Some(why),
            Liveness::Live | Liveness::Dead(_) => None,
        }
    }

    fn unless_filled_elsewhere(&self, pool: NodeId, side: Side, why: String) -> Liveness {
        if let Some(edge) = self.lost(Role::MemberOf, side).next() {
            return Liveness::Unknown(self.may_be(edge));
        }
        if let Some(how) = self.exported.reason(pool) {
            return Liveness::Unknown(format!("its name leaves this state by {how}, so something outside may fill it"));
        }
        let opaque = if self.is_foreign(pool) { self.opaque_there.get(&pool) } else { self.opaque.as_ref() };
        match opaque {
            Some(opaque) => Liveness::Unknown(opaque.clone()),
            None => self.unless_forgotten(pool, side, Liveness::Dead(why)),
        }
    }
}

/// As many as a number says; a number that is not set says nothing.
fn of_count(node: &Node<'_>, side: Side, path: &str) -> Liveness {
    let found = node.values(side).map(|values| Pattern::new(path).leaves(values, None)).unwrap_or_default();
    match found.first().map_or(Size::Unset, |leaf| Size::of_value(&leaf.value)) {
        Size::Some => Liveness::Live,
        Size::Zero => Liveness::Dead(format!("{} has {path} 0", node.name)),
        Size::Unset => Liveness::Unknown(format!("{path} of {} is not set", node.name)),
        Size::Unknown => Liveness::Unknown(format!("{path} of {} is known after apply", node.name)),
    }
}

const CODE_DEPLOY: &str = "CODE_DEPLOY";

/// Who deploys a service.
fn controller(node: &Node<'_>, side: Side) -> Option<String> {
    setting(node, side, "deployment_controller", "type")
}

/// A text of the first nested block of a name.
fn setting(node: &Node<'_>, side: Side, block: &str, name: &str) -> Option<String> {
    let block = node.values(side)?.get(block)?;
    block.as_seq()?.first()?.get(name)?.as_str().map(str::to_owned)
}

/// Who moves a service's tasks between pools, where it is not ECS itself.
fn delegated(node: &Node<'_>, side: Side) -> Option<String> {
    let controller = controller(node, side).filter(|controller| controller != "ECS");
    let strategy = setting(node, side, "deployment_configuration", "strategy").filter(|strategy| strategy != "ROLLING");
    match (controller, strategy) {
        (Some(controller), _) if controller == CODE_DEPLOY => Some("CodeDeploy".to_owned()),
        (Some(_), _) => Some("an external deployment".to_owned()),
        (None, Some(strategy)) => Some(format!("an ECS deployment ({strategy})")),
        (None, None) => None,
    }
}

/// What CodeDeploy moves later, ECS starts in the pool that the service is made with.
fn is_first_set(node: &Node<'_>, side: Side) -> bool {
    side == Side::After
        && node.operation() == Operation::Create
        && controller(node, side).as_deref() == Some(CODE_DEPLOY)
}

fn fate(node: &Node<'_>) -> &'static str {
    match node.operation() {
        Operation::Delete => "destroyed",
        Operation::Forget => "dropped from the state",
        _ => "not there",
    }
}

/// A number of instances or tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Zero,
    Some,
    Unset,
    Unknown,
}

impl Size {
    fn of(values: Option<&Value>, name: &str) -> Self {
        values.and_then(|values| values.get(name)).map_or(Self::Unset, |value| Self::of_value(&value))
    }

    fn of_value(value: &Value) -> Self {
        match (value.as_number(), value.unmask().0) {
            (Some(number), _) if number.as_f64() <= 0.0 => Self::Zero,
            (Some(_), _) => Self::Some,
            (None, Value::Null) => Self::Unset,
            _ => Self::Unknown,
        }
    }
}
