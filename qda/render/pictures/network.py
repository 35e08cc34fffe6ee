"""A network: a box for each code, a line for each thing that connects two, with what it is in words beside it."""

from __future__ import annotations

from math import hypot

from qda.core.drawings import Edge, Network, Node
from qda.core.language import speak
from qda.core.message import n_of, say
from qda.core.words import reading
from qda.render.pictures.layout import places
from qda.render.pictures.parts import BOLD, COLUMN, EDGE, HINT, Picture, at, chosen, cut, number, size_of
from qda.render.pictures.routes import Box, Line, routes

_HIGH, _LONGEST, _MOST, _WORDED = 30, 34, 120, 60  # px, columns, nodes, edges that have their words beside them
_LOOKS = {
    "relation": ("", say("an arrow: a relation, with its quotes for (+) and against (−)")),
    "cooccurrence": ("2 4", say("a dotted line: codings of both together, how many times")),
    "member": ("7 4", say("a broken arrow: belongs to")),
}
_FRAMES = {  # of a box, by level: the width of its line, how round it is, what the legend calls it
    "core": (2.5, 6, say("a double frame: the core")), "category": (2.5, 6, say("a thick frame: a category")),
    "focused": (1.2, 0, say("square corners: a focused code")), "code": (1.2, 14, say("round ends: a code")),
}  # fmt: skip


def draw(network: Network) -> Picture | None:
    """Return the picture, or None when there is nothing to draw. Of more than 120 nodes the most connected are drawn."""
    if not network.nodes:
        return None
    weights = [0.0] * len(network.nodes)
    for edge in network.edges:
        weights[edge.a] += edge.weight + 1
        weights[edge.b] += edge.weight + 1
    kept = {node: n for n, node in enumerate(chosen(weights, _MOST))}
    nodes = [network.nodes[n] for n in kept]
    edges = [(kept[e.a], kept[e.b], e) for e in network.edges if e.a in kept and e.b in kept]
    told = speak(
        "{codes} and {connections}", codes=n_of(len(nodes), "code"), connections=n_of(len(edges), "connection")
    )
    if len(nodes) < len(network.nodes):
        told = speak("{told}: the most connected of {n:,} codes", told=told, n=len(network.nodes))
    sizes = [(COLUMN * _bold(node) * size_of(cut(node.label, _LONGEST)) + 24, float(_HIGH)) for node in nodes]
    worded = [n for n, (*_, edge) in enumerate(edges) if said(edge)] if len(edges) <= _WORDED else []
    words = {n: said(edges[n][2]) for n in worded}
    legend = _legend(nodes, [edge for *_, edge in edges])
    made = Picture(network.title, told, 0, 0)
    # What stands beside an edge has a place as nodes have, between its ends: so it lies on nothing else.
    spans = [*sizes, *((COLUMN * 11 / 12 * size_of(text), 16.0) for text in words.values())]
    beside = {n: len(sizes) + place for place, n in enumerate(words)}
    pulls = [(a, b) for n, (a, b, _) in enumerate(edges) if n not in beside]
    pulls += [(end, beside[n]) for n in beside for end in edges[n][:2]]
    middles = places(spans, pulls, {place: edges[n][:2] for n, place in beside.items()})
    made.width = max(
        2 * EDGE + 30 + max(x + w / 2 for (x, _), (w, _) in zip(middles, spans, strict=True)),
        2 * EDGE + COLUMN * max(map(size_of, (*legend, told))),
        420,
    )
    top = made.head() + 10
    every = [Box(x + EDGE + 15, y + top, *size) for (x, y), size in zip(middles, spans, strict=True)]
    boxes = every[: len(nodes)]
    framed = [b._replace(width=b.width + 8, height=b.height + 8) if n.level == "core" else b
              for b, n in zip(boxes, nodes, strict=True)]  # fmt: skip
    stands = {n: every[place] for n, place in beside.items()}
    lines = routes(framed, [(a, b, e.kind != "cooccurrence") for a, b, e in edges], stands)
    heaviest: dict[str, int] = {}
    for edge in network.edges:
        heaviest[edge.kind] = max(heaviest.get(edge.kind, 1), edge.weight)
    for line, (a, b, edge) in zip(lines, edges, strict=True):
        _line(made, line, edge, 1.2 + 2.3 * edge.weight / heaviest[edge.kind], _hint(nodes[a], edge, nodes[b]))
    for n, text in words.items():
        x, y, wide, high = stands[n]
        made.rect(x - wide / 2 - 2, y - high / 2, wide + 4, high, "ground")  # no line shows between its signs
        made.text(x, y + 4, text, "small over", anchor="middle")
    for box, node in zip(boxes, nodes, strict=True):
        _node(made, box, node)
    floor = max(box.y + box.height / 2 for box in (*boxes, *stands.values())) + 30
    for n, line_of_it in enumerate(legend):
        made.text(EDGE, floor + 8 + 17 * n, line_of_it, "soft")
    made.height = floor + 17 * len(legend) + EDGE
    return made


