"""Marks what is not text on a page (navigation, footers, cookies, newsletters, counters) and reads its figures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from qda.importers.common.dates import find_date, parse_date
from qda.importers.common.greetings import plain_name
from qda.importers.common.lines import Line, Page
from qda.importers.common.rules import Rules, template

_AND = re.compile(r"\s+(?:en|and|&|und)\s+|,\s+")
_ARROWS = "▶►▸›»→↵·•"


@dataclass(slots=True)
class Head:
    """A line that says who wrote what follows: `kind` is comment, reply or post."""

    kind: str
    name: str
    date: str | None = None
    age: str = ""


@dataclass(slots=True)
class Marks:
    """Clues from the lines of a page: heads and tweets by line, and the kind of page."""

    heads: dict[int, Head] = field(default_factory=dict)
    tweets: dict[int, tuple[int, int, str]] = field(default_factory=dict)  # line -> end of handle, end of words, age
    thread: int = -1  # the line that says that answers follow
    site: bool = False  # a web page, told by its furniture
    powered: bool = False  # by software that begins its pages with the site's name and motto
    found: int = 0
    related: list[int] = field(default_factory=list)  # lines such as "Lees ook: …", which a person may write too
    social: int = 0  # lines that begin as greetings and sign-offs do


def mark(page: Page) -> Marks:
    """Reads furniture, views, comment heads and tweets off the page's lines; marks lines as boilerplate."""
    r, lines, m = page.rules, page.lines, Marks()
    first = r.first.get
    names: set[str] = set()
    weak: list[int] = []
    bare: dict[int, tuple[int, int, str]] = {}  # as tweets begin, but without an age
    foot = -1
    under: list[int] = []  # short lines under the foot: not furniture after all when text follows
    for i in range(page.rest, len(lines)):
        line = lines[i]
        if line.s[0] == "@" and (tweet := _tweet(line, r)):
            m.tweets[i] = tweet
            continue
        if line.s[0] == "@" and (end := _handle(line)):
            bare[i] = (end, line.end, "")
        if not line.norm:
            continue
        if line.s[0] in _ARROWS and (plain := line.norm.lstrip(_ARROWS + " ")):
            line.norm = plain  # "▶ Reageren": an arrow before a link's words
        word = line.norm.split(" ", 1)[0].rstrip(",.!:;")
        near = first(word)
        hit = bool(near) and line.norm.startswith(near or ())
        m.social += hit and word in r.social
        if not hit and not line.s[0].isdigit() and word != "permalink":
            if len(line.s) <= 160 and any(map(str.isdigit, line.s)) and (head := head_of(line, r)):
                m.heads[i] = head
                line.kind = "boilerplate"
                foot = -1  # what follows is a comment again: two pages in one file
            elif foot >= 0:
                foot = _under_foot(page, i, foot, under)
            continue
        class_, site = furniture_class(line, r)
        if class_ == "weak":
            weak.append(i)
        elif class_:
            line.kind = "boilerplate"
            m.site = True
            m.found += 1
            m.powered |= class_ == "powered"
            if class_ == "related":
                m.related.append(i)
            if class_ in ("footer", "powered"):
                foot = i
            if (class_ == "thread" and m.thread < 0) or (class_ == "thread" and not _text_between(page, m.thread, i)):
                m.thread = i
            if site:
                names.add(site.strip(" .!").casefold())
                m.powered = True
        elif (n := views(line, r)) is not None:
            line.kind = "boilerplate"
            page.metadata.setdefault("views", n)
            m.site = True
        elif head := head_of(line, r):
            m.heads[i] = head
            line.kind = "boilerplate"
            foot = -1
        elif foot >= 0:
            foot = _under_foot(page, i, foot, under)
    if m.site or m.heads:
        for i in weak:
            lines[i].kind = "boilerplate"
    if len(bare) >= 3:
        sizes = Counter(line.block for line in lines)
        handles = Counter(lines[i].block for i in (*bare, *m.tweets))
        m.tweets.update((i, t) for i, t in bare.items() if 3 <= sizes[lines[i].block] == handles[lines[i].block])
    _teasers(page)
    _calls(page)
    if m.heads:  # in a comment they are the writer's words
        first_head = min(m.heads)
        for i in m.related:
            lines[i].kind = "paragraph" if i > first_head else lines[i].kind
    if m.site:
        _site_name(page, m, names)
    return m


def _under_foot(page: Page, i: int, foot: int, under: list[int]) -> int:
    """Marks a short line under the page's foot; a line of text gives back what was marked. The foot, or -1."""
    line = page.lines[i]
    if len(line.s) <= 120 and line.s[-1] not in ".!?":
        line.kind = "boilerplate"
        under.append(i)
    elif len(line.s) > 160 or line.s.count(". ") > 1:
        for k in under:
            page.lines[k].kind = "paragraph"
        under.clear()
        return -1
    return foot


