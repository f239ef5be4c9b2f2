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
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    prefix_list_ids = ["pl-4fa04526"]
  }

  ingress {
    from_port   = 81
    to_port     = 81
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
  name                       = "web"
  load_balancer_type         = "application"
  subnets                    = [for key in ["a", "b"] : aws_subnet.public[key].id]
  security_groups            = [aws_security_group.web.id]
  enable_deletion_protection = true

  access_logs {
    bucket  = "logs"
    enabled = true
  }
}

resource "aws_instance" "by_group" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.by_group.id]
}

resource "aws_security_group" "by_group" {
  name   = "by-group"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.web.id]
  }

  ingress {
    from_port = 22
    to_port   = 22
    protocol  = "tcp"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "by_group" {
  name     = "shop-by-group"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "by_group" {
  target_group_arn = aws_lb_target_group.by_group.arn
  target_id        = aws_instance.by_group.id
}

resource "aws_lb_listener" "by_group" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.by_group.arn
  }
}

resource "aws_instance" "by_range" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.by_range.id]
}

resource "aws_security_group" "by_range" {
  name   = "by-range"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "by_range" {
  security_group_id = aws_security_group.by_range.id
  ip_protocol       = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_ipv4         = aws_vpc.main.cidr_block
}

resource "aws_lb_target_group" "by_range" {
  name     = "shop-by-range"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    port = "8080"
  }
}

resource "aws_lb_target_group_attachment" "by_range" {
  target_group_arn = aws_lb_target_group.by_range.arn
  target_id        = aws_instance.by_range.id
}

resource "aws_security_group" "shared" {
  name   = "shared"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
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

resource "aws_security_group_rule" "shared" {
  security_group_id = aws_security_group.shared.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
  self              = true
}

resource "aws_lb" "shared" {
  name               = "shared"
  load_balancer_type = "application"
  subnets            = [for key in ["a", "b"] : aws_subnet.public[key].id]
  security_groups    = [aws_security_group.shared.id]
}

resource "aws_instance" "shared" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.shared.id]
}

resource "aws_lb_target_group" "shared" {
  name     = "shop-shared"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "shared" {
  target_group_arn = aws_lb_target_group.shared.arn
  target_id        = aws_instance.shared.id
}

resource "aws_lb_listener" "shared" {
  load_balancer_arn = aws_lb.shared.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shared.arn
  }
}

resource "aws_instance" "by_many" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.by_many.id]
}

resource "aws_security_group" "by_many" {
  name   = "by-many"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "by_many" {
  security_group_id        = aws_security_group.by_many.id
  type                     = "ingress"
  protocol                 = "-1"
  from_port                = 0
  to_port                  = 0
  source_security_group_id = aws_security_group.web.id
}

resource "aws_lb_target_group" "by_many" {
  name     = "shop-by-many"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    port = "9000"
  }
}

resource "aws_lb_target_group_attachment" "by_many" {
  target_group_arn = aws_lb_target_group.by_many.arn
  target_id        = aws_instance.by_many.id
}

resource "aws_lb_listener_rule" "by_range" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 10

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.by_range.arn
  }

  condition {
    path_pattern {
      values = ["/by_range/*"]
    }
  }
}

resource "aws_lb_listener_rule" "by_many" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 20

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.by_many.arn
  }

  condition {
    path_pattern {
      values = ["/by_many/*"]
    }
  }
}

resource "aws_instance" "handed_on" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.handed_on.id]
}

resource "aws_security_group" "handed_on" {
  name   = "handed-on"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "handed_on" {
  name     = "shop-handed-on"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "handed_on" {
  target_group_arn = aws_lb_target_group.handed_on.arn
  target_id        = aws_instance.handed_on.id
}

resource "aws_lb_listener_rule" "handed_on" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 30

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.handed_on.arn
  }

  condition {
    path_pattern {
      values = ["/handed_on/*"]
    }
  }
}

output "handed_on" {
  value = aws_security_group.handed_on.id
}

resource "aws_instance" "elsewhere" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = ["sg-0123456789abcdef0"]
}

resource "aws_lb_target_group" "elsewhere" {
  name     = "shop-elsewhere"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "elsewhere" {
  target_group_arn = aws_lb_target_group.elsewhere.arn
  target_id        = aws_instance.elsewhere.id
}

resource "aws_lb_listener_rule" "elsewhere" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 40

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.elsewhere.arn
  }

  condition {
    path_pattern {
      values = ["/elsewhere/*"]
    }
  }
}

resource "aws_launch_template" "server" {
  name                   = "server"
  image_id               = "ami-12c6146b"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.by_group.id]
}

resource "aws_autoscaling_group" "servers" {
  name                = "servers"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.public : subnet.id]
  target_group_arns   = [aws_lb_target_group.servers.arn]

  launch_template {
    id      = aws_launch_template.server.id
    version = "$Latest"
  }
}

resource "aws_lb_target_group" "servers" {
  name     = "shop-servers"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener_rule" "servers" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 50

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.servers.arn
  }

  condition {
    path_pattern {
      values = ["/servers/*"]
    }
  }
}

resource "aws_lb" "net" {
  name                             = "net"
  load_balancer_type               = "network"
  subnets                          = [for key in ["a", "b"] : aws_subnet.public[key].id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = true

  access_logs {
    bucket  = "logs"
    enabled = true
  }
}

resource "aws_lb_target_group" "net" {
  name     = "shop-net"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "net" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.net.id]
}

