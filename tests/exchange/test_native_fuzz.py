"""Databases and folders that are nearly right: a reader reads them to the end, or says in one line why not.

`QDA_FUZZ=10000` tries as many inputs of each tool.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from helpers_native import RQDA, SCHEMA, TAGUETTE, database, got, valid
from test_native_qc import project as qc_project
from test_native_qualcoder import project as qualcoder_project
from test_native_rqda import rows as rqda_rows
from test_native_taguette import rows as taguette_rows

from qda.core.errors import QdaError
from qda.core.projects import ProjectForm, ProjectOptions
from qda.importers.projects import qualcoder, qualitative_coding, rqda, taguette

RUNS = int(os.environ.get("QDA_FUZZ", "60"))
_ODD = (
    b"\0",
    b"\xff",
    b"'",
    b'"',
    b"integer",
    b"text",
    b"NULL",
    b"-1",
    b"\x7f\xff\xff\xff",
    b"create view",
    b"select",
    b"\n",
    b"*a",
    b"&a [",
)

Reader = Callable[[str, ProjectOptions], ProjectForm]


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, taken out, doubled or cut off."""
    out = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        if not out:
            break
        at, size = chance.randrange(len(out)), chance.choice((1, 1, 2, 4, 16, 200))
        kind = chance.randrange(6)
        if kind == 0:
            out[at] = chance.randrange(256)
        elif kind == 1:
            out[at : at + size] = chance.randbytes(len(out[at : at + size]))
        elif kind == 2:
            word = chance.choice(_ODD)
            out[at : at + len(word)] = word
        elif kind == 3:
            other = chance.randrange(len(out))
            out[at : at + size] = out[other : other + len(out[at : at + size])]
        elif kind == 4 and chance.random() < 0.2:
            del out[at:]
        elif kind == 5 and chance.random() < 0.3:
            del out[at : at + size]
    return bytes(out)


def made(tool: str, folder: Path) -> tuple[Reader, Path, list[Path]]:
    """A project of a tool: its reader, the path that it is given, the files to change."""
    if tool == "qualcoder":
        home = qualcoder_project(folder)
        return qualcoder.read, home, [home / "data.qda"]
    if tool == "qc":
        home = qc_project(folder)
        files = ["qualitative_coding.sqlite3", "settings.yaml", "codebook.yaml", "corpus/gesprek.txt"]
        files.append("memos/2026-02-03-10-11_ria_eerste_indruk.md")
        return qualitative_coding.read, home, [home / name for name in files]
    if tool == "rqda":
        file = database(folder / "a.rqda", RQDA, rqda_rows())
        return rqda.read, file, [file]
    file = database(folder / "a.sqlite3", TAGUETTE, taguette_rows())
    return taguette.read, file, [file]


@pytest.mark.parametrize("tool", ["qualcoder", "rqda", "taguette", "qc"])
def test_a_reader_reads_or_refuses(tool: str, tmp_path: Path) -> None:
    read, path, files = made(tool, tmp_path)
    whole = {file: file.read_bytes() for file in files}
    chance = random.Random(7)
    outcomes = [0, 0]
    for n in range(RUNS):
        file = chance.choice(files)
        file.write_bytes(mutated(whole[file], chance))
        try:
            found = got(read, path)
            for form in (found.form, *found.sources):
                repr(form).encode("utf-8", "strict")
            assert all(0 <= s.start <= s.end or s.start == -1 for source in found.sources for s in source.selections)
            outcomes[0] += 1
        except QdaError as e:
            outcomes[1] += 1
            assert "\n" not in str(e) and len(str(e)) < 1000, f"input {n}"
        file.write_bytes(whole[file])
    assert min(outcomes) > RUNS // 20, "inputs that are all read or all refused try little"
    shutil.rmtree(tmp_path)


_VALUES: tuple[object, ...] = (
    None, "", " ", 0, 1, -1, 2, 3, 7.5, 1e300, float("inf"), 2**62, -(2**62), "x", "1", "2.0", "-3", "1e9", "1_000", "٣",
    b"", b"\xff\x00", "\ud800".encode("utf-8", "surrogatepass"), "\0", "a\r\nb", "\ufeff😀", "../../x", "/images/../..",
    "docs:", "images:/etc/passwd", "<p>a<b", "&#0;", "2026-99-99 10:00:00", "Xxx Foo 45 99:99:99 2016", "#12", "{}", "NaN",
    "[" * 2000, "a/b", "- a\n- b", "a" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("tool", ["qualcoder", "rqda", "taguette", "qc"])
def test_any_value_may_stand_anywhere(tool: str, tmp_path: Path) -> None:
    read, path, files = made(tool, tmp_path)
    (file,) = (f for f in files if f.suffix in (".qda", ".rqda", ".sqlite3"))
    whole = file.read_bytes()
    chance = random.Random(11)
    outcomes = [0, 0]
    for _ in range(RUNS):
        db = sqlite3.connect(file)
        tables = [
            name
            for (name,) in db.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite%'")
        ]
        for _ in range(chance.choice((1, 2, 4, 10))):
            table = chance.choice(tables)
            column = chance.choice([row[1] for row in db.execute(f"pragma table_info({table})")])
            value = chance.choice(_VALUES)
            given = (
                "cast(? as text)" if isinstance(value, bytes) and chance.random() < 0.5 else "?"
            )  # text, whatever it is
            with suppress(sqlite3.IntegrityError):  # no number where the key is one
                db.execute(
                    f"update or ignore {table} set {column} = {given} where rowid % 2 = ?", (value, chance.randrange(2))
                )
        db.commit()
        db.close()
        try:
            found = got(read, path)
            for form in (found.form, *found.sources):
                repr(form).encode("utf-8", "strict")
            if SCHEMA.exists():
                valid([s.xml for s in found.sources if s.xml], "Sources")
                valid([g.xml for g in found.form.graphs], "Graphs")
            assert len(set(found.guids())) == len(found.guids())
            outcomes[0] += 1
        except QdaError as e:
            outcomes[1] += 1
            assert "\n" not in str(e) and len(str(e)) < 1000
        file.write_bytes(whole)
    assert outcomes[0] > RUNS // 2
    shutil.rmtree(tmp_path)
