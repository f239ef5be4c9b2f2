resource "aws_lb_target_group" "functions" {
  attrs = { name = "functions", target_type = "lambda" }
}

resource "aws_lambda_function" "allowed" {
  attrs = { function_name = "allowed" }
}

resource "aws_lambda_permission" "allowed" {
  attrs = {
    function_name = aws_lambda_function.allowed.function_name
    principal     = "elasticloadbalancing.amazonaws.com"
    source_arn    = aws_lb_target_group.functions.arn
  }
}

resource "aws_lb_target_group_attachment" "allowed" {
  attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.allowed.arn }

  expect "lambda_pool_not_invokable" { verdict = "pass" }
}

resource "aws_lambda_function" "of_nobody" {
  attrs = { function_name = "of-nobody" }
}

resource "aws_lb_target_group_attachment" "of_nobody" {
  attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.of_nobody.arn }

  expect "lambda_pool_not_invokable" { verdict = "fail" }
}

# Another service may invoke it, and no load balancer.
resource "aws_lambda_function" "of_a_gateway" {
  attrs = { function_name = "of-a-gateway" }
}

resource "aws_lambda_permission" "of_a_gateway" {
  attrs = { function_name = "of-a-gateway", principal = "apigateway.amazonaws.com" }
}

resource "aws_lb_target_group_attachment" "of_a_gateway" {
  attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.of_a_gateway.arn }

  expect "lambda_pool_not_invokable" { verdict = "fail" }
}

# What it is called by: its name or its ARN.
resource "aws_lambda_function" "by_arn" {
  attrs = { function_name = "by-arn" }
}

resource "aws_lambda_permission" "by_arn" {
  attrs = { function_name = aws_lambda_function.by_arn.arn, principal = "elasticloadbalancing.amazonaws.com" }
}

resource "aws_lb_target_group_attachment" "by_arn" {
  attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.by_arn.arn }

  expect "lambda_pool_not_invokable" { verdict = "pass" }
}

# A function of another state has its permission there.
resource "aws_lb_target_group_attachment" "of_another_state" {
  attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = "arn:aws:lambda:eu-central-1:123456789012:function:theirs" }

  expect "lambda_pool_not_invokable" { verdict = "none" }
}

resource "aws_lb_target_group_attachment" "an_instance" {
  attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = "i-1" }

  expect "lambda_pool_not_invokable" { verdict = "none" }
}

scenario "the permission goes" {
  resource "aws_lb_target_group" "functions" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/functions/1", target_type = "lambda" }
  }

  resource "aws_lambda_function" "shop" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:shop", function_name = "shop" }
  }

  resource "aws_lambda_permission" "shop" {
    prior_attrs = { function_name = "shop", principal = "elasticloadbalancing.amazonaws.com" }
  }

  resource "aws_lb_target_group_attachment" "shop" {
    meta  = { operation = "no-op" }
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.shop.arn }

    expect "lambda_pool_not_invokable" { verdict = "fail" }
  }
}

scenario "whom it is for is known after apply" {
  resource "aws_lb_target_group" "functions" {
    attrs = { name = "functions", target_type = "lambda" }
  }

  resource "aws_lambda_function" "shop" {
    attrs = { function_name = "shop" }
  }

  resource "aws_lambda_permission" "shop" {
    attrs = { function_name = "shop", principal = unknown }
  }

  resource "aws_lb_target_group_attachment" "shop" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.shop.arn }

    expect "lambda_pool_not_invokable" { verdict = "unknown" }
  }
}

