resource "aws_instance" "web" {
  attrs = { ami = "ami-1" }
}

resource "aws_lb" "half" {
  attrs = { name = "half" }
}

resource "aws_lb_target_group" "filled" {
  attrs = { name = "filled" }
}

resource "aws_lb_target_group" "empty" {
  attrs = { name = "empty" }
}

resource "aws_lb_target_group_attachment" "filled" {
  attrs = { target_group_arn = aws_lb_target_group.filled.arn, target_id = aws_instance.web.id }
}

# A pool with weight 0 counts too.
resource "aws_lb_listener" "half" {
  attrs = {
    load_balancer_arn = aws_lb.half.arn
    port              = 80
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.filled.arn, weight = 100 },
          { arn = aws_lb_target_group.empty.arn, weight = 0 },
        ]
      }]
    }]
  }
}

resource "aws_lb" "whole" {
  attrs = { name = "whole" }
}

resource "aws_lb_listener" "whole" {
  attrs = {
    load_balancer_arn = aws_lb.whole.arn
    port              = 80
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.filled.arn }]
  }
}

resource "aws_lb" "elsewhere" {
  attrs = { name = "elsewhere" }
}

resource "aws_lb_target_group" "elsewhere" {
  attrs = { name = "elsewhere" }
}

resource "aws_lb_target_group_attachment" "elsewhere" {
  attrs = { target_group_arn = aws_lb_target_group.elsewhere.arn, target_id = "i-of-another-state" }
}

resource "aws_lb_listener" "elsewhere" {
  attrs = {
    load_balancer_arn = aws_lb.elsewhere.arn
    port              = 80
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.elsewhere.arn }]
  }
}

resource "aws_route53_record" "turns_away" {
  attrs = {
    name                    = "www"
    type                    = "A"
    alias                   = [{ name = aws_lb.half.dns_name, zone_id = "Z1", evaluate_target_health = true }]
    failover_routing_policy = [{ type = "PRIMARY" }]
    set_identifier          = "one"
  }

  expect "r53_target_health_empty_pool" {
    verdict  = "fail"
    severity = "S1"
    message  = "aws_lb_target_group.empty"
  }
}

# Route 53 gives the only answer there is all the same.
resource "aws_route53_record" "simple" {
  attrs = { name = "shop", type = "A", alias = [{ name = aws_lb.half.dns_name, zone_id = "Z1", evaluate_target_health = true }] }

  expect "r53_target_health_empty_pool" {
    verdict  = "fail"
    severity = "S3"
  }
}

resource "aws_route53_record" "does_not_look" {
  attrs = {
    name                    = "www"
    type                    = "A"
    alias                   = [{ name = aws_lb.half.dns_name, zone_id = "Z1", evaluate_target_health = false }]
    failover_routing_policy = [{ type = "SECONDARY" }]
    set_identifier          = "two"
  }

  expect "r53_target_health_empty_pool" { verdict = "none" }
}

resource "aws_route53_record" "of_filled_pools" {
  attrs = {
    name                    = "www"
    type                    = "A"
    alias                   = [{ name = aws_lb.whole.dns_name, zone_id = "Z1", evaluate_target_health = true }]
    weighted_routing_policy = [{ weight = 10 }]
    set_identifier          = "three"
  }

  expect "r53_target_health_empty_pool" { verdict = "pass" }
}

resource "aws_route53_record" "of_targets_elsewhere" {
  attrs = {
    name                    = "www"
    type                    = "A"
    alias                   = [{ name = aws_lb.elsewhere.dns_name, zone_id = "Z1", evaluate_target_health = true }]
    weighted_routing_policy = [{ weight = 10 }]
    set_identifier          = "four"
  }

  expect "r53_target_health_empty_pool" { verdict = "unknown" }
}
