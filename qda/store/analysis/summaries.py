"""Summaries: what a source, a participant, or those with one value of a variable, said about a code, in the analyst's words.

They are the cells of a framework matrix (Ritchie & Spencer 1994), one a row, code and coder. Their texts hold links as
those of memos do, and earlier texts are kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.names import key, typed
from qda.store.analysis import codes, links, memos
from qda.store.analysis.links import Link
from qda.store.file import ids as ids_
from qda.store.file.ids import new_uuid
from qda.store.texts import people, sources

if TYPE_CHECKING:
    from qda.store.history.door import Change

ROWS = ("source", "participant")  # what a row is, besides a value of a variable
COLUMNS = ("id", "uuid", "rows", "row", "code", "text", "coder", "updated_at")
LISTED = Message("summaries-listed", "the list of summaries has their numbers")
SHOWN = 10  # so many are named in a note


class Case(NamedTuple):
    """Row of a matrix: a source or a participant by number, or a variable by name with one of its values."""

    source: int | None = None
    participant: int | None = None
    variable: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary. `rows` and `row` name its case as it is shown, `stored` is the text with links by uuid, `code` a number."""

    id: int
    uuid: str
    case: Case
    rows: str
    row: str
    code: int
    label: str
    stored: str
    coder: str
    updated_at: str
    links: tuple[Link, ...]

    @property
    def text(self) -> str:
        """The text with its links by name, as a person reads and edits it."""
        return memos.with_links(self.stored, self.links, lambda link: f"[[{link}]]")

    def listed(self) -> tuple[Any, ...]:
        """Return the columns of `COLUMNS`."""
        return (self.id, self.uuid, self.rows, self.row, self.label, self.text, self.coder, self.updated_at)


# -- rows --------------------------------------------------------------------------------------------------------------


def variable(db: sqlite3.Connection, rows: str) -> str:
    """Return the name of a variable as the study writes it; `role` is one. Refused, with the nearest, when there is none."""
    known = [name for (name,) in db.execute("select name from variable order by id")]
    for name in [*known, "role"]:
        if key(name) == key(rows):
            return str(name)
    hint = Message("rows-unknown", "rows are {known}, or the values of a variable", known=ROWS)
    raise NotFound("variable", rows, [*known, *ROWS, "role"], hint)


def rows_named(db: sqlite3.Connection, rows: str) -> str:
    """Return what rows are: `source`, `participant`, or the name of a variable; refused when there is no such variable."""
    return key(rows) if key(rows) in ROWS else variable(db, rows)


def case(db: sqlite3.Connection, rows: str, row: str) -> Case:
    """Return the row that a person named: a source, a participant, or a value of the variable `rows`.

    A value is found whatever its case, where only one is so. Refused, with the nearest, when there is none.
    """
    name = rows_named(db, rows)
    if name == "source":
        return Case(source=sources.find(db, row))
    if name == "participant":
        return Case(participant=people.find(db, row))
    known = values(db, name)
    hits = [v for v in known if v == row] or [v for v in known if key(v) == key(row)]
    hits = hits or [known[i] for i in typed(db, row, list(enumerate(known)))]
    if len(hits) > 1:
        raise QdaError(f"{len(hits)} values of {name!r} are written like {row!r}: {', '.join(hits[:SHOWN])}; write one")
    if not hits:
        some = ", ".join(known[:SHOWN]) + (" …" if len(known) > SHOWN else "")
        raise NotFound(f"value of {name!r}", row, known, f"it has {some}")
    return Case(variable=name, value=hits[0])


def values(db: sqlite3.Connection, variable: str) -> list[str]:
    """Return the values that sources and people have of a variable, each once, in order of their keys."""
    if key(variable) == "role":
        found = db.execute("select distinct role from participant")
    else:
        found = db.execute(
            "select distinct v.value from value v join variable x on x.id = v.variable where x.key = ?",
            (key(variable),),
        )
    return sorted({value for (value,) in found}, key=lambda value: (key(value), value))


def name_of(db: sqlite3.Connection, case: Case) -> str:
    """Return what a row is called where it is shown."""
    if case.source is not None:
        return sources.head(db, case.source).name
    return people.name(db, case.participant) if case.participant is not None else case.value


# -- reading -----------------------------------------------------------------------------------------------------------


