"""Tables of coded segments as MAXQDA, ATLAS.ti, NVivo and Dedoose export them: known by their headers, read into rows.

The names of columns are data: `rules/coded_segments.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.names import key
from qda.core.text.language import guess
from qda.importers.common.opening import LARGEST, too_large
from qda.importers.tables.columns import squashed
from qda.importers.tables.rows import Rows, clean

FIELDS = ("source", "code", "quote", "note", "coder", "group", "paragraph", "characters")
_PARAGRAPH = re.compile(r"(?:.*¶)?\s*(\d{1,9})(?:\s*[-–—]\s*\d{1,9})?\s*")  # 7, `¶ 7`, `2:3 ¶ 7 – 9`
_CHARACTERS = re.compile(r"\s*(\d{1,9})\s*[-–—]\s*\d{1,9}\s*")
_PATHS = (re.compile(r"\\+"), re.compile(r"\s>\s"), re.compile(r"\s/\s"))


class Program(NamedTuple):
    """A program and its words: `columns` has by field the squashed names of columns and which goes first.

    `applied` is the pattern of a column for one code, if the program makes such. `commas` is true where its codes in one
    cell are parted by commas.
    """

    name: str
    signs: frozenset[str]
    columns: Mapping[str, Mapping[str, int]]
    applied: re.Pattern[str] | None
    commas: bool


class Near(NamedTuple):
    """Where a program says that a quote begins: the number of its paragraph (from 1), or of its first character (from 0)."""

    unit: Literal["paragraph", "character"]
    at: int


@cache
def _words() -> tuple[tuple[Program, ...], frozenset[str], frozenset[str]]:
    """Return the programs, what stands for yes, and the folders at the head of NVivo's names."""
    from qda.importers.common.rules import tables

    found: dict[str, Any] = next(t["coded_segments"] for name, t in tables() if name == "coded_segments.toml")
    programs = []
    for name, words in found["programs"].items():
        before, star, after = words.get("applied", "").partition("*")
        applied = re.compile(rf"{re.escape(before)}\s*(.*\S)\s*{re.escape(after)}", re.I | re.S) if star else None
        columns = {
            field: {squashed(n): i for i, n in reversed(list(enumerate(words.get(field, ()))))} for field in FIELDS
        }
        signs = frozenset(map(squashed, words["signs"]))
        programs.append(Program(name, signs, columns, applied, words.get("commas", False)))
    return tuple(programs), frozenset(found["yes"]), frozenset(map(key, found["roots"]))


class Exported:
    """A table of a program: `at` has the position of each field's column, None where there is none."""

    def __init__(self, program: Program, rows: Rows, given: Mapping[str, str]) -> None:
        self.program = program
        names = [squashed(c) for c in rows.columns]
        self.at: dict[str, int | None] = {}
        for field in FIELDS:
            known = program.columns[field]
            fits = sorted((known[n], i) for i, n in enumerate(names) if n in known)
            self.at[field] = rows.find(field, dict(given)) if field in given else fits[0][1] if fits else None
        header = rows.header or rows.columns
        found = [(i, program.applied.fullmatch(c.strip())) for i, c in enumerate(header)] if program.applied else []
        self.applied = [(i, m[1]) for i, m in found if m]
        self._groups = self._in_groups(rows) if self.whole and self.at["group"] is not None else set()

    @property
    def whole(self) -> bool:
        """True if the table says of each quote where it is from and which code it has."""
        has_code = self.at["code"] is not None or bool(self.applied)
        return has_code and self.at["source"] is not None and self.at["quote"] is not None

    def _in_groups(self, rows: Rows) -> set[str]:
        """Return the keys of the documents' names that occur in several groups."""
        source, group = self.at["source"], self.at["group"]
        assert source is not None and group is not None
        seen: dict[str, str] = {}
        double = set()
        for name, folder in zip(rows.column(source), rows.column(group), strict=True):
            if seen.setdefault(key(clean(name)), folder) != folder:
                double.add(key(clean(name)))
        return double

    def document(self, row: list[str]) -> str:
        """The name of the document, without the folder that every file of NVivo lies in; with its group if it needs one."""
        source, group = self.at["source"], self.at["group"]
        assert source is not None
        name = clean(row[source]).strip()
        if group is not None and self._groups and row[group].strip() and key(name) in self._groups:
            return f"{clean(row[group]).strip()}/{name}"
        return _rootless(name).replace("\\\\", "/")

    def codes(self, row: list[str]) -> tuple[str, ...]:
        """The codes that have a column and were applied; empty where the table has no such columns."""
        yes = _words()[1]
        return tuple(clean(name) for i, name in self.applied if row[i].strip().casefold() in yes)

    def near(self, row: list[str]) -> Near | None:
        """Where the table says that the quote begins; None where it does not, or in pages or seconds."""
        for field, pattern in (("paragraph", _PARAGRAPH), ("characters", _CHARACTERS)):
            i = self.at[field]
            if i is not None and (found := pattern.fullmatch(row[i])):
                return Near("paragraph" if field == "paragraph" else "character", int(found[1]))
        return None


def known(rows: Rows, given: Mapping[str, str]) -> Exported | None:
    """Return how a table of another program is read; None for any other table. Of several programs the one with most columns.

    A table with columns of our own for source, code, start and end is none of theirs. `given` are columns by field.
    """
    if all(rows.find(f, dict(given)) is not None for f in ("source", "code", "start", "end")):
        return None
    names = {squashed(c) for c in rows.columns}
    best: tuple[int, Exported] | None = None
    for program in _words()[0]:
        if not (program.signs & names):
            continue
        found = Exported(program, rows, given)
        many = sum(i is not None for i in found.at.values()) + len(found.applied)
        if found.whole and (best is None or many > best[0]):
            best = many, found
    return best[1] if best else None


def path(name: str) -> tuple[str, ...]:
    """Return the codes that a name leads through, from the top: `A > B`, `A\\B`, or `A / B` with blanks; one for a plain name.

    >>> path("Codes\\\\\\\\Change\\\\services lost"), path("in/out")
    (('Change', 'services lost'), ('in/out',))
    """
    name = _rootless(name.strip())
    for sign in _PATHS:
        parts = tuple(p.strip() for p in sign.split(name) if p.strip())
        if len(parts) > 1:
            return parts
    return (name,)


def _rootless(name: str) -> str:
    """A name without NVivo's own folder in front."""
    root, folder, rest = name.partition("\\\\")
    return rest.strip() if folder and rest.strip() and key(root) in _words()[2] else name


def draft_of(
    name: str, origin: str, quotes: Iterable[str], options: ReadOptions
) -> tuple[Draft, dict[str, tuple[int, int]]]:
    """Make a source out of quotes: a paragraph for each different one, in order. Returns it with the place of each quote.

    Quotes come without outer white space. QdaError when they are more than a source may hold.
    """
    places: dict[str, tuple[int, int]] = {}
    out: list[str] = []
    size = 0
    for quote in dict.fromkeys(quotes):
        places[quote] = size, size + len(quote)
        out += (quote, "\n\n")
        size += len(quote) + 2
    text = "".join(out[:-1]) + "\n"
    if len(text) > LARGEST and not options.large:
        raise too_large(f"{len(text) / 1e6:.0f} million characters of text", "20")
    segments = [DraftSegment("paragraph", a, b) for a, b in places.values()]
    draft = Draft(name, text, "plain", "", guess(text) or options.language, None, segments, {"made_of": "quotes"})
    draft.origin, draft.sha256 = origin, sha256(text.encode()).hexdigest()
    return draft, places
