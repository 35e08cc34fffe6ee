"""That a conflict is settled comes to all who have it; who may not, and what is no hub, is refused in one line."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from team import Team

from qda.store.file.ids import new_uuid
from qda.store.hub import server


def conflicts(team: Team, who: str) -> list[tuple[Any, ...]]:
    """The conflicts of a file: what they are about, and how they were settled, but for numbers."""
    db = sqlite3.connect(team.file(who))
    try:
        return db.execute(
            'select uuid, kind, tbl, "column", name, ours, theirs, base, status, note, settler, settled_at from conflict '
            "order by uuid"
        ).fetchall()
    finally:
        db.close()


def test_where_a_coding_lies_is_settled_for_all_who_were_told(team: Team) -> None:
    """Offsets are counted in a text: the stretch comes with the coding, and that it is settled with the conflict."""
    team.begun("ben", "kim")
    for who, quote in (("lea", "I waited"), ("ben", "a long time")):
        (held,) = team.rows(who, "codings")
        team.q(who, "coding", "set", held["id"], "--quote", quote)
    team.sync("lea", "ben")
    team.sync("lea", "kim")
    told = conflicts(team, "lea")
    assert len(told) == 1 and told[0][1:4] == ("both-edited", "coding", "source") and told[0][8] == "open"
    assert conflicts(team, "ben") == conflicts(team, "kim") == told
    team.q("lea", "conflicts", "settle", team.rows("lea", "conflicts")[0]["id"], "--ours", "--note", "the longer one")
    team.sync("lea", "kim", "ben")
    (settled,) = conflicts(team, "lea")
    assert settled[:8] == told[0][:8] and settled[8:11] == ("settled", "the longer one", "lea") and settled[11]
    assert conflicts(team, "kim") == conflicts(team, "ben") == [settled]
    team.same("lea", "ben", "kim")


def test_one_who_joins_late_has_the_conflicts_that_are_open_and_those_that_were_settled(team: Team) -> None:
    team.begun("ben")
    for who in ("lea", "ben"):
        (held,) = team.rows(who, "codings")
        team.q(who, "coding", "set", held["id"], "--note", f"{who}'s")
    team.sync("lea", "ben", "lea")
    team.join("kim")
    assert conflicts(team, "kim") == conflicts(team, "lea") and len(team.rows("kim", "conflicts")) == 1
    team.q("kim", "conflicts", "settle", team.rows("kim", "conflicts")[0]["id"], "--value", "both's")
    team.sync("kim", "ben", "lea")
    team.join("guest")
    (settled,) = conflicts(team, "guest")
    assert (
        settled[8] == "settled"
        and settled[10] == "kim"
        and [settled] == conflicts(team, "lea") == conflicts(team, "ben")
    )
    assert {c[6] for who in ("lea", "ben", "kim", "guest") for c in team.codings(who)} == {"both's"}


def joining(team: Team, login: str, file: Path) -> str:
    """Let a login try to join; return the one line that refuses it. Nothing is left."""
    said: str = team.qda.refused("hub", "join", team.url(login), file)
    assert not file.exists()
    return said


def test_who_may_not_join_and_where_there_is_no_hub(team: Team) -> None:
    file = team.folder / "new.db"
    assert "there is no hub in this database" in joining(team, "ben", file)
    team.q("lea", "hub", "init", team.url("lea"), "--name", "study")
    assert "this login is no member of a study in the hub" in joining(team, "stranger", file)
    team.q("lea", "hub", "member", "ben", "--as", "ben", "--role", "coder")
    assert "nothing was pushed to the hub yet" in joining(team, "ben", file)
    team.q("lea", "push")
    team.q("lea", "hub", "member", "ben", "--remove")
    assert "this login is no member of a study in the hub" in joining(team, "ben", file)


def test_a_schema_of_others_is_no_hub(team: Team) -> None:
    team.sql("lea", "create schema qda")
    team.sql("lea", "comment on schema qda is 'quantum dots and antennas'")
    assert "a schema qda that is no hub" in joining(team, "lea", team.folder / "new.db")
    team.sql("lea", "comment on schema qda is 'qda hub 99999 of later'")
    assert "newer qda (version 99999" in joining(team, "lea", team.folder / "new.db")


def test_a_file_that_is_there_is_left_as_it_is(team: Team) -> None:
    team.begun()
    (team.folder / "mine.db").write_bytes(b"mine")
    team.qda.refused("hub", "join", team.url("ben"), team.folder / "mine.db")
    assert (team.folder / "mine.db").read_bytes() == b"mine"
    team.qda.refused("hub", "join", team.url("ben"), team.folder / "no" / "such" / "x.db")
    assert not (team.folder / "no").exists()


@pytest.mark.parametrize("what", ["hub status", "push", "pull"])
def test_a_member_no_more_is_told(what: str, team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    team.q("lea", "hub", "member", "ben", "--remove")
    before = team.codings("ben")
    assert "'ben' is no member of this study: a lead makes it one" in team.refused("ben", *what.split())
    assert team.codings("ben") == before


@pytest.mark.parametrize("change", ["join", "split", "both"])
def test_links_to_segments_that_were_cut_or_joined_are_the_same_for_all(change: str, team: Team) -> None:
    team.begun("ben")
    for n in (1, 2):
        team.q("lea", "memo", "add", f"See [[segment:two#{n}]].", "--on", f"segment:two#{n}")
    team.sync("lea", "ben")
    if change != "join":
        team.q("lea", "segment", "split", "two#1", "--before", "We only hear")
    if change != "split":
        team.q("lea", "segment", "join", *(("two#2", "two#3") if change == "both" else ("two#1", "two#2")))
    team.sync("lea", "ben")

    def shown(who: str) -> list[Any]:
        return [
            {n: v for n, v in row.items() if n not in ("changed", "made")} for row in team.rows(who, "memo", "list")
        ] + [team.rows(who, "source", "show", "two")["segments"]]

    assert shown("ben") == shown("lea") and len(shown("lea")) == 3
    db = [sqlite3.connect(team.file(who)) for who in ("lea", "ben")]
    links = [
        d.execute(
            "select l.place, l.kind, l.uuid, l.label, s.start, s.end from link l left join segment s on s.id = l.segment "
            "where l.kind = 'segment' order by l.place, l.uuid, l.label"
        ).fetchall()
        for d in db
    ]
    assert links[0] == links[1] and len(links[0]) == 4
    team.same("lea", "ben")


def test_no_two_pushes_have_one_number(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number is the next one or it is refused: as taken where another was quicker, else as not allowed."""
    team.begun()
    (study,) = (str(row[0]) for row in team.sql("lea", "select distinct study from qda.push"))
    with server.connected(team.url("ben")) as db, server.connected(team.url("lea")) as other:
        hub = server.Hub(db, study)
        head = hub.head()
        assert hub.me == server.Member("ben", "ben", "coder") and head == 1
        for n, error in ((head, server.Collision), (head + 2, psycopg.errors.InsufficientPrivilege)):
            with pytest.raises(error), hub.turn():
                hub.push(n, new_uuid(), "ben", 7, 0, 0, "0" * 64)
        assert hub.head() == head
        monkeypatch.setattr(server, "_WAIT", "50ms")
        with other.transaction():
            other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (study,))
            with pytest.raises(server.Collision), hub.turn():
                raise AssertionError("it is another's turn")
            with hub.turn(wait=False):
                hub.push(head + 1, uuid := new_uuid(), "ben", 7, 0, 0, "0" * 64)
        with hub.turn():
            assert hub.head() == head + 1 and hub.numbers([uuid, new_uuid()]) == {uuid: head + 1}
        assert [(p.n, p.uuid, p.coder, p.parts, p.things) for p in hub.pushes(head)] == [(head + 1, uuid, "ben", 0, 0)]
        server.Hub(other, study).skip(head + 1, "made by a test")
        assert hub.pushes(head) == [] and hub.head() == head + 1


def test_who_is_a_member_in_which_role(team: Team) -> None:
    team.begun()
    (study,) = (str(row[0]) for row in team.sql("lea", "select distinct study from qda.push"))
    with server.connected(team.url("lea")) as db:
        hub = server.Hub(db, study)
        assert hub.members() == [
            server.Member("ben", "ben", "coder"), server.Member("guest", "guest", "reader"),
            server.Member("kim", "kim", "coder"), server.Member("lea", "lea", "lead"),
        ]  # fmt: skip
        assert hub.leads() == {"lea"} and not hub.blinded() and not hub.blind
        hub.set_member("kim", "kim", "lead")
        hub.set_member("ben", "ben", "none")
        assert [(m.login, m.role) for m in hub.members()] == [("guest", "reader"), ("kim", "lead"), ("lea", "lead")]
        assert hub.leads() == {"lea", "kim"}
        hub.set_blind(True)
        assert hub.blinded() and server.Hub(db, study).blind is False, "a lead sees all"
        hub.set_blind(False)
        assert not hub.blinded()
