pool_policy "pool_name_collision" {
  about {
    severity = local.races ? "S3" : anytrue([for stop in pool.stops : length(stop.leaves_dead) > 0]) ? "S1" : "S2"
    title    = "Two pools would have the same name"
    why      = "Names of target groups are unique in an account and region: AWS refuses the second one, and the apply stops half-way."
    fix      = "Use name_prefix (at most 6 characters) instead of name on ${pool.address}, or give the two different names."
  }

  locals {
    keeps  = pool.created_first && pool.keeps_name
    moving = [for stop in pool.stops : stop if stop.kind == "name_taken" && stop.subject.address == pool.address && stop.holder.address != pool.address]
    races  = !local.keeps && length(pool.twins) == 0 && length(local.moving) > 0 && alltrue([for stop in local.moving : stop.only_possible])
  }

  filter  = pool.after && contains(pool.actions, "create")
  related = concat(pool.twins, [for stop in local.moving : stop.holder])

  enforce {
    condition     = !local.keeps
    error_message = "${pool.address} is replaced create-first under its old name `${pool.attrs.name}`, which the object of now still has."
  }

  enforce {
    condition     = !pool.name_taken
    error_message = "${pool.address} and ${pool.twins[0].address} would both be named `${pool.attrs.name}`."
  }

  enforce {
    condition     = alltrue([for stop in local.moving : stop.certainty == "never"])
    error_message = local.races ? "${pool.address} takes the name `${pool.attrs.name}`, which ${local.moving[0].holder.address} may still have then: nothing orders the two." : "${pool.address} takes the name `${pool.attrs.name}`, which ${local.moving[0].holder.address} still has in every order of the apply. Where the block only got another name, a moved block is missing."
  }
}
