"""The week of two coders: a blind copy, one codebook, coded apart, merged, compared, settled place by place, reported, undone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from contract_runner import Qda
from filled_study import dump

from qda.store import project
from qda.store.analysis import codings
from qda.store.file import layer
from qda.store.texts import sources

CITY = "interview-city-manager"
# Who codes what in the same text: lea, ben; alike, with other boundaries, under another code, one alone.
LEA = (
    ("drawing a line", "If one of them asks me a question"),
    ("counting it", "The number is what shamed us into a second station."),
    ("unseen work", "Nobody's going to name a boring Sunday after you."),
    ("it was access", "waited for the invoice to surface"),
)
BEN = (
    ("drawing a line", "If one of them asks me a question"),
    ("counting it", "The number is what shamed us"),
    ("being answered", "Nobody's going to name a boring Sunday after you."),
    ("living with both", "I did it well, too"),
)
Row = dict[str, Any]


class Team:
    """lea's and ben's files, both made of one study: hers whole, his without what was coded before."""

    def __init__(self, folder: Path) -> None:
        self.qda = Qda(folder)
        self.ours, self.theirs = folder / "study" / "qda.db", folder / "ben.db"

    def run(self, whose: Path, coder: str, *args: object) -> str:
        return self.qda.ok("--project", whose, "--coder", coder, *args).out

    def lea(self, *args: object) -> str:
        return self.run(self.ours, "lea", *args)

    def ben(self, *args: object) -> str:
        return self.run(self.theirs, "ben", *args)

    def rows(self, whose: Path, *args: object) -> list[Row]:
        return list(json.loads(self.qda.ok("--project", whose, *args, "--format", "json").out))

    def places(self, whose: Path, *args: object) -> dict[tuple[str, str], Row]:
        return {(r["code"], r["kind"]): r for r in self.rows(whose, "disagreements", *args)}

    def merge(self, into: Path, of: Path) -> dict[str, Row]:
        found = {r["thing"]: r for r in self.rows(into, "merge", of)}
        self.qda.ok("--project", into, "check")
        return found

    def layer(self, whose: Path) -> set[tuple[str, str, str]]:
        rows = self.rows(whose, "codings", "--coder", "consensus")
        return {(r["uuid"], r["code"], r["text"]) for r in rows}

    def decisions(self, whose: Path) -> set[tuple[str, str, str]]:
        with project.open_study(whose) as study:
            return set(study.db.execute("select uuid, how, note from decision"))

    def dump(self) -> dict[str, Any]:
        with project.open_study(self.ours) as study:
            return dump(study.db)

    def lines(self) -> int:
        with project.open_study(self.ours) as study:
            (n,) = study.db.execute("select count(*) from change where kind in ('do', 'undo', 'redo')").fetchone()
        return int(n)


@pytest.fixture(scope="module")
def _apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo study, handed out blind; both have coded one interview whole."""
    folder = tmp_path_factory.mktemp("apart")
    t = Team(folder)
    t.qda.ok("--coder", "demo", "demo", "study", "--quiet")
    t.lea("uncode", *(r["id"] for r in t.rows(t.ours, "codings", "--source", CITY)))  # both begin with a clean text
    t.lea("handout", t.theirs, "--to", "ben", "--without", "codings")
    assert t.rows(t.theirs, "codings") == [] and len(t.rows(t.theirs, "codebook", "list")) == len(
        t.rows(t.ours, "codebook", "list")
    )
    for act, held in ((t.lea, LEA), (t.ben, BEN)):
        for code, quote in held:
            act("code", CITY, code, "--quote", quote)
        act("source", "done", CITY)
    return folder


@pytest.fixture
def team(_apart: Path, tmp_path: Path) -> Team:
    """The two files as they are when both have coded, to change."""
    shutil.copytree(_apart, tmp_path, dirs_exist_ok=True)
    return Team(tmp_path)


