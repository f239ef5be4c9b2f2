scenario "a name inside" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = true }

    expect "lb_without_entry" { verdict = "pass" }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = aws_route53_zone.inside.zone_id, name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }
}

scenario "a public name" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = true }

    expect "lb_without_entry" { verdict = "fail" }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = aws_route53_zone.outside.zone_id, name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }
}

scenario "the load balancer faces the internet" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = false }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = aws_route53_zone.outside.zone_id, name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }
}

scenario "a zone of the same name inside" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = true }

    expect "lb_without_entry" { verdict = "pass" }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = aws_route53_zone.outside.zone_id, name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }

  resource "aws_route53_zone" "twin" {
    attrs = { name = "example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }
}

scenario "a zone of another state" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = true }

    expect "lb_without_entry" { verdict = "pass" }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = "Z123", name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }
}

scenario "something else leads to it too" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = true }

    expect "lb_without_entry" { verdict = "pass" }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = aws_route53_zone.outside.zone_id, name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }

  resource "aws_vpc_endpoint_service" "link" {
    attrs = { network_load_balancer_arns = [aws_lb.inner.arn] }
  }
}

scenario "which zone it is, is chosen during the apply" {
  resource "aws_lb" "inner" {
    attrs = { load_balancer_type = "application", internal = true }

    expect "lb_without_entry" { verdict = "unknown" }
  }

  resource "aws_route53_zone" "outside" {
    attrs = { name = "example.com" }
  }

  resource "aws_route53_zone" "inside" {
    attrs = { name = "corp.example.com", vpc = [{ vpc_id = "vpc-1" }] }
  }

  resource "aws_route53_record" "shop" {
    attrs = { zone_id = unknown ? aws_route53_zone.outside.zone_id : aws_route53_zone.inside.zone_id, name = "shop.example.com", type = "A", alias = [{ name = aws_lb.inner.dns_name, zone_id = aws_lb.inner.zone_id, evaluate_target_health = false }] }
  }
}
