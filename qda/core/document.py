"""A report to read or hand in, as data: headings, prose, quotes and small tables in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from qda.core.coded_text import CodedText
from qda.core.results import Table

if TYPE_CHECKING:
    from qda.core.drawings import Drawing


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the first below the document's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain running text, shown as it is (never read as markup). `style` is `normal`, `note` (small) or `label`."""

    text: str
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class Prose:
    """Text that a researcher wrote in Markdown (a memo, the storyline): shown as Markdown, raw HTML inside it as text."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with where it is from. `id` is the coding's number, `marks` words such as `unconfirmed` or `pinned`.

    `role` is that of the person who wrote or said it: a researcher's words are shown as such. `cited` is what the source is
    called where it is cited, where that is not its name.
    """

    text: str
    source: str
    author: str | None = None
    id: int | None = None
    date: str | None = None
    codes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    note: str | None = None
    left: str = ""
    right: str = ""
    role: str | None = None
    cited: str | None = None

    def said(self, marks: tuple[str, ...], note: str | None) -> Quote:
        """Return the quote with these marks and note: `dataclasses.replace` takes three times as long, and there are many."""
        return Quote(
            self.text, self.source, self.author, self.id, self.date, self.codes, marks, note, self.left, self.right,
            self.role, self.cited,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """Two quotations to compare: side by side where there is room, else one below the other."""

    left: Quote
    right: Quote


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short plain texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table inside a document."""

    table: Table


@dataclass(frozen=True, slots=True)
class Curve:
    """A table whose rows add up. A terminal and a page draw it; other formats write it as a table.

    Its columns are: number, label, new in the row, all so far, and as a last column, optional, a mean to compare with
    (a number or None). `new`, `before` and `mean` name in a word what is drawn; `caption` says what the drawing shows.
    """

    table: Table
    new: str
    before: str
    mean: str = ""
    caption: str = ""


Plain: TypeAlias = Heading | Paragraph | Prose | Quote | Beside | Bullets | Grid | Curve
Block: TypeAlias = "Plain | CodedText | Drawing"


@dataclass(slots=True)
class Document:
    """A report to read or hand in: a title, facts about it, blocks in order, notes for the footer.

    `contents` asks for a table of contents of the headings of levels 1 and 2. A drawing among the blocks shows what other
    blocks say: formats that cannot draw leave it out.
    """

    title: str
    blocks: Sequence[Block]
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    contents: bool = False
    language: str = "en"
