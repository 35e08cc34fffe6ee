"""What the formats of networks share: names on one line, and edges with their fields in one order."""

from __future__ import annotations

from collections.abc import Iterator

from qda.core.drawings import Edge, Network
from qda.core.language import speak
from qda.core.words import reading
from qda.render.safe_text import clean

FIELDS = ("kind", "type", "weight", "status", "for", "against")  # of an edge, but for its ends
NUMBERS = ("weight", "for", "against")


def line(text: str | None) -> str:
    """Return a name on one line, with nothing in it that would be obeyed."""
    return " ".join(clean(text or "").split())


def values(edge: Edge) -> dict[str, str | int]:
    """Return the fields of an edge that it has, in the order of `FIELDS`."""
    every = (edge.kind, line(edge.type) or None, edge.weight, edge.status, edge.supporting, edge.opposing)
    return {name: value for name, value in zip(FIELDS, every, strict=True) if value is not None}


def words(edge: Edge) -> str:
    """Return what stands beside an edge: the type of a relation with its quotes, how many times together, or nothing."""
    if edge.kind == "relation":
        type_, status = line(speak(reading(edge.type or ""))), speak(edge.status or "")
        counts = {"n": edge.supporting, "against": edge.opposing}
        return speak("{type} ({status}, {n} for, {against} against)", type=type_, status=status, **counts)
    return str(edge.weight) if edge.kind == "cooccurrence" else ""


def edges(network: Network) -> Iterator[tuple[str, str, Edge]]:
    """Yield the edges with the names of their ends in a file: `n1` is the first node."""
    for edge in network.edges:
        yield f"n{edge.a + 1}", f"n{edge.b + 1}", edge
