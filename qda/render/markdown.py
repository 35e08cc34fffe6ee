"""Markdown (CommonMark with GitHub's tables): tables of the `brief` columns, records, documents.

Text from outside is displayed literally: what would be active in its place is escaped, and nothing else, so that the
file stays readable. A researcher's own Markdown is kept, with raw HTML in it shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO

from qda.core.document import Beside, Bullets, Curve, Document, Grid, Heading, Paragraph, Plain, Prose, Quote
from qda.core.language import speak
from qda.core.message import Message
from qda.core.results import Record, Table
from qda.render.coded_blocks import blocks
from qda.render.safe_text import (
    chunks,
    clean,
    codes_line,
    contents_depth,
    is_number,
    note_line,
    numerals,
    quote_source,
    record_value,
    shown_columns,
    words,
)

_INLINE = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|$)     # a backslash that would escape, or break the line
    | [`\[~]                         # code, links and footnotes, strikethrough
    | (?<!\s)\*|\*(?!\s)             # emphasis
    | (?<![^\W_])_|_(?![^\W_])       # the same; not inside a word
    | <(?=[A-Za-z/!?])               # HTML
    | &(?=\#?\w+;)                   # entities
    """,
    re.X | re.M,
)
_ACTIVE = re.compile(r"[\\`\[~*_<&|]")  # any that `cell` may escape; a class alone is searched quickly
_CLOSING = re.compile(r"(?:^|(?<=\s))(?=#+$)")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?:=+|-+|[-:| ]*-[-:| ]*)$)")
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_PUNCTUATION = re.compile(r"[^\w\- ]")


def _sign(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0]) or "\\" + match[0]


def inline(text: str) -> str:
    """Return text that is displayed literally within a line; line breaks become spaces."""
    return _INLINE.sub(_sign, clean(" ".join(text.split("\n"))).replace("\t", " ")).strip()


def heading(level: int, text: str) -> str:
    """Return a heading; number signs at the end of its text are kept as text."""
    return "#" * min(6, level) + " " + _CLOSING.sub(r"\\", inline(text))


def block(text: str) -> list[str]:
    """Return text as lines that are displayed literally: line breaks stay, empty lines separate paragraphs."""
    lines = [_started(_INLINE.sub(_sign, line.strip())) for line in clean(text).strip("\n").split("\n")]
    for n in range(len(lines) - 1):
        if lines[n] and lines[n + 1]:
            lines[n] += "\\"
    return lines


def _started(line: str) -> str:
    if number := _ORDERED.match(line):
        return f"{number[1]}\\{line[len(number[1]) :]}"
    return "\\" + line if _START.match(line) else line


def cell(text: str) -> str:
    """Return text for a cell of a table."""
    shown = "<br>".join(inline(line) for line in text.strip("\n").split("\n")) if "\n" in text else inline(text)
    return shown.replace("|", "\\|")


