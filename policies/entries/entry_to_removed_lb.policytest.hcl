locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app"
}

resource "aws_lb" "goes" {
  prior_attrs = { arn = "${local.arn}/goes/1", dns_name = "goes-1.eu-central-1.elb.amazonaws.com" }
}

resource "aws_lb" "stays" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/stays/2", dns_name = "stays-2.eu-central-1.elb.amazonaws.com" }
}

resource "aws_lb" "replaced" {
  meta        = { operation = "replace" }
  prior_attrs = { arn = "${local.arn}/replaced/3", dns_name = "replaced-3.eu-central-1.elb.amazonaws.com" }
  attrs       = { name = "replaced" }
}

resource "aws_route53_record" "to_one_that_goes" {
  meta  = { operation = "no-op" }
  attrs = { name = "old", type = "A", alias = [{ name = "goes-1.eu-central-1.elb.amazonaws.com", zone_id = "Z1" }] }

  expect "entry_to_removed_lb" {
    verdict = "fail"
    message = "still leads to aws_lb.goes"
  }
}

# Names are compared as DNS does: without case, without a dot at the end, with or without dualstack.
resource "aws_route53_record" "by_another_spelling" {
  meta  = { operation = "no-op" }
  attrs = { name = "v6", type = "AAAA", alias = [{ name = "DUALSTACK.Goes-1.eu-central-1.elb.amazonaws.com.", zone_id = "Z1" }] }

  expect "entry_to_removed_lb" { verdict = "fail" }
}

resource "aws_route53_record" "to_the_old_name_of_a_replaced_one" {
  meta  = { operation = "no-op" }
  attrs = { name = "typed", type = "CNAME", records = ["replaced-3.eu-central-1.elb.amazonaws.com"] }

  expect "entry_to_removed_lb" { verdict = "fail" }
}

resource "aws_route53_record" "follows_the_replaced_one" {
  prior_attrs = { name = "www", type = "A", alias = [{ name = aws_lb.replaced.dns_name, zone_id = "Z1" }] }
  attrs       = { name = "www", type = "A", alias = [{ name = aws_lb.replaced.dns_name, zone_id = "Z1" }] }

  expect "entry_to_removed_lb" { verdict = "pass" }
}

resource "aws_route53_record" "to_one_that_stays" {
  meta  = { operation = "no-op" }
  attrs = { name = "www", type = "A", alias = [{ name = aws_lb.stays.dns_name, zone_id = "Z1" }] }

  expect "entry_to_removed_lb" { verdict = "pass" }
}

resource "aws_route53_record" "moves_away" {
  prior_attrs = { name = "shop", type = "A", alias = [{ name = aws_lb.goes.dns_name, zone_id = "Z1" }] }
  attrs       = { name = "shop", type = "A", alias = [{ name = aws_lb.stays.dns_name, zone_id = "Z1" }] }

  expect "entry_to_removed_lb" { verdict = "pass" }
}

resource "aws_globalaccelerator_endpoint_group" "accelerated" {
  meta  = { operation = "no-op" }
  attrs = { endpoint_configuration = [{ endpoint_id = aws_lb.goes.arn, weight = 100 }] }

  expect "entry_to_removed_lb" { verdict = "fail" }
}

resource "aws_route53_record" "nobody_knows" {
  attrs = { name = "later", type = "A", alias = [{ name = unknown, zone_id = "Z1" }] }

  expect "entry_to_removed_lb" { verdict = "unknown" }
}

resource "aws_cloudfront_distribution" "goes" {
  prior_attrs = { domain_name = "d111111abcdef8.cloudfront.net", origin = [] }
}

resource "aws_cloudfront_distribution" "stays" {
  meta  = { operation = "no-op" }
  attrs = { domain_name = "d222222abcdef8.cloudfront.net", origin = [] }
}

resource "aws_route53_record" "to_a_distribution_that_goes" {
  meta  = { operation = "no-op" }
  attrs = { name = "cdn", type = "A", alias = [{ name = "d111111abcdef8.cloudfront.net", zone_id = "Z2" }] }

  expect "entry_to_removed_lb" {
    verdict = "fail"
    message = "still leads to aws_cloudfront_distribution.goes"
  }
}

resource "aws_route53_record" "to_a_distribution_that_stays" {
  meta  = { operation = "no-op" }
  attrs = { name = "img", type = "A", alias = [{ name = "d222222abcdef8.cloudfront.net", zone_id = "Z2" }] }

  expect "entry_to_removed_lb" { verdict = "pass" }
}

# The name of a zone is made again under another address: that is no removal.
resource "aws_route53_record" "renamed" {
  prior_attrs = { name = "origin", fqdn = "origin.shop.example", type = "A", records = ["192.0.2.7"] }
}

resource "aws_route53_record" "to_a_renamed_name" {
  meta  = { operation = "no-op" }
  attrs = { name = "alias", type = "CNAME", records = ["origin.shop.example"] }

  expect "entry_to_removed_lb" { verdict = "pass" }
}

# What is only dropped from the state still answers.
scenario "the load balancer is dropped from the state" {
  resource "aws_lb" "dropped" {
    meta  = { operation = "forget" }
    attrs = { arn = "${local.arn}/dropped/1", dns_name = "dropped-1.eu-central-1.elb.amazonaws.com" }
  }

  resource "aws_route53_record" "to_it" {
    meta  = { operation = "no-op" }
    attrs = { name = "www", type = "A", alias = [{ name = "dropped-1.eu-central-1.elb.amazonaws.com", zone_id = "Z1" }] }

    expect "entry_to_removed_lb" { verdict = "pass" }
  }
}
