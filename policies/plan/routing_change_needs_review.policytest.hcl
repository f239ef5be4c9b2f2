# Never unknown: what is not known of a share is a change of it, or the same on both sides.
scenario "a shift of weight" {
  plan = "../../testdata/incident/weight-shifted-to-empty-pool/plan.json"

  expect "routing_change_needs_review" { verdict = "fail" }
}

scenario "nothing changes" {
  plan = "../../testdata/healthy/steady-stack/plan.json"

  expect "routing_change_needs_review" { verdict = "pass" }
}

scenario "a stack that is destroyed" {
  plan = "../../testdata/modes/destroy/plan.json"

  expect "routing_change_needs_review" { verdict = "none" }
}
