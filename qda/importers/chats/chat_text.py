"""Chats saved as text: WhatsApp (Android, iOS), Zoom's saved chat, Telegram's copied messages, Discord's text export.

A line's head (date, time, name) is boilerplate and its words are a post; what follows without a head belongs to the post
above. What the program says itself is boilerplate, a medium without words a post whose words do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.message import Message
from qda.core.text.language import guess
from qda.importers.chats.chat_dates import iso, order_of, told
from qda.importers.chats.chat_heads import MARKS, HeadLine, Way, give_names, holds, lines_of, phrases, way_of
from qda.importers.common.greetings import name_like

_ANGLES = re.compile(r"<[^<>\n]{3,60}>$")
_ATTACHED = re.compile(r"[\w .,()@&+-]{1,80}\.\w{2,5} \([^()\d]{4,40}\)$")
_EDITED = re.compile(r"\s*<([^<>\n]{4,60}?)\.?>$")
_FILE = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_WROTE = re.compile(r"[\"“«„'](?P<quote>.{3,200}?)(?:\.{3}|…)?[\"”»“']")


def recognise(text: str, name: str, options: ReadOptions) -> Draft | None:
    """The draft of a chat; None for a text that is none (a log, a diary, an agenda, a talk with times)."""
    found = way_of(text)
    if found is None:
        return None
    way, pattern = found
    lines, foot = lines_of(text, way, pattern)
    if not way.named:
        give_names(text, lines)
    if not _is_chat(text, way, lines, options.form == "forum"):
        return None
    return _draft(text, name, way, lines, foot, options)


def _is_chat(text: str, way: Way, lines: list[HeadLine], forced: bool) -> bool:
    named = [line for line in lines if line.name]
    if not named or (forced and len(named) * 2 >= len(lines)):
        return bool(named)
    logged = sum(_is_level(line.name) for line in named)
    if logged * 4 >= len(named):
        return False
    if way.software in ("Zoom", "Discord"):
        return True
    writers = Counter(line.name for line in named)
    if way.software == "WhatsApp" and any(_system(text, line) or _media(text, line) for line in lines):
        return True
    if way.software == "Teams":
        return 1 < len(writers) < len(named) and all(map(name_like, writers))
    if len(writers) < 2 or len(named) * 2 < len(lines):
        return False
    if way.software == "Telegram" or len(writers) < len(named):
        return True
    return any(line.stamp and line.stamp.minute % 5 for line in named)  # an agenda has round times, and each point once


def _is_level(name: str) -> bool:
    """True if the text in the place of a name comes from a program's log: `INFO`, `app.ERROR`, `db - WARN`."""
    parts = [p for p in re.split(r"[\s.\[\]()-]+", name) if p]
    log = phrases()["log"]
    if len(parts) == 1 or (parts and "." in name):
        return parts[-1].casefold() in log
    return any(p.isupper() and p.casefold() in log for p in parts)


def _system(text: str, line: HeadLine) -> bool:
    """True if the program itself says this, whatever name is before it."""
    body = text[line.body : line.end].strip("\n ")
    if "\n" in body or len(body) > 400:
        return False
    if not line.name:
        return holds(body, "system")
    return body[:1] == "\u200e" and not _media(text, line) and not _vote(body)


def _vote(body: str) -> bool:
    return body.strip("\u200e ").casefold().partition("\n")[0].rstrip(": ").startswith(phrases()["polls"])


def _media(text: str, line: HeadLine) -> int:
    """The characters of the message that stand for a medium or for a message that is gone; 0 where words begin at once."""
    body = text[line.body : line.end]
    first = body.partition("\n")[0]
    bare = " ".join(first.translate(MARKS).split())
    if not bare:
        return 0
    short = len(bare) <= 90
    marked = first.lstrip(" ")[:1] == "\u200e"
    alone = (
        _ANGLES.match(bare)
        or (_ATTACHED.match(bare) and _FILE.search(bare.rpartition(" (")[0]))
        or (
            short and (_whole(bare, "media") or _whole(bare, "deleted") or (marked and holds(bare, "media", "deleted")))
        )
    )
    return len(first.rstrip()) if alone else 0


def _whole(bare: str, what: str) -> bool:
    """True if a line is one of the phrases, apart from figures and marks ("GIF omitted", "Document omitted • 2 pages")."""
    flat = bare.casefold().strip(" .<>\u2022")
    return any(flat == p or (flat.endswith(p) and len(flat) <= len(p) + 2) for p in phrases()[what])


def _draft(text: str, name: str, way: Way, lines: list[HeadLine], foot: int, options: ReadOptions) -> Draft:
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
        draft.notes.append(Message("chat-without-date", "the file has times but no date: give the source one"))
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
        """Add the text outside messages, one paragraph per block."""
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

    def message(self, line: HeadLine, way: Way, date: str | None) -> None:
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
            gone = holds(self.text[line.body : line.body + medium], "deleted")
            self.aside[_GONE if gone else _MEDIUM] += 1
        answered, begin = self._answered(line, start) if way.software == "Zoom" else (None, start)
        if medium and self.text[line.body + medium : end].strip():
            begin = self._trim(line.body + medium, end)[0]  # a caption
            self.aside[_MEDIUM] -= 1
            self.aside = +self.aside
            medium = 0
        if way.software == "Discord":
            end = self._without_files(begin, end)
        mark = _EDITED.search(self.text[begin:end].translate(MARKS))
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
        """Return the end of a message in Discord's text export: before the addresses of files and the reactions below it."""
        found = re.search(r"(?:^|\n)\{(?:Attachments|Embed|Reactions|Stickers)\}", self.text[start:end])
        return start + found.start() if found else end

    def _reaction(self, line: HeadLine) -> bool:
        said = " ".join(self.text[line.body : line.end].split()).casefold()
        return said.startswith(phrases()["reactions"]) and bool(_WROTE.search(said))

    def _answered(self, line: HeadLine, start: int) -> tuple[int | None, int]:
        """The post whose first words a line `Replying to "…"` names, and where the answer's own words begin."""
        first, _, rest = self.text[start : line.end].partition("\n")
        found = _WROTE.search(first)
        if not rest.strip() or not found or not first.casefold().startswith(phrases()["replies"]):
            return None, start
        quote = " ".join(found["quote"].split())
        target = next((at for words, at in reversed(self.begun) if words.startswith(quote)), None)
        return target, self._trim(start + len(first), line.end)[0]
