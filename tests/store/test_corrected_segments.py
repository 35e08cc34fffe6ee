"""Segments that a person corrects: cut, united, given an author, a date or a kind; and what moves along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qda.store import check
from qda.store.analysis import links, memos
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.revisions import segments
from qda.store.texts import people, sources

JAN, MIA, ANON, PIET, ASKS, R1 = range(1, 7)


def rows(study: Study, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in study.db.execute(sql, args)]


def of(study: Study, source: int) -> list[tuple[Any, ...]]:
    """(number, n, kind, parent, start, end, words, answered) in text order."""
    return rows(
        study,
        'select id, n, kind, parent, start, "end", words, reply_to from segment where source = ? order by n',
        source,
    )


def change(study: Study, step: Callable[[Change], object]) -> None:
    with study.change("segment") as c:
        step(c)
    assert list(check.run(study.db)) == []


def test_a_segment_is_cut_in_two(filled: Study) -> None:
    layout = sources.layout(filled.db, 1)
    first = layout.segments[0]
    inner = segments.inside(layout.segments, first.id)
    assert [s.id for s in inner] == [2] and segments.own_words(layout.text, first, inner) == 13
    made: list[int] = []
    change(filled, lambda c: made.append(segments.cut(c, 1, first, inner, 40, 41)))
    assert of(filled, 1)[:4] == [
        (1, 1, "post", None, 0, 40, 6, None), (made[0], 2, "post", None, 41, 133, 7, None),
        (2, 3, "quoted", made[0], 90, 133, 7, None),
        (3, 4, "post", None, 135, 209, 13, None),
    ]  # fmt: skip
    assert rows(filled, "select participant, author from segment where id = ?", made[0]) == [(JAN, "Jan de Vries")]
    assert rows(filled, "select id, segment, last_segment from coding where id in (1, 12) order by id") == [
        (1, made[0], made[0]), (12, 1, 1),
    ]  # fmt: skip


def test_two_segments_become_one(filled: Study) -> None:
    def answer(c: Change) -> None:
        for segment_, answered in ((8, 7), (7, 6)):
            segments.give_answer(c, segment_, answered)

    change(filled, answer)
    layout = sources.layout(filled.db, 2)
    six, seven, _ = layout.segments
    change(filled, lambda c: segments.unite(c, 2, six, seven, [], layout.segments))
    assert of(filled, 2) == [(6, 1, "post", None, 0, 137, 21, None), (8, 2, "post", None, 139, 151, 3, 6)]
    assert rows(filled, "select id, segment, last_segment from coding where source = 2 order by id") == [
        (5, 6, 6),
        (8, 6, 6),
    ]


def test_what_lies_between_two_that_become_one(filled: Study) -> None:
    change(filled, lambda c: segments.give_kind(c, 7, "quoted"))
    change(filled, lambda c: segments.give_answer(c, 6, 8))
    layout = sources.layout(filled.db, 2)
    six, seven, eight = layout.segments
    change(filled, lambda c: segments.unite(c, 2, six, eight, [seven], layout.segments))
    assert of(filled, 2) == [(6, 1, "post", None, 0, 151, 13, None), (7, 2, "quoted", 6, 65, 137, 11, None)]
    assert rows(filled, "select words from source where id = 2") == [(13,)]


def apart(c: Change) -> None:
    """The quoted part of the first post stands after it."""
    c.update("segment", 2, parent=None, kind="post")
    c.update("segment", 1, end=88)


def united(study: Study) -> Callable[[Change], None]:
    """The first two posts of the second thread become one."""
    layout = sources.layout(study.db, 2)
    a, b, _ = layout.segments
    return lambda c: segments.unite(c, 2, a, b, [], layout.segments)


def test_what_answers_itself_in_the_end_answers_nothing(filled: Study) -> None:
    def answers(c: Change) -> None:
        c.update("segment", 6, reply_to=8)
        c.update("segment", 8, reply_to=7)

    change(filled, answers)
    change(filled, united(filled))
    assert [(r[0], r[7]) for r in of(filled, 2)] == [(6, None), (8, 6)]


def test_what_answers_another_goes_on_answering_it(filled: Study) -> None:
    def answers(c: Change) -> None:
        c.update("segment", 6, reply_to=8)
        c.update("segment", 7, reply_to=6)

    change(filled, answers)
    change(filled, united(filled))
    assert [(r[0], r[7]) for r in of(filled, 2)] == [(6, 8), (8, None)]


def test_a_memo_on_both_is_on_the_one_once(filled: Study) -> None:
    on = [memos.resolve(filled.db, f"segment:thread-2#{n}") for n in (1, 2)]
    text = "Bij [[segment:thread-2#1]] en [[segment:thread-2#2]]."
    change(filled, lambda c: memos.add(c, title="beide", type="code", text=text, date=None, on=on))
    change(filled, united(filled))
    uuid = rows(filled, "select uuid from source where id = 2")[0][0]
    assert rows(filled, "select place, uuid, segment from link where memo = 4 order by id") == [
        ("on", f"{uuid}@0", 6), ("text", f"{uuid}@0", 6),
    ]  # fmt: skip
    assert rows(filled, "select text from memo where id = 4") == [
        (f"Bij [[segment:{uuid}@0]] en [[segment:{uuid}@0]].",)
    ]


def test_links_move_with_a_segment_that_goes(filled: Study) -> None:
    """The second segment of the first thread, which a memo is on, becomes part of the one after it."""
    change(filled, apart)
    layout = sources.layout(filled.db, 1)
    two, three = layout.segments[1], layout.segments[2]
    uuid = rows(filled, "select uuid from source where id = 1")[0][0]
    change(filled, lambda c: segments.move_links(c, 1, two, three))
    assert rows(filled, "select uuid, segment from link where kind = 'segment'") == [
        (f"{uuid}@135", 3),
        (f"{uuid}@135", 3),
        (f"{uuid}@135", 3),
    ]
    for holder in ("memo", "summary"):
        moved = f"select instr(text, ?) > 0 from {holder} where id = 1"
        assert rows(filled, moved, f"[[segment:{uuid}@135]]") == [(1,)], holder


def test_of_two_that_begin_at_one_place_only_the_links_of_the_one_that_goes_move(filled: Study) -> None:
    """The quoted segment begins where its post does; a memo and the storyline are on each of the two."""
    uuid = rows(filled, "select uuid from source where id = 1")[0][0]
    link = f"[[segment:{uuid}@0]]"

    def step(c: Change) -> None:
        c.db.execute("delete from link where segment is not null")
        c.update("segment", 2, start=0)
        story = c.insert("storyline", uuid="00000000-0000-4000-8000-000000000001", text=link, coder=1, created_at=c.at)
        c.insert("storyline", uuid="00000000-0000-4000-8000-000000000002", text=link, coder=1, created_at=c.at)
        for memo in (1, 2, 3):
            c.update("memo", memo, text=link)
        common = {"place": "text", "kind": "segment", "uuid": f"{uuid}@0", "label": "", "created_at": c.at}
        for holder, segment in (({"memo": 1}, 1), ({"memo": 2}, 2), ({"memo": 3}, 1), ({"storyline": story + 1}, 2)):
            c.insert("link", **holder, segment=segment, **common)
        c.insert("link", storyline=story, segment=1, **common)

    with filled.change("test") as c:
        step(c)
    two, three = sources.layout(filled.db, 1).segments[1:3]
    with filled.change("test") as c:
        segments.move_links(c, 1, two, three)
    moved = f"[[segment:{uuid}@135]]"
    assert rows(filled, "select id, text from memo order by id") == [(1, link), (2, moved), (3, link)]
    assert rows(filled, "select id, text from storyline where id > 1 order by id") == [(2, link), (3, moved)]


def test_author_date_and_kind(filled: Study) -> None:
    def step(c: Change) -> None:
        segments.give_author(c, 4, MIA, "Mia")
        segments.give_author(c, 5, None, "")
        segments.give_date(c, 5, "2026-01-02")
        segments.give_kind(c, 4, "post")
        layout = segments.recount(c, 1, [4, 99])
        assert [s.id for s in layout.segments] == [1, 2, 3, 4, 5]

    change(filled, step)
    assert rows(filled, "select participant, author, date, kind from segment where id in (4, 5) order by id") == [
        (MIA, "Mia", None, "post"), (None, None, "2026-01-02", "post"),
    ]  # fmt: skip
    assert rows(filled, "select words from source where id = 1") == [(37 + 7,)]


@pytest.mark.parametrize(
    ("source", "label", "who"),
    [
        (1, "anoniem", (ANON, False)),
        (1, "JAN DE VRIES", (JAN, False)),
        (2, "piet puk", (PIET, False)),
        (3, "R1 (interview-01)", (R1, False)),
        (3, "r1", (R1, False)),
        (1, "piet puk", (PIET, False)),
        (1, "R1", (7, True)),
        (2, "Nieuwe Vrouw", (7, True)),
        (2, "anoniem", (7, True)),
    ],
)
def test_whom_a_label_names(source: int, label: str, who: tuple[int, bool], filled: Study) -> None:
    with filled.change("segment set") as c:
        assert segments.person(c, source, label, "quoted") == who
    if who[1]:
        home = None if label == "Nieuwe Vrouw" else source
        assert rows(filled, "select name, role, source from participant where id = 7") == [(label, "quoted", home)]


def test_a_handle_is_one_person_on_its_site(filled: Study) -> None:
    with filled.change("participant") as c:
        made = [people.add(c, "kaas", "participant", site=site) for site in ("", "ander.example", "forum.example")]
        assert segments.person(c, 1, "@kaas", "participant") == (made[2], False)
        assert segments.person(c, 2, "@kaas", "participant") == (made[0], False), "a source that names no site"


def test_a_link_that_lost_its_segment_moves_with_the_text_that_names_it(filled: Study) -> None:
    """A merge may leave a link without its segment: then row and text are known by the same name."""
    layout = sources.layout(filled.db, 1)
    a, b = [s for s in layout.segments if s.parent is None][:2]
    made: list[int] = []

    def unlinked(c: Change) -> None:
        name = links.name_of(c.db, "segment", b.id)
        made.append(memos.add(c, title="", type="theoretical", text=f"See [[segment:{name}]].", date=None, on=[]))
        (link,) = c.db.execute("select id from link where memo = ?", (made[0],)).fetchone()
        c.update("link", link, segment=None)

    change(filled, unlinked)
    between = [s for s in layout.segments if a.end <= s.start < b.start]
    change(filled, lambda c: segments.unite(c, 1, a, b, between, layout.segments))
    (uuid,) = filled.db.execute("select uuid from source where id = 1").fetchone()
    assert rows(filled, "select text from memo where id = ?", made[0]) == [(f"See [[segment:{uuid}@{a.start}]].",)]
    assert rows(filled, "select distinct uuid, segment from link where memo = ?", made[0]) == [
        (f"{uuid}@{a.start}", a.id)
    ]
