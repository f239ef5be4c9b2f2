# A function in another state has its permission there. A permission of the function is none of its aliases.
member_policy "lambda_pool_not_invokable" {
  about {
    severity = "S2"
    title    = "The load balancer may not invoke the function of a pool"
    why      = "AWS refuses to register a function that elasticloadbalancing.amazonaws.com may not invoke, and the apply stops half-way. Where the permission goes later, requests get 502."
    fix      = "Add an aws_lambda_permission for the function with principal = \"elasticloadbalancing.amazonaws.com\" and the ARN of the pool as source_arn, for an alias with its name as qualifier, and let ${member.address} depend on it."
  }

  locals {
    functions   = [for target in member.targets : target if startswith(target.type, "aws_lambda_")]
    granted     = [for permission in core::getresources("aws_lambda_permission", {}) : permission if startswith(permission.principal, "elasticloadbalancing.") || permission.principal == "*"]
    # One that names another pool as its source is for that pool alone.
    permissions = [for permission in local.granted : permission if try(permission.source_arn, null) == null ? true : !anytrue([for pool in core::getresources("aws_lb_target_group", { arn = permission.source_arn }) : !anytrue([for own in member.pools : own.attrs.arn == pool.arn])])]
    # A function and its alias are named by name or by ARN, which ends in the name.
    invoked = anytrue([for permission in local.permissions : anytrue([for function in local.functions : permission.function_name == function.attrs.arn || (
      function.type != "aws_lambda_alias" ? permission.function_name == function.attrs.function_name : try(permission.qualifier, null) == function.attrs.name && (
        permission.function_name == function.attrs.function_name || reverse(split(":", permission.function_name))[0] == reverse(split(":", function.attrs.function_name))[0]
      )
    )])])
  }

  filter  = member.after && length(local.functions) > 0
  related = member.targets

  enforce {
    condition     = local.invoked
    error_message = "${member.address} registers a function that this state gives no load balancer the permission to invoke."
  }
}