def _line(made: Picture, line: Line, edge: Edge, wide: float, hint: str) -> None:
    dash = "1 3" if edge.status == "refuted" else _LOOKS[edge.kind][0]
    more = f' stroke-width="{wide:.1f}"' + (f' stroke-dasharray="{dash}"' if dash else "")
    (x1, y1), (x2, y2), (x3, y3) = line
    end = (x3, y3)
    if edge.kind != "cooccurrence":
        dx, dy = x3 - x2, y3 - y2
        long = hypot(dx, dy) or 1.0
        dx, dy = dx / long, dy / long
        end = (x3 - 7 * dx, y3 - 7 * dy)
    made.path(f"M{at(x1)} {at(y1)}Q{at(x2)} {at(y2)} {at(end[0])} {at(end[1])}", "edge", hint, more=more)
    if edge.kind != "cooccurrence":
        made.arrow(x3, y3, dx, dy, 8 + wide)


def said(edge: Edge) -> str:
    """Return what stands beside an edge: the type of a relation with its quotes and status, or how many times."""
    if edge.kind == "relation":
        status = "" if edge.status == "supported" else f", {speak(edge.status or '')}"
        return f"{cut(speak(reading(edge.type or '')), _LONGEST)} +{edge.supporting} −{edge.opposing}{status}"
    return number(edge.weight) if edge.kind == "cooccurrence" else ""


def _hint(a: Node, edge: Edge, b: Node) -> str:
    first, second = cut(a.label, HINT), cut(b.label, HINT)
    if edge.kind == "relation":
        status, type_ = speak(edge.status or ""), cut(speak(reading(edge.type or "")), HINT)
        counts = speak("{status}, {n} for, {against} against", status=status, n=edge.supporting, against=edge.opposing)
        return f"{first} {type_} {second}: {counts}"
    if edge.kind == "cooccurrence":
        return speak("{first} and {second}: {n} together", first=first, second=second, n=edge.weight)
    return speak("{first} belongs to {second}", first=first, second=second)


def _bold(node: Node) -> float:
    return BOLD if node.level in ("core", "category") else 1.0


def _node(made: Picture, box: Box, node: Node) -> None:
    wide, round_, _ = _FRAMES.get(node.level, _FRAMES["code"])
    x, y = box.x - box.width / 2, box.y - box.height / 2
    if node.level == "core":
        made.rect(x - 4, y - 4, box.width + 8, box.height + 8, "box", more=' rx="9" stroke-width="1.2"')
    made.rect(x, y, box.width, box.height, "box", more=f' rx="{round_}" stroke-width="{wide}"')
    look = "strong" if node.level in ("core", "category") else ""
    made.label(box.x, box.y + 4, node.label, _LONGEST, look, anchor="middle")


def _legend(nodes: list[Node], edges: list[Edge]) -> list[str]:
    """Return what the lines and frames mean, of those that are there."""
    levels = {node.level for node in nodes}
    kinds = {edge.kind for edge in edges}
    lines = "; ".join(speak(words) for kind, (_, words) in _LOOKS.items() if kind in kinds)
    frames = "; ".join(speak(words) for level, (*_, words) in _FRAMES.items() if level in levels)
    weights = (
        speak("the thicker a line, the more quotes or codings") if len({edge.weight for edge in edges}) > 1 else ""
    )
    return [line for line in (lines, frames, weights) if line]
