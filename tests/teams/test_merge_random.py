"""Two and three people work apart with random commands; merged both ways every thing is there or told of, and undo is exact.

The commands are those of the undo tests. `QDA_EXAMPLES=200 pytest tests/teams/test_merge_random.py` looks further.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import commands
import pytest
from filled_study import dump
from random_work import findings, work

from qda.ops.study import study as whole
from qda.ops.teams import handout, merge
from qda.store import project
from qda.store.file import schema

EXAMPLES = int(os.environ.get("QDA_EXAMPLES", "12"))
FIRST = int(os.environ.get("QDA_SEED", "0"))
WORDS = sorted(set(commands.COMMANDS) - {"participant pseudonymise"})
# What a thing is known by, for tables that hold work; what has no uuid is known by what it belongs to.
THINGS = ("coding", "memo", "negative", "sampling", "comparison", "relation", "property", "storyline", "summary",
          "source_done", "decision")  # fmt: skip


def merged(ours: Path, theirs: Path) -> list[dict[str, Any]]:
    """Merge, and look that the study is whole, the sums are right, and that it is undone and redone exactly."""
    with project.open_study(ours, coder="lea") as study:
        before = dump(study.db)
        lines = study.db.execute("select count(*) from change").fetchone()[0]
        said = merge.merge(study, theirs)
        assert said.table is not None
        rows = [dict(row) for row in said.table.dicts()]
        for row in rows:
            fates = [row[f] for f in ("added", "joined", "changed", "removed", "already", "kept")]
            assert row["theirs"] == sum(fates) and min(fates) >= 0, row
        assert findings(study.db) == []
        after = dump(study.db)
        if study.db.execute("select count(*) from change").fetchone()[0] > lines:
            whole.undo(study, 1, anyone=True)
            assert dump(study.db) == before, "one undo takes it back"
            whole.redo(study, 1, anyone=True)
            assert dump(study.db) == after
            assert findings(study.db) == []
        again = merge.merge(study, theirs)
        assert again.table is not None and list(again.table.rows) == [], "a second merge has nothing new"
        assert dump(study.db) == after
    return rows


def uuids(db: sqlite3.Connection, table: str) -> set[str]:
    return {u for (u,) in db.execute(f"select uuid from {table}")}


def here_or_told(ours: Path, theirs: Path, past: Path) -> None:
    """Every thing that theirs made or altered since the past is in ours, stands for another, or a conflict or row tells."""
    with project.open_study(ours) as a, project.open_study(theirs) as b, project.open_study(past) as c:
        same = dict(a.db.execute("select uuid, thing from same_thing"))
        asked = "select coalesce(raw ->> '$.decision.uuid', raw ->> '$.done') from conflict"
        told = {u for (u,) in a.db.execute(asked)}
        for table in THINGS:
            made, here = uuids(b.db, table) - uuids(c.db, table), uuids(a.db, table)
            lost = {u for u in made if same.get(u, u) not in here | told}
            if table == "coding":  # what theirs put into the layer for a decision that a conflict holds
                lost -= {
                    u for (u,) in a.db.execute("select value ->> 'uuid' from conflict, json_each(raw, '$.codings')")
                }
            assert not lost, (table, lost)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + EXAMPLES))
def test_two_work_apart_and_merge_both_ways(filled_file: Path, tmp_path: Path, seed: int) -> None:
    base = tmp_path / "base.db"
    shutil.copy(filled_file, base)
    other = tmp_path / "ben.db"
    rng = random.Random(seed)
    if seed % 3 == 2:
        with project.open_study(base, coder="lea") as study:
            handout.handout(
                study, other, "ben", without=[["codings"], ["memos"], ["theory"], ["codings", "memos"]][seed // 3 % 4]
            )
    elif seed % 3:
        with project.open_study(base, coder="lea") as study:
            handout.handout(study, other, "ben")
    else:
        shutil.copy(base, other)
    with project.open_study(other) as study:
        assert findings(study.db) == []
    past_a, past_b = tmp_path / "past-a.db", tmp_path / "past-b.db"
    shutil.copy(base, past_a)
    shutil.copy(other, past_b)
    work(base, "lea", rng.random().__hash__(), 12, WORDS)
    work(other, "ben", rng.random().__hash__() + 1, 12, WORDS)
    kept = tmp_path / "lea.db"
    shutil.copy(base, kept)
    held = other.read_bytes()
    merged(base, other)
    assert other.read_bytes() == held
    here_or_told(base, other, past_b)
    here_or_told(base, kept, past_a)
    merged(other, base)
    work(other, "ben", seed + 5, 5, WORDS)
    merged(base, other)
    assert schema.VERSION


def held(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a study holds, without numbers: codings, memos, codes, sources, and what is placed and related."""
    asked = {
        "codings": 'select s.text, g.start, g."end", c.name, k.name, g.note from coding g join source s on s.id = g.source '
        "join code c on c.id = g.code join coder k on k.id = g.coder",
        "codes": "select c.name, p.name, c.level, c.definition from code c left join code p on p.id = c.parent",
        "sources": "select name, text, title from source",
        "memos": "select title, text from memo",
        "placements": "select g.uuid, p.name, x.value from placement x join coding g on g.id = x.coding "
        "join property p on p.id = x.property",
        "relations": "select a.name, t.name, b.name, r.status from relation r join code a on a.id = r.a "
        "join code b on b.id = r.b join relation_type t on t.id = r.type",
    }
    with project.open_study(path) as study:
        return {what: sorted(study.db.execute(sql).fetchall(), key=repr) for what, sql in asked.items()}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + max(EXAMPLES // 2, 1)))
def test_three_files_in_any_order_hold_the_same(filled_file: Path, tmp_path: Path, seed: int) -> None:
    files = {}
    for n, who in enumerate(("lea", "ben", "cor")):
        files[who] = tmp_path / f"{who}.db"
        shutil.copy(filled_file, files[who])
        work(files[who], who, seed * 31 + n, 5, WORDS)
    results = []
    for order in (("ben", "cor"), ("cor", "ben")):
        mine = tmp_path / f"{'-'.join(order)}.db"
        shutil.copy(files["lea"], mine)
        for who in order:
            merged(mine, files[who])
        with project.open_study(mine) as study:
            told = study.db.execute("select count(*) from conflict").fetchone()[0]
        results.append((told, held(mine)))
    if not results[0][0] and not results[1][0]:
        assert results[0][1] == results[1][1]
