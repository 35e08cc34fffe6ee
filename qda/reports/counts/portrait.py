"""The portrait of a source: where in its text each code is, from the beginning to the end."""

from __future__ import annotations

from dataclasses import replace

from qda.core.message import say
from qda.core.results import Table, Want
from qda.reports.common.counted import counted
from qda.reports.declare import Argument, Declared
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries.portrait import stretches
from qda.store.texts import sources

COLUMNS = ("coding", "code", "start", "end", "from_share", "to_share")


def run(study: Study, name: str, filters: Filters | None = None, *, want: Want = "both") -> Table:
    """Return a row for each coding of a source, by start, end and number.

    `start` and `end` are code points of the text, end exclusive; `from_share` and `to_share` the same over the source's
    characters, 0..1. The table is what one reads and what a file has; where it is read it is drawn, a lane for each code
    in the order in which they first come up.
    """
    filters = filters or Filters()
    db = study.db
    source = sources.find(db, name)
    over = replace(scope.resolve(db, filters), sources={source})
    called = dict(sources.names(db))[source]
    names, labels = codes.names(db), codes.labels(db)
    length, found = stretches(db, source, over)
    rows = [
        (coding, names[code], start, end, round(start / length, 9), round(end / length, 9))
        for coding, code, start, end in found
    ]
    notes = [
        say(
            "{counted} in {called!r}, {length:,} characters, over {filters}",
            counted=counted(db, over),
            called=called,
            length=length,
            filters=filters,
        )
    ]
    table = Table(COLUMNS, rows, notes=notes, wrap=("code",))
    if want != "rows":
        from qda.core.drawings import Portrait, Stretch

        lane = {code: n for n, code in enumerate(dict.fromkeys(code for _, code, *_ in found))}
        marked = [
            Stretch(lane[code], row[4], row[5], coding) for (coding, code, *_), row in zip(found, rows, strict=True)
        ]
        table.drawing = Portrait(
            say("{called}: a portrait", called=called), tuple(labels[code] for code in lane), tuple(marked)
        )
    return table


REPORT = Declared(
    "portrait",
    "Show where in a source each code is, from beginning to end.",
    run,
    "Show where in a source each code is: a row for each coding, with its place as a share of the text.",
    COLUMNS,
    place=27,
    arguments=(Argument("name", "A source.", "SOURCE"),),
    filters=("participant", "code", "coder", "where"),
    picture="a lane for each code, with the stretches that it marks",
    examples=({"name": "interview-01", "output": "portrait.svg"},),
)