def test_two_code_blind_merge_compare_settle_report_and_undo(team: Team, tmp_path: Path) -> None:
    apart = team.dump()
    rows = team.merge(team.ours, team.theirs)
    assert (rows["coding"]["added"], rows["done"]["added"]) == (4, 1) and team.rows(team.ours, "conflicts") == []
    joined, lines = team.dump(), team.lines()

    figures = team.rows(team.ours, "agreement", "--coder", "lea", "--coder", "ben", "--only-done", "--bootstrap", "200")
    assert {r["coefficient"] for r in figures} == {"percent", "alpha", "u-alpha"}
    alpha = next(r for r in figures if (r["code"], r["coefficient"]) == ("counting it", "alpha"))
    assert alpha["low"] <= alpha["value"] <= alpha["high"] and alpha["coders"] == ["ben", "lea"]

    open_ = team.places(team.ours)
    assert set(open_) == {
        ("counting it", "boundary"), ("unseen work", "other-code"), ("being answered", "other-code"),
        ("it was access", "missed"), ("living with both", "missed"),
    }  # fmt: skip
    number = {code: r["id"] for (code, _), r in open_.items()}
    team.lea("resolve", number["counting it"], "--boundary", "widest")
    team.lea("resolve", number["unseen work"], "--keep", "ben", "--note", "being told is the point")
    team.lea("resolve", number["it was access"], "--drop", "--note", "only an invoice")
    team.lea("resolve", number["living with both"], "--to", "drawing a line", "--note", "it is a line")
    team.lea("resolve", "--agreed")
    assert team.places(team.ours) == {} and len(team.places(team.ours, "--settled")) == 5
    assert {(code, text) for _, code, text in team.layer(team.ours)} == {
        ("counting it", "The number is what shamed us into a second station."),
        ("being answered", "Nobody's going to name a boring Sunday after you."),
        ("drawing a line", "I did it well, too"),
        ("drawing a line", "If one of them asks me a question"),
    }
    assert len(team.rows(team.ours, "codings", "--coder", "ben")) == len(BEN)
    team.lea("report", "study", "-o", tmp_path / "study.html")
    page = (tmp_path / "study.html").read_text()
    assert "settled 1 place" in page and "took 1 agreed place" in page, "it says how it was done"
    team.qda.ok("--project", team.ours, "check")

    settled = team.dump()
    back = team.merge(team.theirs, team.ours)
    assert back["decision"]["added"] == len(team.decisions(team.ours)) == 5
    assert team.layer(team.theirs) == team.layer(team.ours) and team.decisions(team.theirs) == team.decisions(team.ours)
    assert team.places(team.theirs) == {} and len(team.places(team.theirs, "--settled")) == 5
    assert team.merge(team.theirs, team.ours) == {}
    with sqlite3.connect(team.theirs) as db:
        assert db.execute("select name, count(*) from coder where consensus = 1").fetchall() == [("consensus", 1)]
    team.ben("undo", "--any")
    assert team.decisions(team.theirs) == set() and team.merge(team.theirs, team.ours)["decision"]["added"] == 5

    team.lea("undo", team.lines() - lines, "--any")
    assert team.dump() == joined
    team.lea("undo", "--any")
    assert team.dump() == apart
    assert settled != joined


def both_settle(team: Team, lea: tuple[object, ...], ben: tuple[object, ...], code: str = "counting it") -> None:
    """Both have all codings; then each settles the same place, apart."""
    team.merge(team.ours, team.theirs)
    team.merge(team.theirs, team.ours)
    for act, whose, way in ((team.lea, team.ours, lea), (team.ben, team.theirs, ben)):
        at = next(r for (c, _), r in team.places(whose).items() if c == code)
        act("resolve", at["id"], *way)


def test_the_same_decision_on_both_sides_is_one(team: Team) -> None:
    both_settle(team, ("--boundary", "widest"), ("--boundary", "widest", "--note", "all of it"))
    rows = team.merge(team.ours, team.theirs)
    assert (rows["decision"]["joined"], rows["coding"]["joined"]) == (1, 1) and team.rows(team.ours, "conflicts") == []
    assert [(how, note) for _, how, note in team.decisions(team.ours)] == [("boundary", "all of it")]
    team.merge(team.theirs, team.ours)
    assert len(team.decisions(team.theirs)) == 1 and len(team.layer(team.theirs)) == 1
    assert team.places(team.theirs, "--settled").keys() == {("counting it", "boundary")}


