"""Measure what was marked: the units and characters of the text that counts, source by source.

Text that counts is that of segments but for boilerplate, each without the segments inside it, and without what researchers
wrote unless they are included.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qda.agreement.reading import Mark, Strand, Unit, read_characters, read_units
from qda.agreement.tally import Continuum, Tally
from qda.core.text.sentences import sentences
from qda.reports.agreement.compared import Compared
from qda.store.queries import agreement as asked
from qda.store.queries.counts import Grouping
from qda.store.texts import people, segment_layout, sources
from qda.store.texts.segment_layout import Layout

UNITS = ("sentence", "segment", "source", "character")
_ALL = None  # the one group where nothing is grouped


class Asked(NamedTuple):
    """What is to be measured: the unit, whether its units, its characters and where stretches meet are needed.

    `keep`: all that each unit was given is needed, because pairs of coders are compared over sets of codes.
    """

    unit: str
    units: bool
    characters: bool
    meeting: bool
    keep: bool
    include_researcher: bool
    by: Grouping | None
    blocks: str  # of a bootstrap: `source`, `segment`, or "" where none is made


@dataclass(slots=True)
class Group:
    """What was counted of the text with one value of what it is grouped by."""

    units: Tally
    line: Continuum


@dataclass(slots=True)
class Measured:
    """Groups by value; `blocks` in order; how many words of researchers were left out, and in how many sources there is text."""

    groups: dict[str | None, Group]
    blocks: list[int]
    researchers_words: int
    sources: int


class _Piece(NamedTuple):
    """A part of the text that counts: the number of its segment in text order, and its group."""

    start: int
    end: int
    segment: int
    value: str | None


def measure(db: sqlite3.Connection, who: Compared, wanted: Asked) -> Measured:
    """Go through the sources that are compared and count."""
    researchers = set() if wanted.include_researcher else people.researchers(db)
    admitted = asked.segments_admitted(db, who.over)
    values = asked.grouped(db, wanted.by) if wanted.by is not None else {}
    languages = asked.languages(db)
    ranks = {source: n for n, source in enumerate(who.readers)}
    out = Measured({}, [], 0, 0)
    blocks: set[int] = set()
    for source, layout in sources.layouts(db, who.readers):
        pieces, words = _pieces(layout, researchers, admitted, values)
        out.researchers_words += words
        if not pieces:
            continue
        out.sources += 1
        marks = _marks(who, source)
        at = _blocks(layout.text, pieces, marks, ranks[source], wanted.blocks)
        blocks.update(at)
        for value, strand in _strands(layout.text, pieces, at, marks, who.readers[source], wanted, languages[source]):
            group = out.groups.get(value)
            if group is None:
                group = out.groups[value] = Group(
                    Tally(keep=wanted.keep), Continuum(keep=wanted.keep or wanted.meeting)
                )
            if wanted.units:
                read_units(strand, group.units)
            if wanted.characters:
                read_characters(strand, group.line, meeting=wanted.meeting)
    out.blocks = sorted(blocks)
    return out


def _pieces(
    layout: Layout, researchers: set[int], admitted: set[int] | None, values: dict[int, str | None]
) -> tuple[list[_Piece], int]:
    """Return the parts of a source that count, without white space at their ends, and the words of researchers left out."""
    out, text, left = [], layout.text, 0
    for s in layout.segments:
        if s.participant in researchers and s.kind != "boilerplate":
            left += s.words
    for start, end, n in segment_layout.pieces(layout.segments):
        s = layout.segments[n]
        if s.kind == "boilerplate" or s.participant in researchers or (admitted is not None and s.id not in admitted):
            continue
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            out.append(_Piece(start, end, n, values.get(s.id, _ALL)))
    return out, left


def _marks(who: Compared, source: int) -> list[Mark]:
    """Return what the readers of a source marked there, by start."""
    out = []
    bits, targets = who.bits, who.targets
    for _, start, end, code, coder, _ in who.codings[source]:
        bit = bits[coder]
        for target in targets[code]:
            out.append((start, end, target, bit))
    return out


def _blocks(text: str, pieces: Sequence[_Piece], marks: Sequence[Mark], rank: int, kind: str) -> list[int]:
    """Return the block of each piece: its source, or its segment, neighbours joined where a coding lies over both.

    Blocks of segments are numbered so that their order is that of sources by name, and in them that of the text.
    """
    if kind != "segment":
        return [rank if kind else 0] * len(pieces)
    of = list(range(len(pieces)))  # the first piece of each one's block
    first: dict[int, int] = {}
    for i, p in enumerate(pieces):
        of[i] = first.setdefault(p.segment, i)
    reach = list(of)
    for start, end, *_ in marks:
        touched = [
            i for i, p in _within(pieces, start, end)
            if not text[max(start, p.start) : min(end, p.end)].isspace()
        ]  # fmt: skip
        for i in touched[1:]:
            _join(reach, touched[0], i)
    return [(rank << 32) | _root(reach, i) for i in range(len(pieces))]


def _within(pieces: Sequence[_Piece], start: int, end: int) -> Iterator[tuple[int, _Piece]]:
    from bisect import bisect_right

    i = max(bisect_right(pieces, start, key=lambda p: p.start) - 1, 0)
    while i < len(pieces) and pieces[i].start < end:
        if pieces[i].end > start:
            yield i, pieces[i]
        i += 1


def _root(reach: list[int], i: int) -> int:
    while reach[i] != i:
        reach[i] = reach[reach[i]]
        i = reach[i]
    return i


def _join(reach: list[int], a: int, b: int) -> None:
    a, b = _root(reach, a), _root(reach, b)
    reach[max(a, b)] = min(a, b)


def _strands(
    text: str, pieces: Sequence[_Piece], blocks: Sequence[int], marks: Sequence[Mark], readers: int, wanted: Asked,
    language: str,
) -> Iterator[tuple[str | None, Strand]]:  # fmt: skip
    """Yield the text of each group of a source, with its units."""
    values = [_ALL] if wanted.by is None else list(dict.fromkeys(p.value for p in pieces))
    for value in values:
        own = [i for i, p in enumerate(pieces) if p.value == value] if wanted.by is not None else range(len(pieces))
        parts = [(pieces[i].start, pieces[i].end) for i in own]
        at = [blocks[i] for i in own]
        units: list[Unit] = []
        unit_blocks: list[int] = []
        if not wanted.units:
            pass
        elif wanted.unit == "source":
            units = [(a, b, 0) for a, b in parts]
            unit_blocks = at[:1]
        elif wanted.unit == "segment":
            numbers: dict[int, int] = {}
            for i, block in zip(own, at, strict=True):
                n = numbers.setdefault(pieces[i].segment, len(numbers))
                if n == len(unit_blocks):
                    unit_blocks.append(block)
                units.append((pieces[i].start, pieces[i].end, n))
        else:
            for (start, end), block in zip(parts, at, strict=True):
                for a, b in sentences(text, start, end, language):
                    units.append((a, b, len(units)))
                    unit_blocks.append(block)
        yield value, Strand(text, parts, at, units, unit_blocks, readers, marks)
