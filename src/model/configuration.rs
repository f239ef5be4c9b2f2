//! The plan's `configuration`: one entry for each block, with what its expressions refer to. It has no locals, no
//! dynamic blocks and no `lifecycle`, and it cuts references at the first index that is not literal.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Raw;
use super::{Address, Mode, Value};

/// The configuration as the plan has it.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// The root module.
    pub root: Module,
    /// `provider_config` by key, such as `aws.west` or `module.edge:aws`.
    pub providers: BTreeMap<String, Provider>,
}

/// A provider configuration.
#[derive(Debug, Clone, Default)]
pub struct Provider {
    /// Its local name.
    pub name: String,
    /// Registry, namespace and type, such as `registry.terraform.io/hashicorp/aws`.
    pub source: String,
    /// Its `alias`.
    pub alias: Option<String>,
    /// Address of the module that it stands in; `None` in the root.
    pub module: Option<String>,
    /// The version constraint of the configuration.
    pub constraint: Option<String>,
    /// The version that was taken, where something at hand tells.
    pub version: Option<String>,
    /// The values of its arguments.
    pub expressions: ConfigBlock,
}

/// The versions that `terraform init` took.
#[derive(Debug, Clone, Default)]
pub struct Locked {
    /// Of modules by the names of their calls, with dots.
    pub modules: BTreeMap<String, String>,
    /// Of providers by their source.
    pub providers: BTreeMap<String, String>,
}

/// A module, without instances.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// Its resource blocks by their address inside the module, such as `data.aws_lb.main`.
    pub resources: BTreeMap<String, ConfigResource>,
    /// The modules it calls, by name.
    pub calls: BTreeMap<String, Call>,
    /// Its outputs, by name.
    pub outputs: BTreeMap<String, ConfigExpr>,
    /// Names of its variables, with the default where there is one.
    pub variables: BTreeMap<String, Option<Value>>,
}

/// A resource block.
#[derive(Debug, Clone)]
pub struct ConfigResource {
    /// Key into [`Configuration::providers`].
    pub provider: String,
    /// Its `count`.
    pub count: Option<ConfigExpr>,
    /// Its `for_each`.
    pub for_each: Option<ConfigExpr>,
    /// Its `depends_on`.
    pub depends_on: Vec<String>,
    /// It runs commands of its own while the apply goes on.
    pub has_provisioners: bool,
    /// What its `lifecycle` says to leave as it is. Plan JSON does not have it, mocks do.
    pub ignored_changes: Option<Vec<String>>,
    /// The attributes and nested blocks, unread until somebody asks.
    pub expressions: LazyBlock,
}

/// A `module` block and the module it calls.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Its `source` as written.
    pub source: String,
    /// Its `version` as written: a constraint.
    pub constraint: Option<String>,
    /// The version that was taken, where something at hand tells.
    pub version: Option<String>,
    /// The values of the called module's variables.
    pub expressions: ConfigBlock,
    /// Its `count`.
    pub count: Option<ConfigExpr>,
    /// Its `for_each`.
    pub for_each: Option<ConfigExpr>,
    /// Its `depends_on`.
    pub depends_on: Vec<String>,
    /// The called module.
    pub module: Module,
}

/// Attributes and nested blocks by name.
pub type ConfigBlock = BTreeMap<String, ConfigNode>;

/// An attribute or the nested blocks of one name.
#[derive(Debug, Clone, PartialEq)]
pub enum ConfigNode {
    /// An attribute.
    Expr(ConfigExpr),
    /// Nested blocks, in the order they are written.
    Blocks(Vec<ConfigBlock>),
}

/// What plan JSON tells of an expression.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConfigExpr {
    /// Its value, where it is a literal.
    pub constant: Option<Value>,
    /// What it refers to; each traversal is followed by its prefixes. "May flow", not "flows".
    pub references: Vec<String>,
}

/// A block that is read when it is first asked for.
#[derive(Debug, Clone, Default)]
pub struct LazyBlock {
    raw: Option<Raw>,
    block: OnceLock<ConfigBlock>,
}

