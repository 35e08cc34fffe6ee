"""The codes that rows of codings made elsewhere name: one or several in a cell, by name or by path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.names import clean, key
from qda.store.analysis import codes
from qda.store.analysis.code_paths import Paths
from qda.store.history.door import Change
from qda.store.project import Study

if TYPE_CHECKING:
    from qda.importers.tables.coded_segments import Program


class Cell(NamedTuple):
    """What a row says of its codes: the cell as it stands, else which they are; of which program, if it is another one."""

    code: str
    codes: tuple[str, ...]
    program: Program | None


class _Known:
    """Names that stay whole in a cell: those of codes, and their paths as other programs write them."""

    def __init__(self, names: Iterable[str], paths: Paths) -> None:
        self.names, self.paths = frozenset(names), paths

    def __contains__(self, name: object) -> bool:
        from qda.importers.tables.coded_segments import path

        if name in self.names:
            return True
        parts = path(str(name))
        return len(parts) > 1 and parts in self.paths


class NamedCodes:
    """Finds the codes that rows name, and makes those that are new.

    A code is called by a label: its name, or its path as `parent/child`. `named` are the cells of all rows, each once or more.
    """

    def __init__(self, study: Study, named: Iterable[str]) -> None:
        from qda.importers.tables.codings import CodeCells

        self._db = study.db
        self._called = codes.called(study.db)
        self._paths = Paths(study.db)
        self._exported = _Known(self._called, self._paths)
        cells = set(named)
        alone = {key(part) for cell in cells for part in re.split(r"[;|\n]", cell) if "," not in part}
        self._cells = {
            None: CodeCells(self._called, alone),
            True: CodeCells(self._exported, alone, True),
            False: CodeCells(self._exported, alone, False),
        }
        self._named: dict[tuple[bool | None, str], list[str]] = {}
        self._by_label: dict[str, tuple[str, ...]] = {}  # of labels in tables of other programs: the path
        self._found: dict[tuple[str, ...], int | None] = {}
        self._sound: set[str] = set()

    def of(self, row: Cell) -> list[str]:
        """The labels of a row's codes. QdaError for a name that no code may have, and for one that several codes have."""
        labels = self._names(row)
        if row.program is not None:
            labels = list(dict.fromkeys(map(self._label, labels)))
        for label in labels:
            if label not in self._sound:
                path = self._by_label.get(label)
                for part in path or (label,):
                    clean(part, "code")
                if path is None:
                    if len(self._called.get(key(label), ())) > 1:
                        codes.lookup(self._db, label)
                elif self._find(path) is None:
                    for n in range(1, len(path)):
                        self._find(path[:n])
                self._sound.add(label)
        return labels

    def _names(self, row: Cell) -> list[str]:
        if row.codes:
            return list(row.codes)
        commas = None if row.program is None else row.program.commas
        if (commas, row.code) not in self._named:
            self._named[commas, row.code] = self._cells[commas].names(row.code)
        return self._named[commas, row.code]

    def _label(self, name: str) -> str:
        """Return the label of a name in another program's table; a name that a code has is no path."""
        from qda.importers.tables.coded_segments import path

        parts = (name,) if key(name) in self._called else path(name)
        label = "/".join(parts)
        self._by_label[label] = parts
        return label

    def _find(self, path: tuple[str, ...]) -> int | None:
        keys = tuple(map(key, path))
        if keys not in self._found:
            self._found[keys] = self._paths.find(path)
        return self._found[keys]

    def new(self, labels: Iterable[str]) -> list[str]:
        """The labels of the codes that are not there yet, parents too, each once."""
        out: dict[str, str] = {}
        for label in labels:
            path = self._by_label.get(label)
            if path is None:
                if key(label) not in self._called:
                    out.setdefault(key(label), label)
                continue
            for n in range(1, len(path) + 1):
                if self._find(path[:n]) is None and self._find(path) is None:
                    out.setdefault(key("/".join(path[:n])), "/".join(path[:n]))
        return list(out.values())

    def make(self, c: Change, labels: Iterable[str]) -> tuple[dict[str, int], list[str]]:
        """The number of each code by its label, made where it is new, and the labels of those made."""
        out: dict[str, int] = {}
        made: list[str] = []
        for label in dict.fromkeys(labels):
            path = self._by_label.get(label)
            if path is not None:
                out[label] = self._number(c, path, made)
                continue
            out[label], new = codes.find_or_make(c, label, origin="import")
            if new:
                made.append(label)
        return out, made

    def _number(self, c: Change, path: tuple[str, ...], made: list[str]) -> int:
        found = self._find(path)
        if found is None:
            parent = self._number(c, path[:-1], made) if len(path) > 1 else None
            found = codes.in_home(c.db, path[-1], parent)
            if found is None:
                found = codes.make(c, path[-1], parent=parent, origin="import")
                made.append("/".join(path))
            self._found[tuple(map(key, path))] = found
        return found

    def notes(self, rows: Sequence[tuple[Cell, int]]) -> list[str]:
        """Return notes on cells that name several codes, and on those in which a comma may separate two.

        `rows` are all cells, each once, with the number of its rows.
        """
        out = []
        several = [(row, n) for row, n in rows if not row.codes and len(self._names(row)) > 1]
        if several:
            first, count = several[0][0], sum(n for _, n in several)
            s = "s" * (count > 1)
            some = f"{' '.join(first.code.split())!r} as {', '.join(self._names(first))}"
            more = sum((len(self._names(row)) - 1) * n for row, n in several)
            out.append(
                f"{count} row{s} name{'' if s else 's'} several codes in one cell, which were parted: {more} more "
                f"coding{'s' * (more != 1)} than rows ({some})"
            )
        cells = self._cells[None]
        doubtful = [
            cell for (commas, cell), named in self._named.items() if commas is None and any(map(cells.doubtful, named))
        ]
        if doubtful:
            one = len(doubtful) == 1
            out.append(
                f"{len(doubtful)} code name{'' if one else 's'} with a comma {'was' if one else 'were'} kept whole, though a "
                f"part of {'it is a code' if one else 'them is one'}: {'; '.join(map(repr, doubtful[:3]))}"
            )
        return out
