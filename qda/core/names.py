"""Names of codes, sources, people and categories: compare them, reject bad ones, find those that look alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from qda.core.errors import QdaError, UsageError, nearest
from qda.core.message import Message

MAX_LENGTH = 200  # code points; a name is a label, a sentence belongs in a definition


def key(name: str) -> str:
    """Return the form in which names are compared: NFC, casefold, outer white space removed, inner runs made one space.

    QdaError for half a surrogate pair (bytes on the command line that are not UTF-8); no name may hold one.

    >>> key("  Publieke   Waarde ") == key("publieke waarde")
    True
    """
    if name.isascii():
        return " ".join(name.lower().split())
    if any("\ud800" <= c <= "\udfff" for c in name):
        raise QdaError(f"{short(name)!r} holds half a character: give names as UTF-8 text")
    folded = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def typed(db: object, name: str, known: Iterable[tuple[int, str]]) -> set[int]:
    """Return the numbers of those who are shown by this pseudonym; empty when the study shows real names."""
    shown = getattr(db, "shown", None)
    if shown is None:
        return set()
    wanted = key(name)
    return {i for i, n in known if key(shown(n)) == wanted}


def clean(name: str, what: str = "name") -> str:
    """Return the name without outer white space, otherwise unchanged.

    what: how the message calls it, such as `code name`. QdaError for an empty name, a line break, a control character
    (bidirectional overrides too, which make a name look like another one), or more than MAX_LENGTH code points.
    """
    name = name.strip()
    if not name:
        raise QdaError(f"the {what} is empty: give it at least one character")
    if not name.isascii() and all(c.isspace() or unicodedata.category(c) in ("Cf", "Mn") for c in name):
        raise QdaError(f"the {what} {name!r} holds nothing that can be seen: give it at least one letter")
    if any(c in "\n\r\v\f\x85\u2028\u2029" for c in name):
        raise QdaError(f"the {what} {short(name)!r} holds a line break: put it on one line")
    for c in name:
        # A tab is white space a person may paste; every other control character is a mistake or an attack.
        if (c < " " and c != "\t") or "\x7f" <= c <= "\x9f" or c in OVERRIDES or "\ud800" <= c <= "\udfff":
            raise QdaError(f"the {what} {short(name)!r} holds the control character U+{ord(c):04X}: leave it out")
    if len(name) > MAX_LENGTH:
        raise QdaError(
            f"the {what} {short(name)!r} has {len(name)} characters: {MAX_LENGTH} is the most a name may have"
        )
    return name


def text(value: str, what: str) -> str:
    """Return a text unchanged; reject a NUL or half a surrogate pair, which neither files nor databases can hold."""
    for c in value:
        if c == "\0" or "\ud800" <= c <= "\udfff":
            raise QdaError(f"the {what} holds a NUL or half a character: give it as UTF-8 text")
    return value


OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def short(name: str, width: int = 40) -> str:
    """Cut a name to a width, for a message of one line."""
    return name if len(name) <= width else name[: width - 1] + "…"


class KnownNames:
    """Names that others are held against, sorted once by length and by their first letter: for a check at every key typed."""

    def __init__(self, known: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[int, str, str]]] = {}  # (place in the order given, key, name)
        self._by_first: dict[
            str, list[tuple[int, str, str]]
        ] = {}  # "" where a sign comes first that a bare key has not
        for at, name in enumerate(known):
            k = key(name)
            if k:
                self._by_length.setdefault(len(k), []).append((at, k, name))
                first = "" if k[0] in _PASSED_OVER else k[0].replace("’", "'")
                self._by_first.setdefault(first, []).append((at, k, name))

    def near(self, name: str) -> list[str]:
        """Return those near to a name, as `near_duplicates` says."""
        mine = key(name)
        bare = _bare(mine)
        n = len(mine)
        pieces = _pieces(mine)
        found: dict[int, tuple[int, int, str]] = {}
        for length in range(max(n - 2, 1), n + 3):
            limit = 2 if n >= 5 and length >= 5 else 1
            # One edit turns any one-letter name into any other: they are labels, not slips of the finger.
            if abs(length - n) > limit or min(n, length) <= 1:
                continue
            for at, k, other in self._by_length.get(length, ()):
                if k != mine and (not pieces or any(p in k for p in pieces)):
                    d = _distance(mine, k, limit)
                    if d <= limit and not _numbered(mine, k):
                        found[at] = d, at, other
        for first in (bare[0], "") if bare else ():
            for at, k, other in self._by_first.get(first, ()):
                alike = abs(len(k) - n) <= 2 + max(n, len(k)) // 2 and k != mine and at not in found
                if alike and bare == _bare(k):
                    found[at] = 3, at, other
        return [other for _, _, other in sorted(found.values())]


def near_duplicates(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names within an edit or two of name, nearest first, then in the order given.

    An edit adds, drops or changes a character or swaps two neighbours; case does not count. Two edits are allowed when
    both names have 5 characters or more, else one. Names that differ only in spaces, hyphens, underscores and a plural
    ending are near whatever their length. The same name (equal keys) is not listed. 2,000 names take about 2 ms.
    """
    return KnownNames(known).near(name)


