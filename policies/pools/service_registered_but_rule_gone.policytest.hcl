locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
}

resource "aws_lb_listener" "http" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "fixed-response" }] }
}

resource "aws_lb_target_group" "cut_off" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:targetgroup/cut-off/1", name = "cut-off" }

  expect "service_registered_but_rule_gone" {
    verdict = "fail"
    message = "aws_ecs_service.cut_off goes on registering targets in it"
  }
}

resource "aws_lb_listener_rule" "last" {
  prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = [{ type = "forward", target_group_arn = aws_lb_target_group.cut_off.arn }] }
}

resource "aws_ecs_service" "cut_off" {
  meta  = { operation = "no-op" }
  attrs = { name = "cut-off", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.cut_off.arn }] }
}

# One of two routes stays.
resource "aws_lb_target_group" "still_routed" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:targetgroup/still/2", name = "still" }

  expect "service_registered_but_rule_gone" { verdict = "none" }
}

resource "aws_lb_listener_rule" "goes" {
  prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 2, action = [{ type = "forward", target_group_arn = aws_lb_target_group.still_routed.arn }] }
}

resource "aws_lb_listener_rule" "stays" {
  meta  = { operation = "no-op" }
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 3, action = [{ type = "forward", target_group_arn = aws_lb_target_group.still_routed.arn }] }
}

resource "aws_ecs_service" "still_routed" {
  meta  = { operation = "no-op" }
  attrs = { name = "still", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.still_routed.arn }] }
}

# What fills it goes too, and nobody is left alone.
resource "aws_lb_target_group" "retired" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:targetgroup/retired/3", name = "retired" }

  expect "service_registered_but_rule_gone" { verdict = "none" }
}

resource "aws_lb_listener_rule" "retired" {
  prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 4, action = [{ type = "forward", target_group_arn = aws_lb_target_group.retired.arn }] }
}

resource "aws_ecs_service" "retired" {
  prior_attrs = { name = "retired", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.retired.arn }] }
}

# Another rule takes over.
resource "aws_lb_target_group" "taken_over" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}:targetgroup/over/4", name = "over" }

  expect "service_registered_but_rule_gone" { verdict = "pass" }
}

resource "aws_lb_listener_rule" "before" {
  prior_attrs = { listener_arn = aws_lb_listener.http.arn, priority = 5, action = [{ type = "forward", target_group_arn = aws_lb_target_group.taken_over.arn }] }
}

resource "aws_lb_listener_rule" "now" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 6, action = [{ type = "forward", target_group_arn = aws_lb_target_group.taken_over.arn }] }
}

resource "aws_ecs_service" "taken_over" {
  meta  = { operation = "no-op" }
  attrs = { name = "over", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.taken_over.arn }] }
}

scenario "where a new rule forwards is known after apply" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "service_registered_but_rule_gone" { verdict = "unknown" }
  }

  resource "aws_lb_listener_rule" "last" {
    prior_attrs = { priority = 1, action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_lb_listener_rule" "new" {
    attrs = { priority = 2, action = [{ type = "forward", target_group_arn = unknown }] }
  }

  resource "aws_ecs_service" "api" {
    meta  = { operation = "no-op" }
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }
  }
}

# What is only dropped from the state goes on routing.
scenario "the listener is dropped from the state" {
  resource "aws_lb_listener" "http" {
    meta  = { operation = "forget" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }

  resource "aws_lb_target_group" "app" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/app/1", name = "app" }

    expect "service_registered_but_rule_gone" { verdict = "none" }
  }

  resource "aws_ecs_service" "app" {
    meta  = { operation = "no-op" }
    attrs = { name = "app", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "the default action becomes a redirect to elsewhere" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "service_registered_but_rule_gone" {
      verdict = "fail"
      message = "Nothing forwards to aws_lb_target_group.api any more"
    }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
    attrs       = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "redirect", redirect = [{ host = "new.example.com", status_code = "HTTP_301" }] }] }
  }

  resource "aws_ecs_service" "api" {
    meta  = { operation = "no-op" }
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }
  }
}

scenario "the default action becomes a redirect to a listener that forwards to it" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "service_registered_but_rule_gone" { verdict = "none" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
    attrs       = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "redirect", redirect = [{ port = "443", protocol = "HTTPS", status_code = "HTTP_301" }] }] }
  }

  resource "aws_lb_listener" "https" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:listener/app/shop/1/3", port = 443, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
  }

  resource "aws_ecs_service" "api" {
    meta  = { operation = "no-op" }
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }
  }
}

scenario "the default action moves on to another pool" {
  resource "aws_lb_target_group" "api" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/api/1", name = "api" }

    expect "service_registered_but_rule_gone" { verdict = "none" }
  }

  resource "aws_lb_listener" "http" {
    prior_attrs = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }] }
    attrs       = { arn = "${local.arn}:listener/app/shop/1/2", port = 80, default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.green.arn }] }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}:targetgroup/green/2", name = "green" }
  }

  resource "aws_ecs_service" "api" {
    meta  = { operation = "no-op" }
    attrs = { name = "api", desired_count = 2, load_balancer = [{ target_group_arn = aws_lb_target_group.api.arn }] }
  }
}
