# Never unknown: a name or place that is known after apply makes no pair, and nothing is said.
locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

resource "aws_lb_target_group" "old" {
  prior_attrs = { arn = "${local.arn}:targetgroup/shop/1", name = "shop" }
}

resource "aws_lb_target_group" "new" {
  attrs = { name = "shop" }

  expect "moved_vs_rename" {
    verdict = "fail"
    message = "it looks like a rename"
  }
}

resource "aws_lb_target_group" "another" {
  attrs = { name = "another" }

  expect "moved_vs_rename" { verdict = "pass" }
}

resource "aws_lb_target_group" "generated" {
  attrs = { name_prefix = "shop-", name = unknown }

  expect "moved_vs_rename" { verdict = "pass" }
}

# With a moved block it keeps its object.
resource "aws_lb_target_group" "moved" {
  meta  = { operation = "no-op", previous_address = "aws_lb_target_group.before" }
  attrs = { arn = "${local.arn}:targetgroup/moved/2", name = "moved" }

  expect "moved_vs_rename" { verdict = "none" }
}

resource "aws_lb" "shop" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", name = "shop" }
}

resource "aws_lb_listener" "old" {
  prior_attrs = { arn = "${local.arn}:listener/app/shop/1/1", load_balancer_arn = aws_lb.shop.arn, port = 80 }
}

resource "aws_lb_listener" "new" {
  attrs = { load_balancer_arn = aws_lb.shop.arn, port = 80 }

  expect "moved_vs_rename" { verdict = "fail" }
}

resource "aws_lb_listener" "other_port" {
  attrs = { load_balancer_arn = aws_lb.shop.arn, port = 81 }

  expect "moved_vs_rename" { verdict = "pass" }
}

resource "aws_lb_listener" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:listener/app/shop/1/3", load_balancer_arn = aws_lb.shop.arn, port = 443 }
}

resource "aws_lb_listener_rule" "old" {
  prior_attrs = { listener_arn = aws_lb_listener.stays.arn, priority = 1, condition = [{ path_pattern = [{ values = ["/a"] }] }] }
}

resource "aws_lb_listener_rule" "new" {
  attrs = { listener_arn = aws_lb_listener.stays.arn, priority = 1, condition = [{ path_pattern = [{ values = ["/a"] }] }] }

  expect "moved_vs_rename" { verdict = "fail" }
}

# Another rule may well take over a priority.
resource "aws_lb_listener_rule" "another" {
  attrs = { listener_arn = aws_lb_listener.stays.arn, priority = 1, condition = [{ path_pattern = [{ values = ["/b"] }] }] }

  expect "moved_vs_rename" { verdict = "pass" }
}

resource "aws_lb" "old" {
  prior_attrs = { arn = "${local.arn}:loadbalancer/app/admin/1", name = "admin" }
}

resource "aws_lb" "new" {
  attrs = { name = "admin" }

  expect "moved_vs_rename" { verdict = "fail" }
}
