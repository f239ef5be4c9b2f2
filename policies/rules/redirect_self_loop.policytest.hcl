resource "aws_lb_listener" "to_itself" {
  attrs = { port = 443, protocol = "HTTPS", default_action = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "443" }] }] }

  expect "redirect_self_loop" { verdict = "fail" }
}

resource "aws_lb_listener" "to_https" {
  attrs = { port = 80, protocol = "HTTP", default_action = [{ type = "redirect", redirect = [{ protocol = "HTTPS", port = "443" }] }] }

  expect "redirect_self_loop" { verdict = "pass" }
}

resource "aws_lb_listener" "nobody_knows" {
  attrs = { port = 80, protocol = "HTTP", default_action = [{ type = "redirect", redirect = [{ protocol = "HTTP", port = unknown }] }] }

  expect "redirect_self_loop" { verdict = "unknown" }
}
