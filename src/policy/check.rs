//! What can be said of expressions without a plan: names that do not exist, functions that do not, properties that a
//! subject does not have. Where a type is not known, nothing is said.

mod constants;
mod cycles;
mod policies;
mod types;

use crate::eval::ast::{Call, Expr, ExprKind, For, Part, Step, StepKind};
use crate::eval::{Nothing, evaluate_briefly, functions};
use crate::hash::HashMap;
use crate::model::Value;
use crate::source::Span;

use super::error::{Errors, suggestion};
use super::{Input, LevelSetting, Policy, PolicyError, PolicyFile, SeveritySetting, shared_inputs, vocabulary};
use types::{LIST, TEXT};

/// What is known of a value's type; the words of the vocabulary.
type Type = &'static str;

const ANY: Type = "any";

/// Checks every expression of a file. What comes back is no mistake to whoever evaluates it, and hardly meant so.
pub(super) fn file(file: &PolicyFile, errors: &mut Errors<'_>) -> Vec<PolicyError> {
    cycles::locals(&file.locals, None, errors);
    for policy in &file.policies {
        cycles::locals(&file.locals, Some(&policy.locals), errors);
    }
    for input in &file.inputs {
        default(input, errors);
    }
    let mut checker = Checker {
        errors,
        roots: &["local", "input"],
        place: "`locals` at file level",
        locals: file.locals.iter().map(|(name, _)| name.as_str()).collect(),
        inputs: &file.inputs,
        types: HashMap::default(),
        bound: Vec::new(),
        meta: "meta",
        guarded: 0,
        words: None,
        warns: true,
        warnings: Vec::new(),
        constant: false,
        budget: constants::NODES,
    };
    checker.define(&file.locals);
    for policy in &file.policies {
        let Some(kind) = policy.subject.kind() else { continue };
        checker.roots = kind.roots;
        checker.meta = policy.subject.meta();
        checker.place = kind.block;
        // Policies of HashiCorp's dialect run as they are, whatever never holds in them.
        checker.warns = kind.labels.len() == 2;
        let outer = (checker.locals.len(), checker.types.clone());
        checker.locals.extend(policy.locals.iter().map(|(name, _)| name.as_str()));
        checker.policy(policy);
        checker.locals.truncate(outer.0);
        checker.types = outer.1;
    }
    checker.warnings
}

/// The default of an input is of its type.
fn default(input: &Input, errors: &mut Errors<'_>) {
    let Some(default) = &input.default else { return };
    let value = match evaluate_briefly(default, &Nothing) {
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            errors.add(error.span, error.message, "", "a default is a constant");
            return;
        }
        None => return,
    };
    if value == Value::Null && !input.nullable {
        let help = "leave the default out, or write `nullable = true`";
        errors.add(default.span, format!("the input `{}` may not be null", input.name), "", help);
    } else if let Err(message) = input.type_.convert(value) {
        let message = format!("the default of the input `{}` is not of its type: {message}", input.name);
        errors.add(default.span, message, "", format!("its type is {}", input.type_));
    }
}

/// Every expression of a policy but its locals.
pub(super) fn of_policy(policy: &Policy) -> impl Iterator<Item = &Expr> {
    let level = match &policy.level {
        LevelSetting::Computed(expr) => Some(expr),
        _ => None,
    };
    let enforces = policy
        .enforces
        .iter()
        .flat_map(|enforce| [&enforce.condition, &enforce.error_message].into_iter().chain(&enforce.info_message));
    let severity = match &policy.about.severity {
        Some(SeveritySetting::Computed(expr)) => Some(expr),
        _ => None,
    };
    let about = policy.about.fix.iter().chain(&policy.about.paste).chain(severity);
    policy.filter.iter().chain(level).chain(&policy.related).chain(&policy.windows).chain(enforces).chain(about)
}

/// Every expression of a policy.
fn expressions(policy: &Policy) -> impl Iterator<Item = &Expr> {
    policy.locals.iter().map(|(_, value)| value).chain(of_policy(policy))
}

