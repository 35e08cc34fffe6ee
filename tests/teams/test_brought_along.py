"""What a copy never had comes to it where theirs' work rests on it: sources with their people, memos with their links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sides import Rows, Sides, named, one

from qda.ops.teams import handout
from qda.store import project
from qda.store.analysis import checklists, codes, codings
from qda.store.history.door import Change
from qda.store.texts import sources


@contextmanager
def handed_out(file: Path, folder: Path, before: Any = None, **options: Any) -> Iterator[Sides]:
    """ben's copy, in which some is left out, and lea's whole study: it is the copy that is merged into."""
    with project.open_study(file, coder="lea") as whole:
        if before is not None:
            with whole.change("before") as c:
                before(c)
        handout.handout(whole, folder / "ben.db", "ben", **options)
        with project.open_study(folder / "ben.db", coder="ben") as copy:
            yield Sides(copy, whole)


def code(c: Change, source: int, quote: str, code: int) -> int:
    layout = sources.layout(c.db, source)
    at = layout.text.find(quote)
    return codings.add(c, source, layout, at, at + len(quote), code)


def came(sides: Sides, before: Rows) -> dict[str, int]:
    """How many rows of each table came with a merge; each is one of theirs, in all its columns, and none went."""
    after, theirs = named(sides.ours), named(sides.theirs)
    gone = {t: before[t] - after[t] for t in before if t != "setting"}
    assert {t: rows for t, rows in gone.items() if rows} == {}
    new = {t: after[t] - before[t] for t in after}
    others = {t: rows - theirs[t] for t, rows in new.items()}
    assert {t: rows for t, rows in others.items() if rows} == {}
    return {t: sum(rows.values()) for t, rows in new.items() if rows}


def test_a_source_comes_with_its_people_and_what_answers_what(filled_file: Path, tmp_path: Path) -> None:
    def answered(c: Change) -> None:
        c.update("segment", 5, reply_to=3)
        c.update("segment", 3, reply_to=1)

    with handed_out(filled_file, tmp_path, answered, sources=["thread-2"]) as sides:
        assert sides.ours.db.execute("select name from source").fetchall() == [("thread-2",)]
        with sides.theirs.change("code") as c:
            code(c, 1, "langzaam", 6)
            code(c, 1, "cookies", 1)
        before = named(sides.ours)
        assert sides.merge() == {"coder": {"added": 1}, "coding": {"added": 2}}
        assert came(sides, before) == {"coder": 1, "source": 1, "participant": 2, "segment": 5, "coding": 2}
        sql = "select id, parent, reply_to from segment where source = (select id from source where name = 'thread-1') order by n"
        first, *rest = sides.ours.db.execute(sql).fetchall()
        at = first[0]
        assert [first, *rest] == [
            (at, None, None), (at + 1, at, None), (at + 2, None, at), (at + 3, None, None), (at + 4, None, at + 2),
        ]  # fmt: skip
        assert sides.told() == [] and sides.merge() == {}


def test_a_source_whose_name_is_taken_comes_under_another(filled_file: Path, tmp_path: Path) -> None:
    with handed_out(filled_file, tmp_path, sources=["thread-2"]) as sides:
        with sides.ours.change("name") as c:
            c.update("source", 2, name="Thread-1", key="thread-1")
        with sides.theirs.change("code") as c:
            code(c, 1, "langzaam", 6)
        assert sides.merge() == {"coder": {"added": 1}, "coding": {"added": 1}}
        assert sides.ours.db.execute("select name, key, title from source order by id").fetchall() == [
            ("Thread-1", "thread-1", "Thread-2"), ("thread-1 (2)", "thread-1 (2)", "Thread-1"),
        ]  # fmt: skip
        sql = "select s.name from coding g join source s on s.id = g.source order by g.id desc limit 1"
        assert one(sides.ours, sql) == "thread-1 (2)" and sides.told() == []


def test_a_memo_comes_with_all_that_it_is_on_and_links_to(filled_file: Path, tmp_path: Path) -> None:
    with handed_out(filled_file, tmp_path, without=["memos"]) as sides:
        assert one(sides.ours, "select count(*) from memo") == 0
        with sides.theirs.change("say") as c:
            checklists.put(c, "srqr", "S5", memo=1)
            c.insert("negative", uuid="n-1", coding=1, memo=2, note="x", coder=1, created_at=c.at)
        before = named(sides.ours)
        assert sides.merge() == {"coder": {"added": 1}, "negative": {"added": 1}, "checklist": {"added": 1}}
        links = one(sides.theirs, "select count(*) from link where memo in (1, 2)")
        assert came(sides, before) == {"coder": 1, "memo": 2, "negative": 1, "checklist": 1, "link": links}
        sql = "select m.title, l.place, l.kind, l.label from link l join memo m on m.id = l.memo where {} order by m.title, l.id"
        assert Counter(sides.ours.db.execute(sql.format("true"))) == Counter(
            sides.theirs.db.execute(sql.format("m.id < 3"))
        )
        assert sides.told() == [] and sides.merge() == {}


def test_what_ours_made_under_the_name_of_what_it_never_had_is_that(filled_file: Path, tmp_path: Path) -> None:
    """ben's copy has no theory; he made a property of the name that one has at home, and theirs places a coding on it."""
    with handed_out(filled_file, tmp_path, without=["theory"]) as sides:
        with sides.ours.change("make") as c:
            mine = c.insert("property", uuid="p-ben", category=2, name="Graad", key="graad", kind="kinds", points='["a"]',
                            created_at=c.at)  # fmt: skip
        with sides.theirs.change("place") as c:
            c.insert("placement", coding=1, property=1, coder=2, value="veel", created_at=c.at)
        before = named(sides.ours)
        assert sides.merge() == {"placement": {"added": 1}}
        assert sides.ours.db.execute("select coding, property, coder, value from placement").fetchall() == [
            (1, mine, 2, "veel")
        ]
        assert named(sides.ours)["property"] == before["property"] and sides.told() == []


def test_a_code_and_a_coder_that_a_copy_never_had_come_as_they_are(filled_file: Path, tmp_path: Path) -> None:
    with handed_out(filled_file, tmp_path, sources=["thread-2"]) as sides:
        with sides.theirs.change("make") as c:
            c.insert("coder", uuid="k-1", name="Kim", key="kim", created_at=c.at)
            home = codes.make(c, "rust", level="category", definition="Stil.")
            inside = codes.make(c, "slapen", parent=home)
            c.insert("code_alias", code=inside, name="Dutten", key="dutten")
        with sides.theirs.door.change("code", "Kim") as c:
            code(c, 2, "nog iets", inside)
        before = named(sides.ours)
        assert sides.merge() == {
            "coder": {"added": 2}, "code": {"added": 2}, "alias": {"added": 1}, "coding": {"added": 1},
        }  # fmt: skip
        assert came(sides, before) == {"coder": 2, "code": 2, "code_alias": 1, "coding": 1}
        assert sides.told() == [] and sides.merge() == {}