def contested(team: Team) -> Row:
    """Both settled one place, in two ways, and lea merged: the conflict."""
    both_settle(team, ("--boundary", "widest"), ("--keep", "ben", "--note", "shorter says it"))
    rows = team.merge(team.ours, team.theirs)
    assert (rows["decision"]["kept"], rows["coding"]["kept"]) == (1, 1)
    (found,) = team.rows(team.ours, "conflicts")
    assert (found["kind"], found["thing"], found["column"], found["coder"]) == ("both-made", "decision", "how", "ben")
    assert found["name"] == f"counting it in {CITY}" and found["theirs"] == "keep ben (shorter says it)"
    assert found["ours"].startswith("boundary ") and {t for _, _, t in team.layer(team.ours)} == {LEA[1][1]}
    return found


def test_two_decisions_on_one_place_are_a_conflict_and_theirs_is_kept_in_it(team: Team) -> None:
    found = contested(team)
    before = team.dump()
    assert team.qda("--project", team.ours, "conflicts", "settle", found["id"], "--value", "drop").status == 1
    team.lea("conflicts", "settle", found["id"], "--theirs")
    assert {(how, note) for _, how, note in team.decisions(team.ours)} == {("keep", "shorter says it")}
    assert {t for _, _, t in team.layer(team.ours)} == {BEN[1][1]} and team.rows(team.ours, "conflicts") == []
    assert team.places(team.ours, "--settled").keys() == {("counting it", "boundary")}
    assert team.decisions(team.ours) == team.decisions(team.theirs)
    team.merge(team.theirs, team.ours)
    assert team.layer(team.theirs) == team.layer(team.ours) and team.rows(team.theirs, "conflicts") == []
    team.lea("undo", "--any")
    assert team.dump() == before


@pytest.mark.parametrize("ben", [("--drop", "--note", "x"), ("--keep", "ben", "--note", "x"), ("--boundary", "common")])
def test_each_way_is_taken_as_it_was_decided_and_undone(ben: tuple[object, ...], team: Team) -> None:
    both_settle(team, ("--boundary", "widest"), ben)
    team.merge(team.ours, team.theirs)
    (found,) = team.rows(team.ours, "conflicts")
    before = team.dump()
    team.lea("conflicts", "settle", found["id"], "--theirs", "--note", "ben is right")
    assert team.decisions(team.ours) == team.decisions(team.theirs)
    assert team.layer(team.ours) == team.layer(team.theirs)
    assert team.places(team.ours, "--settled").keys() == team.places(team.theirs, "--settled").keys()
    team.lea("undo", "--any")
    assert team.dump() == before


def test_what_their_decision_puts_into_the_layer_may_be_there_already(team: Team) -> None:
    """It holds the coding that is there; the coding of its place may be gone."""
    found = contested(team)
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
        assert rows == [("keep", "shorter says it", None, there)]
        assert study.db.execute("select id from coding where coder = ?", (of,)).fetchall() == [(there,)]


def test_what_one_side_settled_is_settled_on_the_other(team: Team) -> None:
    found = contested(team)
    team.lea("conflicts", "settle", found["id"], "--ours")
    team.merge(team.theirs, team.ours)
    assert team.rows(team.theirs, "conflicts") == [] and team.decisions(team.theirs) == team.decisions(team.ours)
    assert team.layer(team.theirs) == team.layer(team.ours)
    assert team.merge(team.ours, team.theirs).keys() <= {"decision", "coding"}
    assert team.decisions(team.theirs) == team.decisions(team.ours) and team.rows(team.ours, "conflicts") == []


