"""A survey: a source and a participant a row, a segment an answer; short columns are the participant's variables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.names import short
from qda.core.text.language import guess
from qda.importers.common.encoding import refuse_binary
from qda.importers.common.opening import LARGEST
from qda.importers.formats import IMPORTERS
from qda.importers.tables import survey_tools
from qda.importers.tables.rows import Rows, clean
from qda.importers.tables.timestamps import SAMPLE, order, stamp

FIELDS = IMPORTERS["table"].fields
_LONG = 3.0  # words a cell, on average, above which a column holds answers
_NOTED = 5  # rows or columns named in a note
_WIDE = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)  # scripts that put no blanks between words
_ANONYMOUS = "1980-01-01"  # what LimeSurvey writes when it keeps no dates


def read(path: str, stem: str, origin: str, options: ReadOptions, stdin: BinaryIO | None = None) -> Iterator[Draft]:
    """Yields a draft a row, named `stem-ID` by the id or name column, else by the row's number.

    The file is read twice: first to see what a survey tool wrote round the answers (`survey_tools`) and which columns
    hold answers (over three words on average, or sentences), then for the answers. `options.columns` may name the columns
    `author` (or `participant`), `date`, `title` and `text`; `options.texts` those of the answers, when these are several.
    Raises QdaError naming the columns when none holds answers.
    """
    with Rows(path, options, stdin) as rows:
        for field in options.columns:
            if field not in (*FIELDS, "participant"):
                raise QdaError(f"a survey has no field {field!r}: it is one of {', '.join(FIELDS)}")
        survey = _Survey(rows, options)
        repeated: Counter[int] = Counter()
        used: set[str] = set()
        last: Draft | None = None
        for number, row in rows:
            if number in survey.labels:
                continue
            draft = survey.draft(number, row)
            if draft is None:
                continue
            # Two people may say the same: the second of two rows that are alike is another row, each time the file is read.
            seen = int(draft.sha256[:15], 16)
            repeated[seen] += 1
            if repeated[seen] > 1:
                draft.sha256 = sha256(f"{draft.sha256}\x1f{repeated[seen]}".encode()).hexdigest()
            name = f"{stem}-{draft.name}"
            if name.casefold() in used:
                name = f"{name}-{number}"
            used.add(name.casefold())
            draft.name, draft.origin = name, origin
            if last is None:
                draft.notes += survey.notes
            else:
                yield last
            last = draft
        if last is None:
            raise Refused(
                "no-answers",
                "no row has an answer ({rows} rows read): say which column holds the answers",
                rows=len(survey.empty),
            )
        last.notes += survey.left_out()
        last.misfits = survey.misfits
        yield last


class _Survey:
    """A survey on its way in: what its columns are, and what was met in its rows."""

    def __init__(self, rows: Rows, options: ReadOptions) -> None:
        self.options, given = options, options.columns
        self.layout = layout = survey_tools.layout(rows)
        self.labels = frozenset(layout.labels)
        named = "author" if "author" in given else "participant"
        usual = rows.find(named, given) if named in given or layout.plain or layout.who is None else None
        self.who = usual if usual is not None else layout.who
        dated = rows.find("date", given) if "date" in given or not layout.dates else None
        self.dates = [dated] if dated is not None else layout.dates
        self.texts = [self._text(rows, c) for c in options.texts or [given["text"]]] if "text" in given else []
        self.answers = sorted(set(self.texts)) or self._answers(rows)
        if not self.answers:
            raise Refused(
                "no-column-of-answers",
                "no column holds answers: its columns are {columns}; say which",
                columns=rows.named(),
            )
        # One program writes all of a table's dates in one order: what one column shows holds for the others.
        self.months, self.open = order(c for i in self.dates for c in islice(rows.column(i), SAMPLE))
        self.empty: list[int] = []
        self.undated: list[int] = []
        self.misfits: list[str] = []
        self.again: list[int] = []  # rows that name a person of an earlier row
        self.people: set[str] = set()
        self.notes = [n for n in (rows.note, *self._told(len(rows.columns))) if n]

    def _told(self, columns: int) -> Iterator[str]:
        """Say how each column was used, with numbers."""
        layout, n = self.layout, len(self.labels)
        if n:
            yield f"{n} further row{'s' * (n > 1)} of the header left out (row {_some(layout.labels)})"
        if not self.texts:
            asked = columns - len(layout.own | {*self.dates, self.who} - {None})
            some = "; ".join(short(layout.headings[i], 40) for i in self.answers[:_NOTED])
            more = f"; and {len(self.answers) - _NOTED} more" if len(self.answers) > _NOTED else ""
            hold = "holds" if len(self.answers) == 1 else "hold"
            if asked > len(self.answers):
                yield f"{len(self.answers)} of {asked} columns {hold} answers ({some}{more}), the others are variables"
        if self.open:
            yield self.open
        if not self.dates and layout.undated:
            some = "; ".join(
                f"{short(layout.headings[i], 40)}: {short(first, 40)!r}" for i, first in layout.undated[:_NOTED]
            )
            yield f"no date of an answer can be read ({some}): kept as written"

    def _text(self, rows: Rows, column: str) -> int:
        """The column of answers that a person named, as the header has it or by the question's wording."""
        words = " ".join(column.split()).casefold()
        if all(c.strip().casefold() != column.strip().casefold() for c in rows.columns):
            for i, heading in enumerate(self.layout.headings):
                if heading.casefold() == words:
                    return i
        at = rows.find("text", {"text": column})
        assert at is not None
        return at

    def _answers(self, rows: Rows) -> list[int]:
        """The columns that hold answers, by the average number of words of their filled cells, or by their sentences."""
        n = len(rows.columns)
        filled, words, sentences = [0] * n, [0] * n, [0] * n
        for count, (number, row) in enumerate(rows):
            for i, cell in enumerate(row):
                if cell and number not in self.labels:
                    filled[i] += 1
                    wide = len(_WIDE.findall(cell)) if not cell.isascii() else 0
                    words[i] += sum(any(map(str.isalpha, w)) for w in cell.split()) + wide // 2
                    ends = cell.rstrip()[-1:] in ".!?。！？…"
                    sentences[i] += len(cell) > 25 and ends and (" " in cell or wide > 8)
            if count > 5000:
                break
        known = {*self.layout.own, *self.dates, self.who}
        return [
            i
            for i in range(n)
            if i not in known and filled[i] and (words[i] / filled[i] > _LONG or sentences[i] * 2 > filled[i])
        ]

    def _date(self, row: list[str]) -> tuple[str | None, int | None]:
        """The date of a row, and the column that it stands in: the first that can be read, as the best may be empty."""
        for i in self.dates:
            written = clean(row[i]).strip()
            if written and (date := stamp(written, self.months)) and not date.startswith(_ANONYMOUS):
                return date, i
        return None, None

    def left_out(self) -> list[str]:
        """Say what was left out of the rows or could not be read, with numbers."""
        out: list[str] = []
        for rows, one, many in (
            (self.empty, "row without an answer left out", "rows without an answer left out"),
            (self.undated, "row has no date that can be read", "rows have no date that can be read"),
        ):
            if rows:
                out.append(f"{len(rows)} {one if len(rows) == 1 else many} (row {_some(rows)})")
        if self.again:
            alone = len(self.again) == 1
            out.append(
                Message(
                    "person-of-an-earlier-row",
                    "{rows} of an earlier row: {participants}, which can be joined (row {numbers})",
                    rows="1 row names a person" if alone else f"{len(self.again)} rows name a person",
                    participants="a participant of its own" if alone else "participants of their own",
                    numbers=_some(self.again),
                )
            )
        return out

    def draft(self, number: int, row: list[str]) -> Draft | None:
        """A row's source; None for one without an answer."""
        label = clean(row[self.who]).strip() if self.who is not None else ""
        named = " ".join(label.split())
        label = named or f"row {number}"
        date, date_at = self._date(row)
        variables = {
            self.layout.names[i]: value
            for i in range(len(row))
            if i not in self.answers and i not in (self.who, date_at) and (value := clean(row[i]).strip())
        }
        draft = _draft(self.layout.headings, row, self.answers, label, date, number, self.options)
        if draft is None:
            self.empty.append(number)
            self.misfits.append(f"row {number} has no answer: left out")
            return None
        if self.dates and date is None:
            self.undated.append(number)
        if named:
            if named.casefold() in self.people:
                self.again.append(number)
            self.people.add(named.casefold())
        draft.participants = {label: variables} if variables else {}
        return draft


