//! What expressions can ask of a subject. Each property is one row; the check of a policy, "did you mean" and
//! the help follow from it. A type is a class (`pool`), `list of` a class, or a word for plain values; `any` and what
//! stands behind `|` is not looked into.

/// A property of a class of subjects.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// The class that has it; `*` for every class of the graph.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub type_: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
}

const fn row(class: &'static str, name: &'static str, type_: &'static str, doc: &'static str) -> Property {
    Property { class, name, type_, doc }
}

/// Every property.
pub const PROPERTIES: &[Property] = &[
    row("*", "address", "string", "the address as Terraform prints it; the literal for what is outside the plan"),
    row("*", "type", "string", "the resource type"),
    row("*", "name", "string", "the name of the resource block"),
    row("*", "kind", "string", "pool, listener, rule, …"),
    row("*", "attrs", "any", "the attributes after the apply"),
    row("*", "prior_attrs", "any", "the attributes before the apply"),
    row("*", "operation", "string", "create, update, delete, replace, no-op, forget or read"),
    row("*", "actions", "list of string", "the actions in the order of the plan"),
    row("*", "before", "bool", "it is there before the apply"),
    row("*", "after", "bool", "it is there after the apply"),
    row("*", "managed", "bool", "this plan manages it"),
    row("*", "deposed", "string|null", "the key of a deposed object"),
    row(
        "*",
        "ignored_changes",
        "list of string",
        "what its lifecycle says to leave as it is; empty without the configuration",
    ),
    row("*", "created_first", "bool", "it is replaced, and the new object is made before the old one is destroyed"),
    row("*", "destroyed_first", "bool", "it is replaced, and the old object is destroyed before the new one is made"),
    row("route", "from", "node", "the listener or rule that forwards; attrs and operation of a route are those of it"),
    row("route", "listener", "listener", "the listener the traffic comes in by"),
    row("route", "load_balancer", "load_balancer", "the load balancer the traffic comes in by"),
    row("route", "pool", "pool", "the pool it forwards to"),
    row("route", "weight", "number|null", "the weight, null where there is only one pool"),
    row("route", "share", "number", "the share of its listener's or rule's traffic after the apply, from 0 to 1"),
    row("route", "prior_share", "number", "the share that the same pool gets from the same listener or rule now"),
    row("route", "certainty", "string", "exact, possible or unresolved"),
    row("route", "attribute", "string", "the path of the attribute that makes it"),
    row("route", "to_old_object", "bool", "it names the object that is being replaced, not the new one"),
    row("route", "leaves_object", "bool", "it leads to an object now that it does not lead to after the apply"),
    row(
        "route",
        "pool_removed_first",
        "bool",
        "the pool's destruction comes before the change of this route; needs the recorded state",
    ),
    row(
        "route",
        "members_removed_first",
        "bool",
        "every member of the pool is destroyed before the change of this route; needs the recorded state",
    ),
    row("pool", "routes", "list of route", "the routes to it after the apply"),
    row("pool", "prior_routes", "list of route", "the routes to it before the apply"),
    row(
        "pool",
        "routes_to_object_now",
        "list of route",
        "routes after the apply that name the object of now, which goes away",
    ),
    row("pool", "routed", "bool", "a route leads to it after the apply"),
    row("pool", "takes_traffic", "bool", "a route with a share above 0 leads to it after the apply"),
    row("pool", "members", "list of member", "what registers targets in it after the apply"),
    row("pool", "prior_members", "list of member", "what registers targets in it before the apply"),
    row("pool", "empty", "bool", "nothing registers a target in it after the apply"),
    row("pool", "live", "bool", "something can answer behind it after the apply"),
    row("pool", "prior_live", "bool", "something can answer behind it before the apply"),
    row("pool", "why", "string", "why it is dead, or why that is not known; empty where it is live"),
    row("pool", "exported", "string|null", "how its name or ARN leaves this state, so that others may fill it"),
    row("pool", "keeps_name", "bool", "its name after the apply is known, and the one that it has now"),
    row("pool", "twins", "list of pool", "other pools of the same name, account and region"),
    row("pool", "name_taken", "bool", "another pool of this plan has its name in its account and region"),
    row("member", "pools", "list of pool", "the pools it is in after the apply, by itself or through an attachment"),
    row("member", "prior_pools", "list of pool", "the pools it is in before the apply"),
    row("member", "targets", "list of target", "what it registers"),
    row("member", "takes_traffic", "bool", "one of its pools takes traffic"),
    row("member", "live", "bool", "something can answer behind it after the apply"),
    row("member", "prior_live", "bool", "something can answer behind it before the apply"),
    row("member", "why", "string", "why nothing can, or why that is not known"),
    row("member", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("listener", "rules", "list of rule", "its rules"),
    row("listener", "routes", "list of route", "where its default action forwards after the apply"),
    row("listener", "prior_routes", "list of route", "where its default action forwards before the apply"),
    row("listener", "forwards", "any", "its forwarding actions as written: attribute, pools (how many), total_weight"),
    row("listener", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("listener", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("listener", "listener", "listener", "itself"),
    row("rule", "listener", "listener", "the listener it stands in"),
    row("rule", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("rule", "rules", "list of rule", "none"),
    row("rule", "routes", "list of route", "where it forwards after the apply"),
    row("rule", "prior_routes", "list of route", "where it forwards before the apply"),
    row("rule", "forwards", "any", "its forwarding actions as written: attribute, pools (how many), total_weight"),
    row("rule", "wrong_references", "any", "attributes that hold the wrong kind of thing: attribute, takes, has"),
    row("load_balancer", "listeners", "list of listener", "its listeners"),
    row("load_balancer", "pools", "list of pool", "every pool behind it"),
    row("load_balancer", "entries", "list of entry", "what leads to it"),
    row("entry", "load_balancers", "list of load_balancer", "where it leads"),
    row("node", "rules", "list of rule", "the rules of a listener; of a rule, none"),
    row("node", "routes", "list of route", "where it forwards after the apply"),
    row("node", "prior_routes", "list of route", "where it forwards before the apply"),
    row("node", "forwards", "any", "its forwarding actions as written"),
    row("node", "wrong_references", "any", "attributes that hold the wrong kind of thing"),
    row("node", "listener", "listener", "the listener itself, or that of the rule"),
    row("node", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("plan", "mode", "string", "normal, destroy or refresh-only"),
    row("plan", "errored", "bool", "planning stopped at an error"),
    row("plan", "complete", "bool|null", "what the plan says of itself; null where it does not say"),
    row("plan", "deferred", "list of string", "reasons of changes that are put off to a later plan"),
    row("plan", "untouched", "list of string", "instances of the state that the plan leaves out"),
    row("plan", "has_routing", "bool", "a resource of load balancing stands in it or in its state"),
    row("plan", "terraform_version", "string|null", "the version that wrote it"),
    row("meta", "address", "string", "the address of the resource"),
    row("meta", "module_path", "string", "the module, `.` for the root"),
    row("meta", "operation", "string", "create, update, delete or no-op"),
    row("meta", "provider_type", "string", "the provider's type, such as aws"),
    row("meta", "type", "string", "the resource type"),
    row("meta", "tfe_workspace", "any", "the workspace, as HCP Terraform has it"),
    row("meta", "tfe_stack", "any", "the stack, as HCP Terraform has it"),
];

/// The property `name` of a class.
pub fn property(class: &str, name: &str) -> Option<&'static Property> {
    properties(class).find(|property| property.name == name)
}

/// Every property of a class, its own before those of every class.
pub fn properties(class: &str) -> impl Iterator<Item = &'static Property> {
    let own = PROPERTIES.iter().filter(move |property| property.class == class);
    let common = PROPERTIES.iter().filter(move |property| property.class == "*" && class != "meta");
    own.chain(common)
}

/// A type is a class of subjects.
pub fn is_class(type_: &str) -> bool {
    type_ == "target" || type_ != "*" && PROPERTIES.iter().any(|property| property.class == type_)
}