/// Whether a policy asks for a root name anywhere.
pub(super) fn uses_root(policy: &Policy, root: &str) -> bool {
    expressions(policy).any(|expr| mentions(expr, root))
}

fn mentions(expr: &Expr, root: &str) -> bool {
    let mut found = expr.as_variable() == Some(root);
    expr.each_child(&mut |child| found = found || mentions(child, root));
    found
}

struct Checker<'c, 'e> {
    errors: &'c mut Errors<'e>,
    roots: &'static [&'static str],
    place: &'static str,
    locals: Vec<&'c str>,
    inputs: &'c [Input],
    /// Types of the locals that were looked at.
    types: HashMap<&'c str, Type>,
    /// Names of the `for` around, innermost last.
    bound: Vec<(&'c str, Type)>,
    /// The class of `meta`.
    meta: &'static str,
    /// How many `try` and `can` stand around: what is missing there is guarded against.
    guarded: usize,
    /// The words that the property which was looked at last can have.
    words: types::Words,
    /// What never holds is a warning here, not a mistake.
    warns: bool,
    warnings: Vec<PolicyError>,
    /// A constant stands around, and was computed.
    constant: bool,
    /// Nodes that may yet be looked at for constants.
    budget: usize,
}

impl<'c> Checker<'c, '_> {
    fn expr(&mut self, expr: &'c Expr) -> Type {
        let (before, outer) = (self.errors.all.len(), self.constant);
        if !outer {
            self.constant(expr);
        }
        // What a constant's value is said about is not said again part by part.
        if self.errors.all.len() > before {
            self.constant = outer;
            return ANY;
        }
        let type_ = self.kind(expr);
        self.constant = outer;
        type_
    }

    fn kind(&mut self, expr: &'c Expr) -> Type {
        match &expr.kind {
            ExprKind::Literal(value) => types::of_literal(value),
            ExprKind::Variable(name) => self.variable(name, expr.span),
            ExprKind::Traversal { base, steps } => self.traversal(base, steps),
            ExprKind::For(for_expr) => {
                self.for_expr(for_expr);
                if for_expr.result_key.is_some() { "object" } else { LIST }
            }
            ExprKind::Template(parts) => match parts.as_slice() {
                [Part::Interpolation(only)] => self.expr(only),
                parts => {
                    self.parts(parts);
                    TEXT
                }
            },
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Unary(operator, operand) => self.unary(*operator, operand),
            ExprKind::Binary(operator, sides) => self.binary(*operator, &sides.0, &sides.1, expr.span),
            ExprKind::Conditional(it) => self.conditional(it),
            ExprKind::Call(call) => {
                self.call(call, expr.span);
                let guards = matches!(call.name.as_str(), "try" | "can");
                self.guarded += usize::from(guards);
                let (mut first, mut last) = (ANY, (ANY, None));
                for (at, argument) in call.arguments.iter().enumerate() {
                    self.words = None;
                    let type_ = self.expr(argument);
                    first = if at == 0 { type_ } else { first };
                    last = (type_, self.words.take());
                }
                self.guarded -= usize::from(guards);
                let first = if call.expand && call.arguments.len() == 1 { ANY } else { first };
                self.result(call, first, last)
            }
            ExprKind::Tuple(_) => {
                self.children(expr);
                LIST
            }
            ExprKind::Object(_) => {
                self.children(expr);
                "object"
            }
        }
    }

    fn children(&mut self, expr: &'c Expr) {
        expr.each_child(&mut |child| {
            self.expr(child);
        });
    }

    fn variable(&mut self, name: &str, span: Span) -> Type {
        if let Some((_, type_)) = self.bound.iter().rev().find(|(bound, _)| *bound == name) {
            return type_;
        }
        if let Some(root) = self.roots.iter().find(|root| **root == name) {
            return match *root {
                "meta" => self.meta,
                root if vocabulary::is_class(root) => root,
                _ => ANY,
            };
        }
        let message = format!("there is no `{name}` in a `{}`", self.place);
        let message = message.replace("a ``locals` at file level`", "`locals` at file level");
        let bound = self.bound.iter().map(|(name, _)| *name).filter(|name| !name.is_empty());
        let help = suggestion(name, self.roots.iter().copied().chain(bound));
        let quoted = if help.starts_with("did you mean") {
            help
        } else {
            format!("{help}; text stands in double quotes: \"{name}\"")
        };
        self.errors.add(span, message, "", quoted);
        ANY
    }

    fn traversal(&mut self, base: &'c Expr, steps: &'c [Step]) -> Type {
        let mut type_ = self.expr(base);
        let mut rest = steps;
        if let (Some(root), Some((first, after))) = (base.as_variable(), steps.split_first()) {
            self.named(root, first);
            if let Some(known) = self.of_named(root, first, after) {
                (type_, rest) = known;
            }
        }
        let mut splat = false;
        while let Some((step, after)) = rest.split_first() {
            rest = after;
            type_ = match &step.kind {
                StepKind::Attribute(name) => self.property(type_, name, step.span),
                StepKind::Index(index) => {
                    self.expr(index);
                    self.part(type_, step.span);
                    element_of(type_)
                }
                StepKind::LegacyIndex(_) => {
                    self.part(type_, step.span);
                    element_of(type_)
                }
                StepKind::FullSplat | StepKind::AttributeSplat => {
                    splat = true;
                    if is_list(type_) { element_of(type_) } else { type_ }
                }
            };
        }
        if splat { ANY } else { type_ }
    }

    /// `local.x` and `input.x`. A file sees its own, and the inputs that every policy has.
    fn named(&mut self, root: &str, step: &Step) {
        let StepKind::Attribute(name) = &step.kind else { return };
        let hidden = self.bound.iter().any(|(bound, _)| *bound == root);
        let inputs = || self.inputs.iter().chain(shared_inputs()).map(|input| input.name.as_str());
        let (known, define): (Vec<&str>, _) = match root {
            "local" => (self.locals.clone(), format!("define it: `locals {{ {name} = … }}`")),
            "input" => (inputs().collect(), format!("declare it: `input \"{name}\" {{ type = … }}`")),
            _ => return,
        };
        if hidden || known.contains(&&**name) {
            return;
        }
        let help = suggestion(name, known.into_iter());
        // Inputs that every policy has are no help to one who has none.
        let says = help.starts_with("did you mean") || root == "local" && !help.is_empty();
        let help = if says { help } else { define };
        self.errors.add(step.span, format!("there is no {root} `{name}`"), "", help);
    }

    /// What is known of a local's or an input's type, and the steps behind it.
    fn of_named(&mut self, root: &str, first: &Step, after: &'c [Step]) -> Option<(Type, &'c [Step])> {
        let StepKind::Attribute(name) = &first.kind else { return None };
        if self.bound.iter().any(|(bound, _)| *bound == root) {
            return None;
        }
        match root {
            "local" => Some((self.types.get(&**name).copied()?, after)),
            "input" => {
                let inputs = self.inputs;
                let input = inputs.iter().find(|input| input.name == **name)?;
                for step in after {
                    if let StepKind::Index(index) = &step.kind {
                        self.expr(index);
                    }
                }
                Some((self.of_input(input, after), &[]))
            }
            _ => None,
        }
    }

    fn property(&mut self, type_: Type, name: &str, span: Span) -> Type {
        if is_list(type_) {
            let message = match element_of(type_) {
                ANY => format!("this is a list, and a list has no `{name}`"),
                _ => format!("this is a {type_}, and a list has no `{name}`"),
            };
            if self.guarded > 0 && element_of(type_) == ANY {
                return ANY;
            }
            self.errors.add(span, message, "", "take one element with `[0]`, or all with `[*]`");
            return ANY;
        }
        if !vocabulary::is_class(type_) {
            self.part(type_, span);
            return ANY;
        }
        if let Some(property) = vocabulary::property(type_, name) {
            self.words = vocabulary::words(type_, name);
            return property.type_.split('|').next().unwrap_or(ANY);
        }
        if self.guarded > 0 && type_.ends_with("meta") {
            return ANY;
        }
        let known = vocabulary::properties(type_).map(|property| property.name);
        let help = suggestion(name, known.collect::<Vec<_>>().into_iter());
        let whose = match type_ {
            "module_meta" => "`meta` of a module".to_owned(),
            "provider_meta" => "`meta` of a provider".to_owned(),
            "meta" => "`meta` of a resource".to_owned(),
            type_ => format!("a {}", type_.replace('_', " ")),
        };
        self.errors.add(span, format!("{whose} has no `{name}`"), "", help);
        ANY
    }

    fn for_expr(&mut self, it: &'c For) {
        let collection = self.expr(&it.collection);
        self.walked(collection, it.collection.span);
        let value = if is_list(collection) { element_of(collection) } else { ANY };
        let outer = self.bind(it.key.as_deref(), &it.value, value);
        for expr in it.result_key.iter().chain([&it.result]) {
            self.expr(expr);
        }
        if let Some(condition) = &it.condition {
            self.truth(condition, "what stands behind `if`");
        }
        self.bound.truncate(outer);
    }

    fn bind(&mut self, key: Option<&'c str>, value: &'c str, type_: Type) -> usize {
        let outer = self.bound.len();
        self.bound.push((key.unwrap_or(""), ANY));
        self.bound.push((value, type_));
        outer
    }

    fn parts(&mut self, parts: &'c [Part]) {
        for part in parts {
            match part {
                Part::Literal(_) => {}
                Part::Interpolation(expr) => self.text(expr),
                Part::If { condition, then, otherwise } => {
                    self.truth(condition, "what stands behind `if`");
                    self.parts(then);
                    self.parts(otherwise);
                }
                Part::For { key, value, collection, body } => {
                    let span = collection.span;
                    let collection = self.expr(collection);
                    self.walked(collection, span);
                    let type_ = if is_list(collection) { element_of(collection) } else { ANY };
                    let outer = self.bind(key.as_deref(), value, type_);
                    self.parts(body);
                    self.bound.truncate(outer);
                }
            }
        }
    }

    /// A subject has no text of its own, nor has a list or an object.
    fn text(&mut self, expr: &'c Expr) {
        let type_ = self.expr(expr);
        if is_list(type_) || type_ == "object" {
            let what = if is_list(type_) { "a list" } else { "an object" };
            let message = format!("text is needed, and this is {what}");
            self.errors.add(expr.span, message, "", "use `join(\", \", …)` or `jsonencode(…)`");
        }
        if vocabulary::is_class(type_) && !type_.ends_with("meta") {
            let message = format!("a {} has no text of its own", type_.replace('_', " "));
            self.errors.add(expr.span, message, "", "name one of its properties, such as `.address`");
        }
    }

    fn call(&mut self, call: &Call, span: Span) {
        let full = call.full_name();
        if let Some(function) = functions::find(call) {
            if let (false, Err(message)) = (call.expand, function.check_count(call.arguments.len())) {
                let help = format!("{}; example: {}", function.doc, function.example);
                self.errors.add(span, message, "", help);
            }
            let query = call.arguments.get(1).and_then(Expr::as_literal_string);
            if let (Some(query), "jsonpath") = (query, function.name)
                && let Err(message) = functions::check_jsonpath(query)
            {
                self.errors.add(span, "the JSONPath cannot be read", "", message);
            }
            return;
        }
        let help = match call.namespace.first().map(String::as_str) {
            Some("plugin" | "provider") => "poolproof runs no plugins; pass the value in as an `input`".to_owned(),
            Some(first) if first != "core" => format!("functions stand in `core::`, not in `{first}::`"),
            _ => {
                let names: Vec<&str> = functions::all().map(|function| function.name).collect();
                match crate::eval::did_you_mean(&call.name, names) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "there are Terraform's functions and a few more, bare or as `core::name`".to_owned(),
                }
            }
        };
        self.errors.add(call.name_span, format!("there is no function `{full}`"), "", help);
    }
}

fn is_list(type_: Type) -> bool {
    type_.starts_with("list of ")
}

fn element_of(type_: Type) -> Type {
    type_.strip_prefix("list of ").unwrap_or(ANY)
}
