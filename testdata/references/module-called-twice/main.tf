module "blue" {
  source = "./pool"

  name   = "blue"
  vpc_id = aws_vpc.main.id
}

module "green" {
  source = "./pool"

  name   = "green"
  vpc_id = aws_vpc.main.id
}

module "web" {
  source = "./route"

  load_balancer = aws_lb.shop
  port          = 80
  live          = module.green.pool
  standby       = module.blue.all
}

module "test" {
  source = "./route"

  load_balancer = aws_lb.shop
  port          = 8080
  live          = module.blue.pool
  standby       = module.green.all
}
