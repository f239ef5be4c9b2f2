//! Terraform's own answers: `testdata/console/*.txt` holds `expression => JSON`, recorded by `record.py` beside them. A line
//! with `!=>` is a difference that is known and told there; it is an error when it is gone.

use super::*;
use crate::source::Source;

const FILES: [(&str, &str); 6] = [
    ("differences", include_str!("../../testdata/console/differences.txt")),
    ("text", include_str!("../../testdata/console/text.txt")),
    ("numbers", include_str!("../../testdata/console/numbers.txt")),
    ("collections", include_str!("../../testdata/console/collections.txt")),
    ("encoding", include_str!("../../testdata/console/encoding.txt")),
    ("opentofu", include_str!("../../testdata/console/opentofu.txt")),
];

fn answer(expression: &str) -> String {
    let source = Source::new("console", format!("jsonencode({expression})"));
    let value = parse_expression(&source).map_err(|error| error.message).and_then(|expr| {
        let value = evaluate(&expr, &Nothing).map_err(|error| error.message)?;
        value.as_str().map(str::to_owned).ok_or_else(|| format!("{value:?}"))
    });
    value.unwrap_or_else(|error| format!("error {error}"))
}

#[test]
fn terraform_console_says_the_same() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, text) in FILES {
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            count += 1;
            let differs = line.contains(" !=> ");
            let marks = [" !=> ", " ?=> ", " => "];
            let (expression, expected) = marks.iter().find_map(|mark| line.rsplit_once(mark)).expect("a recorded line");
            let found = answer(expression);
            let agrees = if expected == "error" { found.starts_with("error") } else { found == expected };
            if agrees == differs {
                wrong.push(format!("{file}: {expression}\n    terraform {expected}\n    poolproof {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 800, "only {count} lines");
}