def _some(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:_NOTED])) + (", …" if len(rows) > _NOTED else "")


def _draft(
    headings: list[str],
    row: list[str],
    answers: list[int],
    label: str,
    date: str | None,
    number: int,
    options: ReadOptions,
) -> Draft | None:
    pieces: list[str] = []
    segments: list[DraftSegment] = []
    pos = 0
    for i in answers:
        answer = clean(row[i])
        words = answer.strip()
        if not words:
            continue
        if pieces:
            pos += 2
        question = headings[i]
        if question:
            segments.append(DraftSegment("heading", pos, pos + len(question)))
            pos += len(question) + 1
        start = pos + len(answer) - len(answer.lstrip())
        segments.append(DraftSegment("answer", start, start + len(words), label, date))
        pieces.append(f"{question}\n{answer}" if question else answer)
        pos += len(answer)
    if not segments:
        return None
    text = "\n\n".join(pieces)
    if len(text) > LARGEST and not options.large:
        raise Refused(
            "row-too-large", "row {number} is more than a source's 20 MB: allow a larger source", number=number
        )
    refuse_binary(text)
    said = " ".join(clean(row[i]) for i in answers)
    draft = Draft(label, text, "table", "", guess(said) or options.language, date, segments)
    draft.sha256 = sha256("\x1f".join(row).encode("utf-8", "surrogatepass")).hexdigest()
    return draft
