"""Merges while the other file changes, where the disk fills, and of a file that an older qda wrote: all of it, or nothing."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filled_study import dump
from pair import Pair

from qda.store import project
from qda.store.merge import linked
from qda.store.merge.standing import Merging

STUDIES = Path(__file__).parent.parent / "history" / "studies"


def state(path: Path) -> object:
    with project.open_study(path) as study:
        return dump(study.db), study.db.execute("select count(*) from change").fetchone()


@pytest.fixture
def apart(pair: Pair) -> Pair:
    """ben has coded and written since he got his copy."""
    pair.part()
    pair.ben("code", "one", "silence", "--quote", "Nobody told me why")
    pair.ben("memo", "add", "Silence is an answer. " * 20_000, "--title", "long")
    return pair


def test_theirs_is_written_while_it_is_merged(apart: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken as it was at one moment; what came meanwhile comes with the next merge."""
    real = linked.links

    def meanwhile(m: Merging) -> None:
        real(m)
        with project.open_study(apart.theirs, coder="ben") as study, study.change("memo add") as c:
            c.insert("coder", uuid="0d9b2a4e-9c1f-4d59-8a3f-3f1d2a0b7c12", name="dan", key="dan", created_at=c.at)
            c.summary = "meanwhile"

    monkeypatch.setattr(linked, "links", meanwhile)
    assert apart.merge()["coding"]["added"] == 1
    assert [row["summary"] for row in apart.rows(apart.ours, "log")].count("meanwhile") == 0
    monkeypatch.undo()
    assert apart.merge()["coder"]["added"] == 1
    assert apart.merge() == {}


@pytest.mark.parametrize("damage", ["cut", "zeros"])
def test_theirs_is_damaged_while_it_is_merged(apart: Pair, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line or the whole merge, as the pages were read before or not; never half of it."""
    before, whole = state(apart.ours), apart.theirs.read_bytes()
    real = linked.versions

    def damaged(m: Merging) -> None:
        m.their.execute("pragma shrink_memory")
        if damage == "cut":
            os.truncate(apart.theirs, len(whole) // 4 // 4096 * 4096)
        else:
            with open(apart.theirs, "r+b") as f:
                f.seek(4096)
                f.write(bytes(len(whole) - 4096))
        real(m)

    monkeypatch.setattr(linked, "versions", damaged)
    done = apart.qda("--project", apart.ours, "--coder", "lea", "merge", apart.theirs)
    monkeypatch.undo()
    if done.status:
        assert done.status == 1 and len([x for x in done.err.splitlines() if x.startswith("error: ")]) == 1, done.err
        assert "Traceback" not in done.err and state(apart.ours) == before
    apart.qda.ok("--project", apart.ours, "check")
    apart.theirs.write_bytes(whole)
    apart.merge()
    assert len(apart.codings()) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this kind")
def test_the_disk_fills(apart: Pair) -> None:
    """A limit on the size of files, which the system keeps, as a full disk would be."""
    import resource
    import signal

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # the log of what is written is longer

    before = state(apart.ours)
    run = [sys.executable, "-m", "qda", "--project", str(apart.ours), "--coder", "lea", "merge", str(apart.theirs)]
    done = subprocess.run(run, capture_output=True, text=True, preexec_fn=limited, check=False)
    assert done.returncode == 1 and done.stdout == "", done.stderr
    assert len([x for x in done.stderr.splitlines() if x.startswith("error: ")]) == 1 and "Traceback" not in done.stderr
    assert state(apart.ours) == before
    apart.qda.ok("--project", apart.ours, "check")
    assert apart.merge()["memo"]["added"] == 1


@pytest.mark.parametrize("version", [5, 6])
def test_a_copy_that_an_older_program_wrote_shares_the_past(pair: Pair, version: int) -> None:
    """ours is brought up to date by the first change; theirs stays as the older program has it, and is read from a copy."""
    whole = gzip.decompress((STUDIES / f"schema-{version}.db.gz").read_bytes())
    old, new = pair.folder / "old.db", pair.folder / "new.db"
    old.write_bytes(whole)
    new.write_bytes(whole)
    pair.qda.ok("--project", new, "--coder", "lea", "memo", "add", "since then", "--title", "lea's")
    assert pair.merge(into=new, of=old) == {}, "an older state has nothing new"
    assert old.read_bytes() == whole
    other = pair.folder / "mine.db"
    shutil.copy(new, other)
    pair.qda.ok("--project", other, "--coder", "ben", "memo", "add", "later", "--title", "ben's")
    assert pair.merge(into=old, of=other)["memo"]["added"] == 2, "into one that is brought up to date by it"
    assert pair.merge(into=old, of=other) == {}
