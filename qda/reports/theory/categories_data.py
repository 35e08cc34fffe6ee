"""Data of the report on categories: found once, then made a table or a document."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.reports.common.choose_quotes import Candidate
from qda.store.analysis import codings, theory
from qda.store.analysis.scope import Scope

if TYPE_CHECKING:
    from qda.store.analysis.memos import Memo
    from qda.store.analysis.negative_cases import Negative

RECENT = 3  # sources analysed last, in which a code that joined counts as new


class Counts(NamedTuple):
    """Counts of a code, or of a category with the codes under it."""

    codings: int
    stretches: int
    sources: int
    participants: int
    unconfirmed: int
    researcher: int  # codings on a researcher's words

    @classmethod
    def of(cls, candidates: Collection[Candidate]) -> Counts:
        """Count some codings; the figures agree with `counting.with_codes`, which counts words and characters too."""
        return cls(
            len(candidates),
            len({(c.source, c.start, c.end) for c in candidates}),
            len({c.source for c in candidates}),
            len({c.person for c in candidates} - {None}),
            sum(c.unconfirmed for c in candidates),
            sum(c.researcher for c in candidates),
        )


@dataclass(slots=True)
class OfCode:
    """Results for one code of a single pass over the codings."""

    first: str = ""
    last: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    by_source: dict[int, int] = field(default_factory=dict)  # codings in sources analysed
    joined: tuple[str, int] | None = None  # when and in which source it was first used in the analysis


@dataclass(slots=True)
class Category:
    """One category with what its row shows."""

    id: int
    name: str
    level: str
    under: set[int]  # the codes under it and itself
    counts: Counts
    first: str | None
    last: str | None
    properties: list[theory.Property]
    relations: list[theory.Relation]
    memos: list[tuple[int, str, str, str]]
    joined: dict[int, list[int]]  # source -> codes that joined there
    recent: int  # codes that joined in the sources analysed last
    quotes: list[int]
    by_source: dict[int, int]  # codings in sources analysed
    thin: list[str]  # what it lacks


@dataclass(slots=True)
class Found:
    """All categories in the order of the report, the sources in the order in which they were analysed, the scope."""

    categories: list[Category]
    analysed: list[int]
    over: Scope
    rows: dict[int, tuple[Any, ...]]  # the codings quoted, as `codings.COLUMNS`
    of: dict[int, OfCode]
    notes: list[str]
    names: dict[int, str]  # of codes
    paths: dict[int, str]  # of codes


@dataclass(slots=True)
class Page:
    """Parts of the document that are not in the rows."""

    most: int  # quotes shown of each side of a relation
    texts: dict[int, dict[str, Any]]  # category -> columns of its code: definition, include, exclude, example
    placed: dict[int, list[tuple[int, str, float | None]]]  # property -> its placements: coding, value, position
    evidence: dict[int, tuple[Any, ...]]  # codings shown for and against relations, as `codings.COLUMNS`
    negatives: dict[int, list[tuple[Negative, str]]]  # category -> its negative cases, each with what it is against
    memos: dict[int, Memo]
    sources: dict[int, str]  # their names
    pins: set[int]  # codings that someone pinned


def quotes_of(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Return these codings by number, as `codings.COLUMNS`."""
    wanted = sorted(ids)
    return {row[0]: row for row in codings.select(db, ids=wanted)} if wanted else {}
