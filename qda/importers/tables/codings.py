"""Codings made elsewhere: rows of a CSV, TSV or JSON lines file that say which source, where, and which code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from qda.core import numbers
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.core.names import key
from qda.importers.tables.coded_segments import Near, Program, known
from qda.importers.tables.rows import Rows, clean


def one_code(columns: Sequence[str]) -> bool:
    """True if a table is a listing of qda itself: then a cell holds the name of one code, whatever signs are in it."""
    return {"code", "origin", "confirmed", "uuid"} <= {c.strip().casefold() for c in columns}


class CodeCells:
    """Codes in the cells of a table: one, or several separated by line breaks, semicolons, bars or, if that is clear, commas.

    `known` are the keys of the names that codes have. Such a name stays whole, whatever signs are in it. Commas part a cell only
    into names that are known or stand alone in another cell (`alone`, by key); in a table of a program `commas` says whether
    they always part or never do.
    """

    def __init__(self, known: Container[str], alone: Container[str], commas: bool | None = None) -> None:
        self.known, self.alone, self.commas = known, alone, commas

    def names(self, cell: str) -> list[str]:
        """The names in a cell, each once; the cell itself when it is one."""
        whole = cell.strip()
        if key(whole) in self.known:
            return [whole]
        if whole[:1] == "[" and whole[-1:] == "]":
            try:
                listed = json.loads(whole)
            except ValueError:
                listed = None
            if isinstance(listed, list) and all(isinstance(x, str) for x in listed):
                return _once(listed) or [whole]
        found = [name for line in whole.split("\n") for name in self._parted(line.strip(), _SIGNS, anything=True)]
        if self.commas is not False:
            found = [n for part in found for n in self._parted(part, _COMMA, anything=self.commas is True)]
        return _once(found) or [whole]

    def doubtful(self, name: str) -> bool:
        """True if a name that was kept whole has a comma and, beside it, the name of a known code."""
        parts = [key(p) for p in _COMMA.split(name)[::2]] if self.commas is None else []
        return len(parts) > 1 and key(name) not in self.known and any(p in self.known or p in self.alone for p in parts)

    def _parted(self, text: str, signs: re.Pattern[str], *, anything: bool) -> list[str]:
        """A text parted at signs, longest known names first; whole when a part is unknown, unless `anything` may be a name."""
        pieces = signs.split(text)  # parts, with the signs between them
        out: list[str] = []
        i = 0
        while i < len(pieces):
            for j in range(len(pieces) - 1 if len(pieces) < _MOST else i, i, -2):
                joined = "".join(pieces[i : j + 1]).strip()
                if key(joined) in self.known:
                    break
            else:
                j, joined = i, pieces[i].strip()
                if joined and not anything and key(joined) not in self.known and key(joined) not in self.alone:
                    return [text]
            out.append(joined)
            i = j + 2
        return out


_SIGNS = re.compile(r"([;|])")
_COMMA = re.compile(r"(,)")
_OTHERS = ("start", "end", "quote", "coder", "note")
_HELD = 10_000  # names of codes and coders that are kept as they were cleaned
_MOST = 400  # pieces of a cell up to which names with signs in them are looked for


def _once(names: Sequence[str]) -> list[str]:
    return list({key(n): n.strip() for n in reversed(names) if n.strip()}.values())[::-1]


class CodingRow(NamedTuple):
    """One row: its number in the file, source and code by name, offsets or a quote, the coder and a note if any.

    `code` is the cell as it stands, which may name several (`CodeCells`), unless the table says which they are: `codes`.
    `program` is the one that exported the table, if it is another one: then names of codes may be paths
    (`coded_segments.path`), and `near` chooses among several places of the quote.
    """

    row: int
    source: str
    code: str
    start: int | None
    end: int | None
    quote: str | None
    coder: str | None
    note: str | None
    codes: tuple[str, ...] = ()
    program: Program | None = None
    near: Near | None = None


def read_codings(
    path: str, options: ReadOptions, stdin: BinaryIO | None = None, bad: Callable[[int, str], None] | None = None,
    notes: list[str] | None = None,
) -> Iterator[CodingRow]:  # fmt: skip
    """Yields the rows of a file of codings, streamed; `-` reads `stdin`. `bad` is told the rows that say no place, and why;
    without it these are refused at the end. `notes` takes what is told of the table.

    Columns `source` and `code`, and `start` and `end` (code points, end exclusive) or `quote`; `coder` and `note` if
    there are; other columns are passed over. Or the columns of another program (`coded_segments.known`). Raises QdaError
    for missing columns, by name; OSError when the file cannot be read.
    """
    with Rows(path, options, stdin) as rows:
        given = options.columns
        told = [rows.note]
        exported = known(rows, given)
        if exported is not None:
            told.append(f"read as coded segments exported by {exported.program.name}")
            of = exported.at.get
        else:
            of = {f: rows.find(f, given, required=f in ("source", "code")) for f in ("source", "code", *_OTHERS)}.get
        start, end = (
            of(f) if exported is None else rows.find(f, given) if f in given else None for f in ("start", "end")
        )
        if (start is None or end is None) and of("quote") is None:
            raise QdaError(f"no columns start and end, and none for quote: its columns are {rows.named()}")
        if start is None or end is None:
            start = end = None
        if notes is not None:
            notes += filter(None, told)
        source, code, quote, coder, note = (of(f) for f in ("source", "code", "quote", "coder", "note"))
        ours = one_code(rows.columns)
        odd: list[str] = []
        bad = bad or (lambda row, why: odd.append(f"row {row}: {why}"))
        read = 0
        whole, largest = numbers.whole, numbers.LARGEST
        written, cleaned = "", ""  # the last name of a source: rows of one stand together
        names: dict[str, str] = {}  # of codes and coders, which are few
        for number, row in rows:
            read += 1
            a = b = None
            if start is not None and end is not None:
                first, last = row[start], row[end]
                if first or last:
                    a, b = whole(first), whole(last)
                    if a is None or b is None or not -largest <= a <= largest or not -largest <= b <= largest:
                        what = "whole numbers" if a is None or b is None else "places in a text"
                        bad(number, f"start {numbers.short(first)!r} and end {numbers.short(last)!r} must be {what}")
                        continue
            text = clean(row[quote]) if quote is not None else ""
            if a is None and not text.strip():
                why = "it has neither start and end nor a quote: fill in one of them"
                bad(number, why if exported is None else "it has no quote, as of a picture or sound")
                continue
            cell = who = ""
            if code is not None:
                cell = row[code]
                cell = names.get(cell) or names.setdefault(cell, clean(cell))
            if coder is not None:
                who = row[coder]
                who = names.get(who) or names.setdefault(who, clean(who))
            said = (clean(row[note]) or None) if note is not None else None
            if len(names) > _HELD:
                names.clear()
            if exported is None:
                if source is None:
                    written = cleaned = ""
                elif row[source] != written:
                    written = row[source]
                    cleaned = clean(written)
                yield CodingRow(number, cleaned, cell, a, b, text or None, who or None, said, (cell,) if ours else ())
                continue
            codes = (cell,) if ours else exported.codes(row)
            yield CodingRow(
                number, exported.document(row), cell or ", ".join(codes), a, b, text or None, who or None, said, codes,
                exported.program, exported.near(row),
            )  # fmt: skip
        if odd:
            more = f"; and {len(odd) - 20} more rows" if len(odd) > 20 else ""
            raise QdaError("; ".join(odd[:20]) + more)
        if not read:
            raise QdaError("empty: it has a header and no rows")
