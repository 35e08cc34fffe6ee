"""Every command that changes a study has a class in the audit, and stands in its table once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from qda.cli.command_table import COMMANDS
from qda.cli.tree import build
from qda.core import audit
from qda.store.analysis import memos

ROOT = Path(__file__).resolve().parents[2]
# As the contracts name them; each alone, as the log does.
CONTRACTS = (
    "init", "settings", "import", "source set", "source done", "source rename", "source remove", "segment set", "segment split",
    "segment join", "participant set", "participant merge", "participant split", "code", "coding set", "uncode", "confirm",
    "autocode", "codebook add", "codebook define", "codebook rename", "codebook move", "codebook remove", "codebook merge",
    "codebook split", "codebook import", "axial category", "axial property", "axial place", "axial relate", "axial unrelate",
    "axial status", "axial types add", "selective judge", "selective core", "selective storyline", "compare record",
    "negative add", "negative resolve", "sampling add", "sampling close", "memo add", "memo edit", "memo remove", "memo link",
    "memo unlink", "discover accept", "discover reject", "discover rename", "discover merge", "suggest accept", "suggest reject",
    "summary set", "handout", "merge", "conflicts settle", "resolve", "sort pile", "sort put", "sort take", "condition add",
    "condition remove", "condition levels", "stability draw", "stability code", "checklist set", "hub init", "hub join",
    "hub member", "hub blind", "pull", "push", "undo", "redo", "log because",
)  # fmt: skip


def changing() -> set[str]:
    """The commands that take a reason: those that change the study."""
    return {words for words in COMMANDS if "--because" in {o for p in build(words).params for o in p.opts}}


def test_every_changing_command_has_a_class() -> None:
    logged = {"axial types": "axial types add"}
    lacking = {logged.get(words, words) for words in changing()} - set(audit.COMMANDS)
    assert not lacking, "give it a class in qda/core/audit.py"
    assert len(changing()) > 60


def test_what_the_log_is_written_with_has_a_class() -> None:
    written = {
        name
        for file in (ROOT / "qda").rglob("*.py")
        for name in re.findall(r'\bchange\(\s*"([a-z ]+)"', file.read_text(encoding="utf-8"))
    }
    assert {"code", "memo add", "log because", "checklist set"} <= written
    assert written <= set(audit.COMMANDS)


def test_every_changing_command_of_the_contracts_has_one() -> None:
    assert set(CONTRACTS) <= set(audit.COMMANDS)


def test_the_table_names_each_command_once() -> None:
    rows = re.findall(
        r'"((?:[a-z]+ ?)+(?:, (?:[a-z]+ ?)+)*)"', (ROOT / "qda/core/audit.py").read_text(encoding="utf-8")
    )
    names = [name for row in rows for name in row.split(", ") if name in audit.COMMANDS]
    asked = audit.ASKED | audit.RAISING | audit.REMOVING
    # `code`, `settings` and `handout` are also names of a type of memo or of a table
    twice = {n for n, times in Counter(names).items() if times > 1} - asked - {"code", "handout", "init"}
    assert not twice


def test_classes_and_types_of_memos_are_known() -> None:
    assert {k.of for k in audit.COMMANDS.values()} <= {*audit.CLASSES, audit.MEMO}
    assert set(audit.MEMOS) == set(memos.TYPES) and set(audit.MEMOS.values()) <= set(audit.CLASSES)
    assert set(audit.COMMANDS) >= audit.ASKED | audit.RAISING | audit.REMOVING


def test_classes_are_those_of_the_contract() -> None:
    for of, commands in {
        "raw": "import, source remove, segment split, participant merge",
        "reduction": "code, uncode, coding set, confirm, autocode, discover accept, suggest reject, summary set",
        "reconstruction": "axial relate, selective core, condition add, sort put",
        "process": "compare record, negative add, sampling add, stability draw, codebook merge, codebook split, handout, merge, "
        "conflicts settle, resolve, undo, redo, log because",
        "intentions": "init, settings",
        "instruments": "codebook add, codebook remove, codebook import, checklist set",
    }.items():
        for command in commands.split(", "):
            assert audit.class_of(command) == of, command
    assert audit.class_of("memo add", "reflexive") == "intentions"
    assert audit.class_of("memo edit", "code") == "reduction"
    assert audit.class_of("memo add") == "reconstruction"


def test_a_command_of_a_later_program_is_judged_by_one_that_begins_alike() -> None:
    assert audit.class_of("sampling reopen") == "process"
    assert audit.class_of("source archive") == "raw"
    assert audit.class_of("unheard of") == "process"
