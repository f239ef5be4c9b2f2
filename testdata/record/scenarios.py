"""What apply.py applies step by step: pairs of a configuration and the one that follows it.

Each scenario is a module of its own with a load balancer of its own, so that many go through one apply: modules that do
not refer to each other wait for nothing of each other, and an error in one stops no other. A scenario that shall go
well stands beside the one that shall not; they differ in the line that decides.
"""

HEAD = """variable "vpc" {}
variable "subnets" {}
"""


def balancer(name, block="main", extra=""):
    return f"""resource "aws_lb" "{block}" {{
  {name}
  load_balancer_type = "application"
  subnets            = var.subnets
{extra}}}
"""


def lifecycle(*lines):
    inner = "".join(f"    {line}\n" for line in lines)
    return f"\n  lifecycle {{\n{inner}  }}\n" if inner else ""


CBD = "create_before_destroy = true"
ADDRESS = {"blue": 10, "green": 11}


def pool(name="pool", ports=None, port=None, named=None, cbd=False, block="aws_lb_target_group", extra=()):
    """One pool, or one for each key of `ports`."""
    keys = f"  for_each = {{ {', '.join(f'{k} = {v}' for k, v in ports.items())} }}\n\n" if ports else ""
    named = named or ('name = "ID-${each.key}"' if ports else f'name = "ID-{name}"')
    return f"""resource "{block}" "{name}" {{
{keys}  {named}
  port        = {"each.value" if ports else port or 8080}
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = var.vpc
{lifecycle(*([CBD] if cbd else []), *extra)}}}
"""


def members(of="pool", keys=None, ips=("10.0.1.10",), name=None, cbd=False, port=None, extra=()):
    """The addresses that are registered in a pool, one attachment each."""
    if keys:
        each = f'{{ {", ".join(f"{key} = {ADDRESS[key]}" for key in keys)} }}'
        arn, address = f"aws_lb_target_group.{of}[each.key].arn", '"10.0.1.${each.value}"'
    else:
        each, arn, address = f"toset({list(ips)!r})".replace("'", '"'), f"aws_lb_target_group.{of}.arn", "each.key"
    port = f"  port             = {port}\n" if port else ""
    return f"""resource "aws_lb_target_group_attachment" "{name or of}" {{
  for_each = {each}

  target_group_arn = {arn}
  target_id        = {address}
{port}{lifecycle(*([CBD] if cbd else []), *extra)}}}
"""


def listener(to, block="http", port=80, after=(), extra=(), balancer_block="main"):
    depends = f"  depends_on = [{', '.join(after)}]\n" if after else ""
    return f"""resource "aws_lb_listener" "{block}" {{
  load_balancer_arn = aws_lb.{balancer_block}.arn
  port              = {port}
  protocol          = "HTTP"

  default_action {{
{to}  }}
{depends}{lifecycle(*extra)}}}
"""


def forward(to):
    return f'    type             = "forward"\n    target_group_arn = {to}\n'


def weighted(**weights):
    groups = "".join(
        f"      target_group {{\n        arn    = aws_lb_target_group.pool[\"{key}\"].arn\n        weight = {weight}\n      }}\n"
        for key, weight in weights.items()
    )
    return f'    type = "forward"\n    forward {{\n{groups}    }}\n'


FIXED = """    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
"""


def rule(name, to, priority=10, path=None, on="http", extra=(), after=()):
    depends = f"  depends_on = [{', '.join(after)}]\n" if after else ""
    return f"""resource "aws_lb_listener_rule" "{name}" {{
  listener_arn = aws_lb_listener.{on}.arn
  priority     = {priority}

  action {{
{to}  }}
  condition {{
    path_pattern {{
      values = ["/{path or name}/*"]
    }}
  }}
{depends}{lifecycle(*extra)}}}
"""


