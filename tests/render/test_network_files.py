"""Networks as files: what other programs read of them is what the network holds."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from lxml import etree

from qda.core.document import Document
from qda.core.drawings import Edge, Network, Node
from qda.render import render

EVIL = 'a "b" \\n <c> & #d; | [e] `f` \x1b\u202e]]>\nlast'
NODES = (Node("wachten", "core"), Node("dragen", "category"), Node(EVIL, "focused"), Node("een steen", "code"))
EDGES = (
    Edge("relation", 1, "causes", 0, 3, "supported", 2, 1), Edge("relation", 0, 'is "x"', 2, 0, "hypothesis", 0, 0),
    Edge("cooccurrence", 2, None, 3, 5), Edge("member", 3, "home", 1, 1),
)  # fmt: skip
NETWORK = Network("The network of codes", NODES, EDGES)
SHOWN = 'a "b" \\n <c> & #d; | [e] `f` ␛\\u202e]]> last'


def written(form: str, network: Network = NETWORK) -> str:
    held = io.BytesIO()
    render(Document("D", [network]), form, held)
    again = io.BytesIO()
    render(Document("D", [network]), form, again)
    assert held.getvalue() == again.getvalue()
    return held.getvalue().decode()


def test_dot() -> None:
    text = written("dot")
    assert text.startswith("digraph codes {") and text.endswith("}\n")
    assert '  n1 [label="wachten", shape=box, peripheries=2];\n' in text
    escaped = SHOWN.replace("\\", "\\\\").replace('"', '\\"')
    assert f'n3 [label="{escaped}", shape=box];' in text
    assert '  n2 -> n1 [label="causes (supported, 2 for, 1 against)", weight=3, style=solid];\n' in text
    assert '  n3 -> n4 [label="5", weight=5, style=dotted, dir=none];\n' in text
    assert "  n4 -> n2 [weight=1, style=dashed];\n" in text
    for line in text.splitlines():  # each text begins and ends on its line
        assert len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0


def test_mermaid() -> None:
    lines = written("mmd").splitlines()
    assert lines[0] == "flowchart LR" and lines[1] == '  n1[["wachten"]]' and lines[4] == '  n4("een steen")'
    assert '  n2 -->|"causes (supported, 2 for, 1 against)"| n1' in lines
    assert '  n3 -.-|"5"| n4' in lines and "  n4 -.-> n2" in lines
    label = lines[3].removeprefix('  n3["').removesuffix('"]')
    assert not re.search(r'["<>|\[\]`\\]', label)
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label) == SHOWN


def held(element: Any, key: str) -> str | None:
    found = element.xpath(f"*[local-name()='data'][@key='{key}']/text()")
    return found[0] if found else None


def test_graphml() -> None:
    tree = etree.fromstring(written("graphml").encode())
    nodes, edges = tree.findall(".//{*}node"), tree.findall(".//{*}edge")
    assert [held(n, "label") for n in nodes] == ["wachten", "dragen", SHOWN, "een steen"]
    assert [held(n, "level") for n in nodes] == [n.level for n in NODES]
    assert [(e.get("source"), e.get("target")) for e in edges] == [
        ("n2", "n1"),
        ("n1", "n3"),
        ("n3", "n4"),
        ("n4", "n2"),
    ]
    assert [e.get("directed") for e in edges] == [None, None, "false", None]
    fields = ("kind", "type", "weight", "status", "for", "against")
    assert [held(edges[0], k) for k in fields] == ["relation", "causes", "3", "supported", "2", "1"]
    assert [held(edges[2], k) for k in fields] == ["cooccurrence", None, "5", None, None, None]
    known = {k.get("id") for k in tree.findall(".//{*}key")}
    assert {d.get("key") for d in tree.iter("{*}data")} <= known


def test_gexf() -> None:
    tree = etree.fromstring(written("gexf").encode())
    assert tree.tag == "{http://gexf.net/1.3}gexf"
    nodes, edges = tree.findall(".//{*}node"), tree.findall(".//{*}edge")
    assert [n.get("label") for n in nodes] == ["wachten", "dragen", SHOWN, "een steen"]
    assert [(e.get("source"), e.get("target"), e.get("type"), e.get("weight")) for e in edges] == [
        ("n2", "n1", "directed", "3"), ("n1", "n3", "directed", "0"), ("n3", "n4", "undirected", "5"),
        ("n4", "n2", "directed", "1"),
    ]  # fmt: skip
    values = {v.get("for"): v.get("value") for v in edges[0].iter("{*}attvalue")}
    assert values == {"kind": "relation", "type": "causes", "status": "supported", "for": "2", "against": "1"}
    known = {a.get("id") for a in tree.iter("{*}attribute")}
    assert {v.get("for") for v in tree.iter("{*}attvalue")} <= known


def test_an_empty_network() -> None:
    empty = Network("t", (), ())
    assert written("dot", empty).count("->") == 0 and written("mmd", empty) == "flowchart LR\n"
    for form in ("graphml", "gexf"):
        assert not etree.fromstring(written(form, empty).encode()).findall(".//{*}node")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_another_program_reads_them(form: str) -> None:
    networkx = pytest.importorskip("networkx", reason="compares with what NetworkX reads, where that is installed")
    one_way = Network(NETWORK.title, NODES, (EDGES[0], EDGES[3]))  # it takes no mixture of directions
    read = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}[form]
    graph = read(io.BytesIO(written(form, one_way).encode()))
    assert {data["label"] for _, data in graph.nodes(data=True)} == {"wachten", "dragen", SHOWN, "een steen"}
    edges = {(a, b): data for a, b, data in graph.edges(data=True)}
    assert set(edges) == {("n2", "n1"), ("n4", "n2")}
    assert (
        edges["n2", "n1"]["weight"] == 3 and edges["n2", "n1"]["type"] == "causes" and edges["n2", "n1"]["against"] == 1
    )
