//! Recorded cases for measuring: a plan, the sources it was made from, and the truth beside it.

use crate::input::{Input, InputKind};

use super::{ReadError, Request, files, inputs, plan, text};

/// A recorded case.
pub struct Case {
    /// Its folder.
    pub name: String,
    /// What `truth.json` says.
    pub truth: String,
    /// The plan alone, with its folder, with its saved plan; `None` where there is no such thing.
    pub ways: [Option<Result<Input, String>>; 3],
}

/// Every folder below `folders` that has a plan and a truth, in the order of their paths.
///
/// # Errors
/// A folder that cannot be read, or one without any case.
pub fn cases(folders: &[String]) -> Result<Vec<Case>, ReadError> {
    let mut cases = Vec::new();
    for folder in folders {
        let all = files::walk(folder)?;
        let found = all.iter().filter_map(|path| path.strip_suffix("/truth.json"));
        for case in found.filter(|case| all.contains(&format!("{case}/plan.json"))) {
            cases.push(read(case, all.contains(&format!("{case}/plan.tfplan")))?);
        }
    }
    if cases.is_empty() {
        let first = folders.first().map_or(".", String::as_str);
        return Err(ReadError::new(first, "no case stands here or below: a folder with plan.json and truth.json"));
    }
    Ok(cases)
}

fn read(case: &str, has_saved: bool) -> Result<Case, ReadError> {
    let path = format!("{case}/plan.json");
    let with = |config: String| {
        let request = Request { inputs: vec![path.clone()], config: vec![config], ..Request::default() };
        let read = inputs(&request).map_err(|error| error.to_string())?;
        read.into_iter().next().ok_or_else(|| format!("{path}: no plan"))
    };
    Ok(Case {
        truth: files::read_text(&format!("{case}/truth.json"))?,
        ways: [
            Some(alone(&path).map_err(|error| error.to_string())),
            Some(with(case.to_owned())),
            has_saved.then(|| with(format!("{case}/plan.tfplan"))),
        ],
        name: case.to_owned(),
    })
}

/// The plan with nothing beside it.
fn alone(path: &str) -> Result<Input, ReadError> {
    let plan = plan::parse(path, text::decode(path, files::read(path)?)?)?;
    Ok(Input::alone(path, InputKind::Plan, plan))
}
