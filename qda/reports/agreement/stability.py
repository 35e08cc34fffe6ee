"""How steady one coder's coding is: the codes that drawn stretches had then, those they were given now, and how far they agree.

Intra-coder agreement (Krippendorff 2018). The coders that are compared are `then` and `now`, the units are the drawn stretches.
What stood there then is shown once all stretches of a draw are coded again.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from qda.agreement.registry import COEFFICIENTS
from qda.agreement.replicates import Replicates
from qda.agreement.tally import Continuum, Tally
from qda.core.document import Block, Document, Grid, Heading, Paragraph, Quote
from qda.core.errors import UsageError
from qda.core.message import Message, commas, n_of, say, say_n
from qda.core.names import one_of
from qda.core.results import Report, Table, Want
from qda.reports.agreement import notes as notes_
from qda.reports.agreement.compared import Compared
from qda.reports.agreement.figures import FEWEST_BLOCKS, Figure, Figures
from qda.reports.agreement.measured import Group
from qda.reports.common.quotes import attributed, facts, local
from qda.reports.declare import Declared, Option, Rows
from qda.store.analysis import codes, scope, stability
from qda.store.analysis.scope import Filters
from qda.store.analysis.stability import Draw, Item
from qda.store.project import Study
from qda.store.queries.stability import Words, by_pattern, words

COLUMNS = (
    "drawn", "item", "source", "start", "end", "then", "now", "days", "same", "coder", "author", "text", "coded_at", "uuid",
)  # fmt: skip
BY_CODE = ("code", "n", "percent", "alpha", "low", "high", "note")
BY = ("code",)
MOST = 100_000  # replicates
THEN, NOW = 1, 2  # the two who are compared, as bits


def run(
    study: Study, filters: Filters | None = None, *, by: str = "", bootstrap: int = 1000, seed: int = 1, want: Want = "both"
) -> Report:  # fmt: skip
    """Return the drawn stretches with the codes of then and now; `by` `code`, how far these agree over each code.

    filters: of these coders' draws, in these sources. bootstrap: the number of replicates for intervals, 0 for none. seed: of
    their draws. `days`: whole days between the last of the first codings and coding again. `same`: True where the two sets
    of codes are equal. All three stay empty while a stretch of the draw waits. With `by` only draws count that are coded
    whole; `low` and `high` are the interval of alpha.
    """
    by = one_of("by", by, BY) if by else ""
    if not 0 <= bootstrap <= MOST:
        raise UsageError(
            Message("replicates-out-of-range", "{n} replicates: it is 0 to {most}", n=bootstrap, most=MOST)
        )
    db, filters = study.db, filters or Filters()
    over = scope.resolve(db, filters)
    found = [
        (draw, [x for x in draw.items if over.sources is None or x.source in over.sources])
        for draw in stability.draws(db, over.coders)
    ]
    found = [(draw, items) for draw, items in found if items]
    notes = _told(found, filters)
    figures: Sequence[Figure] = ()
    if by or want != "rows":
        figures, more = _figures(db, found, bootstrap, seed)
        notes += more
    result = _by_code(db, figures) if by else table(db, found)
    result.notes = notes
    document = None if want == "rows" else _document(study, found, figures, notes, whole=not by)
    return Report(result, document, notes)


def table(db: sqlite3.Connection, found: Iterable[tuple[Draw, Sequence[Item]]]) -> Table:
    """Return draws with some of their items as rows: by draw, in the order in which they were drawn."""
    found = list(found)
    called, order = codes.names(db), {id: n for n, id in enumerate(codes.paths(db))}
    said = words(db, [x for _, items in found for x in items])

    def named(held: Iterable[int]) -> list[str]:
        return [called[id] for id in sorted(held, key=order.__getitem__)]

    rows = [
        (
            draw.at, x.id, said[x.id].source, x.start, x.end, [] if draw.open else named(x.then), named(x.now),
            None if draw.open else days(x), None if draw.open else x.then == x.now, draw.name, said[x.id].author,
            said[x.id].text, x.coded_at, x.uuid,
        )
        for draw, items in found
        for x in items
    ]  # fmt: skip
    return Table(
        COLUMNS,
        rows,
        title=say("Stability of the coding"),
        brief=("drawn", "item", "source", "text", "then", "now", "days", "same"),
        times=("drawn", "coded_at"),
    )


def days(x: Item) -> int | None:
    """Return the whole days between the last of a stretch's first codings and coding it again; None while it waits."""
    if x.coded_at is None:
        return None
    return max((datetime.fromisoformat(x.coded_at) - datetime.fromisoformat(x.first_at)).days, 0)


