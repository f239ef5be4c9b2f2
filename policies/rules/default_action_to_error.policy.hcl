# A default of 404 behind rules is good practice: only the change is looked at.
listener_policy "default_action_to_error" {
  about {
    severity = listener.production ? "S1" : "S3"
    title    = "A listener's default action changes from a pool to an error"
    why      = "Every request that no rule takes is answered with the fixed response."
    fix      = "Keep the forward in the default action of ${listener.address}, or first give rules to all that it forwards."
  }

  filter = listener.before && listener.after && !contains(["no-op", "forget"], listener.operation)

  enforce {
    condition     = !(listener.prior_last_action == "forward" && listener.last_action == "fixed-response" && anytrue([for action in listener.attrs.default_action : tonumber(try(action.fixed_response[0].status_code, 200)) >= 400]))
    error_message = "${listener.address} forwarded by default, and now answers with an error."
  }
}
