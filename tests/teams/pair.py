"""Two people who work apart: lea in her file, ben in a copy of it; every step is a command line, as they would type it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from contract_runner import Done, Qda

ONE = (
    "Interviewer: How was it?\n\nAnna B: I waited a long time. Nobody told me why.\n\n"
    "Interviewer: And then?\n\nAnna B: Then I gave up. It was not worth the wait.\n"
)
TWO = (
    "Interviewer: Who decides?\n\nPiet K: The board decides. We only hear it later.\n\n"
    "Piet K: Hearing it later is the worst of it.\n"
)
FATES = ("added", "joined", "changed", "removed", "already", "kept")
Row = dict[str, Any]


class Pair:
    """lea's and ben's files; `lea(…)` and `ben(…)` run a command and want it to succeed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.qda = folder, Qda(folder)
        (folder / "one.txt").write_text(ONE)
        (folder / "two.txt").write_text(TWO)
        self.ours, self.theirs = folder / "lea" / "qda.db", folder / "ben.db"
        self.qda.ok("--coder", "lea", "init", "lea", "--name", "Waiting")
        self.lea("import", "one.txt", "two.txt")
        self.lea("code", "one", "waiting", "--quote", "I waited a long time")
        self.lea("code", "one", "giving up", "--quote", "Then I gave up")
        self.lea("code", "two", "deciding", "--quote", "The board decides")

    def lea(self, *args: object) -> Done:
        return self.qda.ok("--project", self.ours, *(() if "--coder" in args else ("--coder", "lea")), *args)

    def ben(self, *args: object) -> Done:
        return self.qda.ok("--project", self.theirs, "--coder", "ben", *args)

    def part(self) -> None:
        """Give ben a copy, which nobody handed out."""
        shutil.copy(self.ours, self.theirs)

    def rows(self, whose: Path, *args: object) -> list[Row]:
        return list(json.loads(self.qda.ok("--project", whose, *args, "--format", "json").out))

    def merge(self, *options: str, into: Path | None = None, of: Path | None = None) -> dict[str, Row]:
        """Merge ben's file into lea's, or as named: the rows by thing; the sums are right and the study is whole."""
        into, of = into or self.ours, of or self.theirs
        found = {r["thing"]: r for r in self.rows(into, "merge", of, *options)}
        for r in found.values():
            assert r["theirs"] == sum(r[f] for f in FATES), r
        self.qda.ok("--project", into, "check")
        return found

    def conflicts(self, whose: Path | None = None, *args: str) -> list[Row]:
        return self.rows(whose or self.ours, "conflicts", *args)

    def conflict(self, kind: str, thing: str, **values: str | None) -> Row:
        """The one open conflict of that kind and thing, with these values."""
        found = [
            k for k in self.conflicts()
            if (k["kind"], k["thing"]) == (kind, thing) and all(k[n] == v for n, v in values.items())
        ]  # fmt: skip
        assert len(found) == 1, self.conflicts()
        return found[0]

    def codings(self, whose: Path | None = None) -> dict[str, tuple[Any, ...]]:
        return {
            r["uuid"]: (r["source"], r["code"], r["coder"], r["text"], r["note"])
            for r in self.rows(whose or self.ours, "codings")
        }

    def coding(self, text: str, whose: Path | None = None, code: str | None = None) -> Row:
        return next(
            r for r in self.rows(whose or self.ours, "codings") if r["text"] == text and code in (None, r["code"])
        )

    def codes(self, whose: Path | None = None) -> dict[str, Row]:
        return {r["path"] if "path" in r else r["code"]: r for r in self.rows(whose or self.ours, "codebook", "list")}

    def sources(self, whose: Path | None = None) -> list[str]:
        return [r["source"] for r in self.rows(whose or self.ours, "source", "list")]

    def rows_of_source(self, name: str, whose: Path | None = None) -> str:
        done = self.qda.ok("--project", whose or self.ours, "source", "show", name, "--format", "json")
        return str(json.loads(done.out)["text"])

    def segments(self, name: str, whose: Path | None = None) -> list[Row]:
        done = self.qda.ok("--project", whose or self.ours, "source", "show", name, "--format", "json")
        return list(json.loads(done.out)["segments"])

    def undone(self) -> None:
        """One undo takes the last merge back, and another merge does it again."""
        self.lea("undo", "--any")
        self.qda.ok("--project", self.ours, "check")
