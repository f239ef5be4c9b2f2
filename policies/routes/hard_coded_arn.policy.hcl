# It works until the pool is replaced: then the route goes on naming the object that is gone, which is the business of
# forward_to_removed_pool. As long as the pool stays nothing breaks, so this is advice, of a pool of this state too.
route_policy "hard_coded_arn" {
  about {
    severity = "S3"
    title    = "The ARN of a pool is typed in"
    why      = "A literal survives the replacement of what it names, and Terraform does not know that the one needs the other: pool and route change in any order."
    fix      = "Refer to the pool${route.pool.managed ? ": ${route.pool.address}.arn" : ", or read it with a data source"}."
  }

  filter = route.after && route.typed_in && !route.to_old_object && route.pool.operation != "delete"

  enforce {
    condition     = contains(["no-op", "forget"], route.from.operation)
    error_message = "${route.from.address} names ${route.pool.address} by an ARN that is typed in."
  }
}