@pytest.mark.parametrize("way", ["--ours", "--theirs"])
def test_a_conflict_told_on_both_sides_is_settled_once(team: Team, way: str) -> None:
    found = contested(team)
    team.merge(team.theirs, team.ours)
    (there,) = team.rows(team.theirs, "conflicts")
    assert (there["ours"], there["theirs"]) == (found["theirs"], found["ours"])
    team.lea("conflicts", "settle", found["id"], way, "--note", "so it is")
    team.merge(team.theirs, team.ours)
    assert team.rows(team.theirs, "conflicts") == [] and team.decisions(team.theirs) == team.decisions(team.ours)
    assert team.layer(team.theirs) == team.layer(team.ours)
    told = []
    for whose in (team.ours, team.theirs):
        db = sqlite3.connect(whose)
        told.append(db.execute("select status, note, settler, settled_at from conflict").fetchall())
        db.close()
    assert told[0] == told[1] and told[0][0][:3] == ("settled", "so it is", "lea") and told[0][0][3]


def test_a_place_that_theirs_decided_anew_or_reopened_is_so_here(team: Team) -> None:
    team.merge(team.ours, team.theirs)
    at = next(r for (c, _), r in team.places(team.ours).items() if c == "counting it")
    team.lea("resolve", at["id"], "--boundary", "widest")
    team.merge(team.theirs, team.ours)
    there = team.places(team.theirs, "--settled")["counting it", "boundary"]
    team.ben("resolve", there["id"], "--boundary", "common")
    rows = team.merge(team.ours, team.theirs)
    assert (rows["decision"]["added"], rows["decision"]["removed"]) == (1, 1)
    assert {t for _, _, t in team.layer(team.ours)} == {BEN[1][1]} and team.rows(team.ours, "conflicts") == []
    team.ben("resolve", there["id"], "--reopen")
    assert team.merge(team.ours, team.theirs)["decision"]["removed"] == 1
    assert team.layer(team.ours) == set() and ("counting it", "boundary") in team.places(team.ours)


def test_nothing_decided_is_in_a_copy_without_codings_in_any_byte(team: Team, tmp_path: Path) -> None:
    team.merge(team.ours, team.theirs)
    at = next(r for (c, _), r in team.places(team.ours).items() if c == "counting it")
    team.lea("resolve", at["id"], "--boundary", "widest", "--note", "zebrafinch decides")
    uuids = {u for u, *_ in team.decisions(team.ours) | team.layer(team.ours)}
    copy, whole = tmp_path / "cor.db", tmp_path / "dan.db"
    team.lea("handout", copy, "--to", "cor", "--without", "codings")
    team.lea("handout", whole, "--to", "dan")
    held = copy.read_bytes()
    for word in ("zebrafinch", "consensus", *uuids):
        assert word.encode() in whole.read_bytes(), word
        assert word.encode() not in held or word == "consensus", word
    with sqlite3.connect(copy) as db:
        for table in ("decision", "decision_place", "decision_coding", "coding"):
            assert db.execute(f"select count(*) from {table}").fetchone() == (0,)
        assert db.execute("select count(*) from coder where consensus = 1 or key = 'consensus'").fetchone() == (0,)
    refused = team.qda("--project", team.ours, "--coder", "lea", "handout", tmp_path / "x.db", "--to", "Consensus")
    assert refused.status == 1 and not (tmp_path / "x.db").exists()


def test_a_copy_of_some_sources_has_their_decisions_alone(team: Team, tmp_path: Path) -> None:
    team.merge(team.ours, team.theirs)
    at = next(r for (c, _), r in team.places(team.ours).items() if c == "counting it")
    team.lea("resolve", at["id"], "--boundary", "widest")
    for name, n in (("thread-public-value", 0), (CITY, 1)):
        team.lea("handout", tmp_path / f"{name}.db", "--to", "cor", "--source", name)
        assert len(team.decisions(tmp_path / f"{name}.db")) == n
        team.qda.ok("--project", tmp_path / f"{name}.db", "check")


def person_called_consensus(path: Path) -> None:
    """Older programs let a person act under the name: as such a study has it."""
    with project.open_study(path, coder="demo") as study, study.change("settings") as c:
        c.insert(
            "coder", uuid="0d9b2a4e-9c1f-4d59-8a3f-3f1d2a0b7c11", name="consensus", key="consensus", created_at=c.at
        )
        c.summary = "a person"


