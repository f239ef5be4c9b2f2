module "alb" {
  source = "./alb"

  load_balancer_arn = aws_lb.shop.arn
  vpc_id            = aws_vpc.main.id

  target_groups = {
    blue    = { port = 8080, target_id = "10.0.1.10" }
    green   = { port = 8081, target_id = "10.0.1.11" }
    dropped = { port = 8082, create = false }
  }

  listeners = {
    web = {
      port = 80
      weighted_forward = {
        target_groups = [
          { target_group_key = "blue", weight = 70 },
          { target_group_key = "green", weight = 30 },
        ]
        stickiness = { duration = 60 }
      }
      rules = {
        api = {
          priority   = 5
          actions    = [{ type = "forward", target_group_key = "green" }]
          conditions = [{ path_pattern = { values = ["/api/*"] } }]
        }
        both = {
          actions = [{
            type = "weighted-forward"
            target_groups = [
              { target_group_key = "green" },
              { target_group_key = "blue", weight = 2 },
            ]
          }]
          conditions = [
            { host_header = { values = ["both.example.com"] } },
            { path_pattern = { values = ["/both"] } },
          ]
        }
      }
    }
    test = {
      port    = 8080
      forward = { target_group_key = "green" }
    }
    gone = {
      port           = 9090
      fixed_response = { status_code = "404" }
      rules = {
        blue = {
          actions    = [{ target_group_key = "blue" }]
          conditions = [{ path_pattern = { values = ["/blue"] } }]
        }
      }
    }
  }
}
