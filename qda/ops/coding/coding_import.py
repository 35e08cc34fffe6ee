"""Import codings made elsewhere from tables of source, code and place: all of them or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.core.message import Message
from qda.core.names import clean, key
from qda.core.results import Said, Table
from qda.ops.coding.stretches import in_a_row, places_of
from qda.store.analysis import codes, codings, links
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.codings import origins, sources_by_key
from qda.store.texts import sources

if TYPE_CHECKING:
    from qda.importers.tables.codings import CodingRow

SHOWN = 20  # so many rows that do not fit are named in a refusal
FIRST = 10  # rows that a dry run shows
COLUMNS = ("row", "source", "code", "start", "end", "text", "coder", "note")


class Placed(NamedTuple):
    """The coding that a row makes, with the row's file (its index) and number."""

    source: int
    start: int
    end: int
    place: codings.Place
    code: str
    coder: str
    note: str
    file: int
    row: int


class Preview(NamedTuple):
    """Result of a dry run: the first codings as they would be imported, notes, and why rows (of `rows` in all) do not fit."""

    table: Table
    notes: list[str]
    bad: list[str]
    rows: int


def preview(study: Study, paths: Sequence[str], options: ReadOptions, *, stdin: BinaryIO | None = None) -> Preview:
    """Return what `import_codings` would import, and which rows do not fit; change nothing."""
    placed, bad, n, told_of = _placed(study, paths, options, stdin)
    known = codes.called(study.db)
    named = list(dict.fromkeys(p.code for p in placed))
    rows = []
    for p in sorted(placed, key=lambda p: (p.file, p.row))[:FIRST]:
        name = links.name_of(study.db, "source", p.source)
        text = sources.text(study.db, p.source)[p.start : p.end]
        rows.append((p.row, name, p.code, p.start, p.end, text, p.coder or study.coder, p.note))
    s = "s" * (len(placed) != 1)
    told = f"{len(placed)} coding{s} of {len(named)} code{'s' * (len(named) != 1)}"
    notes = [f"{told} would come in; nothing was changed" if not bad else f"{told} fit; nothing was changed"]
    return Preview(Table(COLUMNS, rows), [*notes, *told_of, *_made([c for c in named if key(c) not in known])], bad, n)


