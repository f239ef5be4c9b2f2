//! What an expression of a configuration can see: `var`, `local`, `each`, `count`, `self`, `path`, `terraform`, resources,
//! data sources and modules, in one module instance.

use std::cell::Cell;
use std::sync::Arc;

use crate::eval::files::file_function;
use crate::eval::{EvalError, Scope, parse_type};
use crate::model::{Handle, Mode, SeqKind, Value};
use crate::modules::Variable;

use super::fileset::Glob;
use super::hcl::{Hcl, ModuleId};

const VARIABLES: u16 = 101;
const LOCALS: u16 = 102;
const MODULES: u16 = 103;
const MODULE: u16 = 104;
const DATA: u16 = 105;
/// A resource type: its index is the position in [`View::types`].
const TYPE: u16 = 106;

/// What `each` and `count` are.
#[derive(Debug, Clone)]
pub(super) enum Each {
    None,
    Count(u64),
    Key { key: Arc<str>, value: Value },
}

/// The scope of an expression.
pub(super) struct View<'h, 'p> {
    hcl: &'h Hcl<'p>,
    module: ModuleId,
    each: Each,
    /// Iterators of the dynamic blocks that the expression stands in, the innermost last.
    iterators: Vec<(String, Value)>,
    /// Resource types that were looked into.
    types: std::cell::RefCell<Vec<(Mode, String)>>,
}

impl<'h, 'p> View<'h, 'p> {
    pub(super) fn new(hcl: &'h Hcl<'p>, module: ModuleId, each: Each) -> Self {
        Self { hcl, module, each, iterators: Vec::new(), types: std::cell::RefCell::default() }
    }

    /// The same scope inside a dynamic block.
    pub(super) fn inside(&self, iterator: &str, key: Value, value: Value) -> Self {
        let element = object([("key", key), ("value", value)]);
        let mut iterators = self.iterators.clone();
        iterators.push((iterator.to_owned(), element));
        Self {
            hcl: self.hcl,
            module: self.module,
            each: self.each.clone(),
            iterators,
            types: std::cell::RefCell::default(),
        }
    }

    /// The same scope once more.
    pub(super) fn again(&self) -> Self {
        Self {
            hcl: self.hcl,
            module: self.module,
            each: self.each.clone(),
            iterators: self.iterators.clone(),
            types: std::cell::RefCell::default(),
        }
    }

    pub(super) fn hcl(&self) -> &'h Hcl<'p> {
        self.hcl
    }

    fn handle(&self, class: u16) -> Value {
        subject(class, self.module)
    }

    fn path(&self) -> Value {
        let folder = self.hcl.instance(self.module).map(|instance| instance.module.folder.clone()).unwrap_or_default();
        object([
            ("module", Value::string(&folder)),
            ("root", Value::string(".")),
            ("cwd", Value::unknown_because("path.cwd: the folder that Terraform ran in is not recorded")),
        ])
    }

    fn terraform(&self) -> Value {
        let workspace = match &self.hcl.tree.workspace {
            Some(workspace) => Value::string(workspace),
            None => Value::unknown_because("terraform.workspace: no input tells it; give it with --workspace"),
        };
        object([("workspace", workspace)])
    }

    fn type_(&self, mode: Mode, name: &str) -> Option<Value> {
        let module = self.hcl.instance(self.module)?.module;
        if !module.resources.keys().any(|(have_mode, type_, _)| *have_mode == mode && type_ == name) {
            return None;
        }
        let mut types = self.types.borrow_mut();
        types.push((mode, name.to_owned()));
        Some(subject(TYPE, types.len() - 1))
    }
}

impl Scope for View<'_, '_> {
    fn root(&self, name: &str) -> Option<Result<Value, EvalError>> {
        if let Some((_, value)) = self.iterators.iter().rev().find(|(iterator, _)| iterator == name) {
            return Some(Ok(value.clone()));
        }
        let value = match (name, &self.each) {
            ("var", _) => self.handle(VARIABLES),
            ("local", _) => self.handle(LOCALS),
            ("module", _) => self.handle(MODULES),
            ("data", _) => self.handle(DATA),
            ("each", Each::Key { key, value }) => {
                object([("key", Value::String(Arc::clone(key))), ("value", value.clone())])
            }
            ("count", Each::Count(index)) => object([("index", Value::integer(*index))]),
            ("path", _) => self.path(),
            ("terraform" | "tofu", _) => self.terraform(),
            ("self" | "each" | "count" | "ephemeral", _) => {
                Value::unknown_because(format!("{name}: its value is not known here"))
            }
            _ => return self.type_(Mode::Managed, name).map(Ok),
        };
        Some(Ok(value))
    }

