scenario "let in by the group of the load balancer" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "let in by a rule of its own" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_vpc_security_group_ingress_rule" "app" {
    attrs = { security_group_id = aws_security_group.app.id, ip_protocol = "tcp", from_port = 8080, to_port = 8080, referenced_security_group_id = aws_security_group.web.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "let in by a rule of the old kind, over a range of ports" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group_rule" "rule" {
    attrs = { security_group_id = aws_security_group.app.id, type = "ingress", protocol = "tcp", from_port = 8000, to_port = 9000, source_security_group_id = aws_security_group.web.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "let in by the addresses of one of its subnets" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_security_group" "web" {
    attrs = { name = "web", vpc_id = aws_vpc.main.id, ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", vpc_id = aws_vpc.main.id, ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", cidr_blocks = ["10.0.2.0/24"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id], security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id, vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "only another network is let in" {
  resource "aws_vpc" "main" {
    attrs = { cidr_block = "10.0.0.0/16" }
  }

  resource "aws_subnet" "a" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.1.0/24", availability_zone = "eu-central-1a" }
  }

  resource "aws_subnet" "b" {
    attrs = { vpc_id = aws_vpc.main.id, cidr_block = "10.0.2.0/24", availability_zone = "eu-central-1b" }
  }

  resource "aws_security_group" "web" {
    attrs = { name = "web", vpc_id = aws_vpc.main.id, ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", vpc_id = aws_vpc.main.id, ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", cidr_blocks = ["10.9.0.0/16"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", subnets = [aws_subnet.a.id, aws_subnet.b.id], security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", vpc_id = aws_vpc.main.id }
  }

  resource "aws_instance" "app" {
    attrs = { subnet_id = aws_subnet.a.id, vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "only another port is let in" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "only another group is let in" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", self = true }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a rule of the old kind lets out and not in" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group_rule" "rule" {
    attrs = { security_group_id = aws_security_group.app.id, type = "egress", protocol = "tcp", from_port = 8080, to_port = 8080, source_security_group_id = aws_security_group.web.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "the load balancer may not go out" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a prefix list, which the plan does not have" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", prefix_list_ids = ["pl-4fa04526"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "the port of a rule is known after apply" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group_rule" "rule" {
    attrs = { security_group_id = aws_security_group.app.id, type = "ingress", protocol = "tcp", from_port = unknown, to_port = unknown, source_security_group_id = aws_security_group.web.id }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a rule that may belong to the group" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group_rule" "rule" {
    attrs = { security_group_id = unknown, type = "ingress", protocol = "tcp", from_port = 8080, to_port = 8080, cidr_blocks = ["0.0.0.0/0"] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a group of another state" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = ["sg-0123456789abcdef0"] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "one group of two is of another state" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id, "sg-0123456789abcdef0"] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "another resource gives interfaces a group more" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_network_interface_sg_attachment" "more" {
    attrs = { security_group_id = aws_security_group.web.id, network_interface_id = "eni-1" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "clients of a network load balancer, whose addresses it hands on" {
  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", cidr_blocks = ["192.0.2.0/24"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "network" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "TCP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "TCP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "nobody is let in behind a network load balancer" {
  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "network" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "TCP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "TCP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a mix of instances, whose template keeps the load balancer out" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = ["10.0.0.0/8"] }], egress = [] }
  }

  resource "aws_security_group" "open" {
    attrs = { name = "open", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }

  resource "aws_launch_template" "shut" {
    attrs = { name = "shut", vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_launch_template" "open" {
    attrs = { name = "open", vpc_security_group_ids = [aws_security_group.open.id] }
  }

  # An older version of it may have other groups than the one that the plan shows.
  # An older version of it may have other groups than the one that the plan shows.
  resource "aws_launch_template" "of_many_versions" {
    meta        = { operation = "update" }
    prior_attrs = { name = "many", latest_version = 4, vpc_security_group_ids = [] }
    attrs       = { name = "many", latest_version = 5, vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_autoscaling_group" "shut" {
    attrs = { name = "a", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.app.arn], mixed_instances_policy = [{ launch_template = [{ launch_template_specification = [{ launch_template_id = aws_launch_template.shut.id, version = "$Latest" }], override = [] }] }] }

    expect "sg_blocks_pool" {
      verdict = "fail"
      message = "aws_security_group.app"
    }
  }

  resource "aws_autoscaling_group" "shut_for_some" {
    attrs = { name = "b", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.app.arn], mixed_instances_policy = [{ launch_template = [{ launch_template_specification = [{ launch_template_id = aws_launch_template.open.id, version = "$Latest" }], override = [{ instance_type = "t4g.micro", launch_template_specification = [{ launch_template_id = aws_launch_template.shut.id, version = "$Latest" }] }] }] }] }

    expect "sg_blocks_pool" { verdict = "fail" }
  }

  resource "aws_autoscaling_group" "open" {
    attrs = { name = "c", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.app.arn], mixed_instances_policy = [{ launch_template = [{ launch_template_specification = [{ launch_template_id = aws_launch_template.open.id, version = "$Latest" }], override = [{ instance_type = "t4g.micro" }] }] }] }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_autoscaling_group" "of_another_version" {
    attrs = { name = "d", min_size = 1, max_size = 2, target_group_arns = [aws_lb_target_group.app.arn], mixed_instances_policy = [{ launch_template = [{ launch_template_specification = [{ launch_template_id = aws_launch_template.of_many_versions.id, version = "3" }], override = [] }] }] }

    expect "sg_blocks_pool" { verdict = "pass" }
  }
}

scenario "one port of a service is let in, the other is not" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "tasks" {
    attrs = { name = "tasks", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip" }
  }

  # No traffic goes there: its port may be shut.
  resource "aws_lb_target_group" "metrics" {
    attrs = { port = 80, protocol = "HTTP", target_type = "ip" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }

  resource "aws_ecs_service" "on_the_open_port" {
    attrs = { name = "a", desired_count = 1, network_configuration = [{ security_groups = [aws_security_group.tasks.id] }], load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }, { target_group_arn = aws_lb_target_group.metrics.arn, container_name = "app", container_port = 9090 }] }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_ecs_service" "on_the_shut_port" {
    attrs = { name = "b", desired_count = 1, network_configuration = [{ security_groups = [aws_security_group.tasks.id] }], load_balancer = [{ target_group_arn = aws_lb_target_group.metrics.arn, container_name = "app", container_port = 8080 }, { target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 9090 }] }

    expect "sg_blocks_pool" {
      verdict = "fail"
      message = "tcp 9090"
    }
  }

  # Both ports in one pool: one of them answers.
  resource "aws_ecs_service" "on_both" {
    attrs = { name = "c", desired_count = 1, network_configuration = [{ security_groups = [aws_security_group.tasks.id] }], load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 8080 }, { target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 9090 }] }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  # Its tasks have ports of their host, which are drawn when they start.
  resource "aws_ecs_service" "in_bridge_mode" {
    attrs = { name = "d", desired_count = 1, load_balancer = [{ target_group_arn = aws_lb_target_group.app.arn, container_name = "app", container_port = 9090 }] }

    expect "sg_blocks_pool" { verdict = "pass" }
  }
}

scenario "over IPv6, rules for other addresses let nothing out" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", ip_address_type = "dualstack", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "six" {
    attrs = { port = 8080, protocol = "HTTP", ip_address_type = "ipv6" }
  }

  resource "aws_lb_target_group" "four" {
    attrs = { port = 8080, protocol = "HTTP", ip_address_type = "ipv4" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "six" {
    attrs = { target_group_arn = aws_lb_target_group.six.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" {
      verdict = "fail"
      message = "do not let it out to aws_security_group.app on tcp 8080 over IPv6"
    }
  }

  resource "aws_lb_target_group_attachment" "four" {
    attrs = { target_group_arn = aws_lb_target_group.four.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "six" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.six.arn }] }
  }

  resource "aws_lb_listener" "four" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 81, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.four.arn }] }
  }
}

scenario "a classic load balancer whose groups stand elsewhere" {
  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [], egress = [] }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_elb" "main" {
    attrs = { name = "main", security_groups = ["sg-0123456789abcdef0"], instances = [aws_instance.app.id], listener = [{ instance_port = 8080, instance_protocol = "http", lb_port = 80, lb_protocol = "http" }] }

    expect "sg_blocks_pool" { verdict = "pass" }
  }
}

# What is only dropped from the state still lets in.
scenario "let in by a rule that is dropped from the state" {
  resource "aws_security_group" "web" {
    meta  = { operation = "no-op" }
    attrs = { id = "sg-2", name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    meta  = { operation = "no-op" }
    attrs = { id = "sg-1", name = "app", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_vpc_security_group_ingress_rule" "app" {
    meta  = { operation = "forget" }
    attrs = { security_group_id = "sg-1", ip_protocol = "tcp", from_port = 8080, to_port = 8080, referenced_security_group_id = "sg-2" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP" }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_pool" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}
