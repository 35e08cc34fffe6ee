"""Helpers for the tests of axial and selective coding."""

from __future__ import annotations

from typing import Any

from qda.core.drafts import Draft, DraftSegment
from qda.core.results import Said
from qda.store import check
from qda.store.file import schema
from qda.store.project import Study

TURNS = {
    "one": [
        ("Interviewer", "How do you decide?", "researcher"),
        ("Eva Smit", "I wait for the council. They decide.", "participant"),
        ("Eva Smit", "Sometimes I simply start. Nobody objects.", "participant"),
    ],
    "two": [
        ("Interviewer", "And you?", "researcher"),
        ("Bo Jansen", "We decide together. People trust us.", "participant"),
    ],
}


def draft(name: str) -> Draft:
    """One interview as an importer gives it."""
    text, segments = "", list[DraftSegment]()
    for author, words, role in TURNS[name]:
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{words}" if text else words
        segments.append(DraftSegment("turn", start, start + len(words), author, role=role))
    return Draft(name, text, kind="interview", language="en", segments=segments, sha256=name)


def made(said: Said) -> list[dict[str, Any]]:
    """The rows of what an operation made."""
    assert said.table is not None
    return list(said.table.dicts())


def dump(study: Study) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every recorded table, by id."""
    return {t: study.db.execute(f"select * from {t} order by id").fetchall() for t in schema.RECORDED}


def findings(study: Study) -> list[Any]:
    """What `check` finds."""
    return list(check.run(study.db))


def acting(study: Study, coder: str) -> Study:
    """The study with another acting coder."""
    study._coder = coder
    return study