def coders(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as db:
        return dict(db.execute("select name, consensus from coder"))


@pytest.mark.parametrize("person", ["ours", "theirs"])
def test_a_person_of_that_name_and_the_layer_stay_two(team: Team, person: str) -> None:
    team.merge(team.ours, team.theirs)
    team.merge(team.theirs, team.ours)
    has, decides = (team.ours, team.theirs) if person == "ours" else (team.theirs, team.ours)
    person_called_consensus(has)
    at = next(r for (c, _), r in team.places(decides).items() if c == "counting it")
    team.run(decides, "ben", "resolve", at["id"], "--boundary", "widest")
    team.merge(team.ours, team.theirs)
    team.merge(team.theirs, team.ours)
    named = coders(team.ours)
    assert (named["consensus"], named["consensus (2)"]) == ((0, 1) if person == "ours" else (1, 0))
    assert [len([n for n, flag in coders(p).items() if flag]) for p in (team.ours, team.theirs)] == [1, 1]
    assert len(coders(team.ours)) == len(coders(team.theirs))


def test_as_gives_nothing_of_the_layer_to_a_person(team: Team) -> None:
    team.merge(team.ours, team.theirs)
    team.merge(team.theirs, team.ours)
    at = next(r for (c, _), r in team.places(team.theirs).items() if c == "counting it")
    team.ben("resolve", at["id"], "--boundary", "widest")
    team.qda.ok("--project", team.ours, "merge", team.theirs, "--as", "cor")
    assert len(team.layer(team.ours)) == 1 and coders(team.ours)["consensus"] == 1
    again = team.qda("--project", team.ours, "merge", team.theirs, "--as", "consensus")
    assert again.status == 1 and "consensus" in again.err


def test_what_was_read_whole_is_joined_by_source_and_coder(team: Team) -> None:
    for act in (team.lea, team.ben):
        act("source", "done", "thread-public-value", "--coder", "demo")
    rows = team.merge(team.ours, team.theirs)
    assert (rows["done"]["joined"], rows["done"]["added"]) == (1, 1) and team.rows(team.ours, "conflicts") == []
    done = {(r["source"], r["coder"]) for r in team.rows(team.ours, "source", "done")}
    assert done == {(CITY, "lea"), (CITY, "ben"), ("thread-public-value", "demo")}


def test_what_theirs_read_whole_is_not_said_of_another_text(team: Team, tmp_path: Path) -> None:
    text = json.loads(team.qda.ok("--project", team.ours, "source", "show", CITY, "--format", "json").out)["text"]
    (tmp_path / f"{CITY}.txt").write_text(text + "\n\nA line that was not there before.\n")
    team.lea("source", "update", CITY, tmp_path / f"{CITY}.txt")
    rows = team.merge(team.ours, team.theirs)
    assert rows["done"]["kept"] == 1, (rows["done"], team.rows(team.ours, "source", "done"))
    assert [r["kind"] for r in team.rows(team.ours, "conflicts") if r["thing"] == "done"] == ["text-changed"]
    assert team.rows(team.ours, "source", "done") == []


def test_what_ours_read_whole_is_taken_back_by_their_newer_text_and_told(team: Team, tmp_path: Path) -> None:
    text = json.loads(team.qda.ok("--project", team.ours, "source", "show", CITY, "--format", "json").out)["text"]
    (tmp_path / f"{CITY}.txt").write_text(text + "\n\nA line that was not there before.\n")
    team.ben("source", "update", CITY, tmp_path / f"{CITY}.txt")
    team.merge(team.ours, team.theirs)
    assert team.rows(team.ours, "source", "done") == []
    told = [r for r in team.rows(team.ours, "conflicts") if r["thing"] == "done"]
    assert [(r["kind"], r["ours"], r["name"], r["done"]) for r in told] == [
        ("text-changed", "lea", CITY, "that lea has read it whole is taken back: theirs gave it another text")
    ]
