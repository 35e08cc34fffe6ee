"""Correcting many segments at once: all of a source, or of several, that a condition fits. One change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qda.core.errors import NotFound, QdaError, Refused, UsageError
from qda.core.message import Message
from qda.core.results import Said, Table
from qda.ops.sources.segments import COLUMNS, author_of, iso_date, rows, set_kind, wanted_fields
from qda.store.analysis.scope import glob_ids, source_ids
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.revisions import segments as store
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Segment

CONDITIONS = ("author", "participant", "role", "kind", "date")


def correct(study: Study, place: str, where: Sequence[str], fields: Mapping[str, str]) -> Said:
    """Set `author`, `kind` or `date` of all segments of a source (a name or GLOB) that meet each FIELD=GLOB of `where`.

    The same field twice means or. `author` is the label as written, `participant` the person as shown; an empty value
    means segments that have none. QdaError if no segment fits, or one of them can't be set so: then none is changed.
    """
    wanted = wanted_fields(fields)
    if "reply_to" in wanted:
        raise Refused("segments-reply-to", "reply_to is set one segment at a time: name the segment")
    conditions = _conditions(where)
    date = iso_date(wanted["date"]) if wanted.get("date") else None
    said = Said()
    table: list[Sequence[Any]] = []
    with study.change("segment set") as c:
        chosen = source_ids(c.db, [place])
        fits = {source: _fitting(c, sources.segments(c.db, source), conditions) for source in sorted(chosen)}
        n = sum(map(len, fits.values()))
        shown = " and ".join(where)
        if not n:
            raise QdaError(f"no segment of {place!r} has {shown}{_seen(c, sorted(chosen), conditions)}")
        idle: set[int] = set()
        for source, some in fits.items():
            if some:
                idle |= _set(c, said, source, some, wanted, date)
        gone = people.drop_idle(c, sorted(idle))
        said.notes += [f"{name!r} wrote nothing else and was removed" for name in gone]
        names = dict(sources.names(c.db))
        first = ", ".join(names[s] for s, some in fits.items() if some)
        values = ", ".join(f"{k} = {v or 'none'}" for k, v in wanted.items())
        c.summary = f"{n} segment{'s' * (n != 1)} of {first} with {shown}: {values}"
    if not c.changed:
        said.notes.append(
            f"the {n} segment{'s' * (n != 1)} with {shown} {'were' if n != 1 else 'was'} so already; nothing changed"
        )
    for source, some in fits.items():
        if some:
            table += rows(study, source, [s.id for s in some]).rows
    said.table = Table(COLUMNS, table, brief=("source", "n", "kind", "author", "participant", "date", "words", "text"))
    return said


def _conditions(where: Sequence[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for item in where:
        name, sign, value = item.partition("=")
        name = name.strip().casefold()
        if not sign or not name:
            raise UsageError(
                Message(
                    "segments-condition",
                    "{given!r}: write a condition as FIELD=GLOB, with one of {fields}",
                    given=item,
                    fields=CONDITIONS,
                )
            )
        if name not in CONDITIONS:
            what = Message("segments-condition-field", "field of a condition")
            raise NotFound(what, name, CONDITIONS, f"it is one of {', '.join(CONDITIONS)}")
        out.setdefault(name, []).append(value.strip())
    return out


def _fitting(c: Change, segments: Sequence[Segment], conditions: Mapping[str, list[str]]) -> list[Segment]:
    """Return the segments that meet all conditions."""
    some = list(segments)
    for name, patterns in conditions.items():
        values = _values(c, some, name)
        fit: set[int] = set()
        for pattern in patterns:
            if not pattern:
                fit |= {s.id for s in some if s.id not in values}
                continue
            try:
                fit |= glob_ids(name, [pattern], sorted(values.items()), c.db)
            except QdaError:  # this source has none: refused only when no source has one
                continue
        some = [s for s in some if s.id in fit]
    return some


def _values(c: Change, segments: Sequence[Segment], name: str) -> dict[int, str]:
    """Return the value of a condition's field by segment; segments without one are left out."""
    if name in ("participant", "role"):
        known = people.shown(c.db) if name == "participant" else people.roles(c.db)
        return {s.id: known[s.participant] for s in segments if s.participant is not None}
    said = {s.id: str(getattr(s, name) or "") for s in segments}
    return {i: value for i, value in said.items() if value}


def _seen(c: Change, chosen: Sequence[int], conditions: Mapping[str, list[str]]) -> str:
    """Return, as the end of a sentence, the values that a condition could have named."""
    name = next(iter(conditions))
    values: dict[str, None] = {}
    for source in chosen[:20]:
        values |= dict.fromkeys(_values(c, sources.segments(c.db, source), name).values())
    some = list(values)
    return f"; {name} is one of {', '.join(some[:8])}{' …' if len(some) > 8 else ''}" if some else ""


def _set(
    c: Change, said: Said, source: int, some: Sequence[Segment], wanted: Mapping[str, str], date: str | None
) -> set[int]:
    """Set the fields of some segments of one source; return the people who may have no segment left."""
    idle: set[int] = set()
    if "author" in wanted:
        person, label = author_of(c, said, source, wanted["author"])
        for s in some:
            store.give_author(c, s.id, person, label)
        idle = {s.participant for s in some if s.participant is not None and s.participant != person}
    if "kind" in wanted:
        every = sources.segments(c.db, source)
        for s in some:
            set_kind(c, s, every, wanted["kind"])
    if "date" in wanted:
        for s in some:
            store.give_date(c, s.id, date)
    if "kind" in wanted:
        store.recount(c, source, [s.id for s in some])
    return idle
