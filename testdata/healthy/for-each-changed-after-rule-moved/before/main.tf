terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

locals {
  pools = {
    blue  = 8080
    green = 8081
  }
}

resource "aws_instance" "server" {
  for_each = toset(["blue", "green"])

  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}

module "pools" {
  source   = "./modules/pool"
  for_each = local.pools

  name      = "shop-${each.key}"
  port      = each.value
  vpc_id    = aws_vpc.main.id
  target_id = aws_instance.server[each.key].id
}

module "edge" {
  source = "./modules/edge"

  load_balancer_arn = aws_lb.shop.arn
  default_pool_arn  = module.pools["green"].arn
  checkout_pool_arn = module.pools["green"].arn
}
