"""Holds SARIF, JUnit and GitLab reports in a folder against their schemas, and sees that SVG is a picture and no more:
FOLDER SARIF-SCHEMA JUNIT-SCHEMA."""

import json
import pathlib
import re
import sys

import jsonschema
from lxml import etree

# What GitLab's own schema asks for, and the values and paths that its documentation allows.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


# Elements of SVG that run something, fetch something, or let other languages in.
ACTING = {"script", "foreignObject", "iframe", "image", "use", "a", "animate", "set", "handler", "link"}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def acts_in_picture(text: bytes) -> list[str]:
    """What of an SVG is more than a picture that stands alone. Text may say what it likes."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"<?xml-stylesheet" in text:
        return ["it declares something"]
    found = []
    for node in etree.fromstring(text, PARSER).iter():
        name = etree.QName(node).localname if isinstance(node.tag, str) else "?"
        if name in ACTING or node.tag != f"{{http://www.w3.org/2000/svg}}{name}":
            found.append(f"an element {node.tag}")
        if name == "style" and re.search(r"url\(|@import|expression\(", node.text or ""):
            found.append("a style that fetches")
        for key, value in node.attrib.items():
            own = etree.QName(key).localname
            if own.startswith("on") or own in ("href", "src") or re.search(r"url\((?!#)|javascript:", value):
                found.append(f"an attribute {own} of {name}")
    return found


def main(folder: pathlib.Path, sarif_schema: str, junit_schema: str) -> int:
    sarif = json.loads(pathlib.Path(sarif_schema).read_text())
    of_sarif = jsonschema.validators.validator_for(sarif)(sarif)
    of_junit = etree.XMLSchema(etree.parse(junit_schema))
    of_gitlab = jsonschema.Draft7Validator(GITLAB)
    wrong = []
    for path in sorted(folder.glob("*.sarif")):
        wrong += [f"{path.name}: {error.message}" for error in of_sarif.iter_errors(json.loads(path.read_text()))]
    for path in sorted(folder.glob("*.gitlab")):
        entries = json.loads(path.read_text())
        wrong += [f"{path.name}: {error.message}" for error in of_gitlab.iter_errors(entries)]
        if len({entry["fingerprint"] for entry in entries}) < len(entries):
            wrong.append(f"{path.name}: two entries have one fingerprint")
    for path in sorted(folder.glob("*.junit")):
        if not of_junit.validate(etree.parse(str(path))):
            wrong.append(f"{path.name}: {of_junit.error_log}")
    for path in sorted(folder.glob("*.svg")):
        try:
            wrong += [f"{path.name}: {found}" for found in acts_in_picture(path.read_bytes())]
        except etree.XMLSyntaxError as error:
            wrong.append(f"{path.name}: {error}")
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
