"""GraphML: a network for Gephi, yEd, Cytoscape, NetworkX and igraph."""

from __future__ import annotations

from html import escape
from typing import BinaryIO

from qda.core.drawings import Network
from qda.render.networks.network_text import FIELDS, NUMBERS, edges, line, values


def write(result: Network, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a network; an edge that has no direction says so."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    for owner, name in (("node", "label"), ("node", "level"), *(("edge", field) for field in FIELDS)):
        kind = "int" if name in NUMBERS else "string"
        lines.append(f'  <key id="{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>')
    lines.append('  <graph id="codes" edgedefault="directed">')
    lines.append(f"    <desc>{escape(line(result.title))}</desc>")
    for n, node in enumerate(result.nodes, 1):
        held = _data("label", line(node.label)) + _data("level", node.level)
        lines.append(f'    <node id="n{n}">{held}</node>')
    for n, (a, b, edge) in enumerate(edges(result), 1):
        held = "".join(_data(name, value) for name, value in values(edge).items())
        way = ' directed="false"' if edge.kind == "cooccurrence" else ""
        lines.append(f'    <edge id="e{n}" source="{a}" target="{b}"{way}>{held}</edge>')
    out.write(("\n".join([*lines, "  </graph>", "</graphml>"]) + "\n").encode("utf-8", "backslashreplace"))


def _data(name: str, value: str | int) -> str:
    return f'<data key="{name}">{escape(str(value))}</data>'
