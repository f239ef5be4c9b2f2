//! The *reference* page: every block, subject, property and function of the dialect and every built-in policy, written from
//! the tables that the program itself works by, so that the page cannot say anything else than the program does.

use std::fmt::Write as _;

use crate::eval::functions;
use crate::options;
use crate::policy::{KINDS, Policy, PolicyFile, SubjectKind, shared_inputs, vocabulary};
use crate::settings::KIND_ROWS;

/// The page, in Markdown. `files` are the built-in policies.
pub fn page(files: &[PolicyFile]) -> String {
    let mut out = String::from(INTRODUCTION);
    blocks(&mut out);
    subjects(&mut out);
    functions_of(&mut out);
    kinds(&mut out);
    policies(files, &mut out);
    out
}

const INTRODUCTION: &str = "\
# Reference of the policy dialect

Written by `poolproof reference`; do not edit. Policies are HCL files that end in `.policy.hcl`, their tests end in
`.policytest.hcl`; how to write the two is in [policies.md](policies.md).

";

fn blocks(out: &mut String) {
    out.push_str("## Blocks\n\n");
    out.push_str("| block | labels | attributes | names in its expressions |\n|---|---|---|---|\n");
    for kind in KINDS {
        let labels = kind.labels.iter().map(|label| format!("`\"<{label}>\"`")).collect::<Vec<_>>().join(" ");
        // Writing to a string cannot go wrong.
        let _ = writeln!(out, "| `{}` | {labels} | {} | {} |", kind.block, code(kind.attributes), code(kind.roots));
    }
    out.push_str(
        "\nEach holds one or more `enforce { condition, error_message, info_message }`, and may hold `locals { … }` and \
         `about { title, why, fix, severity, audit, configuration }`. A file may hold `policy { … }`, `input \"<name>\" { type, default, \
         description, nullable, sensitive }` and `locals { … }` beside them.\n\n",
    );
    out.push_str("Inputs that every policy has:\n\n");
    for input in shared_inputs() {
        let _ = writeln!(out, "- `{}`: {}", input.name, input.description);
    }
    out.push('\n');
    out.push_str(COSTS);
}

/// Measured on a plan of 10 MB with 1 354 resources, beside which reading the plan takes 40 ms.
const COSTS: &str = r#"## What a `select` costs

The subjects of the graph and the bodies of resources are read once for all policies, and cost next to nothing more. A
`plan_policy` selects from JSON, which has to be built first, once for all policies of a run:

| `select` | what is built | a plan of 10 MB: CPU, memory |
|---|---|---|
| `$.errored`, and other flags and versions | nothing | 0 ms, 0 MB |
| `$.variables.…`, a path that begins with one section | that section | 10 ms and its size |
| `$.resource_changes[*].…`, `[?@.type == 'aws_lb']` | all changes | 50 ms, 28 MB |
| `$..name`, `$[*]` and whatever else begins with no section | the whole plan | 220 ms, 86 MB |

So begin a path with its section. For the values of resources write a `resource_policy` (`"aws_lb*"` is a type too): it
reads the bodies of its types alone, 20 ms for all 1 354 there, and knows what is unknown or sensitive, which JSONPath does
not: of what a path finds the addresses, types, names, actions, versions and flags are shown, and all else is used and
printed as `(sensitive)`. `core::jsonpath` on a value costs no more than that value is long.

"#;

fn code(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Text for one cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn subjects(out: &mut String) {
    out.push_str("## Subjects and their properties\n\n");
    out.push_str("What is not known before the apply is *unknown* and says why. `|null` may be null.\n\n");
    let mut classes: Vec<&str> = vec!["*"];
    for row in vocabulary::rows() {
        if !classes.contains(&row.class) {
            classes.push(row.class);
        }
    }
    for class in classes {
        let _ = writeln!(out, "{}\n", heading(class));
        out.push_str("| property | type | what it is | example |\n|---|---|---|---|\n");
        for row in vocabulary::rows().filter(|row| row.class == class) {
            let name = if class == "*" { "pool" } else { class };
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | `{}` |",
                row.name,
                cell(row.type_),
                cell(row.doc),
                cell(&example(name, row.name, row.type_))
            );
        }
        out.push('\n');
    }
}

