//! Versions, as Terraform's version constraints have them.

use std::cmp::Ordering;

use crate::model::Value;

use super::{Context, Function, Regard, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[
    row(
        "semverconstraint",
        exactly(2),
        Regard::Whole,
        semverconstraint,
        r#"semverconstraint("1.2.3", "~> 1.2") = true"#,
        "whether a version satisfies constraints",
    ),
    row(
        "semvercmp",
        exactly(2),
        Regard::Whole,
        semvercmp,
        r#"semvercmp("1.2.0", "1.10.0") = -1"#,
        "-1, 0 or 1: how two versions compare",
    ),
];

struct Version {
    numbers: Vec<u64>,
    pre_release: Vec<String>,
}

fn parse(text: &str) -> Result<Version, String> {
    let invalid = || format!("`{text}` is no version, such as 1.2.3");
    let plain = text.trim();
    let plain = plain.strip_prefix('v').unwrap_or(plain);
    let without_build = plain.split('+').next().unwrap_or(plain);
    let (core, pre_release) = match without_build.split_once('-') {
        Some((core, rest)) => (core, rest.split('.').map(str::to_owned).collect()),
        None => (without_build, Vec::new()),
    };
    let numbers: Result<Vec<u64>, _> = core.split('.').map(str::parse).collect();
    let numbers = numbers.map_err(|_| invalid())?;
    if pre_release.iter().any(String::is_empty) {
        return Err(invalid());
    }
    Ok(Version { numbers, pre_release })
}

impl Version {
    fn number(&self, at: usize) -> u64 {
        self.numbers.get(at).copied().unwrap_or(0)
    }

    fn compare(&self, other: &Self) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        for at in 0..length {
            let ordering = self.number(at).cmp(&other.number(at));
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        match (self.pre_release.is_empty(), other.pre_release.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => compare_pre_releases(&self.pre_release, &other.pre_release),
        }
    }

    /// `~> 1.2.3` allows 1.2.x from 3 on; `~> 1.2` allows 1.x from 2 on.
    fn allows_pessimistically(&self, version: &Self) -> bool {
        let fixed = self.numbers.len().saturating_sub(1).max(1);
        let same = (0..fixed).all(|at| self.number(at) == version.number(at));
        same && version.compare(self) != Ordering::Less
    }
}

fn compare_pre_releases(a: &[String], b: &[String]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        let ordering = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    a.len().cmp(&b.len())
}

fn semvercmp(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (a, b) = (parse(&text_of(arguments, 0)?)?, parse(&text_of(arguments, 1)?)?);
    Ok(Value::integer(a.compare(&b) as i8))
}

fn semverconstraint(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let version = parse(&text_of(arguments, 0)?)?;
    let constraints = text_of(arguments, 1)?;
    let mut satisfied = true;
    for constraint in constraints.split(',') {
        satisfied &= satisfies(&version, constraint.trim())?;
    }
    Ok(Value::Bool(satisfied))
}

fn satisfies(version: &Version, constraint: &str) -> Result<bool, String> {
    let operators = [">=", "<=", "!=", "~>", ">", "<", "="];
    let (operator, wanted) = operators
        .iter()
        .find_map(|operator| Some((*operator, constraint.strip_prefix(operator)?)))
        .unwrap_or(("=", constraint));
    let wanted = parse(wanted)?;
    let ordering = version.compare(&wanted);
    // A pre-release satisfies only what names a pre-release of the same version, as Terraform has it.
    let unasked = !version.pre_release.is_empty()
        && (wanted.pre_release.is_empty() || (0..3).any(|at| version.number(at) != wanted.number(at)));
    Ok(match operator {
        "=" => ordering == Ordering::Equal,
        "!=" => ordering != Ordering::Equal,
        _ if unasked => false,
        ">=" => ordering != Ordering::Less,
        "<=" => ordering != Ordering::Greater,
        ">" => ordering == Ordering::Greater,
        "<" => ordering == Ordering::Less,
        _ => wanted.allows_pessimistically(version),
    })
}
