"""Read codebooks from files and write them to files. Codes that the study has already are left as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.names import key
from qda.core.results import Said, Table
from qda.importers.codebooks import TEXTS, Book, DraftCode, walk
from qda.ops.coding.codebook import entries, rehearsal
from qda.store.analysis import codes, theory
from qda.store.history.door import Change
from qda.store.project import Study

COLUMNS = ("code", "path", "level", "state", "note")
SHOWN = 10
LOST = {
    "qdc": ["a .qdc has no fields for level, inclusion, exclusion, example, aliases: they stand in the descriptions"]
}


def read(study: Study, path: str, *, dry_run: bool = False, stdin: BinaryIO | None = None) -> Said:
    """Make the codes of a codebook file that the study does not have yet: all of them or, on an error, none.

    The study has a code when it has its uuid, its path, or its name (if only one code has that name). Such a code is left
    as it is; a note says where the file differs. `dry_run` writes nothing. `-` reads `stdin`.
    """
    from qda.importers import codebooks

    book = codebooks.read(path, stdin)
    with rehearsal(study, "codebook import", dry_run) as c:
        name = "standard input" if path == "-" else path
        try:
            taken = _Import(c, book)
        except QdaError as e:
            raise QdaError(Message("", "{name}: {why}", name=name, why=e.message)) from None
        made = len(taken.made)
        c.summary = f"{made} code{_s(made)} from {name}" + (f", {taken.held} there already" if taken.held else "")
        notes = [*book.notes, *taken.notes, f"{'would make' if dry_run else 'made'} {c.summary}"]
    return Said(Table(COLUMNS, taken.rows, brief=("path", "level", "state", "note"), wrap=("note",)), notes)


def _s(n: int) -> str:
    return "" if n == 1 else "s"


class _Import:
    """Make the codes of one codebook: `made` are the new ones, `held` counts those that were there, `rows` lists all."""

    def __init__(self, c: Change, book: Book) -> None:
        self.c = c
        self.notes: list[str] = []
        self.made: list[tuple[DraftCode, int]] = []
        self.held = 0
        self.rows: list[tuple[str, str, str, str, str]] = []
        self._differ: list[str] = []
        self._kept: list[str] = []
        held = codes.by_name(c.db)
        self._by_uuid = {code.uuid: code.id for code in held}
        self._in_home = {(code.parent, key(code.name)): code.id for code in held}
        self._named = codes.called(c.db)
        counts: dict[str, int] = {}
        for draft in walk(book.codes):
            counts[key(draft.name)] = counts.get(key(draft.name), 0) + 1
        self._once = {k for k, n in counts.items() if n == 1}
        self._paths = codes.paths(c.db)
        self._at: dict[int, int] = {}  # id(draft) -> number
        self._file_paths: dict[str, int] = {}
        self._file_names: dict[str, list[int]] = {}
        for draft in book.codes:
            self._code(draft, self._home(draft), "")
        self._memberships()
        self._summary()

    def _home(self, draft: DraftCode) -> int | None:
        """Return the code of the study under which the file wants a top code; reject one that the study does not have."""
        if not draft.home:
            return None
        found = codes.lookup(self.c.db, draft.home)
        if found is None:
            raise QdaError(
                f"{draft.where}: the home of {draft.name!r}, {draft.home!r}, is neither in the file nor in the study"
            )
        return found

    def _there(self, draft: DraftCode, home: int | None) -> int | None:
        """Return the code of the study that a code of the file is, None when the study has none."""
        k = key(draft.name)
        found = self._by_uuid.get(draft.uuid) if draft.uuid else None
        if found is None:
            found = self._in_home.get((home, k))
        if found is None and k in self._once and len(self._named.get(k, ())) == 1:
            found = self._named[k][0]
        return found

    def _code(self, draft: DraftCode, home: int | None, above: str) -> None:
        path = above + draft.name
        found = self._there(draft, home)
        if found is not None:
            self.held += 1
            self._keep(draft, found)
        else:
            found = self._make(draft, home)
        self._at[id(draft)] = found
        self._file_paths.setdefault(key(path), found)
        self._file_names.setdefault(key(draft.name), []).append(found)
        for below in draft.codes:
            self._code(below, found, path + "/")

    def _make(self, draft: DraftCode, home: int | None) -> int:
        level = draft.level or "code"
        note = ""
        if level == "core" and theory.core(self.c.db):
            level, note = "category", "the study has its core category: this one came in as a category"
        id = codes.make(
            self.c, draft.name, parent=home, level=level, origin="import", uuid=draft.uuid, 
            **{t: getattr(draft, t) for t in (*TEXTS, "colour") if getattr(draft, t)},
        )  # fmt: skip
        for alias in draft.aliases:
            codes.add_alias(self.c, id, alias)
        self._paths[id] = draft.name if home is None else f"{self._paths[home]}/{draft.name}"
        self._in_home[(home, key(draft.name))] = id
        self.made.append((draft, id))
        self.rows.append((draft.name, self._paths[id], level, "new", note))
        return id

    def _keep(self, draft: DraftCode, id: int) -> None:
        was = codes.row(self.c.db, id)
        differ = [t for t in (*TEXTS, "level") if getattr(draft, t) and getattr(draft, t).strip() != was[t].strip()]
        if key(draft.name) != was["key"]:
            differ.insert(0, f"name ({draft.name!r} in the file)")
        shown = f"in the file another {', '.join(differ)}" if differ else ""
        self.rows.append((was["name"], self._paths[id], was["level"], "there already", shown))
        self._kept.append(self._paths[id])
        if differ:
            what = f": “{_short(draft.definition)}”" if "definition" in differ else ""
            others = ", ".join(differ)
            self._differ.append(f"{self._paths[id]!r} was left as it is; the file has another {others}{what}")

    def _memberships(self) -> None:
        for draft, id in self.made:
            for name in draft.categories:
                category = self._category(draft, name)
                if category not in (id, codes.row(self.c.db, id)["parent"]):
                    codes.join(self.c, id, category)

    def _category(self, draft: DraftCode, name: str) -> int:
        """Return the code that the file names as a further category, from the file or else from the study."""
        k = key(name)
        if k in self._file_paths:
            return self._file_paths[k]
        held = self._file_names.get(k, [])
        if len(held) == 1:
            return held[0]
        found = codes.lookup(self.c.db, name)
        if found is None:
            error = NotFound("code", name, codes.names(self.c.db).values(), "neither in the file nor in the study")
            raise QdaError(
                Message(
                    "",
                    "{where}: {name!r} belongs to the category {category!r}, but {why}",
                    where=draft.where,
                    name=draft.name,
                    category=name,
                    why=error.message,
                )
            )
        return found

    def _summary(self) -> None:
        if self._kept:
            more = f" and {len(self._kept) - SHOWN} more" if len(self._kept) > SHOWN else ""
            some = ", ".join(self._kept[:SHOWN]) + more
            self.notes.append(f"there already and left as they are: {some}")
        self.notes += self._differ[:SHOWN]
        if len(self._differ) > SHOWN:
            self.notes.append(f"{len(self._differ) - SHOWN} more differ; the column “note” names them")


def _short(text: str, n: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= n else line[: n - 1] + "…"


def export(study: Study, path: str, shown: Callable[[str], str] | None = None) -> Said:
    """Write the codebook to a file whose suffix says the format: .yaml, .csv or .qdc. UsageError for another suffix.

    `shown` returns a text as it may leave the program, such as with pseudonyms.
    """
    from qda import exporters

    form = exporters.codebook_format(path)
    top, found = entries(study.db)
    if shown is not None:
        top = [exporters.masked(entry, shown) for entry in top]
    exporters.save(path, exporters.codebook(form, top))
    return Said(notes=[f"wrote {len(found)} code{_s(len(found))} to {path}", *LOST.get(form, ())])


__all__ = ["export", "read"]
