//! What can be said of expressions without a plan: names that do not exist, functions that do not, properties that a
//! subject does not have. Where a type is not known, nothing is said.

use crate::eval::ast::{Call, Expr, ExprKind, For, Part, Step, StepKind};
use crate::eval::functions;
use crate::source::Span;

use super::error::{Errors, suggestion};
use super::{Policy, PolicyFile, vocabulary};

/// What is known of a value's type; the words of the vocabulary.
type Type = &'static str;

const ANY: Type = "any";

/// Checks every expression of a file.
pub(super) fn file(file: &PolicyFile, errors: &mut Errors<'_>) {
    let mut checker = Checker {
        errors,
        roots: &["local", "input"],
        place: "`locals` at file level",
        locals: file.locals.iter().map(|(name, _)| name.as_str()).collect(),
        inputs: file.inputs.iter().map(|input| input.name.as_str()).collect(),
        bound: Vec::new(),
        meta: "meta",
        guarded: 0,
    };
    for (_, value) in &file.locals {
        checker.expr(value);
    }
    for policy in &file.policies {
        let Some(kind) = policy.subject.kind() else { continue };
        checker.roots = kind.roots;
        checker.meta = policy.subject.meta();
        checker.place = kind.block;
        let outer = checker.locals.len();
        checker.locals.extend(policy.locals.iter().map(|(name, _)| name.as_str()));
        for expr in expressions(policy) {
            checker.expr(expr);
        }
        checker.locals.truncate(outer);
    }
}

/// Every expression of a policy.
fn expressions(policy: &Policy) -> impl Iterator<Item = &Expr> {
    let level = match &policy.level {
        super::LevelSetting::Computed(expr) => Some(expr),
        _ => None,
    };
    let enforces = policy
        .enforces
        .iter()
        .flat_map(|enforce| [&enforce.condition, &enforce.error_message].into_iter().chain(&enforce.info_message));
    let locals = policy.locals.iter().map(|(_, value)| value);
    let severity = match &policy.about.severity {
        Some(super::SeveritySetting::Computed(expr)) => Some(expr),
        _ => None,
    };
    let about = policy.about.fix.iter().chain(&policy.about.paste).chain(severity);
    locals.chain(&policy.filter).chain(level).chain(&policy.related).chain(&policy.windows).chain(enforces).chain(about)
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
    inputs: Vec<&'c str>,
    /// Names of the `for` around, innermost last.
    bound: Vec<(&'c str, Type)>,
    /// The class of `meta`.
    meta: &'static str,
    /// How many `try` and `can` stand around: what is missing there is guarded against.
    guarded: usize,
}

impl<'c> Checker<'c, '_> {
    fn expr(&mut self, expr: &'c Expr) -> Type {
        match &expr.kind {
            ExprKind::Variable(name) => self.variable(name, expr.span),
            ExprKind::Traversal { base, steps } => self.traversal(base, steps),
            ExprKind::For(for_expr) => {
                self.for_expr(for_expr);
                ANY
            }
            ExprKind::Template(parts) => match parts.as_slice() {
                [Part::Interpolation(only)] => self.expr(only),
                parts => {
                    self.parts(parts);
                    "string"
                }
            },
            ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::Call(call) => {
                self.call(call, expr.span);
                let guards = matches!(call.name.as_str(), "try" | "can");
                self.guarded += usize::from(guards);
                self.children(expr);
                self.guarded -= usize::from(guards);
                ANY
            }
            _ => {
                self.children(expr);
                ANY
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
        if let (Some(root), Some((first, _))) = (base.as_variable(), steps.split_first()) {
            self.named(root, first);
        }
        let mut splat = false;
        while let Some((step, after)) = rest.split_first() {
            rest = after;
            type_ = match &step.kind {
                StepKind::Attribute(name) => self.property(type_, name, step.span),
                StepKind::Index(index) => {
                    self.expr(index);
                    element_of(type_)
                }
                StepKind::LegacyIndex(_) => element_of(type_),
                StepKind::FullSplat | StepKind::AttributeSplat => {
                    splat = true;
                    if is_list(type_) { element_of(type_) } else { type_ }
                }
            };
        }
        if splat { ANY } else { type_ }
    }

    /// `local.x` and `input.x`. Inputs of other files are not at hand: only a near miss is named.
    fn named(&mut self, root: &str, step: &Step) {
        let StepKind::Attribute(name) = &step.kind else { return };
        let hidden = self.bound.iter().any(|(bound, _)| *bound == root);
        let (known, what, strict) = match root {
            "local" => (&self.locals, "local", true),
            "input" => (&self.inputs, "input", false),
            _ => return,
        };
        if hidden || known.contains(&&**name) {
            return;
        }
        let help = suggestion(name, known.iter().copied());
        if !strict && !help.starts_with("did you mean") {
            return;
        }
        let help = if help.is_empty() { format!("define it: `locals {{ {name} = … }}`") } else { help };
        self.errors.add(step.span, format!("there is no {what} `{name}`"), "", help);
    }

    fn property(&mut self, type_: Type, name: &str, span: Span) -> Type {
        if is_list(type_) {
            let message = format!("this is a {type_}, and a list has no `{name}`");
            self.errors.add(span, message, "", "take one element with `[0]`, or all with `[*]`");
            return ANY;
        }
        if !vocabulary::is_class(type_) {
            return ANY;
        }
        if let Some(property) = vocabulary::property(type_, name) {
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
        let value = if is_list(collection) { element_of(collection) } else { ANY };
        let outer = self.bind(it.key.as_deref(), &it.value, value);
        let inside = it.result_key.iter().chain([&it.result]).chain(&it.condition);
        for expr in inside {
            self.expr(expr);
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
                    self.expr(condition);
                    self.parts(then);
                    self.parts(otherwise);
                }
                Part::For { key, value, collection, body } => {
                    let collection = self.expr(collection);
                    let type_ = if is_list(collection) { element_of(collection) } else { ANY };
                    let outer = self.bind(key.as_deref(), value, type_);
                    self.parts(body);
                    self.bound.truncate(outer);
                }
            }
        }
    }

    /// A subject has no text of its own.
    fn text(&mut self, expr: &'c Expr) {
        let type_ = self.expr(expr);
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
