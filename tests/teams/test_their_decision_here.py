"""Theirs' decision, which stands in a conflict, is taken later: what it rests on may be gone by then, or be there already."""

from __future__ import annotations

import json

import pytest
from test_two_coders_settle import BEN, CITY, Row, Team, _apart, both_settle, team

from qda.store import project
from qda.store.analysis import codings
from qda.store.file import layer
from qda.store.texts import sources

__all__ = ["_apart", "team"]


def contested(team: Team, ben: tuple[object, ...]) -> Row:
    """Both settled one place; ben's way stands in the conflict of lea's file."""
    both_settle(team, ("--boundary", "widest"), ben)
    team.merge(team.ours, team.theirs)
    (found,) = team.rows(team.ours, "conflicts")
    return found


def refused(team: Team, found: Row) -> str:
    before = team.dump()
    said = team.qda.refused("--project", team.ours, "--coder", "lea", "conflicts", "settle", found["id"], "--theirs")
    assert team.dump() == before
    return str(said)


def test_under_another_code_that_is_no_more(team: Team) -> None:
    found = contested(team, ("--to", "being answered", "--boundary", "common", "--note", "so"))
    assert "being answered" in found["theirs"]
    team.lea("codebook", "remove", "being answered")
    assert f"what conflict {found['id']} is about is no more" in refused(team, found)


def test_of_a_code_that_is_no_more(team: Team) -> None:
    found = contested(team, ("--keep", "ben", "--note", "so"))
    team.lea("conflicts", "settle", found["id"], "--theirs")
    team.lea("undo", "--any")
    team.lea("codebook", "remove", "counting it")
    assert "is no more" in refused(team, found)


def test_in_a_text_that_is_no_more(team: Team) -> None:
    found = contested(team, ("--keep", "ben", "--note", "so"))
    team.lea("source", "remove", CITY)
    assert "is no more" in refused(team, found)


def test_in_a_text_that_ends_before_it(team: Team) -> None:
    found = contested(team, ("--keep", "ben", "--note", "so"))

    def ends(at: int) -> int:
        with project.open_study(team.ours, coder="lea") as study, study.change("test") as c:
            (raw,) = c.db.execute("select raw from conflict").fetchone()
            held = json.loads(raw)
            was: int = held["codings"][0]["end"]
            held["codings"][0]["end"] = at
            c.update("conflict", found["id"], raw=json.dumps(held))
            return was

    with project.open_study(team.ours) as study:
        (length,) = study.db.execute("select characters from source where name = ?", (CITY,)).fetchone()
    end = ends(length + 1)
    assert "is no more" in refused(team, found)
    ends(end)
    team.lea("conflicts", "settle", found["id"], "--theirs")
    assert {t for _, _, t in team.layer(team.ours)} == {BEN[1][1]}


def test_what_it_puts_into_the_layer_may_be_there_and_the_coding_of_its_place_may_be_gone(team: Team) -> None:
    found = contested(team, ("--keep", "ben", "--note", "so"))
    with project.open_study(team.ours, coder="lea") as study, study.change("test") as c:
        raw = json.loads(c.db.execute("select raw from conflict").fetchone()[0])
        (g,), (place,) = raw["codings"], raw["places"]
        of = layer.make(c)
        there = codings.add(
            c, g["source"], sources.layout(c.db, g["source"]), g["start"], g["end"], g["code"], coder=of
        )
        c.delete("coding", place["coding"])
    team.lea("conflicts", "settle", found["id"], "--theirs")
    with project.open_study(team.ours) as study:
        rows = study.db.execute(
            "select d.how, d.note, p.coding, h.coding from decision d join decision_place p on p.decision = d.id "
            "join decision_coding h on h.decision = d.id"
        ).fetchall()
        assert rows == [("keep", "so", None, there)]
        assert study.db.execute("select id from coding where coder = ?", (of,)).fetchall() == [(there,)]


@pytest.mark.parametrize("ben", [("--drop", "--note", "x"), ("--keep", "ben", "--note", "x"), ("--boundary", "common")])
def test_each_way_is_taken_as_it_was_decided_and_undone(ben: tuple[object, ...], team: Team) -> None:
    found = contested(team, ben)
    before = team.dump()
    team.lea("conflicts", "settle", found["id"], "--theirs", "--note", "ben is right")
    assert team.decisions(team.ours) == team.decisions(team.theirs)
    assert team.layer(team.ours) == team.layer(team.theirs)
    assert team.places(team.ours, "--settled").keys() == team.places(team.theirs, "--settled").keys()
    team.lea("undo", "--any")
    assert team.dump() == before
