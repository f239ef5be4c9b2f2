resource "aws_lb" "app" {
  attrs = { name = "app", load_balancer_type = "application" }
}

resource "aws_lb" "net" {
  attrs = { name = "net", load_balancer_type = "network" }
}

resource "aws_lb_target_group" "http" {
  attrs = { name = "http", protocol = "HTTP", target_type = "instance" }
}

resource "aws_lb_target_group" "tcp" {
  attrs = { name = "tcp", protocol = "TCP", target_type = "instance" }
}

resource "aws_lb_target_group" "grpc" {
  attrs = { name = "grpc", protocol = "HTTP", protocol_version = "GRPC", target_type = "ip" }
}

resource "aws_lb_target_group" "function" {
  attrs = { name = "function", target_type = "lambda" }
}

resource "aws_lb_target_group" "alb" {
  attrs = { name = "alb", protocol = "TCP", target_type = "alb" }
}

resource "aws_lb_listener" "http" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 80
    protocol          = "HTTP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.http.arn }]
  }

  expect "protocol_mismatch" { verdict = "pass" }
}

resource "aws_lb_listener" "tcp_on_an_application_load_balancer" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 81
    protocol          = "TCP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.tcp.arn }]
  }

  expect "protocol_mismatch" { verdict = "fail" }
}

resource "aws_lb_listener" "http_on_a_network_load_balancer" {
  attrs = {
    load_balancer_arn = aws_lb.net.arn
    port              = 80
    protocol          = "HTTP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.http.arn }]
  }

  expect "protocol_mismatch" { verdict = "fail" }
}

resource "aws_lb_listener" "to_a_pool_of_another_protocol" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 82
    protocol          = "HTTP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.tcp.arn }]
  }

  expect "protocol_mismatch" { verdict = "fail" }
}

resource "aws_lb_listener" "grpc_without_tls" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 83
    protocol          = "HTTP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.grpc.arn }]
  }

  expect "protocol_mismatch" { verdict = "fail" }
}

resource "aws_lb_listener" "grpc" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 443
    protocol          = "HTTPS"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.grpc.arn }]
  }

  expect "protocol_mismatch" { verdict = "pass" }
}

# A pool of functions has no protocol, one of load balancers takes TCP, and TLS may end at the load balancer.
resource "aws_lb_listener" "to_a_function" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 84
    protocol          = "HTTP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.function.arn }]
  }

  expect "protocol_mismatch" { verdict = "pass" }
}

resource "aws_lb_listener" "to_a_load_balancer" {
  attrs = {
    load_balancer_arn = aws_lb.net.arn
    port              = 85
    protocol          = "TCP"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.alb.arn }]
  }

  expect "protocol_mismatch" { verdict = "pass" }
}

resource "aws_lb_listener" "tls_ends_here" {
  attrs = {
    load_balancer_arn = aws_lb.net.arn
    port              = 443
    protocol          = "TLS"
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.tcp.arn }]
  }

  expect "protocol_mismatch" { verdict = "pass" }
}

resource "aws_lb_listener" "known_after_apply" {
  attrs = {
    load_balancer_arn = aws_lb.app.arn
    port              = 86
    protocol          = unknown
    default_action    = [{ type = "forward", target_group_arn = aws_lb_target_group.http.arn }]
  }

  expect "protocol_mismatch" { verdict = "unknown" }
}

# HTTPS is not left again.
resource "aws_lb_listener_rule" "back_to_http" {
  attrs = {
    listener_arn = aws_lb_listener.grpc.arn
    priority     = 1
    action       = [{ type = "redirect", redirect = [{ protocol = "HTTP", port = "80", status_code = "HTTP_302" }] }]
    condition    = [{ path_pattern = [{ values = ["/plain/*"] }] }]
  }

  expect "protocol_mismatch" { verdict = "fail" }
}

resource "aws_lb_listener_rule" "to_https" {
  attrs = {
    listener_arn = aws_lb_listener.http.arn
    priority     = 1
    action       = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "443", status_code = "HTTP_302" }] }]
    condition    = [{ path_pattern = [{ values = ["/safe/*"] }] }]
  }

  expect "protocol_mismatch" { verdict = "pass" }
}