def read(
    db: sqlite3.Connection,
    *,
    ids: Iterable[int] | None = None,
    rows: str | None = None,
    codes_: Collection[int] | None = None,
    coders: Collection[int] | None = None,
    sources_: Collection[int] | None = None,
) -> list[Summary]:
    """Summaries by number, those with these numbers, of these rows, codes, coders and sources; None lets all through.

    A summary of anything but a source lies in no source.
    """
    wanted = None if ids is None else json.dumps(sorted(ids))
    found = db.execute(
        "select x.id, x.uuid, x.source, x.participant, x.variable, x.value, x.code, x.text, x.coder, k.name, x.updated_at "
        f"from summary x join coder k on k.id = x.coder {'' if wanted is None else _THESE} order by x.id",
        () if wanted is None else (wanted,),
    ).fetchall()
    if not found:
        return []
    held = memos.links_of(db, "summary", wanted)
    labels, called = codes.labels(db), dict(sources.names(db))
    persons = people.shown(db, [row[3] for row in found])
    out = []
    for id, uuid, source, person, name, value, code, text, coder, who, at in found:
        of = "source" if source is not None else "participant" if person is not None else name
        if rows is not None and key(of) != key(rows):
            continue
        if any(
            wanted is not None and x not in wanted
            for x, wanted in ((code, codes_), (coder, coders), (source, sources_))
        ):
            continue
        shown = called[source] if source is not None else persons[person] if person is not None else value
        inside = tuple(held.get((id, "text"), ()))
        at_row = Case(source, person, name, value)
        out.append(Summary(id, uuid, at_row, of, shown, code, labels[code], text, who, at, inside))
    return out


_THESE = "where x.id in (select value from json_each(?))"


def known(db: sqlite3.Connection, ids: Iterable[int]) -> list[int]:
    """These numbers without repeats; one that does not exist is refused."""
    return ids_.known(db, "summary", ids, "summary", LISTED)


def in_cell(db: sqlite3.Connection, case: Case, code: int, coder: int | None = None) -> list[Summary]:
    """Return the summaries of one cell, those of all coders or of one."""
    return read(db, ids=_in_cell(db, case, code, coder))


def _in_cell(db: sqlite3.Connection, case: Case, code: int, coder: int | None = None) -> list[int]:
    return [
        id
        for id, name, by in db.execute(
            "select id, variable, coder from summary where code = ? and source is ? and participant is ? and value = ? "
            "order by id",
            (code, case.source, case.participant, case.value),
        )
        if key(name) == key(case.variable) and coder in (None, by)
    ]


def versions(db: sqlite3.Connection, summary: Summary) -> list[tuple[int, str, str, str]]:
    """Every version of a summary from the first to the present one: number, who wrote it, when, text by names."""
    out = []
    (at,) = db.execute("select created_at from summary where id = ?", (summary.id,)).fetchone()
    coder = summary.coder
    for n, (text, by, saved) in enumerate(
        db.execute(
            "select v.text, k.name, v.saved_at from summary_version v join coder k on k.id = v.coder "
            "where v.summary = ? order by v.id",
            (summary.id,),
        ).fetchall(),
        1,
    ):
        out.append((n, coder, at, memos.by_name(db, text)))
        coder, at = by, saved
    return [*out, (len(out) + 1, coder, at, summary.text)]


# -- writing -----------------------------------------------------------------------------------------------------------


def write(c: Change, case: Case, code: int, text: str) -> tuple[int, bool]:
    """Let a text be the acting coder's summary of a cell; an earlier text of theirs becomes a version.

    Returns its number, and False where the text was so already. A link in the text to nothing is refused.
    """
    held = in_cell(c.db, case, code, c.coder_id)
    stored, inside = links.retyped(c.db, text, held[0].links if held else ())
    if not held:
        id = c.insert(
            "summary", uuid=new_uuid(), **case._asdict(), code=code, text=stored, coder=c.coder_id, created_at=c.at,
            updated_at=c.at,
        )  # fmt: skip
        links.write(c, "summary", id, "text", inside)
        return id, True
    (old,) = held
    if stored == old.stored:
        return old.id, False
    _replace(c, old.id, old.stored, stored)
    links.rewrite(c, "summary", old.id, inside)
    return old.id, True


