# Three load balancers of one module. `shop` is as it should be; `docs` answers on port 80 without a redirect and has a pool
# that nothing forwards to; `idle` has no listener at all.
provider "aws" {
  region = "eu-central-1"
}

locals {
  edges = {
    shop = { redirect = true, pools = ["blue", "green"], listeners = [80, 443] }
    docs = { redirect = false, pools = ["text", "spare"], listeners = [80] }
    idle = { redirect = false, pools = [], listeners = [] }
  }
}

module "edge" {
  source   = "./edge"
  for_each = local.edges

  name      = each.key
  redirect  = each.value.redirect
  pools     = each.value.pools
  listeners = each.value.listeners
  internal  = each.key == "idle"
  vpc       = aws_vpc.main.id
  subnets   = [for subnet in aws_subnet.public : subnet.id]
  server    = aws_instance.server.id
}

resource "aws_instance" "server" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.public["a"].id
}
