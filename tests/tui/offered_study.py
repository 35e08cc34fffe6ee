"""A study in which there is something to offer, for the full-screen coder: posts on three subjects, the first three coded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump

from qda.nlp import extra
from qda.ops.discovery import discovering
from qda.ops.discovery.discovering import Found
from qda.ops.discovery.passages import Reading
from qda.ops.study import study
from qda.ops.theory import categories
from qda.store import check
from qda.store.history.log import original, undo_target
from qda.store.project import FILE, Study

sys.path.insert(0, str(Path(__file__).parent.parent / "nlp"))

import suggest_study

NEEDS = pytest.mark.skipif(bool(extra.missing()), reason=f"the extra `discover` is missing: {extra.INSTALL}")
REGEN = "Na de regen stond het water weer tegen de dijk."


def make(folder: Path) -> Path:
    """The study, closed."""
    folder.mkdir(parents=True, exist_ok=True)
    study.init(folder, name="offered", coder="anna", language="nl")
    with study.open_study(folder) as s:
        suggest_study.fill(s, 3)
        categories.category(s, "flood", ["water"])
        s.db.execute("pragma wal_checkpoint(truncate)")
    return folder / FILE


def found(s: Study) -> list[Found]:
    """Three candidates as `discover` finds them, whatever it finds today."""
    out: list[Found] = []
    for label, terms, source, posts in (
        ("kelder", ("kelder", "water", "dijk"), "water", suggest_study.WATER[:5]),
        ("juf", ("juf", "klas"), "school", suggest_study.SCHOOL[:3]),
        ("shift", ("shift", "worker", "break"), "work", suggest_study.WORK[1:4]),
    ):
        number, text = s.db.execute("select id, text from source where name = ?", (source,)).fetchone()
        places = [(number, text.index(post), text.index(post) + len(post)) for post in posts]
        voices = frozenset(p for (p,) in s.db.execute("select participant from segment where source = ?", (number,)))
        counts = [{"term": t, "count": len(posts) - n, "sources": 1} for n, t in enumerate(terms)]
        out.append(Found(label, counts, 9.0 - len(out), places, frozenset({number}), voices))
    return out


def always_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `discover` find these."""
    read = Reading("nl", 120, 12, True, [], "", "", ["lemmas"])
    monkeypatch.setattr(discovering, "_find", lambda study, *_: (found(study), [read]))


def taken_back(path: Path, lines: int) -> dict[str, Any]:
    """The tables after undoing all that a person did since that line of the log; sound at each step."""
    with study.open_study(path) as s:
        while (target := undo_target(s.db, None)) is not None and original(s.db, target).n > lines:
            study.undo(s)
            assert list(check.run(s.db)) == []
        return dump(s.db)


def tables(path: Path) -> tuple[dict[str, Any], int]:
    """All recorded tables, and the last line of the log."""
    with study.open_study(path) as s:
        return dump(s.db), int(s.db.execute("select max(id) from change").fetchone()[0])
