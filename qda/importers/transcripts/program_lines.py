"""Recognise lines that transcription programs add: dates and lengths, keywords, who started the recording.

And what is left when they name nobody: paragraphs with their times.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from qda.importers.common.dates import find_date
from qda.importers.common.headings import mark_headings
from qda.importers.common.lines import Line, Page
from qda.importers.common.rules import tables
from qda.importers.transcripts.line_labels import milliseconds, no_speaker, only_time, split_marks, times

_LENGTH = re.compile(r"(?:\d{1,3}\s?h(?:\s?\d{1,2}\s?m(?:in)?)?|\d{1,3}\s?m(?:in)?)(?:\s?\d{1,2}\s?s)?$")
_SHORT = 100


class Words(NamedTuple):
    """The words of `[transcript]` in the rule files: headings over lists, how notices begin, stems in them."""

    lists: frozenset[str]
    notices: tuple[str, ...]
    stems: tuple[str, ...]


@cache
def words() -> Words:
    """The words of all languages together, casefolded."""
    found: dict[str, list[str]] = {"lists": [], "notices": [], "stems": []}
    for _, t in tables():
        for key in found:
            found[key] += [w.casefold() for w in t.get("transcript", {}).get(key, [])]
    return Words(frozenset(found["lists"]), tuple(found["notices"]), tuple(found["stems"]))


def mark_furniture(page: Page, first: int, names: set[str]) -> None:
    """Marks what is no speech as boilerplate: above line `first`, where the turns begin, and notices below it.

    A date above the turns becomes the page's, a list such as Otter's SUMMARY KEYWORDS metadata.
    """
    lines, w = page.lines, words()
    people = tuple(n.casefold() for n in names)
    for i in range(page.rest, len(lines)):
        line = lines[i]
        if line.kind == "paragraph" and _notice(line.norm, w, people):
            line.kind = "boilerplate"
    i = page.rest
    while i < first:
        line = lines[i]
        if not line.norm or len(line.s) > _SHORT or line.kind != "paragraph":
            i += 1
            continue
        if line.norm.rstrip(":") in w.lists and i + 1 < first and lines[i + 1].norm.rstrip(":") not in w.lists:
            line.kind = "boilerplate"
            key = line.s.rstrip(": ").capitalize()
            values = []
            block = lines[i + 1].block  # the list's, which may stand apart from its heading
            while i + 1 < first and lines[i + 1].block == block:
                i += 1
                lines[i].kind = "boilerplate"
                values.append(lines[i].s)
            page.metadata.setdefault(key, " ".join(values))
        elif only_time(line) or _LENGTH.match(line.s):
            line.kind = "boilerplate"
        elif (date := find_date(line.s)) and not any(c.isalpha() for c in line.s[: date[1]] + line.s[date[2] :]):
            line.kind = "boilerplate"
            page.date = page.date or date[0]
        i += 1


def _notice(line: str, w: Words, people: tuple[str, ...]) -> bool:
    """True if a line says that someone started or stopped the transcription, or which program wrote it."""
    if not line or len(line) > _SHORT or line[-1] in ".?!:":
        return False
    if line.startswith(w.notices):
        return True
    return line.startswith(people) and any(stem in line for stem in w.stems)


def timed_paragraphs(page: Page) -> bool:
    """Makes paragraphs with their times of a transcript that names no speakers; False when the page is none.

    It is one when every few lines begin with a time in brackets, or stand under a time alone on its line, and these
    times rise from the first minute: an agenda begins later in the day.
    """
    lines: list[Line] = []
    for line in page.lines[page.rest :]:
        lines += split_marks(line, line.start)
    marks = {i: mark for i, line in enumerate(lines) if (mark := only_time(line))}
    if len(marks) < 3 or len(marks) * 4 < len(lines) or len(marks) * 2 > len(lines) + 2:
        return False
    at = [milliseconds(mark[0]) for mark in marks.values()]
    told = [ms for ms in at if ms is not None]
    rising = sum(b >= a for a, b in pairwise(told))
    if len(told) < len(at) or told[0] >= 60_000 or rising * 10 < (len(told) - 1) * 9:
        return False
    page.lines[page.rest :] = lines
    page.notes.append(no_speaker("with their times"))
    order = [*marks, len(lines)]
    mark_furniture(page, page.rest + order[0], set())
    mark_headings(page, page.rest, page.rest + order[0])
    page.flat(page.rest, page.rest + order[0])
    for n, i in enumerate(order[:-1]):
        start, end = marks[i]
        end = end or (marks[order[n + 1]][0] if n + 2 < len(order) else "")
        lines[i].kind = "boilerplate"
        first = len(page.segments)
        page.flat(page.rest + i, page.rest + order[n + 1])
        data = times(milliseconds(start), milliseconds(end))
        for k in range(first, len(page.segments)):
            if page.segments[k].kind == "paragraph":
                page.segments[k] = page.segments[k]._replace(metadata=data)
    return True
