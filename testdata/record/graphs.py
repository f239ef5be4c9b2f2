"""Records the order that Terraform's own apply graph puts on the steps of every saved plan under testdata/.

    python graphs.py [--mirror DIR] [--terraform BIN] [FOLDER...]

A FOLDER holds a `plan.tfplan` beside its `plan.json`; without one, every saved plan is taken. What
`terraform graph -type=apply -plan=plan.tfplan` draws is written to testdata/graphs.json: folder -> step -> the steps that
it directly waits for. Only what the plan does something to is a step; what stands between two of them is drawn together,
and what follows from other lines is left out. Plans of one step or none are passed over.

A step is an address, for its create or update, or `ADDRESS (destroy)`. The key of what a replacement deposes is new in every
graph, so it reads `ADDRESS (destroy deposed)`; an object that the plan names as deposed keeps its key.
"""

import argparse
import json
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import record

TESTDATA = record.TESTDATA
FILE = TESTDATA / "graphs.json"
EDGE = re.compile(r'"\[root\] ((?:[^"\\]|\\.)*)" -> "\[root\] ((?:[^"\\]|\\.)*)"')
DEPOSED = re.compile(r" \(destroy deposed (\w+)\)$")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", default=os.environ.get("TF_MIRROR"), help="filesystem mirror of providers")
    parser.add_argument("--terraform", default="terraform", help="the terraform to record with")
    parser.add_argument("folder", nargs="*", help="folder of a saved plan")
    options = parser.parse_args()
    folders = [Path(folder).resolve() for folder in options.folder]
    known = json.loads(FILE.read_text()) if FILE.exists() and folders else {}
    with tempfile.TemporaryDirectory() as work, record.Cloud(options, Path(work)) as cloud:
        for folder in folders or sorted(path.parent for path in TESTDATA.rglob("plan.tfplan")):
            name = str(folder.relative_to(TESTDATA))
            steps = steps_of(json.loads((folder / "plan.json").read_text()))
            known.pop(name, None)
            if len(steps) > 1:
                known[name] = reduced(closed(steps, drawn(cloud, folder)))
                print(f"{name}: {len(steps)} steps", flush=True)
    lines = (f"{json.dumps(name)}:{json.dumps(known[name], separators=(',', ':'))}" for name in sorted(known))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def drawn(cloud, folder):
    """Node -> the nodes that it waits for, in Terraform's own words."""
    stack = cloud.work / "graph"
    shutil.rmtree(stack, ignore_errors=True)
    open_stack(stack, folder)
    done = cloud.terraform(stack, "graph", "-type=apply", "-plan=plan.tfplan")
    if done.returncode:
        raise record.StepFailed(f"{folder.name}: {done.stderr}")
    edges = {}
    for source, goal in EDGE.findall(done.stdout):
        edges.setdefault(plain(source), set()).add(plain(goal))
    return edges


def open_stack(stack, folder):
    """A folder that Terraform takes for the one that the plan was made in: the same locks, workspace and state."""
    case = folder / "case.json"
    workspace = json.loads(case.read_text()).get("workspace") if case.exists() else None
    states = stack / "terraform.tfstate.d" / workspace if workspace else stack
    states.mkdir(parents=True)
    if workspace:
        (stack / ".terraform").mkdir()
        (stack / ".terraform/environment").write_text(workspace)
    shutil.copy(folder / "plan.tfplan", stack)
    with zipfile.ZipFile(folder / "plan.tfplan") as saved:
        (stack / ".terraform.lock.hcl").write_bytes(saved.read(".terraform.lock.hcl"))
        (states / "terraform.tfstate").write_bytes(saved.read("tfstate"))


def plain(text):
    return text.replace('\\"', '"').replace("\\\\", "\\")


def steps_of(plan):
    """The steps of a plan."""
    names = set()
    keys = {change["deposed"] for change in plan.get("resource_changes", []) if change.get("deposed")}
    for change in plan.get("resource_changes", []):
        address, actions = change["address"], change["change"]["actions"]
        if change["mode"] != "managed":
            continue
        if change.get("deposed"):
            names.add(f"{address} (destroy deposed {change['deposed']})")
        elif actions == ["create", "delete"]:
            names |= {address, f"{address} (destroy deposed)"}
        else:
            if {"create", "update"} & set(actions):
                names.add(address)
            if "delete" in actions:
                names.add(f"{address} (destroy)")
    return Steps(names, keys)


class Steps:
    """The names of steps, and the keys of the deposed objects among them."""

    def __init__(self, names, keys):
        self.names, self.keys = names, keys

    def __len__(self):
        return len(self.names)

    def name(self, node):
        """The step that a node of the graph is; other nodes keep their name, which is no step's."""
        found = DEPOSED.search(node)
        if found and found.group(1) not in self.keys:
            return DEPOSED.sub(" (destroy deposed)", node)
        return node


def closed(steps, edges):
    """Step -> every step before it."""
    named = {}
    for node, goals in edges.items():
        named.setdefault(steps.name(node), set()).update(steps.name(goal) for goal in goals)
    missing = steps.names - named.keys() - {goal for goals in named.values() for goal in goals}
    if missing:
        raise record.StepFailed(f"not in the graph: {sorted(missing)}")
    before = {}
    for step in steps.names:
        seen, todo = set(), list(named.get(step, ()))
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo += named.get(node, ())
        before[step] = seen & steps.names
    return before


def reduced(before):
    """The same without what follows from the rest."""
    return {
        step: sorted(earlier for earlier in all_ if not any(earlier in before[other] for other in all_))
        for step, all_ in sorted(before.items())
    }


if __name__ == "__main__":
    main()
