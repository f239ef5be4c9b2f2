variable "name" {
  type = string
}

variable "services" {
  type = list(string)
}

variable "vpc_id" {
  type = string
}

module "service" {
  source = "../service"
  count  = length(var.services)

  name   = "${var.name}-${var.services[count.index]}"
  vpc_id = var.vpc_id
}

output "services" {
  value = zipmap(var.services, module.service[*].pools)
}
