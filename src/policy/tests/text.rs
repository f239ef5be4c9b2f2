//! Text that is not HCL, and text that is hard to show.

use insta::assert_snapshot;

use super::mistakes;

#[test]
fn an_attribute_set_twice() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  filter = true
  filter = false
}
"#), @r#"
    error: `filter` is set twice in this block; keep one of the two
     --> a.policy.hcl:3:3
      |
    3 |   filter = false
      |   ^^^^^^
    "#);
}

#[test]
fn a_brace_that_is_never_closed() {
    assert_snapshot!(mistakes(r#"
pool_policy "live" {
  enforce {
    condition     = pool.live
    error_message = "dead"
}
"#), @r#"
    error: this `{` is never closed; a `}` is missing, here or in a block inside
     --> a.policy.hcl:1:20
      |
    1 | pool_policy "live" {
      |                    ^
    "#);
}

#[test]
fn a_quote_that_is_never_closed() {
    assert_snapshot!(mistakes(r#"
pool_policy "live {
  filter = pool.after
}
"#), @r#"
    error: this text has no closing quote on its line; close it, or use a heredoc (<<EOT) for several lines
     --> a.policy.hcl:1:13
      |
    1 | pool_policy "live {
      |             ^
    "#);
}

#[test]
fn a_line_that_steers_the_terminal() {
    assert_snapshot!(mistakes("pool_policy \"live\" {\n\tfiltr = \"\u{1b}[31m\u{202e}red\"\n  enforce {\n    condition     = pool.live\n    error_message = \"dead\"\n  }\n}\n"), @r#"
    error: a `pool_policy` has no attribute `filtr`
     --> a.policy.hcl:2:2
      |
    2 |     filtr = "\u{1b}[31m\u{202e}red"
      |     ^^^^^
      = help: did you mean `filter`?
    "#);
}

#[test]
fn a_very_long_line() {
    assert_snapshot!(mistakes(&format!("pool_policy \"live\" {{ filtr = [{}nme] }}\n", "1, ".repeat(200))), @r#"
    error: the policy enforces nothing
     --> a.policy.hcl:1:1
      |
    1 | pool_policy "live" { filtr = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
      | ^^^^^^^^^^^^^^^^^^
      = help: add `enforce { condition = …, error_message = "…" }`, each on a line of its own

    error: a `pool_policy` has no attribute `filtr`
     --> a.policy.hcl:1:22
      |
    1 | pool_policy "live" { filtr = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
      |                      ^^^^^
      = help: did you mean `filter`?
    "#);
}
