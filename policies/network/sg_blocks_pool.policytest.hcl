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
