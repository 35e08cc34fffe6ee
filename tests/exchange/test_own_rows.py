"""Rows of qda's own from one study into another: nothing is lost, nothing is doubled, nothing of the study is overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled_study import dump
from own_data import apart, changed, empty, from_to, head, line_of, numbered, rows, take, texts, with_gaps, written

from qda.core.projects import derived
from qda.ops.coding import codebook as codebook_ops
from qda.ops.coding import coding as coding_ops
from qda.ops.sources import segments as segment_ops
from qda.ops.study import study as study_ops
from qda.ops.theory import memos as memo_ops
from qda.ops.theory import selective
from qda.store import check
from qda.store.analysis import memos
from qda.store.exchange import rows_out
from qda.store.exchange.shape import STAYS, TABLES, shapes
from qda.store.file import schema
from qda.store.project import Study


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Study]:
    """An empty study beside the filled one."""
    with empty(tmp_path / "other" / "qda.db") as made:
        yield made


# -- nothing is lost ---------------------------------------------------------------------------------------------------


def test_every_table_is_equal_after_out_and_in(filled: Study, other: Study) -> None:
    before = dump(other.db)
    from_to(filled, other)
    assert numbered(other.db) == numbered(filled.db)
    assert list(check.run(other.db)) == []
    assert other.setting("name") == filled.setting("name") and other.setting("coder") == "Anna"
    found = "select rowid from source_fts where source_fts match 'vertrouwen'"
    assert other.db.execute(found).fetchall() == filled.db.execute(found).fetchall() != []
    study_ops.undo(other, 1, anyone=True)
    assert dump(other.db) == before
    study_ops.redo(other, 1, anyone=True)
    assert numbered(other.db) == numbered(filled.db)
    assert list(check.run(other.db)) == []


def test_the_last_change_of_a_category_comes_along(filled: Study, other: Study) -> None:
    with filled.change("by hand") as c:
        c.update("relation", 1, status="refuted")
        c.summary = "a relation"
    from_to(filled, other)
    assert changed(other) == changed(filled)
    assert "relation 1 is refuted" in {change.what for change in changed(other).values()}
    assert {row[0] for row in other.db.execute("select created_at from membership")} != {None}
    with other.change("by hand") as c:
        c.update("code", 2, definition="later gezegd")
        c.delete("relation", 1)
        c.summary = "later"
    late = changed(other)
    assert any(change.what == "a relation was removed" for change in late.values())
    study_ops.undo(other, 1, anyone=True)
    assert changed(other) == changed(filled)
    with empty(filled.path.parent / "third" / "qda.db") as third:
        with third.change("by hand") as c:
            c.insert("relation_type", uuid=derived("", "x"), name="x", key="x", role="")
            c.summary = "a type, so that nothing is as it was made"
        from_to(other, third)
        assert changed(third) == changed(filled)
        assert written(third) == written(other) or [
            r for r in map(rows, written(third)[1:]) if r[0] == "category_change"
        ]


def test_numbers_with_gaps_and_later_homes_are_the_same_rows(filled: Study, other: Study) -> None:
    with_gaps(filled)
    from_to(filled, other)
    assert apart(other) == apart(filled)
    assert list(check.run(other.db)) == []
    for table in ("source", "segment", "code", "coding", "membership"):
        assert other.db.execute(f"select max(id) = count(*) from {table}").fetchone() == (1,), "dense in a new study"
    assert other.db.execute("select codable, colour from code where name = 'verantwoordelijkheid'").fetchone() == (
        0,
        "#aa00ff",
    )
    answers = "select s.n, o.n from segment s join segment o on o.id = s.reply_to"
    assert other.db.execute(answers).fetchall() == [(1, 3)]


def test_the_same_study_is_the_same_bytes_whatever_its_numbers(filled: Study, other: Study) -> None:
    with_gaps(filled)
    from_to(filled, other)
    assert written(other) == written(filled)


def test_again_changes_nothing_and_makes_no_line_in_the_log(filled: Study, other: Study) -> None:
    from_to(filled, other)
    for study in (other, filled):
        before, n = dump(study.db), len(list(study_ops.log(study).rows))
        taken = from_to(filled, study)
        assert dump(study.db) == before
        assert len(list(study_ops.log(study).rows)) == n
        assert all(fate.new == fate.differs == fate.joined == 0 for fate in taken.fates.values())


def test_every_recorded_table_travels_or_is_named(filled: Study) -> None:
    tables = {rows(line)[0] for line in written(filled)[1:]}
    assert tables == set(TABLES) == set(schema.RECORDED) - STAYS
    assert all(shape.references == [] or table not in ("coder", "source") for table, shape in shapes(filled.db).items())


def test_what_is_of_this_machine_stays(filled: Study) -> None:
    with filled.change("test") as c:
        c.insert("setting", name="pseudonyms", value=json.dumps({"key": "/home/anna/key.csv", "digest": "0"}))
        c.summary = "pseudonyms"
    settings = [rows(line)[1] for line in written(filled) if line.startswith('["setting"')]
    assert settings == ["name", "language", "condition_levels"]


def test_a_row_ends_where_a_line_ends_whatever_a_text_holds(filled: Study, other: Study) -> None:
    nasty = 'x"],["coding","\u2028\u0085\r\n\t],["coding",\\"],["memo",'
    with filled.change("test") as c:
        c.update("coding", 2, note=nasty)
        c.update("memo", 1, title=nasty)
        c.summary = "nasty"
    from_to(filled, other)
    assert other.db.execute("select note from coding where id = 2").fetchone() == (nasty,)
    assert other.db.execute("select title from memo where id = 1").fetchone() == (nasty,)


def test_some_sources_alone_are_as_if_the_others_were_removed(filled: Study, other: Study) -> None:
    lines = written(filled, sources=[3])
    take(other, lines, texts(filled))
    db = other.db
    assert db.execute("select name from source").fetchall() == [("interview-01",)]
    assert db.execute("select count(distinct source) from segment").fetchone() == (1,)
    assert {n for (n,) in db.execute("select name from participant")} == {"R1", "Interviewer"}
    assert (
        db.execute("select count(*) from coding").fetchone()
        == filled.db.execute("select count(*) from coding where source = 3").fetchone()
    )
    assert (
        db.execute("select count(*) from code").fetchone() == filled.db.execute("select count(*) from code").fetchone()
    )
    assert db.execute("select count(*) from sampling_source").fetchone() == (0,)
    assert list(check.run(db)) == []
    from_to(filled, other)
    assert list(check.run(db)) == [], "links to what comes later find it"
    assert (
        db.execute("select count(*) from coding").fetchone()
        == filled.db.execute("select count(*) from coding").fetchone()
    )


def test_a_memo_on_nothing_that_goes_stays_out(filled: Study) -> None:
    with filled.change("test") as c:
        memos.add(c, title="hier", type="journal", text="x", date=None, on=[memos.resolve(c.db, "source:thread-1")])
        one = c.db.execute("select max(id) from memo").fetchone()[0]
        memos.add(c, title="daarop", type="journal", text="y", date=None, on=[memos.resolve(c.db, f"memo:{one}")])
        memos.add(c, title="vrij", type="journal", text="z", date=None, on=[])
        c.summary = "memos"
    titles = {rows(line)[2] for line in written(filled, sources=[3]) if line.startswith('["memo",')}
    assert "vrij" in titles and not titles & {"hier", "daarop"}


# -- what is there stays -----------------------------------------------------------------------------------------------


def test_what_differs_stays_as_it_is_here_and_is_counted(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with other.change("test") as c:
        c.update("code", 2, definition="hier anders")
        c.update("coding", 3, note="hier anders")
        c.update("coding", 4, note="hier anders")
        c.update("memo", 1, text="zonder links")
        c.db.execute("delete from link where memo = 1 and place = 'text'")
        c.summary = "work"
    before = dump(other.db)
    taken = from_to(filled, other)
    assert dump(other.db) == before
    assert [taken.fates[t].differs for t in ("code", "coding", "memo")] == [1, 2, 1]
    assert list(check.run(other.db)) == []


def test_what_is_one_more_on_a_thing_that_was_there_is_added(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with filled.change("test") as c:
        c.insert("code_alias", code=2, name="fiducie", key="fiducie")
        c.insert("membership", code=6, category=2)
        c.insert("evidence", relation=1, coding=3, side="for")
        c.db.execute("update value set value = 'Elders' where id = 1")
        c.summary = "more"
    memo_ops.link(filled, 2, ["code:macht", "study"])
    lines, text_of = written(filled), texts(filled)
    with other.change("test") as c:
        c.update("code", 2, definition="hier anders")
        c.summary = "work"
    taken = take(other, lines, text_of)
    for table in ("code_alias", "membership", "evidence", "link"):
        assert [r[1:] for r in numbered(other.db)[table]] == [r[1:] for r in numbered(filled.db)[table]], table
    assert [str(m) for m in memos.one(other.db, 2).on] == [str(m) for m in memos.one(filled.db, 2).on]
    assert other.db.execute("select value from value where id = 1").fetchone() == ("Ede",)
    assert taken.fates["value"].differs == 1
    assert list(check.run(other.db)) == []
    n = len(list(study_ops.log(other).rows))
    take(other, lines, text_of)
    assert len(list(study_ops.log(other).rows)) == n


def test_coders_codes_and_places_are_known_by_what_makes_them_unique(filled: Study, other: Study) -> None:
    """The same work with other identifiers: the study's own rows stand for those of the file, also in links."""
    from_to(filled, other)
    with other.change("test") as c:
        for table in ("coder", "code", "coding", "relation", "relation_type", "property", "participant", "variable"):
            for id, uuid in c.db.execute(f"select id, uuid from {table}").fetchall():
                c.update(table, id, uuid=derived(uuid, "another"))
        for table in ("comparison", "negative", "sampling", "memo", "summary", "storyline", "decision", "carried"):
            c.db.execute(f"delete from {table}")
        c.summary = "as made here"
    before = dump(other.db)
    taken = from_to(filled, other)
    now = dump(other.db)
    same = ("coder", "code", "coding", "relation", "relation_type", "property", "participant", "variable", "value",
            "placement", "evidence", "judgement", "segment", "code_alias", "membership", "source")  # fmt: skip
    assert {t: now[t] for t in same} == {t: before[t] for t in same}
    assert taken.fates["code"].joined == len(before["code"])
    assert taken.fates["memo"].new == 3
    assert list(check.run(other.db)) == [], "links in texts name what stands here"
    assert other.db.execute("select count(*) from link where code is not null").fetchone()[0] > 0


