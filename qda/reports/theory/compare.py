"""Incidents laid side by side, as constant comparison reads them: most different people first."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from qda.core import numbers
from qda.core.document import Beside, Block, Document, Paragraph, Quote
from qda.core.errors import NotFound, Refused
from qda.core.message import Message, chained, say, say_n, word
from qda.core.results import Report, Table, Want
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import attributed, facts, listed
from qda.store.analysis import codes, codings, comparisons, scope, theory
from qda.store.analysis.comparisons import Comparison
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries import evidence
from qda.store.queries.counts import BUILT_IN, grouping
from qda.store.texts import people

COLUMNS = (*codings.COLUMNS, "codings", "compared")
OTHER = (
    "id",
    "uuid",
    "source",
    "segment",
    "author",
    "date",
    "code",
    "start",
    "end",
    "text",
    "role",
)  # of the other side


class Side(NamedTuple):
    """One side of a comparison: a coding (`code` is its code), or a code with those under it (`coding` is None)."""

    coding: int | None
    code: int


class Incident(NamedTuple):
    """A stretch that was given a code, with the codings on it; `id` is the first of them, one of the code itself if any.

    `person` is the participant's number, or the source where nobody is named; `value` is that of `--by`.
    """

    id: int
    codings: tuple[int, ...]
    source: int
    start: int
    end: int
    person: int | tuple[str, int]
    researcher: bool
    value: Any

    def differs(self, other: Incident) -> bool:
        """True if the other one is another stretch."""
        return (self.source, self.start, self.end) != (other.source, other.start, other.end)


def side(db: sqlite3.Connection, word: str) -> Side:
    """Return what a word names: a coding (`12`, `coding:12`), or a code (`trust`, `code:12` for one whose name is 12)."""
    kind, colon, name = word.strip().partition(":")
    number = word.strip().removeprefix("coding:").removeprefix("#")
    if number.isascii() and number.isdecimal():
        id = numbers.counted(number)
        coding = codings.get(db, id)
        if coding is None:
            hint = f"`code:{word}` names the code"
            if codes.lookup(db, word) is None:
                hint = Message("numbers-of-codings", "a list of the codings shows their numbers")
            raise NotFound("coding", numbers.short(number), (), hint)
        return Side(id, coding["code"])
    if colon and kind in ("code", "category") and codes.lookup(db, word) is None:
        return Side(None, codes.find(db, name.strip()))
    return Side(None, codes.find(db, word))


def dealt(items: Iterable[Incident], group: Callable[[Incident], Hashable]) -> list[Incident]:
    """Return the items in turns, one of each group at a time; groups and items keep the order in which they come."""
    held: dict[Hashable, deque[Incident]] = {}
    for item in items:
        held.setdefault(group(item), deque()).append(item)
    out, waiting = [], list(held.values())
    while waiting:
        out += [group_items.popleft() for group_items in waiting]
        waiting = [group_items for group_items in waiting if group_items]
    return out


def spread(items: Sequence[Incident]) -> list[Incident]:
    """Order incidents so that each next one is by another participant, then from another source; researchers last.

    They come in turns: one of each person, those of different sources after each other, then a second of each, and so on.
    """
    out: list[Incident] = []
    for researcher in (False, True):
        of: dict[Hashable, list[Incident]] = {}
        for item in items:
            if item.researcher is researcher:
                of.setdefault(item.person, []).append(item)
        own = {person: dealt(theirs, lambda i: i.source) for person, theirs in of.items()}
        firsts = dealt([theirs[0] for theirs in own.values()], lambda i: i.source)
        out += dealt((item for first in firsts for item in own[first.person]), lambda i: i.person)
    return out


def met(db: sqlite3.Connection, over: Scope, top: int, within: set[int], by: str = "null") -> list[Incident]:
    """Return the different stretches that have one of the codes `within`, by source, start and end.

    Of the codings on a stretch one of the code `top` stands for it. `by` is what `grouping` gives.
    """
    researchers = people.researchers(db)
    rows = evidence.incidents(db, replace(over, codes=within), top, by)
    out = []
    for (source, start, end), these in groupby(rows, lambda r: r[:3]):
        found = list(these)
        _, _, _, id, person, value = found[0]
        whose = ("nobody named", source) if person is None else person
        ids = tuple(sorted(r[3] for r in found))
        out.append(Incident(id, ids, source, start, end, whose, person in researchers, value))
    return out


def one(db: sqlite3.Connection, coding: int, by: str = "null") -> Incident:
    """Return the incident of one coding; `by` is what `grouping` gives."""
    source, start, end, person, value = evidence.incident(db, coding, by)
    whose = ("nobody named", source) if person is None else person
    return Incident(coding, (coding,), source, start, end, whose, person in people.researchers(db), value)


Row = tuple[Incident, Incident | None]


def _pairs(first: Sequence[Incident], second: Sequence[Incident]) -> list[Row]:
    """Lay two sets beside each other.

    Each incident of the longer set, in its order, gets the least used one of the other set, by another person where there
    is one. A stretch never stands beside itself.
    """
    longer, shorter = (second, first) if len(second) > len(first) else (first, second)
    waiting = deque(shorter)
    out: list[Row] = []
    for item in longer:
        able = [n for n, other in enumerate(waiting) if other.differs(item)]
        if not able:
            continue
        at = next((n for n in able if waiting[n].person != item.person), able[0])
        other = waiting[at]
        del waiting[at]
        waiting.append(other)
        out.append((item, other) if longer is first else (other, item))
    return out


def run(
    study: Study,
    what: str,
    beside: str = "",
    filters: Filters | None = None,
    *,
    by: str = "",
    want: Want = "both",
) -> Report:
    """Lay out the incidents of a code, or one coding against the others of its code, or two of these beside each other.

    Each next incident is by another participant, then from another source; with `by` the values of a variable (or
    source, participant, coder, kind, role) take turns first. `compared` counts the comparisons that were recorded: of an
    incident, or between the two of a row. The document lays two quotes beside each other. `want`: "rows" or "document" for
    one of the two alone.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    first, second = side(db, what), side(db, beside) if beside else None
    if second == first:
        raise Refused(
            "compared-with-itself",
            "{what!r} cannot be compared with itself: name another code or coding, or nothing to compare it with",
            what=what,
        )
    if second is None and first.coding is not None:
        second, first = first, Side(None, first.code)
    elif second is not None and first.coding is not None and second.coding is None:
        second, first = first, second  # the one incident is what the others are laid beside
    expression, value = grouping(db, by)
    gathered = codes.gathered(db)

    def incidents(one_: Side, against: Incident | None = None) -> list[Incident]:
        if one_.coding is not None:
            return [one(db, one_.coding, expression)]
        found = met(db, over, one_.code, gathered[one_.code], expression)
        if against is not None:
            found = [i for i in found if i.differs(against)]
            ordered = spread([i for i in found if i.person != against.person])
            ordered += spread([i for i in found if i.person == against.person])
        else:
            ordered = spread(found)
        if by:
            unknown = [i for i in ordered if i.value is None]
            ordered = dealt((i for i in ordered if i.value is not None), lambda i: i.value) + unknown
        return ordered

    rows: list[Row]
    fixed = None if second is None or second.coding is None else incidents(second)[0]
    left = incidents(first, fixed)
    if second is None:
        rows = [(i, None) for i in left]
    elif fixed is not None:
        rows = [(i, fixed) for i in left]
    else:
        rows = _pairs(left, incidents(second))
    done = _Done(comparisons.read(db))
    notes = _notes(db, first, second, rows, gathered, done, filters or Filters())
    table = _table(db, rows, second is not None, by, value, done, notes)
    document = None if want == "rows" else _document(study, first, second, fixed, table, by, done)
    if want == "document":
        table.rows = []
    return Report(table, document, notes)


