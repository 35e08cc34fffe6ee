"""HTML: one file that stands alone, for a screen, a phone or paper; no script, no network, light and dark.

The page's own policy forbids scripts and network (`Content-Security-Policy`). The template escapes everything; only a
researcher's Markdown arrives as HTML, from `prose.as_html`, which lets no tag of the text through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from markupsafe import Markup, escape

from qda.core.coded_text import CodedText
from qda.core.document import Beside, Block, Bullets, Curve, Document, Grid, Heading, Paragraph, Prose, Quote
from qda.core.drawings import DRAWINGS
from qda.core.language import Spoken, now, speak, speak_n
from qda.core.message import Message
from qda.core.results import Record, Table
from qda.render.safe_text import (
    MANY_COLUMNS,
    as_document,
    chunks,
    clean,
    contents_depth,
    is_number,
    shown_columns,
    words,
)

if TYPE_CHECKING:
    from jinja2 import Template

    from qda.core.study_page import StudyPage

_PIECES = 200  # of the template, gathered before a write
_QUOTES = 20  # that make a piece
_NAMES = 20_000  # of sources, people, codes and days, kept as HTML: sorted by code they come again and again


@cache
def _template(name: str = "document") -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("qda.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    return environment.get_template(f"{name}.html.j2")


def _safe(value: Any) -> Any:
    if isinstance(value, Message):  # a note that came while rows were read
        value = speak(value)
    return clean(value) if type(value) is str else value


def write(
    result: Table | Record | Document | StudyPage, out: BinaryIO, *, raw: bool, width: int | None, colour: bool
) -> None:
    """Write a document, or a table or record as a page of its own; a coded text, or a whole study, as a page with marks."""
    if type(result).__name__ == "StudyPage":  # as what a page is made of takes its time to load
        from qda.render.page import study

        pieces = study.page(cast("StudyPage", result))
        out.writelines(piece.encode("utf-8", "backslashreplace") for piece in pieces)
        return
    document = as_document(cast("Table | Record | Document", result))
    texts = [block for block in document.blocks if isinstance(block, CodedText)]
    if texts:
        from qda.render.page import text

        out.writelines(piece.encode("utf-8", "backslashreplace") for piece in text.page(document, texts))
        return
    across = any(isinstance(b, Grid | Curve) and len(shown_columns(b.table)) > MANY_COLUMNS for b in document.blocks)
    stream = _template().stream(
        document=document,
        across=across,
        contents=_contents(document) if document.contents else [],
        blocks=_blocks(document),
        wide=not isinstance(result, Document),
        study=dict(document.facts).get(speak("study"), ""),
        **_tongue(),
    )
    stream.enable_buffering(_PIECES)
    for piece in stream:
        out.write(piece.encode("utf-8", "backslashreplace"))


def fragment(result: Table | Record | Document) -> str:
    """Return a table, record or document as a part of another page, such as a notebook: no style and no places of its own.

    It is in the language of now. A table is headed, totalled and in local time as in a document.
    """
    from qda.render import headed
    from qda.render.worded import in_words

    result = cast("Table | Record | Document", in_words(result, speak))
    if isinstance(result, Table):
        from qda.render.safe_text import in_local_time, with_bylines

        local = with_bylines(in_local_time(headed.spelled(result) if result.cells else result))
        result = headed.in_per_cent(headed.with_total(headed.headed(headed.in_words(local))))
    elif isinstance(result, Document):
        result = headed.for_reader(result)
    else:
        result = replace(result, fields=headed.fields(result.fields))
    document = as_document(result)
    blocks = ({**block, "anchor": ""} for block in _blocks(document))
    wide = not isinstance(result, Document)
    return _template("fragment").render(document=document, blocks=blocks, wide=wide, **_tongue())


def _tongue() -> dict[str, Any]:
    """Return what the templates ask for words and dates in the language of now."""
    return {"speak": speak, "speak_n": speak_n, "day": now().day}


def _contents(document: Document) -> list[dict[str, Any]]:
    """Return the headings of level 1, with those of level 2 below them (`contents_depth`), and their anchors."""
    tree: list[dict[str, Any]] = []
    number, depth = 0, contents_depth(document)
    for block in document.blocks:
        if isinstance(block, Heading):
            number += 1
            item: dict[str, Any] = {"anchor": f"s{number}", "text": block.text, "below": []}
            if block.level == 2 <= depth and tree:
                tree[-1]["below"].append(item)
            elif block.level <= depth:
                tree.append(item)
    return tree


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    level, number = 1, 0
    for block in _together(document.blocks):
        if isinstance(block, Heading):
            number += 1
            level = min(6, block.level + 1)
            yield {"kind": "heading", "level": level, "text": block.text, "anchor": f"s{number}"}
        elif isinstance(block, Prose):
            from qda.render.prose import as_html

            yield {"kind": "prose", "html": Markup(as_html(block.markdown, level))}
        elif isinstance(block, list):
            yield {"kind": "quote", "html": Markup("".join(map(_figure, block)))}
        elif isinstance(block, Beside):
            beside = _figure(block.left) + _figure(block.right)
            yield {"kind": "quote", "html": Markup(f'<div class="beside">\n{beside}</div>\n')}
        elif isinstance(block, Curve):
            table = replace(block.table, rows=list(block.table.rows))
            yield from _drawn(replace(block, table=table), block.caption)
            yield {"kind": "grid", "table": table, "grid": _Rows(table)}
        elif isinstance(block, DRAWINGS):
            yield from _drawn(block)
        elif isinstance(block, Grid):
            yield {"kind": "grid", "table": block.table, "grid": _Rows(block.table)}
        elif isinstance(block, Paragraph):
            yield {"kind": "paragraph", "text": block.text, "style": block.style}
        elif isinstance(block, Bullets):
            yield {"kind": "bullets", "items": block.items}


def _together(blocks: Iterable[Block]) -> Iterator[Block | list[Quote]]:
    """Yield the blocks, quotes that follow each other in lists: the template takes its time for each block."""
    held: list[Quote] = []
    for block in blocks:
        if isinstance(block, Quote):
            held.append(block)
        if held and (len(held) == _QUOTES or not isinstance(block, Quote)):
            yield held
            held = []
        if not isinstance(block, Quote):
            yield block
    if held:
        yield held


def _text(value: str) -> str:
    """Return a text as HTML shows it; a message is said in the language of now."""
    return str(escape(_safe(value)))


def _name(value: str) -> str:
    """Return a text as HTML shows it; a report has the same names again and again."""
    return _known(value) if type(value) is str else _text(value)


_known = lru_cache(maxsize=_NAMES)(_text)


@lru_cache(maxsize=_NAMES)
def _day(tongue: Spoken, iso: str) -> str:
    return _text(tongue.day(iso))


@lru_cache(maxsize=_NAMES, typed=True)  # a message is said otherwise than a text that reads like it
def _mark(tongue: Spoken, mark: str) -> str:
    return f' <span class="mark">{_text(speak(mark))}</span>'


def _figure(quote: Quote) -> str:
    """Return a quote as HTML. Written here and not in the template: a document may have a hundred thousand of them."""
    text = _text(quote.text)
    if quote.left or quote.right:
        left, right = (
            f'<span class="context">{_text(part)}</span>' if part else "" for part in (quote.left, quote.right)
        )
        text = f"{left}<mark>{text}</mark>{right}"
    researcher = quote.role == "researcher"
    author = ""
    if quote.author:
        role = f" ({_text(speak('researcher'))})" if researcher else ""
        author = f"<b><bdi>{_name(quote.author)}</bdi></b>{role}, "
    elif researcher:
        author = f"{_text(speak('a researcher'))}, "
    date = f", {_day(now(), quote.date)}" if quote.date else ""
    marks = "".join([_mark(now(), mark) for mark in quote.marks])
    id = "" if quote.id is None else f' <span class="id">[{quote.id}]</span>'
    more = ""
    if quote.codes:
        names = "".join([f' <bdi class="code">{_name(code)}</bdi>' for code in quote.codes])
        label = _text(speak_n("code", "codes", len(quote.codes)))
        more = f'\n<span class="codes"><span class="label">{label}</span>{names}</span>'
    if quote.note:
        label = _text(speak("note"))
        more += (
            f'\n<span class="remark" dir="auto"><span class="label">{label}</span> {_text(speak(quote.note))}</span>'
        )
    return (
        f'<figure class="quote">\n<blockquote dir="auto">{text}</blockquote>\n<figcaption>— {author}'
        f"<cite><bdi>{_name(quote.cited or quote.source)}{date}</bdi></cite>{marks}{id}{more}</figcaption>\n</figure>\n"
    )


def _drawn(block: Any, caption: str = "") -> Iterator[dict[str, Any]]:
    """Yield the picture of a drawing, if there is anything in it."""
    from qda.render.pictures.draw import svg

    if made := svg(block):
        yield {"kind": "curve", "svg": Markup(made), "caption": caption}


class _Rows:
    """A table for the template: column names, which columns are numbers, and rows of words that are read when needed."""

    def __init__(self, table: Table) -> None:
        self._places = shown_columns(table)
        self._pieces = chunks(table.rows, 500)
        self._first = next(self._pieces, [])
        columns = list(zip(*self._first, strict=True)) if self._first else [()] * len(table.columns)
        numbers = [bool(columns[n]) and all(is_number(v) or v is None for v in columns[n]) for n in self._places]
        names = [str(table.columns[n]) for n in self._places]
        classes = [
            "number" if number else "wrap" if name in table.wrap else ""
            for number, name in zip(numbers, names, strict=True)
        ]
        self.head = list(zip(names, classes, strict=True))
        self.classes = classes
        self.size = len(names)
        self.many = len(names) > MANY_COLUMNS

    def __iter__(self) -> Iterator[list[tuple[str, str]]]:
        rows = self._first
        while rows:
            for row in rows:
                yield [(words(row[n]), name) for n, name in zip(self._places, self.classes, strict=True)]
            rows = next(self._pieces, [])
