"""Code drawn stretches again, blind: draw them out of one's own codings, take the next one, say which codes it has now.

Nothing here shows what a stretch had: that is the report's, once all stretches of a draw are coded again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from qda.core.errors import QdaError, Refused, UsageError
from qda.core.message import Message, commas, n_of, say
from qda.core.results import Said, Table
from qda.reports.agreement import stability as report
from qda.store.analysis import codes, scope, stability
from qda.store.analysis.scope import Filters, Scope
from qda.store.analysis.stability import Draw, Item, Stretch
from qda.store.file.ids import FORMAT
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.stability import words

NEXT = (
    "item",
    "source",
    "segment",
    "author",
    "date",
    "start",
    "end",
    "left",
    "text",
    "right",
    "role",
    "waiting",
    "uuid",
)
CONTEXT = 200  # characters on either side
MOST_DAYS = 36_500
MOST_SEED = (1 << 63) - 1  # what a study file holds


def draw(
    study: Study, filters: Filters | None = None, *, n: int, seed: int, older_than: int | None = None
) -> Said:  # fmt: skip
    """Draw stretches that the acting coder has coded, to be coded again; the same seed draws the same ones.

    n: how many. filters: those with a coding of these codes, in these sources. older_than: those whose last coding is at
    least so many days old. Codings that nobody has confirmed are no coding of his; stretches that wait in another draw are
    left out. Returns the items, in the order in which they were drawn.
    """
    import random

    if n < 1:
        raise UsageError(Message("draw-of-none", "{n} stretches: draw one or more", n=n))
    if older_than is not None and not 0 <= older_than <= MOST_DAYS:
        raise UsageError(Message("draw-days", "{n} days: it is 0 to {most}", n=older_than, most=MOST_DAYS))
    if abs(seed) > MOST_SEED:
        raise UsageError(Message("draw-seed", "seed {seed}: it is at most {most}", seed=str(seed), most=str(MOST_SEED)))
    filters = filters or Filters()
    with study.change("stability draw") as c:
        over = scope.resolve(c.db, filters)
        every, unconfirmed = stability.coded(c.db, c.coder_id)
        if not every:
            raise Refused(
                "nothing-to-draw", "{coder} has no coding that counts: there is nothing to draw", coder=c.coder
            )
        waits = sum(_among(over, source, {code}) for source, code in unconfirmed)
        mine = stability.draws(c.db, [c.coder_id])
        taken = {(x.source, x.start, x.end) for d in mine if d.open for x in d.items}
        chosen = [
            x for x in every
            if _among(over, x.source, x.codes) and (older_than is None or x.last <= _before(c, older_than))
        ]  # fmt: skip
        pool = [x for x in chosen if (x.source, x.start, x.end) not in taken]
        if n > len(pool):
            raise _too_few(n, len(pool), len(chosen) - len(pool), _asked(filters, older_than))
        drawn: list[Stretch] = random.Random(seed).sample(pool, n)
        id = stability.add(c, drawn, seed=seed, pool=len(pool), asked=str(_asked(filters, older_than)))
        c.summary = f"drew {n} of {len(pool)} coded stretches, seed {seed}"
    (made,) = (d for d in stability.draws(study.db) if d.id == id)
    notes: list[str] = [Message("stability-drawn", "drew {n} of {pool} coded stretches", n=n, pool=len(pool))]
    if waits:
        notes.append(Message("draw-unconfirmed", "left out: {n} that nobody has confirmed", n=n_of(waits, "coding")))
    return Said(_listed(study.db, made), notes)


def _among(over: Scope, source: int, codes_: Collection[int]) -> bool:
    """True if what has these codes in a source passes the filters."""
    return (over.sources is None or source in over.sources) and (
        over.codes is None or not over.codes.isdisjoint(codes_)
    )


def _before(c: Change, days: int) -> str:
    return (datetime.strptime(c.at, FORMAT) - timedelta(days=days)).strftime(FORMAT)


def _asked(filters: Filters, older_than: int | None) -> str:
    """Say in words among which stretches is drawn; "" for all."""
    parts = [filters.message()] if filters.any() else []
    if older_than is not None:
        parts.append(say("at least {n:,} days old", n=older_than))
    return commas(parts) if parts else ""


def _too_few(n: int, pool: int, waiting: int, asked: str) -> QdaError:
    among = f" ({asked})" if asked else ""
    rest = f"; {waiting} more wait in a draw that is open" if waiting else ""
    there = "only 1 stretch" if pool == 1 else f"only {pool} stretches" if pool else "no stretch"
    return QdaError(f"{n} cannot be drawn: {there} that you have coded can be{among}{rest}")


def _listed(db: sqlite3.Connection, made: Draw) -> Table:
    """Return a draw as rows, of which nothing says what was there."""
    table = report.table(db, [(made, made.items)])
    table.brief = ("item", "source", "start", "end", "text")
    return table


def upcoming(study: Study, *, context: int = CONTEXT) -> Table:
    """Return the next stretch that the acting coder has drawn and not coded again, with what stands around it: a row or none."""
    db = study.db
    waiting = waits(study)
    notes: list[str] = [left(study)]
    said = words(db, waiting[:1], max(context, 0))
    rows = [
        (
            x.id, w.source, w.segment, w.author, w.date, x.start, x.end, w.left, w.text, w.right, w.role, len(waiting),
            x.uuid,
        )
        for x in waiting[:1] if (w := said[x.id])
    ]  # fmt: skip
    return Table(
        NEXT, rows, notes=notes, brief=("item", "source", "segment", "author", "left", "text", "right"),
        wrap=("left", "text", "right"),
    )  # fmt: skip


def waits(study: Study) -> list[Item]:
    """Return the items that the acting coder has still to code, in the order in which they were drawn."""
    coder = stability.coder(study.db, study.coder)
    return [] if coder is None else [x for d in stability.draws(study.db, [coder]) for x in d.waiting]


def left(study: Study) -> str:
    """Say how many drawn stretches the acting coder has still to code."""
    coder = stability.coder(study.db, study.coder)
    mine = [] if coder is None else stability.draws(study.db, [coder])
    waiting, every = sum(len(d.waiting) for d in mine), sum(len(d.items) for d in mine if d.open)
    if waiting:
        return Message(
            "stability-waits", "{n} of {every} drawn stretches wait to be coded again", n=waiting, every=every
        )
    if mine:
        return Message(
            "stability-done", "every drawn stretch is coded again: the report on stability shows then and now"
        )
    return Message("stability-none", "{coder} has drawn nothing to be coded again", coder=study.coder)


def code(study: Study, item: int, names: Sequence[str] = (), *, none: bool = False) -> Said:
    """Say which codes a drawn stretch has now, or that it has none of them; only its coder does, and no coding is made.

    The codes are those of the codebook. While another stretch of the draw waits, it may be said anew, and replaces what was
    said; once all are coded, and what they had is shown, it stays.
    """
    if bool(names) == none:
        raise UsageError(Message("stability-codes-or-none", "name the codes that it has now, or say that it has none"))
    notes: list[str] = []
    with study.change("stability code") as c:
        draw, x = stability.item(c.db, item)
        if draw.coder != c.coder_id:
            raise QdaError(
                f"item {item} was drawn by {draw.name}, out of {draw.name}'s codings: {draw.name} alone codes it"
            )
        if not draw.open:
            raise Refused(
                "draw-is-coded", "item {item} is of a draw that is coded whole, and what was there is shown", item=item
            )
        chosen = list(dict.fromkeys(codes.find(c.db, name) for name in names))
        called = codes.names(c.db)
        same = x.coded_at is not None and x.now == frozenset(chosen)
        if same:
            notes.append(f"item {item} was coded so already; nothing changed")
        else:
            if x.coded_at is not None:
                was = ", ".join(repr(called[id]) for id in sorted(x.now)) or "no code"
                notes.append(f"item {item} had {was} in this round; it was replaced")
            stability.code(c, x, chosen)
            c.summary = f"item {item}: {', '.join(repr(called[id]) for id in chosen) or 'none'}"
    return Said(None, [*notes, left(study)])


def drop(study: Study) -> Said:
    """Give up the draws of the acting coder that are not coded whole; what was coded again of them goes as well."""
    with study.change("stability drop") as c:
        gone = [d for d in stability.draws(c.db, [c.coder_id]) if d.open]
        if not gone:
            raise QdaError(f"no draw of {c.coder} is open")
        for d in gone:
            stability.remove(c, d.id)
        n = sum(len(d.items) for d in gone)
        c.summary = f"gave up {len(gone)} draw{'s' if len(gone) > 1 else ''} of {n} stretch{'es' if n > 1 else ''}"
    return Said(None, [c.summary])
