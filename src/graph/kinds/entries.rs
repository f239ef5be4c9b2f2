//! What brings traffic to a load balancer: DNS names, content delivery, accelerators, API gateways, private links.
//! Associations of firewalls and shields hold a load balancer's ARN too, and bring no traffic: they are no rows.

use super::surroundings::in_zone;
use super::*;

pub(super) fn rows() -> Vec<Kind> {
    [names(), delivery(), accelerators(), gateways(), private_links()].concat()
}

fn names() -> Vec<Kind> {
    vec![
        entry("dns", ["aws_route53_record"])
            .named_by_host("fqdn")
            .refers(in_zone("zone_id"))
            .refers(host("alias[].name"))
            .refers(host("records{}")),
        entry("dns", ["aws_route53_records_exclusive"])
            .refers(host("resource_record_set{}.alias_target[].dns_name"))
            .refers(host("resource_record_set{}.resource_records[].value")),
    ]
}

fn delivery() -> Vec<Kind> {
    vec![
        entry("cdn", ["aws_cloudfront_distribution"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by_host("domain_name")
            .refers(host("origin{}.domain_name"))
            .refers(Reference::new(Role::Through, "origin{}.vpc_origin_config[].vpc_origin_id").by(&["id"])),
        entry("cdn", ["aws_cloudfront_vpc_origin"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .refers(balancer("vpc_origin_endpoint_config[].arn")),
    ]
}

fn accelerators() -> Vec<Kind> {
    vec![
        entry("accelerator", ["aws_globalaccelerator_accelerator"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by_host("dns_name")
            .named_by_host("dual_stack_dns_name"),
        entry("accelerator", ["aws_globalaccelerator_listener"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .refers(Reference::new(Role::EntryOf, "accelerator_arn").by(ARN_OR_ID)),
        entry("accelerator", ["aws_globalaccelerator_endpoint_group"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .refers(Reference::new(Role::EntryOf, "listener_arn").by(ARN_OR_ID))
            .refers(balancer("endpoint_configuration{}.endpoint_id").weighted_by("weight")),
    ]
}

fn gateways() -> Vec<Kind> {
    let link = |path| Reference::new(Role::Through, path).by(&["id"]);
    vec![
        entry("api_gateway", ["aws_api_gateway_vpc_link"])
            .uniquely_named_by("id")
            .uniquely_named_by("arn")
            .refers(balancer("target_arns[]")),
        entry("api_gateway", ["aws_api_gateway_integration"])
            .refers(link("connection_id"))
            .refers(balancer("integration_target").or(NodeKind::Listener, ARN_OR_ID)),
        // The link of an HTTP API is a set of subnets; its integrations name the listener.
        entry("api_gateway", ["aws_apigatewayv2_vpc_link"]).uniquely_named_by("id").uniquely_named_by("arn"),
        entry("api_gateway", ["aws_apigatewayv2_integration"])
            .refers(link("connection_id"))
            .refers(Reference::new(Role::EntryTo, "integration_uri").only(NodeKind::Listener, ARN_OR_ID).if_known()),
    ]
}

fn private_links() -> Vec<Kind> {
    vec![
        entry("private_link", ["aws_vpc_endpoint_service"])
            .uniquely_named_by("arn")
            .uniquely_named_by("id")
            .named_by("service_name")
            .refers(balancer("network_load_balancer_arns{}"))
            .refers(balancer("gateway_load_balancer_arns{}")),
        entry("private_link", ["aws_vpc_endpoint"])
            .uniquely_named_by("id")
            .refers(Reference::new(Role::Through, "service_name").by(&["service_name"])),
        entry("verified_access", ["aws_verifiedaccess_endpoint"])
            .refers(balancer("load_balancer_options[].load_balancer_arn")),
        entry("mirror", ["aws_ec2_traffic_mirror_target"])
            .uniquely_named_by("id")
            .refers(balancer("network_load_balancer_arn")),
    ]
}

fn entry<const N: usize>(service: &'static str, types: [&str; N]) -> Kind {
    row(NodeKind::Entry, types).of_service(service)
}

/// The name that another one stands for: a load balancer's, or that of an entry in front of one.
pub(super) fn host(path: &str) -> Reference {
    Reference::new(Role::EntryTo, path)
        .only(NodeKind::LoadBalancer, &["dns_name", "dns_entry[].domain_name"])
        .or(NodeKind::Entry, &["fqdn", "domain_name", "dns_name", "dual_stack_dns_name"])
        .host()
}

fn balancer(path: &str) -> Reference {
    Reference::new(Role::EntryTo, path).only(NodeKind::LoadBalancer, ARN_OR_ID).if_known()
}
