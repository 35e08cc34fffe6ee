"""GEXF 1.3: a network for Gephi."""

from __future__ import annotations

from html import escape
from typing import BinaryIO

from qda.core.drawings import Edge, Network
from qda.render.networks.network_text import FIELDS, NUMBERS, edges, line, values

_FIELDS = [field for field in FIELDS if field != "weight"]  # the format has a place of its own for the weight


def write(result: Network, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a network; an edge that has no direction says so."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        f"  <meta><creator>qda</creator><description>{escape(line(result.title))}</description></meta>",
        '  <graph mode="static" defaultedgetype="directed">',
        '    <attributes class="node">', '      <attribute id="level" title="level" type="string"/>',
        "    </attributes>", '    <attributes class="edge">',
    ]  # fmt: skip
    for name in _FIELDS:
        kind = "integer" if name in NUMBERS else "string"
        lines.append(f'      <attribute id="{name}" title="{name}" type="{kind}"/>')
    lines += ["    </attributes>", "    <nodes>"]
    for n, node in enumerate(result.nodes, 1):
        held = f'<attvalues><attvalue for="level" value="{node.level}"/></attvalues>'
        lines.append(f'      <node id="n{n}" label="{escape(line(node.label))}">{held}</node>')
    lines += ["    </nodes>", "    <edges>"]
    lines += [_edge(n, a, b, edge) for n, (a, b, edge) in enumerate(edges(result), 1)]
    out.write(("\n".join([*lines, "    </edges>", "  </graph>", "</gexf>"]) + "\n").encode("utf-8", "backslashreplace"))


def _edge(n: int, a: str, b: str, edge: Edge) -> str:
    held = "".join(
        f'<attvalue for="{name}" value="{escape(str(value))}"/>'
        for name, value in values(edge).items()
        if name != "weight"
    )
    way = "undirected" if edge.kind == "cooccurrence" else "directed"
    said = f' label="{escape(line(edge.type))}"' if edge.type else ""
    head = f'<edge id="e{n}" source="{a}" target="{b}" type="{way}" weight="{edge.weight}"{said}>'
    return f"      {head}<attvalues>{held}</attvalues></edge>"
