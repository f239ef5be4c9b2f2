# A pool that is there now has its ARN; one that the plan makes does not, and the listener that refers to it is followed.
resource "aws_lb_target_group" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/stays/1111111111111111" }
}

resource "aws_lb_target_group" "new" {
  attrs = { name = "new" }
}

resource "aws_lb_target_group" "removed" {
  prior_attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/removed/2222222222222222" }
}

resource "aws_lb_listener" "to_one_that_stays" {
  attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.stays.arn }] }

  expect "forward_to_removed_pool" { verdict = "pass" }
}

resource "aws_lb_listener" "to_a_new_one" {
  attrs = { port = 81, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.new.arn }] }

  expect "forward_to_removed_pool" { verdict = "pass" }
}

resource "aws_lb_listener" "to_the_removed_one" {
  attrs = { port = 82, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.removed.arn }] }

  expect "forward_to_removed_pool" { verdict = "fail" }
}

scenario "a pool that nobody knows" {
  resource "aws_lb_listener" "elsewhere" {
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = unknown }] }

    expect "forward_to_removed_pool" {
      verdict = "unknown"
      message = "known after apply"
    }
  }
}

# It lives on as it is, and so does what it leads to, or AWS refuses to delete that.
scenario "a listener that is dropped from the state" {
  resource "aws_lb_target_group" "removed" {
    prior_attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/removed/2222222222222222" }
  }

  resource "aws_lb_listener" "dropped" {
    meta  = { operation = "forget" }
    attrs = { port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.removed.arn }] }

    expect "forward_to_removed_pool" { verdict = "fail" }
  }
}

# One object under two addresses is as the one says that keeps it.
scenario "a listener that is dropped under one address and kept under another" {
  resource "aws_lb_target_group" "removed" {
    prior_attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/removed/2222222222222222" }
  }

  resource "aws_lb_target_group" "stays" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/stays/1111111111111111" }
  }

  resource "aws_lb_listener" "dropped" {
    meta  = { operation = "forget" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.removed.arn }] }

    expect "forward_to_removed_pool" { verdict = "none" }
  }

  resource "aws_lb_listener" "kept" {
    prior_attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.removed.arn }] }
    attrs       = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.stays.arn }] }

    expect "forward_to_removed_pool" { verdict = "pass" }
  }
}
