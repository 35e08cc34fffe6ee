"""A study as of an earlier change: its tables, its log, what commands say; what is refused; nothing is left behind."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from pathlib import Path

import commands
import pytest
from commands import READ_ONLY
from filled_study import dump

import qda
from qda.cli.app import run
from qda.core import moments
from qda.core.errors import QdaError, Refused, UsageError
from qda.ops.study import study as ops
from qda.store import check, project, replay
from qda.store.history import door, log, undo
from qda.store.hub import theirs
from qda.store.project import Study


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of four rows, so that a handful of rows goes the way of thousands."""
    for module in (door, undo):
        monkeypatch.setattr(module, "PACK_FROM", 4)
    monkeypatch.setattr(door, "PACK_ROWS", 4)


def at_work(study: Study, seed: int, steps: int) -> dict[int, object]:
    """Run random commands, undo and redo; return the tables and the log as each change left them."""
    pick = random.Random(seed)
    kept: dict[int, object] = {}
    for _ in range(steps):
        n = last(study.db)
        try:
            if (way := pick.random()) < 0.25:
                (ops.undo if way < 0.15 else ops.redo)(study, 1)
            else:
                study._coder = pick.choice(["anna", "ben", "Cor 😀"])
                commands.run(study, pick.choice(sorted(commands.COMMANDS)), [pick.randrange(1000) for _ in range(30)])
        except QdaError:
            pass
        if last(study.db) > n:
            kept[last(study.db)] = dump(study.db), list(log.entries(study.db))
    return kept


def last(db: sqlite3.Connection) -> int:
    return int(db.execute("select max(id) from change").fetchone()[0])


@pytest.mark.parametrize("seed", range(6))
def test_every_moment_of_any_history(filled: Study, small_blocks: None, seed: int) -> None:
    kept = at_work(filled, seed, 40)
    assert len(kept) > 10
    now = dump(filled.db), list(log.entries(filled.db))
    for n, then in kept.items():
        with filled.moment():
            db = replay.as_of(filled.db, replay.number(filled.db, str(n)))
        assert (dump(db), list(log.entries(db))) == then, n
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert list(check.run(db)) == []  # the full text, the guard and the chain of the log too
        db.close()
    assert (dump(filled.db), list(log.entries(filled.db))) == now


def test_every_reading_command_answers_as_it_did_then(
    filled_file: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled_file.parent)
    reading = [w for w in READ_ONLY if w not in ("at", "backup", "discover terms", "codebook export", "export")]
    reading.remove("report workbook")

    def said(*before: str) -> dict[str, bytes]:
        out = {}
        for words in reading:
            capsysbinary.readouterr()
            assert run([*before, *words.split(), *READ_ONLY[words], "--format", "json"]) == 0, words
            out[words] = capsysbinary.readouterr().out
        return out

    then = said()
    with project.open_study(filled_file) as study:
        n = last(study.db)
        for command in (["codebook", "rename", "vertrouwen", "x"], ["source", "remove", "thread-2"], ["undo", "--any"],
                        ["memo", "edit", "1", "--text", "Anders."], ["uncode", "2"]):  # fmt: skip
            assert run(command) == 0
    assert said("at", str(n)) == then
    assert said() != then


def test_what_is_refused(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled_file.parent)
    before = filled_file.read_bytes()
    with project.open_study(filled_file) as study:
        n = last(study.db)
    changing = ["undo", "redo", "codebook add later", "settings name=x", "memo edit 1", "axial types add x", "confirm 1",
                "selective storyline --file -", "participant pseudonymise --key k.csv", "handout x.db --to ben",
                "merge qda.db", "resolve 11 --keep anna"]  # fmt: skip
    others = ["init x", "demo", "backup x.db", "read", "read thread-1 --screenshot x.svg", "discover", "discover terms",
              "suggest codes --source thread-1 --segment 1", "suggest quotes vertrouwen", "at 3 codings"]  # fmt: skip
    for line in changing + others:
        capsys.readouterr()
        assert run(["at", str(n), *line.split()]) == 1, line
        out, err = capsys.readouterr()
        assert not out and err.count("error:") == 1 and "qda at" in err, line
    for when, why in (
        ("0", "before change 1"),
        ("2000-01-01", "before change 1"),
        (str(n + 1), f"the last one is {n}"),
    ):
        assert run(["at", when, "codings"]) == 1
        assert why in capsys.readouterr().err
    for line in ("at", "at 3", "at soon codings", "at 2026-02-30 codings", "at 3 nothing", "at 3 codings --nothing"):
        assert run(line.split()) == 2, line
    assert sorted(p.name for p in filled_file.parent.iterdir()) == ["qda.db"]
    assert filled_file.read_bytes() == before


def test_what_only_looks_goes_with_it(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled_file.parent)
    for line in ("settings", "axial types", "selective storyline", "source done", "handout --list", "suggest list",
                 "autocode x --match vertrouwen --dry-run", "help codings", "codings --help"):  # fmt: skip
        assert run(["at", "2999-01-01", *line.split()]) == 0, line
        out, err = capsys.readouterr()
        assert out and "error" not in err, line