TRIGGER = 'resource "terraform_data" "trigger" {\n  input = "INPUT"\n}\n'
TRIGGERED = "replace_triggered_by = [terraform_data.trigger]"
BOTH = {"blue": 8080, "green": 8081}
GREEN = {"green": 8081}
BLUE, NEW = 'aws_lb_target_group.pool["blue"].arn', 'aws_lb_target_group.pool["green"].arn'
ONE = "aws_lb_target_group.pool.arn"
ATTACHED = "aws_lb_target_group_attachment.pool"
MAIN = balancer('name = "ID"')
PREFIX = 'name_prefix = "ID-"'
KEYED_PREFIX = 'name_prefix = "ID-"'


def dropped(cbd=False, cbd_after=None, members_cbd=False, after=(), route=listener, ports=BOTH):
    """The key blue is dropped while its route moves to green."""
    cbd_after = cbd if cbd_after is None else cbd_after
    first = route(forward(BLUE), after=after)
    then = route(forward(NEW), after=after)
    return (
        MAIN + pool(ports=ports, cbd=cbd) + members(keys=["blue", "green"], cbd=members_cbd) + first,
        MAIN + pool(ports=GREEN, cbd=cbd_after) + members(keys=["green"], cbd=members_cbd) + then,
    )


def by_rule(to, after=()):
    return listener(FIXED) + rule("shop", to, after=after)


def replaced(cbd=True, named=PREFIX, members_cbd=False, after=(), ips=("10.0.1.10",), with_members=True):
    """The port of the pool changes, which replaces it."""
    def side(port):
        attached = members(ips=ips, cbd=members_cbd) if with_members else ""
        return MAIN + pool(port=port, cbd=cbd, named=named) + attached + listener(forward(ONE), after=after)
    return side(8080), side(8081)


def shifted(members_cbd=False, after=()):
    """The members of blue go while the listener moves from blue to green; both pools stay."""
    first = MAIN + pool(ports=BOTH) + members(keys=["blue", "green"], cbd=members_cbd)
    then = MAIN + pool(ports=BOTH) + members(keys=["green"], cbd=members_cbd)
    return first + listener(forward(BLUE), after=after), then + listener(forward(NEW), after=after)


def remade(ips=("10.0.1.10",), ports=(8080, 8081), cbd=False, extra=(), text=""):
    """The attachments are replaced under a pool that stays."""
    def side(port, value):
        trigger = text.replace("INPUT", value)
        return MAIN + pool() + members(ips=ips, port=port, cbd=cbd, extra=extra) + listener(forward(ONE)) + trigger
    return side(ports[0], "one"), side(ports[1], "two")


def triggered(parts):
    """`parts` with a trigger that changes."""
    text = MAIN + TRIGGER + parts
    return text.replace("INPUT", "one"), text.replace("INPUT", "two")


def priorities(*pairs, kept=()):
    """Rules whose priorities change from the first to the second of a pair; None where there is no rule."""
    def side(n):
        rules = "".join(rule(f"r{i}", FIXED, pair[n]) for i, pair in enumerate(pairs) if pair[n])
        return MAIN + listener(FIXED) + rules
    return side(0), side(1)


def listeners(*pairs):
    """Listeners whose ports change; None where there is no listener."""
    def side(n):
        return MAIN + "".join(listener(FIXED, f"l{i}", pair[n]) for i, pair in enumerate(pairs) if pair[n])
    return side(0), side(1)


def cut_over(after=()):
    """The listener moves to a pool that is created with its members in the same plan."""
    first = MAIN + pool(ports={"blue": 8080}) + members(keys=["blue"]) + listener(forward(BLUE), after=after)
    then = MAIN + pool(ports=BOTH) + members(keys=["blue", "green"]) + listener(forward(NEW), after=after)
    return first, then


def rule_added(after=()):
    """A rule takes traffic to a pool that is created with its members in the same plan."""
    first = MAIN + listener(FIXED)
    then = first + pool() + members() + rule("shop", forward(ONE), after=after)
    return first, then


SERVICE = """resource "aws_ecs_cluster" "main" {
  name = "ID"
}

resource "aws_ecs_task_definition" "app" {
  family                   = "ID"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "app", image = "app", essential = true, portMappings = [{ containerPort = 80 }] }])
}

resource "aws_ecs_service" "app" {
  name            = "ID"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.app.arn
  launch_type     = "FARGATE"
  desired_count   = 1
DEPENDS
  network_configuration {
    subnets = var.subnets
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.pool.arn
    container_name   = "app"
    container_port   = 80
  }
}
"""


