//! *Given* values: what the `input` blocks of policies are set to from outside. A flag wins over a file, a file over the
//! environment, the environment over `.poolproof.hcl`, and all of them over the default that the policy has.

use crate::eval::ast::Expr;
use crate::eval::{self, Nothing, Type, did_you_mean};
use crate::evaluate::InputValues;
use crate::model::Value;
use crate::policy::{Input, PolicyFile, shared_inputs};
use crate::settings::Settings;
use crate::source::{Source, Span};

/// The start of the names of environment variables that set inputs.
pub const ENVIRONMENT: &str = "TFPOLICY_INPUT_";

/// All that is given, before anybody knows whether it fits.
#[derive(Debug, Default)]
pub struct Given<'g> {
    /// What `--input` says, `name=value`.
    pub typed: &'g [String],
    /// What `--input-file` names, the last one strongest.
    pub files: Vec<Source>,
    /// Environment variables without the start of their names, in the order of the names.
    pub environment: Vec<(String, String)>,
    /// What `.poolproof.hcl` says.
    pub settings: Option<&'g Settings>,
}

/// The value of every input that is given one.
///
/// # Errors
/// A name that no policy declares, a value that is not of its type, or an input that is left without any: with file and
/// line. The text of an input that is sensitive is not repeated.
pub fn values(files: &[PolicyFile], left_out: &[PolicyFile], given: &Given<'_>) -> Result<InputValues, String> {
    let values = some(files, left_out, given)?;
    every_input_has_a_value(files, &values)?;
    Ok(values)
}

/// The value of every input that is given one, whatever else is left without.
///
/// # Errors
/// A name that no policy declares, or a value that is not of its type.
pub fn some(files: &[PolicyFile], left_out: &[PolicyFile], given: &Given<'_>) -> Result<InputValues, String> {
    let mut values = Collected { files, left_out, values: InputValues::new() };
    if let Some(settings) = given.settings {
        for (name, span, expr) in &settings.inputs {
            values.written(name, &settings.source, *span, expr)?;
        }
    }
    for (name, text) in &given.environment {
        // The environment is shared with other tools; a name that nobody knows is theirs.
        if values.declared(name).next().is_some() {
            values.text(name, text, &format!("{ENVIRONMENT}{name}"))?;
        }
    }
    for source in &given.files {
        values.file(source)?;
    }
    for one in given.typed {
        let Some((name, text)) = one.split_once('=') else {
            return Err(format!("error: --input {one}: write it as NAME=VALUE"));
        };
        if values.declared(name).next().is_none() {
            return Err(format!("error: --input {name}: {}", values.unknown(name)));
        }
        values.text(name, text, &format!("--input {name}"))?;
    }
    Ok(values.values)
}

struct Collected<'g> {
    files: &'g [PolicyFile],
    /// Those that take no part; their names are known too.
    left_out: &'g [PolicyFile],
    values: InputValues,
}

