"""What theirs settled is settled here where it can be; decisions of theirs with their places, and when they cannot stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aftermath import Aftermath, rows
from sides import Sides, one, parted

from qda.core.errors import Refused
from qda.ops.sources import segments
from qda.ops.teams import conflicts
from qda.store.analysis import codes, codings, decisions, memos
from qda.store.file import layer
from qda.store.history.door import Change
from qda.store.merge import settling
from qda.store.project import Study
from qda.store.texts import sources


def edit(study: Study, table: str, row: int, **values: Any) -> None:
    with study.change("edit") as c:
        c.update(table, row, **values)


def remove(study: Study, table: str, row: int) -> None:
    with study.change("remove") as c:
        settling.remove(c, table, row)


def decide(c: Change, how: str, on: tuple[int, ...], note: str = "", **said: Any) -> None:
    """Settle the places of some codings, that of the first being asked about, and put one coding into the layer."""
    rows = [codings.row(c.db, id) for id in on]
    places = [
        decisions.Place(r["source"], r["code"], id, {"readers": [], "codings": {r["uuid"]: [0, r["end"] - r["start"]]}})
        for id, r in zip(on, rows, strict=True)
    ]
    first = rows[0]
    at = codings.place(sources.layout(c.db, first["source"]), first["start"], first["end"])
    new = codings.New(
        first["source"], first["start"], first["end"], said.get("code") or first["code"], layer.make(c), note, at
    )
    decisions.write(c, [decisions.Decision(how, places, [new], note=note, links=memos.targets(c.db, note), **said)])


# -- settled by theirs -----------------------------------------------------------------------------------------------------


def move(home: int) -> Callable[[Study], None]:
    def moved(study: Study) -> None:
        with study.change("move") as c:
            codes.move(c, 3, home)

    return moved


def set_to(table: str, row: int, **values: Any) -> Callable[[Study], None]:
    return lambda study: edit(study, table, row, **values)


Step = Callable[[Study], object]
# what lea and ben do; what each does once both know of both; whether ben's word holds for lea
SETTLED: dict[str, tuple[Step, Step, Step | None, Step | None, bool]] = {
    "segments: it is said of them all": (
        lambda s: segments.join(s, "thread-2#2", "thread-2#3"), lambda s: segments.split(s, "thread-2#3", "nog iets"),
        None, None, True,
    ),
    "theirs removed it since": (
        set_to("negative", 2, note="a"), set_to("negative", 2, note="b"), None, lambda s: remove(s, "negative", 2), True,
    ),
    "a place is counted in a text": (
        set_to("coding", 10, start=138, characters=10), set_to("coding", 10, end=147, characters=10), None, None, False,
    ),
    "what their value names is not here": (move(6), move(7), lambda s: remove(s, "code", 7), None, False),
    "it is not here": (
        set_to("memo", 2, title="a"), set_to("memo", 2, title="b"), lambda s: remove(s, "memo", 2), None, False,
    ),
    "ours is neither of the two by now": (
        set_to("memo", 2, title="a"), set_to("memo", 2, title="b"), set_to("memo", 2, title="c"), None, False,
    ),
    "columns that are one value": (
        set_to("negative", 1, outcome="exception", resolution="a", resolver=1, resolved_at="2026-03-03"),
        set_to("negative", 1, outcome="revised", resolution="b", resolver=2, resolved_at="2026-03-04"), None, None, True,
    ),
    "a kind of property and its points": (
        set_to("property", 2, points='["x"]'), set_to("property", 2, kind="range", points='["l","h"]'), None, None, True,
    ),
    "a summary, with a version": (
        set_to("summary", 3, text="a"), set_to("summary", 3, text="b"), None, None, True,
    ),
}  # fmt: skip
LEFT: dict[str, dict[str, Any]] = {
    "theirs removed it since": {"negative 2": None, "link 23": {"negative": None}},
    "columns that are one value": {
        "negative 1": {"outcome": "revised", "resolution": "b", "resolver": 2, "resolved_at": "2026-03-04"},
    },
    "a kind of property and its points": {"property 2": {"kind": "range", "points": '["l","h"]'}},
    "a summary, with a version": {
        "summary 3": {"text": "b", "updated_at": "now"},
        "summary_version 4": {"summary": 3, "text": "a", "coder": 4, "saved_at": "now"},
        "coder 4": {"name": "lea", "key": "lea", "consensus": 0},
    },
}  # fmt: skip


@pytest.mark.parametrize("which", SETTLED)
def test_what_theirs_settled_holds_here_where_it_can(which: str, filled_file: Path, tmp_path: Path) -> None:
    lea, ben, lea_later, ben_later, holds = SETTLED[which]
    with parted(filled_file, tmp_path) as sides:
        lea(sides.ours)
        ben(sides.theirs)
        sides.merge()
        sides.merge_back()
        open_there = [i for (i,) in sides.theirs.db.execute("select id from conflict where status = 'open'")]
        (told,) = sides.told()
        assert len(open_there) == 1
        if lea_later is not None:
            lea_later(sides.ours)
        conflicts.settle(sides.theirs, open_there, ours=True, note="zo")
        if ben_later is not None:
            ben_later(sides.theirs)
        done = Aftermath(sides)
        assert done.told == []
        assert done.left == LEFT.get(which, {})
        (now,) = sides.told()
        changed = {n: v for n, v in now.items() if v != told[n]}
        at = one(sides.theirs, "select settled_at from conflict where id = ?", open_there[0])
        settled = {"status": "settled", "note": "zo", "settler": "ben", "settled_at": at}
        assert changed == (settled if holds else {})
        assert sides.merge() == {}


# -- decisions -------------------------------------------------------------------------------------------------------------


def test_one_decision_of_both_has_the_places_of_both(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("decide") as c:
            decide(c, "keep", (1,), keeper=2)
        with sides.theirs.change("decide") as c:
            decide(c, "keep", (1, 2, 9), "van ben", keeper=2)
        done = Aftermath(sides)
        place = {"decision": 2, "asked": 0}
        assert done.left == {
            "coding 15": {"note": "van ben"},
            "decision 2": {"note": "van ben"},
            "decision_place 3": {**place, "source": 3, "code": 2, "coding": 2,
                                 "state": '{"codings": {"coding 2": [0, 10]}, "readers": []}'},
            "decision_place 4": {**place, "source": 1, "code": 3, "coding": 9,
                                 "state": '{"codings": {"coding 9": [0, 11]}, "readers": []}'},
            "same_thing 2": {"tbl": "coding", "thing": "coding 15"},
            "same_thing 3": {"tbl": "decision", "thing": "decision 2"},
        }  # fmt: skip
        assert done.found == {"coding": {"joined": 1}, "decision": {"joined": 1}} and done.told == []
        assert one(sides.ours, "select count(*) from decision_coding where decision = 2") == 1
        assert sides.merge() == {}


def test_two_notes_of_one_decision_are_both_kept_and_told(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.ours.change("decide") as c:
            decide(c, "keep", (1,), "van lea", keeper=2)
        with sides.theirs.change("decide") as c:
            decide(c, "keep", (1,), "van ben", keeper=2)
        done = Aftermath(sides)
        assert done.left == {
            "coding 15": {"note": "van lea; van ben"},
            "decision 2": {"note": "van lea; van ben"},
            "same_thing 2": {"tbl": "coding", "thing": "coding 15"},
            "same_thing 3": {"tbl": "decision", "thing": "decision 2"},
        }
        what = ("note", None, "van lea", "van ben", "both are kept", "ben")
        assert done.told == [
            ("both-made", "coding", "coding", 15, "coding 15", "15, vertrouwen: “Vertrouwen”", *what),
            ("both-made", "decision", "decision", 2, "decision 2", "vertrouwen in thread-1", *what),
        ]
        assert done.raw == [{"theirs": {"note": "van ben"}, "refs": {}}] * 2
        assert sides.merge() == {}


def test_a_note_that_is_joined_links_to_what_is_here(filled_file: Path, tmp_path: Path) -> None:
    """Theirs names a code that both made: it is ours' by its uuid."""
    with parted(filled_file, tmp_path) as sides:
        for study, note in ((sides.ours, "van lea"), (sides.theirs, "zie [[code:{}]]")):
            with study.change("decide") as c:
                new = codes.make(c, "rust")
                decide(c, "keep", (1,), note.format(one(study, "select uuid from code where id = ?", new)), keeper=2)
        done = Aftermath(sides)
        assert done.left["decision 2"] == {"note": "van lea; zie [[code:code 8]]"}
        assert [t[5:] for t in done.told if t[1] == "decision"] == [
            ("vertrouwen in thread-1", "note", None, "van lea", "zie [[code:code 8]]", "both are kept", "ben")
        ]


