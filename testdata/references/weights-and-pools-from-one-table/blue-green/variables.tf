variable "name" {
  type = string
}

variable "settings" {
  type = object({
    port  = number
    paths = list(string)
  })
}

variable "switch" {
  type = object({
    live  = string
    share = optional(number, 100)
  })
}

variable "load_balancer_arn" {
  type = string
}

variable "vpc_id" {
  type = string
}
