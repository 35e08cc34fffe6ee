"""What somebody may do to a study, at random from a seed; and what is wrong with one after it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import commands

from qda.core.errors import QdaError
from qda.ops.study import study as whole
from qda.store import check, project


def work(path: Path, coder: str, seed: int, steps: int, words: Sequence[str]) -> None:
    """Run random commands of these, some of them undone and redone."""
    rng = random.Random(seed)
    with project.open_study(path, coder=coder) as study:
        for _ in range(steps):
            turn = rng.random()
            try:
                if turn < 0.12:
                    whole.undo(study, 1)
                elif turn < 0.18:
                    whole.redo(study, 1)
                else:
                    commands.run(study, rng.choice(words), [rng.randrange(12) for _ in range(7)])
            except QdaError:
                pass


def findings(db: sqlite3.Connection) -> list[check.Finding]:
    """What a check finds, but for conflicts, decisions and drawn stretches that lost what they are about, which it names."""
    return [found for found in check.run(db) if found[0] not in ("conflict", "decision", "stability")]