def against(sides: Sides) -> dict[str, Any]:
    """Both settled one place in two ways; return the conflict."""
    with sides.ours.change("decide") as c:
        decide(c, "keep", (1,), "zo", keeper=2)
    with sides.theirs.change("decide") as c:
        decide(c, "to", (1, 9, 2), "van ben", code=6)
    done = Aftermath(sides)
    assert done.left == {} and done.found == {"coding": {"kept": 1}, "decision": {"kept": 1, "told": [2]}}
    assert done.told == [
        ("both-made", "decision", "decision", 2, "decision 2", "vertrouwen in thread-1", "how", None, "keep ben (zo)",
         "to verantwoordelijkheid (van ben)", "ours' decision stays, theirs stands in the conflict", "ben")
    ]  # fmt: skip
    state = '{{"codings": {{"coding {}": [0, {}]}}, "readers": []}}'
    assert done.raw == [{
        "theirs": {"how": "to", "keeper": None, "code": 6, "start": None, "end": None, "note": "van ben"},
        "refs": {"keeper": "coder", "code": "code"},
        "decision": {"uuid": "decision 2 there", "coder": 2, "created_at": "then"},
        "places": [
            {"uuid": "decision_place 2 there", "source": 1, "code": 2, "coding": 1, "asked": 1, "state": state.format(1, 10)},
            {"uuid": "decision_place 3 there", "source": 1, "code": 3, "coding": 9, "asked": 0, "state": state.format(9, 11)},
            {"uuid": "decision_place 4 there", "source": 3, "code": 2, "coding": 2, "asked": 0, "state": state.format(2, 10)},
        ],
        "codings": [{"uuid": "coding 15 there", "source": 1, "start": 41, "end": 51, "code": 6, "note": "van ben"}],
    }]  # fmt: skip
    (told,) = sides.told()
    return told


