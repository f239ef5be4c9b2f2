//! A *scope* is what an expression can see. The evaluator knows the language; the scope knows the world: a policy's
//! subject and its neighbours, or a module's variables, locals and resources.

use std::cell::Cell;

use crate::model::{AttributeRef, Handle, Value};

use super::EvalError;
use super::ast::Expr;

/// What an expression can see. All of it is lazy: a scope answers for one name at a time.
pub trait Scope {
    /// The value of a root name such as `route`, `attrs`, `local`, `var`. `None`: no such name.
    fn root(&self, name: &str) -> Option<Result<Value, EvalError>>;

    /// Every root name, for "did you mean".
    fn roots(&self) -> Vec<String>;

    /// Attribute `name` of a [`Value::Subject`] that this scope gave out. `None`: no such attribute.
    fn attribute(&self, of: Handle, name: &str) -> Option<Result<Value, EvalError>>;

    /// Whether expressions are those of a configuration, where a list is never equal to a tuple nor a map to an object. A
    /// policy looks at values of a plan, which does not tell them apart.
    fn tells_types(&self) -> bool {
        false
    }

    /// The object that a subject stands for where it is asked for as a whole: `keys(meta)`. `None`: it is no object.
    fn whole(&self, _of: Handle) -> Option<Value> {
        None
    }

    /// Every attribute of a subject, for "did you mean".
    fn attributes(&self, of: Handle) -> Vec<String>;

    /// Answers a function that asks about the world and not about its arguments alone: `getresources`, `getdatasource`,
    /// `plantimestamp`, and those that read a file (see [`super::files`]). `None`: this scope has no answer to it. What is
    /// evaluated for the answer takes its steps from those of the evaluation that asks.
    fn function(&self, _name: &str, _arguments: &[Value], _steps: &Cell<u64>) -> Option<Result<Value, EvalError>> {
        None
    }

    /// The expression behind a name such as `local.x`, written in the same text as the expression that asks for it. It lets
    /// an explanation go on below the name.
    fn definition(&self, _root: &str, _name: &str) -> Option<&Expr> {
        None
    }

    /// Whether an attribute that is known only after apply certainly will not be null, as the identity of an instance that
    /// is there after the apply. It decides guards such as `attrs.arn != null`.
    fn never_null(&self, _attribute: &AttributeRef) -> bool {
        false
    }

    /// Whether an attribute that is known only after apply certainly is one text, number or boolean and not a list, so that
    /// `flatten` leaves it alone.
    fn is_single(&self, attribute: &AttributeRef) -> bool {
        self.never_null(attribute)
    }

    /// Whether an attribute that is known only after apply certainly will not be this text, as the identity of another
    /// instance.
    fn never_is(&self, _attribute: &AttributeRef, _text: &str) -> bool {
        false
    }

    /// Whether two attributes that are known only after apply will be equal: `Some(true)` when they are the same value
    /// by declaration, `Some(false)` only when they certainly differ, else `None`. The evaluator has already answered
    /// for one and the same attribute.
    fn same(&self, _a: &AttributeRef, _b: &AttributeRef) -> Option<bool> {
        None
    }
}
