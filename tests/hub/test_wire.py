"""Every recorded table has its place in what travels, and a row comes back as it was sent."""

from __future__ import annotations

from qda.store.exchange.shape import shape
from qda.store.file import schema
from qda.store.hub import theirs, wire
from qda.store.hub.difference import Difference
from qda.store.merge.things import BY_TABLE
from qda.store.project import Study


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
