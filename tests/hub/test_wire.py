"""Every recorded table has its place in what travels, and a row comes back as it was sent."""

from __future__ import annotations

import pytest
from filled_study import draft
from test_things_taken import pushed

from qda.store.exchange.shape import shape
from qda.store.file import schema
from qda.store.hub import theirs, wire
from qda.store.hub.difference import Difference
from qda.store.merge.things import BY_TABLE
from qda.store.project import Study
from qda.store.texts import intake


def test_every_recorded_table_is_placed() -> None:
    placed = [*wire.TABLES, *wire.LISTS, *wire.LOCAL]
    assert sorted(placed) == sorted(schema.RECORDED) and len(placed) == len(set(placed))
    assert set(wire.TABLES) >= wire.COMMON | wire.CODEBOOK
    assert set(wire.TABLES) - {"conflict"} <= set(BY_TABLE), "what travels is merged"


def test_every_table_without_uuids_or_names_travels_as_a_list(study: Study) -> None:
    for table in wire.TABLES:
        here = shape(study.db, table)
        assert here.uuid >= 0 or here.keys, table
    for table, holders in wire.LISTS.items():
        here = shape(study.db, table)
        assert table == "link" or here.uuid < 0, table
        assert set(holders) <= set(here.columns)


def test_what_rests_on_a_row_names_a_table_with_uuids(study: Study) -> None:
    shapes = {t: shape(study.db, t) for t in (*wire.TABLES, *wire.LISTS)}
    for table, here in shapes.items():
        for r in here.references:
            assert r.table == "segment" or shapes[r.table].uuid >= 0, (table, r.table)


def test_a_row_comes_back_as_it_was_sent(filled: Study) -> None:
    over = Difference(filled.db, 0, {}, None)
    codec = wire.Codec(filled.db, {})
    seen = set()
    for one in over.over():
        thing, lost = one.thing, list[str]()
        assert thing.row is not None
        row = codec.read(thing.table, over.columns[thing.table], thing.row, thing.uuid, lost)
        id = codec.find(thing.table, thing.uuid)
        cursor = filled.db.execute(f"select * from {thing.table} where id = ?", (id,))
        held = dict(zip([d[0] for d in cursor.description], cursor.fetchone(), strict=True))
        same = {n: held[n] for n in row if (thing.table, n) != ("conflict", "merged")}
        assert {n: row[n] for n in same} == same and not lost, thing.table
        seen.add(thing.table)
    assert seen | {"conflict"} == set(wire.TABLES)


def test_a_copy_is_the_study_as_it_was(filled: Study) -> None:
    (line,) = filled.db.execute("select max(id) from change").fetchone()
    before = filled.db.execute("select uuid, note from coding order by id").fetchall()
    with filled.change("test") as c:
        c.update("coding", 1, note="later")
    copy = theirs.copy(filled.db, line)
    assert copy.execute("select uuid, note from coding order by id").fetchall() == before
    copy.close()