@pytest.mark.parametrize("made", [False, True], ids=["the layer lacks it", "the layer has it"])
def test_theirs_decision_that_is_let_stand_has_its_places_and_its_coding(
    made: bool, filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        told = against(sides)
        db = sides.ours.db
        with sides.ours.change("work") as c:
            settling.remove(c, "coding", 9)
            if made:
                decide(c, "to", (2,), code=6)
                c.update("coding", 16, source=1, start=41, end=51)
        conflicts.settle(sides.ours, [told["id"]], theirs=True)
        new = one(sides.ours, "select max(id) from decision")
        uuids = [
            one(sides.theirs, f"select uuid from {t}") for t in ("decision where id = 2", "decision_place where id = 2")
        ]
        assert db.execute("select uuid, how, keeper, code, start, note, coder from decision where id = ?", (new,)).fetchone() == (
            uuids[0], "to", None, 6, None, "van ben", 2)  # fmt: skip
        places = "select source, code, coding, asked from decision_place where decision = ? order by id"
        assert db.execute(places, (new,)).fetchall() == [(1, 2, 1, 1), (1, 3, None, 0), (3, 2, 2, 0)]
        assert one(sides.ours, "select uuid from decision_place where decision = ? order by id", new) == uuids[1]
        held = 'select source, start, "end", code from coding where id in (select coding from decision_coding where decision = ?)'
        assert db.execute(held, (new,)).fetchall() == [(1, 41, 51, 6)]
        assert one(sides.ours, "select count(*) from decision where note = 'zo'") == 0, "ours went"
        assert one(sides.ours, "select count(*) from coding where start = 41 and coder = 3 and code = 2") == 0
        assert [(k["status"], k["row"]) for k in sides.told()] == [("settled", new)]


@pytest.mark.parametrize(("table", "row"), [("code", 6), ("code", 3), ("source", 3), ("", 0)])
def test_theirs_decision_cannot_stand_where_what_it_rests_on_is_gone(
    table: str, row: int, filled_file: Path, tmp_path: Path
) -> None:
    """The code that it gives, the code or the source of another place of it; or it stands here already, come another way."""
    with parted(filled_file, tmp_path) as sides:
        told = against(sides)
        if table:
            remove(sides.ours, table, row)
        else:
            with sides.ours.change("come") as c:
                uuid = json.loads(told["raw"])["decision"]["uuid"]
                c.insert("decision", uuid=uuid, how="drop", note="", coder=1, created_at=c.at)
        before = rows(sides.ours)
        with pytest.raises(Refused) as refused:
            conflicts.settle(sides.ours, [told["id"]], theirs=True)
        assert str(refused.value) == "what conflict 2 is about is no more (to verantwoordelijkheid (van ben))"
        assert rows(sides.ours) == before
