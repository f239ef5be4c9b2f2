variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

module "pool" {
  source   = "../pool"
  for_each = toset(["blue", "green"])

  name   = join("-", [var.name, each.value])
  vpc_id = var.vpc_id
}

output "pools" {
  value = { for colour, pool in module.pool : colour => pool.group.arn }
}
