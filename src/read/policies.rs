//! Policy files: the built-in ones, which stand in `policies/` and are part of the program, and those of a user.

use std::collections::BTreeSet;

use crate::source::Source;

use super::ReadError;
use super::files::{self, Found};

macro_rules! built_in {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../policies/", $path)))),*]
    };
}

/// Every built-in policy file: its path below `policies/` and its text. A test walks the folder and misses none.
pub const BUILT_IN: &[(&str, &str)] = built_in![
    "apply/duplicate_listener_port.policy.hcl",
    "apply/pool_on_two_load_balancers.policy.hcl",
    "apply/pool_used_elsewhere.policy.hcl",
    "apply/protocol_mismatch.policy.hcl",
    "apply/rule_priority_collision.policy.hcl",
    "apply/rule_priority_nondeterministic.policy.hcl",
    "apply/target_kind_mismatch.policy.hcl",
    "audit/lb_without_access_logs.policy.hcl",
    "audit/lb_without_deletion_protection.policy.hcl",
    "audit/load_balancer_without_alarm.policy.hcl",
    "audit/single_az.policy.hcl",
    "audit/single_target.policy.hcl",
    "entries/apigw_link_broken.policy.hcl",
    "entries/certificate_not_issued.policy.hcl",
    "entries/certificate_removed.policy.hcl",
    "entries/cf_origin_missing.policy.hcl",
    "entries/cf_origin_unreachable.policy.hcl",
    "entries/codedeploy_pair_broken.policy.hcl",
    "entries/ecs_bluegreen_rule_replaced.policy.hcl",
    "entries/endpoint_service_empty.policy.hcl",
    "entries/entry_to_removed_lb.policy.hcl",
    "entries/ga_no_endpoint.policy.hcl",
    "entries/https_without_certificate.policy.hcl",
    "entries/lb_held_by_privatelink.policy.hcl",
    "entries/lb_without_entry.policy.hcl",
    "entries/lb_without_listener.policy.hcl",
    "entries/listener_removed_entry_remains.policy.hcl",
    "entries/r53_target_health_empty_pool.policy.hcl",
    "entries/scheme_flip.policy.hcl",
    "lattice/lattice_all_weights_zero.policy.hcl",
    "lattice/lattice_association_removed.policy.hcl",
    "lattice/lattice_forward_to_removed_pool.policy.hcl",
    "lattice/lattice_rule_priority_collision.policy.hcl",
    "lattice/lattice_target_kind_mismatch.policy.hcl",
    "lattice/lattice_traffic_to_empty_pool.policy.hcl",
    "network/az_not_covered.policy.hcl",
    "network/drain_order.policy.hcl",
    "network/health_check_cannot_pass.policy.hcl",
    "network/lb_subnet_removed.policy.hcl",
    "network/listener_port_closed.policy.hcl",
    "network/port_mismatch.policy.hcl",
    "network/sg_blocks_health_check.policy.hcl",
    "network/sg_blocks_pool.policy.hcl",
    "network/vpc_mismatch.policy.hcl",
    "order/cold_pool_cutover.policy.hcl",
    "order/ecs_before_listener.policy.hcl",
    "order/lb_replaced_with_kept_pools.policy.hcl",
    "order/load_balancer_protected.policy.hcl",
    "order/members_removed_before_routes.policy.hcl",
    "order/pool_removed_before_routes.policy.hcl",
    "order/pool_replace_outage_window.policy.hcl",
    "order/rule_on_replaced_listener.policy.hcl",
    "order/rule_priority_swap.policy.hcl",
    "plan/check_failed.policy.hcl",
    "plan/destroy_mode.policy.hcl",
    "plan/forget_routing_node.policy.hcl",
    "plan/import_routing.policy.hcl",
    "plan/moved_vs_rename.policy.hcl",
    "plan/plan_deferred.policy.hcl",
    "plan/plan_errored.policy.hcl",
    "plan/plan_partial.policy.hcl",
    "plan/routing_change_needs_review.policy.hcl",
    "plan/routing_deleted_outside.policy.hcl",
    "plan/routing_drift.policy.hcl",
    "plan/stale_plan.policy.hcl",
    "pools/alb_behind_nlb_without_listener.policy.hcl",
    "pools/asg_attachment_conflict.policy.hcl",
    "pools/asg_does_not_register.policy.hcl",
    "pools/asg_zero_capacity.policy.hcl",
    "pools/container_mapping_missing.policy.hcl",
    "pools/deposed_pool_in_use.policy.hcl",
    "pools/ecs_target_type.policy.hcl",
    "pools/ecs_zero_tasks.policy.hcl",
    "pools/lambda_pool_not_invokable.policy.hcl",
    "pools/pool_loses_all_targets.policy.hcl",
    "pools/pool_name_collision.policy.hcl",
    "pools/pool_replace_destroy_first.policy.hcl",
    "pools/service_registered_but_rule_gone.policy.hcl",
    "pools/target_stopped.policy.hcl",
    "pools/targets_replaced_all_at_once.policy.hcl",
    "pools/traffic_to_only_lambda_or_external.policy.hcl",
    "pools/unpaired_pool.policy.hcl",
    "routes/all_weights_zero.policy.hcl",
    "routes/dangling_pool_reference.policy.hcl",
    "routes/data_source_pool.policy.hcl",
    "routes/forward_block_ignored.policy.hcl",
    "routes/forward_to_removed_pool.policy.hcl",
    "routes/forward_without_pool.policy.hcl",
    "routes/hard_coded_arn.policy.hcl",
    "routes/pinned_old_pool.policy.hcl",
    "routes/region_or_account_mismatch.policy.hcl",
    "routes/revert_of_live_shift.policy.hcl",
    "routes/shift_to_empty_pool.policy.hcl",
    "routes/sticky_to_dead_pool.policy.hcl",
    "routes/traffic_to_empty_pool.policy.hcl",
    "routes/wrong_kind_arn.policy.hcl",
    "rules/action_order.policy.hcl",
    "rules/catch_all_hijack.policy.hcl",
    "rules/default_action_to_error.policy.hcl",
    "rules/orphan_rule.policy.hcl",
    "rules/redirect_cycle.policy.hcl",
    "rules/redirect_self_loop.policy.hcl",
    "rules/redirect_to_missing_listener.policy.hcl",
    "rules/rule_duplicate_conditions.policy.hcl",
    "rules/rule_removed_falls_to_default.policy.hcl",
    "rules/rule_shadowed.policy.hcl",
];

