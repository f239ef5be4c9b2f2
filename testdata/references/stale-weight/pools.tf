locals {
  pools = { blue = local.blue, green = local.green }
  blue  = aws_lb_target_group.blue
  green = { arn = aws_lb_target_group.green.arn, weight = local.live.share }
}