def furniture_class(line: Line, r: Rules) -> tuple[str, str]:
    """Name the boilerplate of a line (line, weak, footer, thread, powered or ""), and the site's name if it gives it."""
    class_ = r.exact.get(line.norm, "")
    if class_:
        return class_, ""
    first = line.norm.split(" ", 1)[0]
    for text, as_ in r.patterns.get(first, ()):
        if found := template(text).match(line.s):
            return as_, found.groupdict().get("site") or ""
    return "", ""


def views(line: Line, r: Rules) -> int | None:
    """The number of views that a line states, or None."""
    if len(line.s) > 40 or not any(c.isdigit() for c in line.s):
        return None
    for text in r.views:
        if found := template(text).match(line.s):
            figures = "".join(c for c in found["n"] if c.isdigit())
            return int(figures)
    return None


def head_of(line: Line, r: Rules) -> Head | None:
    """Return who wrote the following text and when, if the line says so."""
    s = line.s
    if len(s) > 160:
        return None
    if line.norm.startswith("permalink "):
        s = s[10:].lstrip()
    first = s.split(None, 1)[0].casefold()
    for head in r.heads_of.get(first, r.heads_named):
        if not head.first and head.needle not in s:
            continue
        found = template(head.template).match(s)
        if not found:
            continue
        g = found.groupdict()
        name = g["name"].strip(" ,")
        age = (g.get("age") or "").strip()
        if age:
            if not r.age.fullmatch(age):
                continue
            return Head(head.kind, name, None, age)
        date = parse_date(g["date"], g.get("time") or "")
        if date is None:
            if r.age.fullmatch(g["date"].strip()):
                return Head(head.kind, name, None, g["date"].strip())
            continue
        if find_date(name):
            continue
        return Head(head.kind, name, date)
    return None


def _handle(line: Line) -> int:
    """The offset at which a handle ends that the line begins with, if white space follows; else 0."""
    s, end = line.s, 1
    while end < len(s) and end < 41 and (s[end].isalnum() or s[end] == "_"):
        end += 1
    return line.start + end if 3 <= end < len(s) and s[end].isspace() else 0


def _tweet(line: Line, r: Rules) -> tuple[int, int, str] | None:
    """Find the end of a tweet's handle and words, and its age or date, if the line is `@handle words… age`."""
    s, end = line.s, _handle(line) - line.start
    if end < 3:
        return None
    at = max(end, len(s) - 60)
    tail = s[at:]
    for found in r.age.finditer(tail):
        if not tail[found.end() :].strip(" ."):
            return line.start + end, line.start + at + found.start(), found[0].strip()
    when = find_date(tail)
    if when and not tail[when[2] :].strip(" ."):
        return line.start + end, line.start + at + when[1], when[0]
    return None


def _text_between(page: Page, i: int, j: int) -> bool:
    return any(
        page.lines[k].kind != "boilerplate" for k in range(i + 1, j)
    )  # a slice would copy the page for each line


def _teasers(page: Page) -> None:
    """Marks links to other articles: a label, a title, a date with a reading time or nothing, and "Lees meer"."""
    r, lines = page.rules, page.lines
    for i, line in enumerate(lines):
        if line.norm not in r.teaser_more or i < 2:
            continue
        line.kind = "boilerplate"
        k = i - 1
        if len(lines[k].s) <= 60 and (when := find_date(lines[k].s)):
            rest = r.reading.sub("", lines[k].s[: when[1]] + lines[k].s[when[2] :])
            if len(rest.split()) > 5:
                continue
            lines[k].kind = "boilerplate"
            k -= 1
        else:
            continue
        if k >= 0 and lines[k].norm and len(lines[k].s) <= 200:
            lines[k].kind = "boilerplate"
            if k and (lines[k - 1].norm in r.teaser_labels or _label_of_list(page, k - 1)):
                lines[k - 1].kind = "boilerplate"


def _calls(page: Page) -> None:
    """Marks the calls to subscribe with which a page ends: only furniture may follow them."""
    for i in range(len(page.lines) - 1, page.rest - 1, -1):
        line = page.lines[i]
        if line.kind == "boilerplate":
            continue
        if len(line.s) > 200 or not page.rules.calls.search(line.s):
            break
        line.kind = "boilerplate"


def _label_of_list(page: Page, i: int) -> bool:
    """True if a short line above the title of a teaser is its label: it comes after another teaser or boilerplate."""
    line = page.lines[i]
    return (
        i > 0 and len(line.norm.split()) <= 3 and line.s[-1] not in ".,;:!?" and page.lines[i - 1].kind == "boilerplate"
    )


