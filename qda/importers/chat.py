"""Chats saved as text: WhatsApp (Android, iOS), Zoom's saved chat, Telegram's copied messages, Discord's text export.

A line's head (date, time, name) is boilerplate and its words are a post; what follows without a head belongs to the post
above. What the program says itself is boilerplate, a medium without words a post whose words do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.language import guess
from qda.importers.chat_dates import Stamp, hour_of, iso, order_of, told

_LOOKED = 40  # lines at the top among which the first heads must stand
_HEAD = 160  # characters of a line in which its head must end
# Marks without width that exports put before heads and messages, and blanks that are no plain ones.
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u202f\u00a0\u2009"), " ")
_DAY = r"(?P<a>\d{1,4})\s?(?P<mark>[./-])\s?(?P<b>\d{1,2})\s?[./-]\s?(?P<c>\d{1,4})\.?"
_CLOCK = (
    r"(?:(?P<before>上午|下午|오전|오후|午前|午後)\s?)?(?P<h>\d{1,2})\s?[:.h]\s?(?P<m>\d{2})(?:[:.](?P<s>\d{2}))?(?![\d:])"
    r"(?:\s?(?P<half>[AaPp]\.?\s?[Mm]\b\.?|[πμ]\.?\s?μ\.?))?"
)
_WHEN = rf"{_DAY},?\s{{0,3}}(?:[^\W\d_]{{1,4}}\.?\s(?:las\s)?)?{_CLOCK}"
_ANDROID = re.compile(rf"\s*{_WHEN}\s{{1,2}}[-–—](?:\s+|$)")
_IOS = re.compile(rf"\s*\[{_WHEN}\](?:\s+|$)")
_COPIED = re.compile(rf"\s*(?P<name>[^\W_][^\[\]\n]{{0,60}}?),\s\[{_WHEN}\]:?\s*$")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_DISCORD = re.compile(
    rf"\[(?:{_WHEN}|(?P<d2>\d{{1,2}})-(?P<m2>[A-Za-z]{{3}})-(?P<y2>\d{{2,4}})\s(?P<h2>\d{{1,2}}):(?P<n2>\d{{2}})"
    r"(?:\s(?P<half2>[AaPp][Mm]))?)\]\s(?P<name>[^\s:][^:\n]{0,60}?)(?:\s\(pinned\))?\s*$"
)
_RULED = re.compile(r"={20,}\s*$")
_LABEL = re.compile(r"(?P<name>[^\s:][^\n]{0,99}?):(?=\s|$)")
_ANGLES = re.compile(r"<[^<>\n]{3,60}>$")
_ATTACHED = re.compile(r"[\w .,()@&+-]{1,80}\.\w{2,5} \([^()\d]{4,40}\)$")
_EDITED = re.compile(r"\s*<([^<>\n]{4,60}?)\.?>$")
_FILE = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_WROTE = re.compile(r"[\"“«„'](?P<quote>.{3,200}?)(?:\.{3}|…)?[\"”»“']")


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The phrases of rules' [chat], casefolded."""
    from qda.importers.rules import tables

    out: dict[str, tuple[str, ...]] = {}
    for _, table in tables():
        for what, texts in table.get("chat", {}).items():
            out[what] = (*out.get(what, ()), *(t.casefold() for t in texts))
    return out


@cache
def _zoom() -> re.Pattern[str]:
    said = {what: "|".join(map(re.escape, _phrases()[what])) for what in ("from", "to")}
    return re.compile(
        rf"\s*(?:{_DAY}\s{{1,3}})?(?P<time>\d{{1,2}}:\d{{2}}:\d{{2}})\s+(?:{said['from']})\s+(?P<name>\S[^\n]{{0,80}}?)"
        rf"(?:\s+(?:{said['to']})\s+(?P<to>\S[^\n:]{{0,80}}?))?\s*(?P<private>\([^()\n]{{3,40}}\))?\s*:(?:\s+|$)",
        re.I,
    )


class _Way(NamedTuple):
    """A way to write a chat: the program, how heads look, whether the name is in the head or begins what follows."""

    software: str
    head: Callable[[], re.Pattern[str]]
    named: bool


_WAYS = (
    _Way("Zoom", _zoom, True),
    _Way("WhatsApp", lambda: _IOS, False),
    _Way("WhatsApp", lambda: _ANDROID, False),
    _Way("Telegram", lambda: _COPIED, True),
    _Way("Discord", lambda: _DISCORD, True),
)


@dataclass(slots=True)
class _Line:
    """A line with a head: where it, its message and its last line end, and what its head says."""

    start: int
    body: int
    end: int = 0
    name: str = ""
    stamp: Stamp | None = None
    data: dict[str, Any] = field(default_factory=dict)


