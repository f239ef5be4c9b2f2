//! Mistakes of blocks, labels and attributes.

use insta::assert_snapshot;

use super::mistakes;

#[test]
fn a_block_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
pol_policy "x" {
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
fn blocks_of_the_dialect_that_are_not_here_yet() {
    assert_snapshot!(mistakes(r#"
module_policy "registry/*" "pinned" {
  enforce {
    condition     = true
    error_message = "no"
  }
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

#[test]
fn no_label() {
    assert_snapshot!(mistakes(r#"
route_policy {
  enforce {
    condition     = true
    error_message = "no"
  }
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

#[test]
fn a_label_that_cannot_name_a_policy() {
    assert_snapshot!(mistakes(r#"
pool_policy "is live?" {
  enforce {
    condition     = true
    error_message = "no"
  }
}

#[test]
fn no_condition_and_no_message() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  enforce {
  }
}

#[test]
fn nothing_enforced() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  filter = pool.after
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

#[test]
fn operations_that_do_not_go_together() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "x" {
  operations = ["delete", "no-op"]
  enforce {
    condition = attrs.internal
  }
}

#[test]
fn the_state_before_without_operations() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "x" {
  enforce {
    condition = prior_attrs.internal == attrs.internal
  }
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

#[test]
fn a_plan_policy_without_select() {
    assert_snapshot!(mistakes(r#"
plan_policy "x" {
  enforce {
    condition     = it
    error_message = "no"
  }
}

#[test]
fn an_input_without_a_type() {
    assert_snapshot!(mistakes(r#"
input "limit" {
  default = 3
}

#[test]
fn a_local_defined_twice() {
    assert_snapshot!(mistakes(r#"
locals {
  a = 1
}
