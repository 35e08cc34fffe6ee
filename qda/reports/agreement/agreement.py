"""How far coders agree: coefficients over each code, over sets of codes and pooled, with intervals, and what they do not say."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from qda.agreement.registry import COEFFICIENTS, DEFAULT
from qda.agreement.replicates import Replicates
from qda.core.errors import UsageError
from qda.core.message import Message, commas, say
from qda.core.names import one_of
from qda.core.results import Table
from qda.reports.agreement import notes
from qda.reports.agreement.compared import Compared, compare, used_by
from qda.reports.agreement.figures import FEWEST_BLOCKS, Figure, Figures
from qda.reports.agreement.measured import UNITS, Asked, measure
from qda.store.analysis import codes
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.queries import counts

COLUMNS = (
    "over", "code", "path", "level", "coefficient", "value", "low", "high", "unit", "coders", "units", "marked_all",
    "marked_some", "marked_none", "note",
)  # fmt: skip
LEVELS = ("code", "category")
BLOCKS = ("source", "segment")
MOST = 100_000  # replicates
SOURCES_AS_BLOCKS = 10  # from so many sources on, blocks are sources


def run(
    study: Study, filters: Filters | None = None, *, level: str = "code", unit: str = "sentence",
    coefficients: Sequence[str] = (), by: str = "", only_done: bool = False, unconfirmed: bool = False,
    include_researcher: bool = False, bootstrap: int = 1000, seed: int = 1, resample: str = "",
) -> Table:  # fmt: skip
    """Compare coders in the sources that two of them have read.

    Args:
        study: The open study.
        filters: `coder` names who is compared (else all who have codings), `code` and `source` over what.
        level: `code`, or `category`: a coding counts for its categories, once each.
        unit: What is marked or not: `sentence`, `segment`, `source` or `character`.
        coefficients: Names of `qda.agreement.registry.COEFFICIENTS` (else percent, alpha and u-alpha).
        by: Also by `source`, `participant` or a variable: a row for each value.
        only_done: A coder has read what he said to be done, and nothing else.
        unconfirmed: Count codings that nobody has confirmed too.
        include_researcher: Count researchers' words as well.
        bootstrap: The number of replicates for the interval; 0 for none.
        seed: The seed of the draws: the same study and seed give the same digits.
        resample: What is drawn, `source` or `segment`; else sources where there are ten or more.

    Returns:
        A row for each figure: `value`, `low` and `high` are None where they are undefined, `note` says why.

    Raises:
        UsageError: For a word or number that is none of these.
        QdaError: Where there is nothing to compare.
    """
    level, unit = one_of("level", level, LEVELS), one_of("unit", unit, UNITS)
    chosen = [COEFFICIENTS[one_of("coefficient", name, tuple(COEFFICIENTS))] for name in coefficients or DEFAULT]
    chosen = list(dict.fromkeys(chosen))
    resample = one_of("resample", resample, BLOCKS) if resample else ""
    _look(unit, bootstrap, resample, by)
    db, filters = study.db, filters or Filters()
    who = compare(db, filters, level=level, unconfirmed=unconfirmed, only_done=only_done)
    group = counts.grouping(db, by) if by else None
    blocks = _blocks(who, unit, resample) if bootstrap else ""
    asked = Asked(
        unit, units=unit != "character" and any(c.on != "character" for c in chosen),
        characters=unit == "character" or any(c.on == "character" for c in chosen),
        meeting=any(c.sums in ("meeting", "met") for c in chosen),
        keep=any(c.sums == "pair" and "sets" in c.over for c in chosen), include_researcher=include_researcher, by=group,
        blocks=blocks,
    )  # fmt: skip
    measured = measure(db, who, asked)
    draw = bool(bootstrap) and len(measured.blocks) >= FEWEST_BLOCKS
    replicates = Replicates(measured.blocks, bootstrap, seed) if draw else None
    used = used_by(db, who, unconfirmed=unconfirmed)
    figures = Figures(who, _order(db, who), unit, chosen, replicates, used).rows(measured.groups, bool(by))
    said = notes.of(
        db, who, measured, figures, filters=filters, unit=unit, unconfirmed=unconfirmed, only_done=only_done,
        bootstrap=bootstrap, seed=seed, blocks=blocks, drawn=draw,
    )  # fmt: skip
    return _table(db, figures, by, said)


def _look(unit: str, bootstrap: int, resample: str, by: str) -> None:
    """Refuse what cannot be asked for."""
    if not 0 <= bootstrap <= MOST:
        raise UsageError(
            Message("replicates-out-of-range", "{n} replicates: it is 0 to {most}", n=bootstrap, most=MOST)
        )
    if unit == "source" and resample == "segment":
        raise UsageError(
            Message("source-not-of-segments", "a source is drawn whole: segments cannot be drawn where it is the unit")
        )
    if by == "coder":
        raise UsageError(
            Message("agreement-by-coder", "agreement is between coders: group it by source, participant or a variable")
        )


def _blocks(who: Compared, unit: str, resample: str) -> str:
    """Return what a replicate draws: sources where there are ten or more, else segments."""
    return resample or ("source" if unit == "source" or len(who.readers) >= SOURCES_AS_BLOCKS else "segment")


def _order(db: sqlite3.Connection, who: Compared) -> list[int]:
    """Return the codes, or categories, that somebody used in what is compared, by path."""
    used = {target for found in who.codings.values() for g in found for target in who.targets[g.code]}
    return [id for id in codes.paths(db) if id in used]


def _table(db: sqlite3.Connection, figures: Sequence[Figure], by: str, said: Sequence[str]) -> Table:
    names, paths, levels = codes.names(db), codes.paths(db), codes.levels(db)
    rows: list[tuple[Any, ...]] = []
    for f in figures:
        about = (None, None, None) if f.code is None else (names[f.code], paths[f.code], levels[f.code])
        value_of = (f.value_of,) if by else ()
        rows.append(
            (f.over, *about, *value_of, f.coefficient, f.value, f.low, f.high, f.unit, f.coders, f.units, *f.marked,
             commas(f.note))
        )  # fmt: skip
    columns = (*COLUMNS[:4], *((by,) if by else ()), *COLUMNS[4:])
    tree = any("/" in (row[2] or "") for row in rows)
    brief = (
        "over", "path" if tree else "code", *((by,) if by else ()), "coefficient", "value", "low", "high", "units",
        "note",
    )  # fmt: skip
    return Table(
        columns, rows, title=say("Agreement between coders"), notes=said, brief=brief, wrap=("path", "code", "note"),
        said=("note",),
        named=(by,) if by and by not in counts.BUILT_IN else (),
    )  # fmt: skip


__all__ = ["COLUMNS", "run"]
