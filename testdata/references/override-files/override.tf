variable "live" {
  default = "green"
}

locals {
  standby = "red"
}

module "rule" {
  pool_arn = aws_lb_target_group.pool["green"].arn
}
