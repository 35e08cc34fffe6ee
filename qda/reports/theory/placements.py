"""Where people or sources stand on the properties of categories: a row each, a column a property."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.errors import UsageError
from qda.core.message import Message, n_of, say
from qda.core.results import Table, Want
from qda.reports.declare import Declared, Option
from qda.store.analysis import codes, scope, theory
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries.placements import in_text_order
from qda.store.texts import people, sources

ROWS = ("participant", "source")


def run(study: Study, filters: Filters | None = None, *, rows: str = "participant", want: Want = "both") -> Table:
    """Lay out the placements of codings: a row a participant (or source) that has one, a column a property that is met.

    A cell has the values found, in text order, each once, with semicolons between. The filter on codes is one
    on the codings placed. A coding that lies no more in the category of the property is left out. With `participant`,
    placements on words of nobody that is known are left out, and a note says how many; a researcher has a row too.
    """
    if rows not in ROWS:
        raise UsageError(
            Message("placement-rows-unknown", "rows are of {known}, not of {given}", known=ROWS, given=repr(rows))
        )
    db, filters = study.db, filters or Filters()
    over = scope.resolve(db, filters)
    gathered, labels = codes.gathered(db), codes.labels(db)
    properties = {p.id: p for p in theory.properties(db)}
    order = {id: n for n, id in enumerate(codes.paths(db))}
    names = people.shown(db) if rows == "participant" else dict(sources.names(db))
    cells: dict[int, dict[int, list[str]]] = {}
    nobody = astray = n = 0
    for x in in_text_order(db, over):
        if x.code not in gathered[properties[x.property].category]:
            astray += 1
            continue
        row = x.participant if rows == "participant" else x.source
        if row is None:
            nobody += 1
            continue
        n += 1
        held = cells.setdefault(row, {}).setdefault(x.property, [])
        if x.value not in held:
            held.append(x.value)
    met = sorted({id for found in cells.values() for id in found}, key=lambda id: (order[properties[id].category], id))
    heads = [f"{labels[properties[id].category]}/{properties[id].name}" for id in met]
    researchers = people.researchers(db) if rows == "participant" else set()
    notes = [
        say(
            "{placements} of {rows} over {filters}", placements=n_of(n, "placement"),
            rows=n_of(len(cells), rows), filters=filters,
        )
    ]  # fmt: skip
    if nobody:
        notes.append(
            say("{placements} on words of nobody that is known left out", placements=n_of(nobody, "placement"))
        )
    if astray:
        notes.append(say("{placements} in a category in which the coding lies no more left out",
                         placements=n_of(astray, "placement")))  # fmt: skip
    if theirs := [names[id] for id in cells if id in researchers]:
        notes.append(say("a researcher: {these}", these=theirs))
    out: list[Sequence[object]] = [
        (names[id], *("; ".join(cells[id].get(property, ())) or None for property in met))
        for id in sorted(cells, key=lambda id: names[id].casefold())
    ]
    return Table(("row", *heads), out, notes=notes, named=heads, wrap=heads, of_source="")


REPORT = Declared(
    "placements",
    "Lay out where participants or sources stand on the properties of categories.",
    run,
    "Lay out the values that the codings of each participant or source have on the properties: a column a property.\n\n"
    "Different values of one cell come in text order, each once. With {rows} source there is a row a source.",
    ("row", "CATEGORY/PROPERTY…"),
    place=78,
    options=(Option("rows", "What a row is.", ROWS),),
    examples=({"output": "placements.csv"}, {"rows": "source"}),
)
