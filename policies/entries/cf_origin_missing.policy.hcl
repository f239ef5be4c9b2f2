resource_policy "aws_cloudfront_distribution" "cf_origin_missing" {
  about {
    severity = "S2"
    title    = "A cache behaviour names an origin that the distribution does not have"
    why      = "CloudFront refuses the distribution (NoSuchOrigin): the apply stops half-way."
    fix      = "Write the origin_id of one of the distribution's origins or origin groups as target_origin_id."
  }

  operations        = ["create", "update"]

  locals {
    known  = concat([for origin in attrs.origin : origin.origin_id], [for group in try(attrs.origin_group, []) : group.origin_id])
    wanted = concat([for behaviour in attrs.default_cache_behavior : behaviour.target_origin_id], [for behaviour in try(attrs.ordered_cache_behavior, []) : behaviour.target_origin_id])
  }

  enforce {
    condition     = alltrue([for id in local.wanted : contains(local.known, id)])
    error_message = "${meta.address} sends requests to the origin ${join(", ", [for id in local.wanted : id if !contains(local.known, id)])}, which it does not have."
  }
}
