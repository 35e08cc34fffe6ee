"""DOT: a network for Graphviz and what reads its language."""

from __future__ import annotations

from typing import BinaryIO

from qda.core.drawings import Network
from qda.render.networks.network_text import edges, line, words

_FRAMES = {"core": "box, peripheries=2", "category": "box, penwidth=2", "focused": "box", "code": "ellipse"}
_STYLES = {"relation": "solid", "cooccurrence": "dotted, dir=none", "member": "dashed"}


def write(result: Network, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a network."""
    lines = ["digraph codes {", f"  label={_quoted(result.title)};", '  node [fontname="sans-serif"];']
    lines += [
        f"  n{n} [label={_quoted(node.label)}, shape={_FRAMES[node.level]}];" for n, node in enumerate(result.nodes, 1)
    ]
    for a, b, edge in edges(result):
        said = f"label={_quoted(words(edge))}, " if words(edge) else ""
        lines.append(f"  {a} -> {b} [{said}weight={edge.weight}, style={_STYLES[edge.kind]}];")
    out.write(("\n".join([*lines, "}"]) + "\n").encode("utf-8", "backslashreplace"))


def _quoted(text: str) -> str:
    """Return a text as DOT has it: a backslash would be an escape, as in `\\n`."""
    return '"' + line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
