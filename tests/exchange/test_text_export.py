"""A study as a folder of text: what is in it, only what changed is written, and nothing of anybody else's is touched."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
import yaml

import qda as api
from qda.cli.app import run
from qda.core.errors import QdaError
from qda.exporters.text import file_names, folder, list_of_files
from qda.store import project
from qda.store.project import Study

TALK = (
    "Interviewer: How did the ferry stop?\n\nAna Müller: The ferry \U0001f600 went first; the shop closed.\n\n"
    "Interviewer: And then?\n\nAna Müller: Nobody came any more, said Ana Müller.\n"
)
LETTER = "  The council wrote to us twice.\nNobody answered.\n\n=1+1 is in it, without an end"
Qda = Callable[..., tuple[str, str]]
MEMO = "memos/Who answers.md"


@pytest.fixture(scope="module")
def _full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that has something of everything."""
    here = tmp_path_factory.mktemp("full")
    with chdir(here):
        _coded()
    return here


def _coded() -> None:
    Path("talk.txt").write_text(TALK, encoding="utf-8")
    Path("letter.txt").write_text(LETTER, encoding="utf-8")

    def call(*args: str) -> None:
        assert run(list(args)) == 0

    call("init", "--coder", "ina", "--name", "Quay & *sea*")
    call("import", "talk.txt", "--as", "interview")
    call("import", "letter.txt", "--as", "plain")
    call("source", "set", "talk", "group=north")
    call("participant", "set", "Ana Müller", "age=40")
    call("code", "talk", "loss", "--quote", "The ferry \U0001f600 went first", "--note", "first\nof two")
    call("code", "talk", "silence", "--quote", "Nobody came any more, said Ana Müller")
    call("code", "letter", "silence", "--quote", "Nobody answered.")
    call("code", "letter", "formula", "--quote", "=1+1 is in it")
    call("axial", "category", "decline", "--from", "loss", "--move", "--definition", "what goes,\nbit by bit")
    call("axial", "category", "quiet", "--from", "silence")
    call("axial", "property", "decline", "pace", "--low", "slow", "--high", "at once")
    call("axial", "place", "1", "pace", "at once", "--note", "in a week")
    call("axial", "relate", "decline", "causes", "quiet", "--for", "2", "--against", "3")
    call("compare", "record", "1", "2", "--outcome", "differs", "--note", "a thing, a sound")
    call("negative", "add", "3", "--against", "category:quiet", "--note", "they did write")
    call("sampling", "add", "Someone on the council", "--for", "decline", "--seek", "why")
    call("selective", "judge", "decline", "--abstract", "yes", "--note", "wide")
    call("memo", "add", "Nobody does, see [[coding:2]].", "--title", "Who answers?", "--on", "code:silence")
    Path("story.md").write_text("All [[category:decline]] is heard [[coding:2]].\n", encoding="utf-8")
    call("selective", "storyline", "--file", "story.md")


