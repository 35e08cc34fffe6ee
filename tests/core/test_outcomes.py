"""What a command made, and the data that operations hand over."""

from __future__ import annotations

import copy
import pickle
import sqlite3

import pytest

from qda.core import outcome
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.outcome import Made
from qda.core.results import Table


def line(n: int) -> Made:
    return Made(n, "anna", "code", f"change {n}", "do")


def test_changes_are_asked_for_when_their_transaction_is_over() -> None:
    one, two = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    with outcome.recording() as made:
        one.execute("begin")
        outcome.begun(one, lambda: line(1))
        outcome.begun(two, lambda: line(7))
        outcome.begun(one, lambda: None)
        outcome.begun(one, lambda: line(2))
        outcome.settle(one)
        assert made.changes == [] and len(made.open) == 4, "still inside the transaction"
        one.execute("rollback")
        outcome.settle(one)
        assert made.changes == [line(1), line(2)] and [db for db, _ in made.open] == [two]
        outcome.begun(one, lambda: line(2))
        outcome.settle(one)
        assert made.changes == [line(1), line(2)], "none is counted twice"
        outcome.settle(two)
        assert made.changes == [line(1), line(2), line(7)] and made.open == []
    one.close()
    two.close()


def test_a_record_within_another_keeps_its_own() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    with outcome.recording() as outer:
        outcome.wrote("a")
        with outcome.recording() as inner:
            outcome.wrote("b")
            outcome.begun(db, lambda: line(1))
        outcome.settle(db)
        outcome.wrote("c")
    outcome.wrote("d")
    outcome.begun(db, lambda: line(2))
    outcome.settle(db)
    assert (outer.files, inner.files, outer.open, len(inner.open), outer.changes) == (["a", "c"], ["b"], [], 1, [])
    db.close()


def test_rows_as_dictionaries() -> None:
    assert list(Table(("a", "b"), [(1, 2), (3, 4)]).dicts()) == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    for row in ((1,), (1, 2, 3)):
        with pytest.raises(ValueError):
            list(Table(("a", "b"), [row]).dicts())


def test_a_message_goes_through_a_pickle() -> None:
    """Worker processes hand refusals over."""
    said = Message("code-there", "code {id} is there: {why}", id=7, why=Message("inner", "inside"))
    for again in (pickle.loads(pickle.dumps(said)), copy.copy(said), copy.deepcopy(said)):
        assert again == said and type(again) is Message
        assert (again.code, again.template, dict(again.fields)) == (said.code, said.template, dict(said.fields))
        assert again.fields["why"].code == "inner"


def test_patterns_of_speakers_are_looked_at_once() -> None:
    assert ReadOptions(speakers=("R*", "/R[0-9]+/", "/", "//", "/(/x")).speakers[0] == "R*"
    for empty in ("", " "):
        with pytest.raises(Refused) as e:
            ReadOptions(speakers=("R1", empty))
        assert str(e.value) == (
            "a pattern of speakers is empty: give a label, a glob such as 'R*', or /a regular expression/"
        )
        assert e.value.message.code == "speaker-empty"  # type: ignore[attr-defined]
    for bad in ("/(/", "/[a/"):
        with pytest.raises(QdaError, match=r"^'[(\[]a?' is not a regular expression"):
            ReadOptions(speakers=(bad,))
