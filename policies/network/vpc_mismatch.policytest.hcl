scenario "one VPC" {
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

    expect "vpc_mismatch" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "vpc_mismatch" { verdict = "pass" }
  }
}

scenario "the pool stands in another VPC than its load balancer and its target" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_vpc" "other" {
    attrs = { cidr_block = "10.9.0.0/16" }
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
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.other.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "vpc_mismatch" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "vpc_mismatch" { verdict = "fail" }
  }
}

scenario "which VPC it is, is chosen during the apply" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_vpc" "other" {
    attrs = { cidr_block = "10.9.0.0/16" }
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
    attrs = { port = 8080, protocol = "HTTP", vpc_id = unknown ? aws_vpc.main.id : aws_vpc.other.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "vpc_mismatch" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "vpc_mismatch" { verdict = "unknown" }
  }
}

scenario "an address of another VPC" {
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
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id, target_type = "ip" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = "10.9.1.10", availability_zone = "all" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "vpc_mismatch" { verdict = "pass" }
  }
}

scenario "a function has no VPC" {
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
    attrs = { target_type = "lambda" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a subnet of another state tells no VPC" {
  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = ["subnet-1", "subnet-2"] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = "vpc-1" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = "subnet-1" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "vpc_mismatch" { verdict = "none" }
  }
}