class _Done:
    """The comparisons that were recorded, by coding."""

    def __init__(self, known: Sequence[Comparison]) -> None:
        self._of: dict[int, set[int]] = {}
        self._known = {x.id: x for x in known}
        for x in known:
            for coding in (x.coding, x.other):
                if coding is not None:
                    self._of.setdefault(coding, set()).add(x.id)

    def of(self, codings_: Iterable[int]) -> set[int]:
        """Return the numbers of the comparisons with any of these codings."""
        return set().union(*(self._of.get(i, set()) for i in codings_))

    def between(self, a: Iterable[int], b: Iterable[int]) -> list[Comparison]:
        """Return the comparisons of any of the codings `a` with any of the codings `b`."""
        return [self._known[i] for i in sorted(self.of(a) & self.of(b))]


def _table(
    db: sqlite3.Connection, rows: Sequence[Row], paired: bool, by: str, value: Callable[[Any], str | None], done: _Done,
    notes: Sequence[str],
) -> Table:  # fmt: skip
    columns = (*COLUMNS, *((by,) if by else ()))
    if paired:
        columns += ("with", *(f"with_{name}" for name in OTHER[1:]), *((f"with_{by}",) if by else ()))
    held = {row[0]: row for row in codings.select(db, ids=[i.id for pair in rows for i in pair if i is not None])}
    places = [codings.COLUMNS.index(name) for name in OTHER]
    out = []
    for item, other in rows:
        n = len(done.of(item.codings)) if other is None else len(done.between(item.codings, other.codings))
        row = [*held[item.id], list(item.codings), n, *((value(item.value),) if by else ())]
        if other is not None:
            row += [held[other.id][n] for n in places] + ([value(other.value)] if by else [])
        out.append(tuple(row))
    sides = ("with", "with_author", "with_text") if paired else ()
    brief = ("id", "source", "author", *((by,) if by else ()), "code", "text", *sides, "compared")
    named = (by, f"with_{by}") if by else ()
    return Table(columns, out, brief=brief, wrap=("text", "with_text", "note"), notes=notes, named=named)