def recognise(text: str, name: str, options: ReadOptions) -> Draft | None:
    """The draft of a chat; None for a text that is none (a log, a diary, an agenda, a talk with times)."""
    found = _way(text)
    if found is None:
        return None
    way, pattern = found
    lines, foot = _lines(text, way, pattern)
    if not way.named:
        _names(text, lines)
    if not _is_chat(text, way, lines, options.form == "forum"):
        return None
    return _draft(text, name, way, lines, foot, options)


def _way(text: str) -> tuple[_Way, re.Pattern[str]] | None:
    """How the first lines with words are written: one of them at least has a head of the kind."""
    top, pos = [], 0
    while len(top) < _LOOKED and pos < len(text):
        end = text.find("\n", pos)
        end = len(text) if end < 0 else end
        if line := text[pos : min(end, pos + _HEAD)].translate(_MARKS).strip():
            top.append(line)
        pos = end + 1
    if not any(line[0].isdigit() or "[" in line for line in top):
        return None
    discord = any(_RULED.match(line) for line in top[:2]) and any(line.startswith(("Guild:", "Channel:")) for line in top[:6])
    for way in _WAYS:
        if (way.software == "Discord") == discord:
            pattern = way.head()
            if sum(bool(pattern.match(line)) for line in top) * 10 >= len(top):
                return way, pattern
    return None


def _lines(text: str, way: _Way, pattern: re.Pattern[str]) -> tuple[list[_Line], int]:
    """The lines with a head, each with those that follow it; and where a foot that the program adds begins."""
    out: list[_Line] = []
    pos, foot = 0, len(text)
    for line in text.split("\n"):
        if (line[:60].translate(_MARKS).lstrip()[:1] or " ") in "[0123456789" or way.software == "Telegram":
            if found := pattern.match(line[:_HEAD].translate(_MARKS)):
                if out:
                    out[-1].end = pos
                out.append(_line(found, pos, way))
        elif way.software == "Discord" and out and _RULED.match(line):
            foot = pos
            break
        pos += len(line) + 1
    if out:
        out[-1].end = foot
    return out, foot


def _line(found: re.Match[str], pos: int, way: _Way) -> _Line:
    g = found.groupdict()
    line = _Line(pos, pos + found.end(), name=_bare(g.get("name") or ""))
    if way.software == "Zoom":
        line.data["time"] = g["time"]
        private = g["private"] and g["private"].strip("() ").casefold()
        if to := _bare(g["to"] or ""):
            line.data["to"] = to
        if private:
            line.data["private"] = private
        if g["a"]:
            h, m, s = map(int, g["time"].split(":"))
            line.stamp = Stamp((int(g["a"]), int(g["b"]), int(g["c"])), h, m, s, g["mark"])
            del line.data["time"]
    elif g.get("d2"):
        month = _MONTHS.index(g["m2"].casefold()) + 1 if g["m2"].casefold() in _MONTHS else 0
        year = int(g["y2"]) + (2000 if len(g["y2"]) == 2 else 0)
        line.stamp = Stamp((year, month, int(g["d2"])), hour_of(int(g["h2"]), g["half2"] or ""), int(g["n2"]), None, "-")
    else:
        half = g["before"] or g["half"] or ""
        second = None if g["s"] is None else int(g["s"])
        line.stamp = Stamp(
            (int(g["a"]), int(g["b"]), int(g["c"])), hour_of(int(g["h"]), half), int(g["m"]), second, g["mark"], bool(half)
        )
    return line


def _bare(name: str) -> str:
    """A name without the marks and the tilde with which WhatsApp shows those who are in no address book."""
    return " ".join(name.translate(_MARKS).split()).removeprefix("~ ").removeprefix("~")


def _names(text: str, lines: list[_Line]) -> None:
    """Gives each message its writer: what stands before the first colon, or before a later one where it always does."""
    heads: list[list[tuple[str, int]]] = []  # of each line: the names that it may begin with, and where the words begin
    for line in lines:
        end = text.find("\n", line.body)
        first = text[line.body : end if end >= 0 else len(text)][:_HEAD]
        plain, at, some = first.translate(_MARKS), 0, []
        while len(some) < 3 and (colon := _LABEL.match(plain[at:]) if at == 0 else re.match(r"[^\n]{0,99}?:(?=\s|$)", plain[at:])):
            at += colon.end()
            some.append((plain[: at - 1], at))
        heads.append(some)
    by: dict[str, Counter[str]] = {}
    count: Counter[str] = Counter()
    for some in heads:
        if some:
            count[some[0][0]] += 1
        for name, _ in some[1:]:
            by.setdefault(some[0][0], Counter())[name] += 1
    for line, some in zip(lines, heads, strict=True):
        if not some:
            continue
        first, n = some[0][0], count[some[0][0]]
        longer = [(name, at) for name, at in some[1:] if n > 1 and by[first][name] == n]
        name, at = longer[-1] if longer else some[0]
        known = n > 1
        if not known and (_holds(name, "system") or len(name.split()) > 8 or "“" in name or '"' in name or "http" in name):
            continue  # what the program says may have a colon in it
        line.name = _bare(name)
        line.body += at + len(text[line.body + at :][:3]) - len(text[line.body + at :][:3].lstrip(" \t"))