def test_paths_become_names() -> None:
    assert (
        wire.without_paths("2 codes from /tmp/x/book.yaml, and 'C:\\a\\b.txt'") == "2 codes from book.yaml, and 'b.txt'"
    )
    for kept in ("for a/b: zo", "https://a.example/b/c", "a / b", "piles A/b/c"):
        assert wire.without_paths(kept) == kept


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("TEXT", "x" * 11, "has a note of 11 characters"), ("TEXT", "a\0", "has a NUL in its note"),
        ("TEXT", 5, "has a note that is no text"), ("REAL", "1", "has a note that is no number"),
        ("INTEGER", 1.0, "has a note that is no whole number"), ("INTEGER", 2**62, "has a note that is no whole number"),
    ],
)  # fmt: skip
def test_a_value_that_a_column_cannot_have(
    kind: str, value: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_TEXT", 10)
    with pytest.raises(wire.Bad) as e:
        wire._value("note", kind, value)
    assert str(e.value) == said


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [("TEXT", "x" * 10, "x" * 10), ("TEXT", None, None), ("REAL", 2, 2.0), ("REAL", -0.5, -0.5),
     ("INTEGER", 2**62 - 1, 2**62 - 1), ("INTEGER", 1 - 2**62, 1 - 2**62), ("TEXT", "", "")],
)  # fmt: skip
def test_a_value_that_it_can_have(kind: str, value: object, taken: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_TEXT", 10)
    got = wire._value("note", kind, value)
    assert (got, type(got)) == (taken, type(taken))


@pytest.mark.parametrize("uuid", [None, 5, "", "x", "0" * 36])
def test_a_thing_is_known_by_a_uuid_or_it_is_refused(uuid: object) -> None:
    with pytest.raises(wire.Bad, match="has no uuid"):
        wire.known_by_uuid(uuid)
    assert wire.known_by_uuid("01234567-89ab-4def-8123-456789abcdef") == "01234567-89ab-4def-8123-456789abcdef"


def test_numbers_that_were_forgotten_are_asked_of_the_file_again(
    filled: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "_HELD", 1)
    codec = wire.Codec(filled.db, {})
    two = filled.db.execute("select uuid, id from code order by id limit 2").fetchall()
    for uuid, id in two:
        assert codec.number("code", uuid) == id and codec.name("code", id) == uuid
    codec.knows("code", "another", 1)
    assert codec.number("code", "another") == 1 and codec.name("code", 1) == "another"
    codec.forget("code")
    assert codec.number("code", "another") == 0 and codec.name("code", 1) == two[0][0]
    codec.knows("code", two[0][0], 1)
    codec.knows("code", two[0][0], 0)
    assert codec.number("code", two[0][0]) == 1, "noted as gone, it is looked for where it is"
    wide = wire.Codec(filled.db, {("code", two[0][0]): "hub's"})
    assert wide.name("code", 1) == "hub's" and wide.name("code", 2) == two[1][0] and wide.name("code", 99) == ""
    wide.numbers("code", ["none", two[1][0]])
    assert wide.number("code", two[1][0]) == 2 and wide.number("code", "none") == 0


def test_many_sources_are_no_matter_for_segments(study: Study) -> None:
    """Places are read source by source, and only those of some are held; asked again they are the same."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for n in range(70):
            writer.add(
                f"s{n:02}", draft(f"s{n:02}", "plain", [("paragraph", None, "een"), ("paragraph", None, f"twee {n}")])
            )
        writer.flush()
    codec = wire.Codec(study.db, {})
    every = study.db.execute("select source, n, id from segment order by id").fetchall()
    for _ in range(2):
        for source, n, id in every:
            assert codec._n(source, id) == n and codec.segment(source, n) == id
    assert codec._n(1, every[-1][2]) is None and codec.segment(1, 3) is None
    with study.change("split") as c:
        c.update("segment", every[0][2], n=7)
    assert codec._n(1, every[0][2]) == 1, "what is held stays"
    codec.forget_segments(1)
    assert codec._n(1, every[0][2]) == 7 and codec.segment(1, 7) == every[0][2]


def test_a_copy_writes_rows_with_all_columns(filled: Study) -> None:
    (line,) = filled.db.execute("select max(id) from change").fetchone()
    db = theirs.copy(filled.db, line)
    db.execute("begin")
    c = theirs._line(db, pushed())
    with pytest.raises(TypeError):
        c.bulk("code_alias", [], ["code", "name", "key"])
    assert c.bulk("code_alias", []) == range(0)
    new = c.bulk("code_alias", [(6, "een", "een"), (6, "twee", "twee")])
    rows = db.execute("select id, name from code_alias where code = 6 order by id").fetchall()
    assert rows == list(zip(new, ["een", "twee"], strict=True))
    told = db.execute("select tbl, key, last, op, after from change_row order by id desc limit 1").fetchone()
    assert told == ("code_alias", new[0], new[-1], "I", "")
    assert db.execute("select bulk from change_now").fetchone() == (None,)