def _notes(
    db: sqlite3.Connection, first: Side, second: Side | None, rows: Sequence[Row], gathered: dict[int, set[int]],
    done: _Done, filters: Filters,
) -> list[str]:  # fmt: skip
    names = codes.names(db)
    shown = [i for i, _ in rows]
    n, many = len({(i.source, i.start, i.end) for i in shown}), len({x for i in shown for x in i.codings})
    persons = len({i.person for i in shown if isinstance(i.person, int) and not i.researcher})
    sources = len({i.source for i in shown})
    theirs = len({(i.source, i.start, i.end) for i in shown if i.researcher})
    own = say("; {theirs} of them in a researcher's words", theirs=theirs) if theirs else ""

    def called(one_: Side) -> str:
        under = say(", the codes under it included") if one_.coding is None and len(gathered[one_.code]) > 1 else ""
        return repr(names[one_.code]) + under if one_.coding is None else say("coding {coding}", coding=one_.coding)

    beside = say(" beside {called}", called=called(second)) if second else ""
    if first.coding is not None and second is not None:
        between = done.between([first.coding], [second.coding or 0])
        pair = called(first) + beside
        if between:
            return [say("{pair}; compared already: {these}", pair=pair, these=listed(x.id for x in between))]
        return [Message("pair-not-compared", "{pair}; not compared yet", pair=pair)]
    out = [
        say(
            "{incidents} ({codings}) of {called}{beside}, by {participants} in {sources} over "
            "{filters}: each next one by another participant, then from another source{own}",
            incidents=n_of(n, "incident"),
            codings=n_of(many, "coding"),
            called=called(first),
            beside=beside,
            participants=n_of(persons, "participant"),
            sources=n_of(sources, "source"),
            filters=filters,
            own=own,
        )
    ]
    if second is None:
        known = sum(bool(done.of(i.codings)) for i in shown)
        out.append(say_n("{n} of them has been compared", "{n} of them have been compared", known))
    else:
        known = sum(bool(b and done.between(a.codings, b.codings)) for a, b in rows)
        out.append(say("{known} of {pairs} compared already", known=known, pairs=n_of(len(rows), "pair")))
    if rows and not known:
        out[-1] = Message(
            "nothing-compared-yet", "{counted}; record what a comparison gives, so that it is kept", counted=out[-1]
        )
    return out


