"""What is kept of a pass over the texts, and when it is no longer right."""

from __future__ import annotations

from typing import Any

import pytest

from qda.store.project import Study
from qda.store.texts import language_cache

JAN, MIA, ANON, PIET, ASKS, R1 = range(1, 7)


def rows(study: Study, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in study.db.execute(sql, args)]


def test_what_was_found_out_is_kept(filled: Study) -> None:
    db = filled.db
    language_cache.write(filled, "nl-1", [(2, b"twee"), (1, b"een"), (3, b"drie")])
    assert list(language_cache.read(db, "nl-1", [3, 1, 9])) == [(1, b"een"), (3, b"drie")]
    assert list(language_cache.read(db, "nl-2", [1])) == [] and language_cache.held(db, "nl-1") == {1, 2, 3}
    language_cache.write(filled, "nl-2", [(1, b"nieuw")])
    assert language_cache.held(db, "nl-1") == {1, 2, 3}
    language_cache.write(filled, "en-1", [(1, b"one")])
    language_cache.write(filled, "nl-2", [(1, b"nieuwer")], only=True)
    assert language_cache.held(db, "nl-1") == set() and language_cache.held(db, "en-1") == {1}
    assert list(language_cache.read(db, "nl-2", [1])) == [(1, b"nieuwer")]
    assert rows(filled, "select count(*) from change") == [(10,)], "it is no part of the history"


def test_what_was_found_out_of_the_whole_study(filled: Study) -> None:
    db = filled.db
    state = language_cache.state(db)
    assert len(state) == 64 and state == language_cache.state(db)
    language_cache.keep(filled, "all-1", state, b"alles")
    assert language_cache.kept(db, "all-1", state) == b"alles" and language_cache.kept(db, "all-2", state) is None
    assert language_cache.kept(db, "all-1", "0" * 64) is None and language_cache.held(db, "all-1") == {1}
    language_cache.keep(filled, "all-2", state, b"weer")
    assert language_cache.held(db, "all-1") == set() and language_cache.kept(db, "all-2", state) == b"weer"


def test_a_study_without_sources_keeps_nothing(study: Study) -> None:
    language_cache.keep(study, "all-1", "0" * 64, b"alles")
    assert language_cache.kept(study.db, "all-1", "0" * 64) is None and language_cache.held(study.db, "all-1") == set()


@pytest.mark.parametrize(
    "sql",
    [
        {"source": (2, {"language": "en"})},
        {"segment": (8, {"kind": "comment"})},
        {"segment": (8, {"end": 150})},
        {"segment": (8, {"participant": ASKS})},
        {"participant": (PIET, {"role": "researcher"})},
    ],
)
def test_the_state_of_the_texts_changes_with_them(sql: dict[str, tuple[int, dict[str, Any]]], filled: Study) -> None:
    before = language_cache.state(filled.db)
    with filled.change("memo edit") as c:
        c.update("memo", 1, title="x")
        c.update("participant", JAN, name="Jan")
    assert language_cache.state(filled.db) == before
    with filled.change("set") as c:
        for table, (id, values) in sql.items():
            c.update(table, id, **values)
    assert language_cache.state(filled.db) != before
