//! Mistakes of blocks, labels and attributes.

use insta::assert_snapshot;

use super::mistakes;

#[test]
fn a_block_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
pol_policy "x" {
}
"#), @r#"
    error: there is no block `pol_policy`
     --> a.policy.hcl:1:1
      |
    1 | pol_policy "x" {
      | ^^^^^^^^^^
      = help: did you mean `pool_policy`?
    "#);
}

#[test]
fn values_outside_of_any_block() {
    assert_snapshot!(mistakes(r#"
max = 3
"#), @r#"
    error: `max` stands outside of any block
     --> a.policy.hcl:1:1
      |
    1 | max = 3
      | ^^^
      = help: values for all policies of the file belong in `locals { … }`
    "#);
}

#[test]
fn a_module_has_no_attributes_to_look_at() {
    assert_snapshot!(mistakes(r#"
module_policy "registry/*" "pinned" {
  operations = ["create"]
  enforce {
    condition     = attrs.region == meta.region
    error_message = "no"
  }
}
"#), @r##"
    error: a `module_policy` has no attribute `operations`
     --> a.policy.hcl:2:3
      |
    2 |   operations = ["create"]
      |   ^^^^^^^^^^
      = help: only a `resource_policy` has it; elsewhere write `filter = pool.operation == "create"` and the like

    error: there is no `attrs` in a `module_policy`
     --> a.policy.hcl:4:21
      |
    4 |     condition     = attrs.region == meta.region
      |                     ^^^^^
      = help: there are `meta`, `local` and `input`; text stands in double quotes: "attrs"

    error: `meta` of a module has no `region`
     --> a.policy.hcl:4:42
      |
    4 |     condition     = attrs.region == meta.region
      |                                          ^^^^^^
      = help: there are `address`, `source`, `version`, `tfe_workspace` and `tfe_stack`
    "##);
}

#[test]
fn an_attribute_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  filtr = pool.managed
  enforce {
    condition     = pool.live
    error_mesage  = "dead"
    error_message = "dead"
  }
}
"#), @r#"
    error: a `pool_policy` has no attribute `filtr`
     --> a.policy.hcl:2:3
      |
    2 |   filtr = pool.managed
      |   ^^^^^
      = help: did you mean `filter`?

    error: an `enforce` block has no attribute `error_mesage`
     --> a.policy.hcl:5:5
      |
    5 |     error_mesage  = "dead"
      |     ^^^^^^^^^^^^
      = help: did you mean `error_message`?
    "#);
}

#[test]
fn a_block_where_an_attribute_belongs() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  locals = {}
  filter {
  }
  enforce {
    condition     = pool.live
    error_message = "dead"
  }
}
"#), @r#"
    error: a `pool_policy` has no attribute `locals`
     --> a.policy.hcl:2:3
      |
    2 |   locals = {}
      |   ^^^^^^
      = help: `locals` is a block: write `locals { … }` without `=`

    error: a `pool_policy` has no block `filter`
     --> a.policy.hcl:3:3
      |
    3 |   filter {
      |   ^^^^^^
      = help: `filter` is an attribute: write `filter = …`
    "#);
}

#[test]
fn operations_on_the_graph() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  operations = ["create"]
  enforce {
    condition     = pool.live
    error_message = "dead"
  }
}
"#), @r#"
    error: a `pool_policy` has no attribute `operations`
     --> a.policy.hcl:2:3
      |
    2 |   operations = ["create"]
      |   ^^^^^^^^^^
      = help: only a `resource_policy` has it; elsewhere write `filter = pool.operation == "create"` and the like
    "#);
}

