"""The heads of lines in chats: date, time and name, as the programs write them in their languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from qda.importers.chats.chat_dates import Stamp, hour_of

_LOOKED = 40  # lines at the top among which the first heads must stand
_HEAD = 160  # characters of a line in which its head must end
# Marks without width that exports put before heads and messages, and blanks that are no plain ones.
MARKS = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u202f\u00a0\u2009"), " "
)
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


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """The phrases of rules' [chat], casefolded."""
    from qda.importers.common.rules import tables

    out: dict[str, tuple[str, ...]] = {}
    for _, table in tables():
        for what, texts in table.get("chat", {}).items():
            out[what] = (*out.get(what, ()), *(t.casefold() for t in texts))
    return out


@cache
def _zoom() -> re.Pattern[str]:
    said = {what: "|".join(map(re.escape, phrases()[what])) for what in ("from", "to")}
    return re.compile(
        rf"\s*(?:{_DAY}\s{{1,3}})?(?P<time>\d{{1,2}}:\d{{2}}:\d{{2}})\s+(?:{said['from']})\s+(?P<name>\S[^\n]{{0,80}}?)"
        rf"(?:\s+(?:{said['to']})\s+(?P<to>\S[^\n:]{{0,80}}?))?\s*(?P<private>\([^()\n]{{3,40}}\))?\s*:(?:\s+|$)",
        re.I,
    )


class Way(NamedTuple):
    """A way to write a chat: the program, how heads look, whether the name is in the head or begins what follows."""

    software: str
    head: Callable[[], re.Pattern[str]]
    named: bool


_WAYS = (
    Way("Zoom", _zoom, True),
    Way("Teams", lambda: _DISCORD, True),  # copied messages: a line "[12-3-2024 09:15] Name" over the words
    Way("WhatsApp", lambda: _IOS, False),
    Way("WhatsApp", lambda: _ANDROID, False),
    Way("Telegram", lambda: _COPIED, True),
    Way("Discord", lambda: _DISCORD, True),
)


@dataclass(slots=True)
class HeadLine:
    """A line with a head: where it, its message and its last line end, and what its head says."""

    start: int
    body: int
    end: int = 0
    name: str = ""
    stamp: Stamp | None = None
    data: dict[str, Any] = field(default_factory=dict)


def way_of(text: str) -> tuple[Way, re.Pattern[str]] | None:
    """Find the form in which the first lines with words are written: at least one has a head of that kind."""
    top: list[str] = []
    pos = 0
    while len(top) < _LOOKED and pos < len(text):
        end = text.find("\n", pos)
        end = len(text) if end < 0 else end
        if line := text[pos : min(end, pos + _HEAD)].translate(MARKS).strip():
            top.append(line)
        pos = end + 1
    if not any(line[0].isdigit() or "[" in line for line in top):
        return None
    discord = any(_RULED.match(line) for line in top[:2]) and any(
        line.startswith(("Guild:", "Channel:")) for line in top[:6]
    )
    for way in _WAYS:
        if (way.software == "Discord") == discord:
            pattern = way.head()
            if way.software == "Teams" and any(_IOS.match(line) and not pattern.match(line) for line in top):
                continue  # words follow in the line: WhatsApp's
            if sum(bool(pattern.match(line)) for line in top) * 10 >= len(top):
                return way, pattern
    return None


def lines_of(text: str, way: Way, pattern: re.Pattern[str]) -> tuple[list[HeadLine], int]:
    """The lines with a head, each with those that follow it; and where a foot that the program adds begins."""
    out: list[HeadLine] = []
    pos, foot = 0, len(text)
    for line in text.split("\n"):
        if (line[:60].translate(MARKS).lstrip()[:1] or " ") in "[0123456789" or way.software == "Telegram":
            if found := pattern.match(line[:_HEAD].translate(MARKS)):
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


def _line(found: re.Match[str], pos: int, way: Way) -> HeadLine:
    g = found.groupdict()
    line = HeadLine(pos, pos + found.end(), name=_bare(g.get("name") or ""))
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
        line.stamp = Stamp(
            (year, month, int(g["d2"])), hour_of(int(g["h2"]), g["half2"] or ""), int(g["n2"]), None, "-"
        )
    else:
        half = g["before"] or g["half"] or ""
        second = None if g["s"] is None else int(g["s"])
        line.stamp = Stamp(
            (int(g["a"]), int(g["b"]), int(g["c"])),
            hour_of(int(g["h"]), half),
            int(g["m"]),
            second,
            g["mark"],
            bool(half),
        )
    return line


def _bare(name: str) -> str:
    """A name without the marks and the tilde with which WhatsApp shows those who are in no address book."""
    return " ".join(name.translate(MARKS).split()).removeprefix("~ ").removeprefix("~")


def give_names(text: str, lines: list[HeadLine]) -> None:
    """Gives each message its writer: what stands before the first colon, or before a later one where it always does."""
    heads: list[list[tuple[str, int]]] = []  # of each line: the names that it may begin with, and where the words begin
    for line in lines:
        end = text.find("\n", line.body)
        first = text[line.body : end if end >= 0 else len(text)][:_HEAD]
        plain, at = first.translate(MARKS), 0
        some: list[tuple[str, int]] = []
        while len(some) < 3 and (
            colon := _LABEL.match(plain[at:]) if at == 0 else re.match(r"[^\n]{0,99}?:(?=\s|$)", plain[at:])
        ):
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
        if not known and (
            holds(name, "system") or len(name.split()) > 8 or "“" in name or '"' in name or "http" in name
        ):
            continue  # what the program says may have a colon in it
        line.name = _bare(name)
        line.body += at + len(text[line.body + at :][:3]) - len(text[line.body + at :][:3].lstrip(" \t"))


def holds(text: str, *whats: str) -> bool:
    """True if a short line has a phrase that replaces a message or stands beside one."""
    flat = " ".join(text.translate(MARKS).split()).casefold()
    return any(phrase in flat for what in whats for phrase in phrases()[what])
