"""Constant comparison: what was laid beside what, and what came of it; earlier quotes of a code while one codes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qda.core import names as naming
from qda.core.errors import QdaError, UsageError
from qda.core.names import key, short
from qda.core.results import Said
from qda.ops.coding import coding as codings_
from qda.ops.theory import categories
from qda.reports.theory import compare
from qda.reports.theory import comparisons as report
from qda.store.analysis import codes, comparisons, links, memos, theory
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import people


def record(
    study: Study, coding: int | str, against: int | str, outcome: str, *, note: str, property: str | None = None,
    to: str | None = None, make: bool = False,
) -> Said:  # fmt: skip
    """Keep that a coding was compared with another, or with a code, and what came of it; returns the row.

    `against` is the number of a coding or a code's name (`code:12` for one named 12). `new-property` names a `property`,
    `category/property`, which is made where the category has none of that name: kinds, without points as yet. With
    `recode`, `to` gives the first coding another code in the same change (`make`: one that may be new).
    """
    outcome = comparisons.outcome(outcome)
    note = naming.text(note, "note").strip()
    if outcome == "new-property" and property is None:
        raise UsageError("--outcome new-property needs --property CATEGORY/PROPERTY: which one was found?")
    if outcome != "recode" and to is not None:
        raise UsageError(f"--to goes with --outcome recode, not with {outcome}")
    if not note:
        raise QdaError("--note is empty: say in a line what the comparison gave")
    said = Said()
    with study.change("compare record") as c:
        db = c.db
        a = compare.side(db, str(coding))
        if a.coding is None:
            raise QdaError(
                f"{coding!r} is a code: the first of the two is a coding, by its number (`qda codings` shows it)"
            )
        b = compare.side(db, str(against))
        if a == b:
            raise QdaError(f"coding {a.coding} cannot be compared with itself: give another coding, or a code")
        found = None if property is None else _property(c, property, outcome == "new-property", said.notes)
        changed = "" if to is None else _recode(study, c, a.coding, to, make, said.notes)
        id = comparisons.add(
            c, a.coding, other=b.coding, code=b.code if b.coding is None else None, outcome=outcome, property=found,
            note=note,
        )  # fmt: skip
        beside = f"coding {b.coding}" if b.coding is not None else repr(codes.names(db)[b.code])
        where = "" if found is None else f" in {links.name_of(db, 'property', found)}"
        c.summary = f"coding {a.coding} and {beside}: {outcome}{where}{changed}: {short(' '.join(note.split()), 60)}"
    said.table = report.table(study.db, comparisons.read(study.db, [id]))
    return said


def _property(c: Change, name: str, may_make: bool, notes: list[str]) -> int:
    """The property that was named `category/property`, made where it is new and may be."""
    category, slash, last = name.rpartition("/")
    if not slash or not category.strip():
        raise QdaError(f"--property {name!r}: name it as CATEGORY/PROPERTY")
    top = codes.find_category(c.db, category.strip())
    if not may_make:
        return theory.find_property(c.db, top, last).id
    held = theory.property_of(c.db, top, last)
    if held is not None:
        return held.id
    last, of = categories.property_name(last), codes.names(c.db)[top]
    notes.append(
        f"made the property {last!r} of {of!r}, without points yet: `qda axial property {of!r} {last!r}` with "
        "--low T --high T, or --kinds T, gives it some"
    )
    if near := naming.near_duplicates(last, [p.name for p in theory.properties(c.db, top)]):
        notes.append(f"{last!r} is close to {', '.join(map(repr, near[:3]))}")
    return c.insert("property", uuid=new_uuid(), category=top, name=last, key=key(last), kind="kinds", points="[]",
                    created_at=c.at)  # fmt: skip


def _recode(study: Study, c: Change, id: int, to: str, make: bool, notes: list[str]) -> str:
    """Give the coding its other code, as `coding set --code` does; what to add to the summary."""
    name = to.partition(":")[2] if to.startswith("code:") and codes.lookup(c.db, to) is None else to
    held = c.db.execute("select code from coding where id = ?", (id,)).fetchone()[0]
    if codes.lookup(c.db, name) == held:
        raise QdaError(f"--to {to!r}: coding {id} has that code already; leave out --to to record the comparison alone")
    codings_.change(study, c, [id], notes, code=name, make=make)
    now = c.db.execute("select c.name from coding g join code c on c.id = g.code where g.id = ?", (id,)).fetchone()[0]
    return f" to {now!r}"


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Remove records of comparisons; returns the rows that were removed. Codings and properties stay."""
    with study.change("compare remove") as c:
        chosen = comparisons.known(c.db, ids)
        gone = report.table(c.db, comparisons.read(c.db, chosen))
        links.forget(c, "comparison", chosen)
        for id in chosen:
            c.delete("comparison", id)
        c.summary = f"removed comparison{'s' if len(chosen) > 1 else ''} {comparisons.named(chosen)}"
    return Said(gone, [c.summary])


