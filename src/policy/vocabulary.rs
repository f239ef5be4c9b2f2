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
    row("*", "unique_names", "list of string", "the attributes that no two instances of its kind share"),
    row("route", "from", "node", "the listener or rule that forwards"),
    row("route", "listener", "listener", "the listener the traffic comes in by"),
    row("route", "load_balancer", "load_balancer", "the load balancer the traffic comes in by"),
    row("route", "pool", "pool", "the pool it forwards to"),
    row("route", "weight", "number|null", "the weight, null where there is only one pool"),
    row("route", "share", "number", "the share of the traffic, from 0 to 1"),
    row("route", "certainty", "string", "exact, possible or unresolved"),
    row("route", "attribute", "string", "the path of the attribute that makes it"),
    row("route", "value", "any", "the value of that attribute"),
    row("route", "to_old_object", "bool", "it ends at the object that is being replaced"),
    row("pool", "routes", "list of route", "the routes to it after the apply"),
    row("pool", "prior_routes", "list of route", "the routes to it before the apply"),
    row("pool", "members", "list of member", "its members after the apply"),
    row("pool", "prior_members", "list of member", "its members before the apply"),
    row("pool", "live", "bool", "something can answer behind it"),
    row("pool", "why", "string", "why it is live, dead, or not known to be either"),
    row("member", "pool", "pool", "the pool it is in"),
    row("member", "targets", "list of target", "what it registers"),
    row("member", "live", "bool", "it can answer"),
    row("listener", "rules", "list of rule", "its rules"),
    row("listener", "routes", "list of route", "where its default action forwards"),
    row("listener", "load_balancer", "load_balancer", "the load balancer it stands in"),
    row("rule", "listener", "listener", "the listener it stands in"),
    row("rule", "routes", "list of route", "where it forwards"),
    row("load_balancer", "listeners", "list of listener", "its listeners"),
    row("load_balancer", "pools", "list of pool", "every pool behind it"),
    row("load_balancer", "entries", "list of entry", "what leads to it"),
    row("entry", "load_balancers", "list of load_balancer", "where it leads"),
    row("node", "rules", "list of rule", "the rules of a listener; of a rule, none"),
    row("node", "routes", "list of route", "where it forwards"),
    row("node", "listener", "listener", "the listener itself, or that of the rule"),
    row("node", "load_balancer", "load_balancer", "the load balancer it stands in"),
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
