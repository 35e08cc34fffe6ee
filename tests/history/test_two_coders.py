"""Two coders in one study, each taking back their own: refused and untouched, or exact and nobody else's work is hurt.

`QDA_HYPOTHESIS=wide QDA_EXAMPLES=2000 pytest tests/history/test_two_coders.py` looks further than the default.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import commands
import filled_study
import pytest
from filled_study import Dump, dump
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from qda.core.errors import QdaError
from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.history import door, log, undo

EXAMPLES = int(os.environ.get("QDA_EXAMPLES", "25"))
STEPS = int(os.environ.get("QDA_STEPS", "12"))
PHASES = [Phase.explicit, Phase.generate] if "QDA_NO_SHRINK" in os.environ else list(Phase)
STATS: Counter[str] = Counter()

Row = tuple[str, int]
Cell = tuple[str, int, int]
Missing = ("missing",)


def cells(study: Dump) -> dict[Cell, Any]:
    """Every value by table, row and column."""
    return {
        (table, row[0][1], n): value for table, rows in study.items() for row in rows for n, value in enumerate(row)
    }


class Machine(RuleBasedStateMachine):
    """Remembers for every line of the log which cells it changed, from what to what."""

    template: Path

    @initialize(work=st.lists(commands.calls(["anna", "ben"]), min_size=6, max_size=14))
    def start(self, work: list[commands.Call]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qda-machine-"))
        self.study = project.open_study(Path(shutil.copy(self.template, self.folder / "qda.db")))
        self.effect: dict[int, dict[Cell, tuple[Any, Any]]] = {}
        self.now = cells(dump(self.study.db))
        self.just_undone: tuple[str, dict[Cell, Any]] | None = None
        self.work(work)

    def step(self) -> dict[Cell, tuple[Any, Any]]:
        """Take note of what the newest line of the log changed."""
        after = cells(dump(self.study.db))
        changed = {
            cell: (self.now.get(cell, Missing), after.get(cell, Missing))
            for cell in self.now.keys() | after.keys()
            if self.now.get(cell, Missing) != after.get(cell, Missing)
        }
        self.now = after
        return changed

    def newest(self) -> int:
        return int(self.study.db.execute("select max(id) from change").fetchone()[0])

    def act(self, coder: str) -> None:
        self.study.named = self.study._coder = coder

    @rule(work=st.lists(commands.calls(["anna", "ben"]), min_size=1, max_size=6))
    def work(self, work: list[commands.Call]) -> None:
        for call in work:
            self.command(*call)

    def command(self, coder: str, words: str, numbers: list[int]) -> None:
        self.act(coder)
        last = self.newest()
        with contextlib.suppress(QdaError):
            commands.run(self.study, words, numbers)
        changed = self.step()
        if self.newest() == last:
            assert not changed
        else:
            self.effect[self.newest()] = changed
            self.just_undone = None

    @rule(turns=st.lists(st.tuples(st.sampled_from(["undo", "undo", "redo"]), st.sampled_from(["anna", "ben", "BEN"])),
                         min_size=1, max_size=6))  # fmt: skip
    def turns(self, turns: list[tuple[str, str]]) -> None:
        for kind, coder in turns:
            self.turn(kind, coder)

    def turn(self, kind: str, coder: str) -> None:
        self.act(coder)
        db, before, last = self.study.db, self.now, self.newest()
        target = (log.undo_target if kind == "undo" else log.redo_target)(db, coder)
        if target is not None and target.n not in self.effect:
            return  # the lines that filled the study
        later = self.later(target.n, kind) if target else set()
        try:
            getattr(ops, kind)(self.study)
        except QdaError as e:
            assert not self.step() and self.newest() == last, "refused means untouched"
            if target is not None:
                STATS[f"{kind} refused"] += 1
                named = {int(n) for n in re.findall(r"#(\d+) ", str(e))}
                assert any(n > target.n for n in named), f"names what it rests on: {e}"
            return
        assert target is not None and self.newest() == last + 1
        STATS[f"{kind} done"] += 1
        changed, own = self.step(), self.effect[target.n]
        self.effect[self.newest()] = changed
        for cell, (was, became) in changed.items():
            assert cell in own, f"{cell} {was} -> {became} is not of #{target.n}"
        for cell, (was, became) in own.items():
            assert self.now.get(cell, Missing) == was, f"{cell} was {was} before #{target.n} made it {became}"
        for n in later:
            for cell in self.effect[n]:
                assert self.now.get(cell, Missing) == before.get(cell, Missing), f"{cell} was written by #{n} since"
        if kind == "undo":
            self.just_undone = coder.casefold(), before
        else:
            if self.just_undone and self.just_undone[0] == coder.casefold():
                assert self.now == self.just_undone[1], "redo is exact"
            self.just_undone = None

    def later(self, n: int, kind: str) -> set[int]:
        """Live changes after n. For a redo: not those that bring back what stood at n and was undone since."""
        lines = self.study.db.execute("select id, kind, target from change").fetchall()
        target = {i: t for i, _, t in lines}
        live = {i for i, k, _ in lines if k in ("do", "redo") and i > n and i not in target.values()}
        kinds = {i: k for i, k, _ in lines}

        def stood(i: int | None) -> bool:
            while i is not None and i > n:
                i = target[i]
            return i is not None and kinds[i] != "undo"

        return {i for i in live if not stood(i)} if kind == "redo" else live

    @rule()
    def check(self) -> None:
        assert list(check.run(self.study.db)) == []

    def teardown(self) -> None:
        if not hasattr(self, "study"):
            return
        try:
            assert list(check.run(self.study.db)) == []
            self.study.named = None
            count = self.study.db.execute(f"select count(*) from change c where {log.LIVE}").fetchone()[0]
            ops.undo(self.study, count)
            assert {t: len(rows) for t, rows in dump(self.study.db).items() if rows} == {
                "coder": 1, "setting": 3, "relation_type": 5
            }  # fmt: skip
        finally:
            self.study.close()
            shutil.rmtree(self.folder)


def test_nobody_loses_work_by_anothers_undo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((door, "PACK_FROM"), (undo, "PACK_FROM"), (door, "PACK_ROWS"), (door, "DIGEST_ROWS")):
        monkeypatch.setattr(module, name, 4)
    STATS.clear()
    with project.create(tmp_path / "qda.db", name="study", coder="anna", language="nl") as made:
        filled_study.fill(made)
    Machine.template = tmp_path / "qda.db"
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=PHASES)
    )
    if "QDA_EXAMPLES" in os.environ:
        print(dict(STATS))
    assert STATS["undo done"]
    if EXAMPLES >= 100:
        assert STATS["undo refused"] and STATS["redo done"] and STATS["redo refused"]
