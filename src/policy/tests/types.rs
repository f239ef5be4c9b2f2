//! What can never be, whatever the plan holds; and what may be, which nobody names.

use super::*;

/// A policy on pools and one on load balancers, with an input of each type.
fn policy(condition: &str) -> String {
    format!(
        r#"
input "number" {{
  type    = number
  default = 1
}}
input "flag" {{
  type    = bool
  default = true
}}
input "text" {{
  type    = string
  default = "true"
}}
input "names" {{
  type    = list(string)
  default = []
}}
input "limit" {{
  type    = object({{ share = number, names = optional(map(number), {{}}) }})
  default = {{ share = 1 }}
}}
pool_policy "typed" {{
  enforce {{
    condition     = {condition}
    error_message = "no"
  }}
}}
"#
    )
}

#[test]
fn what_can_never_be_is_named() {
    for (condition, told) in [
        ("5", "a condition is true or false, and this is a number"),
        ("null", "a condition is true or false, and this is null"),
        ("\"yes\"", "and this is the text \"yes\""),
        ("pool.members", "and this is a list of member"),
        ("[for m in pool.members : m.live]", "and this is a list"),
        ("{ a = 1 }", "and this is an object"),
        ("pool", "and this is a pool"),
        ("pool.name", "and this is text"),
        ("length(pool.members)", "and this is a number"),
        ("input.number", "and this is a number"),
        ("input.names", "and this is a list"),
        ("!pool.members", "what stands behind `!` is true or false"),
        ("pool.live && 1", "each side of `&&` is true or false, and this is a number"),
        ("pool.address || pool.live", "each side of `||` is true or false, and this is text"),
        ("pool.members ? true : false", "what stands before `?` is true or false"),
        ("pool.members > 1", "`>` needs numbers, and this is a list of member"),
        ("pool.live + 1 == 2", "`+` needs numbers, and this is true or false"),
        ("-pool.name == 1", "`-` needs numbers, and this is text"),
        ("pool.attrs.port > \"eighty\"", "`>` needs numbers, and this is the text \"eighty\""),
        ("length(pool.members) == \"2\"", "never equal: a number and the text \"2\""),
        ("pool.live != \"true\"", "always unequal: true or false and the text \"true\""),
        ("pool == \"aws_lb_target_group.a\"", "never equal: a pool and the text"),
        ("pool.members == 2", "never equal: a list of member and a number"),
        ("pool.operation == \"destroy\"", "this is never `destroy`"),
        ("\"updates\" != pool.operation", "did you mean `update`?"),
        ("contains([\"create\", \"replaced\"], pool.operation)", "did you mean `replace`?"),
        ("alltrue([for r in pool.routes : r.certainty == \"excat\"])", "did you mean `exact`?"),
        ("alltrue([for x in pool.name : x == 1])", "`for` walks a list or an object, and this is text"),
        ("alltrue([for x in [1] : true if x == \"1\" && 3])", "each side of `&&`"),
        ("alltrue([for m in pool.members : true if m])", "what stands behind `if` is true or false"),
        ("\"%{ for x in 5 }${x}%{ endfor }\" == \"\"", "`for` walks a list or an object, and this is a number"),
        ("pool.address.name == \"\"", "a part of text, which has none"),
        ("pool.live[0]", "a part of true or false, which has none"),
        ("length(pool.live) == 1", "`length` takes a list, an object or text, and this is true or false"),
        ("contains(pool.name, \"a\")", "whether a text has another in it is asked with `strcontains(text, part)`"),
        ("anytrue(pool.live)", "`anytrue` takes a list, and this is true or false"),
        ("startswith(pool.members, \"a\")", "`startswith` takes text, and this is a list of member"),
        ("input.limit.shar == 1", "did you mean `share`?"),
        ("input.limit.names.a == \"1\"", "never equal: a number and the text"),
        ("input.none == 1", "there is no input `none`"),
        ("tonumber(\"x\") == 1", "this text spells no number"),
        ("length(regexall(\"[\", \"x\")) == 0", "the regular expression is not valid"),
        ("1 / 0 == 1", "division by zero"),
        ("[1, 2][5] == 1", "there is no element 5"),
        ("{ a = 1 }.b == 1", "b"),
    ] {
        let said = mistakes(&policy(condition));
        assert!(said.contains(told), "{condition}\n{said}");
        assert_eq!(said.matches("error: ").count(), 1, "{condition} is told once\n{said}");
    }
}

