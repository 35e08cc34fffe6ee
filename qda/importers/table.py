"""A survey: a source and a participant a row, a segment an answer; short columns are the participant's variables."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.errors import QdaError
from qda.core.language import guess
from qda.importers.decode import refuse_binary
from qda.importers.rows import Rows, clean

_LONG = 3.0  # words a cell, on average, above which a column holds answers
LARGEST = 20_000_000  # characters


def read(path: str, stem: str, origin: str, options: ReadOptions, stdin: BinaryIO | None = None) -> Iterator[Draft]:
    """Yields a draft a row, named `stem-ID` by the id or name column, else by the row's number.

    The file is read twice: first to see which columns hold answers (over three words on average, or sentences), then
    for the answers. `options.columns` may name the columns `author` (or `participant`), `date`, `title` and `text` (the
    only column of answers). Raises QdaError naming the columns when none holds answers.
    """
    with Rows(path, options, stdin) as rows:
        given = options.columns
        for field in given:
            if field not in ("text", "author", "participant", "date", "title"):
                raise QdaError(f"a survey has no field {field!r}: it is one of text, author, date, title")
        who = rows.find("author", given) if "author" in given else rows.find("participant", given)
        date_at = rows.find("date", given)
        only = rows.find("text", given) if "text" in given else None
        answers = [only] if only is not None else _answers(rows, {who, date_at})
        if not answers:
            raise QdaError(
                f"no column holds answers: its columns are {rows.named()}; say which with --column text=COLUMN"
            )
        used: set[str] = set()
        notes = [rows.note] if rows.note else []
        empty: list[int] = []
        last: Draft | None = None
        for number, row in rows:
            draft = _draft(rows.columns, row, answers, who, date_at, number, options)
            if draft is None:
                empty.append(number)
                continue
            name = f"{stem}-{draft.name}"
            if name.casefold() in used:
                name = f"{name}-{number}"
            used.add(name.casefold())
            draft.name, draft.origin = name, origin
            draft.notes += notes
            notes = []
            if last is not None:
                yield last
            last = draft
        if last is None:
            raise QdaError(
                f"no row has an answer ({len(empty)} rows read): check the columns with --column text=COLUMN"
            )
        if empty:
            last.notes.append(f"{len(empty)} row{'s' * (len(empty) > 1)} without an answer left out")
            last.misfits = [f"row {number} has no answer: left out" for number in empty]
        yield last


def _answers(rows: Rows, known: set[int | None]) -> list[int]:
    """The columns that hold answers, by the average number of words of their filled cells, or by their sentences."""
    n = len(rows.columns)
    filled, words, sentences = [0] * n, [0] * n, [0] * n
    for count, (_, row) in enumerate(rows):
        for i, cell in enumerate(row):
            if cell:
                filled[i] += 1
                words[i] += cell.count(" ") + 1
                sentences[i] += len(cell) > 25 and cell.rstrip()[-1:] in ".!?" and " " in cell
        if count > 5000:
            break
    return [
        i
        for i in range(n)
        if i not in known and filled[i] and (words[i] / filled[i] > _LONG or sentences[i] * 2 > filled[i])
    ]


def _draft(
    columns: list[str],
    row: list[str],
    answers: list[int],
    who: int | None,
    date_at: int | None,
    number: int,
    options: ReadOptions,
) -> Draft | None:
    from qda.importers.dates import parse_date

    label = clean(row[who]).strip() if who is not None else ""
    label = " ".join(label.split()) or f"row {number}"
    variables: dict[str, Any] = {}
    date = None
    for i, column in enumerate(columns):
        value = clean(row[i]).strip()
        if i in answers or i == who or not value or not column:
            continue
        if i == date_at and (date := parse_date(value)):
            continue
        variables[column] = value
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
        question = " ".join(columns[i].split())
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
        raise QdaError(f"row {number} is more than a source's 20 MB: give --large")
    refuse_binary(text)
    said = " ".join(clean(row[i]) for i in answers)
    draft = Draft(label, text, "table", "", guess(said) or options.language, date, segments)
    draft.participants = {label: variables} if variables else {}
    draft.sha256 = sha256("\x1f".join(row).encode("utf-8", "surrogatepass")).hexdigest()
    return draft
