"""What is different between two moments: net, with the change that made each difference and its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack, closing, nullcontext
from sqlite3 import Connection
from typing import Any, NamedTuple

from qda.core.document import Block, Document, Grid, Heading, Paragraph
from qda.core.errors import Refused
from qda.core.message import chained, commas, n_of, say, say_n, word
from qda.core.names import one_of
from qda.core.results import Report, Table, Want
from qda.reports.account import told
from qda.reports.common.quotes import facts, local
from qda.reports.declare import Declared, Option
from qda.store import replay
from qda.store.analysis.codes import LEVELS
from qda.store.analysis.scope import Filters
from qda.store.history import log, reasons
from qda.store.history.log import Line
from qda.store.project import Study
from qda.store.queries.codebook_history import History
from qda.store.queries.moments import KINDS, MEMBER, READERS, VARIABLE, Moment, Thing
from qda.store.queries.touched import Touched, counted

COLUMNS = ("kind", "what", "event", "before", "after", "n", "coder", "because", "column", "label")
_WORDS = {"source_done": "done", "relation_type": "relation-type"}  # tables -> words for what stands in them
_NOUNS = {"negative": "negative case", "sampling": "sampling entry"}  # kinds that are counted by other words
_DEFINED = ("definition", "include", "exclude", "example")
_TABLES = {  # the columns of the tables of a document, by whether things are called by number
    False: ("what", "event", "column", "before", "after", "n", "coder", "because"),
    True: ("what", "label", "event", "column", "before", "after", "n", "coder", "because"),
}


class Difference(NamedTuple):
    """Something that is not as it was: a thing that came or went, or a field of one. `n`: the change that made it so last."""

    kind: str
    what: str
    event: str
    before: str
    after: str
    n: int
    column: str = ""
    label: str = ""


class Span(NamedTuple):
    """Two moments, each as the last change before it left the study."""

    first: Line
    last: Line


def run(
    study: Study, filters: Filters | None = None, *, since: str = "", until: str = "", kinds: Sequence[str] = (),
    want: Want = "both",
) -> Report:  # fmt: skip
    """List what is different at one moment from another, by kind: net, so that what came and went in between is not there.

    since, until: the number of a change (as it left the study), or a day or time, local (its last moment); "" for the line of
    the log before which nothing is known, and for now. kinds: only these. Refused: a moment that is not in the log, or `until`
    before `since`.
    """
    chosen = {one_of("kind", name, KINDS) for name in kinds} or set(KINDS)
    who = told.coders(study, filters or Filters())
    with ExitStack() as held:
        held.enter_context(nullcontext() if study.db.in_transaction else study.moment())
        span = _span(study.db, since, until)
        then, now = (_as_of(study, line.n, held) for line in span)
        touched = Touched(study.db, span.first.n, span.last.n)
        touched.add_parts((then, now))
        found = [d for d in differences(then, now, touched) if d.kind in chosen]
        others = {} if kinds else counted(touched, then, now)
    said = log.told(study.db, (d.n for d in found))
    later = reasons.later(study.db)
    rows = [
        (d.kind, d.what, d.event, d.before, d.after, d.n, said[d.n][0],
         told.because(said[d.n][1], later.get(d.n, [])), d.column, d.label)
        for d in found if who is None or said[d.n][0] in who
    ]  # fmt: skip
    notes = _notes(rows, span, others)
    table = _table(COLUMNS, () if want == "document" else rows, notes)
    return Report(table, None if want == "rows" else _document(study, rows, span, notes), notes)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]], notes: Sequence[str] = ()) -> Table:
    """Return a table of differences with some of the columns."""
    at = [COLUMNS.index(c) for c in columns]
    brief = ("kind", "what", "label", "event", "column", "before", "after", "n", "coder", "because")
    return Table(
        columns, [tuple(row[i] for i in at) for row in rows], notes=notes, brief=[c for c in brief if c in columns],
        wrap=("before", "after", "because", "label"), times=(),
    )  # fmt: skip


# -- two moments -------------------------------------------------------------------------------------------------------


def _span(db: Connection, since: str, until: str) -> Span:
    wall, last = replay.wall(db), log.last(db)
    if wall is None or last is None:
        raise Refused("at-nothing", "nothing was changed yet")
    ends = [
        given if not when else log.line_where(db, "c.id = ?", replay.number(db, when))
        for when, given in ((since, wall), (until, last))
    ]
    first, second = (end or last for end in ends)
    if second.n < first.n:
        raise Refused(
            "changes-backwards", "change {to} comes before change {since}: name the earlier one as the beginning",
            to=second.n, since=first.n,
        )  # fmt: skip
    return Span(first, second)


def _as_of(study: Study, n: int, held: ExitStack) -> Connection:
    last = log.last(study.db)
    if last is not None and n == last.n:
        return study.db
    return held.enter_context(closing(replay.as_of(study.db, n)))


# -- what is different -------------------------------------------------------------------------------------------------


def differences(then: Connection, now: Connection, touched: Touched) -> list[Difference]:
    """Return the differences by kind, then in the order of the things' numbers."""
    was, is_ = Moment(then), Moment(now)
    out: list[Difference] = []
    for table in READERS:
        if not (ids := touched.things(table)):
            continue
        before, after = was.read(table, ids), is_.read(table, ids)
        if table == "segment":  # those of a text that came or went are that text
            before, after = _of_both(before, was, is_), _of_both(after, is_, was)
        into = _became(now, is_, before.keys() - after.keys()) if table == "code" else {}
        pairs = [(before.get(same), after.get(same)) for same in {**before, **after}]
        for a, b in sorted(pairs, key=_number):
            rows = list(touched.rows[table]) if table == "storyline" else _numbers(a, b)  # each save of it is a row
            if a is not None and b is not None:
                out += _of_fields(table, a, b, rows, touched)
            elif b is not None:
                out.append(Difference(b.kind, b.what, "added", "", b.whole, touched.last(table, rows), label=b.label))
            elif a is not None:
                event = "merged" if a.id in into else "removed"
                n = touched.last(table, rows)
                out.append(Difference(a.kind, a.what, event, a.whole, into.get(a.id, ""), n, label=a.label))
    order = {kind: i for i, kind in enumerate(KINDS)}
    return sorted(out, key=lambda d: order[d.kind])