@pytest.fixture
def qda(_full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qda:
    """Run a command in the folder of a copy of that study; stdout and stderr."""
    monkeypatch.chdir(shutil.copytree(_full, tmp_path / "study"))

    def call(*args: str, status: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        got = run(list(args))
        out, err = capsys.readouterr()
        assert got == status, err
        return out, err

    return call


def tree(top: str = "text") -> dict[str, bytes]:
    return {p.relative_to(top).as_posix(): p.read_bytes() for p in sorted(Path(top).rglob("*")) if p.is_file()}


def states(out: str) -> dict[str, str]:
    return {row["file"]: row["state"] for row in json.loads(out)}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def test_everything_stands_in_it(qda: Qda, dump: Callable[..., Any]) -> None:
    with project.open_study(Path("qda.db")) as study:
        before = dump(study.db)
    out, err = qda("export", "text", "--format", "json")
    with project.open_study(Path("qda.db")) as study:
        assert dump(study.db) == before
    held = tree()
    assert set(held) == {*list_of_files.TOP, ".qda-export.json", "sources/talk.txt", "sources/letter.txt", MEMO}
    assert states(out) == dict.fromkeys(held, "new") and f"wrote {len(held)} files in text" in err
    assert held["sources/talk.txt"].decode() == TALK and held["sources/letter.txt"].decode() == LETTER
    assert held[".gitattributes"] == b"* -text\n"
    assert b"Quay &amp; \\*sea\\*" in held["README.md"] or b"Quay & \\*sea\\*" in held["README.md"]
    texts = {r["source"]: held[r["file"]].decode() for r in rows(held["sources.csv"])}
    codings = rows(held["codings.csv"])
    assert [r["path"] for r in codings] == ["decline/loss", "quiet/silence", "quiet/silence", "formula"]
    for r in codings:
        assert texts[r["source"]][int(r["start"]) : int(r["end"])] == r["text"].removeprefix("'")
    assert codings[3]["text"] == "'=1+1 is in it" and codings[0]["note"] == "first\nof two"
    assert all(r["created_at"].endswith("Z") for r in codings)
    book = yaml.safe_load(held["codebook.yaml"])["codes"]
    assert {c["name"]: c.get("definition") for c in book}["decline"] == "what goes,\nbit by bit"
    decline, quiet = yaml.safe_load(held["categories.yaml"])["categories"]
    assert (decline["category"], quiet["properties"]) == ("decline", [])
    (pace,) = decline["properties"]
    (placed,) = pace["placements"]
    assert (pace["property"], pace["points"]) == ("pace", ["slow", "at once"])
    assert (placed["value"], placed["note"], placed["coder"]) == ("at once", "in a week", "ina")
    assert placed["coding"]["text"] == "The ferry \U0001f600 went first" == codings[0]["text"]
    theory = yaml.safe_load(held["relations.yaml"])
    assert len(theory["types"]) == 5
    (relation,) = theory["relations"]
    assert [relation[k] for k in ("a", "type", "b")] == ["decline", "causes", "quiet"]
    assert [[x["coding"]["id"] for x in relation[side]] for side in ("for", "against")] == [[2], [3]]
    ledgers = yaml.safe_load(held["ledgers.yaml"])
    assert ledgers["comparisons"][0]["with"]["coding"]["id"] == 2
    assert ledgers["negative_cases"][0]["against"] == "category:quiet"
    assert (ledgers["sampling"][0]["for"], ledgers["sampling"][0]["status"]) == ("decline", "open")
    assert (ledgers["judgements"][0]["category"], ledgers["judgements"][0]["abstract"]) == ("decline", "yes")
    _, front, body = held[MEMO].decode().split("---\n", 2)
    assert body == "\nNobody does, see [[coding:2]].\n"
    about = yaml.safe_load(front)
    assert (about["title"], about["about"], about["type"]) == ("Who answers?", ["code:silence"], "code")
    assert held["storyline.md"] == b"All [[category:decline]] is heard [[coding:2]].\n"
    assert [(r["participant"], r["role"]) for r in rows(held["participants.csv"])] == [
        ("Interviewer (talk)", "researcher"),
        ("Ana Müller", "participant"),
    ]
    values = [tuple(r.values()) for r in rows(held["variables.csv"])]
    assert values == [("source", "talk", "group", "north"), ("participant", "Ana Müller", "age", "40")]


def test_a_study_with_something_in_every_table_and_an_empty_one(filled: Study, tmp_path: Path) -> None:
    said = api.export_text(filled, str(tmp_path / "text"))
    assert said.table is not None and list(said.table.rows)
    again = api.export_text(filled, str(tmp_path / "text"), check=True)
    assert again.table is not None and list(again.table.rows) == []
    with project.create(tmp_path / "empty.db", name="empty", coder="ina", language="en") as study:
        api.export_text(study, str(tmp_path / "none"))
    held = tree(str(tmp_path / "none"))
    assert set(held) == {*list_of_files.TOP, ".qda-export.json"} and held["storyline.md"] == b""


def test_only_what_changed_is_written(qda: Qda) -> None:
    qda("export", "text")
    before = {p: p.stat().st_mtime_ns for p in Path("text").rglob("*")}
    out, err = qda("export", "text", "--format", "json")
    assert json.loads(out) == [] and "in step with the study; nothing was written" in err
    assert {p: p.stat().st_mtime_ns for p in Path("text").rglob("*")} == before
    qda("memo", "add", "Another.", "--title", "Another")
    qda("codebook", "define", "loss", "--definition", "What went.")
    out, _ = qda("export", "text", "--format", "json")
    assert states(out) == {"memos/Another.md": "new", "codebook.yaml": "changed", ".qda-export.json": "changed"}
    for path in ("sources/talk.txt", "codings.csv", MEMO, "README.md"):
        assert Path("text", path).stat().st_mtime_ns == before[Path("text", path)]
    qda("source", "remove", "letter")
    qda("memo", "remove", "2")
    out, err = qda("export", "text", "--format", "json")
    assert {f for f, s in states(out).items() if s == "gone"} == {"sources/letter.txt", "memos/Another.md"}
    assert "removed 2 files" in err and not Path("text/sources/letter.txt").exists()
    qda("memo", "remove", "1")
    qda("export", "text")
    assert not Path("text/memos").exists(), "an empty folder does not stay"
    qda("undo", "3")
    qda("export", "text")
    qda("export", "text", "--check")


def test_check_names_what_is_out_of_step_and_writes_nothing(qda: Qda) -> None:
    out, err = qda("export", "text", "--check", "--format", "json", status=1)
    assert set(states(out).values()) == {"new"} and not Path("text").exists()
    assert "text is out of step with the study (" in err and "`qda export text` writes it" in err
    qda("export", "text")
    assert "in step" in qda("export", "text", "--check")[1]
    held = tree()
    qda("source", "rename", "letter", "brief")
    out, err = qda("export", "text", "--check", "--format", "json", status=1)
    named = states(out)
    assert named["sources/brief.txt"] == "new" and named["sources/letter.txt"] == "gone"
    assert named["codings.csv"] == "changed" and "sources/brief.txt" in err
    assert tree() == held
    qda("undo")
    Path("text/README.md").unlink()
    assert states(qda("export", "text", "--check", "--format", "json", status=1)[0]) == {"README.md": "new"}


def test_what_somebody_edited_is_written_anew_and_named(qda: Qda) -> None:
    qda("export", "text")
    held = tree()
    Path("text/storyline.md").write_text("mine\n")
    Path("text/memos/Who answers.md").write_text("mine\n")
    out, err = qda("export", "text", "--check", "--format", "json", status=1)
    assert states(out) == {"storyline.md": "edited", MEMO: "edited"} and tree() != held
    _, err = qda("export", "text")
    assert f"edited in text since they were written: {MEMO}, storyline.md" in err and tree() == held
    Path("text/memos/Who answers.md").write_text("mine\n")
    qda("memo", "remove", "1")
    _, err = qda("export", "text")
    assert f"gone from the study: {MEMO}; removed" in err and not Path("text", MEMO).exists()


def test_files_of_others_are_left_and_named(qda: Qda) -> None:
    qda("export", "text")
    for name in ("mine.txt", "sources/notes.md", ".gitignore"):
        Path("text", name).write_text("mine\n")
    Path("text/.git").mkdir()
    _, err = qda("export", "text")
    assert "left alone in text, because no export wrote them: mine.txt, sources/notes.md\n" in err
    assert all(Path("text", name).read_text() == "mine\n" for name in ("mine.txt", "sources/notes.md", ".gitignore"))
    qda("export", "text", "--check")
    _, err = qda("export", ".")
    assert "left alone in .," in err and "qda.db" not in err and "talk.txt" in err


@pytest.mark.parametrize("name", ["README.md", "memos/Who answers.md", ".gitattributes", "sources"])
def test_a_file_in_the_way_is_refused_before_anything_is_written(qda: Qda, name: str) -> None:
    Path("text", name).parent.mkdir(parents=True, exist_ok=True)
    Path("text", name).write_text("mine\n")
    for more in ((), ("--check",)):
        out, err = qda("export", "text", *more, status=1)
        assert out == "" and f"{name}; move them away or take another folder; nothing was written" in err
        assert tree() == {name: b"mine\n"}


def test_a_file_that_differs_in_case_is_not_taken_for_ours(qda: Qda) -> None:
    qda("export", "text")
    mine = Path("text/memos/WHO ANSWERS.md")
    if mine.exists():
        pytest.skip("the file system ignores case")
    mine.write_text("mine\n")
    qda("memo", "edit", "1", "--title", "WHO ANSWERS?")
    assert "WHO ANSWERS.md" in qda("export", "text", status=1)[1]
    assert mine.read_text() == "mine\n"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
@pytest.mark.parametrize("name", ["", "sources", "memos", "README.md", ".qda-export.json", MEMO])
@pytest.mark.parametrize("fresh", [True, False])
def test_no_symbolic_link_is_followed(qda: Qda, tmp_path: Path, name: str, fresh: bool) -> None:
    if not fresh:
        qda("export", "text")
    place, away = Path("text", name), tmp_path / "away"
    if place.exists():
        place.rename(away)
    elif name in ("", "sources", "memos"):
        away.mkdir()
    else:
        away.write_text("{}")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(away)
    before = tree(str(tmp_path))
    qda("memo", "edit", "1", "--text", "Something else.")
    (tmp_path / "study" / "qda.db").rename(tmp_path / "kept.db")
    for spelling in ("text", "text/", "text/."):
        _, err = qda("--project", str(tmp_path / "kept.db"), "export", spelling, status=1)
        assert "is a symbolic link, and none is followed" in err
    (tmp_path / "kept.db").rename(tmp_path / "study" / "qda.db")
    after = tree(str(tmp_path))
    assert {k: v for k, v in after.items() if "qda.db" not in k} == {
        k: v for k, v in before.items() if "qda.db" not in k
    }


def test_a_link_that_leads_nowhere_and_what_is_no_file(qda: Qda) -> None:
    Path("text").symlink_to("nowhere")
    assert "symbolic link" in qda("export", "text", status=1)[1]
    Path("text").unlink()
    Path("text").write_text("mine\n")
    assert "text is a file; name a folder" in qda("export", "text", status=1)[1]
    Path("text").unlink()
    Path("text/README.md").mkdir(parents=True)
    assert "README.md is a folder where a file is to be" in qda("export", "text", status=1)[1]
    assert "there is no folder nowhere" in qda("export", "nowhere/text", status=1)[1]
    assert "is empty" in qda("export", "", status=1)[1]


@pytest.mark.parametrize("after", range(0, 22, 3))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_interrupted_half_way_the_next_mends_it(
    qda: Qda, monkeypatch: pytest.MonkeyPatch, after: int, error: BaseException
) -> None:
    qda("export", "text")
    qda("source", "rename", "letter", "brief")
    qda("memo", "edit", "1", "--title", "Who does?", "--text", "All do.")
    qda("codebook", "rename", "loss", "losing")
    qda("export", "whole")
    real, left = os.replace, [after]

    def replace(a: str, b: str) -> None:
        if left[0] == 0 and "text" in b:
            raise error
        left[0] -= 1
        real(a, b)

    monkeypatch.setattr(os, "replace", replace)
    got = run(["export", "text"])
    monkeypatch.setattr(os, "replace", real)
    if after > 8:  # fewer files were out of step
        assert got == 0
    else:
        assert got == (130 if after == 0 and isinstance(error, KeyboardInterrupt) else 1)
        assert tree() != tree("whole")
    _, err = qda("export", "text")
    assert tree() == tree("whole") and "edited" not in err and "left alone" not in err
    qda("export", "text", "--check")


def test_interrupted_at_the_first_export(qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    qda("export", "whole")
    real, left = os.replace, [5]

    def replace(a: str, b: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        real(a, b)

    monkeypatch.setattr(os, "replace", replace)
    _, err = qda("export", "text", status=1)
    assert "interrupted: only a part of text was written; export it again to write the rest" in err
    monkeypatch.setattr(os, "replace", real)
    Path("text/.qda-export.part").write_bytes(b"half")  # what a power cut leaves
    qda("export", "text")
    assert tree() == tree("whole")


@pytest.mark.parametrize(
    "held",
    [
        b"", b"<<<<<<< HEAD", b"[]", b'{"format": 2, "files": {}}', b'{"format": 1, "files": []}', b"\xff", b"[" * 100_000,
        b'{"format": 1, "study": 5, "files": {}}', b'{"format": 1, "files": {"README.md": 1}}',
        b'{"format": 1, "files": {"README.md": "abc"}}',
        *(
            json.dumps({"format": 1, "files": {path: "0" * 64}}).encode()
            for path in ("../kept", "/kept", "sources/../../kept", "kept.txt", "memos/.md", "sources\\a.txt", "memos/a.txt",
                         "sources/a:b.txt", "memos/a/b.md", "../memos/a.md", "qda.db")
        ),
    ],
)  # fmt: skip
def test_a_list_that_no_export_wrote_is_refused(qda: Qda, held: bytes) -> None:
    Path("kept").write_text("kept")
    Path("text").mkdir()
    Path("text/kept.txt").write_text("kept")
    Path("text/.qda-export.json").write_bytes(held)
    before = tree()
    assert "is not the list that an export writes" in qda("export", "text", status=1)[1]
    assert tree() == before and Path("kept").exists()


def test_another_study_does_not_replace_what_is_there(qda: Qda, tmp_path: Path) -> None:
    """Nor does it where only the list is left; a copy of the file is the same study, and so is a list of before."""
    qda("export", "text")
    before = tree()
    qda("backup", str(tmp_path / "copy.db"))
    qda("init", str(tmp_path / "other"), "--name", "Quay & *sea*")
    other = ("--project", str(tmp_path / "other" / "qda.db"), "export", "text")
    for more in ((), ("--check",)):
        out, err = qda(*other, *more, status=1)
        assert not out and "text holds the text of another study" in err and err.count("error:") == 1
        assert tree() == before
    held = json.loads(before[".qda-export.json"])
    Path("text/.qda-export.json").write_text(json.dumps({**held, "files": {}, "underway": held["files"]}))
    assert "another study" in qda(*other, status=1)[1], "an export that was interrupted"
    qda("export", "text")
    assert tree() == before
    assert "in step" in qda("--project", str(tmp_path / "copy.db"), "export", "text")[1]
    assert tree() == before
    Path("text/.qda-export.json").write_text(json.dumps({k: v for k, v in held.items() if k != "study"}))
    assert states(qda("export", "text", "--format", "json")[0]) == {".qda-export.json": "changed"}
    assert tree() == before


def test_usage(qda: Qda) -> None:
    assert "--check" in qda("export", "out.qdpx", "--check", status=2)[1]
    assert "--check" in qda("export", "OUT.QDPX", "--check", status=2)[1]
    for option in (
        ("--for", "nvivo"),
        ("--plain",),
        ("--force",),
        ("--dry-run",),
        ("--media", "x"),
        ("--source", "talk"),
    ):
        assert option[0] in qda("export", "text", *option, status=2)[1]
    assert not Path("text").exists() and not Path("out.qdpx").exists()
    qda("export", "out.zip")
    assert Path("out.zip/README.md").is_file()


def test_pseudonyms_hold_in_texts_and_in_names_of_files(qda: Qda, tmp_path: Path) -> None:
    qda("source", "rename", "talk", "talk with Ana Müller")
    qda("memo", "add", "Ana Müller knows.", "--title", "Ana Müller again", "--on", "participant:Ana Müller")
    qda("codebook", "define", "loss", "--definition", "As Ana Müller has it.")
    keys = tmp_path / "keys"
    keys.mkdir()
    qda("participant", "pseudonymise", "--key", str(keys / "key.csv"))
    qda("export", "text")
    held = tree()
    whole = "".join(held) + "".join(data.decode() for data in held.values())
    assert "Ana" not in whole and "Müller" not in whole and "P01" in whole
    assert {"sources/talk with P01.txt", "memos/P01 again.md"} <= set(held)
    assert b"shown by pseudonym" in held["README.md"]
    texts = {r["source"]: held[r["file"]].decode() for r in rows(held["sources.csv"])}
    quotes = [(r, texts[r["source"]][int(r["start"]) : int(r["end"])]) for r in rows(held["codings.csv"])]
    assert all(quote == r["text"].removeprefix("'") for r, quote in quotes)
    assert "Nobody came any more, said P01" in [quote for _, quote in quotes]
    shown = json.loads(qda("source", "show", "talk with P01", "--format", "json")[0])
    assert held["sources/talk with P01.txt"].decode() == shown["text"]
    qda("export", "text", "--check")
    _, err = qda("--reveal", "export", "real")
    assert "the real names are in it" in err and "sources/talk with Ana Müller.txt" in tree("real")


def test_a_person_who_is_called_as_a_field_is(qda: Qda, tmp_path: Path) -> None:
    Path("odd.txt").write_text("Jan Coding: I am.\n\nPiet Points: So am I.\n\nJan Coding: Yes.\n\nPiet Points: Yes.\n")
    qda("import", "odd.txt", "--as", "interview")
    qda("compare", "record", "2", "3", "--outcome", "same", "--note", "as Jan Coding says")
    before = yaml.safe_load(_exported(qda, "plain")["ledgers.yaml"])
    keys = tmp_path / "keys"
    keys.mkdir()
    qda("participant", "pseudonymise", "--key", str(keys / "key.csv"), "--also", "Coding=P77", "--also", "Points=P78")
    held = _exported(qda, "text")
    after = yaml.safe_load(held["ledgers.yaml"])
    assert after["comparisons"][0]["coding"]["id"] == before["comparisons"][0]["coding"]["id"]
    assert after["comparisons"][0].keys() == before["comparisons"][0].keys()
    assert "Coding" not in after["comparisons"][1]["note"] and "points" in held["categories.yaml"].decode()


def _exported(qda: Qda, place: str) -> dict[str, bytes]:
    qda("export", place)
    return tree(place)


def test_the_same_bytes_in_every_time_zone_and_locale(qda: Qda) -> None:
    qda("export", "text")
    for n, (zone, locale) in enumerate(
        (("Pacific/Auckland", "C"), ("America/St_Johns", "nl_NL.UTF-8"), ("UTC", "POSIX"))
    ):
        env = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(n)}
        done = subprocess.run(
            [sys.executable, "-m", "qda", "export", f"again-{n}"], env=env, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert tree(f"again-{n}") == tree()


def test_unicode_in_texts_and_front_matter(qda: Qda) -> None:
    text = "e\u0301 \u2028 \x85 \u200b\ttab\r\n---\nend \ufb01 \U0001f469\u200d\U0001f680"
    qda("memo", "add", text, "--title", "a: 'b' \"c\" # d \u00e9\U0001f600")
    qda("export", "text")
    (path,) = (p for p in tree() if p.startswith("memos/a_"))
    data = tree()[path].decode()
    stored = json.loads(qda("memo", "list", "--format", "json")[0])[1]["text"]
    assert stored.split("\n")[-1] in data and data.endswith(f"---\n\n{stored}\n")
    assert yaml.safe_load(data.split("---\n")[1])["title"] == "a: 'b' \"c\" # d \u00e9\U0001f600"


NAMES = [
    "CON", "con", "Con.x", "aux ", "nul.txt", "COM1", "lpt\u00b9", "a/b", "a\\b", "a:b", "a_b", 'a"b', "a?", "a*", "a|", "<a>",
    "..", ".", ".git", " .git", "trail.", "trail ", "trail", "Trail", "TRAIL", "e\u0301", "\u00e9", "\u00c9", "stra\u00dfe",
    "STRASSE", "x" * 300, "x" * 299 + "y", "\u00e9" * 200, "\U0001f600" * 100, "-rf", "\u200b", "a\u202eb", "a\tb",
    "\ufb01n", "fin", "trail (9)", "CONIN$", "\u2024\u2024",
]  # fmt: skip


def test_names_of_files_are_safe_and_unique_on_every_system() -> None:
    names = file_names.FileNames("sources", ".txt", "source")
    made = [names.name(name, n) for n, name in enumerate(NAMES)]
    assert len({unicodedata.normalize("NFKC", path).casefold() for path in made}) == len(made)
    assert len({unicodedata.normalize("NFD", path).upper() for path in made}) == len(made)
    for path in made:
        top, _, name = path.partition("/")
        assert top == "sources" and "/" not in name and len(name.encode()) <= 140
        assert not re.search(r'[<>:"|?*\\\x00-\x1f\x7f]|^[. -]|[. ]\.txt$', name), name
        assert not re.match(r"(con|prn|aux|nul|conin\$|(com|lpt)[\d¹²³])(\.|$)", name, re.IGNORECASE), name
        assert list_of_files.read(list_of_files.write("", {path: "0" * 64}), "x").files == {path: "0" * 64}
    assert made[0] == "sources/_CON.txt" and made[1] == "sources/_con (1).txt"


def test_hostile_names_come_through_the_whole_way(qda: Qda) -> None:
    for n, name in enumerate(["CON", "a/b", "..", "=1", "nul.x"]):
        Path("one.txt").write_text(f"Text {n}.\n")
        qda("import", "one.txt", "--as", "plain", "--name", name)
    qda("export", "text")
    qda("export", "text", "--check")
    files = [r["file"] for r in rows(tree()["sources.csv"])]
    assert len(files) == 7 and all(Path("text", f).is_file() for f in files)


def test_a_plan_says_what_it_would_do(tmp_path: Path) -> None:
    place = str(tmp_path / "text")
    todo = folder.plan(place, {"README.md": b"a"}, lambda _: False)
    assert [s.state for s in todo.steps] == ["new", "new"] and not Path(place).exists()
    folder.write(place, {"README.md": b"a"}, todo)
    assert folder.plan(place, {"README.md": b"a"}, lambda _: False).steps == []
    Path(place, "sources").mkdir()
    Path(place, "sources/a.txt").write_bytes(b"a")
    with pytest.raises(QdaError, match="in the way"):
        folder.plan(place, {"README.md": b"a", "sources/a.txt": b"a"}, lambda _: False)
