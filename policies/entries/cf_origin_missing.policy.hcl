resource_policy "aws_cloudfront_distribution" "cf_origin_missing" {
  about {
    severity = "S2"
    title    = "A cache behaviour or origin group names an origin that the distribution does not have"
    why      = "CloudFront refuses the distribution (NoSuchOrigin): the apply stops half-way."
    fix      = "Write the origin_id of one of the distribution's origins or origin groups as target_origin_id."

    configuration = true
  }

  operations = ["create", "update"]

  locals {
    origins = [for origin in attrs.origin : origin.origin_id]
    groups  = coalesce(try(attrs.origin_group, null), [])
    known   = concat(local.origins, [for group in local.groups : group.origin_id])
    wanted  = concat([for behaviour in attrs.default_cache_behavior : behaviour.target_origin_id], [for behaviour in coalesce(try(attrs.ordered_cache_behavior, null), []) : behaviour.target_origin_id])
    members = flatten([for group in local.groups : [for member in group.member : member.origin_id]])
    missing = concat([for id in local.wanted : id if !contains(local.known, id)], [for id in local.members : id if !contains(local.origins, id)])
  }

  enforce {
    condition     = length(local.missing) == 0
    error_message = "${meta.address} sends requests to the origin ${join(", ", distinct(local.missing))}, which it does not have."
  }
}
