"""Decisions on places of disagreement, and the codings of the consensus layer that they made.

A place is known again by its codings (uuids) and not by offsets, so that a decision follows its place when the text of the
source is another one, or the code another.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.store.analysis import codings, links, memos
from qda.store.analysis.links import Link, Target
from qda.store.file import layer
from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change

State = Mapping[
    str, Any
]  # {"readers": [uuid], "codings": {uuid: [start, end]}}, offsets counted from the place's start


class Decided(NamedTuple):
    """A decision as it bears on one place; `asked` is True for the place that it was made on, False for its answers.

    `stored` is its note with links by uuid, `note` the note with links by name.
    """

    id: int
    how: str
    keeper: str | None
    code: str | None
    start: int | None
    end: int | None
    stored: str
    coder: str
    at: str
    place: int
    source: int
    of_code: int
    coding: int | None
    asked: bool
    state: State
    links: tuple[Link, ...] = ()

    @property
    def note(self) -> str:
        """The note with its links by name, as a person reads and types it."""
        return memos.with_links(self.stored, self.links, lambda link: f"[[{link}]]") if self.links else self.stored

    def shown(self) -> dict[str, Any]:
        """Return what a listing shows of it."""
        return {
            "how": self.how, "keep": self.keeper, "code": self.code, "start": self.start, "end": self.end,
            "coder": self.coder, "at": self.at,
        }  # fmt: skip


_DECIDED = (
    'select d.id, d.how, k.name, c.name, d.start, d."end", d.note, w.name, d.created_at, p.id, p.source, p.code, p.coding, '
    "p.asked, p.state from decision d join decision_place p on p.decision = d.id left join coder k on k.id = d.keeper "
    "left join code c on c.id = d.code join coder w on w.id = d.coder "
)


def decided(db: sqlite3.Connection, sources: Iterable[int] | None = None) -> list[Decided]:
    """Return the decisions on places of these sources, or of all, a row a place, in order of number."""
    chosen = "" if sources is None else "where p.source in (select value from json_each(?)) "
    args = [] if sources is None else [json.dumps(sorted(sources))]
    rows = db.execute(f"{_DECIDED}{chosen}order by d.id, p.id", args).fetchall()
    linking = sorted({row[0] for row in rows if "[[" in row[6]})
    held = memos.links_of(db, "decision", json.dumps(linking)) if linking else {}
    return [
        Decided._make((*row[:13], bool(row[13]), json.loads(row[14]), tuple(held.get((row[0], "text"), ()))))
        for row in rows
    ]


def codings_of(db: sqlite3.Connection, decision: int) -> list[int]:
    """Return the layer's codings that a decision made or found there."""
    return [
        i for (i,) in db.execute("select coding from decision_coding where decision = ? order by coding", (decision,))
    ]


class Place(NamedTuple):
    """A place that is to be settled: its code in its source, the lowest coding in it, its state."""

    source: int
    code: int
    coding: int
    state: State


class Decision(NamedTuple):
    """A decision that is to be written: how, on which places (the first is the one asked about), and what it makes.

    `note` has its links by uuid, `links` what they name.
    """

    how: str
    places: Sequence[Place]
    made: Sequence[codings.New]
    keeper: int | None = None
    code: int | None = None
    start: int | None = None
    end: int | None = None
    note: str = ""
    links: Sequence[Target] = ()


def write(c: Change, wanted: Sequence[Decision]) -> list[int]:
    """Write decisions and the codings that they make; return these codings, each once.

    A coding that the layer has already is not made again. The codings of `made` are of the layer (`layer.make`).
    """
    of = layer.make(c)
    there = {
        (source, start, end, code): id
        for id, source, start, end, code in c.db.execute(
            'select id, source, start, "end", code from coding where coder = ?', (of,)
        )
    }
    new: dict[tuple[int, int, int, int], codings.New] = {}
    for d in wanted:
        for g in d.made:
            if (g.source, g.start, g.end, g.code) not in there:
                new.setdefault((g.source, g.start, g.end, g.code), g)
    if new:
        there |= dict(zip(new, codings.add_many(c, list(new.values()), origin="hand"), strict=True))
    first = c.next_id("decision")
    c.bulk(
        "decision",
        [(new_uuid(), d.how, d.keeper, d.code, d.start, d.end, d.note, c.coder_id, c.at) for d in wanted],
    )
    c.bulk(
        "decision_place",
        [
            (new_uuid(), first + n, p.source, p.code, p.coding, int(i == 0), json.dumps(p.state, sort_keys=True))
            for n, d in enumerate(wanted)
            for i, p in enumerate(d.places)
        ],
    )
    for n, d in enumerate(wanted):
        links.write(c, "decision", first + n, "text", d.links)
    ids = [[there[g.source, g.start, g.end, g.code] for g in d.made] for d in wanted]
    held = [(first + n, id) for n, each in enumerate(ids) for id in dict.fromkeys(each)]
    if held:
        c.bulk("decision_coding", held)
    return list(dict.fromkeys(id for each in ids for id in each))