fn heading(class: &str) -> String {
    let block = |kind: &&SubjectKind| kind.class == class;
    match (class, KINDS.iter().find(block)) {
        ("*", _) => "### Every subject of the graph".to_owned(),
        (_, Some(kind)) => format!("### `{class}`, the subject of a `{}`", kind.block),
        _ => format!("### `{class}`"),
    }
}

/// A condition that uses a property.
fn example(class: &str, name: &str, type_: &str) -> String {
    let property = format!("{class}.{name}");
    let (type_, may_be_null) = match type_.split_once('|') {
        Some((type_, _)) => (type_, true),
        None => (type_, false),
    };
    let guarded =
        |condition: String| if may_be_null { format!("{property} != null && {condition}") } else { condition };
    match type_ {
        "bool" => guarded(property.clone()),
        "number" => guarded(format!("{property} > 0")),
        "string" => match vocabulary::words(class, name).and_then(<[_]>::last) {
            Some(word) => format!("{property} != \"{word}\""),
            None => format!("{property} != \"\""),
        },
        "any" => format!("try({property}, null) != null"),
        list if list.starts_with("list of ") => guarded(format!("length({property}) > 0")),
        _ => format!("{property}.address"),
    }
}

fn functions_of(out: &mut String) {
    out.push_str("## Functions\n\nEach is called by its name or as `core::name`.\n\n");
    out.push_str("| function | arguments | what it does | example |\n|---|---|---|---|\n");
    let mut all: Vec<_> = functions::all().collect();
    all.sort_by_key(|function| function.name);
    for function in all {
        let arguments = match (function.least, function.most) {
            (least, Some(most)) if least == most => format!("{least}"),
            (least, Some(most)) => format!("{least} to {most}"),
            (least, None) => format!("{least} or more"),
        };
        let (doc, example) = (cell(function.doc), cell(function.example));
        let _ = writeln!(out, "| `{}` | {arguments} | {doc} | `{example}` |", function.name);
    }
    out.push('\n');
}

/// What a `kind` block of the settings can say.
fn kinds(out: &mut String) {
    out.push_str(KINDS_OF_ONES_OWN);
    out.push_str("| in | name | type | what it says |\n|---|---|---|---|\n");
    for (block, name, type_, doc) in KIND_ROWS {
        let _ = writeln!(out, "| `{block}` | `{name}` | {type_} | {} |", cell(doc));
    }
    out.push('\n');
}

const KINDS_OF_ONES_OWN: &str = r#"## Kinds of resources of your own

A `kind` block in `.poolproof.hcl` makes a resource type that poolproof does not know a part of the traffic graph, by the
same facts that its own types have. Its labels are the types; twins with one shape stand together. A path names an
attribute: `[]` stands behind a list, `{}` behind a set. A type that is several nodes at once has a block for each.

```hcl
kind "acme_pool_member" {
  node = "member"

  reference "pool_arn" {
    role  = "member_of"
    by    = ["arn"]
    types = ["aws_lb_target_group"]
  }

  reference "server_id" {
    role = "target_of"
  }
}

kind "acme_server" {
  node = "target"

  identity "id" {
    unique = true
  }
}
```

`check`, `graph` and `test` take the file in the working folder, or the one after `--settings`.

"#;

fn policies(files: &[PolicyFile], out: &mut String) {
    out.push_str("## Built-in policies\n\n`poolproof explain <policy>` says more.\n\n");
    out.push_str("| policy | level | severity | what it finds, and what that means |\n|---|---|---|---|\n");
    let mut seen: Vec<&Policy> = Vec::new();
    for policy in files.iter().flat_map(|file| &file.policies) {
        if !seen.iter().any(|other| other.label == policy.label) {
            seen.push(policy);
        }
    }
    seen.sort_by_key(|policy| &policy.label);
    for policy in seen {
        let severity = options::severities(policy).join(", ");
        let means = cell(&format!("{}. {}", policy.about.title, policy.about.why));
        let _ = writeln!(out, "| `{}` | {} | {severity} | {means} |", policy.label, options::levels(policy));
    }
}