def _replace(c: Change, id: int, was: str, text: str) -> None:
    c.insert("summary_version", summary=id, text=was, coder=c.coder_id, saved_at=c.at)
    c.update("summary", id, text=text, updated_at=c.at)


def remove(c: Change, ids: Iterable[int]) -> None:
    """Delete summaries with their links and versions."""
    for id in ids:
        c.delete("summary", id)


# -- what they are about moves or goes ---------------------------------------------------------------------------------


def move(c: Change, column: str, old: int, new: int, notes: list[str]) -> None:
    """Before `old` goes, joined with `new`: its summaries go to that one. `column`: code or participant.

    Where a coder has summed both up, one summary says both, and each text is a version of it.
    """
    for gone in read(c.db, ids=_with(c.db, column, [old])):
        (coder,) = c.db.execute("select coder from summary where id = ?", (gone.id,)).fetchone()
        place = {"code": gone.code, **gone.case._asdict(), column: new}
        there = in_cell(c.db, Case(**{n: place[n] for n in Case._fields}), place["code"], coder)
        if not there:
            c.update("summary", gone.id, **{column: new})
            continue
        _join(c, there[0], gone)
        notes.append(f"summary {gone.id} was joined with {there[0].id} ({there[0].row}): it says both")


def _join(c: Change, keep: Summary, gone: Summary) -> None:
    for text in (gone.stored, keep.stored):
        c.insert("summary_version", summary=keep.id, text=text, coder=c.coder_id, saved_at=c.at)
    said = gone.stored in keep.stored.split("\n\n")
    if not said:
        c.update("summary", keep.id, text=f"{keep.stored}\n\n{gone.stored}", updated_at=c.at)
    for (id,) in c.db.execute("select id from summary_version where summary = ? order by id", (gone.id,)).fetchall():
        c.update("summary_version", id, summary=keep.id)
    have = {(link.kind, link.uuid) for link in keep.links}
    for link in gone.links:
        if not said and (link.kind, link.uuid) not in have:
            c.update("link", link.id, summary=keep.id)
    c.delete("summary", gone.id)


def leaving(c: Change, *, codes_: Iterable[int] = (), sources_: Iterable[int] = ()) -> list[str]:
    """Before codes or sources are removed: remove the summaries of them, and of people of these sources alone.

    A note names them.
    """
    of = list(sources_)
    local = [
        id
        for (id,) in c.db.execute(
            "select id from participant where source in (select value from json_each(?))", (json.dumps(of),)
        )
    ]
    gone = {
        *_with(c.db, "code", codes_), *_with(c.db, "source", of), *_with(c.db, "participant", local),
    }  # fmt: skip
    if not gone:
        return []
    named = [f"{x.id} ({x.row}, {x.label})" for x in read(c.db, ids=sorted(gone)[:SHOWN])]
    remove(c, sorted(gone))
    more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
    return [f"{len(gone)} summar{'y' if len(gone) == 1 else 'ies'} went along: {', '.join(named)}{more}"]


def without_row(db: sqlite3.Connection) -> set[int]:
    """Return the summaries of a value that nothing has (any more): they stay, and a matrix has no row for them."""
    held: dict[str, set[str]] = {}
    gone = set()
    for id, variable, value in db.execute("select id, variable, value from summary where variable <> ''").fetchall():
        if key(variable) not in held:
            held[key(variable)] = set(values(db, variable))
        if value not in held[key(variable)]:
            gone.add(id)
    return gone


def left_alone(db: sqlite3.Connection, before: set[int]) -> list[str]:
    """After values were taken away or replaced: a note on the summaries without a row now that had one `before`."""
    new = read(db, ids=sorted(without_row(db) - before))
    named = ", ".join(f"{x.id} ({x.rows} = {x.row}, {x.label})" for x in new[:SHOWN])
    more = f" and {len(new) - SHOWN} more" if len(new) > SHOWN else ""
    stay = "summary stays" if len(new) == 1 else "summaries stay"
    return [f"{len(new)} {stay}, though nothing has that value now: {named}{more}"] if new else []


def _with(db: sqlite3.Connection, column: str, ids: Iterable[int]) -> list[int]:
    return [
        id
        for (id,) in db.execute(
            f"select id from summary where {column} in (select value from json_each(?)) order by id",
            (json.dumps(list(ids)),),
        )
    ]
