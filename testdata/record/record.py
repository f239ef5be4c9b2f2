"""Records the plans under testdata/ again: real Terraform, the real provider, and moto in the place of AWS.

    python record.py [--mirror DIR] [--terraform BIN] [CASE...]

A CASE is a folder with a `case.json`; without one, every case is recorded. Needs Terraform 1.11.4, the packages
`moto[server]` and `boto3`, and a filesystem mirror that holds hashicorp/aws 5.100.0 (option --mirror or the
variable TF_MIRROR; a mirror is what `terraform providers mirror DIR` writes).

A case folder holds the configuration that the plan was made from (`main.tf` and more), the configurations that were
applied before it (`before/`, then `before-2/`), `case.json`, and what this script writes: `plan.json`, `plan.tfplan`,
`truth.json`. Keys of `case.json`:

| key | meaning |
|---|---|
| `title` | what the case shows, in one line |
| `expect` | what poolproof shall say; not read here |
| `plan_args` | more arguments of the recorded `terraform plan` |
| `steps` | a table of folder -> `{"args": [...], "outside": name, "may_fail": true}` for the steps before |
| `outside` | a function of outside.py that acts on the account after the last step before the plan |
| `outside_first` | the same, before the first step |
| `literals` | address -> ARN: ARNs typed into the sources |
| `apply` | false where the plan is recorded and not applied |
| `network` | "applied" where the case's own `network.tf` stands already, with nothing before the plan but that |
| `as_is` | true where the saved plan shall hold the sources of the folder and not one file more |
| `workspace` | the workspace of the local backend to plan in, if not `default` |
| `own_providers` | true where Terraform starts the provider itself, once for each configuration of it; a shared |
| | provider has one configuration only, that of the last alias |
| `stale` | where the sources are not those of the plan: the first difference; nothing is recorded then, and the |
| | plan and its truth are copies of those of the case named by `plan_of` |
| `by_hand` | why the plan was written by hand: nothing is recorded |
| `stacks` | folders of the case, each with the configuration of a state of its own, all in one account: the steps |
| | before the plans come first, stack by stack, then all plans, then their applies; each stack gets its own |
| | `plan.json`, `plan.tfplan`, `truth.json`, and `state.json`, the state that its plan was made on |
| `possible` | the addresses of those edges whose far end is known only after the apply; not read here |

ARNs are new in every recording. As soon as the address of a literal has one, it takes the place of the old one in the
sources and in case.json. A key of `literals` may also be a name that an outside function returns with an ARN.

`truth.json` tells what applying the plan did: `applied`, the first `error`, `order` (what Terraform printed, each line
once; Terraform names the deposed object of a resource when it starts to destroy it, and no more when it is done), and
`edges`, the traffic graph of the state after the apply, one line for each attribute that holds an edge.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import outside
import scrub
import truth

TESTDATA = Path(__file__).resolve().parent.parent
WRITTEN = {"plan.json", "plan.tfplan", "truth.json", "case.json", "state.json"}
REQUIRED = """terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
"""
OVERRIDE = """provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}
"""
LOCK = """provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = "5.100.0"
}
"""
PROGRESS = re.compile(
    r"^(\S.*?: (?:Creating|Modifying|Destroying|Reading|Importing|Still destroying|Still creating|Still modifying"
    r"|Creation complete|Modifications complete|Destruction complete))\b"
)


def main():
    options = arguments()
    cases = [Path(case).resolve() for case in options.case] or recorded_cases()
    with tempfile.TemporaryDirectory() as work, Cloud(options, Path(work)) as cloud:
        failed = [case.name for case in cases if not attempt(case, cloud)]
    if failed:
        sys.exit("not recorded: " + ", ".join(failed))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", default=os.environ.get("TF_MIRROR"), help="filesystem mirror of providers")
    parser.add_argument("--terraform", default="terraform", help="the terraform to record with")
    parser.add_argument("case", nargs="*", help="folder of a case")
    options = parser.parse_args()
    if not options.mirror:
        parser.error("--mirror or TF_MIRROR is needed")
    return options


def recorded_cases():
    """Every case whose plan was made from its own sources."""
    folders = sorted(path.parent for path in TESTDATA.rglob("case.json"))
    about = {folder: json.loads((folder / "case.json").read_text()) for folder in folders}
    return [folder for folder in folders if not {"stale", "by_hand"} & about[folder].keys()]


def attempt(case, cloud):
    start = time.time()
    try:
        stacks = json.loads((case / "case.json").read_text()).get("stacks")
        result = together(case, stacks, cloud) if stacks else Recording(case, cloud).run()
    except StepFailed as problem:
        print(f"{case.name}: {problem}", flush=True)
        return False
    print(f"{case.name}: {result} ({time.time() - start:.0f} s)", flush=True)
    return True


def together(case, stacks, cloud):
    """Records several states of one account. The plans are made before any of them is applied."""
    cloud.open_account(cloud.empty_port)
    recordings = [Recording(case / stack, cloud, {}) for stack in stacks]
    for recording in recordings:
        recording.clear()
        recording.before()
    planned = [recording.plan() for recording in recordings]
    for recording in recordings:
        recording.keep_state()
    results = [recording.apply(done) for recording, done in zip(recordings, planned)]
    return ", ".join(f"{stack}: {result}" for stack, result in zip(stacks, results))


class StepFailed(Exception):
    """A step that had to work did not."""


class Cloud:
    """moto and the provider. The provider is started once and always talks to one port; the account behind that
    port is a fresh copy for every case, of an empty account or of one that has the network of the case."""

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.port, self.empty_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.account = None
        self.parked = []
        self.networks = {}

    def __enter__(self):
        self.environment = environment(self.url)
        server = Path(__file__).with_name("moto_server.py")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.moto = subprocess.Popen([sys.executable, server, str(self.empty_port)], env=self.environment, **quiet)
        binary = next(Path(self.options.mirror).glob("**/hashicorp/aws/5.100.0/*/terraform-provider-aws*"))
        self.provider = subprocess.Popen(
            [binary, "-debug"], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = next(line for line in self.provider.stdout if "TF_REATTACH_PROVIDERS=" in line)
        self.environment["TF_REATTACH_PROVIDERS"] = line.split("=", 1)[1].strip().strip("'")
        outside.connect(self.url)
        return self

    def __exit__(self, *_):
        for process in [self.account, *self.parked]:
            if process:
                os.kill(process, signal.SIGKILL)
        for process in (self.provider, self.moto):
            process.kill()
            process.wait()

    def open_account(self, parent):
        """Puts a copy of an account behind the provider's port, with the same seed for its ids every time."""
        if self.account:
            os.kill(self.account, signal.SIGKILL)
            wait_until_free(self.port)
        self.account = copy_account(parent, self.port)
        seed = 1 if parent == self.empty_port else 2  # an id of the network must not be given again
        post(f"{self.url}/moto-api/seed?a={seed}")

    def network(self, source):
        """The port of an account that holds the network of a folder of sources, and its state."""
        text = (source / "network.tf").read_text()
        if text not in self.networks:
            self.open_account(self.empty_port)
            folder = self.work / f"network-{len(self.networks)}"
            folder.mkdir()
            (folder / "network.tf").write_text(text)
            (folder / "main.tf").write_text(REQUIRED + OVERRIDE)
            (folder / ".terraform.lock.hcl").write_text(LOCK)
            done = self.terraform(folder, "apply", "-input=false", "-auto-approve")
            if done.returncode:
                raise StepFailed(done.stderr)
            port = free_port()
            self.parked.append(copy_account(self.port, port))
            self.networks[text] = (port, folder / "terraform.tfstate")
        return self.networks[text]

    def terraform(self, folder, *args, own_providers=False):
        command = [self.options.terraform, args[0], "-no-color", *args[1:]]
        environment = self.own_providers() if own_providers else self.environment
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    def own_providers(self):
        """The environment in which Terraform takes providers from the mirror and starts them itself."""
        settings = self.work / "mirror.tfrc"
        mirror = Path(self.options.mirror).resolve()
        settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
        shared = {key: value for key, value in self.environment.items() if key != "TF_REATTACH_PROVIDERS"}
        return {**shared, "TF_CLI_CONFIG_FILE": str(settings)}