def service(after=""):
    """A service and the only listener of its pool are created in one plan."""
    return MAIN, MAIN + pool() + listener(forward(ONE)) + SERVICE.replace("DEPENDS", after)


def balancer_replaced(cbd, **changes):
    """The load balancer becomes internal, which replaces it; its pool stays."""
    def side(internal):
        named = 'name_prefix = "ID-"' if cbd else 'name = "ID"'
        text = balancer(named, extra=f"  internal           = {internal}\n" + lifecycle(*([CBD] if cbd else [])))
        return text + pool() + members() + listener(forward(ONE), extra=[CBD] if cbd else [])
    return side("false"), side(changes.get("internal", "true"))


def renamed(moved):
    """The block of the pool gets another name."""
    def side(name, extra=""):
        arn = f"aws_lb_target_group.{name}.arn"
        return MAIN + pool(name, named='name = "ID-shop"') + members(name, name="pool") + listener(forward(arn)) + extra
    move = "moved {\n  from = aws_lb_target_group.old\n  to   = aws_lb_target_group.new\n}\n" if moved else ""
    return side("old"), side("new", move)


def read_by_name():
    """The listener reads its pool with a data source, so that no dependency on it is recorded."""
    data = 'data "aws_lb_target_group" "live" {\n  name = "KEY"\n}\n'
    first = MAIN + pool(ports=BOTH) + members(keys=["blue", "green"])
    then = MAIN + pool(ports=GREEN) + members(keys=["green"])
    route = listener(forward("data.aws_lb_target_group.live.arn")) + data
    return first, first + route.replace("KEY", "ID-blue"), then + route.replace("KEY", "ID-green")


def pasted(text, block, lines):
    """A text with lines put at the end of one of its resource blocks."""
    kind, name = block.split(".")
    start = text.index(f'resource "{kind}" "{name}" {{')
    end = text.index("\n}\n", start) + 1
    return text[:end] + "".join(f"  {line}\n" for line in lines.splitlines()) + text[end:]


LIFECYCLE = "lifecycle {\n  create_before_destroy = true\n}"
WAITS_FOR_MEMBERS = f"depends_on = [{ATTACHED}]"


def then_pasted(steps, *pastes):
    """The second step with what is to be pasted for it."""
    first, then = steps
    for block, lines in pastes:
        then = pasted(then, block, lines)
    return first, then


def recorded_first(steps, *pastes):
    """What is to be pasted is applied alone, and then the change."""
    first, then = steps
    between = first
    for block, lines in pastes:
        between, then = pasted(between, block, lines), pasted(then, block, lines)
    return first, between, then


def rule_with_its_pool(trigger=True, prefix=False):
    """The port of a pool changes, and its rule is replaced with it."""
    def side(port):
        named = PREFIX if prefix and port == 8081 else 'name = "ID-pool"'
        extra = ["replace_triggered_by = [aws_lb_target_group.pool]"] if trigger else []
        return MAIN + pool(port=port, named=named) + members() + listener(FIXED) + rule("shop", forward(ONE), extra=extra)
    return side(8080), side(8081)


def protected():
    """A load balancer with deletion protection is removed."""
    return balancer('name = "ID"', extra="  enable_deletion_protection = true\n") + listener(FIXED), ""


def unprotected():
    """The same after deletion protection has been turned off."""
    first, gone = protected()
    return first, first.replace("enable_deletion_protection = true", "enable_deletion_protection = false"), gone