#[test]
fn what_may_be_is_let_be() {
    for condition in [
        "true",
        "\"true\"",
        "input.flag",
        "input.text",
        "input.text == \"true\" && input.number == 1",
        "pool.attrs.port == \"80\" || pool.attrs.port == 80",
        "pool.attrs.tags",
        "pool.deposed == null && pool.deposed != \"x\"",
        "pool.exported != null",
        "pool.attrs.port > \"80\"",
        "try(pool.name.first, pool.members + 1, 5) == 5",
        "can(tonumber(\"x\"))",
        "try(regex(\"[\", \"x\"), null) == null",
        "pool.live ? length(pool.members) > 0 : false",
        "length(pool.name) > 3 && length({ a = 1 }) == 1",
        "contains([for m in pool.members : m.type], \"aws_instance\")",
        "contains([\"create\", \"delete\"], pool.operation)",
        "length(input.names) == 0 && input.limit.names[\"a\"] == 1",
        "lookup(pool.attrs, \"x\", \"true\")",
        "\"${input.text}\"",
        "\"tr${input.text}\"",
        "[1, 2][1] == 2 && 1 + 1 == 2",
        "length([for a in range(1000) : [for b in range(1000) : b]]) > 0",
    ] {
        assert_eq!(mistakes(&policy(condition)), "no mistake\n", "{condition}");
    }
}

#[test]
fn words_are_held_against_those_there_are() {
    let policy = |more: &str| {
        format!(
            "pool_policy \"a\" {{\n{more}\n  enforce {{\n    condition     = pool.live\n    error_message = \"no\"\n  }}\n}}\n"
        )
    };
    for (more, told) in [
        ("  enforcement_level = \"blocking\"", "there is no enforcement level `blocking`"),
        ("  enforcement_level = pool.live ? \"advisory\" : \"mandatry\"", "did you mean `mandatory`?"),
        ("  enforcement_level = (pool.live ? (pool.before ? \"advice\" : \"mandatory\") : \"advisory\")", "`advice`"),
        ("  enforcement_level = 3", "the enforcement level is a word in quotes"),
        ("  enforcement_level = pool.members", "the enforcement level is a word in quotes"),
        ("  enforcement_level = pool.members ? \"advisory\" : \"mandatory\"", "what stands before `?`"),
        ("  about {\n    severity = pool.live ? \"S3\" : \"S5\"\n  }", "there is no severity `S5`"),
        ("  filter = length(pool.members)", "a filter is true or false, and this is a number"),
    ] {
        let said = mistakes(&policy(more));
        assert!(said.contains(told), "{more}\n{said}");
    }
    assert_eq!(
        mistakes(&policy("  enforcement_level = pool.live ? \"advisory\" : local.x")).matches("error").count(),
        1
    );
}

#[test]
fn messages_are_text() {
    let policy = |message: &str| {
        format!(
            "pool_policy \"a\" {{\n  enforce {{\n    condition     = pool.live\n    error_message = {message}\n  }}\n}}\n"
        )
    };
    for (message, told) in [
        ("pool.members", "text is needed, and this is a list"),
        ("\"of ${pool.members}\"", "text is needed, and this is a list"),
        ("{ a = 1 }", "text is needed, and this is an object"),
        ("pool", "a pool has no text of its own"),
    ] {
        let said = mistakes(&policy(message));
        assert!(said.contains(told), "{message}\n{said}");
    }
    assert_eq!(mistakes(&policy("join(\", \", [for m in pool.members : m.address])")), "no mistake\n");
}

#[test]
fn defaults_are_of_their_type() {
    for (input, told) in [
        ("type = number\n  default = \"x\"", "the default of the input `a` is not of its type"),
        ("type = list(number)\n  default = [\"x\"]", "the default of the input `a` is not of its type"),
        ("type = object({ a = number })\n  default = {}", "the default of the input `a` is not of its type"),
        ("type = tuple([string, bool])\n  default = [\"x\", \"y\"]", "the default of the input `a` is not of its type"),
        ("type = number\n  default = tonumber(\"x\")", "this text spells no number"),
        ("type = number\n  default = input.b", "there is no `input` here"),
        ("type = string\n  default = null\n  nullable = false", "the input `a` may not be null"),
        ("type = map(object({ p = optional(number, \"x\") }))", "a number is needed"),
    ] {
        let said = mistakes(&format!("input \"a\" {{\n  {input}\n}}\n"));
        assert!(said.contains(told) && said.contains("a.policy.hcl:"), "{input}\n{said}");
    }
    for input in [
        "type = string\n  default = null",
        "type = set(string)\n  default = [\"a\", \"a\"]",
        "type = object({ a = optional(number, 3), b = optional(list(any)) })\n  default = {}",
        "type = tuple([string, bool])\n  default = [1, \"true\"]",
        "type = any\n  default = { a = [1, \"b\"] }",
    ] {
        assert_eq!(mistakes(&format!("input \"a\" {{\n  {input}\n}}\n")), "no mistake\n", "{input}");
    }
}

