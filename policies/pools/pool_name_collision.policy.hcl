pool_policy "pool_name_collision" {
  about {
    severity = "S2"
    title    = "Two pools would have the same name"
    why      = "Names of target groups are unique in an account and region: AWS refuses the second one, and the apply stops half-way."
    fix      = "Use name_prefix (at most 6 characters) instead of name on ${pool.address}, or give the two different names."
  }

  filter  = pool.after && contains(pool.actions, "create")
  related = pool.twins

  enforce {
    condition     = !(pool.created_first && pool.keeps_name)
    error_message = "${pool.address} is replaced create-first under its old name `${pool.attrs.name}`, which the object of now still has."
  }

  enforce {
    condition     = !pool.name_taken
    error_message = "${pool.address} and ${pool.twins[0].address} would both be named `${pool.attrs.name}`."
  }
}
