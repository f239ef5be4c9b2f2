locals {
  answer = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "503" }] }]
  api    = [{ type = "forward", target_group_arn = aws_lb_target_group.api.arn }]
}

scenario "a rule for everything is asked first" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  # A maintenance page: somebody means it.
  resource "aws_lb_listener_rule" "everything" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.answer, condition = [{ path_pattern = [{ values = ["/*"] }] }] }

    expect "catch_all_hijack" {
      verdict  = "fail"
      severity = "S3"
      message  = "is asked before aws_lb_listener_rule.api"
    }
  }

  resource "aws_lb_listener_rule" "api" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }

    expect "catch_all_hijack" { verdict = "none" }
  }
}

scenario "and sends it to a pool without targets" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_target_group" "empty" {
    attrs = { name = "empty" }
  }

  resource "aws_lb_listener_rule" "everything" {
    attrs = {
      listener_arn = aws_lb_listener.http.arn
      priority     = 1
      action       = [{ type = "forward", target_group_arn = aws_lb_target_group.empty.arn }]
      condition    = [{ host_header = [{ values = ["*"] }] }]
    }

    expect "catch_all_hijack" {
      verdict  = "fail"
      severity = "S1"
    }
  }

  resource "aws_lb_listener_rule" "api" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }
  }
}

scenario "it stands behind all others" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_listener_rule" "everything" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 100, action = local.answer, condition = [{ path_pattern = [{ values = ["*"] }] }] }

    expect "catch_all_hijack" { verdict = "pass" }
  }

  resource "aws_lb_listener_rule" "api" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }
  }
}

# It leads where those behind it lead.
scenario "it leads to the same pool" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_listener_rule" "everything" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.api, condition = [{ path_pattern = [{ values = ["/*"] }] }] }

    expect "catch_all_hijack" { verdict = "pass" }
  }

  resource "aws_lb_listener_rule" "api" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }
  }
}

scenario "its place is known after apply" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_target_group" "api" {
    attrs = { name = "api" }
  }

  resource "aws_lb_listener_rule" "everything" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = unknown, action = local.answer, condition = [{ path_pattern = [{ values = ["/*"] }] }] }

    expect "catch_all_hijack" { verdict = "unknown" }
  }

  resource "aws_lb_listener_rule" "api" {
    skip  = true
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 10, action = local.api, condition = [{ path_pattern = [{ values = ["/api/*"] }] }] }
  }
}
