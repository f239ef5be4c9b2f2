"""Records applies step by step: what every call that changed something did to the routes and pools.

    python apply.py [--mirror DIR] [--terraform BIN] [--runs N] [BATCH...]

A batch of scenarios.py goes through one apply, a module for each scenario. It is applied N times with -parallelism=1 and
N times with -parallelism=10, each time from a copy of one account. Below testdata/apply/BATCH stand `plan.json`,
`plan.tfplan` and `steps.json`; graphs.py takes Terraform's own order from the plan.

| key | meaning |
|---|---|
| `scenarios` | module -> name |
| `start` | `forwards` (listener or rule -> pool -> weight) and `targets` (pool -> how many) before the apply |
| `runs` | one for each apply: `parallelism`, `errors`, `printed` (the operations as Terraform printed them, each line |
| | once), and `steps`: `call`, `of` (addresses that it names), `refused` (the error code), and what it changed in |
| | `forwards` and `targets`; null where it is gone |

An object is named by the address it has after the apply; the one that it replaces has `#old` behind it.
"""

import argparse
import json
import os
import re
import shutil
import tempfile
import urllib.request
from pathlib import Path

import record
import scenarios
import scrub
import truth

TESTDATA = Path(__file__).resolve().parent.parent
NETWORK = """resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "eu-central-1${each.key}"
}
"""
CALL = """
module "%s" {
  source  = "./%s"
  vpc     = aws_vpc.main.id
  subnets = [for subnet in aws_subnet.public : subnet.id]
}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", default=os.environ.get("TF_MIRROR"), help="filesystem mirror of providers")
    parser.add_argument("--terraform", default="terraform", help="the terraform to record with")
    parser.add_argument("--runs", type=int, default=2, help="applies with each parallelism")
    parser.add_argument("batch", nargs="*", help="batch of scenarios.py")
    options = parser.parse_args()
    for name in options.batch or list(scenarios.BATCHES):
        with tempfile.TemporaryDirectory() as work, record.Cloud(options, Path(work)) as cloud:
            Batch(name, cloud, options.runs).record()


class Batch:
    """The scenarios of one apply."""

    def __init__(self, name, cloud, runs):
        self.name, self.cloud, self.runs = name, cloud, runs
        self.scenarios = scenarios.BATCHES[name]
        self.folder = cloud.work / "stack"
        self.target = TESTDATA / "apply" / name

    def record(self):
        self.folder.mkdir()
        self.target.mkdir(parents=True, exist_ok=True)
        self.cloud.open_account(self.cloud.empty_port)
        steps = max(len(texts) for _, texts in self.scenarios.values())
        for step in range(steps - 1):
            self.sources(step - steps)
            self.terraform("get")
            self.must("apply", "-input=false", "-auto-approve")
        self.sources(-1)
        self.must("plan", "-input=false", "-out=plan.tfplan")
        kept = self.target / "plan.tfplan"
        scrub.saved_plan(self.folder / "plan.tfplan", kept)
        shutil.copy(kept, self.folder / "kept.tfplan")
        (self.target / "plan.json").write_text(self.must("show", "-json", "kept.tfplan"))
        print(f"{self.name}: planned", flush=True)
        self.apply_all()

    def apply_all(self):
        """Every run starts from a copy of the account and of the state as they were planned on."""
        state = (self.folder / "terraform.tfstate").read_bytes()
        before = json.loads(state)
        parked = record.free_port()
        self.cloud.parked.append(record.copy_account(self.cloud.port, parked))
        found = {"scenarios": {ident: name for ident, (name, _) in self.scenarios.items()}, "start": None, "runs": []}
        for parallelism in [1, 10] * self.runs:
            os.kill(self.cloud.account, record.signal.SIGKILL)
            record.wait_until_free(self.cloud.port)
            self.cloud.account = record.copy_account(parked, self.cloud.port)
            record.post(f"{self.cloud.url}/moto-api/seed?a=7")
            start = self.steps()["now"]
            (self.folder / "terraform.tfstate").write_bytes(state)
            done = self.terraform("apply", "-input=false", f"-parallelism={parallelism}", "plan.tfplan")
            after = json.loads((self.folder / "terraform.tfstate").read_text())
            names = Names(before, after)
            found["start"] = {key: names.of_table(table) for key, table in start.items()}
            found["runs"].append(
                {
                    "parallelism": parallelism,
                    "errors": record.errors(done.stderr),
                    "printed": record.progress(done.stdout),
                    "steps": list(changes(names, start, self.steps()["steps"])),
                }
            )
            print(f"{self.name}: applied with {parallelism}, {len(found['runs'][-1]['errors'])} errors", flush=True)
            text = json.dumps(found, separators=(",", ":")).replace('{"call"', '\n{"call"').replace('{"parall', '\n{"parall')
            (self.target / "steps.json").write_text(scrub.text(text) + "\n")

    def sources(self, step):
        """The texts of a step, counted from the last one; a scenario with fewer steps starts later."""
        calls = ""
        for ident, (_, texts) in self.scenarios.items():
            folder = self.folder / ident
            folder.mkdir(exist_ok=True)
            (folder / "main.tf").write_text(scenarios.module(ident, texts[max(step, -len(texts))]))
            calls += CALL % (ident, ident)
        (self.folder / "main.tf").write_text(record.REQUIRED + NETWORK + calls)
        (self.folder / "recording_override.tf").write_text(record.OVERRIDE)
        (self.folder / ".terraform.lock.hcl").write_text(record.LOCK)

    def terraform(self, *args):
        return self.cloud.terraform(self.folder, *args)

    def must(self, *args):
        done = self.terraform(*args)
        if done.returncode:
            raise record.StepFailed(done.stderr)
        return done.stdout

    def steps(self):
        return json.loads(urllib.request.urlopen(f"{self.cloud.url}/steps").read())


class Names:
    """The addresses of ARNs, ids and names. A replaced object's old self has a name of its own."""

    def __init__(self, before, after):
        old, new = dict(self.arns(before)), dict(self.arns(after))
        now = {address: arn for arn, address in new.items()}
        self.names = dict(new)
        for arn, address in old.items():
            is_other = arn not in new and address in now
            self.names[arn] = address + "#old" if is_other else new.get(arn, address)
        self.registered = {}
        for state in (before, after):
            for address, kind, values, *_ in truth.objects_of(state):
                if kind in truth.ATTACHMENTS:
                    self.registered.setdefault((values["target_group_arn"], values["target_id"]), address)

    @staticmethod
    def arns(state):
        for address, _, values, mode, deposed, _ in truth.objects_of(state):
            if mode == "managed" and not deposed:
                for key in ("arn", "id"):
                    if values.get(key):
                        yield values[key], address
        for address, _, values, mode, deposed, _ in truth.objects_of(state):
            if deposed and values.get("arn"):
                yield values["arn"], address + "#old"

    def name(self, text):
        return self.names.get(text, text)

    def of_table(self, table):
        return {
            self.name(key): {self.name(k): v for k, v in value.items()} if isinstance(value, dict) else value
            for key, value in table.items()
        }

    def of_call(self, step):
        given = [*step["arguments"], *([step["made"]] if step["made"] else [])]
        pairs = [(a, b) for a in given for b in given]
        attached = [self.registered[pair] for pair in pairs if pair in self.registered]
        return list(dict.fromkeys(attached + [self.names[text] for text in given if text in self.names]))


def changes(names, start, steps):
    """The steps with what each changed. Calls that concern neither routes nor pools are left out."""
    last = {key: names.of_table(table) for key, table in start.items()}
    for step in steps:
        now = {key: names.of_table(step[key]) for key in last}
        out = {"call": step["call"], "of": names.of_call(step), "refused": step["refused"]}
        for key, table in now.items():
            gone = {name: None for name in last[key] if name not in table}
            changed = {name: value for name, value in table.items() if last[key].get(name) != value}
            if gone or changed:
                out[key] = {**gone, **changed}
        last = now
        if out["refused"] or "forwards" in out or "targets" in out or re.match("(Create|Delete|Modify|SetRule)", out["call"]):
            yield out


if __name__ == "__main__":
    main()
