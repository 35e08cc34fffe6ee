"""All that a merge leaves: every row that it wrote, altered or removed, and every conflict, with names in place of uuids."""

from __future__ import annotations

import json
import re
from typing import Any

from sides import Sides, one

from qda.store.file import schema
from qda.store.project import Study

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOT_ITS_OWN = ("link", "same_thing")  # the uuid in these is that of another row
TIME = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+Z")
WHEN = ("uuid", "created_at", "updated_at", "imported_at")
ABOUT_IT = ("merged", "merged_line", "conflict")  # a merge always writes of itself
TOLD = ("kind", "thing", "tbl", "row", "item", "name", "column", "base", "ours", "theirs", "done", "coder")
Rows = dict[tuple[str, int], dict[str, Any]]
Left = dict[str, dict[str, Any] | None]


def rows(study: Study) -> Rows:
    out: Rows = {}
    for table in schema.RECORDED:
        cursor = study.db.execute(f"select * from {table}")
        names = [d[0] for d in cursor.description]
        out |= {(table, row[0]): dict(zip(names[1:], row[1:], strict=True)) for row in cursor.fetchall()}
    return out


class Aftermath:
    """found: what the merge said. left: `table number` -> what is new in the row, None where it went. told: the conflicts.

    Columns without a value are left out of rows that came, and so is when they were made: that is as theirs has it.
    """

    def __init__(self, sides: Sides, **options: Any) -> None:
        before, theirs, known = rows(sides.ours), rows(sides.theirs), len(sides.told())
        self.found = sides.merge(**options)
        after, self.at = rows(sides.ours), one(sides.ours, "select at from change order by id desc")
        self.names: dict[str, str] = {}
        for held, where in ((theirs, " there"), (before, ""), (after, "")):
            self.names |= {
                r["uuid"]: f"{t} {id}{where}" for (t, id), r in held.items() if "uuid" in r and t not in NOT_ITS_OWN
            }
        there = {(t, r["uuid"]): r for (t, _), r in theirs.items() if "uuid" in r and t not in NOT_ITS_OWN}
        self.left: Left = {}
        for at in sorted(before.keys() | after.keys()):
            was, now = before.get(at), after.get(at)
            if was == now or at[0] in ABOUT_IT:
                continue
            if now is None:
                self.left[f"{at[0]} {at[1]}"] = None
            elif was is None:
                values = {n: v for n, v in now.items() if v is not None and n not in WHEN}
                if twin := there.get((at[0], now.get("uuid"))):
                    assert now.get("created_at") == twin.get("created_at"), at
                self.left[f"{at[0]} {at[1]}"] = self._said(values)
            else:
                self.left[f"{at[0]} {at[1]}"] = self._said({n: v for n, v in now.items() if v != was[n]})
        self.told: list[tuple[Any, ...]] = []
        self.raw: list[Any] = []
        for k in sides.told()[known:]:
            assert (k["file"], k["status"]) == (sides.theirs.path.name, "open")
            said = self._said({n: k[n] for n in TOLD})
            said["item"] = "|".join(sorted(said["item"].split("|")))
            self.told.append(tuple(said.values()))
            self.raw.append(json.loads(self._named(k["raw"])))

    def _named(self, text: str) -> str:
        text = TIME.sub(lambda m: "now" if m[0] == self.at else "then", text)
        return UUID.sub(lambda m: self.names.get(m[0], "?"), text)

    def _said(self, values: dict[str, Any]) -> dict[str, Any]:
        return {n: self._named(v) if isinstance(v, str) else v for n, v in values.items()}
