"""moto, made to behave like AWS in the places that decide what a recorded apply does.

moto is a fake of AWS. Left alone it keeps new load balancers in `provisioning`, calls every load balancer
`app`, starts ECS services without a running task, knows no traffic sources of an Auto Scaling group, never
forgets that a load balancer once used a target group, and accepts actions that AWS refuses. Each function
below puts one of these right. Nothing here says what AWS does at run time beyond its documented answers.

An account can be copied: `POST /copy?port=PORT` starts a process that serves the same account, as it is now, on
another port, and answers with its process id. Recording uses it to start many cases from one network with a load
balancer, which the provider takes a minute to create.

    python moto_server.py PORT
"""

import json
import os
import signal
import sys

os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "0")
os.environ.setdefault("MOTO_LAMBDA_STUB_ECR", "true")

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.elbv2 import elbv2_backends
from moto.elbv2.exceptions import DuplicateListenerError, ValidationError
from moto.elbv2.models import ELBv2Backend, FakeAction
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

ARN_KIND = {"network": "net", "gateway": "gwy"}


def make_load_balancers_ready():
    """A new load balancer is active at once and its ARN names its kind."""
    create = ELBv2Backend.create_load_balancer

    def create_load_balancer(self, *args, **kwargs):
        balancer = create(self, *args, **kwargs)
        kind = ARN_KIND.get(balancer.type, "app")
        self.load_balancers.pop(balancer.arn)
        self.tagging_service.copy_tags(balancer.arn, balancer.arn.replace("/app/", f"/{kind}/"))
        balancer.arn = balancer.arn.replace("/app/", f"/{kind}/")
        balancer.state = "active"
        self.load_balancers[balancer.arn] = balancer
        return balancer

    ELBv2Backend.create_load_balancer = create_load_balancer


def refuse_bad_listeners():
    """Actions are checked on modification too; a port of a load balancer is taken once."""
    check = ELBv2Backend._validate_actions
    create = ELBv2Backend.create_listener
    modify = ELBv2Backend.modify_listener

    def check_actions(self, actions):
        for action in actions:
            if action.type != "forward":
                continue
            arns = [arn for arn in self._get_target_group_arns_from(action.data) if arn]
            if not arns:
                raise ValidationError("A target group ARN must be specified")
            for arn in arns:
                if ":targetgroup/" not in arn:
                    raise ValidationError(f"'{arn}' is not a valid target group ARN")
        check(self, actions)

    def create_listener(self, **request):
        balancer = self.load_balancers.get(request["load_balancer_arn"])
        if balancer and any(other.port == request["port"] for other in balancer.listeners.values()):
            raise DuplicateListenerError()
        return create(self, **request)

    def modify_listener(self, arn, port, protocol, ssl_policy, certificates, actions):
        self._validate_actions([FakeAction(action) for action in actions or []])
        return modify(self, arn, port, protocol, ssl_policy, certificates, actions)

    ELBv2Backend._validate_actions = check_actions
    ELBv2Backend.create_listener = create_listener
    ELBv2Backend.modify_listener = modify_listener


def tell_present_users_of_pools():
    """`LoadBalancerArns` of a target group names the load balancers that use it now."""
    describe = ELBv2Backend.describe_target_groups

    def describe_target_groups(self, *args, **kwargs):
        for group in self.target_groups.values():
            group.load_balancer_arns = [
                balancer.arn
                for balancer in self.load_balancers.values()
                if uses(self, balancer, group.arn)
            ]
        return describe(self, *args, **kwargs)

    ELBv2Backend.describe_target_groups = describe_target_groups


def uses(backend, balancer, group_arn):
    """Whether a listener or a rule of the load balancer forwards to the target group."""
    return any(
        group_arn in backend._get_target_group_arns_from(action.data)
        for listener in balancer.listeners.values()
        for rule in listener.rules.values()
        for action in rule.actions
    )


