"""Codings made elsewhere: a table of source, code and place, all or nothing."""

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
from qda.ops.coding.coding import in_a_row
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
    """A row whose stretch was found: the coding that it makes, and where the row stands."""

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
    """What a dry run shows: the first codings as they would come in, notes, and each of `rows` rows that does not fit."""

    table: Table
    notes: list[str]
    bad: list[str]
    rows: int


def preview(study: Study, paths: Sequence[str], options: ReadOptions, *, stdin: BinaryIO | None = None) -> Preview:
    """What `import_codings` would bring, and why rows do not fit; changes nothing."""
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
    """Bring in codings from tables with the columns source, code, and start, end or quote; coder and note if there.

    All or nothing: rows that do not fit are listed by number and the whole is refused. A coding that is there already
    is passed over; codes and coders are made when new. Returns how many came in for each code. `tick` is called after
    each source.
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
    some = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [f"{len(names)} new code{'s' if len(names) > 1 else ''}: {some}"] if names else []


def _counts(placed: Sequence[Placed]) -> Table:
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
    """The codings of all files with their places, by source and start; why rows do not fit; how many rows there are; notes."""
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
                found = _find(layout, item.quote or "")
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
    """The codes that each cell names; notes tell of those that name several, and of those in which a comma may part two."""
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
    """Finds the sources that rows name: by name, else by the file that they came from, which is what other programs write."""

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
        """The number of a source; QdaError when there is none, or several came from that file."""
        found = self.ids.get(name)
        if found is None:
            found = self.by_key.get(key(name)) or self._of_file(name) or sources.find(self.db, name)
            self.ids[name] = found
        return found

    def _of_file(self, name: str) -> int | None:
        """The source that came from a file of that name, whatever its suffix, in the folder that fits best; None without one."""
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
        """Which sources were found by their file."""
        if not self.files:
            return []
        n = len(self.files)
        some = ", ".join(f"{a} is {b}" for a, b in list(self.files.items())[:3]) + (", …" if n > 3 else "")
        return [f"{n} source{'s' * (n > 1)} found by {'their' if n > 1 else 'its'} file: {some}"]


def _parts(file: str) -> list[str]:
    """A path's folders and its last part, as keys, the suffix of a text that we read taken off; a name with a dot stays whole."""
    from qda.importers import IMPORTERS

    parts = [key(p) for p in file.replace("\\", "/").split("/") if p.strip()] or [""]
    stem, dot, suffix = parts[-1].rpartition(".")
    if dot and stem and any(f".{suffix}" in m.suffixes for m in IMPORTERS.values()):
        parts[-1] = stem
    return parts


def _find(layout: sources.Layout, quote: str) -> list[tuple[int, int]]:
    from qda.core.find import find_quote

    places = find_quote(layout.text, quote)
    outside = [p for p in places if (s := layout.at(p[0])) is None or s.kind != "boilerplate"]
    return outside or places


def _codes(c: Change, placed: Sequence[Placed]) -> tuple[dict[str, int], list[str]]:
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
    """The rows that are not in the study yet, each once."""
    there = codings.places(c.db)
    for p in placed:
        code, coder = code_ids[p.code], coder_ids[p.coder]
        place = (p.source, p.start, p.end, code, coder)
        if place not in there:
            there.add(place)
            yield p, code, coder
