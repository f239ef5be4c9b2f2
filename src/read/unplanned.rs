//! A folder without any plan: its configuration, with the values that it gives its variables itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ReadError;
use super::rooted::Place;
use crate::eval::{self, Nothing};
use crate::finding::Problem;
use crate::input::{ConfigurationSource, Input, InputKind};
use crate::model::Value;
use crate::modules::Tree;
use crate::resolve;
use crate::source::{Location, Source, Span};

/// The configuration in a folder as an input.
///
/// # Errors
/// When it is larger than what is read without a plan.
pub(super) fn input(folder: &str, rooted: &dyn Place, tree: Arc<Tree>) -> Result<Input, ReadError> {
    let (variables, problems) = variables(rooted, &tree);
    let unplanned = resolve::unplanned(&tree, variables);
    if let Some(excess) = unplanned.excess {
        let message = format!("this configuration cannot be judged without a plan: {excess}");
        return Err(ReadError::new(folder, message).help(
            "make a plan and check that: `terraform plan -out=PLANFILE`, then `terraform show -json PLANFILE > plan.json`",
        ));
    }
    let mut input = Input::alone(folder, InputKind::Configuration, unplanned.plan);
    input.notes.push(
        "This is a configuration without a plan: what is written is judged. What is there now, what an apply would do, \
         in which order, and what a provider fills in cannot be told from it. To judge a change: `terraform plan \
         -out=PLANFILE`, then `poolproof check PLANFILE`."
            .to_owned(),
    );
    if let Some((first, why)) = unplanned.doubtful.iter().next() {
        let many = unplanned.doubtful.len();
        input.notes.push(format!(
            "It is not known how many instances there are of some resources ({many}), such as {first}: {why}."
        ));
    }
    input.doubtful = unplanned.doubtful;
    input.configuration = Some(tree);
    input.configuration_source = ConfigurationSource::Directory;
    input.configuration_path = Some(folder.to_owned());
    input.problems = problems;
    Ok(input)
}

/// The values of the root module's variables: from the files that Terraform reads by itself, the later the stronger.
/// Those that have none, and no default, are not known.
fn variables(rooted: &dyn Place, tree: &Tree) -> (BTreeMap<String, Value>, Vec<Problem>) {
    let (mut values, mut problems) = (BTreeMap::new(), Vec::new());
    for name in files(rooted) {
        let path = rooted.show(&name);
        match rooted.read(&name).and_then(super::folder::text) {
            Ok(text) => read(&Source::new(path, text), &mut values, &mut problems),
            Err(why) => problems.push(super::folder::cannot_be_read(path, &why)),
        }
    }
    let root = tree.modules.get(&Vec::new() as &Vec<String>);
    let declared = root.into_iter().flat_map(|root| &root.variables);
    for (name, _) in declared.filter(|(_, variable)| variable.default.is_none()) {
        let why = || {
            Value::unknown_because(format!(
                "var.{name} has no default, and no .tfvars file that Terraform reads sets it"
            ))
        };
        values.entry(name.clone()).or_insert_with(why);
    }
    (values, problems)
}

fn files(rooted: &dyn Place) -> Vec<String> {
    let mut names = rooted.names(".").ok().flatten().unwrap_or_default();
    names.sort();
    let first = ["terraform.tfvars", "terraform.tfvars.json"].map(str::to_owned);
    let first = first.into_iter().filter(|name| names.contains(name));
    let auto = names.iter().filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
    first.chain(auto.cloned()).collect()
}

fn read(source: &Source, values: &mut BTreeMap<String, Value>, problems: &mut Vec<Problem>) {
    if source.path().ends_with(".json") {
        match serde_json::from_str::<Value>(source.text()) {
            Ok(Value::Object(entries)) => {
                values.extend(entries.iter().map(|(name, value)| (name.to_string(), value.clone())));
            }
            Ok(_) => problems.push(problem(source, Span::new(0..0), "it is no object")),
            Err(error) => problems.push(problem(source, Span::new(0..0), &error.to_string())),
        }
        return;
    }
    match eval::parse_body(source) {
        Ok(body) => values.extend(body.attributes.iter().map(|attribute| {
            let value = eval::evaluate(&attribute.value, &Nothing);
            (attribute.name.clone(), value.unwrap_or_else(|error| Value::unknown_because(error.message)))
        })),
        Err(error) => problems.push(problem(source, error.span, &error.message)),
    }
}

fn problem(source: &Source, span: Span, why: &str) -> Problem {
    let location: Location = source.location(span);
    Problem {
        message: format!("this file of values cannot be read, and its variables are unknown: {why}"),
        location: Some(location),
        policy: None,
    }
}
