"""What a researcher answered to the items of reporting checklists: a text of one's own, or a memo that says it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from qda.store.file.ids import new_uuid

if TYPE_CHECKING:
    from qda.store.history.door import Change


class Answer(NamedTuple):
    """An answer to an item of a standard. `text` is "" where a memo answers; without either the memo was removed since."""

    id: int
    uuid: str
    standard: str
    item: str
    text: str
    memo: int | None
    coder: str
    created_at: str
    updated_at: str

    @property
    def lost(self) -> bool:
        """True if the memo that answered is gone."""
        return not self.text and self.memo is None


def read(db: sqlite3.Connection, standard: str = "") -> list[Answer]:
    """Return the answers to a standard, or to all, in the order in which they were first given."""
    return [
        Answer._make(row) for row in db.execute(
            "select a.id, a.uuid, a.standard, a.item, a.text, a.memo, k.name, a.created_at, a.updated_at "
            "from checklist a join coder k on k.id = a.coder where ?1 in ('', a.standard) order by a.id", (standard,),
        )
    ]  # fmt: skip


def put(c: Change, standard: str, item: str, *, text: str = "", memo: int | None = None) -> bool:
    """Let a text or a memo be the answer to an item, in place of an earlier one; False where it was so already."""
    row = c.db.execute(
        "select id, text, memo from checklist where standard = ? and item = ?", (standard, item)
    ).fetchone()
    if row is None:
        c.insert(
            "checklist", uuid=new_uuid(), standard=standard, item=item, text=text, memo=memo, coder=c.coder_id,
            created_at=c.at, updated_at=c.at,
        )  # fmt: skip
        return True
    if row[1:] == (text, memo):
        return False
    c.update("checklist", row[0], text=text, memo=memo, coder=c.coder_id, updated_at=c.at)
    return True


def losing(db: sqlite3.Connection, memos: Iterable[int]) -> list[str]:
    """Return notes that name the items answered by these memos, before the memos are removed."""
    return [
        f"item {item} of {standard} was answered by memo {memo}: it is open again"
        for standard, item, memo in db.execute(
            "select standard, item, memo from checklist where memo in (select value from json_each(?)) order by id",
            (json.dumps(list(memos)),),
        )
    ]
