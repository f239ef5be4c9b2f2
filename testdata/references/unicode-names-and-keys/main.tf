# Größen, 大きさ, размеры 🚀 — all widths of UTF-8 before the references below
locals {
  größe  = { klein = "grün", groß = "日本" }
  namen  = { "grün" = "gruen", "日本" = "nihon", "🚀" = "rocket" }
  emoji  = "🚀"
  zitate = "„quoted“ \u00fc \U0001F680"
}

resource "aws_lb_target_group" "пул" {
  for_each = local.namen

  name        = each.value
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "пул" {
  for_each = aws_lb_target_group.пул

  target_group_arn = each.value.arn
  target_id        = "10.0.1.10"
}

resource "aws_lb_listener" "größe-klein" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = /* 大きさ 🚀 */ aws_lb_target_group.пул[local.größe.klein].arn # grün
  }
}

resource "aws_lb_listener_rule" "decomposed" {
  listener_arn = aws_lb_listener.größe-klein.arn
  priority     = 1

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.пул["grün"].arn
  }

  condition {
    path_pattern {
      values = ["/decomposed"]
    }
  }
}

resource "aws_lb_listener_rule" "escaped" {
  listener_arn = aws_lb_listener.größe-klein.arn
  priority     = 2

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.пул["\U0001F680"].arn
  }

  condition {
    path_pattern {
      values = ["/escaped"]
    }
  }
}

resource "aws_lb_listener_rule" "taken_apart" {
  listener_arn = aws_lb_listener.größe-klein.arn
  priority     = 3

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.пул[substr("東京日本", 2, 2)].arn
  }

  condition {
    path_pattern {
      values = ["/${length("🚀")}"]
    }
  }
}

resource "aws_lb_listener_rule" "groß" {
  for_each = { for schlüssel, wert in local.größe : schlüssel => wert if length(schlüssel) == 4 }

  listener_arn = aws_lb_listener.größe-klein.arn
  priority     = 4

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.пул[each.value].arn
  }

  condition {
    path_pattern {
      values = ["/${length(upper(each.key))}"]
    }
  }
}
