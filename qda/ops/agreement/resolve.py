"""Settle places where coders differ: the decision goes into a layer of its own, the coders' codings stay as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qda.core.errors import NotFound, QdaError, Refused, UsageError
from qda.core.message import Message
from qda.core.names import key, text
from qda.core.results import Said
from qda.ops.coding.coding import table
from qda.ops.coding.stretches import by_span
from qda.reports.agreement import places as places_
from qda.reports.agreement.compared import Compared, compare
from qda.reports.agreement.places import Place, States
from qda.store.analysis import codes, codings, decisions, links
from qda.store.analysis.decisions import Decided, Decision
from qda.store.analysis.scope import Filters
from qda.store.file import layer
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import agreement as asked
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout

WIDEST, COMMON = "widest", "common"


class Way(NamedTuple):
    """A way of deciding: keep what a coder has, give a code, set the boundary, or drop."""

    keep: str | None = None
    to: str | None = None
    boundary: str | None = None
    drop: bool = False

    @property
    def how(self) -> str:
        """Return the word for it."""
        return "keep" if self.keep is not None else "to" if self.to is not None else "drop" if self.drop else "boundary"


@dataclass(slots=True)
class _Held:
    """What is known of the sources in which places are settled."""

    who: Compared
    places: list[Place]
    states: States
    made: list[Decided]


def resolve(
    study: Study, ids: Sequence[int], *, keep: str | None = None, to: str | None = None, boundary: str | None = None,
    drop: bool = False, note: str = "",
) -> Said:  # fmt: skip
    """Settle places of disagreement, named by their numbers, and those that answer them.

    One of: `keep` copies what a coder has there; `to` gives a code, on the stretch that all have or the `boundary`;
    `boundary` alone keeps the code and sets its stretch (`START:END`, `widest` or `common`); `drop` decides that there is
    nothing. All but a boundary alone want a note, which may link as a memo does. Deciding again replaces the decision.
    Returns the codings made, which are of the consensus layer; their notes are the words as they were typed.
    """
    way = _way(ids, Way(keep, to, boundary, drop))
    note = text(note, "note").strip()
    if way.how != "boundary" and not note:
        raise Refused("decision-without-note", "say in a note why it is so")
    with study.change("resolve") as c:
        held = _held(c.db, ids)
        wanted: list[Decision] = []
        replaced: list[list[Decided]] = []
        named = {place.id: (id, place) for id in ids for place in [_place(c.db, held, id)]}  # each once
        for id, place, also in _together(named.values()):
            settled = list({q.id: q for p in (place, *also) for q in (p, *(q for q in p.answers if q.kind))}.values())
            made = _decision(c, held, place, settled, way, note, also)
            decided = held.states.decision(place)
            if (
                decided is not None
                and decided.asked
                and held.states.status(place, decided) == "settled"
                and _same(c.db, decided, made)
            ):
                raise QdaError(f"{id} is settled by that same decision already")
            replaced.append([d for p in settled if (d := held.states.decision(p)) is not None])
            wanted.append(made)
        decisions.take_back(c, dict.fromkeys(d.id for each in replaced for d in each))
        new = decisions.write(c, [_linked(c.db, *each) for each in zip(wanted, replaced, strict=True)])
        n = len(wanted)
        c.summary = f"settled {n} place{'s' if n > 1 else ''}: {_worded(way, wanted)} ({', '.join(map(str, ids[:10]))})"
    rest = sum(len(d.places) for d in wanted) - len(named)
    notes = (
        [f"{rest} {'place that answers it is' if rest == 1 else 'places that answer are'} settled too"] if rest else []
    )
    return Said(table(study, sorted(new)), notes)


def _together(named: Iterable[tuple[int, Place]]) -> list[tuple[int, Place, list[Place]]]:
    """Return the places that were named, each with those named after it that answer it: one decision settles them."""
    out: list[tuple[int, Place, list[Place]]] = []
    for id, place in named:
        for _, first, also in out:
            if any(place.id == q.id for p in (first, *also) for q in p.answers):
                also.append(place)
                break
        else:
            out.append((id, place, []))
    return out


def agreed(study: Study) -> Said:
    """Take all agreed places into the consensus layer that are not in it yet."""
    with study.change("resolve") as c:
        held = _read(c.db, compare(c.db, Filters()))
        wanted = []
        todo = [p for p in held.places if not p.kind]
        told = [(p, held.states.decision(p)) for p in todo]
        old = [d.id for p, d in told if d is not None and held.states.status(p, d) == "changed"]
        chosen = [p for p, d in told if d is None or held.states.status(p, d) == "changed"]
        of = layer.make(c) if chosen else 0
        layouts = dict(sources.layouts(c.db, {p.source for p in chosen}))
        for p in chosen:
            first = min(p.coders, key=lambda coder: min(g.id for g in p.codings if g.coder == coder))
            spans = sorted((g.start, g.end) for g in p.codings if g.coder == first)
            made = [_new(layouts[p.source], p.source, a, b, p.code, of, "") for a, b in spans]
            wanted.append(Decision("agreed", [_at(held, p)], made))
        decisions.take_back(c, dict.fromkeys(old))
        new = decisions.write(c, wanted) if wanted else []
        c.summary = f"took {len(wanted)} agreed place{'s' if len(wanted) != 1 else ''} into the consensus layer"
    return Said(table(study, sorted(new)), [] if wanted else ["every agreed place is in the layer already"])


def reopen(study: Study, ids: Sequence[int]) -> Said:
    """Take decisions and their codings back: the places are open again. `ids` name places as they are listed."""
    if not ids:
        raise UsageError(Message("resolve-which", "say which places, by their numbers"))
    with study.change("resolve") as c:
        made = decisions.decided(c.db)
        gone = []
        for id in dict.fromkeys(ids):
            uuid = decisions.uuid_of(c.db, id)
            found = {d.id for d in made if uuid in d.state["codings"]}
            if not found:
                raise QdaError(f"nothing is decided on {id}" if uuid is not None else f"there is no coding {id}")
            gone += sorted(found)
        gone = list(dict.fromkeys(gone))
        decisions.take_back(c, gone)
        c.summary = f"reopened {len(gone)} place{'s' if len(gone) > 1 else ''}: {', '.join(map(str, ids[:10]))}"
    return Said(None, [c.summary])


def _linked(db: sqlite3.Connection, made: Decision, replaced: Iterable[Decided]) -> Decision:
    """Return a decision with the links of its note by uuid; one to nothing is refused, but where the note before had it."""
    known = [link for d in replaced for link in d.links if link.target is None]
    stored, inside = links.retyped(db, made.note, known)
    return made._replace(note=stored, links=inside)


def _way(ids: Sequence[int], way: Way) -> Way:
    if not ids:
        raise UsageError(Message("resolve-which", "say which places, by their numbers"))
    ways = (way.keep is not None) + (way.to is not None) + way.drop
    if ways > 1 or (ways and way.boundary is not None and way.to is None):
        raise UsageError(Message("two-decisions", "decide in one way: keep what a coder has, give a code, set the "
                                 "boundary, or drop it"))  # fmt: skip
    if not ways and way.boundary is None:
        raise UsageError(Message("no-decision", "say how it is decided: keep what a coder has, give a code, set the "
                                 "boundary, or drop it"))  # fmt: skip
    return way


def _held(db: sqlite3.Connection, ids: Iterable[int]) -> _Held:
    """Read the places of the sources in which these codings lie; refuse numbers that are no codings of a compared coder."""
    called = asked.names_of_sources(db)
    chosen = {}
    for id in ids:
        source = asked.source_of(db, id)
        if source is None:
            raise NotFound(
                "coding", str(id), (), Message("disagreements-listed", "the list of disagreements has the numbers")
            )
        row = codings.row(db, id)
        if row["coder"] == layer.find(db):
            raise QdaError(f"coding {id} is of the consensus layer itself: name the place by the coders' coding")
        if not row["confirmed"]:
            raise QdaError(f"coding {id} is unconfirmed, so it does not count yet")
        chosen[source] = called[source]
    try:
        who = compare(db, Filters(source=tuple(chosen.values())))
    except Refused:
        raise QdaError(
            f"{', '.join(chosen.values())}: one coder alone has read it, so there is nothing to settle"
        ) from None
    return _read(db, who)


def _read(db: sqlite3.Connection, who: Compared) -> _Held:
    found = places_.find(db, who)
    made = decisions.decided(db, who.readers)
    states = States(db, who, made)
    states.read(found)
    return _Held(who, found, states, made)


def _place(db: sqlite3.Connection, held: _Held, id: int) -> Place:
    """Return the place that a number names: its lowest coding, or the lowest of two of its readers."""
    place = next((p for p in held.places if any(g.id == id for g in p.codings)), None)
    if place is None:
        raise QdaError(f"coding {id} lies in a source that one coder alone has read: there is nothing to settle")
    if place.kind and (place.id == id or _listed_of_two(db, held, place, id)):
        return place
    if place.kind:
        raise QdaError(f"{id} is no place of its own: coding {place.id} is the lowest in it and names it")
    raise QdaError(f"{id} is agreed: every reader has {codes.names(db)[place.code]!r} there")


def _listed_of_two(db: sqlite3.Connection, held: _Held, place: Place, id: int) -> bool:
    """True if a place is listed by that number where fewer coders are compared.

    If it is so for any of them it is for two, one of them whose coding it is: a third has the lower number, or joins places.
    """
    (own,) = (g.coder for g in place.codings if g.id == id)
    coder = dict(layer.coders(db))
    source = asked.names_of_sources(db)[place.source]
    for other in held.who.ids:
        if other != own and held.who.bits[other] & held.who.readers[place.source]:
            two = compare(db, Filters(source=(source,), coder=(coder[own], coder[other])))
            if any(p.kind and p.id == id for p in places_.find(db, two)):
                return True
    return False


def _at(held: _Held, p: Place) -> decisions.Place:
    return decisions.Place(p.source, p.code, p.id, held.states.of(p))


def _new(layout: Layout, source: int, start: int, end: int, code: int, coder: int, note: str) -> codings.New:
    return codings.New(source, start, end, code, coder, note, codings.place(layout, start, end))


def _decision(
    c: Change, held: _Held, place: Place, settled: Sequence[Place], way: Way, note: str, also: Sequence[Place]
) -> Decision:
    """Make the decision on a place and its answers, with the codings that it puts into the layer.

    also: answers that were named as well: a boundary keeps their codes too.
    """
    db = c.db
    at = [_at(held, p) for p in settled]
    layout = sources.layout(db, place.source)
    spans: list[tuple[int, int, int]] = []  # start, end, code
    keeper = code = start = end = None
    if way.keep is not None:
        keeper = _reader(db, held, place, way.keep)
        spans = [(g.start, g.end, p.code) for p in settled for g in p.codings if g.coder == keeper]
    elif way.to is not None:
        code = codes.find(db, way.to)
        start, end = (
            _alike(layout.text, place, settled) if way.boundary is None else _boundary(layout, place, way.boundary)
        )
        spans = [(start, end, code)]
    elif way.boundary is not None:
        start, end = _boundary(layout, place, way.boundary)
        spans = [(start, end, place.code), *((*_boundary(layout, q, way.boundary), q.code) for q in also)]
    of = layer.make(c)
    made = [_new(layout, place.source, a, b, k, of, note) for a, b, k in spans]
    return Decision(way.how, at, made, keeper, code, start, end, note)


def _reader(db: sqlite3.Connection, held: _Held, place: Place, name: str) -> int:
    known = {key(n): (id, n) for id, n in layer.coders(db)}
    if key(name) not in known:
        raise NotFound("coder", name, [n for _, n in known.values()])
    id, called = known[key(name)]
    if id not in held.who.bits or not held.who.bits[id] & held.who.readers[place.source]:
        raise QdaError(
            f"{called} has not read {asked.names_of_sources(db)[place.source]}: there is nothing of his to keep"
        )
    return id


def _alike(text: str, place: Place, settled: Sequence[Place]) -> tuple[int, int]:
    """Return the stretch that all agree on; refused where they do not."""
    held = [part for p in settled for coder in p.coders for part in p.stretches(coder)]
    if len({places_.trimmed(text, *part) for part in held}) > 1:
        raise Refused("stretch-not-agreed", "{id}: coders do not agree on the stretch, so say which it is", id=place.id)
    return place.stretches(place.coders[0])[0]


def _boundary(layout: Layout, place: Place, said: str) -> tuple[int, int]:
    """Return the stretch that a boundary means."""
    word = said.strip().casefold()
    if word == WIDEST:
        return place.start, place.end
    if word == COMMON:
        if (both := place.both()) is None:
            raise QdaError(f"{place.id}: the stretches have nothing in common")
        return both
    return by_span(layout.text, said)


def _same(db: sqlite3.Connection, decided: Decided, made: Decision) -> bool:
    names, coders = codes.names(db), dict(layer.coders(db))
    keeper = None if made.keeper is None else coders[made.keeper]
    code = None if made.code is None else names[made.code]
    return (decided.how, decided.keeper, decided.code, decided.start, decided.end, decided.note) == (
        made.how, keeper, code, made.start, made.end, made.note,
    )  # fmt: skip


def _worded(way: Way, wanted: Sequence[Decision]) -> str:
    if way.keep is not None:
        return f"kept what {way.keep} has"
    if way.to is not None:
        return f"given {way.to!r}"
    return "nothing there" if way.drop else f"stretch {wanted[0].start}:{wanted[0].end}"
