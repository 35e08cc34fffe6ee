"""Split text into sentences by rules: the same with and without a language model, on demand, in linear time.

A line break inside a paragraph of hard-wrapped text does not end a sentence. A blank line does, and so do the line
break before a list item and the one after a line that was broken early (a heading, a greeting). Within such a stretch a
sentence ends at a full stop, question mark, exclamation mark or ellipsis, together with the closing quotation marks and
brackets after it, unless `qda.core.text.abbreviations` or the rules below say no. When in doubt the sentence continues.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

VERSION = 1  # kept with every source; raised whenever a rule or an abbreviation changes what comes out

Span = tuple[int, int]


class Sentence(NamedTuple):
    """A numbered sentence: n counts from 1 within the source, segment is the index of its stretch."""

    n: int
    segment: int
    start: int
    end: int


def sentences(text: str, start: int = 0, end: int | None = None, language: str = "") -> list[Span]:
    """Return the sentences of a stretch of text: (start, end) in order, offsets in the whole text.

    They have no outer white space, together hold every other character, and never cross a blank line. language: `nl`,
    `en`, `de`, `fr` (or `nl-BE`); for any other, or none, the abbreviations of all of them apply.
    """
    rules = _rules(language[:2].lower())
    out: list[Span] = []
    for a, b in _blocks(text, max(start, 0), len(text) if end is None else min(end, len(text))):
        _split(text, a, b, rules, out)
    return out


def number(text: str, segments: Iterable[Span], language: str = "") -> list[Sentence]:
    """Return the sentences of several stretches of one text, numbered from 1 in the order given.

    segments: the stretches that count, (start, end), not overlapping; the caller cuts an outer one at its inner ones.
    """
    out: list[Sentence] = []
    for i, (start, end) in enumerate(segments):
        for a, b in sentences(text, start, end, language):
            out.append(Sentence(len(out) + 1, i, a, b))
    return out


class _Rules(NamedTuple):
    """The word lists of one language, or of all."""

    title: frozenset[str]
    number: frozenset[str]
    last: frozenset[str]
    starters: frozenset[str]
    goes_on: frozenset[str]
    ordinals: bool  # figures with a stop are ordinal numbers: am 3. Oktober


@functools.cache
def _rules(language: str) -> _Rules:
    from qda.core.text.abbreviations import LANGUAGES

    chosen = [LANGUAGES[language]] if language in LANGUAGES else list(LANGUAGES.values())
    words = [frozenset(w for entry in chosen for w in entry[part].split()) for part in _Rules._fields[:5]]
    return _Rules(words[0], words[1], words[2], words[3], words[4], language == "de")


# Stretches that end with or without a stop: paragraphs, items, lines that were broken early.

_NARROW = 60  # a wrapped text is at least this wide, so that a paragraph of short lines is taken line by line
_WIDE = 160  # lines this long are not wrapped: every line break is meant
_SLACK = 0.8  # of the width: lines of proportional type differ by as much in characters

_STOPS = ".!?…‽。！？｡．؟۔।‼⁇⁈⁉"
_FULL_WIDTH = frozenset("。！？｡．।۔")  # these end a sentence whatever follows
_CLOSERS = ")]}\"'’”»›“‘」』）*_"
_JOINERS = frozenset("|/&+=<>,;:" + _STOPS)  # a sentence does not begin with these
_OPENERS = "([{\"'‘’“”„‚«»‹¿¡*_"


class _Patterns(NamedTuple):
    mark: re.Pattern[str]
    word: re.Pattern[str]
    stop: re.Pattern[str]
    opener: re.Pattern[str]
    smileys: re.Pattern[str]
    tags: re.Pattern[str]
    citation: re.Pattern[str]
    letters: re.Pattern[str]
    dotted: re.Pattern[str]
    item: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    """Compile the patterns at first use. None can backtrack over more than a bounded number of characters."""
    c = re.compile
    return _Patterns(
        mark=c(
            r"[^\S\n]*+(?:(?P<sure>(?:[•·▪▫‣◦●○■□►▸➢➤✓✔|]|[*+]|\#{1,6}|\(?\d{1,3}\)|\(?[a-zA-Z]\))[^\S\n])"
            r"|(?P<maybe>(?:[-–—]|\d{1,3}(?:\.\d{1,3}){0,3}\.|[a-zA-Z]\.)[^\S\n])|(?P<rule>[-=_*~#.–—]{3,}+[^\S\n]*+$))"
        ),
        word=c(r"[^\S\n]*+\S*+"),
        stop=c(rf"([{re.escape(_STOPS)}]++)((?:[{re.escape(_CLOSERS)}]|\[\d{{1,3}}\]|[¹²³⁰-⁹])*+)"),
        opener=c(rf"[{re.escape(_OPENERS)}]*+(?:[–—-]\s)?"),
        smileys=c(
            r"(?:(?:[:;=][-']?[)(DPpO3/|\\\]\[]++|<3|[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]"
            r"[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*+)\s*+)++"
        ),
        tags=c(r"(?:(?:[#@]\w++|https?://\S++)\s*+)++$"),
        citation=c(r"\([^()\n]{0,120}?\b(?:1[5-9]|20)\d\d[a-z]?(?:[,;:][^()\n]{0,60})?\)"),
        letters=c(r"[^\W\d_]*+"),
        dotted=c(r"(?:[^\W\d_]{1,4}[./])+[^\W\d_]{1,4}"),
        item=c(r"\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivxIVX]{1,5}"),
    )


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield stretches of one paragraph, list item or heading each."""
    lines: list[Span] = []
    pos = start
    while pos < end:
        stop = text.find("\n", pos, end)
        if stop < 0:
            stop = end
        if pos == stop or (text[pos].isspace() and text[pos:stop].isspace()):
            if lines:
                yield from _paragraph(text, lines)
                lines = []
        else:
            lines.append((pos, stop))
        pos = stop + 1
    if lines:
        yield from _paragraph(text, lines)


