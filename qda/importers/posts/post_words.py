"""Names, dates and buttons as they stand around the words of posts: told by what they say, in the languages of `rules/*.toml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from qda.importers.common.dates import find_date, parse_time
from qda.importers.common.thread_dates import FIGURES, absolute, is_relative, machine

_CLOCK = re.compile(
    r"(?<![\d.:/-])([01]?\d|2[0-3])\s?(?:[:.]|h)\s?([0-5]\d)(?::[0-5]\d)?(?:\s?([ap])\.?m\b\.?)?(?![\d./:-])", re.I
)
_ONLY = re.compile(rf"\W*(?:\w{{1,5}}\s){{0,2}}{_CLOCK.pattern}(?:\s*(?:uhr|uur|hrs?|h))?\W*$", re.I)
_PARTS = re.compile(r"[^\W\d_]")
_NUMBERS = re.compile(r"[+\-−–]?\d[\d.,]*\s?[km]?\b|[#№]\s?\d+", re.I)
_LABEL = re.compile(
    r"(?:comment|reply|reactie|antwoord|kommentar|antwort|commentaire|réponse|comentario|respuesta|commento|risposta|comentário|post|message|bericht)\s+(?:\w+\s+)?(?:by|from|van|door|von|de|par|por|di|da|do|af|av)\s+(.{2,60})$",
    re.I,
)
_AFTER = re.compile(r"\s*[,·|•]\s.*$|\s+(?:\d+\s+\w+\s+ago|posted|on|at)\b.*$", re.I)
_PARTICLES = frozenset("van von vom de den der del da di do le la el il al ten ter te op in".split())  # noqa: SIM905
_OPENED = re.compile(r"(?:\)|\]|(?<!\d):|:(?!\d))\s*:?\s+(?=\S)")
_BY = re.compile(r"(?:^|\W)(?:by|door|von|van|par|por|di|da|af|av|przez|from)\s*:?\s*$", re.I)
_END = re.compile(r"^\s*(?:[:,–—|·•]|-\s)\s*")


class Said(NamedTuple):
    """Words around posts, casefolded: `[comments]` of the rules."""

    words: frozenset[str]
    buttons: frozenset[str]
    head: frozenset[str]
    edited: frozenset[str]
    joined: frozenset[str]
    answers: frozenset[str]


@cache
def said() -> Said:
    """Read from the rules the words that surround the words of posts."""
    from qda.importers.common.rules import tables

    found: dict[str, set[str]] = {k: set() for k in Said._fields}
    for _, table in tables():
        for key, entries in table.get("comments", {}).items():
            found[key].update(e.casefold() for e in entries)
        found["head"].update(e.casefold() for e in table.get("quotes", {}).get("said", []))
    return Said(*(frozenset(found[k]) for k in Said._fields))


@cache
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.I)


def holds(words: frozenset[str], text: str) -> bool:
    """True if a short text contains one of the words."""
    return bool(text) and bool(_pattern(words).search(text[:300]))


@lru_cache(maxsize=8192)
def date_in(text: str, most: int) -> str:
    """The date that a short text says: the part of it that does when it is long; "" for none, or for more than a date."""
    text = " ".join(text.split())
    if not 4 <= len(text) <= 140:
        return ""
    if machine(text):
        return text
    if not any(c.isdigit() for c in text) and len(text) > 30:
        return ""
    found = find_date(text)
    start, end = (found[1], found[2]) if found else (m.start(), m.end()) if (m := FIGURES.search(text)) else (-1, -1)
    if start >= 0:
        rest = text[end : end + 24]
        if (clock := _CLOCK.search(rest)) and len(_PARTS.findall(rest[: clock.start()])) <= 8:
            end += clock.end()
        around = len(_PARTS.findall(text[:start])) + len(_PARTS.findall(text[end:]))
        if around > most:
            return ""
        return text[start:end] if absolute(text[start:end]) else text if absolute(text) else ""
    if absolute(text) and len(text) <= 60:
        return text
    if len(text) <= 45 and is_relative(text):
        # "Not since Monday." says something
        said_so = any(c.isdigit() for c in text) or (text[-1] not in ".!?…" and len(_PARTS.findall(text)) <= 24)
        return text if said_so else ""
    return ""


def opening(text: str) -> tuple[str, int]:
    """The date with which a line of words begins, and where its words do: "(3 May 2011, 10:15): Yes."; ("", 0) for none."""
    text = text[:90]
    found = _OPENED.search(text)
    while found:
        if when := date_in(text[: found.end()], 24):
            return when, found.end()
        found = _OPENED.search(text, found.end())
    return "", 0


def clock(text: str) -> str:
    """The time of day in a short text, "" for none."""
    found = _CLOCK.search(text[:200])
    return found[0] if found and parse_time(found[0]) else ""


def only_clock(text: str) -> str:
    """The time of day that a text says and nothing else, "" for another."""
    return clock(text) if len(text) <= 24 and _ONLY.match(text) else ""


def finer(told: str, shown: str) -> str:
    """A date as a program writes it, with the time of day that is shown where it has none and the day is the same."""
    iso = absolute(told)
    if iso is None or len(iso) > 10 or not (at := clock(shown)):
        return told
    if any((absolute(shown, months) or "")[:10] == iso for months in (False, True)):
        return f"{iso}T{parse_time(at)}"
    return told


@lru_cache(maxsize=8192)
def name_in(text: str, sure: bool, said: Said) -> str:
    """The name that a short text is, "" when it is none. `sure`: the page marks it as one."""
    from qda.importers.common.quotations import quoted_name

    text = " ".join(text.split()).strip(" ·|•,:;–—-")
    if not 1 <= len(text) <= 120:
        return ""
    name = quoted_name(text).strip(" ·|•,:;–—-") if len(text) > 2 else text
    name = _without(name, said)
    if not name or (not _PARTS.search(name) and not (sure and len(name) > 1)):
        return ""
    if len(name) > (60 if sure else 40) or len(name.split()) > (7 if sure else 4):
        return ""
    low = name.casefold()
    if not sure and (low in said.buttons or low in said.head or low in said.words or button(name, said)):
        return ""
    if (
        find_date(name)
        or FIGURES.search(name)
        or (is_relative(name) and any(c.isdigit() for c in name))
        or "://" in name
    ):
        return ""
    if not sure and (
        name[-1] in "?!:;…" or (name[-1] == "." and len(name.split()[-1]) > 3) or any(c in name for c in "#|{}<>=")
    ):
        return ""
    if not sure and holds(said.edited | said.joined | said.answers, name):
        return ""
    return name


def _without(name: str, said: Said) -> str:
    """A name without the words around it: "posted by Anna", "Anna dijo"; "Van den Berg" keeps its own."""
    from qda.importers.common.quotations import stray

    first = name.split(" ", 1)[0]
    before, after = _ends(said.head)
    if not (first[:1].isupper() and first.casefold() in _PARTICLES):
        name = before.sub("", name)
    return stray(after.sub("", name), " ·|•,:;–—-")


@cache
def _ends(head: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    either = "|".join(sorted(map(re.escape, head), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"^(?:(?:{either})(?!\w)\s*:?\s*)+", re.I), re.compile(rf"(?:\s+(?:{either}))+\s*:?\s*$", re.I)


def by_before(text: str) -> bool:
    """True if a name follows: "Posted by:", "door", "par"."""
    return bool(_BY.search(text))


def by_label(text: str) -> str:
    """Whose a post is by its label for screen readers: "Comment by Anna, 3 days ago"."""
    found = _LABEL.search(" ".join(text.split())[:200])
    return _AFTER.sub("", found[1]).strip(" .") if found else ""


def bare(text: str, head: frozenset[str]) -> str:
    """Return a line without figures, signs, and the words around names and dates."""
    text = _NUMBERS.sub(" ", text)
    return "".join(c for c in _pattern(head).sub(" ", text) if c.isalpha())


def button(text: str, said: Said) -> bool:
    """True if a line is only buttons and counts: "Reply · 3 likes"."""
    if len(text) > 80 or not any(c.isalnum() for c in text):  # a heart alone is what someone says
        return False
    low = text.casefold()
    rest = _pattern(said.buttons).sub(" ", _NUMBERS.sub(" ", low))
    return not any(c.isalnum() for c in rest) and (len(text) > 3 or not text.isdigit() or len(text) < 4)


def lead(text: str, said: Said) -> int:
    """Count the characters at the beginning of a post's words that belong to its head: "says:", ": "."""
    first = text[:40]
    found = re.match(rf"\s*(?:{_pattern(said.head).pattern})?\s*:\s*", first, re.I) or _END.match(first)
    return found.end() if found else 0