def _holds(text: str, *whats: str) -> bool:
    """Whether a short line holds a phrase that stands in place of a message, or beside one."""
    flat = " ".join(text.translate(_MARKS).split()).casefold()
    return any(phrase in flat for what in whats for phrase in _phrases()[what])


def _is_chat(text: str, way: _Way, lines: list[_Line], forced: bool) -> bool:
    named = [line for line in lines if line.name]
    if not named or (forced and len(named) * 2 >= len(lines)):
        return bool(named)
    log = _phrases()["log"]
    logged = sum(line.name.casefold().rpartition(".")[2].split()[0].strip("[]()") in log for line in named if line.name.strip("[](). "))
    if logged * 4 >= len(named):
        return False
    if way.software in ("Zoom", "Discord"):
        return True
    writers = Counter(line.name for line in named)
    if way.software == "WhatsApp" and any(
        _system(text, line) or _media(text, line) for line in lines
    ):
        return True
    if len(writers) < 2 or len(named) * 2 < len(lines):
        return False
    if way.software == "Telegram" or len(writers) < len(named):
        return True
    return any(line.stamp and line.stamp.minute % 5 for line in named)  # an agenda has round times, and each point once


def _system(text: str, line: _Line) -> bool:
    """Whether the program itself says this, whoever stands before it."""
    body = text[line.body : line.end].strip("\n ")
    if "\n" in body or len(body) > 400:
        return False
    if not line.name:
        return _holds(body, "system")
    return body[:1] == "\u200e" and not _media(text, line) and not _vote(body)


def _vote(body: str) -> bool:
    return body.strip("\u200e ").casefold().partition("\n")[0].rstrip(": ").startswith(_phrases()["polls"])


def _media(text: str, line: _Line) -> int:
    """The characters of the message that stand for a medium or for a message that is gone; 0 where words begin at once."""
    body = text[line.body : line.end]
    first = body.partition("\n")[0]
    bare = " ".join(first.translate(_MARKS).split())
    if not bare:
        return 0
    short = len(bare) <= 90
    marked = first.lstrip(" ")[:1] == "\u200e"
    alone = (
        _ANGLES.match(bare)
        or (_ATTACHED.match(bare) and _FILE.search(bare.rpartition(" (")[0]))
        or (short and (_whole(bare, "media") or _whole(bare, "deleted") or (marked and _holds(bare, "media", "deleted"))))
    )
    return len(first.rstrip()) if alone else 0


def _whole(bare: str, what: str) -> bool:
    """Whether a line is one of the phrases, but for figures and marks ("GIF omitted", "Document omitted • 2 pages")."""
    flat = bare.casefold().strip(" .<>\u2022")
    return any(flat == p or (flat.endswith(p) and len(flat) <= len(p) + 2) for p in _phrases()[what])


def _draft(text: str, name: str, way: _Way, lines: list[_Line], foot: int, options: ReadOptions) -> Draft:
    posts = "\n".join(text[line.body : min(line.end, line.body + 200)] for line in lines[:40] if line.name)
    language = guess(posts) or guess(text) or options.language
    dated = [line.stamp for line in lines if line.stamp is not None]
    order, why = order_of(dated, language) if dated else ("dmy", "")
    out = _Segments(text)
    out.plain(0, lines[0].start, "boilerplate" if way.software == "Discord" else "paragraph")
    for line in lines:
        out.message(line, way, iso(line.stamp, order) if line.stamp else None)
    out.plain(foot, len(text), "boilerplate")
    draft = Draft(name, text, "forum", "", language, None, out.segments)
    draft.date = next((s.date for s in out.segments if s.date and s.kind == "post"), None)
    draft.metadata = {"chat": way.software} | ({"date": draft.date} if draft.date else {})
    writers = {s.author for s in out.segments if s.author}
    count = sum(s.kind == "post" for s in out.segments)
    said = f"{way.software}: {count} post{'s' * (count != 1)} by {len(writers)} {'people' if len(writers) != 1 else 'person'}"
    if out.aside:
        some = [f"{n} {what if n == 1 else many}" for (what, many), n in out.aside.items()]
        said += f"; left out of the words: {', '.join(some)}"
    draft.notes.append(said)
    if guessed := told(dated[0], order, why) if dated else "":
        draft.notes.append(guessed)
    lost = sum(iso(s, order) is None for s in dated)
    if lost:
        draft.notes.append(f"{lost} message{'s' * (lost != 1)} with a date that there is not: without one")
    if way.software == "Zoom" and not dated:
        draft.notes.append("the file has times of the day and no date: `qda source set` gives the source one")
    return draft


