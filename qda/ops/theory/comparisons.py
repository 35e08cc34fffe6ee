"""Constant comparison: keep what was compared with what, and what came of it; show earlier quotes of a code while one codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qda.core import names as naming
from qda.core.errors import QdaError, Refused, UsageError
from qda.core.message import Message
from qda.core.names import short
from qda.core.results import Said
from qda.ops.coding import coding as codings_
from qda.ops.theory import categories
from qda.reports.theory import compare
from qda.reports.theory import comparisons as report
from qda.store.analysis import codes, codings, comparisons, links, memos, stability, theory, theory_changes
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import earlier_quotes
from qda.store.texts import people


def record(
    study: Study, coding: int | str, against: int | str, outcome: str, *, note: str, property: str | None = None,
    to: str | None = None, make: bool = False,
) -> Said:  # fmt: skip
    """Keep that a coding was compared with another, or with a code, and what came of it; return the row.

    against: the number of a coding, or a code's name (`code:12` for one named 12).
    property: `category/property`. With the outcome `new-property` it is made where the category has none of that name: of
    the kind `kinds`, without points as yet.
    to: with the outcome `recode`, the code that the first coding gets in the same change; with `make` it may be a new one.
    """
    outcome = comparisons.outcome(outcome)
    note = naming.text(note, "note").strip()
    if outcome == "new-property" and property is None:
        raise UsageError(Message("comparison-property-missing", "say which property was found, as CATEGORY/PROPERTY"))
    if outcome != "recode" and to is not None:
        raise UsageError(
            Message(
                "comparison-no-recode",
                "only the outcome recode gives a coding another code, not {outcome}",
                outcome=outcome,
            )
        )
    if not note:
        raise Refused("comparison-note-empty", "the note is empty: say in a line what the comparison gave")
    said = Said()
    with study.change("compare record") as c:
        db = c.db
        a = compare.side(db, str(coding))
        if a.coding is None:
            raise Refused(
                "comparison-of-a-code",
                "{word!r} is a code: the first of the two is a coding, by its number",
                word=coding,
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
    """Return the property that was named `category/property`; one that is not there is made with `may_make`, else refused."""
    category, slash, last = name.rpartition("/")
    if not slash or not category.strip():
        raise Refused("comparison-property-name", "{property!r}: name a property as CATEGORY/PROPERTY", property=name)
    top = codes.find_category(c.db, category.strip())
    if not may_make:
        return theory.find_property(c.db, top, last).id
    held = theory.property_of(c.db, top, last)
    if held is not None:
        return held.id
    last, of = categories.property_name(last), codes.names(c.db)[top]
    notes.append(
        Message(
            "comparison-made-property",
            "made the property {property!r} of {category!r}, without points yet",
            property=last,
            category=of,
        )
    )
    if near := naming.near_duplicates(last, [p.name for p in theory.properties(c.db, top)]):
        notes.append(f"{last!r} is close to {', '.join(map(repr, near[:3]))}")
    return theory_changes.add_property(c, top, last, "kinds", [])


def _recode(study: Study, c: Change, id: int, to: str, make: bool, notes: list[str]) -> str:
    """Give the coding its other code; return what to add to the summary."""
    name = to.partition(":")[2] if to.startswith("code:") and codes.lookup(c.db, to) is None else to
    held = codings.get(c.db, id)
    if held is not None and codes.lookup(c.db, name) == held["code"]:
        raise Refused(
            "comparison-same-code",
            "coding {coding} has the code {code!r} already: record the comparison without another code",
            coding=id,
            code=to,
        )
    codings_.change(study, c, [id], notes, code=name, make=make)
    now = codings.get(c.db, id)
    return "" if now is None else f" to {codes.names(c.db)[now['code']]!r}"


def remove(study: Study, ids: Sequence[int]) -> Said:
    """Remove records of comparisons; return the rows that were removed. Codings and properties stay."""
    with study.change("compare remove") as c:
        chosen = comparisons.known(c.db, ids)
        gone = report.table(c.db, comparisons.read(c.db, chosen))
        comparisons.remove(c, chosen)
        c.summary = f"removed comparison{'s' if len(chosen) > 1 else ''} {comparisons.named(chosen)}"
    return Said(gone, [c.summary])


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier quote of a code; `note` is the coding's, `role` that of the person who said it."""

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
    """The comparison beside the page: for the code that is being picked, or the coding under the cursor.

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
    """Return a code's meaning, its memos, and earlier quotes of it and of the codes under it, by as many people as there are.

    Left out are stretches that the acting coder has drawn to code them again, and the present one: that of `coding`, or
    `stretch` as (source, start, end). Participants take turns, researchers last; people other than the one who speaks in the
    present stretch come first. Only the texts of the sources that are quoted are read.
    """
    db = study.db
    row = codes.row(db, code)
    if coding is not None:
        held = codings.get(db, coding)
        stretch = None if held is None else (held["source"], held["start"], held["end"])
    found, n = _earlier(db, earlier_quotes.codes_under(db, code), stretch, limit, stability.hidden(db, study.coder))
    touched = [] if coding is None else comparisons.touching(db, [coding])
    wanted = [i for i, _ in theory.memos_on_code(db, code)]
    about = memos.read(db, ids=wanted) if wanted else []
    return Panel(
        code,
        row["name"],
        row["definition"],
        row["include"],
        row["exclude"],
        tuple((m.id, m.title, memos.first_line(m.text)) for m in about),
        tuple(_cut(db, found)),
        n,
        len(touched),
    )


def _earlier(
    db: sqlite3.Connection,
    under: Sequence[int],
    stretch: tuple[int, int, int] | None,
    limit: int,
    drawn: Mapping[int, Sequence[tuple[int, int]]],
) -> tuple[list[tuple[int, int, int, int]], int]:
    """Return codings (id, source, start, end) in the order in which the panel shows them, and how many stretches there are."""
    here = stretch or (-1, -1, -1)
    speaker = earlier_quotes.speaker(db, here[0], here[1])
    earlier = [
        r for r in earlier_quotes.stretches(db, under)
        if r[1:4] != here and not stability.touches(drawn.get(r[1], ()), r[2], r[3])
    ]  # fmt: skip
    return _turns(db, earlier, speaker, limit), len(earlier)


def _turns(
    db: sqlite3.Connection, rows: Sequence[earlier_quotes.Stretch], speaker: int | None, limit: int
) -> list[tuple[int, int, int, int]]:
    person_of = earlier_quotes.people_of(db, {r[4] for r in rows if r[4] is not None})
    researchers = people.researchers(db)
    turn: dict[object, int] = {}
    ranked = []
    for id, source, start, end, segment in rows:
        person = None if segment is None else person_of.get(segment)
        who = ("nobody named", source) if person is None else person
        nth = turn[who] = turn.get(who, -1) + 1
        if nth < limit:
            ranked.append(
                (person in researchers, person is not None and person == speaker, nth, source, start, end, id)
            )
    ranked.sort()
    return [(id, source, start, end) for *_, source, start, end, id in ranked[:limit]]


def _cut(db: sqlite3.Connection, found: Sequence[tuple[int, int, int, int]]) -> Iterable[Earlier]:
    texts = earlier_quotes.names_and_texts(db, {source for _, source, _, _ in found})
    held = earlier_quotes.said(db, [id for id, *_ in found])
    for id, source, start, end in found:
        name, text = texts[source]
        yield Earlier(id, name, held[id].author, text[start:end], start, end, held[id].note, held[id].role)
