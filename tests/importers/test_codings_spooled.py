"""A table of codings longer than memory holds: the same codings as of a short one, and nothing where a late row does not fit."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qda.core import spool
from qda.core.drafts import ReadOptions
from qda.ops.coding import coding_import
from qda.ops.sources.import_list import import_texts
from qda.ops.study import study as ops
from qda.store import check, project
from qda.store.history import door
from qda.store.project import Study

OPTIONS = ReadOptions("codings")
HEAD = ("source", "start", "end", "quote", "code", "coder", "note")


def rows(n: int) -> list[tuple[Any, ...]]:
    """n codings of the sources t0 to t8 by chance, some by their words, some of two codes, some twice."""
    rng = random.Random(n)
    out: list[tuple[Any, ...]] = []
    while len(out) < n:
        source, a = rng.randrange(9), rng.randrange(300)
        b = a + 1 + rng.randrange(40)
        code = rng.choice(["zorg", "waarde", "zorg; koers", "nieuw\u00e9"])
        place = (a, b, "") if rng.random() < 0.7 else ("", "", f"woord{rng.randrange(40)}-{source}")
        out.append((f"t{source}", *place, code, rng.choice(["", "ben"]), rng.choice(["", "😀 let op"])))
        if rng.random() < 0.1:
            out.append(out[-1])
    return out[:n]


def table(folder: Path, name: str, some: list[tuple[Any, ...]]) -> str:
    with (folder / name).open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([HEAD, *some])
    return str(folder / name)


@pytest.fixture
def texts(tmp_path: Path) -> Callable[[str], Study]:
    """A function that makes a study of nine texts under a name."""
    for n in range(9):
        words = " ".join(f"woord{i}-{n}" + ("\n\n" if i % 9 == 8 else "") for i in range(40))
        (tmp_path / f"t{n}.txt").write_text(words, encoding="utf-8")

    def make(name: str) -> Study:
        study = project.create(tmp_path / name, name=name, coder="anna", language="nl")
        import_texts(study, [str(tmp_path / f"t{n}.txt") for n in range(9)])
        return study

    return make


def seen(study: Study) -> list[tuple[Any, ...]]:
    """All of a study's codings by number, with what is kept of them."""
    return study.db.execute(
        'select g.id, g.source, g.start, g."end", c.name, r.name, g.note, g.words, g.characters, g.segment, g.last_segment '
        "from coding g join code c on c.id = g.code join coder r on r.id = g.coder order by g.id"
    ).fetchall()


@pytest.mark.parametrize("files", [1, 3])
def test_a_table_that_goes_into_a_file_gives_the_same_codings(
    files: int, texts: Callable[[str], Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = rows(700)
    paths = [table(tmp_path, f"c{i}.csv", every[i::files]) for i in range(files)]
    with texts("short") as short, texts("long") as long:
        said = coding_import.import_codings(short, paths, OPTIONS)
        monkeypatch.setattr(spool, "CHUNK", 50)
        monkeypatch.setattr(spool, "BLOCK", 7)
        monkeypatch.setattr(door, "INDEX_FROM", 100)
        again = coding_import.import_codings(long, paths, OPTIONS)
        assert said.notes == again.notes and said.table == again.table
        assert len(seen(long)) > 600 and seen(short) == seen(long)
        places = [row[1:4] for row in seen(long)]
        assert places == sorted(places), "by source and start"
        assert list(check.run(long.db)) == []
        third = coding_import.import_codings(long, paths, OPTIONS)
        assert "0 codings came in" in third.notes and seen(short) == seen(long)


def test_a_late_row_that_does_not_fit_takes_all_back(
    texts: Callable[[str], Study], tmp_path: Path, dump: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "CHUNK", 50)
    monkeypatch.setattr(door, "INDEX_FROM", 100)
    path = table(tmp_path, "c.csv", [*rows(300), ("t8", 5, 99_999, "", "laat", "", "")])
    with texts("s") as study:
        before, last = dump(study.db), study.db.execute("select max(id) from change").fetchone()
        with pytest.raises(
            coding_import.DoNotFit, match="1 of 301 rows do not fit, none came in: row 302: 5:99999 is outside"
        ):
            coding_import.import_codings(study, [path], OPTIONS)
        assert dump(study.db) == before and study.db.execute("select max(id) from change").fetchone() == last
        assert coding_import.preview(study, [path], OPTIONS).bad[0].startswith("row 302: 5:99999")
        left: list[str] = []
        coding_import.import_codings(study, [path], OPTIONS, left_out=left.append)
        assert len(left) == 1 and len(seen(study)) > 250 and list(check.run(study.db)) == []
        ops.undo(study)
        assert dump(study.db) == before and list(check.run(study.db)) == []
