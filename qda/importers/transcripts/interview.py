"""Interviews and focus groups: turns told by the labels of those who speak, in the usual ways of writing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from qda.core.message import Message
from qda.importers.common.greetings import name_like
from qda.importers.common.headings import is_hash, mark_headings, title_of
from qda.importers.common.lines import Line, Page
from qda.importers.transcripts import bare_labels
from qda.importers.transcripts.line_labels import (
    Label,
    before_colon,
    label,
    milliseconds,
    only_time,
    split_marks,
    times,
)
from qda.importers.transcripts.program_lines import mark_furniture, timed_paragraphs
from qda.importers.transcripts.roles import explained, legend, researchers, role_of, with_short_forms
from qda.importers.transcripts.speaker_option import told
from qda.importers.transcripts.speakers import (
    asides,
    captions,
    filling,
    no_people,
    starts,
    unsure,
    weigh,
    without_counts,
    without_remarks,
)

_TOLD = 8  # labels that a note names


def recognise(page: Page, forced: bool = False) -> bool:
    """Makes an interview of the page; False when its labels do not make one (then nothing was added).

    What nevertheless looks like labels is kept in `page.seen`.
    """
    found, speakers, maybe = told(page) if page.speakers else ({}, set(), {})
    if not speakers:
        found, speakers, maybe = _recognised(page, forced)
    if not speakers:
        return timed_paragraphs(page)
    turns = {i: one for i, one in found.items() if one.name.casefold() in speakers}
    turns = with_short_forms(turns, page.rules)
    for i in legend(page, turns):
        page.lines[i].kind = "note"
        del turns[i]
    for i in explained(page, turns):
        page.lines[i].kind = "note"
    others = {**maybe, **{i: one for i, one in found.items() if i not in turns}}
    for i in captions(page, turns, others):
        page.lines[i].kind = "boilerplate"
    page.kind = "interview"
    asking = researchers(page, turns, {one.name.casefold() for one in turns.values()})
    page.notes.append(_note(turns, asking))
    ends = _unanswered(page, turns, asking)
    if doubtful := unsure(page, turns, others):
        page.notes.append(
            Message("labels-doubtful", "not taken for labels: {labels}; name those that are", labels=_counted(doubtful))
        )
    _emit(page, turns, asking, ends)
    return True


def _unanswered(page: Page, turns: Mapping[int, Label], asking: set[str]) -> dict[int, int]:
    """If only the interviewers have labels, find the line after each of their questions, by the line of the label.

    That is a question mark's at the end of a line, or else the end of the block; what follows is no one's known words, and
    the note says so.
    """
    if any(one.name.casefold() not in asking for one in turns.values()):
        return {}
    order = [*sorted(turns), len(page.lines)]
    ends: dict[int, int] = {}
    left = 0
    for i, stop in pairwise(order):
        k = i if turns[i].end < page.lines[i].end else i + 1
        while k + 1 < stop and page.lines[k].s[-1] not in "?？" and not page.last_of_block(k):
            k += 1
        if k + 1 < stop:
            ends[i] = k + 1
            left += sum(n == k + 1 or page.first_of_block(n) for n in range(k + 1, stop))
    if left:
        page.notes.append(
            Message(
                "labels-of-questions",
                "only those who ask have labels: {paragraphs} no one's; name the labels of those who answer",
                paragraphs=f"{left} paragraphs after their questions are"
                if left > 1
                else "1 paragraph after their questions is",
            )
        )
    return ends


def _recognised(page: Page, forced: bool) -> tuple[dict[int, Label], set[str], dict[int, Label]]:
    """The labels by line, the names (casefolded) of those who speak, and what else may be labels."""
    found, maybe = _labels(page)
    without_remarks(found, page.rules)
    without_counts(found)
    speakers = weigh(page, found, forced) if found else set()
    speakers -= asides(page, found, speakers)
    speakers -= no_people(page, found, speakers)
    if len(speakers) == 1 and not any(role_of(one.name, page.rules) for one in found.values()) and not forced:
        speakers = set()
    bare = bare_labels.candidates(page, {i for i, one in found.items() if one.form != "role"})
    for some in bare.values():
        without_counts(some)
    begin = [i for i in range(page.rest, len(page.lines)) if starts(page, i)]
    turns = [i for i, one in found.items() if one.name.casefold() in speakers]
    others: set[str] = set()
    way = ""
    for form, some in bare.items():
        told = bare_labels.conversation(page, some, begin)
        n = sum(one.name.casefold() in told for one in some.values())
        if told and n > sum(one.name.casefold() in others for one in bare.get(way, {}).values()):
            others, way = told, form
    if others and sum(one.name.casefold() in others for one in bare[way].values()) > len(turns):
        speakers = others | (speakers if speakers & others else set())
        found = {**found, **{i: one for i, one in bare[way].items() if one.name.casefold() in others}}
    if not speakers:
        page.seen = bare_labels.seen(page, {**bare, "colon": {**found, **maybe}}, begin)
        return {}, set(), {}
    for form in ("bold", "alone"):  # where someone's colon was forgotten
        for i, one in bare.get(form, {}).items():
            if one.name.casefold() in speakers and i not in found:
                found[i] = one
    more = {**maybe, **{i: one for some in bare.values() for i, one in some.items()}}
    more |= {i: one for i, one in found.items() if one.name.casefold() not in speakers}
    if missing := filling(found, speakers, more, page.rules):
        found |= {i: one for i, one in more.items() if one.name.casefold() in missing}
        speakers |= missing
    return found, speakers, maybe


def _labels(page: Page) -> tuple[dict[int, Label], dict[int, Label]]:
    """Find possible labels by line, to be told from other words before a colon; and those that are none or unsure."""
    lines, r = page.lines, page.rules
    found: dict[int, Label] = {}
    maybe: dict[int, Label] = {}
    for i in range(page.rest, len(lines)):
        if lines[i].s[0] not in ">|" and (one := label(lines[i])):
            if bare_labels.no_label(one.name, r):
                maybe[i] = one
            elif one.form != "role" or (len(one.name) > 2 and role_of(one.name, r)):
                found[i] = one
            continue
        if i + 1 < len(lines) and lines[i].block == lines[i + 1].block:
            if "-->" in lines[i].s[:40] and (mark := only_time(lines[i])) and _alone(lines[i + 1]):
                # 0:0:2.134 --> 0:0:5.230, and under it the name alone on its line
                found[i + 1] = Label(lines[i + 1].s, lines[i + 1].end, mark[0], "bare", "", mark[1])
            elif _alone(lines[i + 1]) and _over_words(page, i) and (mark := only_time(lines[i])):
                found[i + 1] = Label(lines[i + 1].s, lines[i + 1].end, mark[0], "bare", "", mark[1])
            elif _alone(lines[i]) and i not in found and (mark := only_time(lines[i + 1])):
                found[i] = Label(lines[i].s, lines[i].end, mark[0], "bare", "", mark[1])
        if i not in found and (one := before_colon(lines[i])):
            maybe[i] = one
    return found, maybe


def _over_words(page: Page, i: int) -> bool:
    """True if line i begins a block of three lines or more: a time, a name alone, and words."""
    lines = page.lines
    return (
        page.first_of_block(i)
        and i + 2 < len(lines)
        and lines[i + 2].block == lines[i].block
        and not only_time(lines[i + 2])
    )


def _note(turns: Mapping[int, Label], asking: set[str]) -> str:
    """Describe an interview for the import: whose turns it has, how many, and who asks."""
    counts = Counter(one.name.casefold() for one in turns.values())
    written = {one.name.casefold(): one.name for one in reversed(list(turns.values()))}
    told = [(written[k] + (" [asks]" if k in asking else ""), n) for k, n in counts.most_common()]
    return f"turns: {_counted(told)}"


def _counted(told: list[tuple[str, int]]) -> str:
    more = f" and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
    return ", ".join(f"{name} ({n})" for name, n in told[:_TOLD]) + more


def doubt(page: Page) -> None:
    """Says of a page that came in as something else that it looks like a conversation, and which labels were seen."""
    if page.seen is None or page.kind not in ("article", "plain"):
        return
    counts = page.seen.counts
    first, *others = (name for name, _ in counts[:_TOLD])
    names = Message("speaker-name", "{name}", name=_quoted(first))
    for name in others:
        names = Message("speaker-names", "{before}, {name}", before=names, name=_quoted(name))
    page.notes.append(
        Message(
            "labels-seen",
            "looks like a conversation; labels seen: {labels}; name the speakers: {names}",
            labels=_counted(counts),
            names=names,
        )
    )


def _quoted(name: str) -> str:
    return name if name.isalnum() else "'" + name.replace("'", "'\\''") + "'"


def _alone(line: Line) -> bool:
    """True if a line may be only the name of a speaker."""
    return len(line.s) <= 60 and name_like(line.s) and line.s[-1] not in ".?!,;:"


def _emit(page: Page, turns: dict[int, Label], asking: set[str], ends: Mapping[int, int]) -> None:
    stops = {page.lines[i].start: page.lines[k].start for i, k in ends.items()}
    turns = _part(page, turns)
    lines = page.lines
    order = sorted(turns)
    mark_furniture(page, order[0], {one.name for one in turns.values()})
    for line in lines[page.rest : order[0]]:
        if line.kind == "paragraph" and not line.given and _inner(line) == "note":
            line.kind = "note"
    mark_headings(page, page.rest, order[0])
    _open(page, order[0])
    page.flat(page.rest, order[0])
    for n, (i, data) in enumerate(zip(order, _times(page, turns, order), strict=True)):
        one = turns[i]
        stop = order[n + 1] if n + 1 < len(order) else len(lines)
        until = stops.get(lines[i].start, lines[stop - 1].end)
        end = next((k for k in range(i + 1, stop) if is_hash(lines[k]) or lines[k].start >= until), stop)
        last = end
        while last > i + 1 and (only_time(lines[last - 1]) or lines[last - 1].kind == "boilerplate"):
            lines[last - 1].kind = "boilerplate"
            last -= 1
        for k in range(i + 1, last):
            if lines[k].kind != "boilerplate":
                lines[k].kind = _inner(lines[k])
        words = one.end < lines[i].end and one.form != "hash"
        page.add("boilerplate", lines[i].start, one.end if words else lines[i].end)
        role = "researcher" if one.name.casefold() in asking else "participant"
        if one.remark:
            data["remark"] = one.remark
        if words:
            page.outer("turn", i, last, start=one.end, author=one.name, role=role, metadata=data or None)
        elif i + 1 < last:
            page.outer("turn", i + 1, last, author=one.name, role=role, metadata=data or None)
        page.flat(last, end)
        for k in range(end, stop):
            if is_hash(lines[k]):
                lines[k].kind = "heading"
        page.flat(end, stop)


def _part(page: Page, turns: dict[int, Label]) -> dict[int, Label]:
    """Makes the times marked in lines lines of their own; the turns by their new lines."""
    lines = page.lines[: page.rest]
    moved: dict[int, Label] = {}
    for i in range(page.rest, len(page.lines)):
        line, one = page.lines[i], turns.get(i)
        if one:
            moved[len(lines)] = one
        lines += split_marks(line, one.end if one else line.start)
    page.lines = lines
    return moved


def _times(page: Page, turns: dict[int, Label], order: list[int]) -> list[dict[str, Any]]:
    """When each turn began and ended, and `time` as the file writes its beginning.

    A turn without a time of its own begins with the time above it, or with the one after the turn before (f4 writes them
    there); one without an end ends where the next begins.
    """
    lines = page.lines
    starts: list[str] = []
    ends: list[str] = []
    mark = only_time(lines[order[0] - 1]) if order[0] > page.rest else None
    pending, until = mark or ("", "")
    for n, i in enumerate(order):
        one = turns[i]
        stop = order[n + 1] if n + 1 < len(order) else len(lines)
        start, end = one.time or pending, one.until or ("" if one.time else until)
        k = i + 1
        while not start and k < stop and one.end >= lines[i].end and (mark := only_time(lines[k])):
            start, end = mark
            k += 1
        after = pending = until = ""
        while stop > k and (mark := only_time(lines[stop - 1])):
            after = mark[0]
            if not pending:
                pending, until = mark
            stop -= 1
        starts.append(start)
        ends.append(end or after)
    out: list[dict[str, Any]] = []
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        end = end or (starts[n + 1] if n + 1 < len(order) else "")
        told = times(milliseconds(start), milliseconds(end))
        out.append({**({"time": start} if start else {}), **told})
    return out


def _inner(line: Line) -> str:
    """Classify a line inside a turn: a transcriber's note ("[lacht]", "(stilte)"), a time, a quotation, or words."""
    s = line.s
    if only_time(line):
        return "boilerplate"
    if s[0] == ">":
        return "quoted"
    if (
        len(s) <= LINE_NOTE
        and (s[0], s[-1]) in (("[", "]"), ("{", "}"), ("(", ")"))
        and (s[0] != "(" or len(s.split()) <= 6)
    ):
        return "note"
    return "paragraph"


LINE_NOTE = 160


def _open(page: Page, stop: int) -> None:
    """Takes the title from above the first turn."""
    lines = page.lines
    for i in range(page.rest, stop):
        line = lines[i]
        if only_time(line):
            line.kind = "boilerplate"
        elif (
            line.kind == "paragraph"
            and len(line.s) <= 110
            and i == page.rest
            and line.s[-1] not in ".,;:!?"
            and (page.last_of_block(i) or len(lines[i + 1].s) <= 110)
        ):
            line.kind = "heading"
        if line.kind == "heading" and not page.title:
            page.title = title_of(line)
