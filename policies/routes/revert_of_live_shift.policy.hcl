# Somebody else moved the weights, and was right to: CodeDeploy, an ECS deployment, whoever was on call. What changed since
# the last apply proves it; that CodeDeploy could have done it before that proves nothing.
route_policy "revert_of_live_shift" {
  about {
    severity = local.drifted ? "S1" : "S3"
    title    = "The plan takes back a shift of traffic that was made outside"
    why      = "The traffic goes back to a pool that was drained on purpose, often one without targets by now: 503 for its share."
    fix      = "Look at which pool is the live one. Write its weight into the configuration, or add ignore_changes for the action of ${route.from.address} where a deployment moves it. A rollback that is meant so: waive this."
  }

  locals {
    drifted  = contains(route.from.drift, "default_action") || contains(route.from.drift, "action")
    deployed = anytrue([for member in route.pool.members : member.type == "aws_codedeploy_deployment_group"])
    moved    = "${format("%.0f", route.share * 100)} % of its traffic"
    now      = "which has ${format("%.0f", route.prior_share * 100)} % now"
  }

  filter = route.after && route.from.before && route.from.operation == "update" && route.share > 0.5 && route.prior_share < 0.5

  enforce {
    condition     = !local.drifted && !local.deployed
    error_message = local.drifted ? "${route.from.address} gives ${local.moved} back to ${route.pool.address}, ${local.now}: the shift was made outside of Terraform." : "${route.from.address} gives ${local.moved} to ${route.pool.address}, ${local.now}: CodeDeploy moves it too, and nothing here shows which pool it left live."
  }
}
