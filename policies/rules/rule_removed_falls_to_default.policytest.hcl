locals {
  arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
  answer = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "404" }] }]
  api    = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
  paths  = [{ path_pattern = [{ values = ["/api/*", "/v2/*"] }] }]
}

scenario "a rule goes" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }

    expect "rule_removed_falls_to_default" {
      verdict  = "fail"
      severity = "S1"
      message  = "goes away, and no rule of aws_lb_listener.http takes"
    }
  }
}

scenario "a rule is narrowed" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }
    attrs       = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }

    expect "rule_removed_falls_to_default" {
      verdict = "fail"
      message = "is narrowed"
    }
  }
}

# The path is retired together with what answered it.
scenario "the pool goes too" {
  resource "aws_lb_target_group" "api" {
    prior_attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }

    expect "rule_removed_falls_to_default" {
      verdict  = "fail"
      severity = "S3"
    }
  }
}

scenario "another rule takes over" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }

    expect "rule_removed_falls_to_default" { verdict = "pass" }
  }

  resource "aws_lb_listener_rule" "wider" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 2, action = local.api, condition = [{ path_pattern = [{ values = ["/*"] }] }] }

    expect "rule_removed_falls_to_default" { verdict = "none" }
  }
}

scenario "the default action leads to the same pool" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.api }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }

    expect "rule_removed_falls_to_default" { verdict = "none" }
  }
}

# The name of a host goes with it: nobody is sent there any more.
scenario "the DNS record of its host goes too" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb" "shop" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:loadbalancer/app/shop/1", dns_name = "shop-1.eu-central-1.elb.amazonaws.com" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", load_balancer_arn = aws_lb.shop.arn, port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = [{ host_header = [{ values = ["old.example.com"] }] }] }

    expect "rule_removed_falls_to_default" { verdict = "none" }
  }

  resource "aws_route53_record" "old" {
    prior_attrs = { name = "old.example.com", fqdn = "old.example.com", type = "A", alias = [{ name = aws_lb.shop.dns_name, zone_id = "Z1" }] }
  }
}

scenario "another rule takes a part" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }

    expect "rule_removed_falls_to_default" { verdict = "unknown" }
  }

  resource "aws_lb_listener_rule" "part" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 2, action = local.api, condition = [{ path_pattern = [{ values = ["/api/v2/*"] }] }] }
  }
}

# What is only dropped from the state goes on taking its requests.
scenario "a rule is dropped from the state" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    meta  = { operation = "forget" }
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }

    expect "rule_removed_falls_to_default" { verdict = "pass" }
  }
}

scenario "a rule moves to another listener" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener" "other" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/3", port = 81, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "api" {
    meta        = { operation = "replace" }
    prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = local.paths }
    attrs       = { listener_arn = aws_lb_listener.other.arn, priority = 1, action = local.api, condition = local.paths }

    expect "rule_removed_falls_to_default" {
      verdict = "fail"
      message = "aws_lb_listener_rule.api moves to aws_lb_listener.other, and no rule of aws_lb_listener.http takes"
    }
  }
}