@dataclass(frozen=True, slots=True)
class Earlier:
    """A quote of a code that is there already; `note` is the coding's, `role` that of the person who said it."""

    id: int
    source: str
    author: str | None
    text: str
    start: int
    end: int
    note: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside the page while a code is picked or a coding is under the cursor.

    `memos` are those on the code: number, title, first line. `stretches` counts the earlier quotes, of which `quotes` has
    the first few. `compared` counts comparisons of the coding that the panel was asked for.
    """

    code: int
    name: str
    definition: str
    include: str
    exclude: str
    memos: tuple[tuple[int, str, str], ...]
    quotes: tuple[Earlier, ...]
    stretches: int
    compared: int


def panel(
    study: Study, code: int, *, coding: int | None = None, stretch: tuple[int, int, int] | None = None, limit: int = 12
) -> Panel:
    """A code's meaning, its memos, and earlier quotes of it and of the codes under it, by as many people as there are.

    The present stretch is left out: that of `coding`, or `stretch` as (source, start, end). Participants take turns in
    SQL, researchers last; people other than the one who speaks in the present stretch come first. Only the texts of the
    sources that are quoted are read.
    """
    db = study.db
    row = codes.row(db, code)
    if coding is not None:
        stretch = db.execute('select source, start, "end" from coding where id = ?', (coding,)).fetchone()
    found, n = _earlier(db, _gathered(db, code), stretch, limit)
    touched = [] if coding is None else comparisons.touching(db, [coding])
    wanted = [i for i, _ in theory.memos_on_code(db, code)]
    held = memos.read(db, ids=wanted) if wanted else []
    about = tuple((m.id, m.title, memos.first_line(m.text)) for m in held)
    quotes = tuple(_cut(db, found))
    meaning = (row["name"], row["definition"], row["include"], row["exclude"])
    return Panel(code, *meaning, about, quotes, n, len(touched))


def _gathered(db: sqlite3.Connection, code: int) -> list[int]:
    """A code and those under it by home or membership, in SQL."""
    return [
        i
        for (i,) in db.execute(
            "with recursive under(id) as (select ? union select c.id from code c join under u on c.parent = u.id "
            "union select m.code from membership m join under u on m.category = u.id) select id from under",
            (code,),
        )
    ]


def _earlier(
    db: sqlite3.Connection, under: Sequence[int], stretch: tuple[int, int, int] | None, limit: int
) -> tuple[list[tuple[int, int, int, int]], int]:
    """Codings (id, source, start, end) in the order in which the panel shows them, and how many stretches there are."""
    here = stretch or (-1, -1, -1)
    speaker = db.execute(
        'select participant from segment where source = ? and start <= ? and "end" > ? order by start desc limit 1',
        (here[0], here[1], here[1]),
    ).fetchone()
    rows = db.execute(
        'select min(id), source, start, "end", segment from coding where code in (select value from json_each(?)) '
        'group by source, start, "end"',
        (json.dumps(list(under)),),
    ).fetchall()
    earlier = [r for r in rows if r[1:4] != here]
    return _turns(db, earlier, speaker[0] if speaker else None, limit), len(earlier)


def _turns(
    db: sqlite3.Connection, rows: Sequence[tuple[int, int, int, int, int | None]], speaker: int | None, limit: int
) -> list[tuple[int, int, int, int]]:
    person_of = dict(
        db.execute(
            "select id, participant from segment where id in (select value from json_each(?))",
            (json.dumps(list({r[4] for r in rows if r[4] is not None})),),
        )
    )
    researchers = people.researchers(db)
    turn: dict[object, int] = {}
    ranked = []
    for id, source, start, end, segment in rows:
        person = person_of.get(segment)
        who = ("nobody named", source) if person is None else person
        nth = turn[who] = turn.get(who, -1) + 1
        if nth < limit:
            ranked.append(
                (person in researchers, person is not None and person == speaker, nth, source, start, end, id)
            )
    ranked.sort()
    return [(id, source, start, end) for *_, source, start, end, id in ranked[:limit]]


def _cut(db: sqlite3.Connection, found: Sequence[tuple[int, int, int, int]]) -> Iterable[Earlier]:
    texts = {
        i: (name, text)
        for i, name, text in db.execute(
            "select id, name, text from source where id in (select value from json_each(?))",
            (json.dumps(list({source for _, source, _, _ in found})),),
        )
    }
    held = {
        i: (author, note, role)
        for i, author, note, role in db.execute(
            "select g.id, m.author, g.note, p.role from coding g left join segment m on m.id = g.segment "
            "left join participant p on p.id = m.participant "
            "where g.id in (select value from json_each(?))",
            (json.dumps([id for id, *_ in found]),),
        )
    }
    for id, source, start, end in found:
        name, text = texts[source]
        author, note, role = held[id]
        yield Earlier(id, name, author, text[start:end], start, end, note, role)
