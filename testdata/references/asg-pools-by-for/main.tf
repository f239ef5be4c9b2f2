locals {
  fleets = {
    api = { pools = ["blue", "green"], size = 1 }
    web = { pools = ["green"], size = 2 }
  }

  sources = merge([
    for fleet, about in local.fleets : {
      for pool in ["red", "black"] : "${fleet}.${pool}" => { fleet = fleet, pool = pool } if about.size == 1 || pool == "black"
    }
  ]...)
}

resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green", "red", "black"])

  name     = "shop-${each.key}"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.pool

        content {
          arn    = target_group.value.arn
          weight = length(target_group.key)
        }
      }
    }
  }
}

resource "aws_launch_template" "fleet" {
  name          = "fleet"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "fleet" {
  for_each = local.fleets

  name                = each.key
  min_size            = each.value.size
  max_size            = 4
  vpc_zone_identifier = values(aws_subnet.public)[*].id
  target_group_arns   = [for name in each.value.pools : aws_lb_target_group.pool[name].arn]

  launch_template {
    id      = aws_launch_template.fleet.id
    version = "1"
  }

  lifecycle {
    ignore_changes = [traffic_source]
  }
}

resource "aws_autoscaling_traffic_source_attachment" "fleet" {
  for_each = local.sources

  autoscaling_group_name = aws_autoscaling_group.fleet[each.value.fleet].name

  traffic_source {
    identifier = aws_lb_target_group.pool[each.value["pool"]].arn
    type       = "elbv2"
  }
}

resource "aws_autoscaling_group" "job" {
  name                = "job"
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = values(aws_subnet.public)[*].id

  launch_template {
    id      = aws_launch_template.fleet.id
    version = "1"
  }

  dynamic "traffic_source" {
    for_each = [for name, pool in aws_lb_target_group.pool : pool if strcontains(name, "e")]

    content {
      identifier = traffic_source.value.arn
      type       = "elbv2"
    }
  }
}

resource "aws_autoscaling_group" "late" {
  name                = "late"
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.public["b"].id]

  launch_template {
    id      = aws_launch_template.fleet.id
    version = "1"
  }

  lifecycle {
    ignore_changes = [target_group_arns, traffic_source]
  }
}

resource "aws_autoscaling_attachment" "late" {
  count = 2

  autoscaling_group_name = aws_autoscaling_group.late.id
  lb_target_group_arn    = values(aws_lb_target_group.pool)[count.index * 2].arn
}
