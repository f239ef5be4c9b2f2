//! YAML and CSV.

mod csv;
mod yaml;

use super::{Function, Regard, exactly, row};

pub(super) const ROWS: &[Function] = &[
    row(
        "yamldecode",
        exactly(1),
        Regard::Whole,
        yaml::decode,
        r#"yamldecode("a: [1, x]") = { a = [1, "x"] }"#,
        "the value of YAML text",
    ),
    row(
        "yamlencode",
        exactly(1),
        Regard::Whole,
        yaml::encode,
        r#"yamlencode({ a = 1 }) = "\"a\": 1\n""#,
        "the value as YAML text",
    ),
    row(
        "csvdecode",
        exactly(1),
        Regard::Whole,
        csv::decode,
        r#"csvdecode("a,b\n1,2") = [{ a = "1", b = "2" }]"#,
        "a list of objects, one for each line of CSV text",
    ),
];
