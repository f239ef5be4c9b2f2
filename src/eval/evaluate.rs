//! The evaluator: one method for each kind of expression.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::model::{AttributeRef, Origin, Unknown, Value};
use crate::source::Span;

use super::ast::{Call, Conditional, Expr, ExprKind, UnaryOp};
use super::convert::{key, truth};
use super::functions::{self, Context, Run};
use super::survey::{Survey, survey};
use super::types::{type_of, unify};
use super::unknowns::{derived, some_of};
use super::{EvalError, MAX_ELEMENTS, MAX_STEPS, MAX_TEXT, Scope, TEXT_PER_STEP, equality, operators};

/// The value of an expression.
///
/// # Errors
/// Where the expression has no value: a name that does not exist, text where a number is needed, too much work.
pub fn evaluate(expr: &Expr, scope: &dyn Scope) -> Result<Value, EvalError> {
    evaluate_on(expr, scope, &Cell::new(0))
}

/// The value of an expression whose work is a part of other work: of `steps` so far.
///
/// # Errors
/// As [`evaluate`].
pub(crate) fn evaluate_on(expr: &Expr, scope: &dyn Scope, steps: &Cell<u64>) -> Result<Value, EvalError> {
    let evaluator = Evaluator::new(scope);
    evaluator.steps.set(steps.get());
    let value = evaluator.eval(expr, Env::default());
    steps.set(evaluator.steps.get());
    let value = value?;
    // Lists share their parts: a few bytes of source make a value that nobody comes to the end of.
    if let Value::Seq(..) | Value::Object(_) = value.unmask().0 {
        survey([&value]).map_err(|message| EvalError::new(message, expr.span))?;
    }
    Ok(value)
}

/// The value of an expression, where a little work tells it; `None` where it takes more.
pub fn evaluate_briefly(expr: &Expr, scope: &dyn Scope) -> Option<Result<Value, EvalError>> {
    let evaluator = Evaluator { scope, steps: Cell::new(MAX_STEPS - BRIEFLY), unread: Cell::new(false) };
    let value = evaluator.eval(expr, Env::default());
    (evaluator.steps.get() <= MAX_STEPS).then_some(value)
}

/// Steps for each entry of an object that a function makes: entries are sorted, and their names compared.
const STEPS_OF_ENTRY: usize = 4;

/// Steps for each attribute that an unknown value comes from: each is kept with it.
const STEPS_OF_ATTRIBUTE: usize = 10;

/// Node evaluations of a brief evaluation.
const BRIEFLY: u64 = 20_000;

/// The names that `for` has bound, innermost first.
#[derive(Clone, Copy, Default)]
pub(super) struct Env<'e>(Option<&'e Binding<'e>>);

/// One name that `for` has bound.
pub(super) struct Binding<'e> {
    pub(super) name: &'e str,
    pub(super) value: Value,
    pub(super) outer: Env<'e>,
}

impl<'e> Env<'e> {
    pub(super) fn with(binding: &'e Binding<'e>) -> Self {
        Self(Some(binding))
    }

    fn get(self, name: &str) -> Option<&'e Value> {
        let mut next = self.0;
        while let Some(binding) = next {
            if binding.name == name {
                return Some(&binding.value);
            }
            next = binding.outer.0;
        }
        None
    }
}

/// One evaluation: the scope and what is left of the budget.
pub(super) struct Evaluator<'s> {
    pub(super) scope: &'s dyn Scope,
    steps: Cell<u64>,
    /// Nobody will read what an error has to say: `try` and `can` only ask whether there is one.
    unread: Cell<bool>,
}

impl<'s> Evaluator<'s> {
    pub(super) fn new(scope: &'s dyn Scope) -> Self {
        Self { scope, steps: Cell::new(0), unread: Cell::new(false) }
    }

