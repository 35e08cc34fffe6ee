"""Mermaid: a network as text that wikis and forges draw."""

from __future__ import annotations

import re
from typing import BinaryIO

from qda.core.drawings import Network
from qda.render.networks.network_text import edges, line, words

_FRAMES = {"core": ("[[", "]]"), "category": ("[", "]"), "focused": ("[", "]"), "code": ("(", ")")}
_LINES = {"relation": "-->", "cooccurrence": "-.-", "member": "-.->"}
_ACTIVE = re.compile(r"[^\w .,:+/()\-−–’‘“”…·]")  # anything else may be a sign of the language or of Markdown


def write(result: Network, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a network."""
    lines = ["flowchart LR"]
    for n, node in enumerate(result.nodes, 1):
        begin, end = _FRAMES[node.level]
        lines.append(f"  n{n}{begin}{_quoted(node.label)}{end}")
    for a, b, edge in edges(result):
        said = f"|{_quoted(words(edge))}|" if words(edge) else ""
        lines.append(f"  {a} {_LINES[edge.kind]}{said} {b}")
    out.write(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))


def _quoted(text: str) -> str:
    """Return a text as Mermaid has it: signs that it would obey by their numbers, such as `#quot;`."""
    return '"' + _ACTIVE.sub(lambda sign: f"#{ord(sign[0])};", line(text)) + '"'
