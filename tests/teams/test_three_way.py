"""What one side alone did is in the other's file as it was done: every command, with work of ours that touches none of it."""

from __future__ import annotations

import random
from pathlib import Path

import commands
import pytest
from sides import both, named, own_work, parted

from qda.core.errors import QdaError
from qda.store.merge.things import BY_TABLE
from qda.store.project import Study

# A newer text is put in here anew, at the time of the merge: tests/teams/test_conflict_kinds.py has those.
WORDS = sorted(set(commands.COMMANDS) - {"participant pseudonymise", "source update"})
COUNTED = (
    "source", "participant", "variable", "code", "coding", "property", "relation_type", "relation", "comparison", "memo",
    "storyline", "negative", "sampling", "summary", "source_done", "decision",
)  # fmt: skip


def uuids(study: Study, table: str) -> set[str]:
    return {u for (u,) in study.db.execute(f"select uuid from {table}")}


@pytest.mark.parametrize("words", WORDS)
def test_what_theirs_did_is_here_and_ours_stays(words: str, filled_file: Path, tmp_path: Path) -> None:
    rng = random.Random(words)
    with parted(filled_file, tmp_path) as sides:
        base, held = named(sides.ours), {t: uuids(sides.ours, t) for t in COUNTED}
        done = 0
        for _ in range(40):
            try:
                commands.run(sides.theirs, words, [rng.randrange(12) for _ in range(7)])
                done += named(sides.theirs) != base
            except QdaError:
                pass
            if done == 2:
                break
        with sides.ours.change("own") as c:
            own_work(c)
        wanted = both(base, named(sides.ours), named(sides.theirs))
        found = sides.merge()
        assert named(sides.ours) == wanted
        assert not any({"kept", "joined"} & row.keys() for row in found.values())
        assert sides.told() == []
        for table in COUNTED:
            row, theirs = found.get(BY_TABLE[table].thing, {}), uuids(sides.theirs, table)
            counted = (len(theirs - held[table]), len(held[table] - theirs))
            assert (row.get("added", 0), row.get("removed", 0)) == counted, table
        sides.merge_back()
        assert named(sides.theirs) == named(sides.ours), "both hold the same"
