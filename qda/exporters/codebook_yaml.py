"""A codebook as an outline in YAML: empty fields are left out, running text over several lines stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qda.exporters import Entry
from qda.exporters.yaml_text import dump


def write(entries: Sequence[Entry]) -> bytes:
    """The codebook as YAML in UTF-8, LF."""
    return dump({"codes": [_code(e) for e in entries]}).encode("utf-8")


def _code(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": entry.name, "level": entry.level}
    for name in ("definition", "include", "exclude", "example", "aliases", "categories", "colour", "uuid"):
        if value := getattr(entry, name):
            fields[name] = value
    if entry.codes:
        fields["codes"] = [_code(e) for e in entry.codes]
    return fields
