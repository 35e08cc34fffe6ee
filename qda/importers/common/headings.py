"""Find headings by their shape and by what follows."""

from __future__ import annotations

import re

from qda.importers.common.greetings import phrase_length
from qda.importers.common.lines import Line, Page

_BULLET = re.compile(r"(?:[-–—•*·▪►o✓→]|\(?[a-z0-9]{1,2}\))\s")
_HASH = re.compile(r"#{1,6}\s+\S")
_SENTENCES = re.compile(r"\w{3,}[.!?](?:\s+[A-Z]|[A-Z][a-z])")  # more than one sentence, or two run together
_GLUED = re.compile(r"\w[.!?][A-Z][a-z]")
_GLUED_ON = re.compile(
    r"(?:[^\W\d_]{3,}[.…]+|\w[?!]+)[”\"’»)]?(?P<head>[^\W\d_a-zß-öø-ÿ][\w’'-]*(?:,? [\w’'&-]+){0,7}\??)$"
)
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,4}\.|[A-H][.)]|§\s?\d+)\s+\S")


def is_bullet(line: Line) -> bool:
    """True if a line is an item of a list."""
    return bool(_BULLET.match(line.s[:5]))


def is_hash(line: Line) -> bool:
    """True if a line is certainly a heading: in Markdown, or by the file's format."""
    if line.given:
        return line.kind == "heading"
    return line.s[0] == "#" and bool(_HASH.match(line.s[:12]))


def title_of(line: Line) -> str:
    """Return a heading's words without Markdown's marks."""
    s = line.s[:300]
    if s[0] == "#":
        s = s.lstrip("#").strip().rstrip("#").rstrip()
    if len(s) > 4 and s[:2] == s[-2:] == "**":
        s = s[2:-2]
    return s


def shaped(line: Line) -> bool:
    """True if a line has a heading's shape: short, a capital or figure in front, no full stop, no item of a list."""
    s = line.s
    if not line.norm or len(s) > 110 or is_bullet(line):
        return False
    if line.given:
        return line.kind == "heading"
    if is_hash(line):
        return True
    if s[-1] in ".,;:…" or len(line.norm.split()) > 15:
        return False
    if _SENTENCES.search(s) and (len(s) > 60 or _GLUED.search(s)):
        return False
    if s.endswith("!") and len(line.norm.split()) < 3:
        return False
    c = s.lstrip("‘’“”\"'«¿¡([*_ ")[:1]
    return c.isupper() or ((c.isdigit() and bool(_NUMBERED.match(s))) or (c.isdigit() and len(s) > 6))


def is_text(page: Page, i: int) -> bool:
    """True if line i can follow a heading: it begins a paragraph or a list, and is not one more short line."""
    line = page.lines[i]
    if not page.last_of_block(i) and not is_hash(line):
        return True
    if is_bullet(line) or len(line.s) > 110 or line.s[-1] in '.!?:…;”"’)':
        return not shaped(line) or is_bullet(line) or line.s[-1] in '!”"' or len(line.s) > 90
    return False


def mark_headings(page: Page, i: int, j: int) -> int:
    """Mark the headings among lines i to j; return how many."""
    lines, r = page.lines, page.rules
    found = 0
    for k in range(i, j):
        line = lines[k]
        if line.kind != "paragraph":
            continue
        if is_hash(line):
            line.kind = "heading"
            found += 1
            continue
        if not page.first_of_block(k) or not shaped(line):
            continue
        nxt = _next(page, k, j)
        if nxt < 0:
            continue
        if not page.last_of_block(k):  # glued to its paragraph: the paragraph must be one long line
            if not (nxt == k + 1 and len(line.s) <= 70 and len(lines[nxt].s) >= max(100, 2 * len(line.s))):
                continue
        elif not (is_text(page, nxt) or (shaped(lines[nxt]) and _heads(page, nxt, j))):
            continue
        words = [w.casefold() for w in line.s.split()]
        if phrase_length(words, r.strong) == len(words):
            continue
        line.kind = "heading"
        found += 1
    return found


def _heads(page: Page, k: int, j: int) -> bool:
    """True if a line in the form of a heading has text below it: two headings in a row at most, never three (a list)."""
    nxt = _next(page, k, j)
    return nxt > k and page.last_of_block(k) and is_text(page, nxt) and len(page.lines[nxt].s) > 80


def _next(page: Page, k: int, j: int) -> int:
    for n in range(k + 1, j):
        if page.lines[n].kind not in ("boilerplate",):
            return n
    return -1


def part_glued(page: Page) -> None:
    """Split off a heading that follows a full stop without a space ("… in the town.Roles") as a line and block of its own.

    It ends a long paragraph, and another paragraph follows.
    """
    out: list[Line] = page.lines[: page.rest]
    for i in range(page.rest, len(page.lines)):
        line = page.lines[i]
        out.append(line)
        if (
            len(line.s) < 80
            or line.s[-1] in '.!:;,…”"’)'
            or not page.last_of_block(i)
            or i + 1 >= len(page.lines)
            or line.given
        ):
            continue
        found = _GLUED_ON.search(line.s[-90:])
        after = page.lines[i + 1].s
        if not found or len(found["head"]) > 60 or len(after) < 60 or not after.lstrip("“\"‘'«„¿¡([")[:1].isupper():
            continue
        cut = len(line.s) - len(found["head"])
        body, head = Line(line.start, line.s[:cut], line.block), Line(line.start + cut, found["head"], -i - 1)
        body.kind, body.lead = line.kind, line.lead
        out[-1:] = [body, head]
    page.lines = out