def _document(
    study: Study, first: Side, second: Side | None, fixed: Incident | None, table: Table, by: str, done: _Done
) -> Document:  # fmt: skip
    db = study.db
    names = codes.names(db)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    blocks: list[Block] = []

    def quote(row: dict[str, Any], prefix: str = "", marks: Sequence[str] = ()) -> Quote:
        id = row["with" if prefix else "id"]
        more = (
            [say("{by}: {value}", by=word(by) if by in BUILT_IN else by, value=row[prefix + by])]
            if by and row[prefix + by] is not None
            else []
        )
        more += [] if prefix or row["confirmed"] else ["unconfirmed"]
        note = None if prefix else row["note"] or None
        return Quote(row[prefix + "text"], row[prefix + "source"], row[prefix + "author"], id, row[prefix + "date"],
                     (row[prefix + "code"],), (*more, *marks), note, role=row[prefix + "role"])  # fmt: skip

    if second is None:
        quotes = [quote(r, marks=_times(r["compared"])) for r in rows]
        blocks += [Beside(a, b) for a, b in zip(quotes[::2], quotes[1::2], strict=False)]
        blocks += quotes[-1:] if len(quotes) % 2 else []
    for row in rows if second is not None else ():
        theirs, mine = quote(row, "with_"), quote(row)
        blocks.append(Beside(theirs, mine) if fixed is not None else Beside(mine, theirs))
        found = done.between(row["codings"], [row["with"]])
        if found:
            said = chained(
                [
                    say("comparison {id}, {outcome}: {note}", id=x.id, outcome=word(x.outcome), note=x.note)
                    for x in found
                ]
            )
            blocks.append(Paragraph(say("compared: {said}", said=said), "note"))
    if not rows:
        blocks.append(Paragraph(say("There is no other incident to lay beside it."), "note"))
    sides = [first] if second is None else [second, first] if fixed is not None else [first, second]
    title = chained(
        [say("coding {coding}", coding=s.coding) if s.coding is not None else names[s.code] for s in sides], " — "
    )
    about: list[tuple[str, str]] = []
    for code in dict.fromkeys(s.code for s in sides):
        about += _meaning(db, code, names[code] if len({s.code for s in sides}) > 1 else "")
    return Document(
        say("Compare: {title}", title=title), attributed(db, blocks), [*about, *facts(study)[1:]], table.notes
    )


def _times(n: int) -> tuple[str, ...]:
    return () if not n else (say("compared once"),) if n == 1 else (say("compared {n} times", n=n),)


def _meaning(db: sqlite3.Connection, code: int, name: str) -> Iterator[tuple[str, str]]:
    """Yield what a code means and which memos are on it, as facts; with `name` when there are two codes."""
    row = codes.row(db, code)
    of = say(" of {name}", name=name) if name else ""
    yield say("definition{of}", of=of), row["definition"] or say("none yet")
    for part in ("include", "exclude"):
        if row[part]:
            yield chained([word(part), of], ""), row[part]
    titles = [f"{id} “{title}”" for id, title in theory.memos_on_code(db, code)]
    if titles:
        yield say("memos{of}", of=of), listed(titles)


__all__ = ["COLUMNS", "Incident", "Side", "dealt", "met", "one", "run", "side", "spread"]
