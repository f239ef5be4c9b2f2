//! Functions of providers, as far as they only take texts apart.

use std::sync::Arc;

use crate::model::Value;

use super::{Context, Function, Regard, exactly, row, text_of};

pub(super) const ROWS: &[Function] = &[
    row(
        "provider::aws::arn_parse",
        exactly(1),
        Regard::Whole,
        arn_parse,
        r#"provider::aws::arn_parse("arn:aws:iam::1:role/x").resource = "role/x""#,
        "the parts of an ARN",
    ),
    row(
        "provider::aws::arn_build",
        exactly(5),
        Regard::Whole,
        arn_build,
        r#"provider::aws::arn_build("aws", "iam", "", "1", "role/x") = "arn:aws:iam::1:role/x""#,
        "an ARN from its parts",
    ),
    row(
        "provider::aws::trim_iam_role_path",
        exactly(1),
        Regard::Whole,
        trim_iam_role_path,
        r#"provider::aws::trim_iam_role_path("arn:aws:iam::1:role/a/x") = "arn:aws:iam::1:role/x""#,
        "the ARN of a role without its path",
    ),
];

const PARTS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];

fn parts(arguments: &[Value]) -> Result<Vec<String>, String> {
    let text = text_of(arguments, 0)?;
    let parts: Vec<String> = text.splitn(6, ':').map(str::to_owned).collect();
    if parts.len() != 6 || parts.first().is_none_or(|first| first != "arn") {
        return Err("this is no ARN".to_owned());
    }
    Ok(parts)
}

fn arn_parse(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let parts = parts(arguments)?;
    let named = PARTS.into_iter().zip(parts.iter().skip(1));
    Ok(Value::object(named.map(|(name, part)| (Arc::from(name), Value::string(part))).collect()))
}

fn arn_build(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let parts = (0..PARTS.len()).map(|at| text_of(arguments, at)).collect::<Result<Vec<_>, _>>()?;
    Ok(Value::string(&format!("arn:{}", parts.join(":"))))
}

fn trim_iam_role_path(_: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut parts = parts(arguments)?;
    let resource = parts.pop().unwrap_or_default();
    let is_role = parts.get(2).is_some_and(|service| service == "iam") && resource.starts_with("role/");
    let name = resource.rsplit('/').next().filter(|_| is_role).ok_or("this is no ARN of an IAM role")?;
    parts.push(format!("role/{name}"));
    Ok(Value::string(&parts.join(":")))
}
