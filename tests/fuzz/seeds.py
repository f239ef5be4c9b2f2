"""Seeds for the fuzzer from what is in the repository: `python3 tests/fuzz/seeds.py FOLDER` writes FOLDER/<target>/.

Recorded plans are cut down to what their bodies say, so that a mutation meets something that is read.
"""

import hashlib
import io
import json
import pathlib
import re
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "testdata"
MOST = 20_000
out = pathlib.Path(sys.argv[1])


def put(target, content):
    content = content.encode() if isinstance(content, str) else content
    if 0 < len(content) <= MOST:
        folder = out / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha1(content).hexdigest()[:16]).write_bytes(content)


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def bare(value):
    """Without what is not set."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if v not in (None, "", [], {}, False) and k not in ("tags_all", "timeouts")}
    return [bare(v) for v in value] if isinstance(value, list) else value


def cut(plan):
    planned = plan.get("planned_values")
    if planned and planned != {"root_module": {}}:
        plan["planned_values"] = {"root_module": {"resources": []}}
    for change in plan.get("resource_changes", []) + plan.get("resource_drift", []):
        body = change["change"]
        for side in ("before", "after", "before_sensitive", "after_sensitive"):
            if isinstance(body.get(side), dict):
                body[side] = bare(body[side])
    for module in modules_of(plan.get("prior_state", {}).get("values", {}).get("root_module")):
        for resource in module.get("resources", []):
            resource["values"] = bare(resource.get("values", {}))
    plan.pop("relevant_attributes", None)
    return plan


def modules_of(module):
    if module:
        yield module
        for child in module.get("child_modules", []):
            yield from modules_of(child)


def plans():
    for path in sorted(DATA.glob("**/plan.json")):
        try:
            plan = cut(json.loads(path.read_text()))
        except (ValueError, KeyError):
            continue
        put("plan", compact(plan))
        prior = plan.get("prior_state")
        if prior:
            put("state", compact({"format_version": "1.0", "terraform_version": "1.11.4", "values": prior["values"]}))
    for path in sorted((DATA / "wrong").glob("*.json*")):
        put("plan", path.read_bytes())
        put("state", path.read_bytes())


def archive(files):
    return "".join(f"=== {name}\n{text}" + ("" if text.endswith("\n") else "\n") for name, text in files.items())


def saved_plans():
    for path in sorted(DATA.glob("**/plan.tfplan")):
        with zipfile.ZipFile(path) as saved:
            files = {name: saved.read(name) for name in saved.namelist()}
        state = json.loads(files.pop("tfstate"))
        for resource in state.get("resources", []):
            for instance in resource["instances"]:
                instance["attributes"] = {k: v for k, v in (instance.get("attributes") or {}).items() if k in ("id", "arn")}
                instance.pop("private", None)
        texts = {"tfplan": "r\x0612.3.4", "tfstate": compact(state)}
        for name, content in files.items():
            if name.startswith("tfconfig/") or name == ".terraform.lock.hcl":
                texts[name] = re.sub(r'\n *"(h1|zh):[^"]*",', "", content.decode())
        put("saved_plan", archive(texts))
        put("modules", archive(folder_of(texts)))
        put("saved_plan", rezipped(texts))


def folder_of(texts):
    """What a folder would hold after `terraform init`."""
    manifest = json.loads(texts.get("tfconfig/modules.json", "[]"))
    files = {".terraform/modules/modules.json": compact({"Modules": manifest})}
    for record in manifest:
        start = f"tfconfig/m-{record['Key']}/"
        for name, text in texts.items():
            if name.startswith(start):
                folder = record["Dir"].removeprefix("./")
                files[f"{folder}/{name[len(start):]}".removeprefix("./").removeprefix("/")] = text
    return files


def rezipped(texts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in texts.items():
            made.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def configurations():
    for path in sorted(DATA.glob("**/*.tf")):
        put("hcl", path.read_text(errors="replace"))
    for path in sorted(DATA.glob("**/*.tf.json")):
        put("hcl_json", path.read_text())
    for path in sorted(DATA.glob("references/*")):
        files = {str(file.relative_to(path)): file.read_text() for file in sorted(path.glob("**/*")) if file.suffix in (".tf", ".tftpl", ".yaml", ".csv", ".tfvars") or file.name.endswith(".tf.json")}
        if files:
            put("modules", archive(files))
    lines = []
    for path in sorted((DATA / "console").glob("*.txt")):
        lines += [line.split(" => ")[0] for line in path.read_text().splitlines() if " => " in line and not line.startswith("#")]
    for at in range(0, len(lines), 12):
        put("hcl", "".join(f"a{n} = {line}\n" for n, line in enumerate(lines[at : at + 12])))
    put("hcl_json", compact(JSON_HCL))
    for key, value in JSON_HCL.items():
        put("hcl_json", compact({key: value}))


JSON_HCL = {
    "//": "a comment",
    "variable": {"pools": {"type": "map(object({ port = number }))", "default": {"a": {"port": 80}}, "nullable": False}},
    "locals": [{"names": "${[for k, v in var.pools : upper(k)]}", "first": "${local.names[0]}", "text": "a-${local.first}-%{if true}b%{endif}"}],
    "resource": {
        "aws_lb_target_group": {"pool": {"for_each": "${var.pools}", "name": "p-${each.key}", "port": "${each.value.port}", "lifecycle": {"create_before_destroy": True}}},
        "aws_lb_listener": {"http": [{"load_balancer_arn": "${aws_lb.l.arn}", "default_action": [{"type": "forward", "target_group_arn": '${aws_lb_target_group.pool["a"].arn}'}], "dynamic": {"default_action": {"for_each": [1, 2], "content": {"type": "forward"}}}}]},
    },
    "data": {"aws_lb": {"l": {"name": "l"}}},
    "module": {"m": {"source": "./m", "count": 2, "x": "${local.names}"}},
    "output": {"o": {"value": "${module.m[*].x}", "sensitive": True}},
    "provider": {"aws": [{"region": "eu-west-1"}, {"alias": "west", "region": "us-west-1"}]},
    "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
}


def policies():
    for path in sorted((ROOT / "policies").glob("**/*.policy.hcl")):
        text = path.read_text()
        put("policy", text)
        test = path.with_name(path.name.replace(".policy.hcl", ".policytest.hcl"))
        if test.exists():
            put("policy_test", f"{test.read_text()}\n----\n{text}")
    for path in sorted((ROOT / "tests/it").glob("*.rs")) + sorted((ROOT / "src").glob("**/tests/*.rs")) + sorted((ROOT / "docs").glob("*.md")):
        for block in re.findall(r'(?ms)^ *((?:resource|plan|pool|route|listener|rule|module|provider|entry|load_balancer)_policy "[^\n]*\{\n.*?^\}|```hcl\n.*?^```)', path.read_text()):
            text = block.removeprefix("```hcl\n").removesuffix("```").replace('\\"', '"').replace("\\n", "\n")
            put("settings" if "waiver {" in text or "kind \"" in text or "external_pool" in text else "policy", text)


def settings():
    starter = re.search(r'r#"(.*)"#', (ROOT / "src/settings/starter.rs").read_text(), re.S).group(1)
    whole = "\n".join(re.sub(r"^# ?", "", line) if re.match(r"^#( {2,}| *[a-z_]+ *=| *[a-z_]+ (\"[^\"]*\" )?\{| *\})", line) else line for line in starter.splitlines())
    put("settings", whole)
    for block in re.split(r"\n(?=# [A-Z])", whole):
        put("settings", block + "\n")
    for path in sorted((ROOT / "src/settings").glob("tests.rs")) + [ROOT / "tests/it/settings.rs"]:
        for text in re.findall(r'"((?:[^"\\]|\\.)*(?:waiver|kind|policy|inputs|external_pool)(?:[^"\\]|\\.)*)"', path.read_text()):
            put("settings", text.replace('\\"', '"').replace("\\n", "\n").replace("\\\n", ""))


PATHS = [
    "$", "$.a", "$['a']", "$.a[0]", "$.a[-1]", "$.a[*].b", "$..b", "$.a[0:2]", "$.a[::-1]", "$.a[?@.b == 1]", "$.a[?@.b && !@.c]",
    "$.a[?length(@.b) > 1]", "$.a[?count(@.*) == 2]", "$.a[?match(@.d, 'x.*')]", "$.a[?search(@.d, '[a-z]+$')]", "$..[?@.type == 'aws_lb']",
    "$.a[?value(@..b) == 1]", "$.a[0, 1, 'b']", "$[?@.a || @.b < 2 && (@.c >= 'x')]", "$.a[?@.b == $.c]", "$[\"\\u00fc\"]", "$.a[9007199254740991]",
]


def jsonpaths():
    document = compact({"a": [{"b": 1, "c": None, "d": "xy"}, {"b": [1, 2], "type": "aws_lb"}, 3, "s", [[]]], "c": 1, "ü": {"b": True}})
    found = set(PATHS)
    for path in sorted((ROOT / "policies").glob("**/*.hcl")) + sorted((ROOT / "tests/it").glob("*.rs")):
        found |= {text.replace('\\"', '"') for text in re.findall(r'"(\$[.\[][^"\n]*)"', path.read_text())}
    for path in sorted(found):
        put("jsonpath", f"{path}\n{document}")


for make in (plans, saved_plans, configurations, policies, settings, jsonpaths):
    make()
