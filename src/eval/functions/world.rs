//! Functions that ask about the world and not about their arguments alone. The scope answers them; those that nobody can
//! answer before the apply are unknown.

use std::sync::Arc;

use crate::eval::evaluate::mask;
use crate::eval::unknowns::derived;
use crate::model::Value;

use super::{Context, Function, Regard, Run};

const fn asks(name: &'static str, least: usize, most: usize, example: &'static str, doc: &'static str) -> Function {
    Function { name, doc, example, least, most: Some(most), regard: Regard::Raw, run: Run::World }
}

const fn later(name: &'static str, least: usize, most: Option<usize>, doc: &'static str) -> Function {
    Function { name, doc, example: "", least, most, regard: Regard::Raw, run: Run::Later }
}

pub(super) const ROWS: &[Function] = &[
    asks(
        "getresources",
        1,
        2,
        r#"core::getresources("aws_lb", { internal = true })"#,
        "all planned resources of a type whose attributes equal the given ones",
    ),
    asks(
        "getdatasource",
        1,
        2,
        r#"core::getdatasource("aws_vpc", { id = attrs.vpc_id })"#,
        "a data source, answered from the plan",
    ),
    asks(
        "gethttprequest",
        1,
        2,
        r#"core::gethttprequest("https://example.com", {})"#,
        "never answered: poolproof makes no network call",
    ),
    asks("file", 1, 1, r#"file("user_data.sh")"#, "the text of a file"),
    asks("fileexists", 1, 1, r#"fileexists("user_data.sh")"#, "whether there is a file"),
    asks("fileset", 2, 2, r#"fileset(path.module, "*.json")"#, "the files in a folder that a pattern matches"),
    asks("filebase64", 1, 1, r#"filebase64("logo.png")"#, "the bytes of a file, in base64"),
    asks("filemd5", 1, 1, r#"filemd5("lambda.zip")"#, "the MD5 digest of a file, in hex"),
    asks("filesha1", 1, 1, r#"filesha1("lambda.zip")"#, "the SHA-1 digest of a file, in hex"),
    asks("filesha256", 1, 1, r#"filesha256("lambda.zip")"#, "the SHA-256 digest of a file, in hex"),
    asks("filesha512", 1, 1, r#"filesha512("lambda.zip")"#, "the SHA-512 digest of a file, in hex"),
    asks("filebase64sha256", 1, 1, r#"filebase64sha256("lambda.zip")"#, "the SHA-256 digest of a file, in base64"),
    asks("filebase64sha512", 1, 1, r#"filebase64sha512("lambda.zip")"#, "the SHA-512 digest of a file, in base64"),
    asks("templatefile", 2, 2, r#"templatefile("user_data.tftpl", { port = 80 })"#, "the text of a file, filled in"),
    asks("plantimestamp", 0, 0, "plantimestamp()", "when the plan was made"),
    later("timestamp", 0, Some(0), "the time of the apply"),
    later("uuid", 0, Some(0), "a random UUID"),
    later("bcrypt", 1, Some(2), "a bcrypt digest, with a random salt"),
    later("base64gzip", 1, Some(1), "the text packed with gzip: its bytes depend on who packs"),
    later("rsadecrypt", 2, Some(2), "a text decrypted with a private key"),
    later("abspath", 1, Some(1), "a path from the root of the file system, where Terraform runs"),
    later("pathexpand", 1, Some(1), "a path with the home folder of whoever runs Terraform"),
    later("ephemeralasnull", 1, Some(1), "null for an ephemeral value"),
];

/// Steps that it takes to look for a file.
const FILE: usize = 2_000;

/// Asks the scope.
pub(super) fn ask(function: &Function, context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let name = function.name;
    if name == "gethttprequest" {
        return Err("poolproof makes no network call; pass the answer in as an `input`".to_owned());
    }
    if name.starts_with("file") || name == "templatefile" {
        context.charge(FILE)?;
    }
    if let Some(result) = context.scope.function(name, arguments, context.steps) {
        return result.map_err(|error| error.message);
    }
    if name.starts_with("get") {
        return Err("cannot be answered here".to_owned());
    }
    Ok(Value::unknown_because(format!("`{name}` cannot be answered here")))
}

/// What is known only after the apply, or where Terraform runs.
pub(super) fn known_later(function: &Function, context: &Context<'_>, arguments: &[Value]) -> Result<Value, String> {
    let found = context.survey(arguments)?;
    if !found.unknowns.is_empty() {
        return Ok(mask(derived(found.unknowns.iter().map(|unknown| &**unknown)), found.masked));
    }
    let why: Arc<str> = format!("known after apply: `{}` is {}", function.name, function.doc).into();
    Ok(mask(Value::unknown_because(why), found.masked))
}
