"""Several processes on one study, and processes that are killed: nothing lost, nothing half done."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filled_study import STEPS, Dump, dump

from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.history import log

KILLS = int(os.environ.get("QDA_KILLS", "4"))  # of each kind

WORKER = """
import sys
from pathlib import Path
from filled_study import draft
from qda.ops.coding import codebook_merge, coding, coding_import
from qda.ops.study import study as ops
from qda.core.drafts import ReadOptions
from qda.store import project
from qda.store.texts.intake import Writer

path, what = Path(sys.argv[1]), sys.argv[2]
rows = ["source,code,start,end"] + [f"thread-1,kill,{n},{n + 5}" for n in range(150)]
table = path.with_name("many.csv")
with project.open_study(path) as study:
    if what == "merge":
        table.write_text("\\n".join(rows))
        coding_import.import_codings(study, [str(table)], ReadOptions("codings"))
    print("ready", flush=True)
    while True:
        if what == "import":
            with study.change("import") as c:
                writer = Writer(c)
                for n in range(900):
                    writer.add(f"kill-{n}", draft(f"kill-{n}", "forum", [("post", f"Mens {n} Mens", "Hallo. " * 20)] * 3))
                writer.flush()
                c.summary = "many"
            ops.undo(study)
        elif what == "code":
            for n in range(20):
                coding.code(study, "thread-1", [f"kill-{n}", "kill"], span=f"{n}:{n + 4}")
            ops.undo(study, 20)
            ops.redo(study, 20)
            ops.undo(study, 20)
        else:
            codebook_merge.merge(study, ["kill"], "vertrouwen")
            ops.undo(study)
"""

WRITER = """
import json, random, sys
from pathlib import Path
from qda.core.errors import QdaError
from qda.ops.coding import coding
from qda.ops.study import study as ops
from qda.store import project

path, who = Path(sys.argv[1]), sys.argv[2]
pick = random.Random(who)
made, refused = [], 0
for n in range(50):
    with project.open_study(path, coder=who) as study:
        said = coding.code(study, "thread-1", ["macht"], span=f"{n}:{n + 3}", note=f"{who} {n}")
        made.append(list(said.table.rows)[0][0])
    if n % 5 == 4:
        k = pick.randrange(1, 5)
        with project.open_study(path, coder=who) as study:
            ops.undo(study, k)
        with project.open_study(path, coder=who) as study:
            ops.redo(study, k)
print(json.dumps(made))
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def look(path: Path) -> Dump:
    with project.open_study(path) as study:
        assert list(check.run(study.db)) == []
        return dump(study.db)


@pytest.mark.parametrize("what", ["import", "code", "merge"])
def test_killed_at_any_moment(what: str, filled_file: Path) -> None:
    """A worker does and takes back in a ring; after each kill -9 the study is whole and no change is half there."""
    pick = random.Random(what)
    seen = set()
    for _n in range(KILLS):
        worker = subprocess.Popen([sys.executable, "-c", WORKER, str(filled_file), what], env=environment(),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        assert worker.stdout is not None and worker.stderr is not None
        assert worker.stdout.readline() == "ready\n", worker.stderr.read()
        time.sleep(pick.uniform(0.01, 0.4))
        assert worker.poll() is None, worker.stderr.read()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        worker.stderr.close()
        tables = look(filled_file)
        sources = sum(row[2][1].startswith("kill-") for row in tables["source"])
        assert sources in (0, 900)
        codings = len(tables["coding"])
        seen.add((sources, codings))
        if what == "code":  # a new code and the codings that it was made for come together
            codes = {row[0][1]: row[2][1] for row in tables["code"] if row[2][1].startswith("kill-")}
            used = {row[5][1] for row in tables["coding"]}
            assert codes.keys() <= used
        if what == "merge":
            left = [row[0][1] for row in tables["code"] if row[2][1] == "kill"]
            moved = sum(row[5][1] in left for row in tables["coding"])
            assert moved == (150 if left else 0)
        with project.open_study(filled_file) as study:  # what stands is taken back as usual
            live = study.db.execute(f"select count(*) from change c where {log.LIVE}").fetchone()[0]
            if live > len(STEPS):
                ops.undo(study, live - len(STEPS))
    look(filled_file)


def test_a_killed_command_line_leaves_a_whole_study(filled_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for n in range(400):
        (folder / f"kill-{n}.txt").write_text(f"Interviewer: vraag {n}\n\nR1: antwoord {n}. " * 20, encoding="utf-8")
    before = look(filled_file)
    for delay in (0.2, 0.5, 0.8):
        worker = subprocess.Popen([sys.executable, "-m", "qda", "--project", str(filled_file), "import", str(folder)],
                                  env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(delay)
        worker.kill()
        worker.wait()
        after = look(filled_file)
        assert len(after["source"]) - len(before["source"]) in (0, 400)
        assert [p.name for p in tmp_path.iterdir() if p.name.startswith("qda.db")] == ["qda.db"]


def test_an_interrupt_takes_everything_back(filled_file: Path) -> None:
    """Ctrl-C in the middle of a long write: exit 130, nothing changed."""
    before = look(filled_file)
    script = (
        "import os, signal, sys; from qda.cli.app import run; from qda.store.history import door\n"
        "finish = door.Door.finish\n"
        "door.Door.finish = lambda self, c: (os.kill(os.getpid(), signal.SIGINT), finish(self, c))\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run([sys.executable, "-c", script, "--project", str(filled_file), "code", "thread-1", "x", "--span", "0:4"],
                          env=environment(), capture_output=True, text=True)  # fmt: skip
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "interrupted; nothing changed\n"
    assert look(filled_file) == before


def test_four_processes_write_at_once(filled_file: Path) -> None:
    before = look(filled_file)
    names = ["piet", "klaas", "mia", "ben"]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(filled_file), who],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in names
    ]
    made: list[int] = []
    for writer in writers:
        out, err = writer.communicate(timeout=300)
        assert writer.returncode == 0, err
        made += json.loads(out)
    assert len(set(made)) == 200, "no number was given twice"
    after = look(filled_file)
    assert len(after["coding"]) == len(before["coding"]) + 200, "no row was lost"
    assert {row[0][1] for row in after["coding"]} >= set(made)
    with project.open_study(filled_file) as study:
        times = [t for (t,) in study.db.execute("select at from change order by id")]
        assert times == sorted(set(times)), "time rises"
        for coding, change in study.db.execute(
            "select g.created_at, c.at from coding g join change_row r on r.tbl = 'coding' and r.key = g.id and r.op = 'I' "
            "join change c on c.id = r.change and c.kind = 'do' where r.last is null"
        ):
            assert coding == change
        live = study.db.execute(f"select count(*) from change c where {log.LIVE}").fetchone()[0]
        ops.undo(study, live - len(STEPS))
        assert dump(study.db) == before, "undoing all gives what was there"
    assert look(filled_file) == before
    assert [p.name for p in filled_file.parent.iterdir()] == ["qda.db"]