    /// Takes `steps` off the budget.
    pub(super) fn charge(&self, steps: usize, span: Span) -> Result<(), EvalError> {
        let used = self.steps.get() + steps as u64;
        self.steps.set(used);
        if used > MAX_STEPS {
            return Err(EvalError::new("this expression takes too many steps to evaluate", span));
        }
        Ok(())
    }

    /// The value, or an error that says no more than that there is one.
    fn attempt(&self, expr: &Expr, env: Env<'_>) -> Result<Value, EvalError> {
        let outer = self.unread.replace(true);
        let value = self.eval(expr, env);
        self.unread.set(outer);
        value
    }

    /// `; did you mean …`, else the list of what there is.
    pub(super) fn hint<'a>(&self, name: &str, known: impl Iterator<Item = &'a str> + Clone, intro: &str) -> String {
        if self.unread.get() { String::new() } else { hint(name, known, intro) }
    }

    pub(super) fn eval(&self, expr: &Expr, env: Env<'_>) -> Result<Value, EvalError> {
        self.charge(1, expr.span)?;
        match &expr.kind {
            ExprKind::Literal(value) => Ok(value.clone()),
            ExprKind::Template(parts) => self.template(parts, env, expr.span),
            ExprKind::Variable(name) => match self.variable(name, env, expr.span)? {
                Value::Subject(handle) => Ok(self.scope.whole(handle).unwrap_or(Value::Subject(handle))),
                value => Ok(value),
            },
            ExprKind::Traversal { base, steps } => {
                let base = match &base.kind {
                    ExprKind::Variable(name) => {
                        self.charge(1, base.span).and_then(|()| self.variable(name, env, base.span))?
                    }
                    _ => self.eval(base, env)?,
                };
                self.walk(base, steps, env)
            }
            ExprKind::Call(call) => self.call(call, env, expr.span),
            ExprKind::Unary(operator, operand) => self.unary(*operator, operand, env, expr.span),
            ExprKind::Binary(operator, operands) => self.binary(*operator, &operands.0, &operands.1, env, expr.span),
            ExprKind::Conditional(conditional) => self.conditional(conditional, env),
            ExprKind::For(for_expr) => self.for_expr(for_expr, env, expr.span),
            ExprKind::Tuple(items) => {
                let items: Result<_, _> = items.iter().map(|item| self.eval(item, env)).collect();
                Ok(Value::tuple(items?))
            }
            ExprKind::Object(entries) => self.object(entries, env, expr.span),
            ExprKind::Paren(inner) => self.eval(inner, env),
        }
    }

    fn variable(&self, name: &str, env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        if let Some(value) = env.get(name) {
            return Ok(value.clone());
        }
        match self.scope.root(name) {
            // The scope's own error points into another expression; what counts here is where it was asked for.
            Some(result) => result.map_err(|error| EvalError::new(error.message, span)),
            None => {
                let roots = self.scope.roots();
                let hint = self.hint(name, roots.iter().map(String::as_str), "known names are");
                Err(EvalError::new(format!("there is no `{name}` here{hint}"), span))
            }
        }
    }

    /// An unknown key makes the whole object unknown.
    fn object(&self, entries: &[(Expr, Expr)], env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let mut object = BTreeMap::new();
        let mut unknown_keys = Vec::new();
        let mut nameless = Vec::new();
        let mut masked = false;
        for (key_expr, value_expr) in entries {
            let name = self.eval(key_expr, env)?;
            let value = self.eval(value_expr, env)?;
            masked |= name.has_mask();
            if let Some(unknown) = name.as_unknown() {
                unknown_keys.push(unknown.clone());
                nameless.push(value);
                continue;
            }
            let name = key(&name).map_err(|message| EvalError::new(message, key_expr.span))?;
            object.insert(name, value);
        }
        let object = Value::object(object.into());
        let value = if unknown_keys.is_empty() {
            object
        } else {
            let parts = self.survey(std::iter::once(&object).chain(&nameless), span)?.unknowns;
            derived(unknown_keys.iter().chain(parts.iter().map(|unknown| &**unknown)))
        };
        Ok(mask(value, masked))
    }

    /// What some values hold, all the way down.
    pub(super) fn survey<'v>(
        &self,
        values: impl IntoIterator<Item = &'v Value>,
        span: Span,
    ) -> Result<Survey, EvalError> {
        let found = survey(values).map_err(|message| EvalError::new(message, span))?;
        self.charge(found.cost(), span)?;
        Ok(found)
    }

    fn unary(&self, operator: UnaryOp, operand: &Expr, env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let value = self.eval(operand, env)?;
        let (inner, masked) = value.unmask();
        let result = operators::unary(operator, inner).map_err(|message| EvalError::new(message, span))?;
        Ok(mask(result, masked))
    }

    fn conditional(&self, conditional: &Conditional, env: Env<'_>) -> Result<Value, EvalError> {
        let condition = self.eval(&conditional.condition, env)?;
        let masked = condition.unmask().1;
        let span = conditional.condition.span;
        let decided = truth(&condition).map_err(|message| EvalError::new(message, span))?;
        let value = match decided {
            Some(true) => self.arm(&conditional.then, &conditional.otherwise, env)?,
            Some(false) => self.arm(&conditional.otherwise, &conditional.then, env)?,
            None => self.undecided(&condition, conditional, env)?,
        };
        Ok(mask(value, masked))
    }

    /// The arm that is taken, as a value of the type that both arms have. The other one is only looked at where its type
    /// could change the value: its errors do not count.
    fn arm(&self, taken: &Expr, other: &Expr, env: Env<'_>) -> Result<Value, EvalError> {
        let value = self.eval(taken, env)?;
        let inner = value.unmask().0;
        if matches!(inner, Value::Null | Value::String(_) | Value::Unknown(_) | Value::Subject(_)) {
            return Ok(value);
        }
        let other = self.eval(other, env);
        self.charge(0, taken.span)?;
        let Ok(other) = other else { return Ok(value) };
        self.survey([&value, &other], taken.span)?;
        Ok(self.alike(&value, &other).unwrap_or(value))
    }

    /// The first value, converted to the type that both can have; `None` where there is none.
    fn alike(&self, value: &Value, other: &Value) -> Option<Value> {
        unify(type_of(value), type_of(other))?.convert_in(value.clone(), self.scope).ok()
    }

    /// The condition is not known: equal arms decide all the same; of two attributes it is one.
    fn undecided(&self, condition: &Value, conditional: &Conditional, env: Env<'_>) -> Result<Value, EvalError> {
        let span = conditional.condition.span;
        let arms = (self.eval(&conditional.then, env), self.eval(&conditional.otherwise, env));
        let reason = match condition.unmask().0 {
            Value::Unknown(unknown) => Some(unknown.clone()),
            _ => None,
        };
        // An arm that fails may be the one that is never taken.
        let (then, otherwise) = match arms {
            (Err(error), Err(_)) => return Err(error),
            (Ok(arm), Err(_)) | (Err(_), Ok(arm)) => {
                let found = self.survey([&arm], span)?;
                return Ok(mask(derived(reason.iter().chain(&found.unknowns).map(|unknown| &**unknown)), found.masked));
            }
            (Ok(then), Ok(otherwise)) => (then, otherwise),
        };
        let both = (self.alike(&then, &otherwise), self.alike(&otherwise, &then));
        let (then, otherwise) = both.0.zip(both.1).unwrap_or((then, otherwise));
        let found = self.survey([&then, &otherwise], span)?;
        if equality::equal(self.scope, &then, &otherwise) == Some(true) {
            return Ok(mask(then, found.masked));
        }
        let both = (then.as_unknown(), otherwise.as_unknown());
        let value = if let (Some(a), Some(b)) = both {
            some_of([a, b], reason.as_ref().map(|unknown| unknown.reason().into()))
        } else {
            derived(reason.iter().chain(&found.unknowns).map(|unknown| &**unknown))
        };
        Ok(mask(value, found.masked))
    }

    fn call(&self, call: &Call, env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        if call.namespace.first().is_some_and(|first| first == "plugin") {
            let message = format!("`{}` belongs to a plugin; poolproof runs no plugins", call.full_name());
            return Err(EvalError::new(message, call.name_span));
        }
        let Some(function) = functions::find(call) else {
            return self.unknown_function(call, env);
        };
        match function.run {
            Run::Try => return self.try_each(&call.arguments, env, span),
            Run::Can => return self.can(&call.arguments, env, span),
            Run::TemplateString => return self.template_string(call, env, span),
            Run::World | Run::Later | Run::Compute(_) => {}
        }
        let arguments = match self.arguments(call, env)? {
            Ok(arguments) => arguments,
            Err(unknown) => return Ok(unknown),
        };
        function.check_count(arguments.len()).map_err(|message| EvalError::new(message, call.name_span))?;
        let context = Context { scope: self.scope, steps: &self.steps };
        let value = functions::call(function, &context, &arguments)
            .map_err(|message| EvalError::new(format!("{}: {message}", function.name), span))?;
        self.check_size(&value, span)?;
        Ok(value)
    }

    /// The arguments, with the last one spread. The inner `Err` is the result when that one is unknown.
    fn arguments(&self, call: &Call, env: Env<'_>) -> Result<Result<Vec<Value>, Value>, EvalError> {
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(self.eval(argument, env)?);
        }
        if !call.expand {
            return Ok(Ok(arguments));
        }
        let span = call.arguments.last().map_or(call.name_span, |last| last.span);
        let Some(last) = arguments.pop() else { return Ok(Ok(arguments)) };
        let (inner, masked) = last.unmask();
        match inner {
            Value::Unknown(unknown) => Ok(Err(mask(derived([&**unknown]), masked))),
            Value::Seq(_, elements) => {
                self.charge(elements.len(), span)?;
                arguments.extend(elements.iter().map(|element| mask(element.clone(), masked)));
                Ok(Ok(arguments))
            }
            _ => Err(EvalError::new("`...` spreads a list, and this is none", span)),
        }
    }

    /// What an unknown function makes of its arguments depends on them.
    fn unknown_function(&self, call: &Call, env: Env<'_>) -> Result<Value, EvalError> {
        let why = format!("the function `{}` is not known to poolproof", call.full_name());
        let arguments =
            call.arguments.iter().map(|argument| self.eval(argument, env)).collect::<Result<Vec<_>, _>>()?;
        let found = self.survey(&arguments, call.name_span)?;
        let own = Unknown::new(Origin::Elsewhere, Some(why.into()));
        Ok(mask(derived(std::iter::once(&own).chain(found.unknowns.iter().map(|unknown| &**unknown))), found.masked))
    }

    fn template_string(&self, call: &Call, env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let [template, variables] = call.arguments.as_slice() else {
            return Err(EvalError::new("templatestring: a template and an object are needed", span));
        };
        let (template, variables) = (self.eval(template, env)?, self.eval(variables, env)?);
        let (inner, masked) = template.unmask();
        if let Some(unknown) = inner.as_unknown() {
            return Ok(mask(derived([unknown]), masked));
        }
        let text = super::convert::text(inner).map_err(|message| EvalError::new(message, span))?;
        self.charge(text.len() / super::files::TEXT_PER_STEP_READ, span)?;
        let filled = super::files::render_template("template", &text, &variables, (self.scope, &self.steps));
        filled.map(|value| mask(value, masked)).map_err(|error| EvalError::new(error.message, span))
    }

    /// The first argument that has no error. One that is not known may yet turn out to be an error, unless it is an
    /// attribute that its instance has for sure: then what comes behind it counts too.
    fn try_each(&self, arguments: &[Expr], env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let mut last = EvalError::new("try: at least one argument is needed", span);
        for (at, argument) in arguments.iter().enumerate() {
            let rest = arguments.get(at + 1..).unwrap_or_default();
            // Where all have one, the error of the last is told.
            let result = if rest.is_empty() { self.eval(argument, env) } else { self.attempt(argument, env) };
            // The budget's own error is not one to fall through on.
            self.charge(0, span)?;
            match result {
                Ok(value) => {
                    return match value.as_unknown() {
                        Some(unknown) if !rest.is_empty() && may_fail(unknown) => self.or_rest(&value, rest, env, span),
                        _ => Ok(value),
                    };
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn or_rest(&self, value: &Value, rest: &[Expr], env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let others: Vec<Value> = rest.iter().filter_map(|argument| self.eval(argument, env).ok()).collect();
        let found = self.survey(std::iter::once(value).chain(&others), span)?;
        Ok(mask(derived(found.unknowns.iter().map(|unknown| &**unknown)), found.masked))
    }

    fn can(&self, arguments: &[Expr], env: Env<'_>, span: Span) -> Result<Value, EvalError> {
        let [argument] = arguments else {
            return Err(EvalError::new("can: exactly one argument is needed", span));
        };
        let result = self.attempt(argument, env);
        self.charge(0, span)?;
        let Ok(value) = result else { return Ok(Value::Bool(false)) };
        // What is not known may yet turn out to be an error.
        let found = self.survey([&value], span)?;
        Ok(if found.unknowns.is_empty() {
            Value::Bool(true)
        } else {
            derived(found.unknowns.iter().map(|unknown| &**unknown))
        })
    }

    pub(super) fn check_size(&self, value: &Value, span: Span) -> Result<(), EvalError> {
        match value.unmask().0 {
            Value::String(text) if text.len() > MAX_TEXT => Err(EvalError::new("this text becomes too long", span)),
            Value::Seq(_, elements) => {
                if elements.len() > MAX_ELEMENTS {
                    return Err(EvalError::new("this list becomes too long", span));
                }
                self.charge(elements.len(), span)
            }
            Value::Object(entries) => self.charge(entries.len() * STEPS_OF_ENTRY, span),
            Value::String(text) => self.charge(text.len() / TEXT_PER_STEP, span),
            Value::Unknown(unknown) => self.charge(unknown.attributes().len() * STEPS_OF_ATTRIBUTE, span),
            _ => Ok(()),
        }
    }
}

/// Whether what stands there could still be an error once everything is known: a part of an attribute may be missing.
fn may_fail(unknown: &Unknown) -> bool {
    let plain = |attribute: &AttributeRef| attribute.path.steps.len() <= 1;
    match &unknown.origin {
        Origin::Verbatim(attribute) => !plain(attribute),
        Origin::OneOf(attributes) => !attributes.iter().all(plain),
        Origin::Derived(_) | Origin::Elsewhere => true,
    }
}

/// The value, under a mask when what it came from was.
pub(super) fn mask(value: Value, masked: bool) -> Value {
    if masked { value.sensitive() } else { value }
}

/// Among more names than this the nearest one is seldom what was meant, and always long in the finding.
const SEARCHED: usize = 500;

/// `; did you mean …`, else the list of what there is.
fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone, intro: &str) -> String {
    const MOST: usize = 12;
    if known.clone().nth(SEARCHED).is_none()
        && let Some(meant) = super::did_you_mean(name, known.clone())
    {
        return format!("; did you mean `{meant}`?");
    }
    let some: Vec<&str> = known.clone().take(MOST).collect();
    if some.is_empty() {
        return String::new();
    }
    let more = if known.clone().nth(MOST).is_some() { ", …" } else { "" };
    format!("; {intro} {}{more}", some.join(", "))
}