# The stops of the first two batches wait two minutes for each pool that cannot be deleted.
BATCHES = {
    "pools-removed": {
        "s01": ("dropped-key", dropped()),
        "s02": ("dropped-key-recorded-cbd", dropped(cbd=True)),
        "s03": ("dropped-key-all-recorded-cbd", dropped(cbd=True, members_cbd=True, after=[ATTACHED])),
        "s04": ("dropped-key-under-rule", dropped(route=by_rule)),
        "s05": ("dropped-key-under-rule-recorded-cbd", dropped(cbd=True, route=by_rule)),
        "s06": ("cbd-added-in-same-change", dropped(cbd_after=True)),
        "s07": ("cbd-taken-out-in-same-change", dropped(cbd=True, cbd_after=False)),
        "s08": ("dropped-without-members", tuple(text.split('resource "aws_lb_target_group_attachment"')[0] + 'resource "aws_lb_listener"' + text.split('resource "aws_lb_listener"')[1] for text in dropped())),
        "s09": (
            "dropped-with-its-rule",
            (
                MAIN + pool(ports=BOTH) + members(keys=["blue", "green"]) + listener(forward(NEW)) + rule("shop", forward(BLUE)),
                MAIN + pool(ports=GREEN) + members(keys=["green"]) + listener(forward(NEW)),
            ),
        ),
        "s10": ("weight-moved-then-dropped", (
            MAIN + pool(ports=BOTH) + members(keys=["blue", "green"]) + listener(weighted(blue=0, green=100)),
            MAIN + pool(ports=GREEN) + members(keys=["green"]) + listener(forward(NEW)),
        )),
        "s11": ("routes-moved-before", (
            MAIN + pool(ports=BOTH) + members(keys=["blue", "green"]) + listener(forward(NEW)),
            MAIN + pool(ports=GREEN) + members(keys=["green"]) + listener(forward(NEW)),
        )),
    },
    "pools-replaced": {
        "s21": ("members-leave-first", replaced()),
        "s22": ("members-race", replaced(members_cbd=True)),
        "s23": ("members-follow", replaced(members_cbd=True, after=[ATTACHED])),
        "s24": ("destroy-first", replaced(cbd=False, named='name = "ID-pool"')),
        "s25": ("create-first-without-members", replaced(with_members=False)),
        "s26": ("unused-destroy-first", (
            MAIN + pool(port=8080) + listener(FIXED), MAIN + pool(port=8081) + listener(FIXED),
        )),
        "s27": ("same-name-create-first", replaced(named='name = "ID-pool"')),
        "s28": ("renamed-without-moved", renamed(False)),
        "s29": ("renamed-with-moved", renamed(True)),
        "s30": ("rule-replaced-with-pool", tuple(
            MAIN + pool(port=port) + members() + listener(FIXED)
            + rule("shop", forward(ONE), extra=["replace_triggered_by = [aws_lb_target_group.pool]"])
            for port in (8080, 8081)
        )),
        "s31": ("listener-replaced-with-pool", tuple(
            MAIN + pool(port=port) + members() + listener(forward(ONE), extra=["replace_triggered_by = [aws_lb_target_group.pool]"])
            for port in (8080, 8081)
        )),
        "s32": ("cbd-taken-out-while-replaced", (replaced()[0], replaced(cbd=False)[1])),
    },
    "members": {
        "s41": ("members-go-beside-route", shifted()),
        "s42": ("members-go-before-route", shifted(after=[ATTACHED])),
        "s43": ("members-go-after-route", shifted(members_cbd=True, after=[ATTACHED])),
        "s44": ("one-member-replaced", remade()),
        "s45": ("two-members-replaced", remade(ips=("10.0.1.10", "10.0.1.11"))),
        "s46": ("members-replaced-create-first", remade(cbd=True)),
        "s47": ("same-target-create-first", remade(ports=(8080, 8080), cbd=True, extra=[TRIGGERED], text=TRIGGER)),
        "s48": ("cold-cut-over", cut_over()),
        "s49": ("warm-cut-over", cut_over(after=[ATTACHED])),
        "s50": ("cold-rule", rule_added()),
        "s51": ("warm-rule", rule_added(after=[ATTACHED])),
        "s52": ("service-beside-listener", service()),
        "s53": ("service-after-listener", service("  depends_on      = [aws_lb_listener.http]\n")),
        "s54": ("one-of-two-members-replaced", tuple(
            MAIN + pool() + members(ips=("10.0.1.10",), port=port) + members(ips=("10.0.1.11",), name="other", port=8080) + listener(forward(ONE))
            for port in (8080, 8081)
        )),
    },
    "routes": {
        "s61": ("rule-replaced-create-first", triggered(pool() + members() + listener(FIXED) + rule("shop", forward(ONE), extra=[CBD, TRIGGERED]))),
        "s62": ("rule-replaced-destroy-first", triggered(pool() + members() + listener(FIXED) + rule("shop", forward(ONE), extra=[TRIGGERED]))),
        "s63": ("rule-changed-in-place", tuple(MAIN + pool() + members() + listener(FIXED) + rule("shop", forward(ONE), path=path) for path in ("a", "b"))),
        "s64": ("listener-replaced-with-rules", triggered(pool() + members() + listener(forward(ONE), extra=[TRIGGERED]) + rule("shop", forward(ONE)))),
        "s65": ("listener-changed-in-place", tuple(MAIN + pool() + members() + listener(forward(ONE), port=port) + rule("shop", forward(ONE)) for port in (80, 8000))),
        "s66": ("priorities-swapped", priorities((10, 20), (20, 10))),
        "s67": ("priorities-moved-up", priorities((10, 20), (20, 30))),
        "s68": ("priorities-to-free-ones", priorities((10, 30), (20, 40))),
        "s69": ("priority-of-removed-rule", priorities((10, None), (None, 10))),
        "s70": ("ports-swapped", listeners((80, 81), (81, 80))),
        "s71": ("port-of-removed-listener", listeners((80, None), (None, 80))),
        "s72": ("ports-to-free-ones", listeners((80, 8000), (81, 8001))),
        "s73": ("listener-replaced-create-first", triggered(pool() + members() + listener(forward(ONE), extra=[CBD, TRIGGERED]))),
        "s74": ("balancer-replaced-destroy-first", balancer_replaced(False)),
        "s75": ("balancer-replaced-create-first", balancer_replaced(True)),
        "s76": ("balancer-changed-in-place", tuple(balancer('name = "ID"', extra=f"  idle_timeout       = {idle}\n") + pool() + members() + listener(forward(ONE)) for idle in (60, 90))),
        "s77": ("protected-balancer-removed", protected()),
    },
    # Scenarios of the other batches again, with the text in them that poolproof gave to paste.
    "pasted": {
        "s81": ("cold-cut-over-pasted", then_pasted(cut_over(), ("aws_lb_listener.http", WAITS_FOR_MEMBERS))),
        "s82": ("dropped-key-pasted", recorded_first(dropped(), ("aws_lb_target_group.pool", LIFECYCLE))),
        "s83": ("members-leave-first-pasted", recorded_first(replaced(), (ATTACHED, LIFECYCLE), ("aws_lb_listener.http", WAITS_FOR_MEMBERS))),
        "s84": ("members-go-beside-route-pasted", recorded_first(shifted(), (ATTACHED, LIFECYCLE), ("aws_lb_listener.http", WAITS_FOR_MEMBERS))),
        "s85": ("priorities-swapped-pasted", priorities((10, 1020), (20, 1010))),
        "s86": ("service-beside-listener-pasted", then_pasted(service(), ("aws_ecs_service.app", "depends_on = [aws_lb_listener.http]"))),
        "s87": ("rule-replaced-with-pool-pasted", recorded_first(
            (rule_with_its_pool()[0], rule_with_its_pool(trigger=False, prefix=True)[1]),
            ("aws_lb_target_group.pool", LIFECYCLE), (ATTACHED, LIFECYCLE), ("aws_lb_listener_rule.shop", WAITS_FOR_MEMBERS),
        )),
        "s88": ("protected-balancer-removed-pasted", unprotected()),
        "s89": ("dropped-key-in-two-applies", (dropped()[0], dropped()[0].replace(BLUE, NEW), dropped()[1])),
    },
}


def module(ident, text):
    """The text of a module, with its own names."""
    return HEAD + "\n" + text.replace("ID", ident) if text else HEAD
