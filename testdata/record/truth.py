"""What a state says about traffic: every edge of the graph, read from concrete ARNs, ids and names.

The state after an apply holds no unknown value, so an edge is a plain match of a value with its owner. A value
that nothing in the state owns stands for itself.
"""

import re

POOLS = ("aws_lb_target_group", "aws_alb_target_group")
BALANCERS = ("aws_lb", "aws_alb")
CLASSIC = "aws_elb"
LATTICE_LISTENERS = {"aws_vpclattice_listener": "default_action", "aws_vpclattice_listener_rule": "action"}
LISTENERS = ("aws_lb_listener", "aws_alb_listener")
RULES = ("aws_lb_listener_rule", "aws_alb_listener_rule")
ATTACHMENTS = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")


def edges(state):
    """All edges of a raw state (version 4), sorted."""
    objects = list(objects_of(state))
    owners = owners_of(objects)
    found = []
    for address, kind, values, mode, deposed_key, provider in objects:
        if mode == "data" or deposed_key:
            continue
        for role, attribute, value in outgoing(kind, values):
            thing = role_target(role, attribute)
            if thing == "host":
                value = host_name(value)
                if (thing, value) not in owners:
                    continue
                if owner_kind(owners[thing, value][0]) in ENTRIES:
                    role = "through"
            own, others = owners.get((thing, value, provider)), owners.get((thing, value))
            to, deposed = own or others or (value, None)
            edge = {"role": role, "from": address, "to": to, "attribute": attribute}
            found.append({**edge, "to_deposed": deposed} if deposed else edge)
    return sorted(found, key=lambda edge: (edge["from"], edge["role"], edge["attribute"], edge["to"]))


def objects_of(state):
    """(address, type, attributes, mode, deposed key, provider) of every object in the state."""
    for resource in state.get("resources", []):
        base = ".".join(filter(None, [resource.get("module"), "data" if resource["mode"] == "data" else None]))
        base = ".".join(filter(None, [base, f"{resource['type']}.{resource['name']}"]))
        for instance in resource["instances"]:
            address = base + key_of(instance)
            place = resource["mode"], instance.get("deposed"), resource.get("provider")
            yield address, resource["type"], instance["attributes"], *place


def key_of(instance):
    """The instance key as Terraform prints it."""
    key = instance.get("index_key")
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    text = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return '["' + re.sub(r"([$%])\{", r"\1\1{", text) + '"]'


def owners_of(objects):
    """(what kind of thing, value) -> (address, deposed key); what is managed and current comes before the rest.

    Names are unique in one region only, so the same again with the provider configuration: where one value has
    several owners, that of one's own provider configuration is meant.
    """
    owners = {}
    ordered = sorted(objects, key=lambda o: (o[3] == "data", o[4] is not None))
    for address, kind, values, mode, deposed, provider in ordered:
        for thing, attribute in IDENTITIES.get(kind, []):
            if values.get(attribute):
                value = host_name(values[attribute]) if thing == "host" else values[attribute]
                owners.setdefault((thing, value), (address, deposed))
                owners.setdefault((thing, value, provider), (address, deposed))
    return owners


IDENTITIES = {
    **{kind: [("pool", "arn"), ("pool", "name")] for kind in POOLS},
    **{kind: [("balancer", "arn"), ("target", "arn"), ("host", "dns_name")] for kind in BALANCERS},
    **{kind: [("listener", "arn")] for kind in LISTENERS},
    CLASSIC: [("balancer", "name"), ("pool", "name"), ("host", "dns_name")],
    "aws_vpclattice_service": [("balancer", "arn"), ("balancer", "id")],
    "aws_vpclattice_listener": [("listener", "arn"), ("listener", "listener_id")],
    "aws_vpclattice_target_group": [("pool", "arn"), ("pool", "id")],
    "aws_vpclattice_service_network": [("entry", "arn"), ("entry", "id")],
    "aws_cloudfront_distribution": [("host", "domain_name")],
    "aws_apigatewayv2_vpc_link": [("entry", "id")],
    "aws_api_gateway_vpc_link": [("entry", "id")],
    "aws_instance": [("target", "id"), ("target", "private_ip")],
    "aws_network_interface": [("target", "private_ip")],
    "aws_lambda_function": [("target", "arn"), ("target", "qualified_arn")],
    "aws_lambda_alias": [("target", "arn")],
    "aws_autoscaling_group": [("target", "name")],
}


ENTRIES = ("aws_cloudfront_distribution",)


def owner_kind(address):
    """The type in an address."""
    return re.sub(r"\[.*?\]", "", address).split(".")[-2]


def host_name(value):
    """A host's name as DNS compares it."""
    return value.lower().removesuffix(".").removeprefix("dualstack.")


def role_target(role, attribute):
    """What kind of thing stands at the far end of a role."""
    if role == "entry_to":
        by_listener = attribute == "integration_uri"
        by_arn = attribute in ("service_identifier",) or attribute.startswith("target_arns")
        return "listener" if by_listener else "balancer" if by_arn else "host"
    if role in ("through", "entry_of"):
        return "entry"
    far_ends = {"forward": "pool", "member_of": "pool", "listener_of": "balancer", "rule_of": "listener"}
    return far_ends.get(role, "target")


