scenario "a zone with a target" {
  resource "aws_subnet" "a" {
    attrs       = { id = "subnet-a", availability_zone = "eu-central-1a" }
    prior_attrs = { id = "subnet-a", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs       = { id = "subnet-b", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "b2" {
    attrs       = { id = "subnet-b2", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b2", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs       = { id = "subnet-c", availability_zone = "eu-central-1c" }
    prior_attrs = { id = "subnet-c", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs       = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-c"] }
    prior_attrs = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b", "subnet-c"] }

    expect "lb_subnet_removed" { verdict = "fail" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { arn = "tg", port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { id = "i-1", subnet_id = aws_subnet.b.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = "lb", port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a zone without one" {
  resource "aws_subnet" "a" {
    attrs       = { id = "subnet-a", availability_zone = "eu-central-1a" }
    prior_attrs = { id = "subnet-a", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs       = { id = "subnet-b", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "b2" {
    attrs       = { id = "subnet-b2", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b2", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs       = { id = "subnet-c", availability_zone = "eu-central-1c" }
    prior_attrs = { id = "subnet-c", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs       = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b"] }
    prior_attrs = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b", "subnet-c"] }

    expect "lb_subnet_removed" { verdict = "pass" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { arn = "tg", port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { id = "i-1", subnet_id = aws_subnet.b.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = "lb", port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "another subnet of the zone" {
  resource "aws_subnet" "a" {
    attrs       = { id = "subnet-a", availability_zone = "eu-central-1a" }
    prior_attrs = { id = "subnet-a", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs       = { id = "subnet-b", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "b2" {
    attrs       = { id = "subnet-b2", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b2", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs       = { id = "subnet-c", availability_zone = "eu-central-1c" }
    prior_attrs = { id = "subnet-c", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs       = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b2"] }
    prior_attrs = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b"] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { arn = "tg", port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { id = "i-1", subnet_id = aws_subnet.b.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = "lb", port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a subnet of another state tells no zone" {
  resource "aws_subnet" "a" {
    attrs       = { id = "subnet-a", availability_zone = "eu-central-1a" }
    prior_attrs = { id = "subnet-a", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs       = { id = "subnet-b", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "b2" {
    attrs       = { id = "subnet-b2", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b2", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs       = { id = "subnet-c", availability_zone = "eu-central-1c" }
    prior_attrs = { id = "subnet-c", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs       = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-x"] }
    prior_attrs = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b"] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { arn = "tg", port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { id = "i-1", subnet_id = aws_subnet.b.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = "lb", port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "where the target stands is chosen during the apply" {
  resource "aws_subnet" "new_a" {
    attrs = { availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "new_b" {
    attrs = { availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "a" {
    attrs       = { id = "subnet-a", availability_zone = "eu-central-1a" }
    prior_attrs = { id = "subnet-a", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs       = { id = "subnet-b", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "b2" {
    attrs       = { id = "subnet-b2", availability_zone = "eu-central-1b" }
    prior_attrs = { id = "subnet-b2", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs       = { id = "subnet-c", availability_zone = "eu-central-1c" }
    prior_attrs = { id = "subnet-c", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs       = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-c"] }
    prior_attrs = { id = "lb", arn = "lb", load_balancer_type = "application", subnets = ["subnet-a", "subnet-b", "subnet-c"] }

    expect "lb_subnet_removed" { verdict = "unknown" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { arn = "tg", port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { id = "i-1", subnet_id = unknown ? aws_subnet.new_a.id : aws_subnet.new_b.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = "lb", port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}
