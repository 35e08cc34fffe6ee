"""Sources, segments, people and their variables as the store finds and changes them."""

from __future__ import annotations

from typing import Any

import pytest

from qda.core.drafts import Draft
from qda.core.errors import NotFound, QdaError
from qda.store import check
from qda.store.project import Study
from qda.store.revisions import participants
from qda.store.revisions.participants import Clash
from qda.store.texts import intake, people, segment_layout, sources
from qda.store.texts.segment_layout import Layout, Segment
from qda.store.texts.sources import Head

JAN, MIA, ANON, PIET, ASKS, R1 = range(1, 7)


def rows(study: Study, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in study.db.execute(sql, args)]


# Sources


def test_a_source_by_name(filled: Study) -> None:
    db = filled.db
    assert sources.find(db, "THREAD-2") == 2 and sources.find(db, " inter ") == 3
    assert sources.called(db, "Thread-2") == 2 and sources.called(db, "thread") is None
    with pytest.raises(QdaError) as e:
        sources.find(db, "thread")
    assert str(e.value) == "2 sources begin with 'thread': thread-1, thread-2; write more of the name"
    with pytest.raises(NotFound) as n:
        sources.find(db, "interviw-01")
    assert str(n.value) == "there is no source 'interviw-01'; did you mean 'interview-01'?"
    with pytest.raises(NotFound) as n:
        sources.find(db, "")
    assert str(n.value) == "there is no source ''; the list of sources has them"
    with filled.change("source rename") as c:
        for id in (1, 2, 3):
            sources.rename(c, id, f"Draad {id}")
        for k in (4, 5, 6):
            writer = intake.Writer(c)
            writer.add(f"draad {k}", Draft(f"draad {k}", "tekst", sha256=f"s{k}"))
            writer.flush()
    with pytest.raises(
        QdaError, match=r"6 sources begin with 'draad': Draad 1, Draad 2, Draad 3, draad 4, draad 5 …; write more"
    ):
        sources.find(db, "draad")
    with filled.change("source remove") as c:
        sources.remove(c, 6)
    with pytest.raises(
        QdaError, match=r"5 sources begin with 'draad': Draad 1, Draad 2, Draad 3, draad 4, draad 5; write more"
    ):
        sources.find(db, "draad")


def test_what_a_source_is(filled: Study) -> None:
    db = filled.db
    (uuid,) = rows(filled, "select uuid from source where id = 1")[0]
    assert sources.head(db, 1) == Head(uuid, "thread-1", "forum", "Thread-1", "nl")
    whole = sources.whole(db, 1)
    assert whole[:6] == (uuid, "thread-1", "forum", "Thread-1", "nl", None) and whole.metadata == {
        "site": "forum.example"
    }
    assert whole.text == sources.text(db, 1) and whole.words == 37 and sources.metadata(db, 2) == {}
    with filled.change("source set") as c:
        sources.set_fields(c, 1, date="2026-01-02", kind="article")
    assert sources.date(db, 1) == "2026-01-02" and sources.date(db, 2) is None and sources.head(db, 1).kind == "article"
    assert sources.names(db) == [(1, "thread-1"), (2, "thread-2"), (3, "interview-01")]
    assert [n for n, _ in sources.texts(db, [3, 1])] == [1, 3] and list(sources.texts(db, [])) == []
    assert [(n, code) for n, code, _ in sources.every_text(db)] == [
        ("thread-1", "nl"),
        ("thread-2", "nl"),
        ("interview-01", "nl"),
    ]
    assert sources.source_of(db, 8) == 2 and sources.segment_metadata(db, 1) == {}


def test_files_that_are_known(filled: Study) -> None:
    with filled.change("source") as c:
        c.update(
            "source",
            1,
            metadata='{"earlier": [{"sha256": "oud"}, {"sha256": "ouder"}], "thread": {"id": 7}}',
            origin="a.html",
        )
        c.update("source", 2, origin="b.csv", kind="posts", metadata='{"thread": "x"}')
        c.update("segment", 8, metadata='{"id": 3}')
    db = filled.db
    assert sources.known_files(db) == {
        "oud": "thread-1", "ouder": "thread-1", "sha-thread-1": "thread-1", "sha-thread-2": "thread-2",
        "sha-interview-01": "interview-01",
    }  # fmt: skip
    assert sources.origins(db) == {"a.html": "thread-1", "": "interview-01"}
    assert list(sources.threads(db)) == [
        ("thread-1", "forum", {"id": 7}),
        ("thread-2", "posts", None),
        ("interview-01", "interview", None),
    ]
    assert sources.segment_metadata(db, 2) == {8: '{"id": 3}'}


