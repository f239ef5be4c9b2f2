locals {
  answer = [{ type = "fixed-response", fixed_response = [{ content_type = "text/plain", status_code = "200" }] }]
}

resource "aws_lb_listener" "http" {
  attrs = { port = 80, default_action = local.answer }
}

resource "aws_lb_listener_rule" "first" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.answer, condition = [{ path_pattern = [{ values = ["/a", "/b"] }] }, { host_header = [{ values = ["Shop.example.com"] }] }] }

  expect "rule_duplicate_conditions" {
    verdict  = "fail"
    severity = "S3"
  }
}

# The same in another order, and host names know no case.
resource "aws_lb_listener_rule" "second" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 2, action = local.answer, condition = [{ host_header = [{ values = ["shop.example.com"] }] }, { path_pattern = [{ values = ["/b", "/a"] }] }] }

  expect "rule_duplicate_conditions" { verdict = "fail" }
}

# Paths do.
resource "aws_lb_listener_rule" "other_case" {
  attrs = { listener_arn = aws_lb_listener.http.arn, priority = 3, action = local.answer, condition = [{ host_header = [{ values = ["shop.example.com"] }] }, { path_pattern = [{ values = ["/A", "/b"] }] }] }

  expect "rule_duplicate_conditions" { verdict = "pass" }
}

resource "aws_lb_listener" "other" {
  attrs = { port = 81, default_action = local.answer }
}

resource "aws_lb_listener_rule" "elsewhere" {
  attrs = { listener_arn = aws_lb_listener.other.arn, priority = 1, action = local.answer, condition = [{ path_pattern = [{ values = ["/a", "/b"] }] }, { host_header = [{ values = ["shop.example.com"] }] }] }

  expect "rule_duplicate_conditions" { verdict = "pass" }
}

scenario "conditions that are known after apply" {
  resource "aws_lb_listener" "http" {
    attrs = { port = 80, default_action = local.answer }
  }

  resource "aws_lb_listener_rule" "known" {
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 1, action = local.answer, condition = [{ path_pattern = [{ values = ["/a"] }] }] }

    expect "rule_duplicate_conditions" { verdict = "unknown" }
  }

  resource "aws_lb_listener_rule" "later" {
    skip  = true
    attrs = { listener_arn = aws_lb_listener.http.arn, priority = 2, action = local.answer, condition = [{ path_pattern = [{ values = [unknown] }] }] }
  }
}

scenario "rules of VPC Lattice with matches of their own" {
  resource "aws_vpclattice_listener" "http" {
    attrs = { name = "http", protocol = "HTTP", default_action = [{ fixed_response = [{ status_code = 404 }] }] }
  }

  resource "aws_vpclattice_listener_rule" "x" {
    attrs = {
      listener_identifier = aws_vpclattice_listener.http.arn
      priority            = 1
      match               = [{ http_match = [{ path_match = [{ match = [{ prefix = "/x" }] }] }] }]
      action              = [{ fixed_response = [{ status_code = 404 }] }]
    }

    expect "rule_duplicate_conditions" { verdict = "pass" }
  }

  resource "aws_vpclattice_listener_rule" "y" {
    attrs = {
      listener_identifier = aws_vpclattice_listener.http.arn
      priority            = 2
      match               = [{ http_match = [{ path_match = [{ match = [{ prefix = "/y" }] }] }] }]
      action              = [{ fixed_response = [{ status_code = 404 }] }]
    }

    expect "rule_duplicate_conditions" { verdict = "pass" }
  }
}

scenario "rules of VPC Lattice with one match" {
  resource "aws_vpclattice_listener" "http" {
    attrs = { name = "http", protocol = "HTTP", default_action = [{ fixed_response = [{ status_code = 404 }] }] }
  }

  resource "aws_vpclattice_listener_rule" "x" {
    attrs = {
      listener_identifier = aws_vpclattice_listener.http.arn
      priority            = 1
      match               = [{ http_match = [{ path_match = [{ match = [{ prefix = "/x" }] }] }] }]
      action              = [{ fixed_response = [{ status_code = 404 }] }]
    }

    expect "rule_duplicate_conditions" { verdict = "fail" }
  }

  resource "aws_vpclattice_listener_rule" "y" {
    attrs = {
      listener_identifier = aws_vpclattice_listener.http.arn
      priority            = 2
      match               = [{ http_match = [{ path_match = [{ match = [{ prefix = "/x" }] }] }] }]
      action              = [{ fixed_response = [{ status_code = 404 }] }]
    }

    expect "rule_duplicate_conditions" { verdict = "fail" }
  }
}

scenario "a match that is known after apply" {
  resource "aws_vpclattice_listener" "http" {
    attrs = { name = "http", protocol = "HTTP", default_action = [{ fixed_response = [{ status_code = 404 }] }] }
  }

  resource "aws_vpclattice_listener_rule" "x" {
    attrs = {
      listener_identifier = aws_vpclattice_listener.http.arn
      priority            = 1
      match               = [{ http_match = [{ path_match = [{ match = [{ prefix = "/x" }] }] }] }]
      action              = [{ fixed_response = [{ status_code = 404 }] }]
    }

    expect "rule_duplicate_conditions" { verdict = "unknown" }
  }

  resource "aws_vpclattice_listener_rule" "y" {
    attrs = {
      listener_identifier = aws_vpclattice_listener.http.arn
      priority            = 2
      match               = [{ http_match = [{ path_match = [{ match = [{ prefix = unknown }] }] }] }]
      action              = [{ fixed_response = [{ status_code = 404 }] }]
    }

    expect "rule_duplicate_conditions" { verdict = "unknown" }
  }
}
