variable "pool" {
  type = object({ arn = string, name = string })
}

variable "ip" {
  type = string
}

resource "aws_alb_target_group_attachment" "this" {
  target_group_arn = var.pool.arn
  target_id        = var.ip
}