def test_options_of_the_study_stand_before_or_after_the_moment(
    filled_file: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    file = str(filled_file)
    assert run(["--project", file, "at", "5", "log", "--format", "json"]) == 0
    first = capsys.readouterr().out
    assert first.count('"n": ') == 5
    assert run(["at", "5", "--project", file, "log", "--format", "json"]) == 0
    assert capsys.readouterr().out == first
    assert run(["at", "5", "log"]) == 1
    assert run(["--project", file, "at", "5", "report", "memos", "-o", "then.html", "--lang", "en"]) == 0
    assert "change 5 in the log" in Path("then.html").read_text(encoding="utf-8")
    assert os.listdir() == ["then.html"]


def test_a_wall_is_named(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled_file.parent)
    assert run(["handout", "ben.db", "--to", "ben"]) == 0
    with project.open_study(Path("ben.db")) as study:
        wall = replay.wall(study.db)
    assert wall is not None and wall.n > 5
    assert run(["--project", "ben.db", "at", str(wall.n), "info"]) == 0
    capsys.readouterr()
    assert run(["--project", "ben.db", "at", str(wall.n - 1), "info"]) == 1
    assert f"before change {wall.n} (handout)" in capsys.readouterr().err


def test_a_day_is_its_last_moment_and_merged_lines_have_other_clocks(filled: Study) -> None:
    at = dict(filled.db.execute("select id, at from change").fetchall())
    n = max(at)
    assert replay.number(filled.db, at[n - 3]) == n - 3
    assert replay.number(filled.db, "2999-12-31") == n
    filled.door.db.execute(
        "update change set at = '2999-01-01T00:00:00.000000Z', kind = 'theirs' where id = ?", (n - 1,)
    )
    assert replay.number(filled.db, at[n]) == n
    assert replay.number(filled.db, at[n - 2]) == n - 2


def test_moments_are_local(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    try:
        assert moments.first("2026-03-29") == "2026-03-28T23:00:00.000000Z"
        assert moments.last("2026-03-29") == "2026-03-29T21:59:59.999999Z"  # 23 hours long
        assert moments.last("2026-01-01 14:30") == "2026-01-01T13:30:59.999999Z"
        assert moments.last(" 2026-01-01T14:30:05 ") == "2026-01-01T13:30:05.999999Z"
        assert moments.last("2026-01-01T14:30:05.5Z") == "2026-01-01T14:30:05.599999Z"
        assert moments.last("2026-01-01T14:30:05.123456Z") == "2026-01-01T14:30:05.123456Z"
        assert moments.first("2026-01-01 14:30+05:30") == "2026-01-01T09:00:00.000000Z"
        assert moments.last("9999-12-31") > moments.first("9999-12-31") > moments.last("0001-01-01")
        for wrong in (
            "2026-1-1",
            "yesterday",
            "2026-02-30",
            "2026-01-01 25:00",
            "",
            "٢٠٢٦-٠١-٠١",
            "2026-01-01 14:30 x",
        ):
            with pytest.raises(UsageError):
                moments.last(wrong)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_copy_has_no_name_and_takes_no_write(filled: Study) -> None:
    with filled.moment():
        db = replay.as_of(filled.db, 5)
    assert [file for _, _, file in db.execute("pragma database_list")] == [""]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("delete from coding")
    assert db.execute("pragma journal_mode").fetchone()[0] != "wal"
    db.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit for the size of a file")
def test_no_room_for_the_copy_is_said_and_nothing_is_left(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(replay, "_CACHE_KIB", 1)  # so that it needs a file
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, hard))
    try:
        with filled.moment(), pytest.raises(QdaError) as e:
            replay.as_of(filled.db, 5)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, was)
    said = str(e.value)
    assert said.startswith("no room for a copy of the study in the folder of temporary files (")
    assert said.endswith("): make room there, or name another folder in $SQLITE_TMPDIR")
    with filled.moment():
        replay.as_of(filled.db, 5).close()


def test_in_python(filled_file: Path) -> None:
    with qda.open(filled_file) as study:
        first = study.codings().dicts()
        n = study.log().dicts()[0]["n"]
        study.uncode([first[0]["id"]])
        with study.at(n) as then:
            assert then.codings().dicts() == first
            assert then.report_frequencies().dicts() != study.report_frequencies().dicts()
            with pytest.raises(Refused, match="only read"):
                then.uncode([first[1]["id"]])
            with pytest.raises(QdaError, match="as of an earlier change"):
                then.at(2)
        assert then.db.closed and not study.db.closed
        for wrong in (0, n + 2, "2000-01-01"):
            with pytest.raises(QdaError):
                study.at(wrong)
        assert study.at("2999-01-01").codings().dicts() == study.codings().dicts()


PEOPLE = ["participant", "pseudonymise", "--key"]


def test_names_hidden_now_are_hidden_then(
    filled_file: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(filled_file.parent)
    key = str(tmp_path_factory.mktemp("away") / "key.csv")
    listed = ["participant", "list", "--format", "json"]
    with project.open_study(filled_file) as study:
        n = last(study.db)
        (name,) = study.db.execute("select name from participant where name like 'Jan de%'").fetchone()

    def said(*line: str) -> str:
        capsys.readouterr()
        assert run([*line]) == 0
        return capsys.readouterr().out

    real = said(*listed)
    assert name in real
    assert run([*PEOPLE, key]) == 0
    hidden = said(*listed)
    assert name not in hidden
    assert said("at", str(n), *listed) == hidden  # the study did not ask for it then
    assert said("--reveal", "at", str(n), *listed) == said("at", str(n), "--reveal", *listed) == real
    with qda.open(filled_file) as opened, opened.at(n) as then:
        assert name not in str(then.participant_list().dicts())
        assert name in str(then.participant_list(reveal=True).dicts())
    assert run([*PEOPLE[:2], "--off"]) == 0
    with project.open_study(filled_file) as study:
        on = last(study.db) - 1
    assert said("at", str(on), *listed) == hidden  # as it was said then
    assert said("at", str(n), *listed) == real


def test_a_log_without_a_line_has_no_moments() -> None:
    db = theirs.empty()
    with pytest.raises(Refused, match=r"^nothing was changed yet$"):
        replay.number(db, "1")
    db.close()
