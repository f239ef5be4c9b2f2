//! What puts targets into a pool, and what changes how many there are.

use super::*;

pub(super) const ROWS: &[Kind] = &[
    member(
        &["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"],
        &[member_of("target_group_arn", false), refers(Role::TargetOf, "target_id", TARGET, None)],
        Capacity::Targets,
    ),
    member(
        &["aws_lb_target_registration"],
        &[member_of("target_group_arn", false), refers(Role::TargetOf, "target{}.target_id", TARGET, None)],
        Capacity::Targets,
    ),
    Kind {
        types: &["aws_autoscaling_group"],
        node: NodeKind::Member,
        identities: &[NAME, Identity { path: "id", unique: false }, ARN],
        references: &[member_of("target_group_arns{}", true), member_of("traffic_source{}.identifier", true)],
        capacity: Capacity::ScalingGroup,
        ..EMPTY
    },
    member(
        &["aws_autoscaling_attachment"],
        &[
            member_of("lb_target_group_arn", false),
            member_of("alb_target_group_arn", false),
            refers(Role::TargetOf, "autoscaling_group_name", GROUP_BY_NAME, None),
        ],
        Capacity::Targets,
    ),
    member(
        &["aws_autoscaling_traffic_source_attachment"],
        &[
            member_of("traffic_source[].identifier", false),
            refers(Role::TargetOf, "autoscaling_group_name", GROUP_BY_NAME, None),
        ],
        Capacity::Targets,
    ),
    Kind {
        types: &["aws_autoscaling_schedule", "aws_autoscaling_policy"],
        node: NodeKind::Scaler,
        references: &[refers(Role::Scales, "autoscaling_group_name", GROUP_BY_NAME, None)],
        capacity: Capacity::Scaler,
        ..EMPTY
    },
    Kind {
        types: &["aws_ecs_service"],
        node: NodeKind::Member,
        identities: &[NAME, Identity { path: "id", unique: true }],
        references: &[
            member_of("load_balancer{}.target_group_arn", false),
            member_of("load_balancer{}.advanced_configuration[].alternate_target_group_arn", false),
        ],
        capacity: Capacity::Tasks,
        ..EMPTY
    },
    Kind {
        types: &["aws_appautoscaling_target"],
        node: NodeKind::Scaler,
        references: &[Reference {
            after_last: Some('/'),
            ..refers(Role::Scales, "resource_id", SERVICE_BY_NAME, None)
        }],
        capacity: Capacity::Scaler,
        ..EMPTY
    },
    member(
        &["aws_ecs_task_set"],
        &[member_of("load_balancer{}.target_group_arn", false)],
        Capacity::Delegated("its task set is scaled by an external deployment"),
    ),
    member(
        &["aws_spot_fleet_request"],
        &[member_of("target_group_arns{}", true)],
        Capacity::Delegated("a spot fleet registers its instances"),
    ),
    member(
        &["aws_codedeploy_deployment_group"],
        &[
            refers(
                Role::MemberOf,
                "load_balancer_info[].target_group_pair_info[].target_group[].name",
                POOL_BY_NAME,
                None,
            ),
            refers(Role::MemberOf, "load_balancer_info[].target_group_info{}.name", POOL_BY_NAME, None),
        ],
        Capacity::Delegated("CodeDeploy moves targets in and out"),
    ),
    member(
        &["kubernetes_manifest"],
        &[refers(Role::MemberOf, "manifest.spec.targetGroupARN", POOL_BY_ARN, None)],
        Capacity::Delegated("a TargetGroupBinding registers pods"),
    ),
    Kind {
        types: &["aws_eks_node_group"],
        node: NodeKind::Member,
        identities: &[Identity { path: "resources[].autoscaling_groups[].name", unique: false }],
        capacity: Capacity::Delegated("EKS scales the node group"),
        ..EMPTY
    },
];
