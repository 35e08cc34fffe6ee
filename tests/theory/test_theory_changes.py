"""Every change of axial and selective coding: one line of the log, undone and redone whole; what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from theory_study import acting, dump, findings, made

from qda.cli.messages import sentence
from qda.core.errors import NotFound, QdaError
from qda.ops.coding import coding
from qda.ops.theory import categories, memos, relations, selective
from qda.store.project import Study

ROLE, VALUE = "the secretary's role", "public value"
Turn = Callable[[Study, Callable[[], Any]], Any]

CHANGES: dict[str, Callable[[Study], Any]] = {
    "a new category": lambda s: categories.category(s, "context", ["deciding"], definition="d"),
    "a raised code": lambda s: categories.category(s, "waiting"),
    "moved codes": lambda s: categories.category(s, VALUE, ["waiting", "trust"], move=True),
    "a membership": lambda s: categories.category(s, VALUE, ["starting"]),
    "a focused code": lambda s: categories.category(s, "letting things go", ["waiting"], focused=True),
    "a property": lambda s: categories.property(s, VALUE, "reach", low="few", high="all"),
    "a property set again": lambda s: categories.property(s, ROLE, "autonomy", low="Subordinate", high="free"),
    "a property renamed": lambda s: categories.property(s, ROLE, "Autonomy", rename="freedom"),
    "a property renamed and set": lambda s: categories.property(
        s, "trust", "in whom", kinds=["us", "them"], rename="whom"
    ),
    "a property removed": lambda s: categories.property(s, ROLE, "autonomy", remove=True),
    "a placement": lambda s: categories.place(s, 6, "autonomy", "shared"),
    "a placement replaced": lambda s: categories.place(s, 2, "autonomy", "high", note="starts"),
    "a placement taken off": lambda s: categories.place(s, 1, "autonomy", remove=True),
    "a relation": lambda s: relations.relate(s, "trust", "causes", VALUE, note="n"),
    "evidence and status": lambda s: relations.relate(
        s, ROLE, "is-strategy-for", VALUE, opposing=[6], status="qualified"
    ),
    "evidence dropped": lambda s: relations.relate(s, ROLE, "is-strategy-for", VALUE, drop=[1, 2]),
    "a status": lambda s: relations.status(s, 1, "Refuted", note="no"),
    "no relation": lambda s: relations.unrelate(s, [2, 1]),
    "a type": lambda s: relations.add_type(s, "blocks", role="intervening conditions"),
    "a judgement": lambda s: selective.judge(s, ROLE, explains_variation="No", note="n"),
    "a judgement changed": lambda s: selective.judge(s, VALUE, abstract="no"),
    "another core": lambda s: selective.core(s, ROLE),
    "no core": lambda s: selective.core(s, none=True),
    "a storyline": lambda s: selective.write(s, "Of [[code:trust]] and [[relation:1]].\r\n\r\n"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_done_undone_redone(built: Study, turn: Turn, what: str) -> None:
    said = turn(built, lambda: CHANGES[what](built))
    assert said.table is not None
    assert all(len(row) == len(said.table.columns) for row in said.table.rows)


@pytest.mark.parametrize(
    "what",
    [
        w
        for w in CHANGES
        if w
        not in (
            "no relation",
            "a type",
            "a property removed",
            "a placement taken off",
            "evidence dropped",
            "a property renamed",
            "a property renamed and set",
        )
    ],
)
def test_the_same_again_changes_nothing(built: Study, what: str) -> None:
    CHANGES[what](built)
    before = dump(built)
    said = CHANGES[what](built)
    assert dump(built) == before
    assert said.notes


REFUSED: dict[str, tuple[Callable[[Study], Any], str]] = {
    "itself": (lambda s: categories.category(s, ROLE, [ROLE]), "cannot gather itself"),
    "a ring": (lambda s: categories.category(s, "waiting", [ROLE]), "lies under 'waiting'|'waiting' lies under"),
    "a ring through a membership": (
        lambda s: (categories.category(s, VALUE, [ROLE]), categories.category(s, "starting", [VALUE])),
        "lies under",
    ),
    "no such code": (lambda s: categories.category(s, "new", ["waitin"]), "did you mean 'waiting'"),
    "an empty name": (lambda s: categories.category(s, "  "), "empty"),
    "move without from": (lambda s: categories.category(s, "new", move=True), "--from"),
    "a category made focused": (lambda s: categories.category(s, VALUE, focused=True), "is a core already"),
    "property of a code": (
        lambda s: categories.property(s, "deciding", "x", low="a", high="b"),
        "axial category 'deciding'",
    ),
    "no dimension": (lambda s: categories.property(s, VALUE, "x"), "--kinds"),
    "one end": (lambda s: categories.property(s, VALUE, "x", low="a"), "--high"),
    "both forms": (lambda s: categories.property(s, VALUE, "x", low="a", high="b", kinds=["c"]), "one thing"),
    "two values alike": (lambda s: categories.property(s, VALUE, "x", low="a", high="A"), "twice"),
    "high at the low end": (lambda s: categories.property(s, VALUE, "x", low="high", high="b"), "the high end"),
    "a slash": (lambda s: categories.property(s, VALUE, "a/b", kinds=["c"]), "/"),
    "a value in use": (
        lambda s: categories.property(s, ROLE, "autonomy", low="meek", high="own course"),
        "'subordinate' by coding 1",
    ),
    "a number on kinds": (
        lambda s: categories.property(s, ROLE, "autonomy", kinds=["subordinate"]),
        "'0.75' by coding 2",
    ),
    "no such property": (lambda s: categories.property(s, ROLE, "autonom", remove=True), "did you mean 'autonomy'"),
    "a name that is taken": (
        lambda s: (
            categories.property(s, ROLE, "b", kinds=["c"]),
            categories.property(s, ROLE, "b", rename="AUTONOMY"),
        ),
        "already",
    ),
    "no such coding": (lambda s: categories.place(s, 99, "autonomy", "low"), "no coding"),
    "outside the category": (lambda s: categories.place(s, 3, "autonomy", "low"), "does not lie in"),
    "outside, by path": (lambda s: categories.place(s, 3, f"{ROLE}/autonomy", "low"), "does not lie in"),
    "no place": (lambda s: categories.place(s, 1, "autonomy", "1.5"), "no place on"),
    "no kind": (lambda s: categories.place(s, 5, "in whom", "low"), "no kind 'low'"),
    "no property": (lambda s: categories.place(s, 1, "autonomi", "low"), "did you mean 'autonomy'"),
    "no value": (lambda s: categories.place(s, 1, "autonomy"), "VALUE"),
    "nothing to take off": (lambda s: categories.place(s, 6, "autonomy", remove=True), "has not placed"),
    "related to itself": (lambda s: relations.relate(s, VALUE, "causes", VALUE), "itself"),
    "a code related": (lambda s: relations.relate(s, "waiting", "causes", VALUE), "raises it"),
    "no such type": (lambda s: relations.relate(s, ROLE, "cause", VALUE), "did you mean 'causes'"),
    "no such status": (lambda s: relations.status(s, 1, "true"), "one of hypothesis"),
    "no such relation": (lambda s: relations.status(s, 9, "refuted"), "axial list"),
    "supported without a quote": (
        lambda s: relations.relate(s, "trust", "causes", VALUE, status="supported"),
        "quote for",
    ),
    "refuted without a reason": (lambda s: relations.relate(s, "trust", "causes", VALUE, status="refuted"), "reason"),
    "qualified without a reason": (lambda s: relations.status(s, 2, "qualified"), "reason"),
    "the last quote": (lambda s: relations.relate(s, "trust", "intervenes-in", ROLE, drop=[5]), "another --status"),
    "no evidence": (lambda s: relations.relate(s, "trust", "intervenes-in", ROLE, drop=[1]), "no evidence"),
    "for and against": (
        lambda s: relations.relate(s, ROLE, "causes", VALUE, supporting=[1], opposing=[1]),
        "say which",
    ),
    "evidence that is not there": (lambda s: relations.relate(s, ROLE, "causes", VALUE, supporting=[99]), "99"),
    "a type twice": (lambda s: relations.add_type(s, "CAUSES"), "already"),
    "no such role": (lambda s: relations.add_type(s, "x", role="y"), "causal_conditions"),
    "no such relation to remove": (lambda s: relations.unrelate(s, [1, 9]), "axial list"),
    "a judgement of nothing": (lambda s: selective.judge(s, VALUE), "say what"),
    "a judgement of a code": (lambda s: selective.judge(s, "waiting", abstract="yes"), "raises it"),
    "no such answer": (lambda s: selective.judge(s, VALUE, abstract="partly"), "yes, no"),
    "a code as the core": (lambda s: selective.core(s, "waiting"), "raises it"),
    "core and none": (lambda s: selective.core(s, VALUE, none=True), "--none"),
    "neither": (lambda s: selective.core(s), "--none"),
    "an empty storyline": (lambda s: selective.write(s, " \n"), "empty"),
    "a link to nothing": (lambda s: selective.write(s, "[[category:public valu]]"), "did you mean 'public value'"),
    "a coding that is not there": (lambda s: selective.write(s, "[[coding:99]]"), "coding"),
    "a NUL": (lambda s: selective.write(s, "a\0b"), "NUL"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_leaves_all_as_it_was(built: Study, what: str) -> None:
    do, message = REFUSED[what]
    with pytest.raises(QdaError) as e:
        do(built)
    assert re.search(message, sentence(e.value))
    assert "\n" not in str(e.value)
    assert findings(built) == []


def test_refused_in_the_middle_takes_all_back(built: Study) -> None:
    before = dump(built)
    with pytest.raises(NotFound):
        categories.category(built, "new one", ["waiting", "no such code"], move=True)
    with pytest.raises(QdaError):
        relations.relate(acting(built, "carl"), "trust", "causes", VALUE, supporting=[1, 99])
    assert dump(built) == before


def test_homes_and_memberships(coded: Study) -> None:
    said = categories.category(coded, "first", ["waiting"])
    assert made(said)[0]["codes"] == ["waiting"]
    said = categories.category(coded, "second", ["waiting", "starting", "WAITING"])
    assert any("keeps its home in 'first'" in n for n in said.notes)
    paths = {
        p for (p,) in coded.db.execute("select p.name || '/' || c.name from code c join code p on p.id = c.parent")
    }
    assert paths == {"first/waiting", "second/starting"}
    assert coded.db.execute("select count(*) from membership").fetchone() == (1,)
    categories.category(coded, "second", ["waiting"], move=True)  # the home takes the membership's place
    assert coded.db.execute("select count(*) from membership").fetchone() == (0,)
    assert coded.db.execute("select count(*) from coding").fetchone() == (7,)


def test_levels(coded: Study) -> None:
    def level(name: str) -> str:
        return str(coded.db.execute("select level from code where name = ?", (name,)).fetchone()[0])

    categories.category(coded, "waiting", focused=True)
    assert level("waiting") == "focused"
    categories.category(coded, "waiting")
    assert level("waiting") == "category"
    selective.core(coded, "waiting")
    categories.category(coded, "waiting", ["trust"])
    assert level("waiting") == "core"
    categories.category(coded, "starting")
    said = selective.core(coded, "starting")
    assert (level("waiting"), level("starting")) == ("category", "core")
    assert "'waiting' is a category again" in said.notes


@pytest.mark.parametrize(
    ("value", "stored", "position", "place"),
    [
        ("low", "subordinate", None, "low"), ("HIGH", "own course", None, "high"),
        ("Shared", "shared", None, "between"),
        ("own  Course", "own course", None, "high"), ("0", "0", 0.0, None), ("1.0", "1.0", 1.0, None),
        (".25", ".25", 0.25, None), (" 0.5 ", "0.5", 0.5, None),
    ],
)  # fmt: skip
def test_values(built: Study, value: str, stored: str, position: float | None, place: str | None) -> None:
    row = made(categories.place(built, 6, "autonomy", value))[0]
    assert (row["value"], row["position"], row["place"]) == (stored, position, place)


@pytest.mark.parametrize("value", ["-0.1", "1.01", "nan", "inf", "1e-1", "0,5", "٠.٥", "", "2"])
def test_no_values(built: Study, value: str) -> None:
    with pytest.raises(QdaError, match="no place on"):
        categories.place(built, 6, "autonomy", value)


def test_a_point_named_like_a_number_is_that_point(built: Study) -> None:
    categories.property(built, ROLE, "years", low="0", points=["1"], high="10")
    row = made(categories.place(built, 1, "years", "1"))[0]
    assert (row["value"], row["position"], row["place"]) == ("1", None, "between")


def test_each_coder_has_a_place(built: Study) -> None:
    categories.place(acting(built, "ben"), 1, "autonomy", "high")
    assert built.db.execute("select count(*) from placement where coding = 1").fetchone() == (2,)
    categories.place(built, 1, "autonomy", remove=True)
    left = built.db.execute("select value from placement where coding = 1").fetchall()
    assert left == [("subordinate",)]
    with pytest.raises(QdaError, match="'anna' placed it"):
        categories.place(built, 1, "autonomy", remove=True)


def test_placing_again_keeps_the_note_and_says_so(built: Study) -> None:
    said = categories.place(built, 1, "autonomy", "shared")
    assert made(said)[0]["note"] == "waits"
    assert "its note stays" in said.notes[0]


def test_an_ambiguous_property_is_refused_with_the_list(built: Study) -> None:
    categories.category(built, "waiting")
    categories.property(built, "waiting", "autonomy", low="a", high="b")
    with pytest.raises(QdaError, match="waiting/autonomy") as e:
        categories.place(built, 1, "autonomy", "low")
    assert "the secretary's role/autonomy" in str(e.value)
    assert made(categories.place(built, 1, "waiting/autonomy", "low"))[0]["value"] == "a"


def test_values_in_use_take_the_new_spelling(built: Study) -> None:
    categories.property(built, ROLE, "autonomy", low="Subordinate", high="free")
    assert built.db.execute("select value from placement order by id").fetchall() == [
        ("Subordinate",),
        ("0.75",),
        ("us",),
    ]


def test_status_with_a_reason(built: Study) -> None:
    built.because = "only in large towns"
    row = made(relations.status(built, 2, "qualified"))[0]
    assert row["status"] == "qualified"
    assert built.db.execute("select because from change order by id desc").fetchone() == ("only in large towns",)


def test_notes_of_evidence(built: Study) -> None:
    said = relations.relate(built, "trust", "causes", VALUE, supporting=[6])
    assert any("nobody has read it" in n for n in said.notes)
    said = relations.relate(built, VALUE, "causes", "trust", opposing=[6])
    assert any("the reverse" in n for n in said.notes)
    said = relations.relate(built, "trust", "causes", VALUE, opposing=[6])
    assert any("as well" in n for n in said.notes)


def test_links_remember_what_was_removed(built: Study, turn: Turn) -> None:
    memos.add(built, f"[[property:{ROLE}/autonomy]] and [[relation:1]]", on=["relation:1"])
    turn(built, lambda: categories.property(built, ROLE, "autonomy", remove=True))
    turn(built, lambda: relations.unrelate(built, [1]))
    text = memos.text(built, 1)
    assert f"[[property:{ROLE}/autonomy (removed)]]" in text and "[[relation:1 (removed)]]" in text


def test_the_storyline_keeps_its_links(built: Study) -> None:
    from qda.reports.theory import selective as views

    def text() -> str:
        return str(views.storyline(built).fields["text"])

    first = text()
    assert first == f"The [[category:{ROLE}]] serves it. [[coding:1]] [[coding:2]]\n"
    coding.uncode(built, [1])
    assert "[[coding:1, waiting: “I wait for the council.” (removed)]]" in text()
    assert not selective.write(built, text()).table  # as it is shown it can be saved: nothing changed
    selective.write(built, text() + "More.")
    assert (
        text()
        == f"The [[category:{ROLE}]] serves it. [[coding:1, waiting: “I wait for the council.” (removed)]] [[coding:2]]\nMore.\n"
    )
    assert findings(built) == []
    links = built.db.execute("select kind, coding, code, label from link where storyline = 2 order by id").fetchall()
    assert [(k, c) for k, c, _, _ in links] == [("category", None), ("coding", None), ("coding", 2)]
    assert links[0][2] is not None and links[1][3].startswith("1, ")
    assert [r[0] for r in views.versions(built).rows] == [1, 2]
    assert str(views.storyline(built, version=1).fields["text"]).startswith(first[:20])
