"""Interviews and focus groups: turns told by the labels of those who speak, in the usual ways of writing them."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from qda.importers.headings import is_hash, mark_headings, title_of
from qda.importers.page import Line, Page
from qda.importers.rules import Rules

_T = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_LEAD = rf"(?:\d{{1,5}}\t\s*)?(?:[\[(<]?(?P<t1>{_T})(?:\s*[-–>]+\s*{_T})?[\])>]?\s*[-–|]?\s*)?"
_NAME = r"(?P<name>[^\W_][\w .'’/&-]{0,39}?(?:\s?\([^()\d:]{1,30}\))?)"
_TRAIL = rf"(?:\s*[\[(]?(?P<t2>{_T})[\])]?)?"
_PLAIN = re.compile(rf"{_LEAD}{_NAME}{_TRAIL}\s*:(?!//|\d)(?P<gap>\s*)")
_BOLD = re.compile(
    rf"{_LEAD}(?P<b>\*\*|__|\*|_){_LEAD.replace('t1', 't3')}{_NAME}{_TRAIL}\s*(?P<c>:)?"
    rf"\s*(?P=b)\s*(?P<t4>[\[(]{_T}[\])])?\s*(?P<d>:)?(?P<gap>\s*)"
)
_HASH = re.compile(rf"#{{1,6}}\s+{_LEAD}{_NAME}\s*{_TRAIL}\s*:?\s*$")
_TIMED = re.compile(
    rf"(?:[\[(]?(?P<t1>{_T})[\])]?\s+[-–]?\s*{_NAME}"
    rf"|{_NAME.replace('name', 'name2')}\s+[-–]?\s*[\[(]?(?P<t2>{_T})[\])]?)\s*$"
)
_ROLE = re.compile(r"(?:\[(?P<name>[^\]\d:][^\]:]{1,30})\]|(?P<name2>[^\W\d_][\w. ]{1,24}?)\s+[-–—])\s+(?=\S)")
_ONLY_TIME = re.compile(rf"[\[(<]?(?P<t1>{_T})(?:\s*[-–>]+\s*{_T})?[\])>]?\s*$")
_NUMBERED = re.compile(r"(?P<role>[a-zë. ]*?[a-zë.])\s?\d{1,2}$")


class Label(NamedTuple):
    """A line's label: the name as written, where the words after it begin, the time it tells, and its form."""

    name: str
    end: int
    time: str = ""
    form: str = "plain"  # plain, bold, hash, timed, role (without a colon: only words that name a role)


def label(line: Line) -> Label | None:
    """The label that a line begins with, or None. Only the first 120 characters are looked at."""
    s = line.s[:120]
    c = s[0]
    if c == "#":
        found = _HASH.match(s) if len(line.s) <= 100 else None
        form = "hash"
    elif c in "*_" or (c in "[(<0123456789" and ("**" in s or "__" in s)):
        found = _BOLD.match(s)
        if found and not (found["c"] or found["d"]) and len(s) > found.end():
            found = None
        form = "bold"
    else:
        found, form = None, "plain"
        if ":" in s[:75] and (c.isalnum() or c in "[(<"):
            found = _PLAIN.match(s)
            if found and found["gap"] == "" and found.end() < len(s) and not found["name"][0].isupper():
                found = None
            if not found and len(line.s) <= 70 and (found := _TIMED.match(s)):
                form = "timed"
        if not found and (c == "[" or " - " in s[:32] or " – " in s[:32] or " — " in s[:32]):
            found, form = _ROLE.match(s), "role"
    if not found:
        return None
    g = found.groupdict()
    name = (g.get("name") or g.get("name2") or "").strip()
    time = g.get("t1") or g.get("t2") or g.get("t3") or (g.get("t4") or "").strip("[]()") or ""
    if not name or len(name.split()) > 5 or name.isdigit():
        return None
    end = found.end()
    while end < len(s) and s[end].isspace():
        end += 1
    return Label(name, line.start + end, time, form)


def is_researcher(name: str, r: Rules) -> bool:
    """Whether a label is an interviewer's or moderator's."""
    return _role(name, r) == "researcher"


def recognise(page: Page, forced: bool = False) -> bool:
    """Makes an interview of the page; False when its labels do not make one (then nothing was added)."""
    lines, r = page.lines, page.rules
    found: dict[int, Label] = {}
    for i in range(page.rest, len(lines)):
        if lines[i].s[0] not in ">|" and (one := label(lines[i])) and one.name.casefold() not in r.not_speakers:
            if one.form == "role" and (len(one.name) < 3 or not _role(one.name, r)):
                continue
            found[i] = one
    if not found:
        return False
    speakers = _speakers(page, found, forced)
    if not speakers:
        return False
    turns = {i: one for i, one in found.items() if one.name.casefold() in speakers}
    page.kind = "interview"
    _emit(page, turns, _researchers(page, speakers))
    return True


