"""The changing commands of a team: do, undo, equal tables; redo, equal tables; one line each; the reason is kept."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from commands import TEAMS
from filled_study import Dump, dump
from pair import Pair


def tables(path: Path) -> Dump:
    db = sqlite3.connect(path)
    try:
        return dump(db)
    finally:
        db.close()


@pytest.fixture
def ready(pair: Pair) -> Pair:
    """Both wrote a note on one coding, and lea merged: conflict 1 is open; ben has done more since."""
    pair.part()
    held = pair.coding("I waited a long time")["id"]
    pair.lea("coding", "set", held, "--note", "lea's note")
    pair.ben("coding", "set", held, "--note", "ben's note")
    pair.merge()
    pair.ben("code", "one", "despair", "--quote", "not worth the wait")
    pair.ben("memo", "add", "on [[code:despair]]", "--title", "B", "--on", "code:despair")
    return pair


CALLS = {
    "handout": ("whole.db", "--to", "cor"),
    "merge": ("ben.db",),
    "conflicts settle": ("1", "--theirs"),
    "conflicts reopen": ("1",),
}


def test_every_command_of_a_team_is_here() -> None:
    assert set(CALLS) == set(TEAMS)


@pytest.mark.parametrize("words", CALLS)
def test_do_undo_redo(ready: Pair, words: str) -> None:
    if words == "conflicts reopen":
        ready.lea("conflicts", "settle", "1", "--ours")
    before = tables(ready.ours)
    ready.lea(*words.split(), *CALLS[words], "--because", "so 😀")
    after = tables(ready.ours)
    last = next(r for r in ready.rows(ready.ours, "log") if r["kind"] == "do")
    assert after != before and (last["command"], last["because"]) == (words, "so 😀") and last["summary"]
    for turn, wanted in (("undo", before), ("redo", after), ("undo", before)):
        ready.lea(turn, "--any")
        assert tables(ready.ours) == wanted
        ready.qda.ok("--project", ready.ours, "check")
