variable "switch" {
  type = object({
    live  = string
    share = optional(number, 100)
  })
  default = { live = "green", share = 75 }

  validation {
    condition     = contains(["blue", "green"], var.switch.live)
    error_message = "One of the colours."
  }
}

module "shop" {
  source = "./blue-green"

  for_each = {
    shop = { port = 80, paths = ["/", "/shop/*"] }
    blog = { port = 8080, paths = [] }
  }

  name              = each.key
  settings          = each.value
  switch            = each.key == "shop" ? var.switch : { live = "blue", share = 100 }
  load_balancer_arn = aws_lb.shop.arn
  vpc_id            = aws_vpc.main.id
}

output "live" {
  value = { for name, shop in module.shop : name => shop.live_arn }
}
