"""Answer items of reporting checklists."""

from __future__ import annotations

from qda.core.errors import UsageError
from qda.core.message import Message
from qda.core.names import short
from qda.core.results import Said, Table
from qda.ops.theory.memos import clean
from qda.reports.account import checklist, checklist_items
from qda.store.analysis import checklists, memos
from qda.store.project import Study


def answer(study: Study, standard: str, item: str, *, text: str | None = None, memo: int | None = None) -> Said:
    """Let a text, or a memo, answer an item of a checklist; return its row. An earlier answer is replaced."""
    if (text is None) == (memo is None):
        raise UsageError(Message("checklist-one-answer", "give a text or a memo, one of the two"))
    of = checklist_items.standard(standard)
    what = checklist_items.item(of, item)
    said = "" if text is None else clean(text, "answer").strip()
    with study.change("checklist set") as c:
        if memo is not None:
            memos.exists(c.db, memo)
        new = checklists.put(c, of.name, what.n, text=said, memo=memo)
        by = f"memo {memo}" if memo is not None else short(" ".join(said.split()), 60)
        c.summary = f"{of.name} {what.n}: {by}"
    row = next(r for r in checklist.rows_of(study, of) if r.item.n == what.n)
    table = Table(checklist.COLUMNS, [row.row()], wrap=("topic", "answer", "where"))
    return Said(table, [] if new else [f"item {what.n} of {of.name} says so already; nothing was changed"])