def _paragraph(text: str, lines: list[Span]) -> Iterator[Span]:
    begin, last = lines[0]
    if len(lines) > 1:
        p = _patterns()
        widest = max(b - a for a, b in lines)
        width = max(_NARROW, widest) * _SLACK if widest <= _WIDE else widest + 200
        mark = p.mark.match(text, *lines[0])
        listed = mark is not None
        for (a, b), (c, d) in pairwise(lines):
            alone = mark is not None and (mark["rule"] is not None or (mark["sure"] or "")[:1] in ("#", "|"))
            tail = text[max(a, b - 80) : b].rstrip().rstrip(_CLOSERS)[-1:]
            word = p.word.match(text, c, min(d, c + 100))
            # The first word of the next line would have fitted: whoever broke the line here meant it.
            short = b - a + 1 + (word.end() - c if word else 0) <= width
            mark = p.mark.match(text, c, d)
            item = mark is not None and (mark["maybe"] is None or listed or short or tail in _STOPS + ":;")
            if item or alone or (short and tail not in _STOPS and _opens(text, c, d)):
                yield begin, b
                begin = c
                listed = item
            last = d
    yield begin, last


def _opens(text: str, start: int, end: int) -> bool:
    """True if a line begins like a sentence or a heading: not with a small letter or another sign."""
    at = _opened(text, _skip(text, start, end), end)
    c = text[at : at + 1] if at < end else ""
    return (c.isalnum() and not c.islower()) or c in ("@", "#")


# Sentences inside such a stretch.


