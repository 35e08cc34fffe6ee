"""The places where coders differ, with what each has there, and what was decided."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from qda.core.errors import UsageError
from qda.core.message import Message, commas, n_of, say, word
from qda.core.names import one_of
from qda.core.results import Table
from qda.reports.agreement import places as places_
from qda.reports.agreement.compared import Compared, compare
from qda.reports.agreement.places import KINDS, Place, States
from qda.store.analysis import codes, decisions, scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import agreement as asked
from qda.store.texts import sources

COLUMNS = (
    "id", "kind", "source", "segment", "author", "start", "end", "text", "code", "coders", "absent", "stretches", "other",
    "status", "decision", "note", "who", "role",
)  # fmt: skip


_OPEN: tuple[str, decisions.Decided | None] = ("open", None)


def run(
    study: Study, filters: Filters | None = None, *, kind: str = "", settled: bool = False, every: bool = False,
    only_done: bool = False, unconfirmed: bool = False, include_researcher: bool = False,
) -> Table:  # fmt: skip
    """List the places where coders differ: open ones and those that changed since they were settled.

    Args:
        study: The open study.
        filters: Coders, codes and sources, as in `agreement.run`.
        kind: Only places of this kind: `missed`, `other-code` or `boundary`.
        settled: The settled ones instead.
        every: All of them.
        only_done, unconfirmed: As in `agreement.run`.
        include_researcher: Also places that lie in a researcher's words.

    Returns:
        A row a place, by source, start, end and number. `id` is the lowest coding in it, so it stays. The rows stream.
    """
    kind = one_of("kind", kind, KINDS) if kind else ""
    if settled and every:
        raise UsageError(Message("settled-or-all", "say settled places, or all of them, not both"))
    db, filters = study.db, filters or Filters()
    wanted = scope.resolve(db, filters).codes
    who = compare(db, replace(filters, code=()), unconfirmed=unconfirmed, only_done=only_done)
    found = [p for p in places_.find(db, who) if p.kind and (wanted is None or p.code in wanted)]
    whose = asked.whose(db, [p.codings[0].id for p in found])
    if not include_researcher:
        found = [p for p in found if whose[p.codings[0].id].role != "researcher"]
    status = _status(db, who, found, filters, plain=not (unconfirmed or only_done))
    chosen = [p for p in found if not kind or p.kind == kind]
    shown = [p for p in chosen if every or (status.get(id(p), _OPEN)[0] == "settled") == settled]
    changed = any(status.get(id(p), _OPEN)[0] == "changed" for p in shown)
    rows = _rows(db, who, shown, whose, status)
    notes = [*_notes(found, status), *_compared(who, filters)]
    brief = (
        "id", "kind", "source", "author", "code", "who", "text", *(("status",) if settled or every or changed else ()),
    )  # fmt: skip
    return Table(COLUMNS, rows, title=say("Where coders differ"), notes=notes, brief=brief, said=("who",))


def _status(
    db: sqlite3.Connection, who: Compared, found: Sequence[Place], filters: Filters, *, plain: bool
) -> dict[int, tuple[str, decisions.Decided | None]]:
    """Return for places their status and decision, which was made on what all coders have there; none: all are open."""
    made = decisions.decided(db, who.readers)
    if not made:
        return {}
    whole, everyone = found, who
    if filters.coder or not plain:
        everyone = compare(db, replace(filters, code=(), coder=()))
        whole = places_.find(db, everyone)
    states = States(db, everyone, made)
    states.read(whole)
    told: dict[int, tuple[str, decisions.Decided | None]] = {}
    for p in whole:
        decided = states.decision(p)
        for g in p.codings:
            told[g.id] = (states.status(p, decided), decided)
    return {id(p): next((told[g.id] for g in p.codings if g.id in told), _OPEN) for p in found}


def _rows(
    db: sqlite3.Connection, who: Compared, found: Sequence[Place], whose: dict[int, asked.Whose],
    status: dict[int, tuple[str, decisions.Decided | None]],
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    names, called = codes.names(db), asked.names_of_sources(db)
    coder = dict(zip(who.ids, who.names, strict=True))
    place = {id: n for n, id in enumerate(who.ids)}

    def order(g: asked.Counted) -> tuple[int, int, int, int]:
        return place[g.coder], g.start, g.end, g.id

    named: dict[tuple[Sequence[int], Sequence[int]], tuple[list[str], list[str], str]] = {}  # a few, again and again
    at, text = 0, ""
    texts = sources.texts(db, {p.source for p in found})
    for p in found:
        while at != p.source:
            at, text = next(texts)
        first = whose[p.codings[0].id]
        if len(p.codings) == 1:
            (g,) = p.codings
            stretches = [{"coder": coder[g.coder], "coding": g.id, "start": g.start, "end": g.end}]
        else:
            stretches = [
                {"coder": coder[g.coder], "coding": g.id, "start": g.start, "end": g.end}
                for g in sorted(p.codings, key=order)
            ]
        other = [
            {"coder": coder[g.coder], "coding": g.id, "code": names[g.code], "start": g.start, "end": g.end}
            for g in (p.other if len(p.other) < 2 else sorted(p.other, key=order))
        ]
        said, decided = status.get(id(p), _OPEN)
        both = (p.coders, p.absent)
        if both not in named:
            named[both] = ([coder[i] for i in p.coders], [coder[i] for i in p.absent], _who(p, coder, {}))
        coders, absent, who_ = named[both]
        if p.other:
            who_ = _who(p, coder, names)
        yield (
            p.id, p.kind, called[p.source], first.segment, first.author, p.start, p.end, text[p.start : p.end],
            names[p.code], coders, absent, stretches, other, said,
            None if decided is None else decided.shown(), "" if decided is None else decided.note,
            who_, first.role,
        )  # fmt: skip


def _who(p: Place, coder: dict[int, str], names: dict[int, str]) -> str:
    """Say in words who has the code there and who has not, with what these have instead: `A, not B (anger)`."""
    absent = [coder[id] for id in p.absent]
    if p.other and names:
        given: dict[int, dict[str, None]] = {}
        for g in p.other:
            given.setdefault(g.coder, {})[names[g.code]] = None
        absent = [f"{coder[i]} ({', '.join(given[i])})" if i in given else coder[i] for i in p.absent]
    present = ", ".join([coder[i] for i in p.coders])
    return say("{coders}, not {absent}", coders=present, absent=", ".join(absent)) if absent else present


def _notes(found: Sequence[Place], status: dict[int, tuple[str, decisions.Decided | None]]) -> list[str]:
    """Say how many places there are, those that answer one another counted once."""
    open_ = [p for p in found if status[id(p)][0] != "settled"] if status else found
    number = {id(p): n for n, p in enumerate(open_) if p.answers}
    group = {n: n for n in number.values()}

    def root(n: int) -> int:
        while group[n] != n:
            n = group[n]
        return n

    for p in open_:
        for q in p.answers:  # one that answers it comes later in the list, or has joined it already
            n = number.get(id(q), -1)
            for a in q.answers if n > number[id(p)] else ():
                if a is p:
                    first, other = sorted((root(number[id(p)]), root(n)))
                    group[other] = first
                    break
    once = [p for n, p in enumerate(open_) if not p.answers or group[n] == n]
    kinds = Counter(p.kind for p in once)
    parts = commas([say("{n:,} {kind}", n=kinds[k], kind=word(k)) for k in KINDS if kinds[k]])
    settled = len(found) - len(open_)
    said = say("{places} to settle", places=n_of(len(once), "place"))
    said += say(" in {rows}", rows=n_of(len(open_), "row")) if len(once) != len(open_) else ""
    changed = sum(status[id(p)][0] == "changed" for p in open_) if status else 0
    said += say(": {kinds}", kinds=parts) if parts else ""
    said += say("; {n:,} changed since", n=changed) if changed else ""
    return [said + (say("; {n:,} settled", n=settled) if settled else "")]


def _compared(who: Compared, filters: Filters) -> list[str]:
    said = say(
        "{coders} in {sources} that two of them have read ({filters})", coders=commas(who.names),
        sources=n_of(len(who.readers), "source"), filters=filters,
    )  # fmt: skip
    if who.alone:
        said += say("; {sources} that one coder alone has read left out", sources=n_of(who.alone, "source"))
    return [said]
