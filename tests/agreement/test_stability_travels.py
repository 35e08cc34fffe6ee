"""Draws that leave the study and come back: copies, merges of files, projects of our own, with names and under pseudonyms."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from qda.core.drafts import ReadOptions
from qda.ops.agreement import stability
from qda.ops.coding import coding
from qda.ops.exchange import export, taking_in
from qda.ops.sources import import_list, pseudonyms, update
from qda.ops.sources.masking import Veiled
from qda.ops.study import study as studies
from qda.ops.teams import handout, merge
from qda.reports.agreement import stability as report
from qda.store import check, project
from qda.store.project import Study

TALK = """\
Interviewer: How was it?

Fenna Zandbergen: I carried it myself. Sjoerd Braak was away, and nobody else came to help.

Sjoerd Braak: She carried it, and I was not there.
"""
QUOTES = {"talk": ("I carried it myself.", "nobody else came", "Sjoerd Braak was away"), "note": ("A second text",)}


@pytest.fixture
def drawn(study: Study, tmp_path: Path) -> Study:
    """Four stretches in two sources are drawn; the first was coded again."""
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "note.txt").write_text("A second text with a stretch.\n", encoding="utf-8")
    for name in QUOTES:
        import_list.import_texts(
            study, [str(tmp_path / f"{name}.txt")], ReadOptions("interview" if name == "talk" else "plain")
        )
        for n, quote in enumerate(QUOTES[name]):
            coding.code(study, name, ["carrying", "alone"][n % 2 :], quote=quote)
    stability.draw(study, n=4, seed=2)
    stability.code(study, rows(study)[0]["item"], ["alone"])
    return study


def rows(study: Study) -> list[dict[str, Any]]:
    return list(report.run(study, want="rows").table.dicts())


def held(study: Study) -> list[Any]:
    """What a draw holds, by uuid and name."""
    found = []
    for table, of in (("stability_then", "x.id = t.item"), ("stability_now", "x.id = a.item")):
        joined = (
            "stability_coded a on a.id = t.coded join stability_item x"
            if table == "stability_now"
            else "stability_item x"
        )
        found += study.db.execute(
            f"select '{table}', x.uuid, s.name, x.start, x.end, c.name from {table} t join {joined} on {of} "
            "join source s on s.id = x.source join code c on c.id = t.code order by 2, 6"
        ).fetchall()
    return [found, study.db.execute("select uuid, seed, pool, created_at from stability").fetchall()]


def finish(study: Study, name: str) -> None:
    for x in stability.waits(study):
        stability.code(study, x.id, [name])


def test_a_project_brings_them_back(drawn: Study, tmp_path: Path) -> None:
    table = {row["thing"]: row for row in export.export(drawn, str(tmp_path / "p.qdpx")).table.dicts()}  # type: ignore[union-attr]
    assert (table["stability"]["found"], table["stability"]["carried"]) == (1, 1)
    with project.create(tmp_path / "other" / "qda.db", name="other", coder="anna", language="en") as other:
        taking_in.import_project(other, str(tmp_path / "p.qdpx"))
        assert held(other) == held(drawn) and list(check.run(other.db)) == []
        before = studies.log(other).rows
        taking_in.import_project(other, str(tmp_path / "p.qdpx"))
        assert len(list(studies.log(other).rows)) == len(list(before))
        finish(other, "carrying")
        mine = held(other)
        taking_in.import_project(other, str(tmp_path / "p.qdpx"))
        assert held(other) == mine, "what was coded again here is not mixed with what the file has"


def test_some_sources_take_their_stretches_alone(drawn: Study, tmp_path: Path) -> None:
    export.export(drawn, str(tmp_path / "p.qdpx"), source=["note"])
    with project.create(tmp_path / "other" / "qda.db", name="other", coder="anna", language="en") as other:
        taking_in.import_project(other, str(tmp_path / "p.qdpx"))
        assert [row["source"] for row in rows(other)] == ["note"]
    handout.handout(drawn, str(tmp_path / "some.db"), to="ben", sources=["talk"])
    with project.open_study(tmp_path / "some.db") as some:
        assert [row["source"] for row in rows(some)] == ["talk"] * 3 and list(check.run(some.db)) == []


def test_pseudonyms(drawn: Study, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    pseudonyms.pseudonymise(drawn, str(tmp_path_factory.mktemp("keys") / "key.csv"), left=False)
    export.export(drawn, str(tmp_path / "p.qdpx"), veiled=Veiled(drawn))
    with project.create(tmp_path / "other" / "qda.db", name="other", coder="anna", language="en") as other:
        taking_in.import_project(other, str(tmp_path / "p.qdpx"))
        texts = sorted(row["text"] for row in rows(other))
        assert "nobody else came" in texts and "Sjoerd Braak was away" not in texts
        assert any(text.endswith(" was away") for text in texts), "the stretch is that of the shown text"


def test_a_copy_without_codings_has_none(drawn: Study, tmp_path: Path) -> None:
    handout.handout(drawn, str(tmp_path / "blind.db"), to="ben", without=["codings"])
    with project.open_study(tmp_path / "blind.db") as blind:
        for table in ("stability", "stability_item", "stability_then", "stability_coded", "stability_now"):
            assert blind.db.execute(f"select count(*) from {table}").fetchone() == (0,)
    handout.handout(drawn, str(tmp_path / "whole.db"), to="ben", without=["memos"])
    with project.open_study(tmp_path / "whole.db") as whole:
        assert held(whole) == held(drawn)


def test_files_are_merged(drawn: Study, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    drawn.db.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(drawn.path, there)
    with project.open_study(there) as theirs:
        finish(theirs, "carrying")
        stability.draw(theirs, n=1, seed=9)
        wanted = held(theirs)
    said = merge.merge(drawn, str(there))
    table = {row["thing"]: row for row in said.table.dicts()}  # type: ignore[union-attr]
    assert table["stability"]["added"] == 4, "three stretches that were coded again, and a draw"
    assert held(drawn) == wanted and list(check.run(drawn.db)) == []
    studies.undo(drawn)
    assert len(stability.waits(drawn)) == 3


def test_what_both_coded_again_stays_as_it_is_here(drawn: Study, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    drawn.db.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(drawn.path, there)
    one, two, three = stability.waits(drawn)
    stability.code(drawn, one.id, ["alone"])
    stability.code(drawn, two.id, ["alone"])
    mine = held(drawn)
    with project.open_study(there) as theirs:
        stability.code(theirs, one.id, ["carrying"])
        stability.code(theirs, two.id, ["alone"])
        stability.code(theirs, three.id, ["carrying"])
    merge.merge(drawn, str(there))
    assert mine[0] != held(drawn)[0] and set(mine[0]) < set(held(drawn)[0]), "the third came, nothing else"
    told = drawn.db.execute("select kind, thing, name, ours, theirs from conflict").fetchall()
    assert told == [("both-made", "stability", f"item {one.id}", "alone", "carrying")]
    assert list(check.run(drawn.db)) == []


@pytest.mark.parametrize("theirs_too", [False, True])
def test_stretches_follow_their_words_into_a_text_that_is_newer_here(
    drawn: Study, tmp_path: Path, theirs_too: bool
) -> None:
    there, new, other = tmp_path / "there.db", tmp_path / "new.txt", tmp_path / "other.txt"
    drawn.db.execute("pragma wal_checkpoint(truncate)")
    shutil.copy(drawn.path, there)
    new.write_text("Before it.\n\nA second text with a stretch.\n", encoding="utf-8")
    other.write_text("A second text with a stretch.\n\nAfter it.\n", encoding="utf-8")
    update.update(drawn, "note", str(new))
    with project.open_study(there) as theirs:
        finish(theirs, "alone")
        stability.draw(theirs, n=4, seed=5)
        if theirs_too:
            update.update(theirs, "note", str(other))
        wanted = sorted(row["text"] for row in rows(theirs))
    merge.merge(drawn, str(there))
    assert sorted(row["text"] for row in rows(drawn)) == wanted and len(stability.waits(drawn)) == 4
    assert list(check.run(drawn.db)) == []


@pytest.mark.parametrize("seed", ["yes", "1.5", "--"])
def test_a_seed_is_a_whole_number(drawn: Study, seed: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from qda.cli import app

    monkeypatch.chdir(Path(drawn.path).parent)
    assert (
        app.run(["stability", "draw", "--n", "1", "--seed", seed]) == 2 and "Traceback" not in capsys.readouterr().err
    )
