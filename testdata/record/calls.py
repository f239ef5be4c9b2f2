"""Records the calls that AWS is sent while the plans of the recorded cases are applied.

    python calls.py [--mirror DIR] [--terraform BIN] [CASE...]

A CASE is a folder with a `case.json`; without one, every recorded case is taken that is applied and takes two steps or
more. It is made again in a copy, so that its plan and its truth stay as they are; where the plan that comes of it does
something else than the one that stands there, the case is passed over. It is applied once with -parallelism=1 and once with
-parallelism=10, each time from a copy of one account.

testdata/calls.json: folder of a plan -> `calls`, each as the name of the call and the addresses that it names, and
`runs`, one for each apply: the calls in the order in which they came, by their place in `calls`; one that is made again and
again, as after a refusal, stands there once. Calls that only ask are left out, and so are addresses that the plan does
nothing to, and calls that name no other. A plan without any call that is left has no line.

An object is named by the address it has after the apply; the one that it replaces has `#old` behind it, and one that was
deposed before the apply `#deposed`. Where the two have one id, as services of ECS have, they have one name.
"""

import itertools
import json
import os
import shutil
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

import apply
import graphs
import record
import truth

TESTDATA = record.TESTDATA
FILE = TESTDATA / "calls.json"
PARALLELISM = (1, 10)


def main():
    options = record.arguments()
    cases = [Path(case).resolve() for case in options.case] or record.recorded_cases()
    known = json.loads(FILE.read_text()) if FILE.exists() and options.case else {}
    with tempfile.TemporaryDirectory() as work, record.Cloud(options, Path(work)) as cloud:
        for case in cases:
            try:
                known.update(Case(case, cloud).record())
            except record.StepFailed as problem:
                print(f"{case.name}: {problem}", flush=True)
            write(known)


def write(known):
    lines = (f"{json.dumps(name)}:{json.dumps(known[name], separators=(',', ':'))}" for name in sorted(known))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


class Case:
    """A copy of a case, with a recording for each of its stacks, or one for itself."""

    def __init__(self, case, cloud):
        self.case, self.cloud = case, cloud
        self.about = json.loads((case / "case.json").read_text())
        copy = cloud.work / "copies" / case.name
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(case, copy)
        stacks = self.about.get("stacks")
        self.folders = [case / stack for stack in stacks or [""]]
        self.recordings = [record.Recording(copy / stack, cloud, {}) for stack in stacks or []]
        self.recordings = self.recordings or [record.Recording(copy, cloud)]

    def record(self):
        """The lines of the file that are due to this case."""
        plans = [json.loads((folder / "plan.json").read_text()) for folder in self.folders]
        steps = sum(len(graphs.steps_of(plan)) for plan in plans)
        if self.about.get("apply") is False or steps < 2:
            return {}
        self.prepare()
        for recording, plan in zip(self.recordings, plans):
            again = json.loads((recording.case / "plan.json").read_text())
            if done_by(again) != done_by(plan):
                raise record.StepFailed(f"another plan: {done_by(again) ^ done_by(plan)}")
        found = self.apply_all(plans)
        print(f"{self.case.name}: {', '.join(str(len(runs[0])) for runs in found)} calls", flush=True)
        return {
            str(folder.relative_to(TESTDATA)): numbered(runs)
            for folder, runs, plan in zip(self.folders, found, plans)
            if len(graphs.steps_of(plan)) > 1 and all(runs)
        }

    def prepare(self):
        for recording in self.recordings:
            recording.clear()
        if self.about.get("stacks"):
            self.cloud.open_account(self.cloud.empty_port)
        else:
            self.recordings[0].open_account()
        for recording in self.recordings:
            recording.before()
        for recording in self.recordings:
            recording.plan()

    def apply_all(self, plans):
        """For each recording its runs. Every run starts from the account and the states that were planned on."""
        states = [recording.read_state() for recording in self.recordings]
        parked = record.free_port()
        process = record.copy_account(self.cloud.port, parked)
        self.cloud.parked.append(process)
        runs = [[] for _ in self.recordings]
        for parallelism in PARALLELISM:
            self.cloud.open_account(parked)
            record.post(f"{self.cloud.url}/moto-api/seed?a=7")
            for recording, state in zip(self.recordings, states):
                recording.state.write_text(json.dumps(state)) if state else recording.state.unlink(missing_ok=True)
            for at, recording in enumerate(self.recordings):
                self.taken()
                recording.terraform("apply", "-input=false", f"-parallelism={parallelism}", "plan.tfplan")
                names = Names(states[at], recording.read_state(), plans[at])
                runs[at].append([row for row in map(names.row, self.taken()) if row[1]])
        self.cloud.parked.remove(process)
        os.kill(process, record.signal.SIGKILL)
        return runs

    def taken(self):
        """The calls since this was asked last."""
        return json.loads(urllib.request.urlopen(f"{self.cloud.url}/steps").read())["steps"]


