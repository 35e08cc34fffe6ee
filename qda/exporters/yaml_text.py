"""YAML to read and to compare: keys in the order given, running text of several lines as a block, the same bytes always."""

from __future__ import annotations

import re
from typing import Any

_BREAKS = re.compile("[\x85\u2028\u2029]")  # line ends to YAML, which outside quotation marks become blanks


def dump(data: Any) -> str:
    """Return lists, dictionaries, texts and numbers as YAML, LF at line ends."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents lists, writes running text of several lines as a block, and names nothing by an anchor."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: Any, value: str) -> Any:
        style = '"' if _BREAKS.search(value) else "|" if _block(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    Dumper.add_multi_representer(str, text)  # a message is written as the sentence that it is
    return str(yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=116))


def _block(value: str) -> bool:
    """True if a block keeps the text exactly: several ordinary lines, the first and the last not empty."""
    lines = value.split("\n")
    ordinary = all(line.isprintable() and line == line.strip() for line in lines)
    return len(lines) > 1 and ordinary and lines[0][:1].isalnum() and bool(lines[-1])
