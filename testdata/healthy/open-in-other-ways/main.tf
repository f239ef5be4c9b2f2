terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "public" {
  for_each = { a = 1, b = 2 }

  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${each.value}.0/24"
  ipv6_cidr_block   = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, each.value)
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 81
    to_port     = 81
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 82
    to_port     = 82
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 83
    to_port     = 83
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_lb" "web" {
  name                       = "web"
  subnets                    = [for subnet in aws_subnet.public : subnet.id]
  security_groups            = [aws_security_group.web.id]
  ip_address_type            = "dualstack"
  enable_deletion_protection = true

  access_logs {
    bucket  = "logs"
    enabled = true
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "app_arm" {
  name   = "app-arm"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_launch_template" "app" {
  name                   = "app"
  image_id               = "ami-12c6146b"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.app.id]
}

resource "aws_launch_template" "app_arm" {
  name                   = "app_arm"
  image_id               = "ami-12c6146b"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.app_arm.id]
}

resource "aws_lb_target_group" "mixed" {
  name     = "shop-mixed"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "mixed" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.mixed.arn
  }
}

# Some of the instances are made from a template of their own.
resource "aws_autoscaling_group" "mixed" {
  name                = "mixed"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.public : subnet.id]
  target_group_arns   = [aws_lb_target_group.mixed.arn]

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.app.id
        version            = "$Latest"
      }

      override {
        instance_type = "t4g.micro"

        launch_template_specification {
          launch_template_id = aws_launch_template.app_arm.id
          version            = "$Latest"
        }
      }
    }
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "tasks" {
  family                   = "tasks"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name         = "app"
    image        = "app:1"
    portMappings = [{ containerPort = 8080 }, { containerPort = 9090 }]
  }])
}

# Two ports of one task, each in a pool of its own.
resource "aws_ecs_service" "tasks" {
  name            = "tasks"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.tasks.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = [for subnet in aws_subnet.public : subnet.id]
    security_groups = [aws_security_group.tasks.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.orders.arn
    container_name   = "app"
    container_port   = 8080
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.admin.arn
    container_name   = "app"
    container_port   = 9090
  }

  depends_on = [aws_lb_listener.orders, aws_lb_listener.admin]
}

resource "aws_security_group" "tasks" {
  name   = "tasks"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }

  ingress {
    from_port       = 9090
    to_port         = 9090
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_lb_target_group" "orders" {
  name        = "shop-orders"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_listener" "orders" {
  load_balancer_arn = aws_lb.web.arn
  port              = 81
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

resource "aws_lb_target_group" "admin" {
  name        = "shop-admin"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_listener" "admin" {
  load_balancer_arn = aws_lb.web.arn
  port              = 82
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.admin.arn
  }
}

resource "aws_lb_target_group" "six" {
  name            = "shop-six"
  port            = 8080
  protocol        = "HTTP"
  vpc_id          = aws_vpc.main.id
  ip_address_type = "ipv6"
}

resource "aws_lb_listener" "six" {
  load_balancer_arn = aws_lb.web.arn
  port              = 83
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.six.arn
  }
}

resource "aws_security_group" "six" {
  name   = "six"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port        = 8080
    to_port          = 8080
    protocol         = "tcp"
    ipv6_cidr_blocks = ["::/0"]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_instance" "six" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  ipv6_address_count     = 1
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.six.id]
}

resource "aws_lb_target_group_attachment" "six" {
  target_group_arn = aws_lb_target_group.six.arn
  target_id        = aws_instance.six.id
}

resource "aws_lb_target_group" "typed" {
  name            = "shop-typed"
  port            = 8080
  protocol        = "HTTP"
  vpc_id          = aws_vpc.main.id
  target_type     = "ip"
  ip_address_type = "ipv6"
}

resource "aws_lb_target_group_attachment" "typed" {
  target_group_arn = aws_lb_target_group.typed.arn
  target_id        = "2001:db8::9"
}

resource "aws_lb_listener_rule" "typed" {
  listener_arn = aws_lb_listener.six.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.typed.arn
  }

  condition {
    path_pattern {
      values = ["/typed/*"]
    }
  }

  depends_on = [aws_lb_target_group_attachment.typed]
}

resource "aws_security_group" "classic" {
  name   = "classic"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "server" {
  name   = "server"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.classic.id]
  }

  ingress {
    from_port       = 9000
    to_port         = 9000
    protocol        = "tcp"
    security_groups = [aws_security_group.classic.id]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_instance" "server" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.server.id]
}

resource "aws_elb" "two_ports" {
  name            = "two-ports"
  subnets         = [for subnet in aws_subnet.public : subnet.id]
  security_groups = [aws_security_group.classic.id]
  instances       = [aws_instance.server.id]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 8443
    lb_protocol       = "http"
  }
}

resource "aws_elb" "checked" {
  name            = "checked"
  subnets         = [for subnet in aws_subnet.public : subnet.id]
  security_groups = [aws_security_group.classic.id]
  instances       = [aws_instance.server.id]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }

  health_check {
    target              = "HTTP:9000/ready"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}