def _pieces(k: str) -> list[str]:
    """Cut a key into five parts; any two edits leave at least one whole (a swap of neighbours touches two parts)."""
    n = len(k)
    return [k[n * i // 5 : n * (i + 1) // 5] for i in range(5)] if n >= 10 else []


_PASSED_OVER = " -_‐‑–"
_PLURALS = ("'s", "en", "es", "s", "n", "e")


def _bare(k: str) -> str:
    """Return a key without spaces, hyphens, underscores and a plural ending."""
    k = "".join(c for c in k.replace("’", "'") if c not in _PASSED_OVER)
    for ending in _PLURALS:
        if len(k) > len(ending) + 3 and k.endswith(ending):
            return k[: -len(ending)]
    return k


def _numbered(a: str, b: str) -> bool:
    """True if two names differ only in their digits (`phase 1`, `phase 2`): a series, not a typing error."""
    if not (any(map(str.isdigit, a)) and any(map(str.isdigit, b))):
        return False
    return [c for c in a if not c.isdigit()] == [c for c in b if not c.isdigit()]


def _distance(a: str, b: str, limit: int) -> int:
    """Return the Damerau-Levenshtein distance (optimal string alignment), or limit + 1 when it is larger than limit.

    Fills only a band of 2 * limit + 1 cells a row, and stops at the first two rows that are over the limit.
    """
    over = limit + 1
    before: list[int] = []
    row = [j if j <= limit else over for j in range(len(b) + 1)]
    for i in range(1, len(a) + 1):
        new = [over] * (len(b) + 1)
        if i <= limit:
            new[0] = i
        for j in range(max(1, i - limit), min(len(b), i + limit) + 1):
            same = a[i - 1] == b[j - 1]
            d = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (not same))
            if not same and i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d = min(d, before[j - 2] + 1)
            new[j] = min(d, over)
        if min(new) >= over and min(row) >= over:
            return over
        before, row = row, new
    return row[len(b)]


def byline(author: str | None, role: str | None) -> str:
    """Return an attribution: `Kim Ross`, `Kim Ross (researcher)`, or "" when nobody is named.

    A researcher's words may be coded, but they are not a participant's: wherever they are evidence, they are marked.
    """
    if role != "researcher":
        return author or ""
    return f"{author} (researcher)" if author else "a researcher"


def one_of(what: str, value: str, words: Sequence[str]) -> str:
    """Return the word that a value means; UsageError, with the nearest word, for any other value.

    what: what messages call it, such as `outcome`; a front end may turn it into its option.
    """
    if key(value) in words:
        return key(value)
    near = nearest(value, words, 1)
    did = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(
        Message(
            "no-such-word", "{what} {value!r}: it is one of {words}{did}", what=what, value=value, words=words, did=did
        )
    )


def pairs(what: str, items: Sequence[str]) -> dict[str, str]:
    """Return the texts `NAME=VALUE` as a dictionary; UsageError for one without a name, and for a name that comes twice.

    what: what messages call them, such as an option.
    """
    out: dict[str, str] = {}
    for item in items:
        left, sign, right = item.partition("=")
        name = left.strip()
        if not sign or not name:
            raise UsageError(f"{what} {item!r}: write NAME=VALUE")
        if name in out:
            raise UsageError(f"{what} {item!r}: {name} was given twice; give it once")
        out[name] = right.strip()
    return out