def _became(db: Connection, now: Moment, gone: Set[str]) -> dict[int, str]:
    """Return how codes are called into which others were merged, by the numbers of those; none where no code is gone."""
    if not gone:
        return {}
    return {id: now.codes[to] for id, to in History(db).merged().items() if to in now.codes}


def _numbers(*things: Thing | None) -> list[int]:
    return list({thing.id for thing in things if thing is not None})


def _number(pair: tuple[Thing | None, Thing | None]) -> int:
    return min(_numbers(*pair))


def _of_both(things: dict[str, Thing], here: Moment, there: Moment) -> dict[str, Thing]:
    known = {uuid for uuid, _ in there.sources.values()}
    return {same: t for same, t in things.items() if t.source is None or here.sources[t.source][0] in known}


def _of_fields(table: str, a: Thing, b: Thing, rows: list[int], touched: Touched) -> Iterator[Difference]:
    """Yield what is different of a thing that is there at both moments."""
    none = (None, "")
    for field in {**a.fields, **b.fields}:
        was, is_ = a.fields.get(field, none), b.fields.get(field, none)
        if was[0] == is_[0] or _only_moved(table, field, a, b) or (field == "aliases" and _told(a, b)):
            continue
        event, column = _event(table, field, a, b)
        yield Difference(b.kind, b.what, event, was[1], is_[1], touched.field(table, rows, field), column, b.label)


def _only_moved(table: str, field: str, a: Thing, b: Thing) -> bool:
    """True for a place that is another only because its source has another text."""
    if field != "stretch" or a.source == b.source:
        return False
    return table == "segment" or a.fields[field][1] == b.fields[field][1]


