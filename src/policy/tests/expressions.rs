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
"#), @r#"
    error: there is no `pool` in a `route_policy`
     --> a.policy.hcl:3:21
      |
    3 |     condition     = pool.live && rout.after
      |                     ^^^^
      = help: there are `route`, `local` and `input`; text stands in double quotes: "pool"

    error: there is no `rout` in a `route_policy`
     --> a.policy.hcl:3:34
      |
    3 |     condition     = pool.live && rout.after
      |                                  ^^^^
      = help: did you mean `route`?
    "#);
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
"#), @r#"
    error: there is no `prod` in a `resource_policy`
     --> a.policy.hcl:2:26
      |
    2 |   filter = attrs.name == prod
      |                          ^^^^
      = help: there are `attrs`, `prior_attrs`, `meta`, `local` and `input`; text stands in double quotes: "prod"
    "#);
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
"#), @r#"
    error: a route has no `pol`
     --> a.policy.hcl:3:27
      |
    3 |     condition     = route.pol.live
      |                           ^^^
      = help: did you mean `pool`?

    error: a pool has no `adress`
     --> a.policy.hcl:4:35
      |
    4 |     error_message = "${route.pool.adress} is dead"
      |                                   ^^^^^^
      = help: did you mean `address`?
    "#);
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
"#), @r#"
    error: a pool has no `liv`
     --> a.policy.hcl:2:64
      |
    2 |   filter = anytrue([for r in listener.rules : r.routes[0].pool.liv])
      |                                                                ^^^
      = help: did you mean `live`?

    error: a pool has no `membrs`
     --> a.policy.hcl:4:53
      |
    4 |     condition     = alltrue(listener.routes[*].pool.membrs[*].live)
      |                                                     ^^^^^^
      = help: did you mean `members`?
    "#);
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
"#), @r#"
    error: this is a list of member, and a list has no `live`
     --> a.policy.hcl:3:34
      |
    3 |     condition     = pool.members.live
      |                                  ^^^^
      = help: take one element with `[0]`, or all with `[*]`
    "#);
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
"#), @r#"
    error: a pool has no text of its own
     --> a.policy.hcl:4:37
      |
    4 |     error_message = "The route to ${route.pool} is dead."
      |                                     ^^^^^^^^^^
      = help: name one of its properties, such as `.address`
    "#);
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
"#), @r#"
    error: there is no function `core::lenght`
     --> a.policy.hcl:2:12
      |
    2 |   filter = core::lenght(pool.members) > 0 && plugin::net::ping("x") && foo::length([]) == 0
      |            ^^^^^^^^^^^^
      = help: did you mean `length`?

    error: there is no function `plugin::net::ping`
     --> a.policy.hcl:2:46
      |
    2 |   filter = core::lenght(pool.members) > 0 && plugin::net::ping("x") && foo::length([]) == 0
      |                                              ^^^^^^^^^^^^^^^^^
      = help: poolproof runs no plugins; pass the value in as an `input`

    error: there is no function `foo::length`
     --> a.policy.hcl:2:72
      |
    2 |   filter = core::lenght(pool.members) > 0 && plugin::net::ping("x") && foo::length([]) == 0
      |                                                                        ^^^^^^^^^^^
      = help: functions stand in `core::`, not in `foo::`

    error: `contains` takes 2 arguments, not 1
     --> a.policy.hcl:4:21
      |
    4 |     condition     = contains(pool.members)
      |                     ^^^^^^^^^^^^^^^^^^^^^^
      = help: whether the list has such an element; example: contains([1, 2], 2) = true
    "#);
}

#[test]
fn a_local_or_an_input_that_does_not_exist() {
    assert_snapshot!(mistakes(r#"
input "max_weight" {
  type = number
}
locals {
  limit = 3
}
route_policy "weight" {
  enforce {
    condition     = route.weight < input.max_wieght && local.limt > 1 && local.other
    error_message = "too heavy"
  }
}
"#), @r#"
    error: there is no input `max_wieght`
     --> a.policy.hcl:9:42
      |
    9 |     condition     = route.weight < input.max_wieght && local.limt > 1 && local.other
      |                                          ^^^^^^^^^^
      = help: did you mean `max_weight`?

    error: there is no local `limt`
     --> a.policy.hcl:9:62
      |
    9 |     condition     = route.weight < input.max_wieght && local.limt > 1 && local.other
      |                                                              ^^^^
      = help: did you mean `limit`?

    error: there is no local `other`
     --> a.policy.hcl:9:80
      |
    9 |     condition     = route.weight < input.max_wieght && local.limt > 1 && local.other
      |                                                                                ^^^^^
      = help: there is only `limit`
    "#);
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
"#), @r#"
    error: `select` cannot be read
     --> a.policy.hcl:2:12
      |
    2 |   select = "resource_changes.*"
      |            ^^^^^^^^^^^^^^^^^^^^
      = help: this is not JSONPath (RFC 9535); it starts with `$`, such as `$.resource_changes[?@.type == 'aws_lb']`
    "#);
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
"#), @r#"
    error: `title` is plain text, without anything to fill in
     --> a.policy.hcl:3:13
      |
    3 |     title = "Pool ${pool.address} is dead"
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: it is also shown where there is no subject; `fix` and `error_message` may name the subject
    "#);
}