def segment(
    id: int, start: int, end: int, kind: str = "post", parent: int | None = None, participant: int | None = None
) -> Segment:
    return Segment(id, id, kind, parent, participant, None, None, None, start, end, 0)


def test_which_segment_holds_a_place() -> None:
    """An outer one of 2-20 with 4-8 and 10-12 in it, and one of 22-30."""
    outer, one, two, last = (
        segment(1, 2, 20),
        segment(2, 4, 8, "quoted", 1),
        segment(3, 10, 12, "note", 1),
        segment(4, 22, 30),
    )
    layout = Layout("x" * 40, [outer, one, two, last])
    places = [0, 2, 3, 4, 7, 8, 9, 10, 11, 12, 19, 20, 21, 22, 29, 30, 39]
    assert [s.id if (s := layout.at(p)) else 0 for p in places] == [1, 1, 1, 2, 2, 1, 1, 3, 3, 1, 1, 4, 4, 4, 4, 4, 4]
    assert [(a, b, s.id) for a, b, s in layout.covered(0, 40)] == [
        (2, 4, 1), (4, 8, 2), (8, 10, 1), (10, 12, 3), (12, 20, 1), (22, 30, 4),
    ]  # fmt: skip
    assert [(a, b, s.id) for a, b, s in layout.covered(5, 9)] == [(5, 8, 2), (8, 9, 1)]
    assert layout.covered(20, 22) == [] and layout.covered(30, 40) == [] and layout.covered(8, 8) == []
    assert layout.counted(3, 25) == [(3, 4), (8, 10), (12, 20), (22, 25)]
    assert layout.counted(5, 11) == [(5, 8), (8, 10)], "what is quoted counts where the stretch begins in it"
    inside = {(4, 8): 2, (3, 4): 1, (3, 5): 0, (8, 10): 1, (8, 11): 0, (0, 1): 0, (22, 30): 4, (22, 31): 0}
    assert {x: s.id if (s := layout.within(*x)) else 0 for x in inside} == inside
    assert Layout("one two", []).counts(0, 7) == (0, None, None, 7), "a text without segments has no words that count"
    assert Layout("", []).at(0) is None and Layout("", []).covered(0, 1) == [] and Layout("", []).within(0, 0) is None


def test_words_that_count() -> None:
    layout = Layout(
        "een twee drie vier vijf",
        [segment(1, 0, 8, participant=7), segment(2, 9, 13, "boilerplate"), segment(3, 14, 23)],
    )
    assert layout.measured(0, 23) == (4, 17) and layout.measured(4, 18) == (2, 8) and layout.measured(9, 13) == (0, 0)
    assert layout.counted(0, 23, {7}) == [(14, 23)]
    assert (
        segment_layout.span([(0, 3), (4, 8), (14, 18)], layout.text) == 3 + 1 + 4 + 4
        and segment_layout.span([], "") == 0
    )
    assert segment_layout.pieces([segment(1, 0, 5), segment(2, 5, 5), segment(3, 6, 9)]) == [(0, 5, 0), (6, 9, 2)]


# People


def test_names_as_shown(filled: Study) -> None:
    db = filled.db
    assert people.shown(db) == {
        JAN: "Jan de Vries", MIA: "Mia 😀 Öztürk", ANON: "anoniem (thread-1)", PIET: "Piet Puk",
        ASKS: "Interviewer (interview-01)", R1: "R1 (interview-01)",
    }  # fmt: skip
    with filled.change("participant") as c:
        for site in ("b.nl", "a.nl"):
            people.add(c, "Piet puk", "participant", site=site)
        again = people.add(c, "r1", "quoted", source=1)
    assert (
        people.shown(db)[PIET] == "Piet Puk"
        and people.shown(db)[7] == "Piet puk (b.nl)"
        and people.shown(db)[8] == "Piet puk (a.nl)"
    )
    every = people.shown(db)
    for some in ([PIET], [7, 8], [R1, again, None], [], every):
        assert people.shown(db, some) == {i: every[i] for i in every if i in some}
        assert people.roles(db, some) == {i: people.roles(db)[i] for i in every if i in some}
    assert people.name(db, 8) == "Piet puk (a.nl)" and people.find(db, every[again]) == again
    assert (
        people.namesakes(db, "r1") == [("R1", "R1 (interview-01)"), ("r1", "r1 (thread-1)")]
        and people.namesakes(db, "piet puk") == []
    )
    assert (
        people.find(db, "R1 (Interview-01)") == R1
        and people.find(db, "r1 (thread-1)") == again
        and people.find(db, "piet puk (A.nl)") == 8
    )
    assert (
        people.find(db, "piet puk") == PIET and people.lookup(db, "anoniem") == ANON and people.lookup(db, "x") is None
    )
    with pytest.raises(QdaError) as e:
        people.find(db, "R1")
    assert str(e.value) == "2 participants are called 'R1': r1 (thread-1); R1 (interview-01); name one"
    with pytest.raises(NotFound) as n:
        people.find(db, "Piet Puuk")
    assert str(n.value).startswith("there is no participant 'Piet Puuk'; did you mean 'Piet Puk'")
    with pytest.raises(NotFound) as n:
        people.find(db, "zzz")
    assert str(n.value) == "there is no participant 'zzz'; the list of participants has them"
    assert people.by_label(db)["r1"] == [R1, again] and people.labels(db)[R1] == "R1"
    assert people.known_as(db, "R1", "", 3) == R1 and people.known_as(db, "R1", "", None) is None
    assert people.known_as(db, "R1", "", 3, but=R1) is None and people.known_as(db, "PIET puk", "a.nl", None) == 8


