"""Where a category is thin: what it lacks before it explains anything. Questions to the data, not faults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qda.core.message import commas, say

NO_PROPERTY, ONE_POINT, ONE_PARTICIPANT, NO_RELATION, NO_MEMO = (
    "no-property", "one-point", "one-participant", "no-relation", "no-memo",
)  # fmt: skip


def thin(
    properties: Iterable[tuple[str, int]], *, participants: int, unknown: bool, relations: int, memos: int
) -> list[str]:
    """Return how a category is thin: `no-property`, `one-point PROPERTY`, `one-participant`, `no-relation`, `no-memo`.

    properties: each with the number of different values that codings have on it. `one-point`: one of them, or none yet.
    participants: how many people have words in it. `unknown`: words of it have nobody's name, so that nobody can say how many.
    """
    held = list(properties)
    out = [] if held else [NO_PROPERTY]
    out += [f"{ONE_POINT} {name}" for name, met in held if met <= 1]
    if participants <= 1 and not unknown:
        out.append(ONE_PARTICIPANT)
    if not relations:
        out.append(NO_RELATION)
    if not memos:
        out.append(NO_MEMO)
    return out


def sentence(found: Sequence[str]) -> str:
    """Return a line of a document that says how a category is thin; "" where it is not."""
    if not found:
        return ""
    return say("Thin so far: {how}.", how=commas(_said(kind) for kind in found))


def _said(kind: str) -> str:
    if kind.startswith(f"{ONE_POINT} "):
        return say("{property} was met at one point at most", property=kind.removeprefix(f"{ONE_POINT} "))
    return {
        NO_PROPERTY: say("no property yet"),
        ONE_PARTICIPANT: say("at most one participant speaks in it"),
        NO_RELATION: say("no relation yet"),
        NO_MEMO: say("no memo yet"),
    }[kind]
