//! Mistakes inside of expressions.

use insta::assert_snapshot;

use super::mistakes;

#[test]
fn a_root_name_of_another_subject() {
    assert_snapshot!(mistakes(r#"
route_policy "live" {
  enforce {
    condition     = pool.live && rout.after
    error_message = "dead"
  }
}

#[test]
fn a_word_that_should_be_text() {
    assert_snapshot!(mistakes(r#"
resource_policy "aws_lb" "internal" {
  filter = attrs.name == prod
  enforce {
    condition     = attrs.internal
    error_message = "public"
  }
}

#[test]
fn a_property_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
route_policy "live" {
  enforce {
    condition     = route.pol.live
    error_message = "${route.pool.adress} is dead"
  }
}

#[test]
fn a_property_down_the_chain() {
    assert_snapshot!(mistakes(r#"
listener_policy "live" {
  filter = anytrue([for r in listener.rules : r.routes[0].pool.liv])
  enforce {
    condition     = alltrue(listener.routes[*].pool.membrs[*].live)
    error_message = "dead"
  }
}

#[test]
fn a_property_of_a_list() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  enforce {
    condition     = pool.members.live
    error_message = "dead"
  }
}

#[test]
fn a_subject_as_text() {
    assert_snapshot!(mistakes(r#"
route_policy "live" {
  enforce {
    condition     = route.pool.live
    error_message = "The route to ${route.pool} is dead."
  }
}

#[test]
fn a_function_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  filter = core::lenght(pool.members) > 0 && plugin::net::ping("x") && foo::length([]) == 0
  enforce {
    condition     = contains(pool.members)
    error_message = "dead"
  }
}

#[test]
fn a_local_or_an_input_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
input "max_weight" {
  type = number
}

#[test]
fn a_select_that_is_not_jsonpath() {
    assert_snapshot!(mistakes(r#"
plan_policy "x" {
  select = "resource_changes.*"
  enforce {
    condition     = it
    error_message = "no"
  }
}

#[test]
fn a_title_with_something_to_fill_in() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  about {
    title = "Pool ${pool.address} is dead"
  }
  enforce {
    condition     = pool.live
    error_message = "dead"
  }
}
