given = "canary-tfvars-8"
