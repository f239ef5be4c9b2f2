//! The syntax tree of HCL as the rest of the crate sees it: plain data with true byte spans into the [`Source`] it was
//! read from. A chain such as `a.b[0].c` is one flat [`ExprKind::Traversal`], so that long chains never nest.
//!
//! [`Source`]: crate::source::Source

use std::sync::Arc;

use crate::model::Value;
use crate::source::Span;

/// The content of a file or of a block.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// `name = value` lines, in the order of the text.
    pub attributes: Vec<Attribute>,
    /// Blocks, in the order of the text.
    pub blocks: Vec<Block>,
    /// All of it.
    pub span: Span,
}

impl Body {
    /// The attribute `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The blocks of one kind.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

/// `name = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The value.
    pub value: Expr,
    /// Name and value.
    pub span: Span,
}

/// `kind "label" "label" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The word in front.
    pub kind: String,
    /// Where that word stands.
    pub kind_span: Span,
    /// The labels.
    pub labels: Vec<Label>,
    /// What stands between the braces.
    pub body: Body,
    /// The header: word and labels.
    pub span: Span,
    /// The whole block with its body.
    pub full_span: Span,
}

/// A label of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text without quotes.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `null`, a boolean, a number, or a string without anything to fill in.
    Literal(Value),
    /// A quoted string or heredoc with something to fill in.
    Template(Vec<Part>),
    /// A root name, such as `var` or the variable of a `for`.
    Variable(Arc<str>),
    /// Steps from a value to its parts.
    Traversal {
        /// Where the steps start.
        base: Box<Expr>,
        /// The steps, in order.
        steps: Vec<Step>,
    },
    /// A function call.
    Call(Box<Call>),
    /// `!a`, `-a`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b` and its like.
    Binary(BinaryOp, Box<(Expr, Expr)>),
    /// `a ? b : c`.
    Conditional(Box<Conditional>),
    /// `[for …]` and `{for …}`.
    For(Box<For>),
    /// `[a, b]`.
    Tuple(Vec<Expr>),
    /// `{ a = b }`; a bare key is a string literal.
    Object(Vec<(Expr, Expr)>),
    /// `(a)`.
    Paren(Box<Expr>),
}

/// One step of a traversal.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Where it stands.
    pub span: Span,
}

/// What a step of a traversal does.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// `.name`.
    Attribute(Arc<str>),
    /// `[key]`.
    Index(Expr),
    /// `.0`, the old way to write an index.
    LegacyIndex(u64),
    /// `.*`: the attribute steps that follow, for each element.
    AttributeSplat,
    /// `[*]`: all steps that follow, for each element.
    FullSplat,
}

/// A function call.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What stands before the last `::`, empty for a bare name.
    pub namespace: Vec<String>,
    /// The function's name.
    pub name: String,
    /// Where the whole name stands.
    pub name_span: Span,
    /// The arguments.
    pub arguments: Vec<Expr>,
    /// The last argument is a list that is spread (`...`).
    pub expand: bool,
}

impl Call {
    /// The name as it was written.
    pub fn full_name(&self) -> String {
        let mut text = String::new();
        for part in &self.namespace {
            text.push_str(part);
            text.push_str("::");
        }
        text.push_str(&self.name);
        text
    }
}

/// `condition ? then : otherwise`.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditional {
    /// Decides.
    pub condition: Expr,
    /// The value when it is true.
    pub then: Expr,
    /// The value when it is false.
    pub otherwise: Expr,
}

/// `[for key, value in collection : result if condition]`.
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// Name of the key or index.
    pub key: Option<Arc<str>>,
    /// Name of the element.
    pub value: Arc<str>,
    /// What is walked.
    pub collection: Expr,
    /// Key of each entry of the result: then it is an object.
    pub result_key: Option<Expr>,
    /// Each element of the result.
    pub result: Expr,
    /// Values of equal keys are gathered in lists (`...`).
    pub grouping: bool,
    /// Elements for which it is false are left out.
    pub condition: Option<Expr>,
}

/// One part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text.
    Literal(String),
    /// `${ … }`.
    Interpolation(Expr),
    /// `%{ if … } … %{ else } … %{ endif }`.
    If {
        /// Decides.
        condition: Expr,
        /// The text when it is true.
        then: Vec<Part>,
        /// The text when it is false.
        otherwise: Vec<Part>,
    },
    /// `%{ for … } … %{ endfor }`.
    For {
        /// Name of the key or index.
        key: Option<Arc<str>>,
        /// Name of the element.
        value: Arc<str>,
        /// What is walked.
        collection: Expr,
        /// The text for each element.
        body: Vec<Part>,
    },
}

/// An operator before one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`.
    Not,
    /// `-`.
    Negate,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
    /// `&&`.
    And,
    /// `||`.
    Or,
}

impl BinaryOp {
    /// The operator as it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::And => "&&",
            Self::Or => "||",
        }
    }
}

impl Expr {
    /// The text of a string literal; a heredoc without anything to fill in is one too.
    pub fn as_literal_string(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Literal(value) => value.as_str(),
            ExprKind::Paren(inner) => inner.as_literal_string(),
            _ => None,
        }
    }

    /// The name of a lone root name.
    pub fn as_variable(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Variable(name) => Some(name),
            _ => None,
        }
    }
}

impl Expr {
    /// Visits every expression that is directly part of this one. The names that a `for` binds are the visitor's business.
    pub fn each_child<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Variable(_) => {}
            ExprKind::Template(parts) => each_in_parts(parts, visit),
            ExprKind::Traversal { base, steps } => {
                visit(base);
                for step in steps {
                    if let StepKind::Index(index) = &step.kind {
                        visit(index);
                    }
                }
            }
            ExprKind::Call(call) => call.arguments.iter().for_each(visit),
            ExprKind::Unary(_, operand) => visit(operand),
            ExprKind::Binary(_, operands) => {
                visit(&operands.0);
                visit(&operands.1);
            }
            ExprKind::Conditional(it) => [&it.condition, &it.then, &it.otherwise].into_iter().for_each(visit),
            ExprKind::For(it) => {
                visit(&it.collection);
                it.result_key.iter().chain([&it.result]).chain(&it.condition).for_each(visit);
            }
            ExprKind::Tuple(items) => items.iter().for_each(visit),
            ExprKind::Object(entries) => {
                for (key, value) in entries {
                    visit(key);
                    visit(value);
                }
            }
            ExprKind::Paren(inner) => visit(inner),
        }
    }
}

fn each_in_parts<'e>(parts: &'e [Part], visit: &mut dyn FnMut(&'e Expr)) {
    for part in parts {
        match part {
            Part::Literal(_) => {}
            Part::Interpolation(expr) => visit(expr),
            Part::If { condition, then, otherwise } => {
                visit(condition);
                each_in_parts(then, visit);
                each_in_parts(otherwise, visit);
            }
            Part::For { collection, body, .. } => {
                visit(collection);
                each_in_parts(body, visit);
            }
        }
    }
}
