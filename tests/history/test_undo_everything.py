"""Whatever sequence of commands, undo and redo are exact, after a restart too, and the study stays whole.

`QDA_HYPOTHESIS=wide QDA_EXAMPLES=2000 pytest tests/history/test_undo_everything.py` looks further than the default.
"""

from __future__ import annotations

import copy
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import commands
import filled_study
import pytest
from filled_study import dump
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from random_work import findings

from qda.core.errors import QdaError
from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.history import door, undo

EXAMPLES = int(os.environ.get("QDA_EXAMPLES", "25"))
STEPS = int(os.environ.get("QDA_STEPS", "15"))
PHASES = [Phase.explicit, Phase.generate] if "QDA_NO_SHRINK" in os.environ else list(Phase)
STATS: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def small_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks and batches of four rows, so that a handful of rows goes the way of thousands."""
    for module in (door, undo):
        monkeypatch.setattr(module, "PACK_FROM", 4)
    monkeypatch.setattr(door, "PACK_ROWS", 4)
    monkeypatch.setattr(door, "DIGEST_ROWS", 4)
    monkeypatch.setattr(door, "INDEX_FROM", 4)


class Machine(RuleBasedStateMachine):
    """A study that starts filled, and a model of it: two stacks of dumps."""

    template: Path
    dumps: list[filled_study.Dump]

    @initialize(work=st.lists(commands.calls([None, "ben"]), min_size=4, max_size=10))
    def start(self, work: list[commands.Call]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qda-machine-"))
        self.path = Path(shutil.copy(self.template, self.folder / "qda.db"))
        self.study = project.open_study(self.path)
        self.done = copy.copy(self.dumps)  # the last one is what is there
        self.undone: list[filled_study.Dump] = []
        self.work(work)

    def log(self) -> int:
        return int(self.study.db.execute("select max(id) from change").fetchone()[0])

    @rule(work=st.lists(commands.calls([None, None, "ben", "Anna", "Cor 😀"]), min_size=1, max_size=5))
    def work(self, work: list[commands.Call]) -> None:
        for call in work:
            self.command(*call)

    def command(self, coder: str | None, words: str, numbers: list[int]) -> None:
        before = self.log()
        self.study._coder = coder  # who acts; not `named`, so undo takes the study's last change
        try:
            commands.run(self.study, words, numbers)
            refused = False
        except QdaError:
            refused = True
        now = dump(self.study.db)
        if self.log() == before:
            assert now == self.done[-1], f"{words} was refused or changed nothing, but changed something"
            STATS[f"{words}: {'refused' if refused else 'nothing'}"] += 1
            return
        assert not refused
        STATS[f"{words}: done"] += 1
        self.done.append(now)
        self.undone.clear()

    @rule(n=st.integers(1, 4))
    def undo(self, n: int) -> None:
        if n >= len(self.done):
            with pytest.raises(QdaError):
                ops.undo(self.study, n)
            assert dump(self.study.db) == self.done[-1]
            return
        ops.undo(self.study, n)
        STATS["undone"] += n
        for _ in range(n):
            self.undone.append(self.done.pop())
        assert dump(self.study.db) == self.done[-1]

    @rule(n=st.integers(1, 4))
    def redo(self, n: int) -> None:
        if n > len(self.undone):
            with pytest.raises(QdaError):
                ops.redo(self.study, n)
        else:
            ops.redo(self.study, n)
            STATS["redone"] += n
            for _ in range(n):
                self.done.append(self.undone.pop())
        assert dump(self.study.db) == self.done[-1]

    @rule()
    def reopen(self) -> None:
        self.study.close()
        assert sorted(p.name for p in self.folder.iterdir()) == ["qda.db"], "a closed study is one file"
        self.study = project.open_study(self.path)

    @rule()
    def vacuum(self) -> None:
        self.study.close()
        other = sqlite3.connect(self.path)
        other.execute("vacuum")
        other.close()
        self.study = project.open_study(self.path)
        assert dump(self.study.db) == self.done[-1]

    @rule()
    def check(self) -> None:
        assert findings(self.study.db) == []

    @invariant()
    def whole(self) -> None:
        if not hasattr(self, "study"):
            return
        db = self.study.db
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert db.execute("select change, bulk from change_now").fetchall() == [(None, None)]
        assert not db.in_transaction
        assert list(check._full_text(db)) == []

    def teardown(self) -> None:
        if not hasattr(self, "study"):
            return
        try:
            assert findings(self.study.db) == []
            if len(self.done) > 1:
                ops.undo(self.study, len(self.done) - 1)
            assert dump(self.study.db) == self.dumps[0], "undoing everything gives the study after init"
            assert list(check.run(self.study.db)) == []
        finally:
            self.study.close()
            shutil.rmtree(self.folder)


@pytest.fixture
def template(tmp_path: Path) -> tuple[Path, list[filled_study.Dump]]:
    """A filled study, written with small blocks, and its dumps from after init to filled."""
    with project.create(tmp_path / "qda.db", name="study", coder="anna", language="nl") as made:
        dumps = [dump(made.db)]
        filled_study.fill(made, lambda: dumps.append(dump(made.db)))
    return tmp_path / "qda.db", dumps


def test_any_sequence_of_commands(template: tuple[Path, list[Any]]) -> None:
    STATS.clear()
    Machine.template, Machine.dumps = template
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=PHASES)
    )
    if "QDA_EXAMPLES" in os.environ:
        for line, count in sorted(STATS.items()):
            print(f"{count:7} {line}")
    assert STATS["undone"] and STATS["redone"]


def test_every_changing_command_is_in_the_machine() -> None:
    from qda.cli.command_table import COMMANDS

    have = {words.split(" --")[0] for words in commands.COMMANDS}
    assert (
        set(COMMANDS)
        - set(commands.READ_ONLY)
        - set(commands.LOOKS)
        - set(commands.TURNS)
        - set(commands.SCREEN)
        - set(commands.TEAMS)
        - set(commands.HUB)
        == have
    )