scenario "an alias of a function" {
  resource "aws_lambda_function" "api" {
    attrs = { function_name = "api" }
  }

  resource "aws_lambda_alias" "live" {
    attrs = { name = "live", function_name = "api" }
  }

  resource "aws_lambda_alias" "next" {
    attrs = { name = "next", function_name = "api" }
  }

  resource "aws_lambda_alias" "whole" {
    attrs = { name = "whole", function_name = "api" }
  }

  resource "aws_lambda_permission" "live" {
    attrs = { function_name = "api", qualifier = "live", principal = "elasticloadbalancing.amazonaws.com" }
  }

  # Of the function as a whole, which is none of its aliases.
  resource "aws_lambda_permission" "function" {
    attrs = { function_name = "api", principal = "elasticloadbalancing.amazonaws.com" }
  }

  resource "aws_lambda_permission" "by_arn" {
    attrs = { function_name = aws_lambda_alias.whole.arn, principal = "elasticloadbalancing.amazonaws.com" }
  }

  resource "aws_lb_target_group" "live" {
    attrs = { name = "live", target_type = "lambda" }
  }

  resource "aws_lb_target_group" "next" {
    attrs = { name = "next", target_type = "lambda" }
  }

  resource "aws_lb_target_group_attachment" "live" {
    attrs = { target_group_arn = aws_lb_target_group.live.arn, target_id = aws_lambda_alias.live.arn }

    expect "lambda_pool_not_invokable" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "next" {
    attrs = { target_group_arn = aws_lb_target_group.next.arn, target_id = aws_lambda_alias.next.arn }

    expect "lambda_pool_not_invokable" { verdict = "fail" }
  }

  resource "aws_lb_target_group_attachment" "whole" {
    attrs = { target_group_arn = aws_lb_target_group.next.arn, target_id = aws_lambda_alias.whole.arn }

    expect "lambda_pool_not_invokable" { verdict = "pass" }
  }
}

# A permission and an alias may name their function by its name or by its ARN.
scenario "a function by its name and by its ARN" {
  resource "aws_lambda_alias" "live" {
    attrs = { name = "live", function_name = "api", arn = "arn:aws:lambda:eu-central-1:123456789012:function:api:live" }
  }

  resource "aws_lambda_alias" "other" {
    attrs = { name = "live", function_name = "arn:aws:lambda:eu-central-1:123456789012:function:other", arn = "arn:aws:lambda:eu-central-1:123456789012:function:other:live" }
  }

  resource "aws_lambda_alias" "lost" {
    attrs = { name = "live", function_name = "lost", arn = "arn:aws:lambda:eu-central-1:123456789012:function:lost:live" }
  }

  resource "aws_lambda_permission" "live" {
    attrs = { function_name = "arn:aws:lambda:eu-central-1:123456789012:function:api", qualifier = "live", principal = "elasticloadbalancing.amazonaws.com" }
  }

  resource "aws_lambda_permission" "other" {
    attrs = { function_name = "other", qualifier = "live", principal = "elasticloadbalancing.amazonaws.com" }
  }

  resource "aws_lb_target_group" "functions" {
    attrs = { name = "functions", target_type = "lambda" }
  }

  resource "aws_lb_target_group_attachment" "live" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_alias.live.arn }

    expect "lambda_pool_not_invokable" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "other" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_alias.other.arn }

    expect "lambda_pool_not_invokable" { verdict = "pass" }
  }

  resource "aws_lb_target_group_attachment" "lost" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_alias.lost.arn }

    expect "lambda_pool_not_invokable" { verdict = "fail" }
  }
}

scenario "the permission is for another pool" {
  resource "aws_lb_target_group" "functions" {
    attrs = { name = "functions", target_type = "lambda" }
  }

  resource "aws_lb_target_group" "others" {
    attrs = { name = "others", target_type = "lambda" }
  }

  resource "aws_lambda_function" "shop" {
    attrs = { function_name = "shop" }
  }

  resource "aws_lambda_permission" "shop" {
    attrs = { function_name = "shop", principal = "elasticloadbalancing.amazonaws.com", source_arn = aws_lb_target_group.others.arn }
  }

  resource "aws_lb_target_group_attachment" "shop" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.shop.arn }

    expect "lambda_pool_not_invokable" { verdict = "fail" }
  }
}

scenario "the permission is for a pattern" {
  resource "aws_lb_target_group" "functions" {
    meta  = { operation = "no-op" }
    attrs = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/functions/1", target_type = "lambda" }
  }

  resource "aws_lambda_function" "shop" {
    attrs = { function_name = "shop" }
  }

  resource "aws_lambda_permission" "shop" {
    attrs = { function_name = "shop", principal = "elasticloadbalancing.amazonaws.com", source_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/*" }
  }

  resource "aws_lb_target_group_attachment" "shop" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.shop.arn }

    expect "lambda_pool_not_invokable" { verdict = "pass" }
  }
}

scenario "the pool of the permission is known after apply" {
  resource "aws_lb_target_group" "functions" {
    attrs = { name = "functions", target_type = "lambda" }
  }

  resource "aws_lb_target_group" "others" {
    attrs = { name = "others", target_type = "lambda" }
  }

  resource "aws_lambda_function" "shop" {
    attrs = { function_name = "shop" }
  }

  resource "aws_lambda_permission" "shop" {
    attrs = { function_name = "shop", principal = "elasticloadbalancing.amazonaws.com", source_arn = unknown }
  }

  resource "aws_lb_target_group_attachment" "shop" {
    attrs = { target_group_arn = aws_lb_target_group.functions.arn, target_id = aws_lambda_function.shop.arn }

    expect "lambda_pool_not_invokable" { verdict = "unknown" }
  }
}
