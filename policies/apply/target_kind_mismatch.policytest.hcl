resource "aws_lb_target_group" "instances" {
  attrs = { name = "instances", target_type = "instance" }
}

resource "aws_lb_target_group" "addresses" {
  attrs = { name = "addresses", target_type = "ip" }
}

resource "aws_lb_target_group" "function" {
  attrs = { name = "function", target_type = "lambda" }
}

resource "aws_lb_target_group" "functions" {
  attrs = { name = "functions", target_type = "lambda" }
}

resource "aws_lb_target_group" "later" {
  attrs = { name = "later", target_type = unknown }
}

resource "aws_instance" "web" {
  attrs = { ami = "ami-1" }
}

resource "aws_lb_target_group_attachment" "instance" {
  attrs = { target_group_arn = aws_lb_target_group.instances.arn, target_id = "i-0123456789abcdef0" }

  expect "target_kind_mismatch" { verdict = "pass" }
}

# What is known after apply is an attribute of a resource that has the right kind of name.
resource "aws_lb_target_group_attachment" "instance_of_this_plan" {
  attrs = { target_group_arn = aws_lb_target_group.instances.arn, target_id = aws_instance.web.id }

  expect "target_kind_mismatch" { verdict = "pass" }
}

resource "aws_lb_target_group_attachment" "address" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = "10.0.1.10" }

  expect "target_kind_mismatch" { verdict = "pass" }
}

resource "aws_lb_target_group_attachment" "instance_among_addresses" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = "i-0123456789abcdef0" }

  expect "target_kind_mismatch" {
    verdict = "fail"
    message = "takes targets of type ip"
  }
}

resource "aws_lb_target_group_attachment" "function" {
  attrs = {
    target_group_arn = aws_lb_target_group.function.arn
    target_id        = "arn:aws:lambda:eu-central-1:123456789012:function:shop"
  }

  expect "target_kind_mismatch" { verdict = "pass" }
}

# A pool of functions takes one.
resource "aws_lb_target_group_attachment" "first_function" {
  attrs = {
    target_group_arn = aws_lb_target_group.functions.arn
    target_id        = "arn:aws:lambda:eu-central-1:123456789012:function:one"
  }

  expect "target_kind_mismatch" {
    verdict = "fail"
    message = "takes a single target"
  }
}

resource "aws_lb_target_group_attachment" "second_function" {
  attrs = {
    target_group_arn = aws_lb_target_group.functions.arn
    target_id        = "arn:aws:lambda:eu-central-1:123456789012:function:two"
  }

  expect "target_kind_mismatch" { verdict = "fail" }
}

resource "aws_lb_target_group_attachment" "nobody_knows" {
  attrs = { target_group_arn = aws_lb_target_group.later.arn, target_id = "10.0.1.10" }

  expect "target_kind_mismatch" { verdict = "unknown" }
}

scenario "addresses of the version that the pool has" {
  resource "aws_lb_target_group" "four" {
    attrs = { name = "four", target_type = "ip", ip_address_type = "ipv4" }
  }

  resource "aws_lb_target_group" "six" {
    attrs = { name = "six", target_type = "ip", ip_address_type = "ipv6" }
  }

  resource "aws_lb_target_group_attachment" "four_in_four" {
    attrs = { target_group_arn = aws_lb_target_group.four.arn, target_id = "10.0.1.9" }

    expect "target_kind_mismatch" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "six_in_four" {
    attrs = { target_group_arn = aws_lb_target_group.four.arn, target_id = "2001:db8::9" }

    expect "target_kind_mismatch" { verdict = "fail" }
  }

  resource "aws_lb_target_group_attachment" "four_in_six" {
    attrs = { target_group_arn = aws_lb_target_group.six.arn, target_id = "10.0.1.9" }

    expect "target_kind_mismatch" {
      verdict = "fail"
      message = "takes addresses of type ipv6"
    }
  }

  resource "aws_lb_target_group_attachment" "six_in_six" {
    attrs = { target_group_arn = aws_lb_target_group.six.arn, target_id = "2001:db8::9" }

    expect "target_kind_mismatch" { verdict = "pass" }
  }
}
