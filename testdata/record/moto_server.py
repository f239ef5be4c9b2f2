"""moto, made to behave like AWS in the places that decide what a recorded apply does.

moto is a fake of AWS. Left alone it keeps new load balancers in `provisioning`, calls every load balancer
`app`, starts ECS services without a running task, knows no traffic sources of an Auto Scaling group, never
forgets that a load balancer once used a target group, and accepts actions that AWS refuses. Each function
below puts one of these right. Nothing here says what AWS does at run time beyond its documented answers.

An account can be copied: `POST /copy?port=PORT` starts a process that serves the same account, as it is now, on
another port, and answers with its process id. Recording uses it to start many cases from one network with a load
balancer, which the provider takes a minute to create.

Every call that changes something is written down with what the account routes and registers after it, one call at a
time; `GET /steps` gives the list and starts a new one.

    python moto_server.py PORT
"""

import copy
import io
import json
import os
import re
import signal
import sys
import threading
from urllib.parse import parse_qs

os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "0")
os.environ.setdefault("MOTO_LAMBDA_STUB_ECR", "true")

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.codedeploy.models import Application, DeploymentGroup
from moto.core.responses import ActionResult, EmptyResult
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs import ecs_backends
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.elbv2 import elbv2_backends
from moto.elbv2.exceptions import DuplicateListenerError, ELBClientError, InvalidTargetError, ValidationError
from moto.elbv2.models import ELBv2Backend, FakeAction, FakeTargetGroup
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

ARN_KIND = {"network": "net", "gateway": "gwy"}


def tell_deployments_as_sdks_read_them():
    """A time is a number, and what a deployment group does not have is left out."""
    create, shown = Application.__init__, DeploymentGroup.to_dict

    def create_application(self, *args, **kwargs):
        create(self, *args, **kwargs)
        self.create_time = 1767225600

    Application.__init__ = create_application
    DeploymentGroup.to_dict = lambda self: {key: value for key, value in shown(self).items() if value}


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
        if balancer and any(str(other.port) == str(request["port"]) for other in balancer.listeners.values()):
            raise DuplicateListenerError()
        refuse_pools_of_others(self, request["load_balancer_arn"], request["actions"])
        return create(self, **request)

    def modify_listener(self, arn, port, protocol, ssl_policy, certificates, actions):
        self._validate_actions([FakeAction(action) for action in actions or []])
        balancer = next(balancer for balancer in self.load_balancers.values() if arn in balancer.listeners)
        others = [other for other in balancer.listeners.values() if other.arn != arn]
        if port and any(str(other.port) == str(port) for other in others):
            raise DuplicateListenerError()
        refuse_pools_of_others(self, balancer.arn, actions or [])
        return modify(self, arn, port, protocol, ssl_policy, certificates, actions)

    ELBv2Backend._validate_actions = check_actions
    ELBv2Backend.create_listener = create_listener
    ELBv2Backend.modify_listener = modify_listener


def refuse_pools_of_others(backend, balancer_arn, actions):
    """A target group serves the listeners of one load balancer."""
    for action in actions:
        for arn in backend._get_target_group_arns_from(FakeAction(action).data):
            for balancer in backend.load_balancers.values():
                if balancer.arn != balancer_arn and uses(backend, balancer, arn):
                    raise ELBClientError(
                        "TargetGroupAssociationLimit",
                        f"The following target groups cannot be associated with more than one load balancer: {arn}",
                    )


def keep_protected_balancers():
    """A load balancer with deletion protection is not deleted."""
    delete = ELBv2Backend.delete_load_balancer

    def delete_load_balancer(self, arn):
        balancer = self.load_balancers.get(arn)
        if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
            message = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            raise ELBClientError("OperationNotPermitted", message)
        return delete(self, arn)

    ELBv2Backend.delete_load_balancer = delete_load_balancer


def tell_targets_apart_by_port():
    """A target is an id and a port: one address may be registered twice."""
    register, terminate = FakeTargetGroup.register, FakeTargetGroup.deregister_terminated_instances
    health = FakeTargetGroup.health_for

    def key(self, target):
        return target["Id"], int(target.get("Port") or self.port or 0)

    def with_ids(self, wanted):
        """The group with its targets by id alone, as moto has them."""
        view = copy.copy(self)
        view.targets = {k[0]: target for k, target in self.targets.items() if k in wanted}
        view.deregistered_targets = {k[0]: target for k, target in self.deregistered_targets.items() if k in wanted}
        return view

    def register_targets(self, targets):
        for target in targets:
            view = with_ids(self, ())
            register(view, [target])
            self.targets[key(self, target)] = view.targets[target["Id"]]
            self.deregistered_targets.pop(key(self, target), None)

    def deregister_targets(self, targets):
        for target in targets:
            if key(self, target) not in self.targets:
                raise InvalidTargetError()
            self.deregistered_targets[key(self, target)] = self.targets.pop(key(self, target))

    def deregister_terminated_instances(self, instance_ids):
        for known in [known for known in self.targets if known[0] in instance_ids]:
            view = with_ids(self, (known,))
            terminate(view, instance_ids)
            if known[0] not in view.targets:
                self.targets.pop(known)

    def health_for(self, target, ec2_backend):
        return health(with_ids(self, (key(self, target),)), target, ec2_backend)

    FakeTargetGroup.register, FakeTargetGroup.deregister = register_targets, deregister_targets
    FakeTargetGroup.deregister_terminated_instances = deregister_terminated_instances
    FakeTargetGroup.health_for = health_for


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