    fn roots(&self) -> Vec<String> {
        Vec::new()
    }

    fn attribute(&self, of: Handle, name: &str) -> Option<Result<Value, EvalError>> {
        let index = of.index as usize;
        let value = match of.class {
            VARIABLES => self.hcl.variable(index, name),
            LOCALS => self.hcl.local(index, name),
            MODULES => self.hcl.call(index, name),
            MODULE => self.hcl.output(index, name),
            DATA => self.type_(Mode::Data, name),
            TYPE => {
                let (mode, type_) = self.types.borrow().get(index).cloned()?;
                self.hcl.resource(self.module, mode, &type_, name)
            }
            _ => None,
        };
        value.map(Ok)
    }

    fn attributes(&self, _of: Handle) -> Vec<String> {
        Vec::new()
    }

    fn tells_types(&self) -> bool {
        true
    }

    fn function(&self, name: &str, arguments: &[Value], steps: &Cell<u64>) -> Option<Result<Value, EvalError>> {
        match name {
            "plantimestamp" => Some(Ok(match &self.hcl.plan.timestamp {
                Some(timestamp) => Value::string(timestamp),
                None => Value::unknown_because("plantimestamp(): the plan does not tell when it was made"),
            })),
            "fileset" => Some(Ok(self.fileset(arguments))),
            _ => file_function(name, arguments, &|path| self.hcl.tree.files.read(path), self, steps),
        }
    }

    fn never_null(&self, attribute: &crate::model::AttributeRef) -> bool {
        // What a provider computes for an instance that will be there is never null where it identifies the instance.
        let is_identity = matches!(attribute.path.steps.as_slice(), [crate::model::Step::Name(name)]
            if matches!(&**name, "arn" | "id"));
        is_identity && attribute.deposed.is_none()
    }
}

impl View<'_, '_> {
    /// The files of a folder that a pattern matches, as Terraform names them: relative to the folder.
    fn fileset(&self, arguments: &[Value]) -> Value {
        let [folder, pattern] = arguments else {
            return Value::unknown_because("fileset(): it takes a folder and a pattern");
        };
        if folder.has_mask() || pattern.has_mask() {
            return Value::unknown_because("fileset(): its folder or pattern is sensitive").sensitive();
        }
        let (Some(folder), Some(pattern)) = (folder.as_str(), pattern.as_str()) else {
            return Value::unknown_because("fileset(): its folder or pattern is not known");
        };
        let glob = Glob::parse(pattern);
        // Terraform takes the folder for a part of the pattern.
        let Some(glob) = glob.filter(|_| !folder.contains(['*', '?', '[', ']', '{', '}', '\\'])) else {
            return Value::unknown_because(format!("fileset(): the pattern {pattern} is not evaluated"));
        };
        let list = |below: &str| {
            let path = if below.is_empty() { folder.to_owned() } else { format!("{folder}/{below}") };
            let listing = self.hcl.tree.files.list(&path)?;
            self.hcl.charge(1 + listing.files.len() + listing.folders.len() + listing.others.len())?;
            Ok(listing)
        };
        match glob.files(&list) {
            Ok(names) => Value::Seq(SeqKind::Set, Arc::new(names.iter().map(|name| Value::string(name)).collect())),
            Err(why) => Value::unknown_because(why),
        }
    }
}

/// A module instance as a value; its outputs are its attributes.
pub(super) fn module_subject(id: ModuleId) -> Value {
    subject(MODULE, id)
}

fn subject(class: u16, index: usize) -> Value {
    Value::Subject(Handle { class, index: u32::try_from(index).unwrap_or(u32::MAX) })
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().map(|(name, value)| (Arc::from(name), value));
    Value::object(entries.collect())
}

/// A variable's value as its type makes it. What does not fit the type cannot have been planned: it is left as it is.
pub(super) fn converted(variable: &Variable, value: Value, view: &View<'_, '_>) -> Value {
    let type_ = variable.type_.as_ref().and_then(|written| parse_type(&written.expr).ok());
    type_.and_then(|type_| type_.convert_in(value.clone(), view).ok()).unwrap_or(value)
}
