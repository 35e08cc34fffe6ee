"""Codebooks as a table: the columns of `qda codebook list --format csv`, or Taguette's `tag`, `name` or `path` with
`description`. The path says where a code is at home, or a column `parent`, which names the home alone."""

from __future__ import annotations

import csv
import io
import json

from qda.core.cells import undefuse
from qda.core.errors import QdaError
from qda.core.names import key
from qda.importers.codebooks import LARGEST, Book, DraftCode, walk
from qda.importers.decode import refuse_binary, which

COLUMNS = {
    "name": ("code", "name", "tag"), "path": ("path",), "parent": ("parent", "home"), "level": ("level",),
    "definition": ("definition", "description"),
    "include": ("include", "inclusion"), "exclude": ("exclude", "exclusion"), "example": ("example",),
    "aliases": ("aliases",), "categories": ("categories",), "colour": ("colour", "color"), "uuid": ("uuid", "guid"),
}  # fmt: skip


def read(raw: bytes) -> Book:
    """The codebook in the bytes of a CSV file."""
    encoding, note = which(raw)
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        raise QdaError(f"is not valid {encoding}: save it as UTF-8") from None
    refuse_binary(text)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(LARGEST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    notes = [note] if note else []
    try:
        at = _columns(next(rows, []))
        drafts = [_draft(row, at, f"line {rows.line_num}") for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as e:
        raise QdaError(f"line {rows.line_num}: is not a table that can be read ({e})") from None
    return Book(_tree(drafts, "name" in at), notes)


def _columns(header: list[str]) -> dict[str, int]:
    words = [key(cell) for cell in header]
    at = {field: words.index(w) for field, names in COLUMNS.items() for w in reversed(names) if w in words}
    if "name" not in at and "path" not in at:
        seen = ", ".join(header[:6]) or "nothing"
        raise QdaError(
            f"line 1: no column says the code's name: one of code, name, tag or path is needed, there is {seen}"
        )
    return at


def _draft(row: list[str], at: dict[str, int], where: str) -> tuple[str, DraftCode]:
    cells = {field: undefuse(row[i]) if i < len(row) else "" for field, i in at.items()}
    path, parent = cells.pop("path", ""), " ".join(cells.pop("parent", "").split())
    code = DraftCode(cells.pop("name", "") or path, where, home=parent)
    for field, cell in cells.items():
        setattr(code, field, _list(cell, where) if field in ("aliases", "categories") else cell)
    return path, code


def _list(cell: str, where: str) -> list[str]:
    """JSON, as we write it, or names parted by semicolons."""
    if not cell.strip().startswith("["):
        return [part.strip() for part in cell.split(";") if part.strip()]
    try:
        return [str(item) for item in json.loads(cell)]
    except ValueError:
        raise QdaError(f"{where}: {cell[:40]!r} is not a list") from None


def _tree(drafts: list[tuple[str, DraftCode]], named: bool) -> list[DraftCode]:
    """Codes put in their homes by their paths.

    With a column for the name, what the path has before it is the home. Without one, the home is the longest other path
    that this one begins with, so that a name with a slash in it stays whole.
    """
    rows: dict[str, list[tuple[int, DraftCode]]] = {}
    for n, (path, code) in enumerate(drafts):
        rows.setdefault(key(path or code.name), []).append((n, code))
    top: list[DraftCode] = []
    parents = Parents(drafts)
    for n, (path, code) in enumerate(drafts):
        home = _home(path, code, rows, named)
        if code.home and not (home and _ends(home, code.home)):
            if home:
                raise QdaError(f"{code.where}: the path {path!r} and the parent {code.home!r} name two homes: keep one")
            held_by = parents.of(code)
            (held_by.codes if held_by else top).append(code)
            code.home = "" if held_by else code.home
            continue
        code.home = ""
        if not home:
            top.append(code)
        elif key(home) in rows:
            held = rows[key(home)]  # the nearest row above, when two paths read alike
            held[max((i for i, (m, _) in enumerate(held) if m < n), default=0)][1].codes.append(code)
            if not named:
                code.name = path[len(home) + 1 :]
        else:
            code.home = home
            top.append(code)
    parents.reach(top)
    return top


def _ends(path: str, last: str) -> bool:
    """Whether a path is, or ends in, another."""
    return f"/{key(path)}".endswith(f"/{key(last)}")


class Parents:
    """The codes of the file that a column `parent` may name: by name, or by a path when several have the name."""

    def __init__(self, drafts: list[tuple[str, DraftCode]]) -> None:
        self.drafts = drafts
        self.named: dict[str, list[tuple[str, DraftCode]]] = {}
        for path, code in drafts:
            above = path[: -len(code.name) - 1] if _ends(path, code.name) else ""
            self.named.setdefault(key(code.name), []).append((above or code.home, code))

    def of(self, code: DraftCode) -> DraftCode | None:
        """The code of the file that is the home of one; None when the file has none of that name."""
        found = [c for _, c in self.named.get(key(code.home), ())]
        if not found:
            found = self._by_path(code.home)
        others = [c for c in found if c is not code]
        if len(others) > 1:
            where = ", ".join(c.where for c in others[:5])
            raise QdaError(
                f"{code.where}: the parent {code.home!r} of {code.name!r} is any of {len(others)} codes ({where}): give its path"
            )
        if found and not others:
            raise QdaError(f"{code.where}: {code.name!r} is named as its own parent")
        return others[0] if others else None

    def _by_path(self, path: str) -> list[DraftCode]:
        at = path.find("/")
        while at > 0:
            above, last = path[:at], key(path[at + 1 :])
            hits = [c for home, c in self.named.get(last, ()) if home and (_ends(above, home) or _ends(home, above))]
            if hits:
                return hits
            at = path.find("/", at + 1)
        return []

    def reach(self, top: list[DraftCode]) -> None:
        """Refuses codes that are each other's home."""
        found = {id(code) for code in walk(top)}
        for _, code in self.drafts:
            if id(code) not in found:
                raise QdaError(
                    f"{code.where}: the parents of {code.name!r} lead back to it: one of them must be at the top"
                )


def _home(path: str, code: DraftCode, rows: dict[str, list[tuple[int, DraftCode]]], named: bool) -> str:
    if not path or (named and key(path) == key(code.name)):
        return ""
    if named:
        if not path.endswith("/" + code.name):
            raise QdaError(f"{code.where}: the path {path!r} does not end in the code's name {code.name!r}")
        return path[: -len(code.name) - 1]
    at = path.rfind("/")
    while at > 0:
        if key(path[:at]) in rows:
            return path[:at]
        at = path.rfind("/", 0, at)
    return ""
