"""Takes the moment and the place of a recording out of it, so that recording again changes as little as may be.

Texts are replaced by texts of the same length: inside a saved plan they stand in protobuf and msgpack, whose
length fields Terraform would otherwise trip over.
"""

import re
import zipfile

MOMENT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d")
LINEAGE = re.compile(rb'("lineage": ?")[0-9a-f-]{36}"')
# Names that the provider makes: a prefix, 18 digits of the moment, a counter of eight hexadecimal digits.
UNIQUE_NAME = re.compile(rb"20\d{16}(?=0000[0-9a-f]{4})")
REQUEST = re.compile(rb"(RequestID: )\w+")


def bytes_of(data):
    data = MOMENT.sub(b"2026-01-01T00:00:00", data)
    data = UNIQUE_NAME.sub(b"202601010000000000", data)
    return LINEAGE.sub(rb'\g<1>00000000-0000-4000-8000-000000000000"', data)


def text(line):
    """What Terraform printed, without the ids of requests too."""
    return REQUEST.sub(rb"\1-", bytes_of(line.encode())).decode()


def saved_plan(source, target):
    """Writes a saved plan anew: the same entries in the same order, all of one date, and scrubbed but for the sources,
    which hold nothing of the recording: a moment there is part of what was planned."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            data = old.read(entry)
            new.writestr(info, data if entry.filename.startswith("tfconfig/") else bytes_of(data))
