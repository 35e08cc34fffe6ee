"""What merges could not decide: list it, settle it, open it again."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.errors import UsageError
from qda.core.message import Message
from qda.core.names import text
from qda.core.results import Said, Table
from qda.store.merge import conflicts, settling
from qda.store.merge.outcomes import outcome
from qda.store.project import Study

COLUMNS = conflicts.COLUMNS
_BRIEF = ("id", "kind", "thing", "name", "column", "ours", "theirs", "coder", "done", "status")


def listing(study: Study, *, every: bool = False) -> Table:
    """Return the open conflicts by number, or all with `every`: what it was, ours, theirs, and what was done."""
    return _table(conflicts.rows(study.db, every=every))


def _table(rows: list[tuple[object, ...]]) -> Table:
    at = COLUMNS.index("done")
    said = [(*row[:at], outcome(str(row[at])), *row[at + 1 :]) for row in rows]
    return Table(
        COLUMNS,
        said,
        brief=_BRIEF,
        wrap=("name", "ours", "theirs", "base", "done"),
        said=("done",),
    )


def settle(
    study: Study,
    ids: Sequence[int],
    *,
    ours: bool = False,
    theirs: bool = False,
    value: str | None = None,
    note: str = "",
) -> Said:
    """Settle conflicts in one change: `ours` is right as it is, `theirs` takes their value, `value` sets another.

    Of what came back `ours` removes it again, of what stays against a removal `theirs` removes it. Wrong usage without one of
    the three, or with two. Return the rows of these conflicts.
    """
    given = [way for way, on in (("ours", ours), ("theirs", theirs), ("value", value is not None)) if on]
    if len(given) != 1:
        raise UsageError(Message("two-settlings", "say how it is settled in one way: ours, theirs, or a value"))
    note = text(note, "note")
    wanted = list(dict.fromkeys(ids))
    with study.change("conflicts settle") as c:
        done = [settling.settle(c, id, given[0], text(value or "", "value"), note) for id in wanted]
        c.summary = f"{len(done)} conflict{'s' if len(done) != 1 else ''}: {'; '.join(done)}"
    return Said(_table(conflicts.rows(study.db, ids=wanted)))


def reopen(study: Study, ids: Sequence[int]) -> Said:
    """Open settled conflicts again, in one change; what settling them set stays. Return their rows."""
    wanted = list(dict.fromkeys(ids))
    with study.change("conflicts reopen") as c:
        done = [settling.reopen(c, id) for id in wanted]
        c.summary = f"{len(done)} conflict{'s' if len(done) != 1 else ''}: {'; '.join(done)}"
    return Said(_table(conflicts.rows(study.db, ids=wanted)))
