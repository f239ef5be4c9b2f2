variable "create" {
  type    = bool
  default = true
}

variable "load_balancer_arn" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "target_groups" {
  type    = any
  default = {}
}

variable "listeners" {
  type    = any
  default = {}
}
