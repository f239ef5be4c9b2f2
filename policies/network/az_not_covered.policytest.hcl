scenario "a zone that is served" {
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

    expect "az_not_covered" { verdict = "pass" }
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

scenario "a zone that is not served" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.3.0/24", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }

    expect "az_not_covered" { verdict = "fail" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.c.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "which subnet it is, is chosen during the apply" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_subnet" "c" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.3.0/24", availability_zone = "eu-central-1c" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }

    expect "az_not_covered" { verdict = "unknown" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = unknown ? aws_subnet.a.id : aws_subnet.c.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "an address that is registered for all zones" {
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
  }
}

scenario "a network load balancer keeps to zones" {
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
    attrs = { load_balancer_type = "network", subnets = [aws_subnet.a.id, aws_subnet.b.id] }

    expect "az_not_covered" { verdict = "fail" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "TCP", vpc_id = aws_vpc.main.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "TCP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "unless it crosses them" {
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
    attrs = { load_balancer_type = "network", subnets = [aws_subnet.a.id, aws_subnet.b.id], enable_cross_zone_load_balancing = true }

    expect "az_not_covered" { verdict = "none" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "TCP", vpc_id = aws_vpc.main.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "TCP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "or its pool does" {
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
    attrs = { load_balancer_type = "network", subnets = [aws_subnet.a.id, aws_subnet.b.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "TCP", vpc_id = aws_vpc.main.id, load_balancing_cross_zone_enabled = "true" }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "TCP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a pool of an application load balancer that keeps to zones" {
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

    expect "az_not_covered" { verdict = "fail" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id, load_balancing_cross_zone_enabled = "false" }
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