def run_services():
    """An ECS service runs what it shall run, and needs a pool that a load balancer uses."""
    start = Service.__init__
    create = EC2ContainerServiceBackend.create_service

    def init(self, *args, **kwargs):
        start(self, *args, **kwargs)
        self.running_count, self.pending_count = self.desired_count, 0
        self.availability_zone_rebalancing = "DISABLED"
        for deployment in self.deployments:
            deployment.update(runningCount=self.desired_count, pendingCount=0, rolloutState="COMPLETED")

    def create_service(self, cluster, name, count, task_definition, load_balancers, *args, **kwargs):
        elbv2 = elbv2_backends[self.account_id][self.region_name]
        for entry in load_balancers or []:
            arn = entry.get("targetGroupArn")
            if arn and not any(uses(elbv2, lb, arn) for lb in elbv2.load_balancers.values()):
                raise InvalidParameterException(
                    f"The target group with targetGroupArn {arn} does not have an associated load balancer."
                )
        return create(self, cluster, name, count, task_definition, load_balancers, *args, **kwargs)

    Service.__init__ = init
    EC2ContainerServiceBackend.create_service = create_service


def know_traffic_sources():
    """Auto Scaling groups take and tell traffic sources; target groups are one kind of them."""
    create = AutoScalingResponse.create_auto_scaling_group

    def sources_of(group):
        return [{"Identifier": arn, "Type": "elbv2"} for arn in group.target_group_arns] + [
            {"Identifier": name, "Type": "elb"} for name in group.load_balancer_names
        ]

    def pools(response):
        return [s["Identifier"] for s in response._get_params().get("TrafficSources", [])]

    def create_auto_scaling_group(self):
        create(self)
        name = self._get_param("AutoScalingGroupName")
        self.autoscaling_backend.attach_load_balancer_target_groups(name, pools(self))
        return EmptyResult()

    def attach_traffic_sources(self):
        name = self._get_param("AutoScalingGroupName")
        self.autoscaling_backend.attach_load_balancer_target_groups(name, pools(self))
        return EmptyResult()

    def detach_traffic_sources(self):
        name = self._get_param("AutoScalingGroupName")
        self.autoscaling_backend.detach_load_balancer_target_groups(name, pools(self))
        return EmptyResult()

    def describe_traffic_sources(self):
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        kind = self._get_param("TrafficSourceType")
        return ActionResult(
            {
                "TrafficSources": [
                    {**source, "State": "InService", "TrafficSource": source["Identifier"]}
                    for source in sources_of(group)
                    if kind in (None, source["Type"])
                ]
            }
        )

    FakeAutoScalingGroup.traffic_sources = property(sources_of)
    AutoScalingResponse.create_auto_scaling_group = create_auto_scaling_group
    AutoScalingResponse.attach_traffic_sources = attach_traffic_sources
    AutoScalingResponse.detach_traffic_sources = detach_traffic_sources
    AutoScalingResponse.describe_traffic_sources = describe_traffic_sources


def know_tags_of_scaling_targets():
    """A scalable target has no tags; the provider asks for them."""

    def list_tags_for_resource(self):
        return json.dumps({"Tags": {}})

    ApplicationAutoScalingResponse.list_tags_for_resource = list_tags_for_resource


class Server:
    """moto's own application with one more path, `/copy`."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.server = None

    def serve(self, port):
        self.server = make_server("127.0.0.1", port, self.answer, threaded=True, request_handler=Silent)
        self.server.serve_forever()

    def answer(self, environ, start_response):
        if environ["PATH_INFO"] != "/copy":
            return self.moto(environ, start_response)
        child = os.fork()
        if child == 0:
            self.server.socket.close()
            self.serve(int(environ["QUERY_STRING"].removeprefix("port=")))
        answer = str(child).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
        return [answer]


class Silent(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, *_):
        pass


if __name__ == "__main__":
    make_load_balancers_ready()
    refuse_bad_listeners()
    tell_present_users_of_pools()
    run_services()
    know_traffic_sources()
    know_tags_of_scaling_targets()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no copy is ever waited for
    Server().serve(int(sys.argv[1]))