def outgoing(kind, values):
    """(role, attribute, value) for every value of an object that names another."""
    if kind in LISTENERS:
        yield "listener_of", "load_balancer_arn", values["load_balancer_arn"]
        yield from forwards("default_action", values["default_action"])
    elif kind in RULES:
        yield "rule_of", "listener_arn", values["listener_arn"]
        yield from forwards("action", values["action"])
    elif kind in ATTACHMENTS:
        yield "member_of", "target_group_arn", values["target_group_arn"]
        yield "target_of", "target_id", values["target_id"]
    elif kind == CLASSIC:
        yield from classic(values)
    elif kind in LATTICE_LISTENERS or kind.startswith("aws_vpclattice_"):
        yield from lattice(kind, values)
    else:
        yield from members(kind, values)
        yield from entries(kind, values)


def classic(values):
    """A classic load balancer is its own listener and pool."""
    yield "listener_of", "listener", values["name"]
    yield "forward", "listener", values["name"]
    for i, instance in enumerate(values["instances"] or []):
        yield "member_of", "instances", values["name"]
        yield "target_of", f"instances[{i}]", instance


def lattice(kind, values):
    """Edges of VPC Lattice."""
    if kind in LATTICE_LISTENERS:
        if kind == "aws_vpclattice_listener":
            yield "listener_of", "service_identifier", values["service_identifier"]
        else:
            yield "rule_of", "listener_identifier", values["listener_identifier"]
        block = LATTICE_LISTENERS[kind]
        for i, action in enumerate(values[block]):
            for forward in action.get("forward") or []:
                for n, group in enumerate(forward["target_groups"]):
                    path = f"{block}[{i}].forward[0].target_groups[{n}].target_group_identifier"
                    yield "forward", path, group["target_group_identifier"]
    elif kind == "aws_vpclattice_target_group_attachment":
        yield "member_of", "target_group_identifier", values["target_group_identifier"]
        yield "target_of", "target[0].id", values["target"][0]["id"]
    elif kind == "aws_vpclattice_service_network_service_association":
        yield "entry_to", "service_identifier", values["service_identifier"]
        yield "entry_of", "service_network_identifier", values["service_network_identifier"]


def entries(kind, values):
    """Edges of what brings traffic to a load balancer."""
    if kind == "aws_route53_record":
        for alias in values.get("alias") or []:
            yield "entry_to", "alias[0].name", alias["name"]
        for i, record in enumerate(values.get("records") or []):
            yield "entry_to", f"records[{i}]", record
    elif kind == "aws_cloudfront_distribution":
        for i, origin in enumerate(values["origin"]):
            yield "entry_to", f"origin[{i}].domain_name", origin["domain_name"]
    elif kind == "aws_apigatewayv2_integration" and values["connection_type"] == "VPC_LINK":
        yield "entry_to", "integration_uri", values["integration_uri"]
        yield "through", "connection_id", values["connection_id"]
    elif kind == "aws_api_gateway_vpc_link":
        for i, arn in enumerate(values["target_arns"]):
            yield "entry_to", f"target_arns[{i}]", arn


def forwards(block, actions):
    for i, action in enumerate(actions):
        if action.get("target_group_arn"):
            yield "forward", f"{block}[{i}].target_group_arn", action["target_group_arn"]
        for forward in action.get("forward") or []:
            for n, group in enumerate(forward["target_group"]):
                yield "forward", f"{block}[{i}].forward[0].target_group[{n}].arn", group["arn"]


def members(kind, values):
    """Edges of what puts targets into a pool by itself."""
    if kind == "aws_autoscaling_group":
        for i, arn in enumerate(values.get("target_group_arns") or []):
            yield "member_of", f"target_group_arns[{i}]", arn
        # Of a group that names its pools in the other attribute this one stays in the state as it once was.
        attached = values.get("target_group_arns")
        for i, source in enumerate(values.get("traffic_source") or []):
            if source["type"] in ("elbv2", "") and (attached is None or source["identifier"] in attached):
                yield "member_of", f"traffic_source[{i}].identifier", source["identifier"]
        for i, name in enumerate(values.get("load_balancers") or []):
            yield "member_of", f"load_balancers[{i}]", name
    elif kind == "aws_autoscaling_attachment" and values.get("lb_target_group_arn"):
        yield "member_of", "lb_target_group_arn", values["lb_target_group_arn"]
        yield "target_of", "autoscaling_group_name", values["autoscaling_group_name"]
    elif kind == "aws_autoscaling_traffic_source_attachment":
        for source in values["traffic_source"]:
            yield "member_of", "traffic_source[0].identifier", source["identifier"]
        yield "target_of", "autoscaling_group_name", values["autoscaling_group_name"]
    elif kind == "aws_elb_attachment":
        yield "member_of", "elb", values["elb"]
        yield "target_of", "instance", values["instance"]
    elif kind == "aws_codedeploy_deployment_group":
        for info in values.get("load_balancer_info") or []:
            for pair in info.get("target_group_pair_info") or []:
                for i, group in enumerate(pair.get("target_group") or []):
                    path = f"load_balancer_info[0].target_group_pair_info[0].target_group[{i}].name"
                    yield "member_of", path, group["name"]
            for i, group in enumerate(info.get("target_group_info") or []):
                yield "member_of", f"load_balancer_info[0].target_group_info[{i}].name", group["name"]
    elif kind in ("aws_ecs_service", "aws_ecs_task_set"):
        for i, entry in enumerate(values.get("load_balancer") or []):
            if entry.get("target_group_arn"):
                yield "member_of", f"load_balancer[{i}].target_group_arn", entry["target_group_arn"]