#[test]
fn locals_that_never_have_a_value() {
    let said = mistakes("locals {\n  a = local.b\n  b = [for x in [1] : local.c]\n  c = \"${local.a}\"\n  d = 1\n}\n");
    assert!(said.contains("the local `a` refers to itself through `local.b`, `local.c`"), "{said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
    let own = |locals: &str| {
        format!(
            "locals {{\n  x = 1\n  y = local.x\n}}\npool_policy \"a\" {{\n  locals {{\n{locals}\n  }}\n  enforce {{\n    condition     = local.x == 1 || local.y == 1\n    error_message = \"no\"\n  }}\n}}\n"
        )
    };
    assert!(mistakes(&own("    x = local.x")).contains("the local `x` refers to itself"));
    // A local of the file sees those of the file.
    assert_eq!(mistakes(&own("    x = local.y")), "no mistake\n");
    assert_eq!(mistakes(&own("    x = try(local.x, 1)")), "no mistake\n");
}

fn remarks_on(text: &str) -> Vec<String> {
    remarks(&file(text)).iter().map(|remark| format!("{} ({})", remark.message, remark.span.start)).collect()
}

#[test]
fn what_nobody_asks_for_is_remarked() {
    let text = r#"
input "used" { type = string }
input "unused" { type = string }
locals {
  base   = "a"
  used   = local.base
  lonely = local.lone
  lone   = 1
}
resource_policy "aws_lb" "a" {
  locals {
    own   = local.used
    spare = "x"
    used_by_message = input.used
  }
  enforce {
    condition     = attrs.name == local.own
    error_message = "${local.used_by_message}"
  }
}
"#;
    let found = remarks_on(text);
    let told: Vec<&str> = found.iter().map(|remark| remark.split(" (").next().unwrap()).collect();
    assert_eq!(
        told,
        [
            "the input `unused` is never used",
            "the local `lonely` is never used",
            "the local `lone` is never used",
            "the local `spare` is never used"
        ]
    );
    // Who takes all of them may ask for any.
    assert!(remarks_on(&text.replace("local.own", "local[attrs.which]")).len() < 2);
}

#[test]
fn what_a_foreign_policy_never_sees_is_a_remark_and_no_mistake() {
    let policy = |operations: &str, condition: &str| {
        format!(
            "resource_policy \"aws_lb\" \"a\" {{\n{operations}\n  enforce {{\n    condition = {condition}\n  }}\n}}\n"
        )
    };
    let said = |operations: &str, condition: &str| remarks_on(&policy(operations, condition)).join("\n");
    assert!(said("", "meta.operation != \"replace\"").contains("this is never `replace`"));
    assert!(said("", "length(attrs.subnets) == \"2\"").contains("the two sides are never equal"));
    let join = "length(core::getresources(\"aws_lb_listener\", {})) > 0";
    assert!(said("  operations = [\"create\", \"update\"]", join).contains("what the plan leaves as it is"));
    for silent in ["", "  operations = [\"no-op\"]", "  operations = [\"delete\"]", "  operations = []"] {
        assert_eq!(said(silent, join), "", "{silent}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Any text between known words ends in policies or in mistakes with a place inside the text, whatever it holds.
    #[test]
    fn every_text_ends_in_policies_or_in_mistakes(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = format!("pool_policy \"a\" {{\n  enforce {{\n    condition = {}\n    error_message = \"no\"\n  }}\n}}\n", pieces.concat());
        match parse(&Source::new("a.policy.hcl", text.as_str())) {
            Ok(file) => { remarks(&file); }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(error.span.start <= text.len() && error.span.end <= text.len());
                    prop_assert!(error.render().contains("--> a.policy.hcl:"));
                }
            }
        }
    }
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "pool",
        ".live",
        ".members",
        "[*]",
        "[0]",
        ".address",
        "pool.operation",
        " == ",
        " && ",
        " || ",
        "!",
        "(",
        ")",
        "[",
        "]",
        "{ a = ",
        " }",
        "for x in ",
        " : ",
        "x",
        " ? ",
        " + ",
        "1",
        "\"a\"",
        "\"${",
        "}\"",
        "null",
        "true",
        "length(",
        "try(",
        ", ",
        "core::",
        "contains(",
        "local.a",
        "input.b",
        "...",
        "tonumber(",
        "%{ if ",
        "\n",
        "é",
        "/ 0",
    ])
}
