resource "aws_lb_target_group" "pool" {
  for_each = toset(["blue", "green"])

  name     = "shop-${each.key}"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

locals {
  arns = toset(values(aws_lb_target_group.pool)[*].arn)
}

resource "aws_launch_template" "fleet" {
  name          = "fleet"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "fleet" {
  name                = "fleet"
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = [for subnet in aws_subnet.public : subnet.id]
  target_group_arns   = setunion(local.arns, [aws_lb_target_group.pool["blue"].arn])

  launch_template {
    id      = aws_launch_template.fleet.id
    version = "1"
  }
}

# the set is unknown as a whole, and with it the number of blocks
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.arns

        content {
          arn    = target_group.value
          weight = 50
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "sorted" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 1

  action {
    type             = "forward"
    target_group_arn = sort(values(aws_lb_target_group.pool)[*].arn)[1]
  }

  condition {
    path_pattern {
      values = ["/sorted"]
    }
  }
}

resource "aws_lb_listener_rule" "size" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 2

  action {
    type             = "forward"
    target_group_arn = length(local.arns) == 2 ? aws_lb_target_group.pool["green"].arn : aws_lb_target_group.pool["blue"].arn
  }

  condition {
    path_pattern {
      values = ["/size"]
    }
  }
}

resource "aws_lb_listener_rule" "first_of_set" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 3

  action {
    type             = "forward"
    target_group_arn = tolist(local.arns)[0]
  }

  condition {
    path_pattern {
      values = ["/first"]
    }
  }
}

# a set of one pool, whatever its ARN
resource "aws_lb_listener_rule" "one" {
  listener_arn = aws_lb_listener.http.arn
  priority     = 4

  action {
    type             = "forward"
    target_group_arn = one(toset([aws_lb_target_group.pool["green"].arn]))
  }

  condition {
    path_pattern {
      values = ["/one"]
    }
  }
}