def environment(url):
    bundles = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
    kept = {key: value for key, value in os.environ.items() if key not in bundles and not key.startswith("TF_")}
    return {
        **kept,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def post(url, patience=60):
    for _ in range(patience * 10):
        try:
            return urllib.request.urlopen(urllib.request.Request(url, method="POST"))
        except OSError:
            time.sleep(0.1)
    raise StepFailed(f"no answer from {url}")


def wait_until_free(port):
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)


def copy_account(port, new_port):
    return int(post(f"http://127.0.0.1:{port}/copy?port={new_port}").read())


class Recording:
    """One case on its way from an empty account to the truth."""

    def __init__(self, case, cloud, about=None):
        self.case, self.cloud = case, cloud
        self.about = json.loads((case / "case.json").read_text()) if about is None else about
        self.folder = cloud.work / ("stack" if about is None else f"stack-{case.name}")
        self.workspace = self.about.get("workspace")
        states = Path("terraform.tfstate.d", self.workspace) if self.workspace else Path()
        self.state = self.folder / states / "terraform.tfstate"

    def run(self):
        self.clear()
        self.open_account()
        self.before()
        return self.apply(self.plan())

    def clear(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.state.parent.mkdir(parents=True)
        if self.workspace:
            (self.folder / ".terraform").mkdir()
            (self.folder / ".terraform/environment").write_text(self.workspace)

    def before(self):
        """Applies what was applied before the recorded plan."""
        self.act(self.about.get("outside_first"))
        for step in sorted(path for path in self.case.iterdir() if path.name.startswith("before")):
            self.step(step)
        self.act(self.about.get("outside"))

    def plan(self):
        self.sources(self.case)
        planned = self.terraform("plan", "-input=false", "-out=plan.tfplan", *self.about.get("plan_args", []))
        if planned.returncode and not (self.folder / "plan.tfplan").exists():
            raise StepFailed(planned.stderr)
        self.keep_plan()
        return planned

    def keep_state(self):
        """Keeps the state as `terraform show -json` writes it."""
        shown = self.terraform("show", "-json")
        if shown.returncode:
            raise StepFailed(shown.stderr)
        (self.case / "state.json").write_text(scrub.text(shown.stdout))

    def open_account(self):
        """An empty account; with steps before the plan, one that has their network already."""
        before = self.case if self.about.get("network") == "applied" else self.case / "before"
        if not (before / "network.tf").exists():
            return self.cloud.open_account(self.cloud.empty_port)
        port, state = self.cloud.network(before)
        self.cloud.open_account(port)
        shutil.copy(state, self.state)

    def step(self, source):
        """Applies the configuration of a step before the recorded one."""
        settings = self.about.get("steps", {}).get(source.name, {})
        self.sources(source)
        self.act(settings.get("outside"))
        done = self.terraform("apply", "-input=false", "-auto-approve", *settings.get("args", []))
        if done.returncode and not settings.get("may_fail"):
            raise StepFailed(f"{source.name}: {done.stderr}")
        self.learn_literals({})

    def sources(self, source):
        """Puts the sources of a step into the working folder, in place of those of the step before."""
        for path in self.folder.iterdir():
            if not path.name.startswith((".terraform", "terraform.tfstate")):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in source.iterdir():
            if path.is_dir() and not path.name.startswith("before"):
                shutil.copytree(path, self.folder / path.name)
            elif path.is_file() and path.name not in WRITTEN:
                shutil.copy(path, self.folder)
        if not self.about.get("as_is"):
            (self.folder / "recording_override.tf").write_text(OVERRIDE)
        (self.folder / ".terraform.lock.hcl").write_text(LOCK)
        if self.about.get("own_providers"):
            self.terraform("init", "-input=false")
        elif any(re.search(r"^\s*module\s+\"", path.read_text(), re.M) for path in self.folder.glob("*.tf")):
            self.terraform("get")

    def terraform(self, *args):
        return self.cloud.terraform(self.folder, *args, own_providers=self.about.get("own_providers", False))

    def act(self, name):
        if name:
            self.learn_literals(getattr(outside, name)() or {})

    def learn_literals(self, made_outside):
        """Brings the ARNs typed into the sources in line with the account of this recording."""
        real = {o[0]: o[2].get("arn") for o in truth.objects_of(self.read_state()) if not o[4]} | made_outside
        for address, old in self.about.get("literals", {}).items():
            new = real.get(address, old)
            for path in [*self.case.rglob("*.tf"), *self.case.rglob("*.tfvars"), self.case / "case.json"]:
                path.write_text(path.read_text().replace(old, new))
            self.about["literals"][address] = new

    def read_state(self):
        return json.loads(self.state.read_text()) if self.state.exists() else {}

    def keep_plan(self):
        """Keeps the scrubbed plan, and what `terraform show` makes of just that file."""
        kept = self.case / "plan.tfplan"
        scrub.saved_plan(self.folder / "plan.tfplan", kept)
        shutil.copy(kept, self.folder / "kept.tfplan")
        shown = self.terraform("show", "-json", "kept.tfplan")
        if shown.returncode:
            raise StepFailed(shown.stderr)
        (self.case / "plan.json").write_text(shown.stdout)

    def apply(self, planned):
        """Applies the plan and writes down what came of it."""
        if self.about.get("apply") is False:
            (self.case / "truth.json").unlink(missing_ok=True)
            return "planned"
        done = self.terraform("apply", "-input=false", "plan.tfplan")
        error = first_error(planned.stderr) or first_error(done.stderr)
        found = {
            "applied": done.returncode == 0,
            "error": error,
            "order": progress(done.stdout) + [f"Error: {line}" for line in errors(done.stderr)],
            "edges": truth.edges(self.read_state()),
        }
        (self.case / "truth.json").write_text(scrub.text(json.dumps(found, indent=1)) + "\n")
        return error or "applied"


def progress(output):
    """The operations in the order in which Terraform printed them, each line once."""
    lines = (PROGRESS.match(line) for line in output.splitlines())
    return list(dict.fromkeys(match.group(1) for match in lines if match))


def errors(output):
    return [line.split("Error: ", 1)[1] for line in output.splitlines() if "Error: " in line[:10]]


def first_error(output):
    return next(iter(errors(output)), None)


if __name__ == "__main__":
    main()
