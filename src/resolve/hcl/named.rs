//! What the names of a module instance stand for: locals, variables, outputs, resources and calls.

use std::sync::Arc;

use crate::model::{Address, AttributeRef, Key, Mode, ModulePath, Origin, Path, Value};

use super::super::scope::{Each, View};
use super::super::{chain, scope};
use super::{FOUND_BY_ARN, Hcl, ModuleId, Name, PASSED_THROUGH, block_name};

impl Hcl<'_> {
    /// A local value; `None` where the module has none of this name. One that depends on nothing of an instance is computed
    /// once for all of them.
    pub(in crate::resolve) fn local(&self, module: ModuleId, name: &str) -> Option<Value> {
        let instance = self.instance(module)?;
        let written = instance.module.locals.get(name)?;
        let key = Arc::as_ptr(&written.expr).addr();
        let shared = self.shared.borrow().get(&key).cloned();
        if let Some(Some(value)) = shared {
            return Some(value);
        }
        let compute = || self.value(written, &View::new(self, module, Each::None));
        let value = self.remember(module, Name::Local(name.to_owned()), compute);
        if shared.is_none() {
            let constant = chain::is_constant(self.tree, &instance.names, &written.expr);
            self.shared.borrow_mut().insert(key, constant.then(|| value.clone()));
        }
        Some(value)
    }

    /// An output; `None` where the module has none of this name.
    pub(in crate::resolve) fn output(&self, module: ModuleId, name: &str) -> Option<Value> {
        let written = self.instance(module)?.module.outputs.get(name)?;
        let compute = || self.value(written, &View::new(self, module, Each::None));
        Some(self.remember(module, Name::Output(name.to_owned()), compute))
    }

    /// What a `provider` block of the root module says of an argument; `None` where it does not set it.
    pub fn provider(&self, key: &str, argument: &str) -> Option<Value> {
        let root = self.module(&ModulePath::default())?;
        let instance = self.instance(root)?;
        let block = instance.module.providers.get(key)?;
        super::super::whole::written(block, &View::new(self, root, Each::None), argument)
    }

    /// The value of a root output.
    pub fn root_output(&self, name: &str) -> Option<Value> {
        self.output(self.module(&ModulePath::default())?, name)
    }

    /// A variable; `None` where the module has none of this name.
    pub(in crate::resolve) fn variable(&self, module: ModuleId, name: &str) -> Option<Value> {
        let instance = self.instance(module)?;
        let variable = instance.module.variables.get(name)?;
        let compute = || {
            let given = match &instance.call {
                None => self.plan.variables.get(name).cloned(),
                Some((parent, call, key)) => call.attributes.get(name).map(|written| {
                    let step = instance.names.last().map_or("", String::as_str);
                    let each = self.each(*parent, &format!("module.{step}"), call, key.as_ref());
                    self.value(written, &View::new(self, *parent, each))
                }),
            };
            let default = || {
                let written = variable.default.as_ref();
                written.map(|written| self.value(written, &View::new(self, module, Each::None)))
            };
            let value = match given {
                Some(Value::Null) if !variable.nullable => default().unwrap_or(Value::Null),
                Some(value) => value,
                None if variable.ephemeral => Value::unknown_because(format!("var.{name} is ephemeral")),
                None => {
                    default().unwrap_or_else(|| Value::unknown_because(format!("var.{name} has no value in the plan")))
                }
            };
            let value = scope::converted(variable, value, &View::new(self, module, Each::None));
            if variable.sensitive { value.sensitive() } else { value }
        };
        Some(self.remember(module, Name::Variable(name.to_owned()), compute))
    }

    /// All instances of a resource block as one value: an object by key, a tuple by index, or the instance alone.
    pub(in crate::resolve) fn resource(&self, module: ModuleId, mode: Mode, type_: &str, name: &str) -> Option<Value> {
        let instance = self.instance(module)?;
        let block = instance.module.resources.get(&(mode, type_.to_owned(), name.to_owned()))?;
        let compute = || {
            let block_name = block_name(&instance.path, mode, type_, name);
            if self.open.as_ref().is_none_or(|open| open.contains(&block_name)) {
                return Value::unknown_because(format!("which instances {block_name} has is not known without a plan"));
            }
            let all = self.instances.of_block(&instance.path, mode, type_, name);
            let value_of =
                |address: &Arc<Address>| Some(self.passed_through(address, self.values.get(address)?.value()));
            if block.attributes.contains_key("for_each") {
                let named = all.iter().filter_map(|address| match &address.key {
                    Some(Key::Name(key)) => Some((Arc::clone(key), value_of(address)?)),
                    _ => None,
                });
                return Value::object(named.collect());
            }
            if block.attributes.contains_key("count") {
                return Value::tuple(all.iter().filter_map(value_of).collect());
            }
            all.first()
                .and_then(value_of)
                .unwrap_or_else(|| Value::unknown_because(format!("{type_}.{name} is not in this plan")))
        };
        Some(self.remember(module, Name::Resource(mode, type_.to_owned(), name.to_owned()), compute))
    }

    /// The values of an instance, with computed attributes that repeat another one as that one is written.
    fn passed_through(&self, address: &Arc<Address>, value: &Value) -> Value {
        if address.mode == Mode::Data {
            return self.looked_for(address, value).unwrap_or_else(|| value.clone());
        }
        let Some((_, output, _)) = PASSED_THROUGH.iter().find(|(type_, _, _)| *type_ == &*address.type_) else {
            return value.clone();
        };
        let attribute = AttributeRef { instance: Arc::clone(address), deposed: None, path: Path::attribute(output) };
        let is_unknown = value.get(output).is_some_and(|value| value.as_unknown().is_some());
        let Some(written) = self.written_as(&attribute).filter(|_| is_unknown) else { return value.clone() };
        let mut entries = value.as_object().cloned().unwrap_or_default();
        entries.insert(Arc::from(*output), written);
        Value::object(entries)
    }

    /// The values of a data source that is read during the apply and finds an object by its ARN, which is certainly the ARN of
    /// one instance: what it finds has that ARN.
    fn looked_for(&self, address: &Address, value: &Value) -> Option<Value> {
        if !FOUND_BY_ARN.contains(&&*address.type_) {
            return None;
        }
        let (module, block) = self.made_by(address)?;
        let written = block.attributes.get("arn")?;
        // Other sources than those of the plan would name another instance.
        if self.wrong_mention(address, &self.instance(module)?.names, block).is_some() {
            return None;
        }
        let found = self.value(written, &self.view(address)?);
        // What may be null would be no ARN to look for.
        let Origin::Verbatim(attribute) = &found.as_unknown()?.origin else { return None };
        if attribute.deposed.is_some() || !["arn", "id"].contains(&&*attribute.path.to_string()) {
            return None;
        }
        let mut entries = value.as_object()?.clone();
        for name in ["arn", "id"] {
            if value.get(name).is_some_and(|value| value.as_unknown().is_some()) {
                entries.insert(Arc::from(name), found.clone());
            }
        }
        Some(Value::object(entries))
    }

    /// All instances of a module call as one value, whose parts are looked into later.
    pub(in crate::resolve) fn call(&self, module: ModuleId, name: &str) -> Option<Value> {
        let call = self.instance(module)?.module.calls.get(name)?;
        let subject = |key: Option<&Key>| match self.child(module, name, key) {
            Some(id) => scope::module_subject(id),
            None => Value::unknown_because(format!("module.{name} is not at hand: run `terraform init`")),
        };
        let compute = || {
            if call.attributes.contains_key("for_each") {
                let over = self.iteration(module, &format!("module.{name}"), call);
                return keyed(&over, |key| subject(Some(&Key::Name(Arc::clone(key)))));
            }
            if call.attributes.contains_key("count") {
                let over = self.iteration(module, &format!("module.{name}"), call);
                let Some(count) = over.as_number().and_then(|count| u64::try_from(count.as_i128()?).ok()) else {
                    return over;
                };
                return Value::tuple((0..count.min(100_000)).map(|index| subject(Some(&Key::Index(index)))).collect());
            }
            subject(None)
        };
        Some(self.remember(module, Name::Call(name.to_owned()), compute))
    }
}

/// The keys of what is iterated over, each with what `make` makes of it.
fn keyed(over: &Value, make: impl Fn(&Arc<str>) -> Value) -> Value {
    match over.unmask().0 {
        Value::Object(entries) => Value::object(entries.keys().map(|key| (Arc::clone(key), make(key))).collect()),
        Value::Seq(_, elements) => {
            let names = elements.iter().filter_map(|element| element.as_str().map(Arc::from));
            Value::object(names.map(|key: Arc<str>| (Arc::clone(&key), make(&key))).collect())
        }
        _ => over.clone(),
    }
}
