"""Quotes whose words are far from those of the rest of their category: a hint what to read again, never a finding.

Each quote is the set of its words, weighed by how rare they are among all quotes of the study (idf; Spärck Jones 1972,
"A statistical interpretation of term specificity", Journal of Documentation 28). How near it is to a category is the
cosine to the sum of the category's other quotes (Salton, Wong and Yang 1975, "A vector space model for automatic
indexing", CACM 18). Words that begin with the same six letters are one word (`secretary`, `secretaries`); function words
and words under three letters are left out. Quotes are compared with those in their own language. Standard library only.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from qda.core.message import say
from qda.core.text.find import fold
from qda.core.text.language import function_word
from qda.reports.counts.counting import n_of
from qda.store.analysis import codes, codings, theory
from qda.store.analysis.scope import Scope
from qda.store.queries.evidence import codings_with_speakers, language_by_source_name
from qda.store.texts import people

QUOTES = 6  # a category with fewer has no rest to be far from
WORDS = 4  # a quote with fewer different words is far from others because it is short
SHARE = 0.5  # far: less than this part of how near the middle one of the category's quotes is
MOST = 3  # so many are shown of a category
NAMED = 6  # words named of a quote
ALIKE = 6  # letters from which two words are one
COMMON = 2 / 3  # of the quotes must share a word with another: else they use different words all, and none stands apart
CAUTION = say(
    "Quotes that use other words than the rest of their category. That may be another topic, "
    "another way of speaking, a misplaced code or a case that contradicts: only reading "
    "tells which."
)
_WORD = re.compile(r"[^\W\d_]{3,}")


class Quote(NamedTuple):
    """A quote far from the others of a category: the words it shares with them, its own, and what the others share."""

    category: int
    coding: int
    shared: list[str]
    own: list[str]
    theirs: list[str]
    others: int
    left_out: int = 0  # stretches of a researcher's words in the category, not compared

    def told(self, forms: dict[str, str]) -> Quote:
        """Return the quote with whole words (`forms`) for the beginnings of words that were compared."""
        shared, own, theirs = ([forms[w] for w in some] for some in (self.shared, self.own, self.theirs))
        return self._replace(shared=shared, own=own, theirs=theirs)

    def why(self) -> str:
        """Say in a line on what words this rests."""
        shared = say("shares {these}", these=self.shared) if self.shared else say("shares no word")
        return say(
            "{shared} with the {other_quotes}; words of its own: {own}; words of the others: {theirs}",
            shared=shared,
            other_quotes=n_of(self.others, "other quote"),
            own=self.own,
            theirs=self.theirs,
        ) + (
            say("; {quotes} of a researcher's words left out", quotes=n_of(self.left_out, "quote"))
            if self.left_out
            else ""
        )


class Far(NamedTuple):
    """The quotes found, by category in the codebook's order and the farthest first, and what was compared."""

    quotes: list[Quote]
    notes: list[str]


def words(text: str) -> dict[str, str]:
    """Return the words of a text that say something, by their first six letters, each with the shortest form met.

    Words are folded, of three letters or more, no function words.
    """
    out: dict[str, str] = {}
    for w in _WORD.findall(fold(text).text):
        if not function_word(w):
            out[w[:ALIKE]] = min(out.get(w[:ALIKE], w), w, key=lambda form: (len(form), form))
    return out


