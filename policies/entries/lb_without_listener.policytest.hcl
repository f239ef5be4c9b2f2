resource "aws_lb" "without" {
  attrs = { name = "without" }

  expect "lb_without_listener" {
    verdict  = "fail"
    severity = "S2"
  }
}

resource "aws_lb" "without_and_named" {
  attrs = { name = "named" }

  expect "lb_without_listener" {
    verdict  = "fail"
    severity = "S1"
    message  = "aws_route53_record.www leads to it"
  }
}

resource "aws_route53_record" "www" {
  attrs = { name = "www", type = "A", alias = [{ name = aws_lb.without_and_named.dns_name, zone_id = "Z1" }] }
}

resource "aws_lb" "with" {
  attrs = { name = "with" }

  expect "lb_without_listener" { verdict = "pass" }
}

resource "aws_lb_listener" "http" {
  attrs = { load_balancer_arn = aws_lb.with.arn, port = 80 }
}

# Another state makes the listeners.
resource "aws_lb" "handed_on" {
  attrs = { name = "handed-on" }

  expect "lb_without_listener" {
    verdict = "unknown"
    message = "leaves this state by the root output `load_balancer`"
  }
}

output "load_balancer" {
  value = aws_lb.handed_on.arn
}

# One that is there already may have its listeners elsewhere.
resource "aws_lb" "old" {
  meta  = { operation = "no-op" }
  attrs = { name = "old" }

  expect "lb_without_listener" { verdict = "none" }
}
