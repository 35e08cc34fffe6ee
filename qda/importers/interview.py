"""Interviews and focus groups: turns told by the labels of those who speak, in the usual ways of writing them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from qda.core.language import function_word
from qda.importers.headings import is_hash, mark_headings, title_of
from qda.importers.page import Line, Page
from qda.importers.rules import Rules
from qda.importers.transcript import (
    Label,
    label,
    loosely,
    marked,
    milliseconds,
    name_like,
    named,
    only_time,
    split_marks,
    times,
)
from qda.importers.transcript_furniture import mark_furniture, timed_paragraphs

_NUMBERED = re.compile(r"(?P<role>[^\d]*?[^\W\d_]\.?)[\s_-]?\d{1,2}$")


def is_researcher(name: str, r: Rules) -> bool:
    """Whether a label is an interviewer's or moderator's."""
    return role_of(name, r) == "researcher"


def recognise(page: Page, forced: bool = False) -> bool:
    """Makes an interview of the page; False when its labels do not make one (then nothing was added)."""
    found, speakers = _told(page) if page.speakers else ({}, set())
    if not speakers:
        found = _labels(page)
        _without_remarks(found, page.rules)
        speakers = _speakers(page, found, forced) if found else set()
        speakers -= _asides(page, found, speakers)
    if not speakers:
        return timed_paragraphs(page)
    turns = {i: one for i, one in found.items() if one.name.casefold() in speakers}
    page.kind = "interview"
    _emit(page, turns, _researchers(page, speakers))
    return True


def _labels(page: Page) -> dict[int, Label]:
    """What may be labels, by line: to be told from other words before a colon."""
    lines, r = page.lines, page.rules
    found: dict[int, Label] = {}
    for i in range(page.rest, len(lines)):
        if lines[i].s[0] not in ">|" and (one := label(lines[i])) and one.name.casefold() not in r.not_speakers:
            if one.form == "role" and (len(one.name) < 3 or not role_of(one.name, r)):
                continue
            found[i] = one
        elif i + 1 < len(lines) and lines[i].block == lines[i + 1].block:
            if "-->" in lines[i].s[:40] and (mark := only_time(lines[i])) and _alone(lines[i + 1]):
                # 0:0:2.134 --> 0:0:5.230, and under it the name alone on its line
                found[i + 1] = Label(lines[i + 1].s, lines[i + 1].end, mark[0], "bare", "", mark[1])
            elif _alone(lines[i]) and i not in found and (mark := only_time(lines[i + 1])):
                found[i] = Label(lines[i].s, lines[i].end, mark[0], "bare", "", mark[1])
    return found


def _alone(line: Line) -> bool:
    """Whether a line may be the name of who speaks, alone on it."""
    return len(line.s) <= 60 and name_like(line.s) and line.s[-1] not in ".?!,;:"


def _told(page: Page) -> tuple[dict[int, Label], set[str]]:
    """The labels that the patterns of --speaker mean, and the names in them, casefolded."""
    lines = page.lines
    loose = {i: one for i in range(page.rest, len(lines)) if (one := loosely(lines[i]))}
    names = named([one.name for one in loose.values()], page.speakers)
    found = {i: one for i, one in loose.items() if one.name in names}
    if any(one.form not in ("bare", "role") for one in found.values()):
        found = {i: one for i, one in found.items() if one.form not in ("bare", "role")}
    if not found:
        page.notes.append(f"no label is {' or '.join(page.speakers)}: read without --speaker")
    return found, {one.name.casefold() for one in found.values()}


def _without_remarks(found: dict[int, Label], r: Rules) -> None:
    """Takes the remark off labels such as "P3 (laughs)" where the file tells that P3 is who speaks.

    That is so when the name alone is a label too, or when it is a role with a number. A remark that names a role stays.
    """
    alone = {one.name.casefold(): one.name for one in reversed(found.values())}
    for i, one in found.items():
        name, bracket, remark = one.name.partition("(")
        name, remark = name.strip(), remark.rstrip(") ")
        if not (bracket and name and one.name.endswith(")")) or role_of(remark, r):
            continue
        if name.casefold() in alone or (_NUMBERED.match(name.casefold()) and role_of(name, r)):
            found[i] = one._replace(name=alone.get(name.casefold(), name), remark=remark)


def _asides(page: Page, found: dict[int, Label], speakers: set[str]) -> set[str]:
    """Labels that are words of someone's turn: "Vraag: …" in the middle of an answer, once, where others speak.

    Not so for one that opens the talk, that the header names as asking, or without which no one would recur.
    """
    r = page.rules
    turns = [one.name.casefold() for _, one in sorted(found.items()) if one.name.casefold() in speakers]
    plain = {k: k.rstrip("0123456789 ") for k in speakers}
    counts = Counter(plain[k] for k in turns)
    out = {k for k in speakers if plain[k] in r.in_turns and counts[plain[k]] == 1 and k != turns[0]}
    out -= _named_in_header(page, out)
    others = speakers - out
    return out if len(others) > 1 and any(counts[plain[k]] > 1 for k in others) else set()


def role_of(name: str, r: Rules) -> str:
    """What a label says that its bearer is: `researcher`, `participant`, or "" for a name."""
    whole = low = name.casefold().strip()
    if whole.endswith(")") and "(" in whole[1:]:  # "Lies Bakker (interviewer)"
        low, _, said = whole[:-1].rpartition("(")
        low = low.strip() or said
        if said.strip() in r.researcher and len(said.strip()) > 1:
            return "researcher"
    found = _NUMBERED.match(low)
    base = found["role"].strip() if found else low
    for role, labels in (("researcher", r.researcher), ("participant", r.participant)):
        if low in labels or base in labels:
            return role
    return ""


def _speakers(page: Page, found: dict[int, Label], forced: bool) -> set[str]:
    """The labels (casefolded) of those who speak; empty when this is no interview."""
    lines, r = page.lines, page.rules
    counts = Counter(one.name.casefold() for one in found.values())
    written = {one.name.casefold(): one.name for one in found.values()}
    roles = {k for k in counts if role_of(written[k], r)}
    back = {k for k, n in counts.items() if n > 1 and (k in roles or name_like(written[k]))}
    first = next((i for i in range(page.rest, len(lines)) if not is_hash(lines[i]) or i in found), -1)
    opens = first in found and found[first].name.casefold() in roles
    speakers = back | (roles if opens or back & roles or len(roles) > 1 or forced else set())
    if forced:
        speakers |= {k for k in counts if name_like(written[k])}
        return speakers
    starts_ = [i for i in range(page.rest, len(lines)) if _starts(page, i)]
    speakers |= _timed(page, found, roles, back) | _small(found, starts_, back)
    turns = [i for i, one in found.items() if one.name.casefold() in speakers]
    if not turns:
        return set()
    n_roles = len(speakers & roles)
    if len(speakers) < 2 and not (opens and n_roles):
        return set()
    if len(turns) < 3 and not (n_roles > 1 or opens):
        return set()
    blocks = [i for i in starts_ if i >= turns[0]]
    few = len(blocks) <= 2
    starts = list(range(turns[0], len(lines))) if few else blocks
    covered = sum(i in found and found[i].name.casefold() in speakers for i in starts) / len(starts)
    prose = [i for i in range(page.rest, turns[0]) if page.first_of_block(i) and len(lines[i].s) > 80]
    single = {k for k in speakers if len(k) <= 2}  # "A: …" in a list of options
    if not n_roles and (len(prose) > 3 or covered < 0.3 or (len(prose) > 1 and covered < 0.6)):
        return set()
    if n_roles and not opens and covered < 0.2 and len(turns) < 4:
        return set()
    if speakers == single and covered < 0.5 and not opens:
        return set()
    labelled = sum(i in found and name_like(found[i].name) for i in starts) / len(starts)
    if (
        covered >= 0.75 or (n_roles > 0 and covered >= 0.5) or (labelled >= 0.9 and covered >= 0.5)
    ):  # who spoke once: only where nearly everything has a label
        for i, one in found.items():
            if (
                one.name.casefold() not in speakers
                and name_like(one.name)
                and (few or _starts(page, i))
                and i > turns[0]
            ):
                speakers.add(one.name.casefold())
    return speakers


def _starts(page: Page, i: int) -> bool:
    """Whether line i begins a block, a time on a line of its own above it left aside."""
    lines = page.lines
    if only_time(lines[i]):
        return False
    return page.first_of_block(i) or only_time(lines[i - 1]) is not None


def _timed(page: Page, found: dict[int, Label], roles: set[str], back: set[str]) -> set[str]:
    """The labels that stand with a time, when one of them comes back and words follow them (an agenda has none)."""
    lines = page.lines
    with_time = {
        i: one for i, one in found.items() if one.time or marked(lines[i]) or (i > page.rest and marked(lines[i - 1]))
    }
    names = {one.name.casefold() for one in with_time.values() if name_like(one.name)} | (
        roles & {one.name.casefold() for one in with_time.values()}
    )
    if not names & (back | roles) or len(with_time) < 2:
        return set()
    spoken = sum(one.end < lines[i].end or (i + 1 < len(lines) and i + 1 not in found) for i, one in with_time.items())
    return names if spoken * 10 >= len(with_time) * 6 else set()


def _small(found: dict[int, Label], starts: list[int], back: set[str]) -> set[str]:
    """Labels in small letters ("rosa: …") that come back, where nearly all that is said has such a label or a name."""
    counts = Counter(one.name.casefold() for one in found.values() if one.form != "role")
    small = {k for k, n in counts.items() if n > 1 and k not in back and len(k.split()) < 3 and not function_word(k)}
    have = small | back
    if not small or len(have) < 2 or not starts:
        return set()
    covered = sum(i in found and found[i].name.casefold() in have for i in starts)
    return small if covered >= 4 and covered * 10 >= len(starts) * 8 else set()


def _researchers(page: Page, speakers: set[str]) -> set[str]:
    """The speakers who ask: by their label, or because the header names them as interviewer."""
    return {s for s in speakers if is_researcher(s, page.rules)} | _named_in_header(page, speakers)


def _named_in_header(page: Page, speakers: set[str]) -> set[str]:
    asking: set[str] = set()
    r = page.rules
    for key, value in page.metadata.items():
        if r.header.get(key.casefold()) == "researcher":
            for name in re.split(r",|;|&| en | and ", str(value).casefold()):
                words = name.split()
                if words:
                    forms = {" ".join(words), words[0], "".join(w[0] for w in words)}
                    asking |= speakers & forms
    return asking


def _emit(page: Page, turns: dict[int, Label], asking: set[str]) -> None:
    turns = _part(page, turns)
    lines = page.lines
    order = sorted(turns)
    mark_furniture(page, order[0], {one.name for one in turns.values()})
    mark_headings(page, page.rest, order[0])
    _open(page, order[0])
    page.flat(page.rest, order[0])
    for n, (i, data) in enumerate(zip(order, _times(page, turns, order), strict=True)):
        one = turns[i]
        stop = order[n + 1] if n + 1 < len(order) else len(lines)
        end = next((k for k in range(i + 1, stop) if is_hash(lines[k])), stop)
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
    """What a line inside a turn is: a transcriber's note ("[lacht]", "(stilte)"), a time, a quotation, or words."""
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
