"""Runs `qda` command lines in this process, as a hidden checker would run the program: status, stdout, stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filled_study import dump

from qda.cli import app

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
T = TypeVar("T")


@dataclass
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str
    raw: bytes

    @property
    def notes(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("note: ")]


class Qda:
    """The program in a folder, with the environment of one coder (or none)."""

    def __init__(self, folder: Path, coder: str = "") -> None:
        self.folder, self.coder = folder, coder

    def __call__(self, *args: object, stdin: str | bytes = b"", cwd: Path | None = None) -> Done:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = io.BytesIO(), io.BytesIO()
        kept = sys.stdin, sys.stdout, sys.stderr, Path.cwd(), os.environ.get("QDA_CODER")
        sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
        sys.stdout = io.TextIOWrapper(out, encoding="utf-8", newline="\n")
        sys.stderr = io.TextIOWrapper(err, encoding="utf-8", newline="\n")
        if self.coder:
            os.environ["QDA_CODER"] = self.coder
        try:
            os.chdir(cwd or self.folder)
            status = app.run([str(a) for a in args])
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            sys.stdout.detach()
            sys.stderr.detach()
            sys.stdin, sys.stdout, sys.stderr = kept[:3]
            os.chdir(kept[3])
            os.environ.pop("QDA_CODER", None)
            if kept[4] is not None:
                os.environ["QDA_CODER"] = kept[4]
        return Done(status, out.getvalue().decode(), err.getvalue().decode(), out.getvalue())

    def ok(self, *args: object, **kw: Any) -> Done:
        """The command must succeed."""
        done = self(*args, **kw)
        assert done.status == 0, f"{args}: {done.status}: {done.err}"
        assert "error:" not in done.err, done.err
        return done

    def refused(self, *args: object, status: int = 1, **kw: Any) -> str:
        """The command must be refused with one `error:` line and nothing on stdout; returns that line."""
        done = self(*args, **kw)
        lines = [line for line in done.err.splitlines() if line.startswith("error: ")]
        assert done.status == status, f"{args}: status {done.status}, not {status}: {done.out[:200]} {done.err}"
        assert done.out == "", f"{args}: on stdout {done.out[:200]!r}"
        assert len(lines) == 1, f"{args}: {done.err}"
        assert "Traceback" not in done.err
        return lines[0]

    def json(self, *args: object, **kw: Any) -> Any:
        """What the command prints as JSON."""
        return json.loads(self.ok(*args, "--format", "json", **kw).out)

    def csv(self, *args: object, **kw: Any) -> list[dict[str, str]]:
        """What the command prints as CSV."""
        return list(csv.DictReader(io.StringIO(self.ok(*args, "--format", "csv", **kw).out, newline="")))

    def write(self, name: str, text: str | bytes) -> str:
        """A file in the folder; its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    def state(self) -> list[Any]:
        """All that listings show, to compare before and after."""
        show = (
            ["codings"], ["codebook", "list"], ["memo", "list"], ["source", "list"], ["participant", "list"],
            ["axial", "list"], ["report", "frequencies"], ["info"],
        )  # fmt: skip
        sources = self.json("source", "list")
        return [self.json(*q) for q in show] + [self.json("source", "show", s["source"]) for s in sources]

    def unchanged(self, act: Callable[[], T]) -> T:
        """`act` must leave every row of the study as it was, those of the log too."""
        before = self.stored()
        done = act()
        assert self.stored() == before
        return done

    def stored(self) -> dict[str, list[Any]]:
        """All that the file of the study holds."""
        with closing(sqlite3.connect(self.folder / "qda.db")) as db:
            return dump(db) | {
                t: db.execute(f"select * from {t} order by id").fetchall() for t in ("change", "change_row")
            }