/// The source is one of the built-in ones.
pub fn is_built_in(source: &Source) -> bool {
    let path = source.path().strip_prefix("policies/");
    path.is_some_and(|path| BUILT_IN.iter().any(|(own, text)| *own == path && *text == source.text()))
}

const WANTED: &str = "name a .policy.hcl file or a folder that has one";

/// The sources of all policies of a run: the built-in ones unless they are off, then those of `paths`.
///
/// # Errors
/// A path that cannot be read, or that has no policy.
pub fn policies(paths: &[String], built_in: bool) -> Result<Vec<Source>, ReadError> {
    let mut sources = Vec::new();
    if built_in {
        sources.extend(BUILT_IN.iter().map(|(path, text)| Source::new(format!("policies/{path}"), *text)));
    }
    let mut seen = BTreeSet::new();
    for path in paths {
        let mut any = false;
        for found in files::find(path).map_err(|error| error.help(WANTED))? {
            for file in policy_files(found)? {
                any = true;
                // What is typed and set, or below two folders that are, is one file.
                if seen.insert(files::real(&file)) {
                    sources.push(policy_file(file)?);
                }
            }
        }
        if !any {
            return Err(ReadError::new(path, "no policy file (`*.policy.hcl`) stands here or below").help(WANTED));
        }
    }
    Ok(sources)
}

fn policy_files(found: Found) -> Result<Vec<String>, ReadError> {
    Ok(match found {
        Found::File(path) => vec![path],
        Found::Folder(folder) => {
            files::walk(&folder)?.into_iter().filter(|path| path.ends_with(".policy.hcl")).collect()
        }
    })
}

fn policy_file(path: String) -> Result<Source, ReadError> {
    let text = files::read_text(&path)?;
    // A file that was cut short to nothing would check nothing, and look like one that holds.
    if text.trim().is_empty() {
        return Err(ReadError::new(&path, "this policy file is empty").help("write its policy, or remove the file"));
    }
    Ok(Source::new(path, text))
}
