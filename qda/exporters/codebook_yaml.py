"""A codebook as an outline in YAML: empty fields are left out, running text over several lines stays readable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from qda.exporters import Entry

_BREAKS = re.compile("[\x85\u2028\u2029]")  # line ends to YAML, which outside quotation marks become blanks


def write(entries: Sequence[Entry]) -> bytes:
    """The codebook as YAML in UTF-8, LF."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists, and writes running text of several lines as a block."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

    def text(dumper: Any, value: str) -> Any:
        style = '"' if _BREAKS.search(value) else "|" if _block(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    out = yaml.dump(
        {"codes": [_code(e) for e in entries]}, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=116
    )
    return str(out).encode("utf-8")


def _block(value: str) -> bool:
    """True if a block keeps the text exactly: several ordinary lines, the first and the last not empty."""
    lines = value.split("\n")
    ordinary = all(line.isprintable() and line == line.strip() for line in lines)
    return len(lines) > 1 and ordinary and lines[0][:1].isalnum() and bool(lines[-1])


def _code(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": entry.name, "level": entry.level}
    for name in ("definition", "include", "exclude", "example", "aliases", "categories", "colour", "uuid"):
        if value := getattr(entry, name):
            fields[name] = value
    if entry.codes:
        fields["codes"] = [_code(e) for e in entry.codes]
    return fields
