scenario "open for everybody" {
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
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "listener_port_closed" { verdict = "pass" }
  }
}

scenario "open for the members of a group" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", self = true }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
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

    expect "listener_port_closed" { verdict = "pass" }
  }
}

scenario "open for a prefix list" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", prefix_list_ids = ["pl-4fa04526"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
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

    expect "listener_port_closed" { verdict = "pass" }
  }
}

scenario "another port is open" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 443, to_port = 443, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
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

    expect "listener_port_closed" { verdict = "fail" }
  }
}

scenario "open for another protocol" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "udp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
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

    expect "listener_port_closed" { verdict = "fail" }
  }
}

scenario "the port of a rule is known after apply" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group_rule" "rule" {
    attrs = { security_group_id = aws_security_group.web.id, type = "ingress", protocol = "tcp", from_port = unknown, to_port = 90, cidr_blocks = ["0.0.0.0/0"] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
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

    expect "listener_port_closed" { verdict = "unknown" }
  }
}

scenario "a group of another state" {
  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = ["sg-0123456789abcdef0"] }
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

    expect "listener_port_closed" { verdict = "pass" }
  }
}

scenario "a private link needs no rule" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "network", security_groups = [aws_security_group.web.id], enforce_security_group_inbound_rules_on_private_link_traffic = "off" }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "TCP" }
  }

  resource "aws_instance" "app" {
    attrs = { instance_type = "t3.micro" }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "TCP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }

    expect "listener_port_closed" { verdict = "pass" }
  }
}