def _told(a: Thing, b: Thing) -> bool:
    """True if the other names of a code differ by nothing but the name that it had or has, so that its new name tells it."""
    names = {thing.fields["name"][0] for thing in (a, b)}
    return bool(a.fields["aliases"][0] ^ b.fields["aliases"][0] <= names)


def _event(table: str, field: str, a: Thing, b: Thing) -> tuple[str, str]:
    """Return the event of a field that is not as it was, and the column that tells which field it was."""
    if field == "name":
        return "renamed", ""
    if field.startswith(VARIABLE):
        return "changed", field.removeprefix(VARIABLE)
    if table == "code":
        if field == "parent":
            return "moved", ""
        if field == "level":
            higher = LEVELS.index(b.fields[field][0]) > LEVELS.index(a.fields[field][0])
            return "raised" if higher else "lowered", ""
        if field in _DEFINED:
            return "defined", word(field)
        if field.startswith(MEMBER):
            return "member", ""
    return "changed", word(field.replace("_", " "))


# -- what is said of it ------------------------------------------------------------------------------------------------


def _moment(line: Line) -> str:
    return say("change {n} in the log, {at}", n=line.n, at=local(line.at, time=True))


def _notes(rows: Sequence[Sequence[Any]], span: Span, others: dict[str, int]) -> list[str]:
    n = Counter(row[0] for row in rows)
    parts = commas([n_of(n[kind], _NOUNS.get(kind, kind)) for kind in KINDS if n[kind]])
    notes = [
        say_n(
            "{n:,} difference from {since} to {to}{parts}", "{n:,} differences from {since} to {to}{parts}", len(rows),
            since=_moment(span.first), to=_moment(span.last), parts=say(": {parts}", parts=parts) if n else "",
        ),
        say("net: what came and went in between is not there; the segments of a text that came or went are part of it"),
    ]  # fmt: skip
    if others:
        kinds = [say("{kind} {n:,}", kind=word(_WORDS.get(t, t)), n=k) for t, k in others.items()]
        notes.append(say("also not as it was, and not listed: {kinds}", kinds=chained(kinds, ", ")))
    return notes


def _document(study: Study, rows: Sequence[Sequence[Any]], span: Span, notes: Sequence[str]) -> Document:
    blocks: list[Block] = []
    for kind in KINDS:
        if some := [row for row in rows if row[0] == kind]:
            blocks.append(Heading(1, word(kind)))
            blocks.append(Grid(_table(_TABLES[any(row[-1] for row in some)], some)))
    if not rows:
        blocks.append(Paragraph(say("Nothing is different."), "note"))
    when = [(word("from"), _moment(span.first)), (word("to"), _moment(span.last))]
    title = say("What changed: {study}", study=study.setting("name"))
    return Document(title, blocks, [*facts(study)[:1], *when], notes, contents=True)


REPORT = Declared(
    "changes",
    "List what is different at one moment from another, with the change that made it so and why.",
    run,
    "List what is different at one moment from an earlier one: what was added, removed, renamed, moved, merged, defined, "
    "raised or changed, before and after, with the number of the last change that touched it, its coder and its reason.\n\n"
    "It is net: what came and went in between is not there. A moment is the number of a change, as it left the study, or a day "
    "or a time, local, which means its last moment.",
    COLUMNS,
    place=121,
    options=(
        Option(
            "since",
            "From this moment on; where none is given, from the beginning of the log.",
            metavar="N|DATE",
            one="from",
        ),
        Option("until", "Up to this moment; where none is given, up to now.", metavar="N|DATE", one="to"),
        Option("kinds", "Only this kind (repeat for more).", KINDS, one="kind"),
    ),
    filters=("coder",),
    document="what is different by kind, in tables of before and after",
    examples=(
        {"since": "60"},
        {"since": "2026-03-01", "until": "2026-03-08"},
        {"kinds": ["code"], "output": "changes.docx"},
    ),
)