def _split(text: str, start: int, end: int, rules: _Rules, out: list[Span]) -> None:
    p = _patterns()
    start = _skip(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    for m in p.stop.finditer(text, start, end):
        at, stop = m.start(), m.end()
        if stop >= end:
            break
        if at <= start:
            continue
        if text[stop].isspace():
            stop, after = _tail(text, stop, end)
            if after >= end:
                break
            if not _ends(text, start, end, m, after, rules):
                continue
            if text[after] == "(" and (cited := p.citation.match(text, after, end)):
                rest = p.stop.match(text, cited.end(), end)
                stop = rest.end() if rest else cited.end()
                if stop < end and not text[stop].isspace():
                    continue
                after = _skip(text, stop, end)
        elif _FULL_WIDTH.isdisjoint(m[1]):
            if not _glued(text, start, end, m, rules):
                continue
            after = stop
        else:
            after = stop
        out.append((start, stop))
        start = after
        if start >= end:
            return
    if start < end:
        out.append((start, end))


def _tail(text: str, stop: int, end: int) -> Span:
    """Return where a sentence ends, with smileys or the last tags of a post after its stop, and where the next begins."""
    p = _patterns()
    after = _skip(text, stop, end)
    if after >= end or (text[after].isalpha() and not text.startswith("http", after)):
        return stop, after
    for pattern in (p.smileys, p.tags):
        m = pattern.match(text, after, end)
        if m and (m.end() == end or text[m.end() - 1].isspace()):
            return after + len(m[0].rstrip()), m.end()
    return stop, after


def _skip(text: str, pos: int, end: int) -> int:
    """Return the position after white space."""
    while pos < end and text[pos].isspace():
        pos += 1
    return pos


def _opened(text: str, pos: int, end: int) -> int:
    """Return the position after opening quotation marks, brackets and a dash."""
    m = _patterns().opener.match(text, pos, end)
    return m.end() if m else pos


def _letters(text: str, pos: int, end: int) -> str:
    """Return the letters at a position, at most 40."""
    m = _patterns().letters.match(text, pos, min(end, pos + 40))
    return m[0] if m else ""


def _word_before(text: str, start: int, at: int) -> str:
    """Return the word before a stop, without opening marks."""
    chunk = text[max(start, at - 40) : at]
    if not chunk or chunk[-1].isspace():
        return ""
    return chunk.split()[-1].lstrip(_OPENERS + "-–—/")


def _ends(text: str, start: int, end: int, m: re.Match[str], after: int, rules: _Rules) -> bool:
    """True if a stop followed by white space ends the sentence that began at start. The text goes on at `after`."""
    p = _patterns()
    stops, closers = m[1], m[2]
    at = m.start()
    if text.startswith(("http://", "https://", "www."), after):
        return False
    if not _FULL_WIDTH.isdisjoint(stops):
        return True
    begin = _opened(text, after, end)
    c = text[begin] if begin < end else ""
    following = _letters(text, begin, end)
    if c in _JOINERS:
        return False
    # eParticipatie and iPhone begin sentences, ’s Morgens too.
    small = c.islower() and not (
        following[1:2].isupper()
        or (begin > after and len(following) == 1 and text[begin + 1 : begin + 3].strip().istitle())
    )
    if text[at - 1] in "([" and closers[:1] in (")", "]"):
        return False  # (!) and […]
    if "!" in stops or "?" in stops or stops[0] in "‽‼⁇⁈⁉؟":
        if small:
            return not closers and following.lower() not in rules.goes_on
        return not closers or following.lower() in rules.starters or not _mention(text, start, at)
    if stops != ".":
        return not small and (c.isalpha() or c in ("@", "#"))
    word = _word_before(text, start, at)
    if not word:
        return not small
    low = word.lower()
    if closers:
        return not small
    if len(word) < 12 and at - len(word) <= start + 1 and p.item.fullmatch(word):
        return False  # the number of an item or heading
    if word.isdigit():
        if len(word) <= 2 and (c.isdigit() or (rules.ordinals and following.lower() not in rules.starters)):
            return False
        return not small
    begins = following.lower() in rules.starters
    if len(word) == 1 and word.isalpha():
        return not small and begins and word.isupper()
    if low in rules.number and c.isdigit():
        return False
    if low in rules.last:
        return not small and not (low in rules.title and not begins)
    if low in rules.title:
        return False
    if low == "al" and text[at - 6 : at - 2].strip().lower() == "et":
        return False
    if "." in word and p.dotted.fullmatch(word):
        return not small and begins
    if small:
        # A stop without a capital after it: carelessness after a whole word, an abbreviation after a short one.
        return len(word) >= 5 and word.isalpha() and (word.islower() or word.istitle())
    return True


def _mention(text: str, start: int, at: int) -> bool:
    """True if the stop is inside a quotation of a word or two within the sentence: the question ‘Hoe dan?’ ..."""
    chunk = text[max(start, at - 30) : at]
    for i in range(len(chunk) - 1, -1, -1):
        if chunk[i] in "\"'‘“„«‹’”":
            before = chunk[:i].rstrip()
            return bool(before) and before[-1] not in ":.!?…" and len(chunk[i + 1 :].split()) <= 2
    return False


_DOMAINS = frozenset(
    ["com", "net", "org", "edu", "gov", "info", "biz", "eu", "nl", "be", "de", "fr", "uk", "io", "nu", "js", "py"]
)


def _glued(text: str, start: int, end: int, m: re.Match[str], rules: _Rules) -> bool:
    """True if a stop without a space after it ends a sentence: `plaatsen.Rollen`, but not `node.js`, `U.S.A`, `2.0`."""
    at, stop = m.start(), m.end()
    if not (text[stop].isupper() and stop + 1 < end and text[stop + 1].islower()):
        return False
    asks = "!" in m[1] or "?" in m[1]
    if not asks and not text[max(start, at - 2) : at].islower():
        return False
    word = _letters(text, stop, end)
    low = word.lower()
    if low not in rules.starters and (len(word) < 3 or low in _DOMAINS):
        return False
    k = stop + len(word)
    if k + 1 < end and text[k] in "./_(=@" and not text[k + 1].isspace():
        return False
    chunk = text[max(start, at - 100) : at].split()[-1:]
    if chunk and any(sign in chunk[0] for sign in ("://", "www.", "@", "_", "\\", "=")):
        return False
    return asks or _word_before(text, start, at).lower() not in rules.title
