resource "aws_cloudfront_distribution" "whole" {
  attrs = {
    origin                 = [{ origin_id = "app", domain_name = "app.example.com" }, { origin_id = "static", domain_name = "static.example.com" }]
    default_cache_behavior = [{ target_origin_id = "app" }]
    ordered_cache_behavior = [{ path_pattern = "/static/*", target_origin_id = "static" }]
  }

  expect "cf_origin_missing" { verdict = "pass" }
}

resource "aws_cloudfront_distribution" "misspelt" {
  attrs = {
    origin                 = [{ origin_id = "app", domain_name = "app.example.com" }]
    default_cache_behavior = [{ target_origin_id = "app" }]
    ordered_cache_behavior = [{ path_pattern = "/static/*", target_origin_id = "statics" }]
  }

  expect "cf_origin_missing" {
    verdict = "fail"
    message = "the origin statics"
  }
}

# A group of origins has an id of its own.
resource "aws_cloudfront_distribution" "to_a_group" {
  attrs = {
    origin                 = [{ origin_id = "one", domain_name = "one.example.com" }, { origin_id = "two", domain_name = "two.example.com" }]
    origin_group           = [{ origin_id = "both", member = [{ origin_id = "one" }, { origin_id = "two" }] }]
    default_cache_behavior = [{ target_origin_id = "both" }]
  }

  expect "cf_origin_missing" { verdict = "pass" }
}

resource "aws_cloudfront_distribution" "group_of_nothing" {
  attrs = {
    origin                 = [{ origin_id = "one", domain_name = "one.example.com" }]
    origin_group           = [{ origin_id = "both", member = [{ origin_id = "one" }, { origin_id = "two" }] }]
    default_cache_behavior = [{ target_origin_id = "both" }]
  }

  expect "cf_origin_missing" {
    verdict = "fail"
    message = "the origin two"
  }
}

resource "aws_cloudfront_distribution" "nobody_knows" {
  attrs = {
    origin                 = [{ origin_id = "app", domain_name = "app.example.com" }]
    default_cache_behavior = [{ target_origin_id = unknown }]
  }

  expect "cf_origin_missing" { verdict = "unknown" }
}
