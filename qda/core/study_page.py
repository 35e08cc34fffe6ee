"""A whole study as one page to read and hand over: plain data, finished before it is shown.

Things have the numbers that they have in the study, so that one part can lead to another: `Link` names a place by kind and
number. Quotes are held once, in `StudyPage.quotes`; the parts name them by the numbers of their codings. Texts are as they
are stored; a link inside a researcher's Markdown stands apart from the text around it.
"""

from __future__ import annotations

from dataclasses import dataclass

from qda.core.coded_text import CodedText


@dataclass(frozen=True, slots=True)
class Link:
    """Something that may have a place on the page: its kind (`code`, `category`, `memo`, …), number and name.

    `id` is 0 for a kind without places, and for what has been removed (`gone`).
    """

    kind: str
    id: int
    label: str
    gone: bool = False


Linked = tuple[str | Link, ...]  # Markdown, and the links in it


@dataclass(frozen=True, slots=True)
class Quoted:
    """A coding that is quoted: its words, where they are from, its code. `of_code` and `of_source` are numbers.

    `source` is how the source is cited, `source_name` its name.
    """

    id: int
    text: str
    source: str
    source_name: str
    of_source: int
    author: str | None
    role: str | None
    date: str | None
    code: str
    of_code: int
    coder: str
    confirmed: bool
    pinned: bool
    note: str


@dataclass(frozen=True, slots=True)
class Sized:
    """A code of a category with its counts; `itself` is the category's own codings."""

    code: Link
    codings: int
    stretches: int
    sources: int
    participants: int
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Ranged:
    """A property with the range found: `lowest` and `highest` are (value, coding), `kinds` (value, placements)."""

    id: int
    name: str
    dimension: str
    placements: int
    lowest: tuple[str, int] | None
    highest: tuple[str, int] | None
    kinds: tuple[tuple[str, int], ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A category in a role of a paradigm: for the phenomenon, or for `of`, a strategy of it."""

    category: Link
    of: Link
    status: str
    supporting: int
    opposing: int


@dataclass(frozen=True, slots=True)
class Role:
    """One of the five roles of a paradigm by its key (`causal_conditions`), with the categories that have it."""

    role: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A relation with the codings for and against it; `lack` says what its status lacks."""

    id: int
    a: Link
    type: str
    b: Link
    status: str
    note: str
    lack: str
    supporting: tuple[int, ...]
    opposing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contrary:
    """A negative case: the coding, what it is against, what came of it (None while it is open)."""

    id: int
    coding: int
    against: Link
    outcome: str | None
    note: str
    resolution: str
    coder: str


@dataclass(frozen=True, slots=True)
class Category:
    """All about one category. `paradigm` is empty where nothing has a role around it; `more` counts stretches not quoted."""

    id: int
    name: str
    level: str
    definition: str
    include: str
    exclude: str
    example: str
    codings: int
    stretches: int
    sources: int
    participants: int
    unconfirmed: int
    researcher: int
    first: str | None
    last: str | None
    codes: tuple[Sized, ...]
    properties: tuple[Ranged, ...]
    paradigm: tuple[Role, ...]
    relations: tuple[Related, ...]
    negatives: tuple[Contrary, ...]
    memos: tuple[Link, ...]
    quotes: tuple[int, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of the codebook. `depth` counts from 1; `places` are its own codings by source."""

    id: int
    name: str
    path: str
    depth: int
    level: str
    definition: str
    include: str
    exclude: str
    example: str
    aliases: tuple[str, ...]
    categories: tuple[Link, ...]
    codings: int
    sources: int
    with_codes: int
    places: tuple[tuple[Link, tuple[int, ...]], ...]
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo with what it is on and the codings that it rests on; dates are ISO days."""

    id: int
    title: str
    type: str
    coder: str
    date: str
    changed: str
    on: tuple[Link, ...]
    text: Linked
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Storyline:
    """The storyline as it stands: version, who saved it and when (ISO day), and the codings that it links to."""

    version: int
    coder: str
    date: str
    text: Linked
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A source in the list of sources."""

    source: Link
    called: str
    kind: str
    language: str
    segments: int
    words: int
    codings: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Numbers of codings in a grid; `left_out` counts the rows or columns with less that it has no room for."""

    rows: tuple[Link, ...]
    columns: tuple[Link, ...]
    cells: tuple[tuple[int, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Discovery:
    """The discovery curve: rows (number, source, new codes, all so far, mean over all orders); `size` sources a row."""

    rows: tuple[tuple[int | str, str, int, int, float | None], ...]
    size: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts by period. `unit` is day, week or month; `series` are keys (`codings`) with a number for each period."""

    unit: str
    periods: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Coder:
    """What one coder did."""

    name: str
    codings: int
    unconfirmed: int
    memos: int


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the log; `at` is local time to the minute."""

    n: int
    at: str
    coder: str
    command: str
    summary: str
    because: str
    undone: bool


@dataclass(frozen=True, slots=True)
class StudyPage:
    """The page. `figures` are keys (`sources`) with numbers; `origins` are how codings were made, how
    many, and how many of these are unconfirmed. `negatives` are the negative cases against what is under no category.

    `texts`, `memos` and `steps` are None where they were left out. `change` is the line of the log up to which it holds.
    """

    title: str
    study: str
    language: str
    figures: tuple[tuple[str, int], ...]
    core: Link | None
    core_because: str
    storyline: Storyline | None
    categories: tuple[Category, ...]
    negatives: tuple[Contrary, ...]
    sources: tuple[Listed, ...]
    texts: tuple[CodedText, ...] | None
    codebook: tuple[Entry, ...]
    memos: tuple[Memo, ...] | None
    by_source: Heat
    together: Heat
    discovery: Discovery
    timeline: Timeline
    coders: tuple[Coder, ...]
    origins: tuple[tuple[str, int, int], ...]
    unconfirmed: int
    change: int
    changed: str
    steps: tuple[Step, ...] | None
    quotes: tuple[Quoted, ...]
