"""Gather what a study has over its hub, as the parts of a push."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from qda.core.errors import Refused
from qda.core.names import key
from qda.store.file import layer
from qda.store.hub import difference
from qda.store.hub.difference import Difference, Over
from qda.store.hub.parts import Spool, Whose
from qda.store.hub.server import Member
from qda.store.hub.state import had
from qda.store.hub.wire import CODEBOOK, COMMON, LINE_COLUMNS, LINES, Thing, without_paths


class Sending:
    """What goes out. rows: (line, coder, command) -> things and bytes; skipped: things that only a lead or others may send."""

    def __init__(self, db: sqlite3.Connection, me: Member, spool: Spool, *, again: bool) -> None:
        self.db, self.me, self.spool, self.again = db, me, spool, again
        self.rows: dict[tuple[int, str, str], list[int]] = {}
        self.skipped = 0
        self._coders = dict(db.execute("select id, name from coder"))
        self._layer = layer.find(db)

    def things(self, over: Iterable[Over], columns: dict[str, list[str]]) -> None:
        """Gather things. Refused, for a coder: what others made here; after a loss in the hub that is left to them."""
        for one in over:
            if (why := self._anothers(one)) is not None:
                if not self.again:
                    raise why
                self.skipped += 1
                continue
            owner = self._coders.get(one.owner, one.made.coder) if one.owner is not None else one.made.coder
            author = one.made.coder if self.me.role == "lead" else self.me.coder
            shared = one.thing.table in COMMON or (one.thing.table in CODEBOOK and self.me.role == "lead")
            size = self.spool.add(Whose(shared, owner, author), one.thing, columns)
            held = self.rows.setdefault((one.made.n, one.made.coder, one.made.command), [0, 0])
            held[0] += 1
            held[1] += size

    def _anothers(self, one: Over) -> Refused | None:
        """Return why a coder may not send a thing: another made it here, or it is new under the name of another."""
        if self.me.role == "lead":
            return None
        mine = key(self.me.coder)
        what = f"{one.thing.table.replace('_', ' ')} {one.thing.uuid[:40]}"
        if key(one.made.coder) != mine:
            return Refused(
                "hub-not-yours", "change {n} ({command}, {what}) is by {coder}, and you push as {me}: a lead pushes what "
                "others made", n=one.made.n, command=one.made.command, what=what, coder=one.made.coder, me=self.me.coder,
            )  # fmt: skip
        of = self._coders.get(one.owner, "") if one.owner is not None else ""
        if one.new and of and key(of) != mine and one.owner != self._layer and not had(
            self.db, one.thing.table, one.thing.uuid
        ):  # fmt: skip
            return Refused(
                "hub-not-yours", "change {n} ({command}, {what}) is by {coder}, and you push as {me}: a lead pushes what "
                "others made", n=one.made.n, command=one.made.command, what=what, coder=of, me=self.me.coder,
            )  # fmt: skip
        return None

    def lines(self, after: int, study: str) -> None:
        """Gather the lines of the log after one, and close the parts."""
        for uuid, at, coder, command, summary, because in difference.lines(self.db, after, study):
            row = [at, coder, command, without_paths(summary), without_paths(because)]
            author = coder if self.me.role == "lead" else self.me.coder
            self.spool.add(Whose(False, coder, author), Thing(LINES, uuid, uuid, row, {}), {LINES: list(LINE_COLUMNS)})
        self.spool.finish()


__all__ = ["Difference", "Sending", "Spool"]
