"""Damaged studies: every reading answers or says in one line what is damaged; a fault of the program stays one."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest
from unguarded import unguarded

from qda.cli.app import run
from qda.ops.coding import coding
from qda.store import check, project

READINGS = [
    "codings", "quotes vertrouwen", "source show thread-1", "source lines thread-1", "source list", "participant list",
    "memo list", "memo show 1", "log", "info", "check", "search vertrouwen", "codebook list", "axial list",
    "selective candidates", "selective storyline", "report evidence", "report categories", "report frequencies",
    "report cooccurrence", "report memos", "report comparisons", "report saturation", "report sampling", "undo",
]  # fmt: skip


def answers(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """A command must end in its rows or in one line; returns that line."""
    status = run(list(args))
    err = capsys.readouterr().err
    lines = [line for line in err.splitlines() if line.startswith("error: ")]
    assert (status, len(lines)) in ((0, 0), (1, 1)), f"{args}: {status}: {err}"
    return lines[0] if lines else ""


def alter(path: Path, *statements: str) -> None:
    """What a bad disk may do: rows altered with no guard and no history."""
    db = sqlite3.connect(path, isolation_level=None)
    with unguarded(db):
        for sql in statements:
            db.execute(sql)
    db.close()


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bits(seed: int, filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pick = random.Random(seed)
    raw = bytearray(filled_file.read_bytes())
    filled = [i for i in range(100, len(raw)) if raw[i]]
    for _ in range(1 + seed % 3):
        raw[pick.choice(filled)] ^= 1 << pick.randrange(8)
    for words in pick.sample(READINGS, 6):
        filled_file.write_bytes(raw)
        answers(capsys, "--project", str(filled_file), *words.split())


@pytest.mark.parametrize(
    ("statements", "reading", "said"),
    [
        (["update coding set source = 77 where id = 1"], "codings", "coding"),
        (["update memo set text = cast(x'ff41' as text)"], "memo list", "UTF-8"),
        (["update coding set note = cast(x'c3' as text) where id = 1"], "codings --format json", "UTF-8"),
        (["update property set points = '{'"], "axial show vertrouwen", "propert"),
        (["update source set metadata = '[' where name = 'thread-1'"], "source show thread-1", "source"),
        (["update change set at = 'in spring' where id = 3"], "undo", "history"),
    ],
)
def test_what_is_damaged_is_named(
    statements: list[str], reading: str, said: str, filled_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alter(filled_file, *statements)
    for words in (reading, *READINGS):
        line = answers(capsys, "--project", str(filled_file), *words.split())
        if " is damaged (" in line:
            assert "`qda check`" in line and "backup" in line and str(filled_file) in line
    assert run(["--project", str(filled_file), "check"]) == 1
    found = capsys.readouterr()
    assert said in found.out and "cannot be read (KeyError" not in found.out


def test_check_tells_what_it_cannot_read(filled_file: Path) -> None:
    alter(
        filled_file, "update change_row set before = x'00' where id = (select min(id) from change_row where op = 'U')"
    )
    assert check.first(str(filled_file)) == "history change 2, its line was altered after it was written"
    alter(filled_file, "update source set name = cast(x'ff' as text) where id = 1")
    assert check.first(str(filled_file)) == (
        "names, cannot be read (Could not decode to UTF-8 column 'name' with text '\ufffd')"
    )


def test_a_fault_of_the_program_is_not_called_damage(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise KeyError("a mistake of ours")

    assert check.first(str(filled_file)) == ""
    assert check.first(str(filled_file.with_name("none.db"))) == ""
    monkeypatch.setattr(coding, "listing", wrong)
    with pytest.raises(KeyError, match="a mistake of ours"):
        run(["--project", str(filled_file), "codings"])
    alter(filled_file, "update coding set source = 77 where id = 1")
    assert "is damaged (" in answers(capsys, "--project", str(filled_file), "codings")


def test_a_file_cut_off(filled_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = filled_file.read_bytes()
    for size in (50, 100, 4096, len(raw) // 2, len(raw) - 4096):
        filled_file.write_bytes(raw[:size])
        for words in ("codings", "info", "check", "log"):
            assert answers(capsys, "--project", str(filled_file), *words.split()), (size, words)


# Who may read a study


@pytest.mark.skipif(not hasattr(os, "fchmod"), reason="no modes on this system")
@pytest.mark.parametrize("umask", [0, 0o022, 0o777])
def test_studies_and_copies_are_their_owner_s(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        with project.create(tmp_path / "qda.db", name="x", coder="anna", language="nl") as study:
            modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.iterdir()}
            project.backup(study.db, tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600} and "qda.db-wal" in modes
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_keeps_its_mode_and_check_tells_who_reads_it(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folders of a test are closed to others, who could therefore read nothing in them.
    monkeypatch.setattr(project, "open_to", lambda path: "others" if path.stat().st_mode & 0o004 else "")
    for mode, told in ((0o644, True), (0o600, False)):
        filled_file.chmod(mode)
        assert run(["--project", str(filled_file), "codebook", "add", f"m{mode}"]) == 0
        assert filled_file.stat().st_mode & 0o777 == mode
        capsys.readouterr()
        assert run(["--project", str(filled_file), "check"]) == 0
        assert ("can read" in capsys.readouterr().err) == told


def test_folders_that_keep_others_out(tmp_path: Path) -> None:
    path = tmp_path / "in" / "qda.db"
    path.parent.mkdir()
    path.write_bytes(b"")
    path.chmod(0o644)
    path.parent.chmod(0o700)
    assert project.open_to(path) == ""


# Names


@pytest.mark.parametrize(
    "name", ["a?b", "a#b", "100%", "a%20b", "file:x", ":memory:", "met spatie", "é漢字", "a&b=c;d'e"]
)
def test_any_name(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run(["init"]) == 0
    assert run(["codebook", "add", "moed"]) == 0
    assert run(["backup", name]) == 0
    capsys.readouterr()
    for path in (
        name,
        f"./{name}",
        str(folder / name),
        f"/{folder / name}",
        f"/{folder}",
        f"//{folder}/../{name}/qda.db",
    ):
        assert run(["--project", path, "codebook", "list", "--format", "csv"]) == 0, capsys.readouterr().err
        assert "moed" in capsys.readouterr().out
    assert sorted(p.name for p in folder.iterdir()) == sorted([name, "qda.db"])