#[test]
fn no_label() {
    assert_snapshot!(mistakes(r#"
route_policy {
  enforce {
    condition     = true
    error_message = "no"
  }
}
"#), @r#"
    error: a `route_policy` needs 1 label, and this one has 0
     --> a.policy.hcl:1:1
      |
    1 | route_policy {
      | ^^^^^^^^^^^^
      = help: write `route_policy "<label>" {`
    "#);
}

#[test]
fn one_label_where_two_belong() {
    assert_snapshot!(mistakes(r#"
resource_policy "only_one" {
  enforce {
    condition     = true
    error_message = "no"
  }
}
"#), @r#"
    error: a `resource_policy` needs 2 labels, and this one has 1
     --> a.policy.hcl:1:1
      |
    1 | resource_policy "only_one" {
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: write `resource_policy "<resource type>" "<label>" {`
    "#);
}

#[test]
fn a_label_that_cannot_name_a_policy() {
    assert_snapshot!(mistakes(r#"
pool_policy "is live?" {
  enforce {
    condition     = true
    error_message = "no"
  }
}
"#), @r#"
    error: this label cannot be used to name the policy
     --> a.policy.hcl:1:13
      |
    1 | pool_policy "is live?" {
      |             ^^^^^^^^^^
      = help: a label is made of letters, digits, `_`, `-` and `.`
    "#);
}

#[test]
fn no_condition_and_no_message() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  enforce {
  }
}
"#), @r#"
    error: this `enforce` block has no `condition`
     --> a.policy.hcl:2:3
      |
    2 |   enforce {
      |   ^^^^^^^
      = help: add `condition = …`: what must be true

    error: this `enforce` block has no `error_message`
     --> a.policy.hcl:2:3
      |
    2 |   enforce {
      |   ^^^^^^^
      = help: add `error_message = "…"`: one sentence that names the subject and what is wrong with it
    "#);
}

#[test]
fn nothing_enforced() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  filter = pool.after
}
"#), @r#"
    error: the policy enforces nothing
     --> a.policy.hcl:1:1
      |
    1 | pool_policy "live" {
      | ^^^^^^^^^^^^^^^^^^
      = help: add `enforce { condition = …, error_message = "…" }`, each on a line of its own
    "#);
}

#[test]
fn two_policies_of_one_name() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  enforce {
    condition     = pool.live
    error_message = "dead"
  }
}
pool_policy "live" {
  enforce {
    condition     = pool.managed
    error_message = "elsewhere"
  }
}
"#), @r#"
    error: the pool policy `live` is defined twice
     --> a.policy.hcl:7:13
      |
    7 | pool_policy "live" {
      |             ^^^^^^
      = help: the first stands on line 1; give this one another name
    "#);
}

#[test]
fn a_level_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  enforcement_level = "mandatry"
  enforce {
    condition     = pool.live
    error_message = "dead"
  }
}
"#), @r#"
    error: there is no enforcement level `mandatry`
     --> a.policy.hcl:2:23
      |
    2 |   enforcement_level = "mandatry"
      |                       ^^^^^^^^^^
      = help: did you mean `mandatory`?
    "#);
}

#[test]
fn an_operation_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "x" {
  operations = ["replace", "updat"]
  enforce {
    condition     = attrs.internal
    error_message = "public"
  }
}
"#), @r#"
    error: this is not an operation
     --> a.policy.hcl:2:17
      |
    2 |   operations = ["replace", "updat"]
      |                 ^^^^^^^^^
      = help: a replacement is seen as a delete and a create

    error: this is not an operation
     --> a.policy.hcl:2:28
      |
    2 |   operations = ["replace", "updat"]
      |                            ^^^^^^^
      = help: did you mean `update`?
    "#);
}

#[test]
fn operations_that_do_not_go_together() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "x" {
  operations = ["delete", "no-op"]
  enforce {
    condition = attrs.internal
  }
}
"#), @r#"
    error: one policy cannot be for both `delete` and `no-op`
     --> a.policy.hcl:2:16
      |
    2 |   operations = ["delete", "no-op"]
      |                ^^^^^^^^^^^^^^^^^^^
      = help: write two policies; a replacement is seen as a delete and a create
    "#);
}

#[test]
fn the_state_before_without_operations() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "x" {
  enforce {
    condition = prior_attrs.internal == attrs.internal
  }
}
"#), @r#"
    error: a policy that asks for `prior_attrs` must say for which operations
     --> a.policy.hcl:1:1
      |
    1 | resource_policy "aws_lb" "x" {
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: add `operations = ["update"]`, `["delete"]` or both: only these have a state before
    "#);
}

#[test]
fn the_state_before_of_a_creation() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "x" {
  operations = ["create", "update"]
  enforce {
    condition = prior_attrs.internal == attrs.internal
  }
}
"#), @r#"
    error: a policy that asks for `prior_attrs` is not for `create` or `no-op`
     --> a.policy.hcl:2:16
      |
    2 |   operations = ["create", "update"]
      |                ^^^^^^^^^^^^^^^^^^^^
      = help: keep only `update` and `delete`: the others have no state before
    "#);
}

#[test]
fn a_plan_policy_without_select() {
    assert_snapshot!(mistakes(r#"
plan_policy "x" {
  enforce {
    condition     = it
    error_message = "no"
  }
}
"#), @r#"
    error: a `plan_policy` needs `select`
     --> a.policy.hcl:1:1
      |
    1 | plan_policy "x" {
      | ^^^^^^^^^^^^^^^
      = help: add `select = "$.…"`: the policy is evaluated for each value the JSONPath finds
    "#);
}

#[test]
fn an_input_without_a_type() {
    assert_snapshot!(mistakes(r#"
input "limit" {
  default = 3
}
input "zones" {
  type = lst(string)
}
"#), @r#"
    error: the input `limit` has no type
     --> a.policy.hcl:1:1
      |
    1 | input "limit" {
      | ^^^^^^^^^^^^^
      = help: add `type = string` (or number, bool, list(string), any, …)

    error: this is not a type
     --> a.policy.hcl:5:10
      |
    5 |   type = lst(string)
      |          ^^^^^^^^^^^
      = help: did you mean `list`?
    "#);
}

#[test]
fn a_local_defined_twice() {
    assert_snapshot!(mistakes(r#"
locals {
  a = 1
}
locals {
  a = 2
}
"#), @r#"
    error: the local `a` is defined twice
     --> a.policy.hcl:5:3
      |
    5 |   a = 2
      |   ^
      = help: keep one of the two
    "#);
}

#[test]
fn severities_and_audits_that_do_not_exist() {
    assert_snapshot!(mistakes(r#"
pool_policy "x" {
  about {
    severity = "S5"
    audit    = "yes"
  }
  enforce {
    condition     = true
    error_message = "no"
  }
}
"#), @r#"
    error: there is no severity `S5`
     --> a.policy.hcl:3:16
      |
    3 |     severity = "S5"
      |                ^^^^
      = help: S1: traffic is lost; S2: the apply stops half-way; S3: worth a look; S4: a remark

    error: `audit` is true or false
     --> a.policy.hcl:4:16
      |
    4 |     audit    = "yes"
      |                ^^^^^
    "#);
}

#[test]
fn a_severity_sees_the_subject() {
    assert_snapshot!(mistakes(r#"
pool_policy "x" {
  about {
    severity = pool.poduction ? "S1" : "S3"
  }
  enforce {
    condition     = true
    error_message = "no"
  }
}
"#), @r#"
    error: a pool has no `poduction`
     --> a.policy.hcl:3:21
      |
    3 |     severity = pool.poduction ? "S1" : "S3"
      |                     ^^^^^^^^^
      = help: did you mean `production`?
    "#);
}