def _role(name: str, r: Rules) -> str:
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
    roles = {k for k in counts if _role(written[k], r)}
    back = {k for k, n in counts.items() if n > 1 and (k in roles or _name_like(written[k]))}
    first = next((i for i in range(page.rest, len(lines)) if not is_hash(lines[i]) or i in found), -1)
    opens = first in found and found[first].name.casefold() in roles
    speakers = back | (roles if opens or back & roles or len(roles) > 1 or forced else set())
    if forced:
        speakers |= {k for k in counts if _name_like(written[k])}
        return speakers
    turns = [i for i, one in found.items() if one.name.casefold() in speakers]
    if not turns:
        return set()
    n_roles = len(speakers & roles)
    if len(speakers) < 2 and not (opens and n_roles):
        return set()
    if len(turns) < 3 and not (n_roles > 1 or opens):
        return set()
    blocks = [i for i in range(turns[0], len(lines)) if page.first_of_block(i)]
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
    labelled = sum(i in found and _name_like(found[i].name) for i in starts) / len(starts)
    if (
        covered >= 0.75 or (n_roles > 0 and covered >= 0.5) or (labelled >= 0.9 and covered >= 0.5)
    ):  # who spoke once: only where nearly everything has a label
        for i, one in found.items():
            if (
                one.name.casefold() not in speakers
                and _name_like(one.name)
                and (few or page.first_of_block(i))
                and i > turns[0]
            ):
                speakers.add(one.name.casefold())
    return speakers


def _name_like(name: str) -> bool:
    words = name.split("(", 1)[0].split()
    small = {"van", "de", "der", "den", "ten", "ter", "het", "'t", "’t", "von", "of", "du", "la"}
    return (
        0 < len(words) <= 4
        and words[0][0].isupper()
        and all(w[0].isupper() or w[0].isdigit() or w in small for w in words)
    )


def _researchers(page: Page, speakers: set[str]) -> set[str]:
    """The speakers who ask: by their label, or because the header names them as interviewer."""
    r = page.rules
    asking = {s for s in speakers if is_researcher(s, r)}
    for key, value in page.metadata.items():
        if r.header.get(key.casefold()) == "researcher":
            for name in re.split(r",|;|&| en | and ", str(value).casefold()):
                words = name.split()
                if words:
                    forms = {" ".join(words), words[0], "".join(w[0] for w in words)}
                    asking |= speakers & forms
    return asking


def _emit(page: Page, turns: dict[int, Label], asking: set[str]) -> None:
    lines = page.lines
    order = sorted(turns)
    mark_headings(page, page.rest, order[0])
    _open(page, order[0])
    page.flat(page.rest, order[0])
    pending = ""
    for n, i in enumerate(order):
        one = turns[i]
        stop = order[n + 1] if n + 1 < len(order) else len(lines)
        end = next((k for k in range(i + 1, stop) if is_hash(lines[k])), stop)
        last = end
        time, pending = one.time or pending, ""
        while last > i + 1 and _ONLY_TIME.match(lines[last - 1].s[:40]):
            pending = _ONLY_TIME.match(lines[last - 1].s[:40])["t1"]  # type: ignore[index]
            lines[last - 1].kind = "boilerplate"
            last -= 1
        for k in range(i + 1, last):
            lines[k].kind = _inner(lines[k])
        words = one.end < lines[i].end and one.form != "hash"
        page.add("boilerplate", lines[i].start, one.end if words else lines[i].end)
        role = "researcher" if one.name.casefold() in asking else "participant"
        data = {"time": time} if time else None
        if words:
            page.outer("turn", i, last, start=one.end, author=one.name, role=role, metadata=data)
        elif i + 1 < last:
            page.outer("turn", i + 1, last, author=one.name, role=role, metadata=data)
        page.flat(last, end)
        for k in range(end, stop):
            if is_hash(lines[k]):
                lines[k].kind = "heading"
        page.flat(end, stop)


def _inner(line: Line) -> str:
    """What a line inside a turn is: a transcriber's note ("[lacht]", "(stilte)"), a time, a quotation, or words."""
    s = line.s
    if len(s) <= 40 and _ONLY_TIME.match(s):
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
        if _ONLY_TIME.match(line.s[:40]):
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