_SERVICE = ("service message", "service messages")
_MEDIUM = ("medium without words", "media without words")
_GONE = ("deleted message", "deleted messages")
_EMPTY = ("message without words", "messages without words")
_REACTION = ("reaction", "reactions")


class _Segments:
    """The segments of a chat on their way: what is no one's words is counted in `aside`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.segments: list[DraftSegment] = []
        self.aside: Counter[tuple[str, str]] = Counter()
        self.begun: list[tuple[str, int]] = []  # the first words of each post, for those that answer it

    def plain(self, start: int, end: int, kind: str) -> None:
        """What stands outside of messages, a paragraph for each block."""
        for found in re.finditer(r"\S(?:[^\n]|\n(?!\s*\n))*", self.text[start:end]):
            a, b = self._trim(start + found.start(), start + found.end())
            if a < b:
                self.segments.append(DraftSegment(kind, a, b))

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        return start, start + len(piece.strip())

    def _add(self, kind: str, start: int, end: int, **more: Any) -> int:
        start, end = self._trim(start, end)
        if start < end:
            self.segments.append(DraftSegment(kind, start, end, **more))
            return len(self.segments) - 1
        return -1

    def message(self, line: _Line, way: _Way, date: str | None) -> None:
        """The head of a line and its words."""
        if not line.name or _system(self.text, line):
            self._add("boilerplate", line.start, line.end)
            self.aside[_SERVICE] += 1
            return
        if way.software == "Zoom" and self._reaction(line):
            self._add("boilerplate", line.start, line.end)
            self.aside[_REACTION] += 1
            return
        start, end = self._trim(line.body, line.end)
        if not self.text[start:end].strip("\u200e\u200f\ufeff"):
            self._add("boilerplate", line.start, line.end)
            self.aside[_EMPTY] += 1
            return
        medium = _media(self.text, line)
        if medium:
            gone = _holds(self.text[line.body : line.body + medium], "deleted")
            self.aside[_GONE if gone else _MEDIUM] += 1
        answered, begin = self._answered(line, start) if way.software == "Zoom" else (None, start)
        if medium and self.text[line.body + medium : end].strip():
            begin = self._trim(line.body + medium, end)[0]  # a caption
            self.aside[_MEDIUM] -= 1
            self.aside = +self.aside
            medium = 0
        if way.software == "Discord":
            end = self._without_files(begin, end)
        mark = _EDITED.search(self.text[begin:end].translate(_MARKS))
        data = dict(line.data)
        last = end
        if not medium and mark and mark.start() and _whole(mark[1], "edited"):
            data["edited"], end = True, begin + mark.start()
        self._add("boilerplate", line.start, begin)
        if begin >= end:
            return
        at = self._add("post", begin, end, author=line.name, date=date, reply_to=answered, metadata=data or None)
        if at < 0:
            return
        if medium:
            s = self.segments[at]
            self.segments.append(DraftSegment("boilerplate", s.start, s.end, parent=at))
        self.begun.append((" ".join(self.text[begin:end].split()), at))
        self._add("boilerplate", end, last)
        if last < line.end:
            self._add("boilerplate", last, line.end)

    def _without_files(self, start: int, end: int) -> int:
        """Where a message of Discord's text export ends: before the addresses of files and the reactions below it."""
        found = re.search(r"(?:^|\n)\{(?:Attachments|Embed|Reactions|Stickers)\}", self.text[start:end])
        return start + found.start() if found else end

    def _reaction(self, line: _Line) -> bool:
        said = " ".join(self.text[line.body : line.end].split()).casefold()
        return said.startswith(_phrases()["reactions"]) and bool(_WROTE.search(said))

    def _answered(self, line: _Line, start: int) -> tuple[int | None, int]:
        """The post whose first words a line `Replying to "…"` names, and where the answer's own words begin."""
        first, _, rest = self.text[start : line.end].partition("\n")
        found = _WROTE.search(first)
        if not rest.strip() or not found or not first.casefold().startswith(_phrases()["replies"]):
            return None, start
        quote = " ".join(found["quote"].split())
        target = next((at for words, at in reversed(self.begun) if words.startswith(quote)), None)
        return target, self._trim(start + len(first), line.end)[0]
