"""Find a quote, words or a regular expression in a text. Offsets are code points of the stored text.

The stored text is never normalised. Loose comparison works on a folded copy (`Folded`) that maps each of its characters
back to the stored ones, so that every match has stored offsets and never cuts a character that is written as several
code points.
"""

from __future__ import annotations

import functools
import re
import time
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from qda.core.errors import QdaError

Span = tuple[int, int]

_QUOTES = frozenset("'‘’‚‛‹›`´′‵＇\"“”„‟«»″‶＂〝〞")
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
_DOTS = frozenset("…‥⋯")
_ZWJ = "\u200d"
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"


class Folded(NamedTuple):
    """A folded copy of a text.

    text: the copy. at, source: where pieces begin in the copy and in the stored text, both ascending. whole: the piece
    was changed as a whole, so a match may not begin or end inside it. Without pieces all offsets are equal.
    """

    text: str
    at: list[int]
    source: list[int]
    whole: list[bool]

    def span(self, start: int, end: int) -> Span | None:
        """Return the stored offsets of start..end of the copy; None where that would cut a character in two."""
        if not self.at:
            return start, end
        k = bisect_right(self.at, start) - 1
        a = start - self.at[k]
        j = bisect_left(self.at, end)  # what has no trace in the copy belongs to neither side of the match
        if j < len(self.at) and self.at[j] == end:
            b = 0
        else:
            j -= 1
            b = end - self.at[j]
        if (a and self.whole[k]) or (b and self.whole[j]):
            return None
        return self.source[k] + a, self.source[j] + b


def fold(text: str, *, plain: bool = False) -> Folded:
    """Fold a text for loose comparison: NFC, casefold, each run of white space one space, typographic variants alike.

    Quotation marks and apostrophes become ', dashes -, dots in a row and the ellipsis …; invisible characters (soft
    hyphens, zero-width space) are removed. With plain, fold as the full-text index does: remove diacritics too, but
    keep invisible characters, since they separate words there. One pass, linear in the text.
    """
    if text.isascii():
        base = text.lower()
        for c in ('"', "`", *(c for c in map(chr, range(32)) if c.isspace())):
            base = base.replace(c, "'" if c in _QUOTES else " ")
        pattern = _pattern("", "", plain)
    else:
        one = _plain_char if plain else loose_char
        folded = {c: one(c) for c in set(text)}
        base = _one_for_one(text, folded)
        joins = "".join(sorted(c for c in folded if joins_on(c) and not (plain and c == _ZWJ)))
        pattern = _pattern("".join(sorted(c for c, f in folded.items() if _odd(c, f))), joins, plain)
    out: list[str] = []
    at: list[int] = []
    source: list[int] = []
    whole: list[bool] = []
    size = pos = 0
    for m in pattern.finditer(text):
        start, end = m.span()
        if pos < start:
            out.append(base[pos:start])
            at.append(size)
            source.append(pos)
            whole.append(False)
            size += start - pos
        new = _cluster(m.group(), plain)
        out.append(new)
        at.append(size)
        source.append(start)
        whole.append(True)
        size += len(new)
        pos = end
    if not at:
        return Folded(base, at, source, whole)
    out.append(base[pos:])
    at.append(size)
    source.append(pos)
    whole.append(False)
    return Folded("".join(out), at, source, whole)


def _odd(c: str, folded: str) -> bool:
    return len(folded) != 1 or len(c.casefold()) != 1


def _one_for_one(text: str, folded: dict[str, str]) -> str:
    """Fold every character that becomes exactly one character. Four times as fast as str.translate."""
    for c in folded:
        if len(c.casefold()) != 1:
            text = text.replace(c, "\0")  # an odd one: this place of the copy is not looked at
    text = text.casefold()
    for c, f in folded.items():
        if not _odd(c, f) and c.casefold() != f:
            text = text.replace(c.casefold(), f)
    return text


@functools.lru_cache(256)
def _pattern(odd: str, joins: str, plain: bool) -> re.Pattern[str]:
    """Return the pattern of what cannot be folded one character at a time.

    That is: odd characters, combining marks with the character before them, and runs.
    """
    space = r"\s" if plain else rf"\s{_INVISIBLE}"
    dots, runs = ".…‥⋯", rf"{space}.…‥⋯'`´’‘‚,-"
    odd = re.escape(odd)
    # One set in front and a look ahead: re then skips what is in no run, five times as fast as a choice of five.
    run = rf"([{runs}])(?=[{runs}])(?:(?<=[{space}])[{space}]++|(?<=[{dots}])[{dots}]++|\1++)"
    if odd:
        run = rf"([{runs}{odd}])(?:(?<=[{space}])[{space}]++|(?<=[{dots}])[{dots}]++|(?<=[{odd}])|(?<=[{runs}])\1++)"
    return re.compile(rf"(?s:.)[{re.escape(joins)}]++|{run}" if joins else run)