class Steps:
    """What the calls that change something did to the routes and pools of the account, in their order."""

    ACCOUNT, REGION = "123456789012", "eu-central-1"

    def __init__(self):
        self.turn, self.taken = threading.Lock(), []

    def take(self, environ, start_response, answer):
        """Answers a request; one that changes something waits for its turn and is written down."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
        call, arguments = self.called(environ, body)
        if not call or call.startswith(("Describe", "List", "Get")):
            return answer(environ, start_response)
        answered = []

        def start(status, headers, *rest):
            answered.append(status)
            return start_response(status, headers, *rest)

        with self.turn:
            content = b"".join(answer(environ, start))
            told = {"arguments": arguments, "texts": self.texts(body, content)}
            self.taken.append({"call": call, **self.outcome(answered[0], content), **told, **self.now()})
        return [content]

    @staticmethod
    def called(environ, body):
        """The name of the call, and the names and ARNs that it was given."""
        target = environ.get("HTTP_X_AMZ_TARGET")
        if target:
            return target.rsplit(".", 1)[-1], re.findall(r'"(?:serviceName|service)": ?"([^"]+)"', body.decode())
        given = parse_qs(body.decode("utf-8", "replace"))
        wanted = re.compile(r"(Arn|Name|\.Id|\.Port)$")
        return given.get("Action", [None])[0], [v for k, values in given.items() if wanted.search(k) for v in values]

    @staticmethod
    def texts(body, content):
        """Every text of a request and of its answer, each once: those of JSON, of XML, and of a form."""
        quoted, tagged = (re.findall(pattern, body + b"\n" + content) for pattern in (rb'"([^"]+)"', rb">([^<>]+)<"))
        form = [value for values in parse_qs(body.decode("utf-8", "replace")).values() for value in values]
        return list(dict.fromkeys(form + [text.decode("utf-8", "replace") for text in quoted + tagged]))

    @staticmethod
    def outcome(status, content):
        made = re.findall(rb"arn:aws:elasticloadbalancing:[^<\"]+", content)
        if status.startswith("2"):
            return {"refused": None, "made": made[0].decode() if made else None}
        code = re.search(rb'<Code>([^<]+)</Code>|"__type": ?"(?:[^"#]*#)?([^"]+)"', content)
        return {"refused": next(part for part in code.groups() if part).decode() if code else status, "made": None}

    def now(self):
        """The pools that each listener and rule forwards to, and the number of targets in each pool."""
        backend = elbv2_backends[self.ACCOUNT][self.REGION]
        forwards = {}
        for balancer in backend.load_balancers.values():
            for listener in balancer.listeners.values():
                for arn, rule in listener.rules.items():
                    forwards[listener.arn if rule.is_default else arn] = self.pools(rule)
        targets = {arn: len(group.targets) for arn, group in backend.target_groups.items()}
        for service in ecs_backends[self.ACCOUNT][self.REGION].services.values():
            for entry in service.load_balancers or []:
                if service.running_count and service.status == "ACTIVE" and entry.get("targetGroupArn") in targets:
                    targets[entry["targetGroupArn"]] += service.running_count
        return {"forwards": forwards, "targets": targets}

    @staticmethod
    def pools(rule):
        pools = {}
        for action in rule.actions:
            groups = action.data.get("ForwardConfig", {}).get("TargetGroups", [])
            for group in groups:
                pools[group["TargetGroupArn"]] = int(group.get("Weight", 1))
            if not groups and action.data.get("TargetGroupArn"):
                pools[action.data["TargetGroupArn"]] = 1
        return pools

    def give(self):
        with self.turn:
            taken, self.taken = self.taken, []
            return json.dumps({"now": self.now(), "steps": taken}).encode()


class Server:
    """moto's own application with two more paths, `/copy` and `/steps`."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.server = None
        self.steps = Steps()

    def serve(self, port):
        self.server = make_server("127.0.0.1", port, self.answer, threaded=True, request_handler=Silent)
        self.server.serve_forever()

    def answer(self, environ, start_response):
        if environ["PATH_INFO"] == "/steps":
            answer = self.steps.give()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
            return [answer]
        if environ["PATH_INFO"] != "/copy":
            return self.steps.take(environ, start_response, self.moto)
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
    tell_deployments_as_sdks_read_them()
    make_load_balancers_ready()
    refuse_bad_listeners()
    keep_protected_balancers()
    tell_targets_apart_by_port()
    tell_present_users_of_pools()
    run_services()
    know_traffic_sources()
    know_tags_of_scaling_targets()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no copy is ever waited for
    Server().serve(int(sys.argv[1]))