def take_back(c: Change, ids: Iterable[int]) -> None:
    """Remove decisions, and the layer's codings that no other decision made too."""
    for id in ids:
        made = codings_of(c.db, id)
        c.delete("decision", id)
        for coding in made:
            shared = c.db.execute("select 1 from decision_coding where coding = ? limit 1", (coding,)).fetchone()
            if shared is None:
                links.forget(c, "coding", [coding])
                codings.remove(c, coding)


# -- what becomes of decisions when that on which they were made changes --------------------------------------------------


def move(c: Change, column: str, old: int, new: int) -> None:
    """Before `old` goes, joined with `new`, codes or codings: decisions on it are on that one."""
    if column == "code":
        c.repoint("decision_place", "code", old, new)
        c.repoint("decision", "code", old, new)
    elif column == "coding":
        c.repoint("decision_place", "coding", old, new)
        for id, decision in c.db.execute(
            "select id, decision from decision_coding where coding = ?", (old,)
        ).fetchall():
            if new in codings_of(c.db, decision):
                c.delete("decision_coding", id)
            else:
                c.update("decision_coding", id, coding=new)


def split(c: Change, old: int, new: int) -> None:
    """After some codings of a code were given another: a decision goes along where all codings of its place did."""
    now = dict(c.db.execute("select uuid, code from coding where code in (?, ?)", (old, new)))
    for id, decision, state in c.db.execute(
        "select id, decision, state from decision_place where code = ?", (old,)
    ).fetchall():
        held = [now[uuid] for uuid in json.loads(state)["codings"] if uuid in now]
        if not held or any(code != new for code in held):
            continue
        c.update("decision_place", id, code=new)
        for coding in codings_of(c.db, decision):
            row = codings.row(c.db, coding)
            if (
                row["code"] == old
                and codings.find(c.db, row["source"], row["start"], row["end"], new, row["coder"]) is None
            ):
                codings.change(c, coding, code=new)


def leaving(c: Change, *, codes: Iterable[int] = (), sources: Iterable[int] = ()) -> list[str]:
    """Before codes or sources are removed: decisions that were on these alone go with what they made; a note says how many."""
    each = "(select value from json_each(?))"
    ids = [
        i
        for (i,) in c.db.execute(
            f"select decision from decision_place group by decision having sum(code not in {each} and source not in {each}) = 0",
            (json.dumps(sorted(codes)), json.dumps(sorted(sources))),
        ).fetchall()
    ]
    take_back(c, ids)
    return [f"{len(ids)} settled {'place goes' if len(ids) == 1 else 'places go'} along"] if ids else []


def follow(c: Change, source: int, new: int, moved: Iterable[int]) -> None:
    """Let decisions on places whose codings moved to another row of a source be on that one."""
    chosen = json.dumps(sorted(moved))
    went = {
        uuid
        for (uuid,) in c.db.execute("select uuid from coding where id in (select value from json_each(?))", (chosen,))
    }
    for id, state in c.db.execute("select id, state from decision_place where source = ?", (source,)).fetchall():
        if not went.isdisjoint(json.loads(state)["codings"]):
            c.update("decision_place", id, source=new)


def uuid_of(db: sqlite3.Connection, coding: int) -> str | None:
    """Return the uuid of a coding, also of one that was removed, as the history has it; None where there never was one."""
    row = db.execute("select uuid from coding where id = ?", (coding,)).fetchone()
    if row is None:
        row = db.execute(
            "select json_extract(before, '$.uuid') from change_row where tbl = 'coding' and op = 'D' and key = ? "
            "and json_valid(before) order by id desc limit 1",
            (coding,),
        ).fetchone()
    return None if row is None else row[0]


def findings(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield what `check` names: decisions on a place whose codings are all gone, and those that have no place."""
    for (id,) in db.execute(
        "select id from decision where id not in (select decision from decision_place) order by id"
    ):
        yield "decision", f"decision {id}", "is on no place"
    held: defaultdict[int, list[bool]] = defaultdict(list)
    rows = db.execute(
        "select p.decision, p.code, g.code, p.state from decision_place p left join coding g on g.id = p.coding order by p.id"
    ).fetchall()
    if not rows:
        return
    code_of = dict(db.execute(f"select uuid, code from coding where {layer.beside(db)}"))
    for (
        decision,
        code,
        lowest,
        state,
    ) in rows:  # one that came from elsewhere may have joined a coding with another uuid
        there = lowest == code or any(code_of.get(uuid) == code for uuid in json.loads(state)["codings"])
        held[decision].append(there)
    for decision, there in held.items():
        if not any(there):
            yield "decision", f"decision {decision}", "its place is gone: all codings in it were removed"
