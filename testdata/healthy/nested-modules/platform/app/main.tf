variable "vpc_id" {
  type = string
}

variable "target_ids" {
  type = list(string)
}

module "pool" {
  source = "../pool"

  name       = "shop-api"
  port       = 8080
  vpc_id     = var.vpc_id
  target_ids = var.target_ids
}

output "pools" {
  value = { api = module.pool.arn }
}
