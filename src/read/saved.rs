//! The saved plan: the zip that `plan -out` writes. Its entry `tfstate` is the refreshed state in clear.

use std::io::{Cursor, Read};

use crate::model::Recorded;

use super::{ReadError, state};

/// A state that unpacks to more is refused: a small zip can hold a very large file.
const MAX_STATE: u64 = 1 << 30;

/// The recorded state in the saved plan `bytes`.
pub(super) fn recorded(path: &str, bytes: Vec<u8>) -> Result<Recorded, ReadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(path, &error.to_string()))?;
    if archive.index_for_name("tfplan").is_none() {
        return Err(not_a_saved_plan(path));
    }
    let entry = archive.by_name("tfstate").map_err(|error| damaged(path, &error.to_string()))?;
    let mut text = String::new();
    entry.take(MAX_STATE + 1).read_to_string(&mut text).map_err(|error| damaged(path, &error.to_string()))?;
    if text.len() as u64 > MAX_STATE {
        return Err(damaged(path, "its state is larger than 1 GiB"));
    }
    state::parse(&text).map_err(|error| damaged(path, &error))
}

fn damaged(path: &str, error: &str) -> ReadError {
    ReadError::new(path, format!("a saved plan that cannot be read: {error}"))
        .help("save the plan again with `terraform plan -out=PLANFILE`")
}

pub(super) fn not_a_saved_plan(path: &str) -> ReadError {
    ReadError::new(path, "--config takes a folder of HCL or the file that `terraform plan -out` wrote; this is neither")
        .help("name the saved plan or the folder that the plan was made from")
}

/// A saved plan as input has to be rendered first: its values are in Terraform's own encoding.
pub(super) fn as_input(path: &str) -> ReadError {
    ReadError::new(path, "this is a saved plan; its values can be read only as JSON").help(format!(
        "run `terraform show -json {path} > plan.json`, then `poolproof check plan.json --config {path}`"
    ))
}
