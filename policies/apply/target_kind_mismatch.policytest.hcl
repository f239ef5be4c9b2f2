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

resource "aws_lb_target_group" "balancers" {
  attrs = { name = "balancers", target_type = "alb", protocol = "TCP", port = 80 }
}

resource "aws_lb" "application" {
  attrs = { name = "application", load_balancer_type = "application" }
}

resource "aws_lb" "network" {
  attrs = { name = "network", load_balancer_type = "network" }
}

resource "aws_network_interface" "own" {
  attrs = { subnet_id = "subnet-1" }
}

resource "aws_lb_target_group" "invoked" {
  attrs = { name = "invoked", target_type = "lambda" }
}

resource "aws_lb_target_group" "network_balancers" {
  attrs = { name = "network-balancers", target_type = "alb", protocol = "TCP", port = 80 }
}

resource "aws_lambda_function" "shop" {
  attrs = { function_name = "shop" }
}

resource "aws_lb_target_group_attachment" "address_of_instance" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = aws_instance.web.private_ip }

  expect "target_kind_mismatch" { verdict = "pass" }
}

resource "aws_lb_target_group_attachment" "instance_of_this_plan_among_addresses" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = aws_instance.web.id }

  expect "target_kind_mismatch" {
    verdict = "fail"
    message = "takes targets of type ip, and aws_instance.web.id is none"
  }
}

resource "aws_lb_target_group_attachment" "address_among_instances" {
  attrs = { target_group_arn = aws_lb_target_group.instances.arn, target_id = aws_instance.web.private_ip }

  expect "target_kind_mismatch" { verdict = "fail" }
}

resource "aws_lb_target_group_attachment" "public_address_of_instance" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = aws_instance.web.public_ip }

  expect "target_kind_mismatch" { verdict = "fail" }
}

# The id of an interface is no address.
resource "aws_lb_target_group_attachment" "interface" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = aws_network_interface.own.id }

  expect "target_kind_mismatch" { verdict = "fail" }
}

resource "aws_lb_target_group_attachment" "invoke_arn" {
  attrs = { target_group_arn = aws_lb_target_group.invoked.arn, target_id = aws_lambda_function.shop.invoke_arn }

  expect "target_kind_mismatch" { verdict = "fail" }
}

resource "aws_lb_target_group_attachment" "application_balancer" {
  attrs = { target_group_arn = aws_lb_target_group.balancers.arn, target_id = aws_lb.application.arn, port = 80 }

  expect "target_kind_mismatch" { verdict = "pass" }
}

resource "aws_lb_target_group_attachment" "of_nobody" {
  attrs = { target_group_arn = aws_lb_target_group.addresses.arn, target_id = unknown }

  expect "target_kind_mismatch" { verdict = "unknown" }
}

resource "aws_lb_target_group_attachment" "network_balancer" {
  attrs = { target_group_arn = aws_lb_target_group.network_balancers.arn, target_id = aws_lb.network.arn, port = 80 }

  expect "target_kind_mismatch" { verdict = "fail" }
}

# Two functions that are known after apply are two all the same.
scenario "two functions of this plan in a pool of one" {
  resource "aws_lb_target_group" "function" {
    attrs = { name = "function", target_type = "lambda" }
  }

  resource "aws_lambda_function" "shop" {
    attrs = { function_name = "shop" }
  }

  resource "aws_lambda_alias" "live" {
    attrs = { name = "live", function_name = aws_lambda_function.shop.arn }
  }

  resource "aws_lb_target_group_attachment" "one" {
    attrs = { target_group_arn = aws_lb_target_group.function.arn, target_id = aws_lambda_function.shop.arn }

    expect "target_kind_mismatch" {
      verdict = "fail"
      message = "takes a single target"
    }
  }

  resource "aws_lb_target_group_attachment" "two" {
    attrs = { target_group_arn = aws_lb_target_group.function.arn, target_id = aws_lambda_alias.live.arn }

    expect "target_kind_mismatch" { verdict = "fail" }
  }
}

scenario "addresses of the internet" {
  resource "aws_vpc" "new" {
    attrs = { cidr_block = "25.0.0.0/16" }
  }

  resource "aws_vpc" "old" {
    attrs       = { cidr_block = "10.0.0.0/16" }
    prior_attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_lb_target_group" "new" {
    attrs = { name = "new", target_type = "ip", vpc_id = aws_vpc.new.id }
  }

  resource "aws_lb_target_group" "old" {
    attrs = { name = "old", target_type = "ip", vpc_id = aws_vpc.old.id }
  }

  # A VPC may have addresses that are not private.
  resource "aws_lb_target_group_attachment" "of_the_vpc" {
    attrs = { target_group_arn = aws_lb_target_group.new.arn, target_id = "25.0.1.9" }

    expect "target_kind_mismatch" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "of_a_peer" {
    attrs = { target_group_arn = aws_lb_target_group.new.arn, target_id = "100.64.1.9" }

    expect "target_kind_mismatch" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "public" {
    attrs = { target_group_arn = aws_lb_target_group.new.arn, target_id = "8.8.8.8" }

    expect "target_kind_mismatch" {
      verdict = "fail"
      message = "takes private addresses"
    }
  }

  # It may have got another range from another state.
  resource "aws_lb_target_group_attachment" "beside_the_vpc" {
    attrs = { target_group_arn = aws_lb_target_group.old.arn, target_id = "8.8.8.8" }

    expect "target_kind_mismatch" { verdict = "unknown" }
  }
}
