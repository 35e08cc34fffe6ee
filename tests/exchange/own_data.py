"""Out of one study and into another, by the rows of qda's own alone; and changes by hand that leave gaps and turn orders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filled_study import Dump, dump

from qda.reports.saturation import development
from qda.store import project
from qda.store.analysis import codes, memos, theory
from qda.store.exchange import rows_in, rows_out, shape
from qda.store.exchange.rows_in import Taken
from qda.store.project import Study


def written(study: Study, **choice: Any) -> list[str]:
    """The lines of a study."""
    told = [(n, change.at, change.what) for n, change in changed(study).items()]
    choice.setdefault("changes", told)
    return [line + "\n" for line in "".join(rows_out.lines(study.db, digest="0" * 64, **choice)).split("\n")[:-1]]


def changed(study: Study) -> dict[int, development.Change]:
    """The last change of each category."""
    return development.last_changes(study.db, theory.categories(study.db), codes.gathered(study.db))


def texts(study: Study) -> Callable[[str], str]:
    """What gives the text of a source by its uuid."""
    return dict(study.db.execute("select uuid, text from source")).__getitem__


def take(study: Study, lines: Iterable[str], text_of: Callable[[str], str], into: int | None = None) -> Taken:
    """Take lines in, as one change."""
    with study.change("import") as c:
        taken = rows_in.take(c, lines, text_of, into=into)
        c.summary = "own rows"
    return taken


def from_to(here: Study, there: Study, **choice: Any) -> Taken:
    """Take all of one study into another."""
    return take(there, written(here, **choice), texts(here))


@contextmanager
def empty(path: Path, name: str = "leeg") -> Iterator[Study]:
    """A new study; the coder who makes it has coded in the filled one."""
    with project.create(path, name=name, coder="Anna", language="en") as made:
        yield made


def rows(line: str) -> list[Any]:
    """The cells of a line, the table first."""
    found: list[Any] = json.loads(line)
    return found


def head(lines: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lines[0])
    return found


def line_of(lines: list[str], table: str, n: int = 0) -> int:
    """Where the n-th row of a table stands, 0 for the first line of the file."""
    return [i for i, line in enumerate(lines[1:], 1) if rows(line)[0] == table][n]


def altered(lines: list[str], table: str, column: str, value: Any, n: int = 0) -> list[str]:
    """The lines with another value in one cell."""
    i = line_of(lines, table, n)
    row = rows(lines[i])
    row[1 + head(lines)["columns"][table].index(column)] = value
    return [*lines[:i], json.dumps(row) + "\n", *lines[i + 1 :]]


def with_gaps(study: Study) -> None:
    """Leave gaps in the numbers, a home further down than its code, an answer to a later post, codes that nobody codes with."""
    with study.change("by hand") as c:
        for table in ("code_alias", "membership", "evidence"):
            c.delete(table, 1)
        c.delete("coding", c.db.execute("select min(id) from coding").fetchone()[0])
        c.delete("source", 2)
        (late,) = c.db.execute("select id from code where name = 'verantwoordelijkheid'").fetchone()
        c.update("code", 4, parent=late)
        c.update("code", late, codable=0, colour="#aa00ff")
        c.update("segment", 1, reply_to=3, metadata='{"post": "12"}')
        c.insert("code_alias", code=3, name="Koers", key="koers")
        c.summary = "gaps"
    with study.change("by hand") as c:
        memos.add(c, title="later", type="code", text="Zie [[code:macht]] en [[segment:thread-1#3]].", date=None,
                  on=[memos.resolve(c.db, "segment:thread-1#3")])  # fmt: skip
        c.summary = "a memo"


def apart(study: Study) -> Dump:
    """The rows of all tables that travel, without their numbers: references as places, as they are written."""
    out: Dump = {}
    for line in written(study)[1:]:
        table, *cells = rows(line)
        out.setdefault(table, []).append(tuple(cells))
    return out


def numbered(db: Any) -> Dump:
    """All tables that travel, with their numbers, without the settings of the machine and what the history tells here."""
    return {
        t: [r[:-1] if t == "membership" else r for r in rs if t != "setting" or r[1][1] not in ("coder", "pseudonyms")]
        for t, rs in dump(db).items()
        if t not in (*shape.STAYS, "category_change")
    }