def test_a_source_with_the_same_text_is_that_source(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with other.change("test") as c:
        for table in ("memo", "carried"):
            c.db.execute(f"delete from {table}")
        c.db.execute("delete from coding where source = 1")
        c.update("source", 1, uuid=derived("", "elders"), name="anders", key="anders")
        c.summary = "imported here"
    from_to(filled, other)
    assert other.db.execute("select count(*) from source").fetchone() == (3,)
    assert other.db.execute("select count(*) from coding where source = 1").fetchone()[0] > 0
    assert list(check.run(other.db)) == []


def test_a_source_with_another_text_comes_in_beside_it(filled: Study, other: Study) -> None:
    from_to(filled, other)
    lines = written(filled)
    i = line_of(lines, "source")
    uuid, was = filled.db.execute("select uuid, text from source where id = 1").fetchone()
    text = "Vooraf. " + was
    row = rows(lines[i])
    names = head(lines)["columns"]["source"]
    row[1 + names.index("text")], row[1 + names.index("characters")] = rows_out.checksum(text), len(text)
    lines[i] = json.dumps(row) + "\n"
    later = texts(filled)
    for _ in range(2):
        taken = take(other, lines, lambda u: text if u == uuid else later(u))
        assert other.db.execute("select id, name, title from source where id > 3").fetchall() == [
            (4, "thread-1 (2)", "thread-1")
        ]
        assert sources_text(other, 1) == was and sources_text(other, 4) == text
        assert list(check.run(other.db)) == []
    assert taken.fates["source"].new == 0
    assert other.db.execute("select count(*) from segment where source = 4").fetchone()[0] > 0


def sources_text(study: Study, id: int) -> str:
    return str(study.db.execute("select text from source where id = ?", (id,)).fetchone()[0])


def test_a_name_that_another_text_has_gets_a_number(filled: Study, other: Study, tmp_path: Path) -> None:
    from qda.ops.sources import import_list

    (tmp_path / "thread-1.txt").write_text("Iets heel anders.\n", encoding="utf-8")
    import_list.import_texts(other, [str(tmp_path / "thread-1.txt")])
    from_to(filled, other)
    assert other.db.execute("select name, title from source where id = 2").fetchone() == ("thread-1 (2)", "thread-1")
    assert json.loads(other.db.execute("select metadata from source where id = 2").fetchone()[0])["title"] == "Thread-1"
    assert other.setting("name") == "leeg", "a study in which somebody has worked keeps its own"
    assert list(check.run(other.db)) == []


def test_segments_that_were_corrected_here_hold_the_codings_that_come(filled: Study, other: Study) -> None:
    from_to(filled, other)
    with other.change("test") as c:
        c.db.execute("delete from coding where source = 1")
        c.summary = "none"
    segment_ops.split(other, "thread-1#1", before="Vertrouwen is de basis")
    before = dump(other.db)["segment"]
    taken = from_to(filled, other)
    assert dump(other.db)["segment"] == before
    assert taken.fates["segment"].differs >= 1
    assert list(check.run(other.db)) == []
    from qda.store.analysis import codings
    from qda.store.texts import sources

    layout = sources.layout(other.db, 1)
    for start, end, *place in other.db.execute(
        'select start, "end", words, segment, last_segment, characters from coding where source = 1'
    ):
        assert tuple(place) == codings.place(layout, start, end)


def test_codes_come_under_a_category_and_stay_there(filled: Study, other: Study) -> None:
    with other.change("test") as c:
        from qda.store.analysis import codes

        top = codes.make(c, "Overgenomen", level="category")
        c.summary = "a category"
    for _ in range(2):
        take(other, written(filled), texts(filled), into=top)
        tops = other.db.execute("select name from code where parent is null").fetchall()
        assert tops == [("Overgenomen",)]
    assert other.db.execute("select count(*) from code").fetchone() == (8,)
    assert list(check.run(other.db)) == []
    assert other.setting("name") == filled.setting("name"), "but for the category, nobody has worked here"


def test_a_study_keeps_its_core_and_its_storyline(filled: Study, other: Study) -> None:
    codebook_ops.add(other, "ons kernbegrip")
    selective_of(other, "ons kernbegrip", "Ons verhaal: [[category:ons kernbegrip]].")
    taken = from_to(filled, other)
    assert other.db.execute("select name from code where level = 'core'").fetchall() == [("ons kernbegrip",)]
    assert other.db.execute("select level from code where name = 'macht'").fetchone() == ("category",)
    assert any("core" in note for note in taken.notes) and any("storyline" in note for note in taken.notes)
    said = "select text from storyline order by id"
    ours = other.db.execute(said).fetchall()
    assert len(ours) == 3 and ours[0] == ours[-1], "theirs is an earlier version"
    assert list(check.run(other.db)) == []
    assert from_to(filled, other).fates["storyline"].new == 0
    assert other.db.execute(said).fetchall() == ours


def selective_of(study: Study, category: str, story: str) -> None:
    with study.change("test") as c:
        c.db.execute("update code set level = 'category'")
        c.summary = "a category"
    selective.core(study, category)
    selective.write(study, story)


def test_codes_of_one_path_are_one_code_with_all_codings(filled: Study, other: Study) -> None:
    codebook_ops.add(other, "Vertrouwen")
    codebook_ops.add(other, "Loslaten", under="Vertrouwen")
    taken = from_to(filled, other)
    assert taken.fates["code"].joined + taken.fates["code"].differs == 2
    paths = "select c.name, p.name from code c left join code p on p.id = c.parent order by c.id limit 3"
    assert other.db.execute(paths).fetchall()[:2] == [("Vertrouwen", None), ("Loslaten", "Vertrouwen")]
    n = "select count(*) from coding g join code c on c.id = g.code where c.key = ?"
    for code in ("vertrouwen", "loslaten"):
        assert other.db.execute(n, (code,)).fetchone() == filled.db.execute(n, (code,)).fetchone()
    assert list(check.run(other.db)) == []


def test_what_has_come_back_is_what_links_mean_again(filled: Study, other: Study) -> None:
    from_to(filled, other)
    coding_ops.uncode(other, [1])
    assert other.db.execute("select count(*) from link where kind = 'coding' and coding is null").fetchone()[0] > 0
    from_to(filled, other)
    assert other.db.execute("select count(*) from link where kind = 'coding' and coding is null").fetchone() == (0,)
    assert list(check.run(other.db)) == []
    study_ops.undo(other, 1, anyone=True)
    assert list(check.run(other.db)) == []