def test_people_of_one_label_named_in_part(filled: Study) -> None:
    with filled.change("participant") as c:
        for n in range(7):
            people.add(c, "kim", "participant", site=f"{n}.nl")
        for id in range(7, 14):
            people.rename(c, id, "kim", None)
            c.update("participant", id, site=f"s{id}")
    with pytest.raises(QdaError) as e:
        people.find(filled.db, "kim")
    assert str(e.value) == (
        "7 participants are called 'kim': kim (s10); kim (s11); kim (s12); kim (s13); kim (s7); kim (s8); name one"
    )


def test_roles_and_where_people_wrote(filled: Study) -> None:
    db = filled.db
    assert people.researchers(db) == {ASKS} and people.role(db, ASKS) == "researcher" and people.role(db, None) is None
    assert people.roles(db)[R1] == "participant" and people.get(db, R1) == ("R1", 3, "", "participant")
    assert people.where_written(db, JAN) == {1, 2} and people.where_written(db, R1) == {3}
    assert people.writers_everywhere(db, 1) == [JAN, MIA] and people.writers_everywhere(db, 3) == []
    assert people.left_out(0) == [] and [str(x) for x in people.left_out(7)] == [
        "7 words of researchers are not counted"
    ]
    with filled.change("participant") as c:
        people.set_role(c, R1, "organisation")
        people.rename(c, R1, "Raad", None)
        assert people.hand_over(c, 2, PIET, JAN) == 2
    assert people.get(db, R1) == ("Raad", None, "", "organisation") and people.where_written(db, PIET) == set()
    with filled.change("participant") as c:
        assert people.drop_idle(c, [PIET, JAN, R1, 99]) == ["Piet Puk"]
    assert rows(filled, "select count(*) from participant") == [(5,)]


def test_variables(filled: Study) -> None:
    db = filled.db
    assert people.variables(db, "source") == {"municipality": "municipality"} and people.variables(
        db, "participant"
    ) == {"gender": "gender"}
    assert (
        people.has_values(db, R1)
        and not people.has_values(db, JAN)
        and people.values_of_source(db, 1) == [("municipality", "Ede")]
    )
    assert people.values_of_source(db, 3) == []
    assert people.with_value(db, "Municipality", ["EDE", "x"]) == ({1}, set()) and people.with_value(
        db, "gender", ["V"]
    ) == (set(), {R1})
    assert people.with_value(db, "role", ["Researcher"]) == (set(), {ASKS}) and people.with_value(db, "gender", []) == (
        set(),
        set(),
    )
    with pytest.raises(NotFound) as e:
        people.with_value(db, "roll", ["x"])
    assert str(e.value) == "there is no variable 'roll'; did you mean 'role'?"


def test_two_who_are_one(filled: Study) -> None:
    with filled.change("participant") as c:
        gender, age = rows(filled, "select id from variable where key = 'gender'")[0][0], None
        age = c.insert("variable", uuid="u", name="Age", key="age", holder="participant", created_at=c.at)
        for person, variable, value in ((JAN, gender, "m"), (PIET, gender, "v"), (PIET, age, "40")):
            c.insert("value", variable=variable, participant=person, value=value)
        assert participants.absorb(c, PIET, JAN, []) == [Clash("gender", "m", "v")]
        assert participants.absorb(c, R1, JAN, []) == [Clash("gender", "m", "v")]
    assert people.where_written(filled.db, JAN) == {1, 2, 3}
    assert rows(filled, "select variable, value from value where participant = ? order by 1", JAN) == [
        (gender, "m"),
        (age, "40"),
    ]
    assert rows(filled, "select id from participant where id in (?, ?)", PIET, R1) == []
    with filled.change("participant") as c:
        c.insert("value", variable=age, participant=MIA, value="40")
        assert participants.absorb(c, MIA, JAN, []) == [], "the same value is no clash"
    assert list(check.run(filled.db)) == []