def write(result: Table | Record | Document, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a table with its notes beneath, a record as a table of two columns, or a document."""
    if isinstance(result, Table):
        pieces = [_title(result.title, result.facts), table_lines(result), _notes(result.notes)]
    elif isinstance(result, Record):
        rows = [(key, record_value(value)) for key, value in result.fields.items()]
        table = Table((speak("field"), speak("value")), rows)
        pieces = [_title(result.title, result.facts), table_lines(table), _notes(result.notes)]
    else:
        pieces = [_document(result)]
    gathered: list[str] = []
    for piece in pieces:
        for line in piece:
            gathered.append(line)
            if len(gathered) > 500:
                out.write(("\n".join(gathered) + "\n").encode("utf-8", "backslashreplace"))
                gathered = []
    if gathered:
        out.write(("\n".join(gathered) + "\n").encode("utf-8", "backslashreplace"))


def _title(title: str, facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    if title:
        yield heading(1, title)
        yield ""
    if facts:
        yield from _facts(facts)
        yield ""


def _facts(facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    for key, value in facts:
        yield f"- **{inline(key)}**: {inline(value)}"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        yield ""
    for n, note in enumerate(notes):
        yield from block(speak(note) if isinstance(note, Message) else note)  # it may have come while rows were read
        if n < len(notes) - 1:
            yield ""


def table_lines(table: Table) -> Iterator[str]:
    """Yield a Markdown table of the columns that a reader sees, numbers aligned to the right."""
    places = shown_columns(table)
    if not places:
        return
    begun = False
    head = "| " + " | ".join(cell(str(table.columns[n])) for n in places) + " |"
    for rows in chunks(table.rows, 500):
        columns = list(zip(*rows, strict=True))
        if not begun:
            rights = [all(is_number(v) or v is None for v in columns[n]) for n in places]
            yield head
            yield "|" + "|".join(" ---: " if right else " --- " for right in rights) + "|"
            begun = True
        texts = [_texts(columns[n]) for n in places]
        for row in zip(*texts, strict=True):
            yield "| " + " | ".join(row) + " |"
    if not begun:
        yield head
        yield "|" + " --- |" * len(places)
        yield ""
        yield speak("(none)")


def _texts(column: Sequence[object]) -> Sequence[str]:
    """Return a column's cells; whether anything needs escaping is tested once for all of them."""
    kinds = set(map(type, column))
    if kinds == {int}:
        return numerals(column)  # type: ignore[arg-type]
    texts = [value if isinstance(value, str) else words(value) for value in column]
    if "".join(texts).isprintable() and not _ACTIVE.search("".join(texts)):
        return texts
    return [cell(text) for text in texts]


class _Anchors:
    """The anchors that GitHub, pandoc (gfm) and editors give to headings, in order."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, heading: str) -> str:
        slug = _PUNCTUATION.sub("", clean(heading).replace("\n", " ").strip().lower()).replace(" ", "-")
        name, n = slug, self._seen.get(slug, 0)
        while name in self._seen:
            n += 1
            name = f"{slug}-{n}"
        self._seen[slug] = n
        self._seen.setdefault(name, 0)
        return name


def _document(document: Document) -> Iterator[str]:
    yield heading(1, document.title or speak("(untitled)"))
    if document.facts:
        yield ""
        yield from _facts(document.facts)
    if document.contents:
        yield from _contents(document)
    level = 1
    for part in blocks(document):
        if isinstance(part, Heading):
            level = min(6, part.level + 1)
        yield ""
        yield from _block(part, level)
    if document.notes:
        yield ""
        yield "---"
        yield from _notes(document.notes)


def _contents(document: Document) -> Iterator[str]:
    anchors = _Anchors()
    anchors.of(document.title)
    lines = []
    depth = contents_depth(document)
    if not any(isinstance(part, Heading) and part.level <= depth for part in document.blocks):
        return
    anchors.of(speak("Contents"))
    for part in document.blocks:
        if isinstance(part, Heading):
            anchor = anchors.of(part.text)
            if part.level <= depth:
                lines.append(f"{'  ' * (part.level - 1)}- [{inline(part.text).replace(']', chr(92) + ']')}](#{anchor})")
        elif isinstance(part, Prose) and "#" in part.markdown:
            from qda.render.prose import tokens

            parsed = tokens(part.markdown)
            for token, after in pairwise(parsed):
                if token.type == "heading_open":
                    anchors.of(after.content)
    yield ""
    yield heading(2, speak("Contents"))
    yield ""
    yield from lines


def _block(part: Plain, level: int) -> Iterator[str]:
    if isinstance(part, Heading):
        yield heading(part.level + 1, part.text)
    elif isinstance(part, Beside):
        yield from _quote(part.left)
        yield ""
        yield from _quote(part.right)
    elif isinstance(part, Quote):
        yield from _quote(part)
    elif isinstance(part, Prose):
        from qda.render.prose import as_markdown

        yield from as_markdown(part.markdown, level).split("\n")
    elif isinstance(part, Bullets):
        for item in part.items:
            for n, line in enumerate(block(item)):
                yield ("- " if n == 0 else "  ") + line if line else ""
    elif isinstance(part, (Grid, Curve)):
        if part.table.title:
            yield f"**{inline(part.table.title)}**"
            yield ""
        yield from table_lines(part.table)
        yield from _notes(part.table.notes)
    elif isinstance(part, Paragraph):
        yield from _paragraph(part)


def _paragraph(part: Paragraph) -> Iterator[str]:
    lines = block(part.text)
    if part.style == "label" and len(lines) == 1 and lines[0]:
        yield f"**{lines[0]}**"
    else:
        yield from lines


def _quote(quote: Quote) -> Iterator[str]:
    text = quote.text
    if quote.left or quote.right:
        text = f"{quote.left}»{text}«{quote.right}"
    for line in block(text):
        yield f"> {line}" if line else ">"
    yield ">"
    yield "> — " + inline(quote_source(quote))
    if quote.codes:
        yield ">"
        yield "> " + inline(codes_line(quote.codes))
    if quote.note:
        yield ">"
        yield "> " + inline(note_line(quote.note))