impl<'g> Collected<'g> {
    fn declared(&self, name: &str) -> impl Iterator<Item = &'g Input> {
        let (files, left_out) = (self.files, self.left_out);
        let named = move |input: &&Input| input.name == name;
        files.iter().chain(left_out).flat_map(|file| &file.inputs).chain(shared_inputs()).filter(named)
    }

    /// The place of the first block that declares an input.
    fn declared_at(&self, name: &str) -> Option<String> {
        self.files.iter().chain(self.left_out).find_map(|file| {
            let input = file.inputs.iter().find(|input| input.name == name)?;
            let at = file.source.location(input.span);
            Some(format!("{}:{}:{}", at.path, at.line, at.column))
        })
    }

    fn unknown(&self, name: &str) -> String {
        let known = self.files.iter().chain(self.left_out).flat_map(|file| &file.inputs).chain(shared_inputs());
        let near = did_you_mean(name, known.map(|input| input.name.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("no policy has an input of this name{hint}")
    }

    /// A value that is written as text: as it is where text is wanted, else as an expression.
    fn text(&mut self, name: &str, text: &str, place: &str) -> Result<(), String> {
        let is_text = self.declared(name).any(|input| input.type_ == Type::String);
        let needed = |why: String| match self.declared(name).next() {
            Some(input) => format!("{} is needed: {why}", input.type_),
            None => why,
        };
        let value = if is_text { Ok(Value::string(text)) } else { constant(text, place).map_err(needed) };
        let secret = self.declared(name).any(|input| input.sensitive);
        let shown = if secret { "the value".to_owned() } else { format!("`{text}`") };
        self.put(name, value, &format!("error: {place}: {shown}"))
    }

    fn written(&mut self, name: &str, source: &Source, span: Span, expr: &Expr) -> Result<(), String> {
        let at = source.location(span);
        let place = format!("error: {}:{}:{}", at.path, at.line, at.column);
        if self.declared(name).next().is_none() {
            return Err(format!("{place}: `{name}`: {}", self.unknown(name)));
        }
        let value = eval::evaluate(expr, &Nothing).map_err(|error| error.message);
        self.put(name, value, &format!("{place}: the value of `{name}`"))
    }

    fn put(&mut self, name: &str, value: Result<Value, String>, place: &str) -> Result<(), String> {
        // Why it does not fit can quote it.
        let secret = self.declared(name).find(|input| input.sensitive);
        let wrong = |why: String| {
            let why = match secret {
                Some(input) if value.as_ref().ok() != Some(&Value::Null) => format!("{} is needed", input.type_),
                _ => why,
            };
            let at = self.declared_at(name).map(|at| format!("\n  declared at: {at}")).unwrap_or_default();
            format!("{place} is not what the policy takes: {why}{at}")
        };
        let value = value.clone().map_err(wrong)?;
        let mut typed = Vec::new();
        for input in self.declared(name) {
            if value == Value::Null && !input.nullable && input.default.is_none() {
                return Err(wrong("it may not be null".to_owned()));
            }
            typed.push(input.type_.convert(value.clone()).map_err(wrong)?);
        }
        // Each policy file converts it once more, to the type that it declares.
        self.values.insert(name.to_owned(), typed.into_iter().next().unwrap_or(value));
        Ok(())
    }

    /// A file of values, as Terraform's `.tfvars` and `.tfvars.json` are.
    fn file(&mut self, source: &Source) -> Result<(), String> {
        if source.text().trim_start().starts_with('{') {
            return self.json(source);
        }
        let at = |span: Span| {
            let at = source.location(span);
            format!("error: {}:{}:{}", at.path, at.line, at.column)
        };
        let body = eval::parse_body(source).map_err(|error| format!("{}: {}", at(error.span), error.message))?;
        if let Some(block) = body.blocks.first() {
            return Err(format!("{}: only `name = value` lines stand in a file of inputs", at(block.kind_span)));
        }
        body.attributes.iter().try_for_each(|it| self.written(&it.name, source, it.name_span, &it.value))
    }

    fn json(&mut self, source: &Source) -> Result<(), String> {
        let path = source.path();
        let wrong = |error: &serde_json::Error| {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            format!("error: {path}:{}:{}: {message}", error.line(), error.column())
        };
        let value: Value = serde_json::from_str(source.text()).map_err(|error| wrong(&error))?;
        for (name, value) in value.as_object().into_iter().flatten() {
            // JSON has no spans here; the name in quotes is where a person would look.
            let start = source.text().find(&format!("\"{name}\"")).unwrap_or(0);
            let at = source.location(Span::new(start..start));
            let place = format!("error: {}:{}:{}", at.path, at.line, at.column);
            if self.declared(name).next().is_none() {
                return Err(format!("{place}: `{name}`: {}", self.unknown(name)));
            }
            self.put(name, Ok(value.clone()), &format!("{place}: the value of `{name}`"))?;
        }
        Ok(())
    }
}

fn constant(text: &str, place: &str) -> Result<Value, String> {
    let source = Source::new(place, text);
    let expr = eval::parse_expression(&source).map_err(|error| error.message)?;
    eval::evaluate(&expr, &Nothing).map_err(|error| error.message)
}

/// Files whose policies are all left out need no inputs.
fn every_input_has_a_value(files: &[PolicyFile], values: &InputValues) -> Result<(), String> {
    let used = files.iter().filter(|file| !file.policies.is_empty());
    let mut inputs = used.flat_map(|file| file.inputs.iter().map(move |input| (file, input)));
    let needs = |input: &Input| input.default.is_none() && !input.nullable;
    let open = inputs.find(|(_, input)| needs(input) && !values.contains_key(&input.name));
    let Some((file, input)) = open else { return Ok(()) };
    let (at, name) = (file.source.location(input.name_span), &input.name);
    Err(format!(
        "error: {}:{}: the input `{name}` has no value\n  what to do: give one with --input {name}=VALUE, or a default in the file",
        at.path, at.line
    ))
}
