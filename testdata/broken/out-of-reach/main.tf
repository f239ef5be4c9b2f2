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
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24", c = "10.0.3.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}

resource "aws_vpc" "other" {
  cidr_block = "10.9.0.0/16"
}

resource "aws_subnet" "other" {
  vpc_id            = aws_vpc.other.id
  cidr_block        = "10.9.1.0/24"
  availability_zone = "eu-central-1a"
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

  ingress {
    from_port   = 84
    to_port     = 84
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = "application"
  subnets            = [for key in ["a", "b"] : aws_subnet.public[key].id]
  security_groups    = [aws_security_group.web.id]
}

resource "aws_security_group" "stranger" {
  name   = "stranger"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "shut" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.shut.id]
}

resource "aws_security_group" "shut" {
  name   = "shut"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "shut" {
  name     = "shop-shut"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "shut" {
  target_group_arn = aws_lb_target_group.shut.arn
  target_id        = aws_instance.shut.id
}

resource "aws_lb_listener" "shut" {
  load_balancer_arn = aws_lb.web.arn
  port              = 8443
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shut.arn
  }
}

resource "aws_instance" "stranger" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.app.id]
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.stranger.id]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "stranger" {
  name     = "shop-stranger"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "stranger" {
  target_group_arn = aws_lb_target_group.stranger.arn
  target_id        = aws_instance.stranger.id
}

resource "aws_lb_listener" "stranger" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.stranger.arn
  }
}

resource "aws_instance" "checked" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.checked.id]
}

resource "aws_security_group" "checked" {
  name   = "checked"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "checked" {
  security_group_id            = aws_security_group.checked.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_lb_target_group" "checked" {
  name     = "shop-checked"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    port = "9000"
  }
}

resource "aws_lb_target_group_attachment" "checked" {
  target_group_arn = aws_lb_target_group.checked.arn
  target_id        = aws_instance.checked.id
}

resource "aws_lb_listener" "checked" {
  load_balancer_arn = aws_lb.web.arn
  port              = 81
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.checked.arn
  }
}

resource "aws_security_group" "mute" {
  name   = "mute"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "mute" {
  name               = "mute"
  load_balancer_type = "application"
  subnets            = [for key in ["a", "b"] : aws_subnet.public[key].id]
  security_groups    = [aws_security_group.mute.id]
}

resource "aws_instance" "unheard" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.unheard.id]
}

resource "aws_security_group" "unheard" {
  name   = "unheard"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "unheard" {
  security_group_id        = aws_security_group.unheard.id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 8080
  to_port                  = 8080
  source_security_group_id = aws_security_group.mute.id
}

resource "aws_lb_target_group" "unheard" {
  name     = "shop-unheard"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "unheard" {
  target_group_arn = aws_lb_target_group.unheard.arn
  target_id        = aws_instance.unheard.id
}

resource "aws_lb_listener" "unheard" {
  load_balancer_arn = aws_lb.mute.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.unheard.arn
  }
}

resource "aws_lb_target_group" "foreign" {
  name     = "shop-foreign"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.other.id
}

resource "aws_instance" "foreign" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.other.id
}

resource "aws_lb_target_group_attachment" "foreign" {
  target_group_arn = aws_lb_target_group.foreign.arn
  target_id        = aws_instance.foreign.id
}

resource "aws_lb_listener" "foreign" {
  load_balancer_arn = aws_lb.web.arn
  port              = 82
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.foreign.arn
  }
}

resource "aws_lb_target_group" "stray" {
  name     = "shop-stray"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "stray" {
  target_group_arn = aws_lb_target_group.stray.arn
  target_id        = aws_instance.foreign.id
}

resource "aws_lb_listener" "stray" {
  load_balancer_arn = aws_lb.web.arn
  port              = 83
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.stray.arn
  }
}

resource "aws_lb_target_group" "far" {
  name     = "shop-far"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "far" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["c"].id
}

resource "aws_lb_target_group_attachment" "far" {
  target_group_arn = aws_lb_target_group.far.arn
  target_id        = aws_instance.far.id
}

resource "aws_lb_listener" "far" {
  load_balancer_arn = aws_lb.web.arn
  port              = 84
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.far.arn
  }
}

resource "aws_lb" "net" {
  name               = "net"
  load_balancer_type = "network"
  subnets            = [for key in ["a", "b"] : aws_subnet.public[key].id]
}

resource "aws_lb_target_group" "net" {
  name     = "shop-net"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "net" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

resource "aws_lb_target_group_attachment" "net" {
  target_group_arn = aws_lb_target_group.net.arn
  target_id        = aws_instance.net.id
}

resource "aws_lb_listener" "net" {
  load_balancer_arn = aws_lb.net.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.net.arn
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
    portMappings = [{ containerPort = 8080 }]
  }])
}

resource "aws_ecs_service" "tasks" {
  name            = "tasks"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.tasks.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = [aws_subnet.public["a"].id]
    security_groups = [aws_security_group.tasks.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.tasks.arn
    container_name   = "app"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.tasks]
}

resource "aws_lb_listener_rule" "tasks" {
  listener_arn = aws_lb_listener.stranger.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tasks.arn
  }

  condition {
    path_pattern {
      values = ["/tasks/*"]
    }
  }
}

resource "aws_security_group" "tasks" {
  name   = "tasks"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = [for key in ["a", "b"] : aws_subnet.public[key].cidr_block]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "tasks" {
  name        = "shop-tasks"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"

  health_check {
    port = "9999"
  }
}

resource "aws_lb" "inner" {
  name               = "inner"
  load_balancer_type = "application"
  subnets            = [for key in ["a", "b"] : aws_subnet.public[key].id]
  security_groups    = [aws_security_group.web.id]
  internal           = true
}

resource "aws_lb_listener" "inner" {
  load_balancer_arn = aws_lb.inner.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.inner.arn
  }
}

resource "aws_lb_target_group" "inner" {
  name     = "shop-inner"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "inner" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.shut.id]
}

resource "aws_lb_target_group_attachment" "inner" {
  target_group_arn = aws_lb_target_group.inner.arn
  target_id        = aws_instance.inner.id
}

resource "aws_route53_zone" "public" {
  name = "shop.example.com"
}

resource "aws_route53_record" "inner" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "inner.shop.example.com"
  type    = "A"

  alias {
    name                   = aws_lb.inner.dns_name
    zone_id                = aws_lb.inner.zone_id
    evaluate_target_health = false
  }
}