def _stretches(n: int) -> str:
    return say_n("{n:,} drawn stretch", "{n:,} drawn stretches", n)


def _told(found: Sequence[tuple[Draw, Sequence[Item]]], filters: Filters) -> list[str]:
    """Say over what, what waits, and how many days lie between."""
    if not found:
        return [Message("nothing-drawn", "nothing was drawn to be coded again ({filters})", filters=filters)]
    items = [x for _, some in found for x in some]
    out = [
        say(
            "{stretches} in {draws} by {coders} ({filters})",
            stretches=_stretches(len(items)),
            draws=say_n("{n:,} draw", "{n:,} draws", len(found)),
            coders=commas(dict.fromkeys(draw.name for draw, _ in found)),
            filters=filters,
        )
    ]
    waiting = [draw for draw, _ in found if draw.open]
    for draw in waiting:
        out.append(
            Message(
                "draw-is-open",
                "{coder}'s draw of {at}: {left} of {n} wait to be coded again; what they had then is shown when all are",
                coder=draw.name, at=local(draw.at), left=len(draw.waiting), n=len(draw.items),
            )
        )  # fmt: skip
    done = [x for draw, some in found if not draw.open for x in some]
    if done:
        same, between = sum(x.then == x.now for x in done), [d for x in done if (d := days(x)) is not None]
        out.append(say("{same:,} of {n:,} have the same codes now as then", same=same, n=len(done)))
        least, most = min(between), max(between)
        out.append(
            say_n("{n:,} day lies between then and now", "{n:,} days lie between then and now", most)
            if least == most
            else say(
                "{least:,} to {most:,} days lie between then and now, the median is {median:,.0f}",
                least=least, most=most, median=median(between),
            )
        )  # fmt: skip
    return out


def _figures(
    db: sqlite3.Connection, found: Sequence[tuple[Draw, Sequence[Item]]], bootstrap: int, seed: int
) -> tuple[Sequence[Figure], list[str]]:
    """Return percent agreement and alpha over each code, over sets and pooled, of the draws that are coded whole; notes."""
    items = [x for draw, some in found if not draw.open for x in some]
    if not items:
        return (), []
    tally = Tally()
    used: defaultdict[int, int] = defaultdict(int)
    for block, x in enumerate(items):
        tally.every[block, THEN | NOW] += 1
        held: defaultdict[int, int] = defaultdict(int)
        for bit, given in ((THEN, x.then), (NOW, x.now)):
            for code in given:
                held[code] |= bit
                used[code] |= bit
        if held:
            tally.add(block, THEN | NOW, held)
    who = Compared(["then", "now"], [THEN, NOW], {THEN: THEN, NOW: NOW}, {}, {}, {}, {}, scope.everything(db))
    order = [id for id in codes.paths(db) if id in used]
    drawn = bool(bootstrap) and len(items) >= FEWEST_BLOCKS
    replicates = Replicates(range(len(items)), bootstrap, seed) if drawn else None
    chosen = [COEFFICIENTS[name] for name in ("percent", "alpha")]
    figures = Figures(who, order, "item", chosen, replicates, used).rows({None: Group(tally, Continuum())}, False)
    return figures, list(_of_figures(db, figures, items, bootstrap, seed, drawn=drawn))


def _of_figures(
    db: sqlite3.Connection, figures: Sequence[Figure], items: Sequence[Item], bootstrap: int, seed: int, *, drawn: bool
) -> Iterator[str]:
    """Yield what the figures must say of themselves, each only where it holds."""
    for over, what in (("sets", say("all codes as one variable")), ("pooled", say("pooled over codes"))):
        percent, alpha = (
            next(f for f in figures if (f.over, f.coefficient) == (over, c)) for c in ("percent", "alpha")
        )
        if percent.value is not None and alpha.value is not None:
            yield say(
                "{what}: percent {percent:.3f}, alpha {alpha:.3f}", what=what, percent=percent.value, alpha=alpha.value
            )
        elif percent.value is not None:
            yield say("{what}: percent {percent:.3f}, alpha undefined", what=what, percent=percent.value)
    if drawn:
        yield say(
            "intervals of alpha, 95 %: {replicates:,} replicates that draw {n:,} stretches, seed {seed}",
            replicates=bootstrap, n=len(items), seed=str(seed),
        )  # fmt: skip
    elif bootstrap:
        yield say("no intervals: fewer than {least} stretches say nothing of how figures vary", least=FEWEST_BLOCKS)
    if made := by_pattern(db, items, notes_.PATTERNS):
        yield say(
            "{codings} on these stretches made by a pattern: that what it found is there again is no steadiness of yours",
            codings=n_of(made, "coding"),
        )  # fmt: skip
    if apart := notes_.with_note(figures, "one coder"):
        yield say(
            "{codes} that were given only then, or only now ({names}): see whether the code was made, or left, in between",
            codes=n_of(len(apart), "code"), names=notes_.names(db, apart),
        )  # fmt: skip
    yield from notes_.of_figures(db, figures)
    yield say("one who remembers agrees with himself: the longer the time between, the more the figures say")
    yield Message(
        "stability-is-an-aid", "agreement is an aid to think about the codes: the stretches that differ say more"
    )


