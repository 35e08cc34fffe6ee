"""A table as a document or spreadsheet has it: heads and values in words, a row of totals, of which study and moment it is.

Words, numbers and dates are those of the language of now; names of the study stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qda.core.document import Curve, Document, Grid
from qda.core.language import ENGLISH, now, speak, speak_n
from qda.core.message import Day, Message, say, word
from qda.core.results import Stamp, Table
from qda.core.words import VALUES
from qda.render.safe_text import local, shown_columns

TOTAL = "total"
# Columns of whole numbers that count nothing: they name a thing or a place.
_NAMING = frozenset(
    ("id", "n", "a", "b", "start", "end", "segment", "coding", "change", "row", "relation", "target", "undone", "with",
     "with_segment", "with_start", "with_end", "memo", "reply_to", "version", "rank", "base", "run")
)  # fmt: skip
_DATES = frozenset(["date", "a_date", "b_date", "with_date"])


def headed(table: Table) -> Table:
    """Return the table with its columns headed by words: `codings_with_codes` is headed `codings with codes`.

    Names of the study stay as they are, and so does a key whose words head another column.
    """
    taken, words = set(table.columns), dict[str, str]()
    for c in table.columns:
        for w in (speak(c.replace("_", " ")), c.replace("_", " ")):
            if c not in table.named and w != c and w not in taken:
                words[c] = w
                taken.add(w)
                break
    if not words:
        return table

    def said(columns: Sequence[str]) -> list[str]:
        return [words.get(c, c) for c in columns]

    return replace(
        table, columns=said(table.columns), brief=None if table.brief is None else said(table.brief),
        wrap=said(table.wrap), times=said(table.times), said=said(table.said), named=said(table.named),
        totals=said(table.totals), shares=said(table.shares), cells=said(table.cells), shaded=said(table.shaded),
    )  # fmt: skip


def with_total(table: Table, *, every: bool = False) -> Table:
    """Return the table with a last row of the sums of the columns that add up; a table without rows stays without.

    The row says `total` in the first column that is shown: of those that a reader sees, or of `every`.
    """
    places = [n for n, name in enumerate(table.columns) if name in table.totals]
    if not places:
        return table
    first = 0 if every else shown_columns(table)[0]

    def rows() -> Iterator[Sequence[Any]]:
        sums, empty = dict.fromkeys(places, 0), True
        for row in table.rows:
            empty = False
            for n in places:
                sums[n] += row[n] or 0
            yield row
        if not empty:
            yield [speak(TOTAL) if n == first else sums.get(n) for n in range(len(table.columns))]

    return replace(table, rows=rows())


def in_per_cent(table: Table) -> Table:
    """Return the table with its shares as texts in per cent, with one decimal."""
    return _with(table, table.shares, lambda share: None if share is None else PerCent(share))


def spelled(table: Table) -> Table:
    """Return the table with its cells of quotes and summaries as text, a line each; a cell without any is empty."""
    return replace(_with(table, table.cells, _spelled), cells=())


def _with(table: Table, columns: Sequence[str], said: Callable[[Any], Any]) -> Table:
    """Return the table with the cells of these columns said otherwise."""
    places = [n for n, name in enumerate(table.columns) if name in columns]
    if not places:
        return table

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows:
            cells = list(row)
            for n in places:
                cells[n] = said(cells[n])
            yield cells

    return replace(table, rows=rows())


def _spelled(cell: Any) -> str | None:
    if isinstance(cell, Mapping):
        if cell["text"] is not None:
            return _LINK.sub(_linked, str(cell["text"]))
        n = cell["waiting"]
        return speak_n("({n:,} quote waiting)", "({n:,} quotes waiting)", n) if n else None
    return "\n".join(_quoted(q) for q in cell or ()) or None


def _quoted(q: Mapping[str, Any]) -> str:
    who = speak(" (researcher)") if q.get("role") == "researcher" else ""
    return f"“{' '.join(str(q['text']).split())}”{who} [{q['id']}]"


def _linked(match: re.Match[str]) -> str:
    kind, name = match[1], match[2]
    return f"[{name}]" if kind == "coding" else f"{speak(kind)} {name}" if name[:1].isdecimal() else f"‘{name}’"


_LINK = re.compile(r"\[\[([a-z]+):([^\[\]\n]{1,400})\]\]")


class PerCent(float):
    """A share of 1 that is shown in per cent, written as in English: who shows numbers says them in the language of now."""

    def __format__(self, spec: str) -> str:
        return f"{100 * float(self):.1f}%"


class Whole(int):
    """A whole number that is shown with a sign between its thousands."""

    def __str__(self) -> str:
        return now().number(f"{int(self):,}")


def in_words(table: Table, *, dates: bool = True) -> Table:
    """Return the table with the program's own words in its cells in the language of now, and messages said in it.

    With `dates` days are written as one reads them, and numbers of a thousand and more with a sign between their thousands.
    """
    tongue = now()
    fixed = [(n, VALUES[c]) for n, c in enumerate(map(_kind, table.columns)) if c in VALUES and tongue.own != ENGLISH]
    days = {n for n, c in enumerate(table.columns) if dates and (c in table.times or c in _DATES)}
    counts = [n for n, c in enumerate(table.columns) if dates and c not in _NAMING]

    def rows() -> Iterator[Sequence[Any]]:
        for row in table.rows:
            cells = list(row)
            for n, known in fixed:
                if cells[n].__hash__ is not None and cells[n] in known:
                    cells[n] = tongue.text(cells[n])
            for n in days:
                if isinstance(cells[n], str):
                    cells[n] = tongue.day(cells[n])
            for n in counts:
                if type(cells[n]) is int and abs(cells[n]) >= 1000:
                    cells[n] = Whole(cells[n])
            yield [speak(c) if isinstance(c, Message) else c for c in cells]

    return replace(table, rows=rows())


def _kind(column: str) -> str:
    """Return what kind of words a column holds: `with_role` and `a_role` those of `role`."""
    return column.removeprefix("with_").removeprefix("a_").removeprefix("b_")


def for_reader(document: Document) -> Document:
    """Return the document with its tables in the language of now: their heads, words and numbers."""
    return replace(document, blocks=[block(part) for part in document.blocks])


def block(part: Any) -> Any:
    """Return a part of a document, its table in the language of now if it has one."""
    if not isinstance(part, (Grid, Curve)):
        return part
    table = part.table
    return replace(part, table=headed(replace(table, rows=list(in_words(table).rows))))


def fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an object with names and words in the language of now; in English they have their keys."""
    tongue = now()
    if tongue.own == ENGLISH:
        return dict(fields)
    out = {}
    for name, value in fields.items():
        own = isinstance(value, str) and value in VALUES.get(_kind(name), ())
        head = speak(name.replace("_", " "))
        out[name if head in out else head] = speak(value) if own else value
    return out


def facts(stamp: Stamp) -> list[tuple[str, str]]:
    """Return the study, the local date of its last change, and as of which change a result holds."""
    said = [(word("study"), stamp.study)]
    if not stamp.change:
        return said
    at = Day(local(stamp.at)[:10])
    return [*said, (word("last change"), say("{at}, as of change {change}", at=at, change=stamp.change))]


def spoken(facts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return facts, as far as they are messages, in the language of now."""
    return [(_said(key), _said(value)) for key, value in facts]


def _said(text: str) -> str:
    return speak(text) if isinstance(text, Message) else text