def import_codings(
    study: Study, paths: Sequence[str], options: ReadOptions, *, stdin: BinaryIO | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Said:  # fmt: skip
    """Import codings from tables with the columns source, code, and start and end or quote; coder and note are optional.

    Rejects all rows when one does not fit, and lists those by number. Skips codings that the study has already; makes new
    codes and coders. Returns how many codings came in for each code. Calls `tick` after each source.
    """
    placed, bad, n, told = _placed(study, paths, options, stdin, tick)
    if bad:
        more = f"; and {len(bad) - SHOWN} more rows" if len(bad) > SHOWN else ""
        raise QdaError(
            Message(
                "",
                "{bad} of {n} rows do not fit, none came in: {why}{more}",
                bad=len(bad),
                n=n,
                why=in_a_row(bad[:SHOWN]),
                more=more,
            )
        )
    with study.change("import codings") as c:
        code_ids, made = _codes(c, placed)
        coder_ids = {name: c.coder_named(name or c.coder) for name in dict.fromkeys(p.coder for p in placed)}
        fresh = list(_fresh(c, placed, code_ids, coder_ids))
        codings.add_many(
            c,
            [codings.New(p.source, p.start, p.end, code, coder, p.note, p.place) for p, code, coder in fresh],
            origin="import",
        )
        c.summary = f"{len(fresh)} codings of {len(code_ids)} codes from {', '.join(map(str, paths))}"
    notes = [f"{len(fresh)} coding{'s' * (len(fresh) != 1)} came in", *told, *_made(made)]
    if len(fresh) < len(placed):
        notes.append(f"{len(placed) - len(fresh)} were there already, or twice in the file")
    return Said(_counts([p for p, _, _ in fresh]), notes)


def _made(names: Sequence[str]) -> list[str]:
    """Return a note on the codes that are new; none when there are none."""
    some = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [f"{len(names)} new code{'s' if len(names) > 1 else ''}: {some}"] if names else []


def _counts(placed: Sequence[Placed]) -> Table:
    """Return how many codings each code has, and in how many sources."""
    count: dict[str, tuple[int, set[int]]] = {}
    for p in placed:
        n, where = count.get(p.code, (0, set()))
        where.add(p.source)
        count[p.code] = (n + 1, where)
    return Table(("code", "codings", "sources"), [(k, n, len(where)) for k, (n, where) in sorted(count.items())])


def _placed(
    study: Study, paths: Sequence[str], options: ReadOptions, stdin: BinaryIO | None,
    tick: Callable[[], None] = lambda: None,
) -> tuple[list[Placed], list[str], int, list[str]]:  # fmt: skip
    """Return the codings of all files by source and start, why rows do not fit, how many rows there are, and notes."""
    from qda.importers.tables.codings import read_codings

    items: list[tuple[int, CodingRow]] = []
    bad: list[tuple[int, int, str]] = []  # which file, row, why
    notes: list[str] = []
    single: set[str] = set()

    def refuse(file: int, row: int, why: str) -> None:
        of = f" of {paths[file]}" if len(paths) > 1 else ""
        bad.append((file, row, Message("", "row {row}{of}: {why}", row=row, of=of, why=why)))

    for file, path in enumerate(paths):
        try:
            items += ((file, item) for item in read_codings(path, options, stdin, partial(refuse, file), notes, single))
        except QdaError as e:
            raise QdaError(Message("", "{path}: {why}; nothing came in", path=path, why=e.message)) from e
    n = len(items) + len(bad)
    cells = _cells(study, items, single, notes)
    by_source: dict[int, list[tuple[int, CodingRow, list[str]]]] = {}
    names = _Sources(study)
    for file, item in items:
        try:
            source = names.find(item.source)
            for code in cells[item.code]:
                if code not in names.sound:
                    clean(code, "code")
                    names.sound.add(code)
        except QdaError as e:
            refuse(file, item.row, e.message if item.code.strip() else "no code")
            continue
        by_source.setdefault(source, []).append((file, item, cells[item.code]))
    notes += names.notes()
    out: list[Placed] = []
    for source, layout in sources.layouts(study.db, by_source):
        size = len(layout.text)
        rows: list[Placed] = []
        for file, item, codes_named in by_source[source]:
            start, end = item.start, item.end
            if start is None or end is None:
                found = places_of(layout, item.quote or "")
                if len(found) != 1:
                    refuse(
                        file,
                        item.row,
                        f"the quote is {'nowhere' if not found else f'{len(found)} times'} in {item.source}",
                    )
                    continue
                start, end = found[0]
            elif not 0 <= start < end <= size:
                refuse(
                    file, item.row, f"{start}:{end} is outside the text of {item.source}, which has {size} characters"
                )
                continue
            elif item.quote and layout.text[start:end].split() != item.quote.split():
                refuse(file, item.row, f"{start}:{end} of {item.source} is not the quote given")
                continue
            place = codings.place(layout, start, end)
            coder, note = item.coder or "", item.note or ""
            rows += (Placed(source, start, end, place, code, coder, note, file, item.row) for code in codes_named)
        rows.sort(key=lambda r: (r[1], r[2]))
        out += rows
        tick()
    return out, [why for _, _, why in sorted(bad)], n, notes


def _cells(
    study: Study, items: Sequence[tuple[int, CodingRow]], single: set[str], notes: list[str]
) -> dict[str, list[str]]:
    """Return cell -> the codes that it names. Adds notes on cells that name several, or in which a comma may separate two.

    `single` are the cells that name one code, whatever signs they hold.
    """
    from qda.importers.tables.codings import CodeCells

    known = set(codes.called(study.db))
    alone = {key(part) for _, item in items for part in re.split(r"[;|\n]", item.code) if "," not in part}
    cells = CodeCells(known, alone)
    out = {item.code: [item.code] if item.code in single else cells.names(item.code) for _, item in items}
    several = [item for _, item in items if len(out[item.code]) > 1]
    if several:
        s = "s" * (len(several) > 1)
        some = f"{' '.join(several[0].code.split())!r} as {', '.join(out[several[0].code])}"
        more = sum(len(out[item.code]) - 1 for item in several)
        notes.append(
            f"{len(several)} row{s} name{'' if s else 's'} several codes in one cell, which were parted: {more} more "
            f"coding{'s' * (more != 1)} than rows ({some})"
        )
    doubtful = [c for c, named in out.items() if any(map(cells.doubtful, named))]
    if doubtful:
        one = len(doubtful) == 1
        notes.append(
            f"{len(doubtful)} code name{'' if one else 's'} with a comma {'was' if one else 'were'} kept whole, though a part of "
            f"{'it is a code' if one else 'them is one'}: {'; '.join(map(repr, doubtful[:3]))}"
        )
    return out


class _Sources:
    """Find the sources that rows name: by name, or by the file that they came from, which other programs name."""

    def __init__(self, study: Study) -> None:
        self.db = study.db
        self.by_key = sources_by_key(study.db)
        self.ids: dict[str, int] = {}
        self.sound: set[str] = set()  # codes whose name may be one
        self.files: dict[str, str] = {}  # as named -> the source's name
        self._files: dict[str, list[tuple[int, str, tuple[str, ...]]]] | None = (
            None  # by a file's name: source, folders
        )

    def find(self, name: str) -> int:
        """Return the number of a source; QdaError when there is none, or when several came from that file."""
        found = self.ids.get(name)
        if found is None:
            found = self.by_key.get(key(name)) or self._of_file(name) or sources.find(self.db, name)
            self.ids[name] = found
        return found

    def _of_file(self, name: str) -> int | None:
        """Return the source that came from a file of that name, whatever its suffix; None when there is none.

        Of several the one whose folders fit best; QdaError when that does not decide.
        """
        wanted = _parts(name)
        if self._files is None:
            self._files = {}
            for id, shown, origin in origins(self.db):
                for parts in {tuple(_parts(origin)), tuple(_parts(shown))}:
                    self._files.setdefault(parts[-1], []).append((id, shown, parts))
        best: dict[int, tuple[int, str]] = {}
        for id, shown, parts in self._files.get(wanted[-1], ()):
            fits = len(list(takewhile(lambda p: p[0] == p[1], zip(reversed(wanted), reversed(parts), strict=False))))
            best[id] = max(best.get(id, (0, "")), (fits, shown))
        most = max((fits for fits, _ in best.values()), default=0)
        hits = [(id, shown) for id, (fits, shown) in best.items() if fits == most]
        if len(hits) > 1:
            some = ", ".join(shown for _, shown in hits[:5]) + (" …" if len(hits) > 5 else "")
            raise QdaError(f"{name!r} may be the file of {len(hits)} sources ({some}): name the source")
        if not hits:
            return None
        self.files[name] = hits[0][1]
        return hits[0][0]

    def notes(self) -> list[str]:
        """Return a note on the sources that were found by their file."""
        if not self.files:
            return []
        n = len(self.files)
        some = ", ".join(f"{a} is {b}" for a, b in list(self.files.items())[:3]) + (", …" if n > 3 else "")
        return [f"{n} source{'s' * (n > 1)} found by {'their' if n > 1 else 'its'} file: {some}"]


def _parts(file: str) -> list[str]:
    """Return the parts of a path as keys, without the suffix if it is one that we import; another dot stays in the name."""
    from qda.importers import IMPORTERS

    parts = [key(p) for p in file.replace("\\", "/").split("/") if p.strip()] or [""]
    stem, dot, suffix = parts[-1].rpartition(".")
    if dot and stem and any(f".{suffix}" in m.suffixes for m in IMPORTERS.values()):
        parts[-1] = stem
    return parts


def _codes(c: Change, placed: Sequence[Placed]) -> tuple[dict[str, int], list[str]]:
    """Return the number of each code by the name in the rows, making new ones, and the names of these."""
    out: dict[str, int] = {}
    made = []
    for name in dict.fromkeys(p.code for p in placed):
        out[name], new = codes.find_or_make(c, name, origin="import")
        if new:
            made.append(name)
    return out, made


def _fresh(
    c: Change, placed: Sequence[Placed], code_ids: dict[str, int], coder_ids: dict[str, int]
) -> Iterator[tuple[Placed, int, int]]:
    """Yield the rows that the study does not have yet, each once, with the numbers of code and coder."""
    there = codings.places(c.db)
    for p in placed:
        code, coder = code_ids[p.code], coder_ids[p.coder]
        place = (p.source, p.start, p.end, code, coder)
        if place not in there:
            there.add(place)
            yield p, code, coder
