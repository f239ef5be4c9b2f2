locals {
  arn      = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup"
  listener = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/1"
}

resource "aws_lb_target_group" "blue" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/blue/1", name = "blue" }
}

resource "aws_lb_target_group" "green" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.arn}/green/2", name = "green" }
}

resource "aws_lb_target_group" "gone" {
  prior_attrs = { arn = "${local.arn}/gone/3", name = "gone" }
}

resource "aws_lb_listener" "prod" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.listener}/1", port = 80 }
}

resource "aws_lb_listener" "test" {
  meta  = { operation = "no-op" }
  attrs = { arn = "${local.listener}/2", port = 8080 }
}

resource "aws_lb_listener" "gone" {
  prior_attrs = { arn = "${local.listener}/3", port = 81 }
}

resource "aws_codedeploy_deployment_group" "whole" {
  meta = { operation = "no-op" }
  attrs = {
    load_balancer_info = [{
      target_group_pair_info = [{
        target_group       = [{ name = "blue" }, { name = "green" }]
        prod_traffic_route = [{ listener_arns = [aws_lb_listener.prod.arn] }]
        test_traffic_route = [{ listener_arns = [aws_lb_listener.test.arn] }]
      }]
    }]
  }

  expect "codedeploy_pair_broken" { verdict = "pass" }
}

resource "aws_codedeploy_deployment_group" "without_its_listener" {
  meta = { operation = "no-op" }
  attrs = {
    load_balancer_info = [{
      target_group_pair_info = [{
        target_group       = [{ name = "blue" }, { name = "green" }]
        prod_traffic_route = [{ listener_arns = [aws_lb_listener.gone.arn] }]
      }]
    }]
  }

  expect "codedeploy_pair_broken" {
    verdict = "fail"
    message = "still moves the traffic of aws_lb_listener.gone"
  }
}

resource "aws_codedeploy_deployment_group" "without_a_pool" {
  meta = { operation = "no-op" }
  attrs = {
    load_balancer_info = [{
      target_group_pair_info = [{
        target_group       = [{ name = "blue" }, { name = "gone" }]
        prod_traffic_route = [{ listener_arns = [aws_lb_listener.prod.arn] }]
      }]
    }]
  }

  expect "codedeploy_pair_broken" {
    verdict = "fail"
    message = "still switches to aws_lb_target_group.gone"
  }
}

resource "aws_codedeploy_deployment_group" "tests_on_the_live_listener" {
  meta = { operation = "no-op" }
  attrs = {
    load_balancer_info = [{
      target_group_pair_info = [{
        target_group       = [{ name = "blue" }, { name = "green" }]
        prod_traffic_route = [{ listener_arns = [aws_lb_listener.prod.arn] }]
        test_traffic_route = [{ listener_arns = [aws_lb_listener.prod.arn] }]
      }]
    }]
  }

  expect "codedeploy_pair_broken" {
    verdict = "fail"
    message = "for tests too"
  }
}

resource "aws_codedeploy_deployment_group" "nobody_knows" {
  attrs = {
    load_balancer_info = [{
      target_group_pair_info = [{
        target_group       = [{ name = "blue" }, { name = "green" }]
        prod_traffic_route = [{ listener_arns = [unknown] }]
      }]
    }]
  }

  expect "codedeploy_pair_broken" { verdict = "unknown" }
}
