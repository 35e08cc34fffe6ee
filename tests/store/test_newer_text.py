"""Another text for a source, by a plan: what moves, what comes, what stays on the old text, row by row."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from qda.core.drafts import Draft, DraftSegment
from qda.store import check
from qda.store.analysis import memos
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.revisions import newer_text
from qda.store.revisions.newer_text import Part, Plan
from qda.store.texts import intake, people, sources

OLD = "Ada zegt ja.\n\nBram zegt nee, niet nu.\n\nSlot van Bram."
#      0         12  14                   37  39
NEW = "Kop\n\nAda zegt ja!\n\nBram zegt nee, niet nu.\n\nCato vraagt iets."
#      0      5          17  19                   42  44


def rows(study: Study, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in study.db.execute(sql, args)]


@pytest.fixture
def page(study: Study) -> Study:
    """A page of three posts by two people with a code on the first two, a memo on each post, and a variable."""
    parts = [
        DraftSegment("post", 0, 12, "Ada Bos"),
        DraftSegment("post", 14, 37, "Bram", reply_to=0, metadata={"id": 2}),
        DraftSegment("post", 39, 53, "Bram", "2026-01-03", reply_to=1),
    ]
    draft = Draft("draad", OLD, "forum", title="Oud", language="nl", segments=parts, sha256="oud", origin="a.html",
                  metadata={"site": "a.nl", "pages": 1}, variables={"plaats": "Ede"},
                  participants={"Bram": {"leeftijd": 40}})  # fmt: skip
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add("draad", draft)
        writer.flush()
        code = c.insert(
            "code", uuid="u", name="zegt", key="zegt", level="code", origin="hand", coder=c.coder_id, created_at=c.at
        )
        from qda.store.analysis import codings

        layout = sources.layout(c.db, 1)
        for start, end in ((0, 8), (14, 23), (39, 43)):
            codings.add(c, 1, layout, start, end, code)
    with study.change("memo add") as c:
        on = [memos.resolve(c.db, f"segment:draad#{n}") for n in (1, 2, 3)]
        memos.add(
            c,
            title="",
            type="code",
            text="[[segment:draad#2]] en [[segment:draad#3]] en [[source:draad]].",
            date=None,
            on=on,
        )
    return study


def newer(**what: Any) -> Draft:
    fields: dict[str, Any] = {"title": "Nieuw", "language": "en", "date": "2026-02-02", "sha256": "nieuw", "origin": "b.html",
                              "metadata": {"pages": 2}, "variables": {"Plaats": "Delft", "jaar": 2026}}  # fmt: skip
    return Draft("draad", NEW, **{"kind": "forum", **fields, **what})


def plan(study: Study, moves: dict[int, tuple[int, int]], stay: list[int]) -> Plan:
    """A heading comes, two posts stay (the second is dated now), a new one answers the second; the old third is gone."""
    one, two, _ = sources.segments(study.db, 1)
    return Plan(
        [
            Part(0, 3, made=DraftSegment("heading", 0, 3)),
            Part(5, 17, row=one, made=DraftSegment("post", 5, 17, "Ada Bos", "2026-01-01"), told={"id": 1}),
            Part(19, 42, row=two, made=DraftSegment("post", 19, 42, "Bram"), reply_to=1, told={}),
            Part(44, 61, made=DraftSegment("post", 44, 61, "Cato Vos", metadata={"id": 9}), reply_to=2),
        ],
        moves,
        stay,
    )


def apply(study: Study, draft: Draft, moves: dict[int, tuple[int, int]], stay: list[int]) -> tuple[int, str]:
    with study.change("source update") as c:
        done = newer_text.apply(c, 1, draft, plan(study, moves, stay))
    assert list(check.run(study.db)) == []
    return done


COLUMNS = 'id, n, kind, participant, author, date, reply_to, start, "end", words, metadata'
SEGMENTS = f"select {COLUMNS} from segment where source = ? order by n"


def test_a_text_that_takes_the_place_of_another(page: Study) -> None:
    uuid = rows(page, "select uuid from source")[0][0]
    imported = rows(page, "select imported_at from source")[0][0]
    with page.change("uncode") as c:
        c.delete("coding", 3)
    assert apply(page, newer(), {1: (5, 13), 2: (19, 28)}, []) == (2, "")
    assert rows(page, SEGMENTS, 2) == [
        (4, 1, "heading", None, None, None, None, 0, 3, 1, None),
        (1, 2, "post", 1, "Ada Bos", "2026-01-01", None, 5, 17, 3, '{"id": 1}'),
        (2, 3, "post", 2, "Bram", None, 1, 19, 42, 5, None), (5, 4, "post", 3, "Cato Vos", None, 2, 44, 61, 3, '{"id": 9}'),
    ]  # fmt: skip
    (row,) = rows(
        page,
        "select id, uuid, name, key, kind, title, language, text, characters, words, sha256, origin, date, imported_at "
        "from source",
    )
    assert row == (
        2,
        uuid,
        "draad",
        "draad",
        "forum",
        "Oud",
        "nl",
        NEW,
        61,
        12,
        "nieuw",
        "b.html",
        "2026-02-02",
        imported,
    )
    about = sources.metadata(page.db, 2)
    until = about["earlier"][0].pop("until")
    assert about == {"site": "a.nl", "pages": 2, "earlier": [{"sha256": "oud"}]}
    assert until == rows(page, "select at from change order by id desc limit 1")[0][0]
    assert rows(page, 'select id, source, start, "end", segment, last_segment, words, characters from coding order by id') == [
        (1, 2, 5, 13, 1, 1, 2, 8), (2, 2, 19, 28, 2, 2, 2, 9),
    ]  # fmt: skip
    assert people.values_of_source(page.db, 2) == [("plaats", "Ede"), ("jaar", "2026")]
    assert rows(page, "select name, source from participant") == [("Ada Bos", None), ("Bram", 2), ("Cato Vos", None)]
    on = [str(x) for x in memos.one(page.db, 1).on]
    assert on[:2] == ["segment:draad#2", "segment:draad#3"] and on[2].endswith("#3 (removed)")
    first, gone, last = memos.one(page.db, 1).text.split(" en ")
    assert (first, last) == ("[[segment:draad#3]]", "[[source:draad]].") and gone.endswith("#3 (removed)]]")
    assert sources.known_files(page.db) == {"oud": "draad", "nieuw": "draad"}


def test_words_of_a_post_without_those_that_it_quotes(page: Study) -> None:
    with page.change("uncode") as c:
        for id in (1, 2, 3):
            c.delete("coding", id)
    text = "Ada zegt ja.\n\nBram zegt nee, en Ada zegt ja. Nee ja nee ja."
    parts = [
        Part(0, 12, row=sources.segments(page.db, 1)[0], made=DraftSegment("post", 0, 12, "Ada Bos"), told={}),
        Part(14, 59, made=DraftSegment("post", 14, 59, "Bram")),
        Part(32, 44, made=DraftSegment("quoted", 32, 44, parent=1), parent=1),
        Part(45, 59, made=DraftSegment("quoted", 45, 59, parent=1), parent=1),
    ]
    with page.change("source update") as c:
        newer_text.apply(c, 1, replace(newer(), text=text), Plan(parts, {}, []))
    assert list(check.run(page.db)) == []
    post = rows(page, "select id from segment where n = 2")[0][0]
    assert rows(page, 'select n, kind, parent, start, "end", words from segment where source = 2 order by n') == [
        (1, "post", None, 0, 12, 3), (2, "post", None, 14, 59, 4),
        (3, "quoted", post, 32, 44, 3), (4, "quoted", post, 45, 59, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(("last", "says", "answers"), [(2, 0, 1), (2, None, None), (1, None, 1)])
def test_what_a_post_answers_when_that_is_gone(last: int, says: int | None, answers: int | None, page: Study) -> None:
    """The third post answers the second, which goes: then the new text tells. The second answers the first, which stays."""
    with page.change("uncode") as c:
        for id in (1, 2, 3):
            c.delete("coding", id)
    old = sources.segments(page.db, 1)
    text = OLD[:12] + "\n\n" + OLD[old[last].start : old[last].end]
    parts = [
        Part(0, 12, row=old[0], made=DraftSegment("post", 0, 12, "Ada Bos"), reply_to=0, told={}),
        Part(14, len(text), row=old[last], made=DraftSegment("post", 14, len(text), "Bram"), reply_to=says, told={}),
    ]
    with page.change("source update") as c:
        newer_text.apply(c, 1, replace(newer(), text=text), Plan(parts, {}, []))
    assert rows(page, "select reply_to from segment where source = 2 order by n") == [(None,), (answers,)]
    assert list(check.run(page.db)) == []


def test_an_old_text_that_stays_for_its_quotes(page: Study) -> None:
    day = page.db.execute("select at from change order by id desc limit 1").fetchone()[0][:10]
    new, before = apply(page, newer(), {1: (5, 13), 2: (19, 28)}, [3])
    assert (new, before) == (2, f"draad (before {day})")
    old = rows(page, SEGMENTS, 1)
    assert [(r[1], r[2], r[4], r[7], r[8], r[9]) for r in old] == [
        (1, "boilerplate", None, 0, 37, 8), (2, "post", "Bram", 39, 53, 3),
    ]  # fmt: skip
    assert old[1][0] == 3 and old[1][6] is None and old[1][5] == "2026-01-03"
    assert rows(page, 'select id, source, start, "end", segment from coding order by id') == [
        (1, 2, 5, 13, 1),
        (2, 2, 19, 28, 2),
        (3, 1, 39, 43, 3),
    ]
    assert rows(page, "select name, words, title, sha256 from source where id = 1") == [(before, 3, "Oud", "oud")]
    uuids = dict(rows(page, "select id, uuid from source"))
    assert sources.metadata(page.db, 1)["later_text"] == uuids[2]
    assert people.values_of_source(page.db, 1) == [("plaats", "Ede"), ("jaar", "2026")]
    # Bram is a person of the new source; in the old one a person of that one, with the same values
    assert rows(page, "select name, source from participant order by id") == [
        ("Ada Bos", None), ("Bram", 2), ("Cato Vos", None), ("Bram", 1),
    ]  # fmt: skip
    assert old[1][3] == 4 and rows(page, "select participant, value from value where participant is not null") == [
        (2, "40"),
        (4, "40"),
    ]
    assert [str(x) for x in memos.one(page.db, 1).on][:2] == ["segment:draad#2", "segment:draad#3"]
    assert str(memos.one(page.db, 1).on[2]) == f"segment:{before}#2"


def test_a_segment_that_moved_is_copied_where_a_quote_stays(page: Study) -> None:
    _, before = apply(page, newer(), {2: (19, 28), 3: (44, 48)}, [1])
    old = rows(page, SEGMENTS, 1)
    assert [(r[1], r[2], r[4], r[7], r[8], r[9]) for r in old] == [
        (1, "post", "Ada Bos", 0, 12, 3), (2, "boilerplate", None, 14, 53, 8),
    ]  # fmt: skip
    assert old[0][0] not in (1, 2, 3) and rows(page, "select segment from coding where id = 1") == [(old[0][0],)]
    assert rows(page, "select id from segment where id = 3") == [] and before.startswith("draad (before ")


def test_names_for_the_old_text_that_are_taken(page: Study) -> None:
    def made(c: Change, name: str) -> None:
        c.insert("source", uuid=name, name=name, key=name, kind="plain", title="", language="", text="x", characters=1, words=1,
                 sha256=name, origin="", imported_at=c.at, metadata="{}", sentence_rules=1)  # fmt: skip

    with page.change("import") as c:
        day = c.at[:10]
        made(c, f"draad (before {day})")
        made(c, f"draad (before {day}, 2)")
    new, before = apply(page, newer(), {}, [1, 2, 3])
    assert before == f"draad (before {day}, 3)" and new == 4


def test_what_a_person_gave_and_what_the_file_says(page: Study) -> None:
    with page.change("source set") as c:
        c.update("source", 1, title="", language="", date="2020-01-01")
        c.delete("coding", 3)
    apply(page, newer(kind="posts"), {1: (5, 13), 2: (19, 28)}, [])
    assert rows(page, "select title, language, date, origin, kind from source") == [
        ("Nieuw", "en", "2020-01-01", "a.html", "forum")
    ]
    assert json.loads(rows(page, "select metadata from source")[0][0])["pages"] == 2


def test_people_of_new_posts(page: Study) -> None:
    """A label that the source has already is the same person; others by the rules of an import."""
    with page.change("participant") as c:
        known = people.add(c, "Dirk Mol", "participant")
        c.delete("coding", 3)
    one = sources.segments(page.db, 1)[0]
    parts = [
        Part(0, 3, made=DraftSegment("post", 0, 3, "ADA bos")),
        Part(5, 17, row=one),
        Part(19, 30, made=DraftSegment("post", 19, 30, "Dirk Mol", role="researcher")),
        Part(31, 42, made=DraftSegment("post", 31, 42, "kaas", metadata={"handle": True}, role="quoted")),
        Part(44, 61, made=DraftSegment("post", 44, 61, "Vrager")),
    ]
    with page.change("source update") as c:
        newer_text.apply(c, 1, newer(metadata={"site": "b.nl"}), Plan(parts, {1: (5, 13), 2: (19, 28)}))
    assert rows(page, "select author, participant from segment order by n") == [
        ("ADA bos", 1), ("Ada Bos", 1), ("Dirk Mol", known), ("kaas", known + 1), ("Vrager", known + 2),
    ]  # fmt: skip
    assert rows(page, "select name, source, site, role from participant where id >= ? order by id", known) == [
        ("Dirk Mol", None, "", "participant"), ("kaas", None, "b.nl", "quoted"), ("Vrager", 2, "", "participant"),
    ]  # fmt: skip
    assert rows(page, "select name from participant where name = 'Bram'") == [("Bram",)], (
        "values keep someone who wrote nothing"
    )
    assert list(check.run(page.db)) == []
