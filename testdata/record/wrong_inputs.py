"""Writes testdata/wrong/ again: files that people hand to a reader of plans and that are none, or are in odd bytes.

    python wrong_inputs.py [--mirror DIR]

`plan-log-stream.jsonl` is what `terraform plan -json` prints; `state.json` and `terraform.tfstate` are those of the case
modes/no-changes; `utf8-bom-plan.json` and `utf16le-plan.json` hold one and the same plan of `source/`, the second as
PowerShell's `>` writes it. `cloud-plan-bookmark.json` and `encrypted-opentofu-plan.json` are written by hand after the
documents of HCP Terraform and OpenTofu and are not touched here.
"""

import codecs
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import record
import scrub

WRONG = record.TESTDATA / "wrong"


def main():
    options = record.arguments()
    with tempfile.TemporaryDirectory() as work, record.Cloud(options, Path(work)) as cloud:
        cloud.open_account(cloud.empty_port)
        folder = Path(work) / "stack"
        folder.mkdir()
        shutil.copy(WRONG / "source" / "main.tf", folder)
        (folder / "recording_override.tf").write_text(record.OVERRIDE)
        (folder / ".terraform.lock.hcl").write_text(record.LOCK)
        write_plans(cloud, folder)
        write_states(cloud, folder)


def write_plans(cloud, folder):
    stream = cloud.terraform(folder, "plan", "-json", "-input=false", "-out=raw.tfplan").stdout
    (WRONG / "plan-log-stream.jsonl").write_text(re.sub(r"\.\d+(Z|[+-]\d\d:\d\d)", ".000000Z", scrub.text(stream)))
    scrub.saved_plan(folder / "raw.tfplan", folder / "plan.tfplan")
    plan = cloud.terraform(folder, "show", "-json", "plan.tfplan").stdout.strip()
    (WRONG / "utf8-bom-plan.json").write_bytes(codecs.BOM_UTF8 + plan.encode() + b"\n")
    (WRONG / "utf16le-plan.json").write_bytes(codecs.BOM_UTF16_LE + (plan + "\r\n").encode("utf-16-le"))


def write_states(cloud, folder):
    with zipfile.ZipFile(record.TESTDATA / "modes" / "no-changes" / "plan.tfplan") as plan:
        state = plan.read("tfstate")
    (WRONG / "terraform.tfstate").write_bytes(state)
    (folder / "terraform.tfstate").write_bytes(state)
    (WRONG / "state.json").write_text(cloud.terraform(folder, "show", "-json").stdout)


if __name__ == "__main__":
    main()