def _by_code(db: sqlite3.Connection, figures: Sequence[Figure]) -> Table:
    """Return a row a code: stretches, percent agreement, alpha with its interval."""
    names = codes.names(db)
    rows: list[tuple[Any, ...]] = []
    for f in figures:
        if f.code is None or f.coefficient != "alpha":
            continue
        percent = next(g for g in figures if (g.code, g.coefficient) == (f.code, "percent"))
        note = [say("then or now alone") if word == "one coder" else word for word in f.note]
        rows.append((names[f.code], f.units, percent.value, f.value, f.low, f.high, commas(note)))
    return Table(BY_CODE, rows, title=say("Stability of the coding"), wrap=("code", "note"), said=("note",))


def _document(
    study: Study, found: Sequence[tuple[Draw, Sequence[Item]]], figures: Sequence[Figure], notes: Sequence[str], *,
    whole: bool,
) -> Document:  # fmt: skip
    db = study.db
    blocks: list[Block] = []
    if any(f.code for f in figures):
        blocks += [Heading(1, say("Agreement of then and now")), Grid(_by_code(db, figures))]
    if whole:
        rows = {row["item"]: row for row in table(db, found).dicts()}
        said = words(db, [x for _, items in found for x in items])
        for draw, items in found:
            blocks.append(Heading(1, say("Drawn by {coder}, {at}", coder=draw.name, at=local(draw.at))))
            among = say(
                "{n:,} of {pool:,} coded stretches, seed {seed}", n=len(draw.items), pool=draw.pool, seed=str(draw.seed)
            )
            blocks.append(
                Paragraph(among + (say(" ({asked})", asked=draw.asked) if draw.asked and not draw.open else ""), "note")
            )
            blocks += [_quote(draw, x, said[x.id], rows[x.id]) for x in items]
    if not found:
        blocks.append(Paragraph(say("Nothing was drawn yet."), "note"))
    title = say("Stability of the coding: {study}", study=study.setting("name"))
    return Document(title, attributed(db, blocks), facts(study), notes)


def _quote(draw: Draw, x: Item, said: Words, row: dict[str, Any]) -> Quote:
    """Write a stretch with what it had and has."""
    nothing = say("no code")
    if draw.open:
        note = say("waits") if x.coded_at is None else say("coded again")
    else:
        note = say(
            "then: {then}; now: {now}; {days} between",
            then=commas(row["then"]) or nothing, now=commas(row["now"]) or nothing,
            days=say_n("{n:,} day", "{n:,} days", row["days"]),
        )  # fmt: skip
    return Quote(said.text, said.source, said.author, date=said.date, note=note, role=said.role)


REPORT = Declared(
    "stability",
    "See how steady one coder's coding is: the codes of drawn stretches then and now, blind.",
    run,
    "Compare the codes that drawn stretches had with those that the same coder gave them later, blind.\n\n"
    "A row is a drawn stretch, in the order in which they were drawn. What it had is shown once all stretches of the draw "
    "are coded again; until then these columns are empty. With {by} code the rows are codes: percent agreement and "
    "Krippendorff's alpha over the stretches of the draws that are coded whole, with the interval of alpha. What was coded "
    "again counts in no other figure and in no export but that of a whole study.",
    COLUMNS,
    place=86,
    options=(
        Option("by", "A row for each code instead, with coefficients.", BY),
        Option("bootstrap", "Replicates for the interval; 0 for none, at most 100000.", least=0),
        Option("seed", "The seed of the replicates; the same one gives the same digits."),
    ),
    filters=("source", "coder"),
    also=(Rows({"by": "code"}, BY_CODE),),
    document="the figures by code, then each stretch with the codes that it had and has",
    examples=({}, {"by": "code"}, {"output": "stability.docx"}),
)