def find(db: sqlite3.Connection, over: Scope, leave_out: Collection[int] = ()) -> Far:
    """Find the quotes of a scope that are far from the rest of their category; none of the codings in `leave_out`.

    A category has its quotes with those of the codes under it, each stretch once; researchers' words are left out.
    The scope's codes choose categories. Fewer than six quotes of four words in a language are not compared.
    """
    bags, of, stretch, unheard = _bags(db, over)
    df = Counter(w for bag in bags.values() for w in bag)
    weight = {w: math.log((len(bags) + 1) / n) for w, n in df.items()}
    forms: dict[str, str] = {}
    for bag in bags.values():
        for w, form in bag.items():
            forms[w] = min(forms.get(w, form), form, key=lambda f: (len(f), f))
    spoken = language_by_source_name(db)
    gathered = codes.gathered(db)
    tops = [i for i in theory.categories(db) if over.codes is None or i in over.codes]
    held = {stretch[i] for i in leave_out if i in stretch}
    found: list[Quote] = []
    looked = alike = 0
    for top in tops:
        first: dict[_Place, int] = {}  # each stretch once: its first coding
        for id in sorted(i for i in stretch if of[i] in gathered[top]):
            first.setdefault(stretch[id], id)
        groups: dict[str, dict[int, set[str]]] = {}
        for at, id in first.items():
            if len(bags[at]) >= WORDS:
                groups.setdefault(spoken[at[0]], {})[id] = set(bags[at])
        for inside in groups.values():
            if len(inside) < QUOTES:
                continue
            looked += 1
            hits = _far(top, inside, weight, {id for id in inside if stretch[id] in held})
            alike += hits is not None
            left = len({at for code, at in unheard if code in gathered[top]})
            found += [q.told(forms)._replace(left_out=left) for q in hits or ()]
    different = (
        say("; in {n} the quotes share too few words for any to stand apart", n=looked - alike)
        if looked > alike
        else ""
    )
    notes = [
        say(
            "worth reading: of {categories} with {quotes} quotes or more in one language, up to "
            "{most} quotes each whose words are far from those of its other quotes (weighed by how "
            "rare they are in the study, function words left out, words that begin with the same "
            "{alike} letters taken as one){different}; a hint, no finding",
            categories=n_of(looked, "category"),
            quotes=QUOTES,
            most=MOST,
            alike=ALIKE,
            different=different,
        )
    ]
    return Far(found, notes)


_Place = tuple[str, int, int]


def _bags(
    db: sqlite3.Connection, over: Scope
) -> tuple[dict[_Place, dict[str, str]], dict[int, int], dict[int, _Place], set[tuple[int, _Place]]]:  # fmt: skip
    """Return the words of each stretch, the code of each coding, the stretch of each coding, and what was left out.

    Left out are researchers' words, as (code, stretch).
    """
    unheard = people.researchers(db)
    of: dict[int, int] = {}
    left: set[tuple[int, _Place]] = set()
    for id, code, person, name, start, end in codings_with_speakers(db, replace(over, codes=None)):
        if person in unheard:
            left.add((code, (name, start, end)))
        else:
            of[id] = code
    bags: dict[_Place, dict[str, str]] = {}
    stretch: dict[int, _Place] = {}
    for row in codings.select(db, ids=sorted(of)):
        at = stretch[row[0]] = (row[2], row[8], row[9])
        if at not in bags:
            bags[at] = words(row[10])
    return bags, of, stretch, left


def _far(top: int, inside: dict[int, set[str]], weight: dict[str, float], leave_out: set[int]) -> list[Quote] | None:
    """Return the quotes of one category that are far from its others; None when all share too few words to be near any."""
    df = Counter(w for bag in inside.values() for w in bag)
    if sum(any(df[w] > 1 for w in bag) for bag in inside.values()) < COMMON * len(inside):
        return None
    unit = {id: math.sqrt(math.fsum(weight[w] ** 2 for w in bag)) or 1.0 for id, bag in inside.items()}
    total: dict[str, float] = {}
    for id, bag in inside.items():
        for w in bag:
            total[w] = total.get(w, 0.0) + weight[w] / unit[id]
    whole = math.fsum(x * x for x in total.values())
    near: dict[int, float] = {}
    for id, bag in inside.items():
        with_all = math.fsum(total[w] * weight[w] / unit[id] for w in bag)  # exact: words come in any order
        rest = math.sqrt(max(whole - 2 * with_all + 1, 0.0))
        near[id] = round((with_all - 1) / rest, 12) if rest > 1e-9 else 1.0  # what shares nothing is as far as the next
    line = SHARE * median(near.values())
    chosen = sorted((id for id in inside if near[id] < line and id not in leave_out), key=lambda id: (near[id], id))
    out = []
    for id in chosen[:MOST]:
        bag = inside[id]
        shared = _first((w for w in bag if df[w] > 1), df, weight)
        own = _first((w for w in bag if df[w] == 1), df, weight)
        theirs = _first((w for w in total if w not in bag and df[w] > 1), df, weight)
        out.append(Quote(top, id, shared, own, theirs, len(inside) - 1))
    return out


def _first(some: Iterable[str], df: Counter[str], weight: dict[str, float]) -> list[str]:
    """Return the words that say most: those in more quotes first, then the rarer in the study."""
    return sorted(some, key=lambda w: (-df[w], -weight[w], w))[:NAMED]
