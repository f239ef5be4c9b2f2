scenario "errors are watched" {
  resource "aws_cloudwatch_metric_alarm" "errors" {
    attrs = { metric_name = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = aws_lb.web.arn_suffix } }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application" }

    expect "load_balancer_without_alarm" { verdict = "pass" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "the health of a pool is watched" {
  resource "aws_cloudwatch_metric_alarm" "errors" {
    attrs = { metric_name = "UnHealthyHostCount", dimensions = { TargetGroup = aws_lb_target_group.app.arn_suffix } }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application" }

    expect "load_balancer_without_alarm" { verdict = "pass" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "something else is watched" {
  resource "aws_cloudwatch_metric_alarm" "errors" {
    attrs = { metric_name = "RequestCount", dimensions = { LoadBalancer = aws_lb.web.arn_suffix } }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application" }

    expect "load_balancer_without_alarm" { verdict = "fail" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "another load balancer is watched" {
  resource "aws_cloudwatch_metric_alarm" "errors" {
    attrs = { metric_name = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = aws_lb.other.arn_suffix } }
  }

  resource "aws_lb" "other" {
    attrs = { load_balancer_type = "application" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application" }

    expect "load_balancer_without_alarm" { verdict = "fail" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "what is watched is known after apply" {
  resource "aws_cloudwatch_metric_alarm" "errors" {
    attrs = { metric_name = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = unknown } }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application" }

    expect "load_balancer_without_alarm" { verdict = "unknown" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}
