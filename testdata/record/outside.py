"""What somebody does to the account without Terraform: the hooks that a case.json names.

A hook may return a table of name -> ARN for the `literals` of its case.
"""

import boto3

clients = {}


def connect(url):
    """Points every client at the account of this recording."""
    for service in ("elbv2", "autoscaling", "ec2", "ecs"):
        clients[service] = boto3.client(
            service,
            endpoint_url=url,
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def pools():
    """Target groups by name."""
    groups = clients["elbv2"].describe_target_groups()["TargetGroups"]
    return {group["TargetGroupName"]: group["TargetGroupArn"] for group in groups}


def listeners():
    """Every listener of the account."""
    elbv2 = clients["elbv2"]
    for balancer in elbv2.describe_load_balancers()["LoadBalancers"]:
        yield from elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]


def rules():
    """Every rule that is not a listener's default."""
    for listener in listeners():
        found = clients["elbv2"].describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]
        yield from (rule for rule in found if not rule["IsDefault"])


def forward(*shares):
    """A forward action that spreads the traffic over (pool, weight)."""
    groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in shares]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]


def shift_weights_by_hand():
    """An operator sends everything to green."""
    arns = pools()
    shares = forward((arns["shop-blue"], 0), (arns["shop-green"], 100))
    for listener in listeners():
        clients["elbv2"].modify_listener(ListenerArn=listener["ListenerArn"], DefaultActions=shares)


def move_rules_to_the_newest_pool():
    """Every rule follows the default action of its listener."""
    by_arn = {listener["ListenerArn"]: listener for listener in listeners()}
    for rule in rules():
        listener = by_arn[rule["RuleArn"].replace(":listener-rule/", ":listener/").rpartition("/")[0]]
        arn = listener["DefaultActions"][0]["TargetGroupArn"]
        action = [{"Type": "forward", "TargetGroupArn": arn}]
        clients["elbv2"].modify_rule(RuleArn=rule["RuleArn"], Actions=action)


def pool_made_by_hand():
    """A target group that no state knows."""
    vpc = clients["ec2"].describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"][0]["VpcId"]
    group = clients["elbv2"].create_target_group(Name="shop-api", Protocol="HTTP", Port=8080, VpcId=vpc)
    return {"outside:shop-api": group["TargetGroups"][0]["TargetGroupArn"]}


def stack_of_another_team():
    """A load balancer with a listener and a filled pool, made outside this state."""
    ec2, elbv2 = clients["ec2"], clients["elbv2"]
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnets = []
    for n, zone in enumerate("ab"):
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24", AvailabilityZone=f"eu-central-1{zone}")
        subnets.append(subnet["Subnet"]["SubnetId"])
    balancer = elbv2.create_load_balancer(Name="shared", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    group = elbv2.create_target_group(Name="search", Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip")
    arn = group["TargetGroups"][0]["TargetGroupArn"]
    elbv2.register_targets(TargetGroupArn=arn, Targets=[{"Id": "10.1.0.10"}])
    elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": arn}],
    )


def rules_of_another_team():
    """Another state lets the load balancer in to a security group of this one."""
    ec2 = clients["ec2"]
    found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["others"]}])["SecurityGroups"]
    ranges = [{"CidrIp": "10.0.0.0/8"}]
    rule = {"IpProtocol": "tcp", "FromPort": 8000, "ToPort": 9000, "IpRanges": ranges}
    ec2.authorize_security_group_ingress(GroupId=found[0]["GroupId"], IpPermissions=[rule])


def listener_of_another_team():
    """A load balancer of another state forwards to a pool of this one."""
    ec2, elbv2 = clients["ec2"], clients["elbv2"]
    group = elbv2.describe_target_groups(Names=["shop-b"])["TargetGroups"][0]
    found = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [group["VpcId"]]}])["Subnets"]
    subnets = [subnet["SubnetId"] for subnet in found]
    balancer = elbv2.create_load_balancer(Name="shared", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
    )


def delete_every_rule():
    """Somebody clears up in the console."""
    for rule in rules():
        clients["elbv2"].delete_rule(RuleArn=rule["RuleArn"])


def delete_the_legacy_pool():
    """Somebody clears up what no listener used."""
    clients["elbv2"].delete_target_group(TargetGroupArn=pools()["shop-legacy"])
