#!/usr/bin/env python3
"""Records what `terraform console` makes of the expressions in *.txt beside this script, in place.

    testdata/console/record.py [TERRAFORM]

A line is `expression => JSON of the value`, or `expression => error`. Lines that begin with `#` are kept, and so are
lines marked `!=>`: there poolproof's answer differs from Terraform's, and the comment above says why. `?=>` marks what
only OpenTofu has; `OpenTofu` records them when it is named as TERRAFORM.
"""
import concurrent.futures, json, pathlib, subprocess, sys, tempfile

TERRAFORM = sys.argv[1] if len(sys.argv) > 1 else "terraform"
HERE = pathlib.Path(__file__).parent


def ask(expression):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [TERRAFORM, "console", "-no-color"], input=f"jsonencode({expression})\n", cwd=folder, text=True,
            capture_output=True, env={"TF_CLI_CONFIG_FILE": "/dev/null", "CHECKPOINT_DISABLE": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        )
    lines = [line for line in run.stdout.splitlines() if line.strip()]
    if run.returncode != 0 or not lines:
        return "error"
    if not lines[-1].startswith('"'):
        return lines[-1]
    return json.loads(lines[-1])


def record(line):
    for mark in (" !=> ", " ?=> ", " => "):
        if mark in line or line.endswith(mark.rstrip()):
            expression = line.split(mark.rstrip())[0].rstrip()
            kept = mark == " ?=> " and "tofu" not in TERRAFORM
            return line if kept else f"{expression}{mark}{ask(expression)}"
    return f"{line} => {ask(line)}"


with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for path in sorted(HERE.glob("*.txt")):
        lines = path.read_text().splitlines()
        recorded = list(pool.map(lambda line: line if not line.strip() or line.startswith("#") else record(line), lines))
        path.write_text("\n".join(recorded) + "\n")
        print(path.name, sum(1 for line in recorded if "=> " in line))