impl LazyBlock {
    /// A block that stands in `raw`.
    pub fn new(raw: Option<Raw>) -> Self {
        Self { raw, block: OnceLock::new() }
    }

    /// The attributes and nested blocks. What cannot be read is empty: the references are then unresolved, never guessed.
    pub fn get(&self) -> &ConfigBlock {
        self.block.get_or_init(|| {
            let raw = self.raw.as_ref();
            raw.and_then(|raw| serde_json::from_str::<Value>(&raw.text()).ok())
                .map(|value| block_of(&value))
                .unwrap_or_default()
        })
    }
}

/// Reads a block of `expressions`.
pub fn block_of(value: &Value) -> ConfigBlock {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.to_string(), node_of(value))).collect()
}

fn node_of(value: &Value) -> ConfigNode {
    if let Some(blocks) = value.as_seq() {
        return ConfigNode::Blocks(blocks.iter().map(block_of).collect());
    }
    let is_expression = value.as_object().is_none_or(|entries| {
        entries.is_empty() || entries.contains_key("references") || entries.contains_key("constant_value")
    });
    if is_expression { ConfigNode::Expr(expression_of(value)) } else { ConfigNode::Blocks(vec![block_of(value)]) }
}

fn expression_of(value: &Value) -> ConfigExpr {
    let references = value.get("references");
    let references = references.as_ref().and_then(Value::as_seq).unwrap_or_default();
    ConfigExpr {
        constant: value.get("constant_value"),
        references: references.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

impl<'de> Deserialize<'de> for ConfigExpr {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| expression_of(&value))
    }
}

impl Module {
    /// The block that made `address`, looked up in this module.
    pub fn resource(&self, mode: Mode, type_: &str, name: &str) -> Option<&ConfigResource> {
        let data = if mode == Mode::Data { "data." } else { "" };
        self.resources.get(&format!("{data}{type_}.{name}"))
    }
}

impl Configuration {
    /// The module that the instance at `path` was made from.
    pub fn module(&self, path: &super::ModulePath) -> Option<&Module> {
        path.0.iter().try_fold(&self.root, |module, step| Some(&module.calls.get(&*step.name)?.module))
    }

    /// The block that made the instance at `address`.
    pub fn resource(&self, address: &Address) -> Option<&ConfigResource> {
        self.module(&address.module)?.resource(address.mode, &address.type_, &address.name)
    }

    /// The same, to be changed.
    pub fn resource_mut(&mut self, address: &Address) -> Option<&mut ConfigResource> {
        let mut steps = address.module.0.iter();
        let module =
            steps.try_fold(&mut self.root, |module, step| Some(&mut module.calls.get_mut(&*step.name)?.module))?;
        let data = if address.mode == Mode::Data { "data." } else { "" };
        module.resources.get_mut(&format!("{data}{}.{}", address.type_, address.name))
    }

    /// Fills in the versions that were taken.
    pub fn lock(&mut self, locked: &Locked) {
        for provider in self.providers.values_mut() {
            provider.version = locked.providers.get(&provider.source).cloned().or(provider.version.take());
        }
        lock_calls(&mut self.root, "", locked);
    }

    /// Every module of the configuration with its address, parents before children.
    pub fn walk<'c>(&'c self, mut visit: impl FnMut(&[&'c str], &'c Module)) {
        let mut stack: Vec<(Vec<&str>, &Module)> = vec![(Vec::new(), &self.root)];
        while let Some((path, module)) = stack.pop() {
            visit(&path, module);
            for (name, call) in module.calls.iter().rev() {
                let mut below = path.clone();
                below.push(name);
                stack.push((below, &call.module));
            }
        }
    }
}

/// Modules nest no deeper than the JSON that they were read from.
fn lock_calls(module: &mut Module, path: &str, locked: &Locked) {
    for (name, call) in &mut module.calls {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        call.version = locked.modules.get(&path).cloned().or(call.version.take());
        lock_calls(&mut call.module, &path, locked);
    }
}
