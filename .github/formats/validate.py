"""Holds SARIF, JUnit and GitLab reports in a folder against their schemas: FOLDER SARIF-SCHEMA JUNIT-SCHEMA."""

import json
import pathlib
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
    print("\n".join(wrong))
    return 1 if wrong else 0


sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