def _site_name(page: Page, m: Marks, names: set[str]) -> None:
    """Marks the site's name and motto at the top of a page whose software is known to put them there."""
    lines = page.lines
    top = [
        i
        for i in range(page.rest, min(page.rest + 4, len(lines)))
        if lines[i].kind == "paragraph" and i not in m.tweets
    ]
    for i in range(page.rest, len(lines)):
        if lines[i].norm in names:
            lines[i].kind = "boilerplate"
    if not m.powered or not top or top[0] != page.rest:
        return
    first = lines[top[0]]
    if (names and first.norm not in names) or (not names and not _short(page, top[0])):
        return
    first.kind = "boilerplate"
    if len(top) > 1 and top[1] == top[0] + 1 and _short(page, top[1], top[0]) and len(lines[top[1]].norm.split()) <= 10:
        from qda.importers.common.greetings import greeting

        motto = lines[top[1]]
        if greeting(motto, page.rules) is None and top[1] + 1 < len(lines) and lines[top[1] + 1].kind != "boilerplate":
            motto.kind = "boilerplate"


def _short(page: Page, i: int, before: int = -1) -> bool:
    """True if a line can be a site's name or motto: short, no sentence, no more lines of text under it.

    `before` is the line of the name: on a page saved without blank lines the motto stands in its block.
    """
    line = page.lines[i]
    alone = page.first_of_block(i) or (before >= 0 and page.lines[i].block == page.lines[before].block)
    return len(line.s) <= 80 and line.s[-1] not in ".,;:!?" and alone and line.s[0] not in "-•*"


def byline(page: Page, i: int) -> bool:
    """Reads a line of date, reading time and author and marks it; False when the line says anything else."""
    r, line = page.rules, page.lines[i]
    rest = line.s.strip("*_ ")
    if not line.norm or len(rest) > 140 or not rest:
        return False
    found: dict[str, Any] = {}
    for _ in range(2):  # leading words: "Gepubliceerd op 4 oktober 2019 door …"
        rest = _without(rest, r.datelines, found, "words")
    if when := find_date(rest):
        found["date"] = when[0]
        rest = rest[: when[1]].rstrip(" (") + " | " + rest[when[2] :].lstrip(" )")
    if reading := r.reading.search(rest):
        found["reading_time"] = reading[0].strip()
        after = rest[reading.end() :]
        if after[:1].islower():
            return False
        rest = rest[: reading.start()] + " | " + after
    rest = _without(rest.strip(" |·•,-–—:\t\xa0"), r.bylines, found, "by")
    rest = _without(rest, r.datelines, found, "words")
    parts = [p.strip(" ,·•-–—:\xa0") for p in rest.split("|") if p.strip(" ,·•-–—:\xa0")]
    parts = [_without(_without(p, r.bylines, found, "by"), r.datelines, found, "words") for p in parts]
    parts = [_ended(p, r.datelines) for p in parts]
    parts = [p for p in parts if p and p.casefold() not in r.teaser_labels]
    if when:  # "… | Laatst gewijzigd: 5 oktober 2019"
        parts = [p for p in parts if not ((more := find_date(p)) and not (p[: more[1]] + p[more[2] :]).strip(" .|"))]
    if not ({"date", "reading_time"} & found.keys() or ("by" in found and len(parts) == 1)) or len(parts) > 1:
        return False
    if parts:
        name = plain_name(parts[0], r)
        several = [plain_name(p, r) for p in re.split(_AND, parts[0])] if "by" in found else []
        if len(several) > 1 and all(len(n.split()) > 1 for n in several):
            page.metadata.setdefault("author", parts[0])  # two writers: no segment is either's
        elif not name or ("by" in found and len(name.split()) < 2 and not when):
            return False
        else:
            found["author"] = name
    elif found.keys() <= {"words", "by"}:
        return False
    line.kind = "boilerplate"
    page.date = page.date or found.get("date")
    page.author = page.author or found.get("author")
    for key in ("author", "reading_time"):
        if key in found:
            page.metadata.setdefault(key, found[key])
    return True


def _ended(text: str, words: list[str]) -> str:
    """The text without the words before a date that it ends with ("Eva Bos op")."""
    low = text.casefold()
    for w in words:
        if low.endswith(" " + w):
            return text[: -len(w) - 1].rstrip(" ,·•-–—:")
    return text


def _without(text: str, words: list[str], found: dict[str, Any], key: str) -> str:
    low = text.casefold()
    for w in words:
        if low.startswith(w) and (len(low) == len(w) or not low[len(w)].isalnum()):
            found[key] = True
            return text[len(w) :].lstrip(" :|\xa0")
    return text
