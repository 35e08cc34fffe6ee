"""What has no element in REFI-QDA as sentences that people read in any program: one text for each thing."""

from __future__ import annotations

from collections.abc import Sequence


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def quoted(text: str, source: str = "", *, researcher: bool = False) -> str:
    """Return a quote on one line, with the source that it is from; a researcher's words say that they are."""
    who = "researcher, " if researcher else ""
    return f"“{' '.join(text.split())}”" + (f" ({who}{source})" if source else "")


def property_(category: str, name: str, kind: str, points: Sequence[str]) -> str:
    """A property of a category and its dimension."""
    if not points:
        dimension = "Its dimension is still open."
    elif kind == "range":
        dimension = f"It ranges from {points[0]} to {points[-1]}: {' – '.join(points)}."
    else:
        dimension = f"Its kinds: {', '.join(points)}."
    return f"Property of the category {category}: {name}. {dimension}"


def placement(category: str, property: str, value: str, note: str) -> str:
    """The place of a coding on a property."""
    return _lines(f"Placed on {property}, a property of {category}: {value}.", note)


def comparison(other: str, outcome: str, property: str, note: str) -> str:
    """A comparison of this coding with another, or with a code."""
    found = f" Property: {property}." if property else ""
    return _lines(f"Compared with {other}. Outcome: {outcome}.{found}", note)


def negative(against: str, note: str, outcome: str, resolution: str) -> str:
    """A negative case: what this coding speaks against, and what came of it."""
    what_came = f"Resolved: {outcome}." if outcome else "Open."
    return _lines(f"Negative case: this speaks against {against}.", note, _lines(what_came, resolution))


def sampling(about: str, text: str, seek: str, changed: str, sources: Sequence[str], closed: bool) -> str:
    """An entry of theoretical sampling."""
    came = f"Sources: {', '.join(sources)}." if sources else ""
    return _lines(
        f"Theoretical sampling for {about}: {text}",
        f"To look for: {seek}" if seek else "",
        came,
        f"Closed. What it changed: {changed}" if closed else "Open.",
    )


def judgement(by: str, explains: str, abstract: str, note: str) -> str:
    """What a coder judged of a category as a core."""
    said = [f"explains variation: {explains}" if explains else "", f"abstract: {abstract}" if abstract else ""]
    told = "; ".join(part for part in said if part) or "not judged yet"
    return _lines(f"Judged by {by} as a core category: {told}.", note)


def relation(
    a: str, type: str, b: str, status: str, note: str, supporting: Sequence[str], opposing: Sequence[str]
) -> str:
    """A relation of two categories with its status, its note and the quotes for and against it."""
    parts = [f"{a} {type} {b}. Status: {status}.", note]
    for heading, quotes in (("Quotes for it:", supporting), ("Quotes against it:", opposing)):
        if quotes:
            parts += [heading, *(f"- {quote}" for quote in quotes)]
    return _lines(*parts)


def source(title: str, about: dict[str, str]) -> str:
    """What is known of a source: its title, and a line for each thing that its file says."""
    return _lines(f"Title: {title}" if title else "", *(f"{name}: {value}" for name, value in about.items()))
