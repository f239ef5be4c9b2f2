scenario "the health check asks where the traffic goes" {
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

    expect "sg_blocks_health_check" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "its port is let in" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = concat([{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], [{ from_port = 9000, to_port = 9000, protocol = "tcp", security_groups = [aws_security_group.web.id] }]), egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", health_check = [{ enabled = true, port = "9000" }] }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_health_check" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "its port is not let in" {
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
    attrs = { port = 8080, protocol = "HTTP", health_check = [{ enabled = true, port = "9000" }] }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_health_check" { verdict = "fail" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "a prefix list is let in, which the plan does not have" {
  resource "aws_security_group" "web" {
    attrs = { name = "web", ingress = [{ from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_security_group" "app" {
    attrs = { name = "app", ingress = [{ from_port = 8080, to_port = 8080, protocol = "tcp", security_groups = [aws_security_group.web.id] }], egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }] }
  }

  resource "aws_vpc_security_group_ingress_rule" "app" {
    attrs = { security_group_id = aws_security_group.app.id, ip_protocol = "tcp", from_port = 9000, to_port = 9000, prefix_list_id = "pl-4fa04526" }
  }

  resource "aws_lb" "web" {
    attrs = { load_balancer_type = "application", security_groups = [aws_security_group.web.id] }
  }

  resource "aws_lb_target_group" "app" {
    attrs = { port = 8080, protocol = "HTTP", health_check = [{ enabled = true, port = "9000" }] }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_health_check" { verdict = "unknown" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}

scenario "nothing is checked" {
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
    attrs = { port = 8080, protocol = "HTTP", health_check = [{ enabled = false, port = "9000" }] }
  }

  resource "aws_instance" "app" {
    attrs = { vpc_security_group_ids = [aws_security_group.app.id] }
  }

  resource "aws_lb_target_group_attachment" "app" {
    attrs = { target_group_arn = aws_lb_target_group.app.arn, target_id = aws_instance.app.id }

    expect "sg_blocks_health_check" { verdict = "pass" }
  }

  resource "aws_lb_listener" "app" {
    attrs = { load_balancer_arn = aws_lb.web.arn, port = 80, protocol = "HTTP", default_action = [{ type = "forward", target_group_arn = aws_lb_target_group.app.arn }] }
  }
}
