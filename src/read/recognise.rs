//! An input is recognised by its content, never by its name. What is no plan is told what it is and what to run instead.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::ReadError;

const SHOW: &str = "terraform show -json PLANFILE > plan.json";

/// Top-level keys that tell what a JSON document is.
#[derive(Deserialize, Default)]
struct Signs {
    format_version: Option<IgnoredAny>,
    resource_changes: Option<IgnoredAny>,
    planned_values: Option<IgnoredAny>,
    configuration: Option<IgnoredAny>,
    values: Option<IgnoredAny>,
    serial: Option<IgnoredAny>,
    lineage: Option<IgnoredAny>,
    remote_plan_format: Option<IgnoredAny>,
    encrypted_data: Option<IgnoredAny>,
    #[serde(rename = "@level")]
    level: Option<IgnoredAny>,
    provider_schemas: Option<IgnoredAny>,
}

pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The first bytes of a file could begin a plan JSON, in any encoding that is read.
pub(super) fn may_be_plan(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let bytes = bytes.strip_prefix(&[0xff, 0xfe]).or_else(|| bytes.strip_prefix(&[0xfe, 0xff])).unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0) == Some(&b'{')
}

/// In a folder, what looks like a plan is read as one, also when it is cut short or broken: half a plan must not be passed
/// over. What ends in its first bytes may be a plan as well as a state; of these only a state has `values` before long.
pub(super) fn is_plan(text: &str) -> bool {
    match serde_json::from_str::<Signs>(text) {
        Ok(signs) => signs.is_plan(),
        Err(error) => {
            let has = |key: &str| text.contains(key);
            let section = has("\"planned_values\"") || has("\"resource_changes\"");
            has("\"format_version\"") && (section || error.is_eof() && !has("\"values\""))
        }
    }
}

/// It has the sections of a plan, and its end.
pub(super) fn is_whole_plan(text: &str) -> bool {
    serde_json::from_str::<Signs>(text).is_ok_and(|signs| signs.is_plan())
}

/// A file that is called a plan. The content decides what a file is; the name counts only where there is no content to go
/// by, since a command that fails leaves an empty file behind, or its complaint.
pub(super) fn is_called_plan(path: &str) -> bool {
    path.rsplit(['/', '\\']).next().is_some_and(|name| name.to_ascii_lowercase().contains("plan"))
}

/// Nothing, or nothing that is JSON.
pub(super) fn is_no_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_err()
}

/// What `terraform show -json` writes without a plan.
pub(super) fn is_state(text: &str) -> bool {
    serde_json::from_str::<Signs>(text).is_ok_and(|signs| signs.is_state())
}

impl Signs {
    fn is_state(&self) -> bool {
        self.format_version.is_some() && self.values.is_some() && !self.has_section()
    }

    fn is_plan(&self) -> bool {
        self.format_version.is_some() && self.has_section()
    }

    fn has_section(&self) -> bool {
        [&self.resource_changes, &self.planned_values, &self.configuration].into_iter().any(Option::is_some)
    }
}

/// Why a text that is no plan is none, and what to run instead.
pub(super) fn not_a_plan(path: &str, text: &str) -> ReadError {
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return ReadError::new(path, "the file is empty").help(format!(
            "the command that should have written it may have stopped; run `{SHOW}` and look at its exit code"
        ));
    }
    if !trimmed.starts_with('{') {
        return not_json(path, trimmed);
    }
    match serde_json::from_str::<Signs>(text) {
        Ok(signs) => of_other_kind(path, &signs),
        Err(error) => broken(path, text, &error),
    }
}

fn not_json(path: &str, text: &str) -> ReadError {
    if text.contains("Terraform will perform") || text.contains("OpenTofu will perform") || text.contains("Plan:") {
        return ReadError::new(path, "this is a plan printed for people, not JSON")
            .help(format!("save the plan with `terraform plan -out=PLANFILE`, then run `{SHOW}`"));
    }
    let help = format!("give a plan as JSON: `{SHOW}`");
    if serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return ReadError::new(path, "this JSON is not a plan: a plan is an object").help(help);
    }
    ReadError::new(path, "this is not JSON").at(1, 1).help(help)
}

fn of_other_kind(path: &str, signs: &Signs) -> ReadError {
    if signs.level.is_some() {
        return log_stream(path);
    }
    if signs.remote_plan_format.is_some() {
        return ReadError::new(path, "this is a bookmark to a plan in HCP Terraform, not the plan")
            .help(format!("fetch the plan with `{SHOW}` while logged in"));
    }
    if signs.encrypted_data.is_some() {
        return ReadError::new(path, "this is a plan or state that OpenTofu encrypted")
            .help("run `tofu show -json PLANFILE > plan.json` where the key is configured; it decrypts the plan");
    }
    if signs.values.is_some() || (signs.serial.is_some() && signs.lineage.is_some()) {
        return ReadError::new(path, "this is a state as Terraform keeps it, in a form that is its own business")
            .help(format!("give it as JSON, `terraform show -json > state.json`, or a plan: `{SHOW}`"));
    }
    if signs.provider_schemas.is_some() {
        return ReadError::new(path, "these are the schemas of providers, not a plan").help(format!("run `{SHOW}`"));
    }
    if signs.has_section() {
        return ReadError::new(path, "this JSON is not a whole plan: it has no format_version")
            .help(format!("give the plan as it was written: `{SHOW}`"));
    }
    if signs.format_version.is_some() {
        return ReadError::new(
            path,
            "this JSON has no plan in it: `terraform show -json` without a file writes the state",
        )
        .help(format!("name the plan file: `{SHOW}`"));
    }
    ReadError::new(
        path,
        "this JSON is not a plan: it has none of the keys resource_changes, planned_values, configuration",
    )
    .help(format!("give a plan as JSON: `{SHOW}`"))
}

fn log_stream(path: &str) -> ReadError {
    ReadError::new(path, "this is the log that `plan -json` streams, not the plan")
        .help(format!("save the plan with `terraform plan -out=PLANFILE`, then run `{SHOW}`"))
}

/// JSON that does not parse: a stream of objects, a file cut short, or plainly broken.
pub(super) fn broken(path: &str, text: &str, error: &serde_json::Error) -> ReadError {
    let first_line = text.trim_start().lines().next().unwrap_or("");
    if serde_json::from_str::<Signs>(first_line).is_ok_and(|signs| signs.level.is_some()) {
        return log_stream(path);
    }
    if error.is_eof() {
        return ReadError::new(path, format!("the JSON stops in the middle, after {} bytes", text.len()))
            .at(error.line(), error.column())
            .help(format!(
                "the file was cut short: run `{SHOW}` again and look at its exit code and at the space on the disk"
            ));
    }
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message);
    let message = match message {
        "recursion limit exceeded" => "values are nested more than 127 deep, which no plan is",
        message => message,
    };
    ReadError::new(path, format!("not a plan that can be read: {message}"))
        .at(error.line(), error.column())
        .help(format!("write it again: `{SHOW}`"))
}

pub(super) fn no_plan_in(folder: &str) -> ReadError {
    ReadError::new(folder, "there is no plan JSON in this folder or below it, and no .tf file in it")
        .help(format!("make one: `terraform plan -out=PLANFILE`, then `{SHOW}`"))
}
