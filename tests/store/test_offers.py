"""What a shell may offer of a study, and what the program offered: candidates and suggestions."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from qda.core.errors import NotFound
from qda.store import project, quiet
from qda.store.analysis import candidates, suggestions
from qda.store.analysis.suggestions import Coded, Offer
from qda.store.file.ids import digest
from qda.store.project import Study
from qda.store.queries import offered
from qda.store.quiet import quietly
from qda.store.texts import sources


def test_names_that_are_offered(filled: Study) -> None:
    db = filled.db
    assert offered.sources(db) == [("thread-1", "Thread-1"), ("thread-2", "Thread-2"), ("interview-01", "Interview-01")]
    with filled.change("source set") as c:
        c.update("source", 1, title="thread-1")
    assert offered.sources(db)[0] == ("thread-1", "forum")
    assert offered.participants(db) == [
        ("Jan de Vries", "participant"), ("Mia 😀 Öztürk", "participant"), ("anoniem (thread-1)", "participant"),
        ("Piet Puk", "participant"), ("Interviewer (interview-01)", "researcher"), ("R1 (interview-01)", "participant"),
    ]  # fmt: skip
    assert offered.labels(db) == [("Interviewer", "2 turns"), ("R1", "2 turns")]
    with filled.change("segment set") as c:
        c.update("segment", 9, author="R1")
    assert offered.labels(db) == [("R1", "3 turns"), ("Interviewer", "1 turn")]
    assert offered.coders(db) == [("anna", "coder"), ("ben", "coder")] and offered.languages(db) == [("nl", "")]
    assert offered.segments(db, 2) == [("1", "post Jan de Vries"), ("2", "post Piet Puk"), ("3", "post Piet Puk")]
    assert offered.segments(db, 1)[1] == ("2", "quoted")


def test_codes_that_are_offered(filled: Study) -> None:
    db = filled.db
    v, m = "vertrouwen", "publieke meerwaarde"
    every = [
        ("macht", "core"), (m, "category"), (f"{m}/eigen koers", "code"), ("verantwoordelijkheid", "code"), (v, "category"),
        (f"{v}/eigen koers", "code"), ("loslaten", "focused"),
    ]  # fmt: skip
    assert offered.named_codes(db) == offered.named_codes(db, "LOS") == every
    assert offered.named_codes(db, "laten") == [*every, ("Laten gaan", f"now {v}/loslaten")]
    assert offered.named_codes(db, "laten", ("category", "core")) == [
        ("macht", "core"),
        (m, "category"),
        (v, "category"),
    ]
    assert offered.named_codes(db, f"{v}/")[-1] == (f"{v}/loslaten", "focused")
    with filled.change("codebook rename") as c:
        c.update("code", 5, name="a/b", key="a/b")
    assert offered.named_codes(db, f"{v}/")[-3:] == [
        (f"{v}/a/b", "focused"),
        ("a/b", "focused"),
        (f"{v}/eigen koers", "code"),
    ]
    assert offered.code_of(db, "3") == 5 and offered.code_of(db, "99") is None and offered.code_of(db, "x") is None
    assert offered.code_of(db, "9" * 18) is None and offered.code_of(db, "9" * 19) is None


def test_variables_that_are_offered(filled: Study) -> None:
    db = filled.db
    assert offered.variables(db) == [
        ("municipality", "of sources"),
        ("gender", "of participants"),
        ("role", "of participants"),
    ]
    assert offered.variables(db, ("source",)) == [("municipality", "of sources")]
    assert offered.variables(db, ("participant",)) == [("gender", "of participants"), ("role", "of participants")]
    assert offered.values(db, "Municipality") == [("Delft", "1 with it"), ("Ede", "1 with it")]
    assert offered.values(db, "municipality", ("participant",)) == [] and offered.values(
        db, "gender", ("participant",)
    ) == [("v", "1 with it")]
    assert offered.values(db, "ROLE") == [(r, "") for r in ("participant", "researcher", "quoted", "organisation")]
    assert offered.values(db, "role", ("source",)) == []


def test_a_variable_called_role_is_offered_once(filled: Study) -> None:
    with filled.change("set") as c:
        c.insert("variable", uuid="u", name="Role", key="role", holder="participant", created_at=c.at)
    assert offered.variables(filled.db, ("participant",)) == [
        ("gender", "of participants"),
        ("Role", "of participants"),
    ]


def test_numbers_that_are_offered(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    db = filled.db
    assert offered.numbers(db, "coding", "1")[:2] == [
        ("13", "vertrouwen, interview-01"),
        ("12", "vertrouwen, thread-1"),
    ]
    assert [n for n, _ in offered.numbers(db, "coding", "1")] == ["13", "12", "11", "10", "1"]
    assert len(offered.numbers(db, "coding")) == len(offered.numbers(db, "coding", "x")) == 13
    assert offered.numbers(db, "memo") == [("3", "steekproef"), ("2", "tweede"), ("1", "alles")]
    assert offered.numbers(db, "relation", "1") == [("1", "vertrouwen causes publieke meerwaarde")]
    assert offered.numbers(db, "comparison")[0] == ("3", "same: naast elkaar gelegd")
    assert offered.numbers(db, "negative")[2:] == [("2", "bounded: spreekt tegen"), ("1", "open: spreekt tegen")]
    assert offered.numbers(db, "sampling")[0] == ("2", "een tweede gemeente")
    assert offered.numbers(db, "candidate") == [
        ("3", "merged: richting"),
        ("2", "open: publieke meerwaarde"),
        ("1", "open: eigen koers"),
    ]
    assert offered.numbers(db, "suggestion") == [("2", "open: vertrouwen"), ("1", "rejected: vertrouwen")]
    monkeypatch.setattr(offered, "MOST", 13)
    assert len(offered.numbers(db, "coding")) == 13
    monkeypatch.setattr(offered, "MOST", 12)
    assert offered.numbers(db, "coding") == [] and len(offered.numbers(db, "coding", "1")) == 5
    with filled.change("memo edit") as c:
        c.update("memo", 1, title="een  \n" + "x" * 70)
    assert offered.numbers(db, "memo", "1") == [("1", "een " + "x" * 56)]


def test_a_study_is_looked_at_without_a_trace(filled_file: Path) -> None:
    raw, there = filled_file.read_bytes(), sorted(os.listdir(filled_file.parent))
    with quietly(filled_file) as study:
        assert study is not None and study.setting("name") == "study"
        with pytest.raises(sqlite3.OperationalError):
            study.db.execute("update code set name = 'x'")
    assert filled_file.read_bytes() == raw and sorted(os.listdir(filled_file.parent)) == there
    for path in (filled_file.parent, filled_file.parent / "none.db"):
        with quietly(path) as study:
            assert study is None
    other = filled_file.parent / "other.db"
    sqlite3.connect(other).executescript("create table a(b)").close()
    (filled_file.parent / "text.db").write_bytes(b"no database at all" * 99)
    for name in ("other.db", "text.db"):
        with quietly(filled_file.parent / name) as study:
            assert study is None


def test_a_connection_that_breaks_down_is_closed(filled_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = list["Broken"]()

    class Broken:
        closed = False

        def __init__(self, path: Path, mode: str) -> None:
            self.mode = mode
            made.append(self)

        def execute(self, _: str) -> None:
            raise sqlite3.DatabaseError("malformed")

        def close(self) -> None:
            self.closed = True

    monkeypatch.setattr(quiet, "connect", Broken)
    for log, modes in ((False, ["mode=ro&immutable=1"]), (True, ["mode=ro&readonly_shm=1", "mode=ro&immutable=1"])):
        if log:
            filled_file.with_name("qda.db-wal").write_bytes(b"")
        with quietly(filled_file) as study:
            assert study is None
        assert [(one.mode, one.closed) for one in made] == [(mode, True) for mode in modes]
        made.clear()

    def refuses(path: Path, mode: str) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(quiet, "connect", refuses)
    with quietly(filled_file) as study:
        assert study is None


def test_a_study_that_is_open_elsewhere_is_read_as_it_is_now(filled_file: Path) -> None:
    with project.open_study(filled_file) as writing:
        with writing.change("codebook rename") as c:
            c.update("code", 7, name="nieuw", key="nieuw")
        with quietly(filled_file) as study:
            assert study is not None and ("nieuw", "core") in offered.named_codes(study.db)
            assert study.db.execute("pragma busy_timeout").fetchone() == (200,)


# What the program offered


def test_candidates(filled: Study) -> None:
    db = filled.db
    known = candidates.read(db)
    assert list(known) == [1, 2, 3] and (known[3].shown, known[1].shown, known[2].terms) == (
        "richting",
        "eigen koers",
        ("meerwaarde", "waarde"),
    )
    assert (known[3].status, known[3].joined, known[3].code) == ("merged", 1, None) and len(known[1].quotes) == 2
    assert known[1].quotes[0][1:3] == (0, 12) and [x.id for x in candidates.open_ones(db, [2, 1, 2])] == [2, 1]
    for id, says in ((9, "there is no candidate '9'; the list of candidates has their numbers"),
                     (3, "there is no open candidate '3'; it is merged into 1: undo that to decide anew")):  # fmt: skip
        with pytest.raises(NotFound) as e:
            candidates.open_ones(db, [1, id])
        assert str(e.value) == says
    with filled.change("discover") as c:
        made = candidates.add(c, "één", ["t"], [("u", 1, 2, "d")])
        candidates.rename(c, 2, "waarde")
        candidates.renew(c, 1, "koers", ["a", "b"], [])
        candidates.decide(c, 2, "accepted", code="u-1")
    row = db.execute(
        "select terms, quotes, status, coder, created_at, decided_at from candidate where id = ?", (made,)
    ).fetchone()
    assert row == ('["t"]', '[["u",1,2,"d"]]', "open", 1, c.at, None)
    known = candidates.read(db)
    assert known[made][:6] == (made, "één", "", ("t",), (("u", 1, 2, "d"),), "open") and known[1][1:5] == (
        "koers",
        "",
        ("a", "b"),
        (),
    )
    assert (known[2].name, known[2].label, known[2].status, known[2].code) == (
        "waarde",
        "publieke meerwaarde",
        "accepted",
        "u-1",
    )
    assert db.execute("select decided_at from candidate where id = 2").fetchone() == (c.at,)
    with pytest.raises(NotFound) as e:
        candidates.open_ones(db, [2])
    assert str(e.value) == "there is no open candidate '2'; it is accepted: undo that to decide anew"


def test_codings_to_learn_from(filled: Study) -> None:
    every = suggestions.coded(filled.db, confirmed=False)
    assert [x.id for x in every] == [12, 1, 11, 9, 3, 6, 8, 5, 13, 7, 4, 10, 2] and every[0] == Coded(12, 1, 20, 30, 2)
    assert [x.id for x in suggestions.coded(filled.db, confirmed=True)] == [12, 1, 11, 9, 3, 8, 5, 13, 4, 10, 2]


def test_suggestions(filled: Study) -> None:
    db = filled.db
    one, two = suggestions.read(db)
    assert (one.kind, one.code, one.name, one.source, one.where, one.start, one.end, one.rank) == (
        "quote", 2, "vertrouwen", 1, "thread-1", 1, 9, 1,
    )  # fmt: skip
    assert (
        one.text == sources.text(db, 1)[1:9]
        and one.decision == "rejected"
        and two.decision is None
        and one.coder == "anna"
    )
    assert list(one.because) == ["codings", "words"] and [s.id for s in suggestions.read(db, [2, 1, 2])] == [2, 1]
    assert suggestions.rejected(db, "anna") == [Coded(1, 1, 1, 9, 2)] and suggestions.rejected(db, "ben") == []
    with pytest.raises(NotFound) as e:
        suggestions.read(db, [1, 9])
    assert str(e.value) == "there is no suggestion '9'; the list of suggestions has them"
    with filled.change("suggest") as c:
        suggestions.decide(c, 2, "rejected")
        c.update("code", 2, name="hoop", key="hoop")
        c.update("suggestion", 1, because='{"codings": [], "words": [], "digest": "x"}')
    one, two = suggestions.read(db)
    assert (one.text, one.name, two.decided_at, two.name) == (None, "hoop", c.at, "hoop") and suggestions.rejected(
        db, "anna"
    ) == [Coded(2, 1, 2, 9, 2)]
    with filled.change("remove") as c:
        c.delete("source", 1)
        c.update("code", 4, parent=None)
        c.update("code", 5, parent=None)
        c.delete("code", 2)
    one, two = suggestions.read(db)
    assert (two.source, two.where, two.text, two.code, two.name) == (
        None,
        "",
        None,
        None,
        "vertrouwen",
    ) and suggestions.rejected(db, "anna") == []


def test_an_offer_is_kept_once(filled: Study) -> None:
    db = filled.db
    text = sources.text(db, 2)[3:20]
    offer = Offer(5, 2, 3, 20, text, 4, (3, 4), ("los", "één"))
    assert suggestions.known(db, offer, "anna") is None
    with filled.change("suggest codes") as c:
        made = suggestions.add(c, "code", offer)
    assert suggestions.known(db, offer, "anna") == made and suggestions.known(db, offer, "ben") is None
    assert (
        suggestions.known(db, offer._replace(end=21), "anna") is None
        and suggestions.known(db, offer._replace(code=6), "anna") is None
    )
    assert suggestions.known(db, offer._replace(text="anders"), "anna") is None
    row = db.execute(
        'select kind, name, start, "end", rank, because, decision, coder, created_at, decided_at from suggestion where id = ?',
        (made,),
    ).fetchone()
    uuids = [u for (u,) in db.execute("select uuid from coding where id in (3, 4) order by id")]
    because = json.dumps({"codings": uuids, "words": ["los", "één"], "digest": digest(text)}, ensure_ascii=False)
    assert row == ("code", "loslaten", 3, 20, 4, because, None, 1, c.at, None)
    with filled.change("suggest codes") as c:
        suggestions.decide(c, made, "rejected")
    with filled.change("suggest codes") as c:
        assert suggestions.add(c, "quote", offer._replace(rank=1)) == made
    found = suggestions.read(db, [made])[0]
    assert (found.kind, found.rank, found.decision, found.decided_at) == ("quote", 1, None, None)
