locals {
  arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
}

resource "aws_lb_target_group" "keeps_one" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/keeps-one/1111111111111111" }

  expect "pool_loses_all_targets" { verdict = "pass" }
}

resource "aws_lb_target_group" "loses_all" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/loses-all/2222222222222222" }

  expect "pool_loses_all_targets" {
    verdict = "fail"
    message = "aws_lb_target_group_attachment.last"
  }
}

resource "aws_lb_listener" "http" {
  meta = { operation = "no-op" }
  attrs = {
    default_action = [{
      type = "forward"
      forward = [{
        target_group = [
          { arn = aws_lb_target_group.keeps_one.arn, weight = 1 },
          { arn = aws_lb_target_group.loses_all.arn, weight = 1 },
        ]
      }]
    }]
  }
}

resource "aws_lb_target_group_attachment" "one_of_two" {
  prior_attrs = { target_group_arn = aws_lb_target_group.keeps_one.arn, target_id = "i-1" }
}

resource "aws_lb_target_group_attachment" "other_of_two" {
  meta  = { operation = "no-op" }
  attrs = { target_group_arn = aws_lb_target_group.keeps_one.arn, target_id = "i-2" }
}

resource "aws_lb_target_group_attachment" "last" {
  prior_attrs = { target_group_arn = aws_lb_target_group.loses_all.arn, target_id = "i-3" }
}

scenario "where the new targets go is known after apply" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_lb_target_group_attachment" "old" {
    prior_attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }

  resource "aws_lb_target_group_attachment" "new" {
    attrs = { target_group_arn = unknown, target_id = "i-2" }
  }
}

# What is only dropped from the state goes on registering its targets.
scenario "the last one is dropped from the state" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_lb_target_group_attachment" "last" {
    meta  = { operation = "forget" }
    attrs = { target_group_arn = aws_lb_target_group.blue.arn, target_id = "i-1" }
  }
}

# The group shows what the attachment gave it as its own, and the plan has that as it was.
scenario "the attachment of a scaling group goes" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" {
      verdict = "fail"
      message = "aws_autoscaling_attachment.blue"
    }
  }

  resource "aws_lb_target_group" "green" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/green/2222222222222222" }

    expect "pool_loses_all_targets" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", forward = [{ target_group = [{ arn = aws_lb_target_group.blue.arn, weight = 1 }, { arn = aws_lb_target_group.green.arn, weight = 1 }] }] }] }
  }

  resource "aws_autoscaling_group" "shop" {
    meta = { operation = "no-op" }
    attrs = {
      name              = "shop"
      min_size          = 1
      max_size          = 2
      target_group_arns = [aws_lb_target_group.blue.arn, aws_lb_target_group.green.arn]
      traffic_source    = [{ identifier = aws_lb_target_group.blue.arn, type = "elbv2" }, { identifier = aws_lb_target_group.green.arn, type = "elbv2" }]
    }
  }

  resource "aws_autoscaling_attachment" "blue" {
    prior_attrs = { autoscaling_group_name = "shop", lb_target_group_arn = aws_lb_target_group.blue.arn }
  }
}

scenario "the traffic source of a scaling group goes" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "fail" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_autoscaling_group" "shop" {
    meta  = { operation = "no-op" }
    attrs = { name = "shop", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.blue.arn] }
  }

  resource "aws_autoscaling_traffic_source_attachment" "blue" {
    prior_attrs = { autoscaling_group_name = "shop", traffic_source = [{ identifier = aws_lb_target_group.blue.arn, type = "elbv2" }] }
  }
}

scenario "an attachment only gets another name in the sources" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_autoscaling_group" "shop" {
    meta  = { operation = "no-op" }
    attrs = { name = "shop", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.blue.arn] }
  }

  resource "aws_autoscaling_attachment" "old" {
    prior_attrs = { autoscaling_group_name = "shop", lb_target_group_arn = aws_lb_target_group.blue.arn }
  }

  resource "aws_autoscaling_attachment" "new" {
    attrs = { autoscaling_group_name = "shop", lb_target_group_arn = aws_lb_target_group.blue.arn }
  }
}

scenario "the attachment of another group goes" {
  resource "aws_lb_target_group" "blue" {
    meta  = { operation = "no-op" }
    attrs = { arn = "${local.arn}/blue/1111111111111111" }

    expect "pool_loses_all_targets" { verdict = "pass" }
  }

  resource "aws_lb_listener" "http" {
    meta  = { operation = "no-op" }
    attrs = { default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.blue.arn }] }
  }

  resource "aws_autoscaling_group" "shop" {
    meta  = { operation = "no-op" }
    attrs = { name = "shop", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.blue.arn] }
  }

  resource "aws_autoscaling_group" "other" {
    meta  = { operation = "no-op" }
    attrs = { name = "other", min_size = 1, max_size = 2, target_group_arns = [] }
  }

  resource "aws_autoscaling_attachment" "other" {
    prior_attrs = { autoscaling_group_name = "other", lb_target_group_arn = aws_lb_target_group.blue.arn }
  }
}

# Likewise the instances of a classic load balancer.
scenario "the attachments of classic load balancers go" {
  resource "aws_elb" "loses_all" {
    meta  = { operation = "no-op" }
    attrs = { name = "loses-all", instances = ["i-0123456789abcdef0"], listener = [{ instance_port = 80, instance_protocol = "http", lb_port = 80, lb_protocol = "http" }] }

    expect "pool_loses_all_targets" {
      verdict = "fail"
      message = "aws_elb_attachment.last"
    }
  }

  resource "aws_elb_attachment" "last" {
    prior_attrs = { elb = "loses-all", instance = "i-0123456789abcdef0" }
  }

  resource "aws_elb" "keeps_one" {
    meta  = { operation = "no-op" }
    attrs = { name = "keeps-one", instances = ["i-0123456789abcdef1", "i-0123456789abcdef2"], listener = [{ instance_port = 80, instance_protocol = "http", lb_port = 80, lb_protocol = "http" }] }

    expect "pool_loses_all_targets" { verdict = "pass" }
  }

  resource "aws_elb_attachment" "one_of_two" {
    prior_attrs = { elb = "keeps-one", instance = "i-0123456789abcdef1" }
  }
}