resource "aws_security_group" "net" {
  name   = "net"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["192.0.2.0/24"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
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

resource "aws_lb" "guarded" {
  name               = "guarded"
  load_balancer_type = "network"
  subnets            = [aws_subnet.public["a"].id]
  security_groups    = [aws_security_group.guarded.id]

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_security_group" "guarded" {
  name   = "guarded"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
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

resource "aws_instance" "guarded" {
  ami                    = "ami-12c6146b"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.public["a"].id
  vpc_security_group_ids = [aws_security_group.by_guarded.id]
}

resource "aws_security_group" "by_guarded" {
  name   = "by-guarded"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.guarded.id]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_target_group" "guarded" {
  name     = "shop-guarded"
  port     = 8080
  protocol = "TCP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "guarded" {
  target_group_arn = aws_lb_target_group.guarded.arn
  target_id        = aws_instance.guarded.id
}

resource "aws_lb_listener" "guarded" {
  load_balancer_arn = aws_lb.guarded.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.guarded.arn
  }
}

resource "aws_lb_target_group" "peered" {
  name        = "shop-peered"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"
}

resource "aws_lb_target_group_attachment" "peered" {
  target_group_arn  = aws_lb_target_group.peered.arn
  target_id         = "10.200.0.10"
  availability_zone = "all"
}

resource "aws_lb_listener_rule" "peered" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 60

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.peered.arn
  }

  condition {
    path_pattern {
      values = ["/peered/*"]
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

  container_definitions = jsonencode([
    { name = "app", image = "app:1", portMappings = [{ containerPort = 8080 }] },
    { name = "health", image = "health:1", portMappings = [{ containerPort = 9999 }] },
  ])
}

resource "aws_ecs_service" "tasks" {
  name            = "tasks"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.tasks.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets         = [for key in ["a", "b"] : aws_subnet.public[key].id]
    security_groups = [aws_security_group.tasks.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.tasks.arn
    container_name   = "app"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.tasks]
}

resource "aws_security_group" "tasks" {
  name   = "tasks"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = [8080, 9999]

    content {
      from_port       = ingress.value
      to_port         = ingress.value
      protocol        = "tcp"
      security_groups = [aws_security_group.web.id]
    }
  }
}

resource "aws_lb_target_group" "tasks" {
  name        = "shop-tasks"
  port        = 80
  protocol    = "HTTP"
  vpc_id      = aws_vpc.main.id
  target_type = "ip"

  health_check {
    port = "9999"
  }
}

resource "aws_lb_listener_rule" "tasks" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 70

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

resource "aws_ecs_task_definition" "bridge" {
  family       = "bridge"
  network_mode = "bridge"

  container_definitions = jsonencode([{
    name         = "app"
    image        = "app:1"
    memory       = 128
    portMappings = [{ containerPort = 8080, hostPort = 0 }]
  }])
}

resource "aws_ecs_service" "bridge" {
  name            = "bridge"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.bridge.arn
  desired_count   = 2

  load_balancer {
    target_group_arn = aws_lb_target_group.bridge.arn
    container_name   = "app"
    container_port   = 8080
  }

  depends_on = [aws_lb_listener_rule.bridge]
}

resource "aws_lb_target_group" "bridge" {
  name     = "shop-bridge"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    port = "traffic-port"
  }
}

resource "aws_lb_listener_rule" "bridge" {
  listener_arn = aws_lb_listener.by_group.arn
  priority     = 80

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.bridge.arn
  }

  condition {
    path_pattern {
      values = ["/bridge/*"]
    }
  }
}

resource "aws_lb" "inner" {
  name                       = "inner"
  load_balancer_type         = "application"
  subnets                    = [for key in ["a", "b"] : aws_subnet.public[key].id]
  security_groups            = [aws_security_group.web.id]
  internal                   = true
  enable_deletion_protection = true

  access_logs {
    bucket  = "logs"
    enabled = true
  }
}

resource "aws_lb_listener" "inner" {
  load_balancer_arn = aws_lb.inner.arn
  port              = 81
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
  vpc_security_group_ids = [aws_security_group.by_group.id]
}

resource "aws_lb_target_group_attachment" "inner" {
  target_group_arn = aws_lb_target_group.inner.arn
  target_id        = aws_instance.inner.id
}

resource "aws_route53_zone" "outside" {
  name = "shop.example.com"
}

resource "aws_route53_zone" "inside" {
  name = "shop.example.com"

  vpc {
    vpc_id = aws_vpc.main.id
  }
}

resource "aws_route53_record" "inner" {
  for_each = { outside = aws_route53_zone.outside.zone_id, inside = aws_route53_zone.inside.zone_id }

  zone_id = each.value
  name    = "inner.shop.example.com"
  type    = "A"

  alias {
    name                   = aws_lb.inner.dns_name
    zone_id                = aws_lb.inner.zone_id
    evaluate_target_health = false
  }
}

resource "aws_cloudwatch_metric_alarm" "web" {
  for_each = { web = aws_lb.web.arn_suffix, inner = aws_lb.inner.arn_suffix, shared = aws_lb.shared.arn_suffix }

  alarm_name          = "errors-${each.key}"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_ELB_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 1

  dimensions = {
    LoadBalancer = each.value
  }
}

resource "aws_cloudwatch_metric_alarm" "net" {
  for_each = { net = aws_lb_target_group.net.arn_suffix, guarded = aws_lb_target_group.guarded.arn_suffix }

  alarm_name          = "unhealthy-${each.key}"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1

  metric_query {
    id          = "unhealthy"
    return_data = true

    metric {
      namespace   = "AWS/NetworkELB"
      metric_name = "UnHealthyHostCount"
      period      = 60
      stat        = "Maximum"

      dimensions = {
        TargetGroup = each.value
      }
    }
  }
}
