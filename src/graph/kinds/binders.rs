//! What puts targets into a pool, and what changes how many there are.

use super::classic::classic_pool;
use super::surroundings::{guarded_by, made_from, stands_in};
use super::*;

pub(super) fn rows() -> Vec<Kind> {
    [attachments(), groups(), services(), delegates()].concat()
}

const OPSWORKS: [&str; 5] = [
    "aws_opsworks_custom_layer",
    "aws_opsworks_java_app_layer",
    "aws_opsworks_nodejs_app_layer",
    "aws_opsworks_php_app_layer",
    "aws_opsworks_rails_app_layer",
];

/// The listener or rule whose traffic a deployment moves.
fn steers(path: &str) -> Reference {
    Reference::new(Role::Steers, path).by(ARN_OR_ID)
}

fn attachments() -> Vec<Kind> {
    vec![
        member(["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"])
            .refers(member_of("target_group_arn"))
            .refers(registers("target_id"))
            .lives_by(Capacity::Targets),
        member(["aws_lb_target_registration"])
            .refers(member_of("target_group_arn"))
            .refers(registers("target{}.target_id"))
            .lives_by(Capacity::Targets),
    ]
}

fn groups() -> Vec<Kind> {
    vec![
        member(["aws_autoscaling_group"])
            .named_by("name")
            .named_by("id")
            .uniquely_named_by("arn")
            .refers(member_of("target_group_arns{}").computed())
            .refers(member_of("traffic_source{}.identifier").computed())
            .refers(classic_pool("load_balancers{}").computed())
            .refers(stands_in("vpc_zone_identifier{}").computed())
            .refers(made_from("launch_template[].id", &["id"]).computed())
            .refers(made_from("launch_template[].name", &["name"]).computed())
            .refers(made_from(&mixed("launch_template_id"), &["id"]).computed())
            .refers(made_from(&mixed("launch_template_name"), &["name"]).computed())
            .refers(made_from(&overridden("launch_template_id"), &["id"]).computed())
            .refers(made_from(&overridden("launch_template_name"), &["name"]).computed())
            .refers(made_from("launch_configuration", &["name", "id"]))
            .lives_by(Capacity::ScalingGroup),
        member(["aws_autoscaling_attachment"])
            .refers(member_of("lb_target_group_arn"))
            .refers(member_of("alb_target_group_arn"))
            .refers(classic_pool("elb"))
            .refers(group(Role::TargetOf, "autoscaling_group_name"))
            .lives_by(Capacity::Targets),
        member(["aws_autoscaling_traffic_source_attachment"])
            .refers(member_of("traffic_source[].identifier"))
            .refers(group(Role::TargetOf, "autoscaling_group_name"))
            .lives_by(Capacity::Targets),
        // A data source that finds several.
        member(["aws_autoscaling_groups"]).named_by("names[]").lives_by(delegated("its groups are managed elsewhere")),
        row(NodeKind::Scaler, ["aws_autoscaling_schedule", "aws_autoscaling_policy"])
            .refers(group(Role::Scales, "autoscaling_group_name"))
            .lives_by(Capacity::Scaler),
        // It scales its group up from 0 when tasks wait for it.
        row(NodeKind::Scaler, ["aws_ecs_capacity_provider"])
            .refers(
                Reference::new(Role::Scales, "auto_scaling_group_provider[].auto_scaling_group_arn")
                    .only(NodeKind::Member, &["arn"])
                    .of_types(&["aws_autoscaling_group"]),
            )
            .lives_by(Capacity::Scaler),
        member(["aws_eks_node_group"])
            .named_by("resources[].autoscaling_groups[].name")
            .lives_by(delegated("EKS scales the node group")),
    ]
}

/// The template of a mix of instances.
fn mixed(name: &str) -> String {
    format!("mixed_instances_policy[].launch_template[].launch_template_specification[].{name}")
}

/// The template that some instances of a mix have instead.
fn overridden(name: &str) -> String {
    format!("mixed_instances_policy[].launch_template[].override[].launch_template_specification[].{name}")
}

fn services() -> Vec<Kind> {
    vec![
        member(["aws_ecs_service"])
            .named_by("name")
            .uniquely_named_by("id")
            .refers(member_of("load_balancer{}.target_group_arn"))
            .refers(member_of("load_balancer{}.advanced_configuration[].alternate_target_group_arn"))
            .refers(steers("load_balancer{}.advanced_configuration[].production_listener_rule"))
            .refers(steers("load_balancer{}.advanced_configuration[].test_listener_rule"))
            .refers(classic_pool("load_balancer{}.elb_name"))
            .refers(Reference::new(Role::MemberOf, "vpc_lattice_configurations{}.target_group_arn").by(ARN_OR_ID))
            .refers(stands_in("network_configuration[].subnets{}"))
            .refers(guarded_by("network_configuration[].security_groups{}"))
            .lives_by(Capacity::Tasks),
        // Services name it by its ARN, and policies join the two by it.
        row(NodeKind::Scaler, ["aws_ecs_task_definition"])
            .uniquely_named_by("arn")
            .numbered("arn", "family", "revision"),
        row(NodeKind::Scaler, ["aws_appautoscaling_target"])
            .refers(Reference::new(Role::Scales, "resource_id").only(NodeKind::Member, &["name"]).after_last('/'))
            .lives_by(Capacity::Scaler),
        member(["aws_ecs_task_set"])
            .refers(member_of("load_balancer{}.target_group_arn"))
            .refers(classic_pool("load_balancer{}.load_balancer_name"))
            .lives_by(delegated("its task set is scaled by an external deployment")),
    ]
}

fn delegates() -> Vec<Kind> {
    vec![
        member(["aws_spot_fleet_request"])
            .refers(member_of("target_group_arns{}").computed())
            .refers(classic_pool("load_balancers{}").computed())
            .lives_by(delegated("a spot fleet registers its instances")),
        member(["aws_codedeploy_deployment_group"])
            .refers(member_of_name("load_balancer_info[].target_group_pair_info[].target_group[].name"))
            .refers(member_of_name("load_balancer_info[].target_group_info{}.name"))
            .refers(classic_pool("load_balancer_info[].elb_info{}.name"))
            .refers(steers("load_balancer_info[].target_group_pair_info[].prod_traffic_route[].listener_arns{}"))
            .refers(steers("load_balancer_info[].target_group_pair_info[].test_traffic_route[].listener_arns{}"))
            .lives_by(delegated("CodeDeploy moves targets in and out")),
        member(["kubernetes_manifest"])
            .refers(Reference::new(Role::MemberOf, "manifest.spec.targetGroupARN").by(ARN_OR_ID))
            .refers(member_of_name("manifest.spec.targetGroupName"))
            .lives_by(delegated("a TargetGroupBinding registers pods")),
        member(OPSWORKS)
            .refers(classic_pool("elastic_load_balancer"))
            .lives_by(delegated("OpsWorks registers the instances of its layer")),
    ]
}