def _cluster(group: str, plain: bool) -> str:
    """Return what a match of the pattern is folded to."""
    first = group[0]
    if first in ".…‥⋯" and group[-1] in ".…‥⋯":
        return "…"
    if first == group[-1] and (first == "-" or first == "," or first in _QUOTES):
        return "-" if first == "-" else "'"
    one = _plain_char if plain else loose_char
    if not any(joins_on(c) for c in group[1:]):
        return one(first) if len(group) == 1 else " " if any(map(str.isspace, group)) else ""
    if not plain or not first.isalnum():
        # "❤" and "❤️" are one; in a word the index takes a variation selector as its end.
        group = "".join(c for c in group if not "\ufe00" <= c <= "\ufe0f")
    if first.isalnum() and not plain:
        group = group.replace(_ZWJ, "")
    if plain:
        return unicodedata.normalize("NFC", one(first) + _bare(_letters(group[1:])))
    return _letters(group) if first.isalnum() else one(first) + group[1:]


@functools.lru_cache(8192)
def joins_on(c: str) -> bool:
    """True if a character belongs to the one before it: combining marks, Hangul vowels and finals, the zero-width joiner."""
    return c >= "\u0300" and (unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff" or c == _ZWJ)


@functools.lru_cache(8192)
def loose_char(c: str) -> str:
    """Fold one character; the result may be several ("ß") or none (a soft hyphen)."""
    if c in _QUOTES:
        return "'"
    if c in _DASHES:
        return "-"
    if c in _DOTS:
        return "…"
    if c.isspace():
        return " "
    if unicodedata.category(c) == "Cf" and re.match(f"[{_INVISIBLE}]", c):
        return ""
    return _letters(c)


def _letters(s: str) -> str:
    nfc = unicodedata.normalize
    # İ casefolds to i and a dot above; other software makes a bare i of it, so that the dot can't decide.
    return nfc("NFC", nfc("NFC", s).casefold()).replace("i\u0307", "i")


@functools.lru_cache(8192)
def _plain_char(c: str) -> str:
    if c in "Ǡǡ":
        return "ǡ"  # the index does not fold it either
    if unicodedata.category(c) == "Cf":
        return c
    folded = loose_char(c)
    return folded if folded.isascii() else _bare(folded)


@functools.cache
def _diacritics() -> dict[int, None]:
    """Return the diacritics that SQLite's unicode61 removes (sqlite3Fts5UnicodeIsdiacritic in fts5_unicode2.c)."""
    runs = ((0x300, 5), (0x306, 7), (0x30F, 1), (0x311, 1), (0x31B, 1), (0x323, 6), (0x32D, 2), (0x330, 2))
    return {c: None for first, n in runs for c in range(first, first + n)}


def _bare(s: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", s).translate(_diacritics()))


@functools.lru_cache(8192)
def in_word(c: str) -> bool:
    """True if a character is part of a word: letters, digits, marks on them, private and unassigned characters."""
    return c.isalnum() or (
        c > "\x7f" and (unicodedata.category(c)[0] in "LNM" or unicodedata.category(c) in ("Co", "Cn"))
    )


def occurrences(
    folded: Folded, needle: str, *, left: Callable[[str], bool] | None, right: Callable[[str], bool] | None
) -> list[Span]:
    """Return where a folded needle is in a folded text, as stored offsets: in order, not overlapping.

    left, right: true for a character that may not come before or after the needle; None where any may.
    """
    found: list[Span] = []
    text = folded.text
    n = len(needle)
    i = text.find(needle) if n else -1
    while i >= 0:
        end = i + n
        span = None
        if not (left and i and left(text[i - 1])) and not (right and end < len(text) and right(text[end])):
            span = folded.span(i, end)
        if span:
            found.append(span)
        i = text.find(needle, end if span else i + 1)
    return found


def find_quote(text: str, quote: str, folding: Callable[[str], Folded] = fold) -> list[Span]:
    """Return where a quote is in a text: (start, end) in order, not overlapping.

    An exact match wins (as given, else without outer white space). Only without one, ignore differences in white space,
    invisible characters, quotation marks, apostrophes, hyphens, dots, case, and composed or decomposed accents. A match
    cuts no character that is written as several code points, unless there is no other match. `folding` folds the text:
    one that remembers it makes many quotes fast.
    """
    bare = quote.strip()
    if not bare:
        return []
    exact: list[Span] = []
    for q in (quote, bare) if quote != bare else (quote,):
        exact = _exact(text, q)
        if uncut := [s for s in exact if not _cuts(text, s)]:
            return uncut
    return occurrences(folding(text), fold(bare).text.strip(), left=None, right=None) or exact


def _exact(text: str, quote: str) -> list[Span]:
    found: list[Span] = []
    n = len(quote)
    i = text.find(quote)
    while i >= 0:
        found.append((i, i + n))
        i = text.find(quote, i + n)
    return found


def _cuts(text: str, span: Span) -> bool:
    start, end = span
    if end < len(text) and joins_on(text[end]):
        return True
    return start > 0 and (joins_on(text[start]) or text[start - 1] == _ZWJ)


LONG_LINE = 1_000_000  # code points; a text with such a line meets a regular expression in another process only
_BATCH = 8_000_000  # code points handed to one child process


def find_regex_in(
    texts: Iterable[tuple[int, str]], pattern: str, *, seconds: float = 10.0
) -> Iterator[tuple[int, list[Span]]]:
    """Yield the texts (key, text) in which a regular expression matches, in the order given: (key, [(start, end), …]).

    Python's `re`, ignoring case, with ^ and $ at every line; `(?-i:…)` respects case. Empty matches are dropped. A
    pattern that could take for ever runs in a child process (a thread cannot be stopped), and so does every pattern on
    a text with a line of LONG_LINE characters. `seconds` is for all texts together. QdaError for a bad pattern (at the
    call), and for one that took too long or broke down (while iterating).
    """
    return _search(texts, compiled(pattern), seconds)


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern as it is used here; QdaError, with the position, for an invalid one."""
    import warnings

    if not pattern:
        raise QdaError("the regular expression is empty: give a pattern")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    except re.error as e:
        where = f" at position {e.pos}" if e.pos is not None else ""
        raise QdaError(f"{pattern!r} is not a regular expression: {e.msg}{where}") from None
    except (RecursionError, OverflowError, MemoryError):
        raise QdaError("the regular expression is too deeply nested or too large: make it simpler") from None


def risky(pattern: str) -> bool:
    """True if a pattern could take more than linear time. When in doubt, true.

    A pattern without repeats (four ? are allowed), look-around, backreferences and more than three groups has short
    matches.
    """
    bare = re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*+\]", "c", re.sub(r"\\[^\d]", "e", pattern), flags=re.S)
    if re.search(r"[*+{]|\\\d|\(\?(?!:)", bare):
        return True
    return bare.replace("(?:", "(").count("?") > 4 or bare.count("(") > 3


def _search(texts: Iterable[tuple[int, str]], rx: re.Pattern[str], seconds: float) -> Iterator[tuple[int, list[Span]]]:
    child = risky(rx.pattern)
    left = seconds
    batch: list[tuple[int, str]] = []
    size = 0
    for key, text in texts:
        here = not child and not _gigantic(text)
        if batch and (here or size >= _BATCH):  # here: the order is kept
            found, left = _in_child(batch, rx.pattern, seconds, left)
            yield from found
            batch, size = [], 0
        if not here:
            batch.append((key, text))
            size += len(text)
        elif spans := [m.span() for m in rx.finditer(text) if m.end() > m.start()]:
            yield key, spans
    if batch:
        yield from _in_child(batch, rx.pattern, seconds, left)[0]


def _gigantic(text: str) -> bool:
    return len(text) >= LONG_LINE and max(map(len, text.split("\n"))) >= LONG_LINE


_CHILD = """
import json, re, sys, warnings
warnings.simplefilter("ignore")
pattern, texts = json.loads(sys.stdin.buffer.read())
rx = re.compile(pattern, re.I | re.M)
out = []
for key, text in texts:
    spans = [m.span() for m in rx.finditer(text) if m.end() > m.start()]
    if spans:
        out.append((key, spans))
sys.stdout.write(json.dumps(out))
"""


def _in_child(
    batch: list[tuple[int, str]], pattern: str, seconds: float, left: float
) -> tuple[list[tuple[int, list[Span]]], float]:
    """Search texts in a child process; return what it found and the seconds left. The child is killed when time is up."""
    import json
    import subprocess
    import sys

    began = time.monotonic()
    try:
        # -I -S: no site packages, no environment, no user folder; 15 ms to start.
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _CHILD],
            input=json.dumps((pattern, batch)).encode(),
            capture_output=True,
            timeout=max(left, 0.001),
        )
    except subprocess.TimeoutExpired:
        raise QdaError(
            f"the regular expression {pattern!r} took more than {seconds:g} s and was stopped, nothing is changed: "
            "make it simpler (a repeat inside a repeat, or .* at its beginning, takes long)"
        ) from None
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise QdaError(f"the regular expression {pattern!r} broke down: {why[-1] if why else done.returncode}")
    found = [(int(key), [(int(a), int(b)) for a, b in spans]) for key, spans in json.loads(done.stdout)]
    return found, left - (time.monotonic() - began)
