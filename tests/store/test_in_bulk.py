"""Many rows at once: uuids in order, indexes and triggers as before, one line of history, nothing left of what fails."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.ops.study import study as ops
from qda.store import check
from qda.store.file import ids, triggers
from qda.store.history import door
from qda.store.project import Study
from qda.store.texts.segment_layout import Layout, Segment


@pytest.mark.parametrize("n", [0, 1, 2, 5000])
def test_uuids_in_order(n: int) -> None:
    made = list(ids.uuids_in_order(n))
    assert len(set(made)) == n and made == sorted(made)
    assert {(u.version, u.variant, str(u)) for u in map(uuid.UUID, made)} == {(4, uuid.RFC_4122, text) for text in made}
    if n > 1000:
        assert len({text[:2] for text in made}) > 200, "they are spread over all that may be"
        assert len({text[14:16] for text in made}) > 15 and {text[19] for text in made} == set("89ab")


def _schema(db: sqlite3.Connection) -> set[tuple[str, ...]]:
    return {(kind, name, table, str(sql)) for kind, name, table, sql in db.execute(
        "select type, name, tbl_name, sql from sqlite_master"
    )}  # fmt: skip


def _codings(db: sqlite3.Connection, n: int) -> Iterator[tuple[Any, ...]]:
    """n codings on the first words of source 1, one for each start and end."""
    coder, code = (db.execute(f"select min(id) from {t}").fetchone()[0] for t in ("coder", "code"))
    made = ids.uuids_in_order(n)
    places = ((a, b) for b in range(2, 200) for a in range(b - 1))
    for (a, b), name in zip(places, made, strict=False):
        yield (name, 1, a, b, code, coder, "", "import", 1, 0, "2026-01-01T00:00:00Z", 1, None, None, b - a, None)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand rows count as many."""
    monkeypatch.setattr(door, "INDEX_FROM", 1000)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("empty", [True, False])
def test_indexes_and_triggers_are_as_they_were(filled: Study, empty: bool, dump: Callable[..., Any]) -> None:
    if empty:
        with filled.change("empty") as c:
            for table in ("decision", "comparison", "coding"):
                c.db.execute(f"delete from {table}")
    before, schema = dump(filled.db), _schema(filled.db)
    gone: set[str] = set()

    def rows() -> Iterator[tuple[Any, ...]]:
        for row in _codings(c.db, 3000):
            gone.update(name for _, name, *_ in schema - _schema(c.db)) if not gone else None
            yield row

    with filled.change("many") as c:
        made = c.bulk("coding", rows(), coming=3000)
        assert _schema(c.db) == schema
        c.db.execute("delete from coding where id = ?", (made[-1],))
    assert len(made) == 3000
    plain = {"coding_code", "coding_coder", "coding_segment", "coding_last_segment", "h_coding_i"}
    assert gone == plain | {"coding_place"} if empty else gone == plain
    assert triggers.present(filled.db).keys() == triggers.wanted(filled.db).keys()
    assert list(check.run(filled.db)) == [] and filled.db.execute("pragma integrity_check").fetchone() == ("ok",)
    ops.undo(filled)
    assert dump(filled.db) == before and list(check.run(filled.db)) == []


@pytest.mark.usefixtures("few")
def test_few_rows_beside_many_leave_the_indexes_alone(filled: Study) -> None:
    with filled.change("many") as c:
        c.bulk("coding", _codings(c.db, 3000), coming=3000)
    schema = _schema(filled.db)

    def rows() -> Iterator[tuple[Any, ...]]:
        assert _schema(filled.db) == schema
        yield from ()

    with filled.change("few") as c:
        assert len(c.bulk("coding", rows(), coming=2999)) == 0
        c.insert("setting", name="x", value="")
    assert _schema(filled.db) == schema


@pytest.mark.usefixtures("few")
def test_what_fails_in_bulk_and_is_caught_leaves_the_guard_on(filled: Study) -> None:
    schema = _schema(filled.db)

    def rows() -> Iterator[tuple[Any, ...]]:
        yield from _codings(filled.db, 2500)
        raise LookupError

    with filled.change("caught") as c:
        with pytest.raises(LookupError):
            c.bulk("coding", rows(), coming=2500)
        assert _schema(filled.db) == schema
        assert c.db.execute("select bulk from change_now").fetchone() == (None,)
        c.db.execute("delete from coding where created_at = '2026-01-01T00:00:00Z'")
        c.insert("setting", name="x", value="")
    assert [f for f in check.run(filled.db) if f[2] != "no change made it" and "foreign" in f[0]] == []


KINDS = st.sampled_from(["post", "paragraph", "quoted", "note", "boilerplate", "turn"])
WORDS, AFTER = st.sampled_from(["een", "een twee", " x "]), st.sampled_from(["", "\n\n", " ", " los "])
PIECES = st.lists(st.tuples(KINDS, WORDS, AFTER), min_size=1, max_size=6)


@given(PIECES, st.data())
def test_what_a_coding_keeps_is_what_is_measured(pieces: list[tuple[str, str, str]], data: st.DataObject) -> None:
    """`counts` takes short cuts; the long way gives the same, in whatever layout."""
    text, made = "", list[Segment]()
    for n, (kind, word, after) in enumerate(pieces, 1):
        made.append(Segment(n, n, kind, None, None, None, None, None, len(text), len(text) + len(word), 1))
        text += word + after
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    layout = Layout(text, made)
    words, characters = layout.measured(start, end)
    first, last = layout.at(start), layout.at(end - 1)
    whole = layout.within(start, end)
    if whole is not None and whole.kind == "boilerplate":
        words = characters = 0
    assert first is not None and last is not None
    assert layout.counts(start, end) == (words, first.id, last.id, characters)