def done_by(plan):
    """What a plan does: how often to which address, and whether to a deposed object."""
    changes = [change for change in plan.get("resource_changes", []) if change["mode"] == "managed"]
    done = Counter((c["address"], bool(c.get("deposed")), "/".join(c["change"]["actions"])) for c in changes)
    return set(done.items())


class Names(apply.Names):
    """The names of what a plan does something to."""

    def __init__(self, before, after, plan):
        super().__init__(before, after)
        for address, _, values, mode, deposed, _ in truth.objects_of(before):
            if mode == "managed" and deposed:
                self.names.update({values[key]: address + "#deposed" for key in ("arn", "id") if values.get(key)})
        for shared in (*shared_by(before), *shared_by(after)):
            self.names.pop(shared, None)
        changes = [change for change in plan.get("resource_changes", []) if change["mode"] == "managed"]
        self.changed = {c["address"] for c in changes if c["change"]["actions"] not in (["no-op"], ["read"], ["forget"])}
        self.members = {"before": dict(memberships(before)), "after": dict(memberships(after))}

    def row(self, step):
        """A call and the addresses that it names. A membership has no id that a call could name: it is told by its pool
        and its target, where it is the only one with the two."""
        texts = set(step["texts"])
        when = "before" if step["call"].startswith(("De", "Remove")) else "after"
        members = [
            (address, port)
            for address, (pool, target, port) in self.members[when].items()
            if {pool, target} <= texts
        ]
        if len(members) > 1:
            members = [(address, port) for address, port in members if str(port) in texts]
        named = [members[0][0]] if len(members) == 1 else []
        named += [self.names[text] for text in step["texts"] if text in self.names]
        return [step["call"], sorted(name for name in set(named) if name.split("#")[0] in self.changed)]


def shared_by(state):
    """What several addresses of a state have for an ARN or an id, as things of one name in two regions have. None is meant
    by it for certain."""
    owners = {}
    for text, address in apply.Names.arns(state):
        owners.setdefault(text, set()).add(address)
    return [text for text, addresses in owners.items() if len(addresses) > 1]


def memberships(state):
    """Address -> pool, target and port of what puts one thing into a pool."""
    for address, kind, values, _, deposed, _ in truth.objects_of(state):
        if deposed:
            continue
        if kind in truth.ATTACHMENTS:
            yield address, (values["target_group_arn"], values["target_id"], values.get("port"))
        elif kind == "aws_autoscaling_attachment":
            yield address, (values["lb_target_group_arn"] or values["elb"], values["autoscaling_group_name"], None)
        elif kind == "aws_autoscaling_traffic_source_attachment":
            yield address, (values["traffic_source"][0]["identifier"], values["autoscaling_group_name"], None)


def numbered(runs):
    """The calls once, and the runs by their numbers."""
    calls = list(dict.fromkeys(json.dumps(row) for run in runs for row in run))
    number = {row: at for at, row in enumerate(calls)}
    runs = [[number for number, _ in itertools.groupby(number[json.dumps(row)] for row in run)] for run in runs]
    return {"calls": [json.loads(row) for row in calls], "runs": runs}


if __name__ == "__main__":
    main()
