scenario "a single target is another matter" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "two zones" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_instance" "two" {
    attrs = { subnet_id = aws_subnet.b.id }
  }

  resource "aws_lb_target_group_attachment" "two" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.two.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }

    expect "single_az" { verdict = "pass" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "one zone" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_instance" "two" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "two" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.two.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }

    expect "single_az" { verdict = "fail" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "which zone it is, is chosen during the apply" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_instance" "two" {
    attrs = { subnet_id = unknown ? aws_subnet.a.id : aws_subnet.b.id }
  }

  resource "aws_lb_target_group_attachment" "two" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.two.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }

    expect "single_az" { verdict = "unknown" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}
