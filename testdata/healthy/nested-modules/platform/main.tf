variable "vpc_id" {
  type = string
}

variable "load_balancer_arn" {
  type = string
}

variable "target_ids" {
  type = list(string)
}

module "app" {
  source = "./app"

  vpc_id     = var.vpc_id
  target_ids = var.target_ids
}

module "edge" {
  source = "./edge"

  load_balancer_arn = var.load_balancer_arn
  pool_arn          = module.app.pools["api"]
}
