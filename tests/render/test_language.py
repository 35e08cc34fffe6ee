"""The language of documents: all of it, numbers and dates, what falls back, and what stays as it is."""

from __future__ import annotations

import io
import re
import string
import zipfile
from collections.abc import Callable, Iterator
from gettext import NullTranslations

import greek
import pytest
from lxml import etree, html
from openpyxl import load_workbook

from qda import reports
from qda.cli.env import _document_words
from qda.core import language
from qda.core.errors import UsageError
from qda.core.language import spoken
from qda.core.results import Result, Stamp
from qda.ops.coding import codebook, coding
from qda.ops.query import query
from qda.ops.sources import edit, search, sentences
from qda.ops.theory import memos, sampling, summaries
from qda.render import render, translated
from qda.render.worded import in_words
from qda.reports.common import listings
from qda.reports.counts import frequencies
from qda.reports.page import study as page
from qda.reports.saturation import saturation
from qda.reports.theory import axial, comparisons, negative_cases, network, open_story, selective
from qda.store import project
from qda.store.project import Study

GIVEN = {"SOURCE": greek.SOURCE, "CODE…": [greek.WAITING, greek.DECIDING], "CODE": greek.WAITING, "THIS": greek.WAITING}


def _arguments(name: str) -> dict[str, object]:
    return {a.name: GIVEN[a.metavar] for a in reports.declared(name).arguments}


EVERY: dict[str, Callable[[Study], Result]] = {
    **{
        name: lambda study, name=name: reports.declared(name).run(study, **_arguments(name))
        for name in reports.listed()
    },
    "study": lambda study: page.run(study, without=["log"]),  # the log is in the words of commands
    "the statement": lambda study: saturation.run(study, statement=True, estimators=True),
    "saturation with estimators": lambda study: saturation.run(study, estimators=True),
    "negative cases, looked at": lambda study: negative_cases.run(study, look=True),
    "never compared": comparisons.missing,
    "network of everything": lambda study: network.run(study, of=network.OF),
    "frequencies across": lambda study: frequencies.run(study, by="source", wide=True, share="row"),
    "frequencies by person": lambda study: frequencies.run(study, by="participant"),
    "the paradigm": lambda study: axial.paradigm(study, "αξία"),
    "a category": lambda study: axial.show(study, "ρόλος"),
    "the storyline": selective.storyline,
    "the open story": open_story.check,
    "candidates for the core": selective.candidates,
    "relations": axial.listing,
    "a source": lambda study: edit.show(study, greek.SOURCE),
    "the codings": coding.listing,
    "the codebook": codebook.listing,
    "the sources": listings.sources,
    "the people": listings.participants,
    "sentences": lambda study: sentences.sheet(study, greek.SOURCE),
    "the memos": lambda study: memos.listing(study, types=["code", "theoretical"]),
    "the sampling ledger": sampling.listing,
    "the summaries": lambda study: summaries.listing(study, rows="source"),
    "what is found": lambda study: search.search(study, "α*"),
    "a query": lambda study: query.query(study, f'"{greek.WAITING}"'),
}
STAMP = Stamp("έρευνα", 12, "2026-11-29T12:00:00.000000Z", "Frequencies")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study of which no word has a letter of ASCII."""
    with project.create(
        tmp_path_factory.mktemp("greek") / project.FILE, name="έρευνα", coder="Ελένη", language="el"
    ) as s:
        greek.fill(s)
        yield s


OTHER = {ord(c): chr(0x0430 + n) for n, c in enumerate(string.ascii_lowercase)}
OTHER |= {ord(c): chr(0x0410 + n) for n, c in enumerate(string.ascii_uppercase)}


class Cyrillic(NullTranslations):
    """A language in which every letter of a sentence is another one, and its fields are as they are."""

    def gettext(self, message: str) -> str:
        parts = string.Formatter().parse(message)
        return "".join(
            text.translate(OTHER).replace("{", "{{").replace("}", "}}")
            + (
                ""
                if name is None
                else f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}"
            )
            for text, name, spec, conversion in parts
        )

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return message if context == "number" else self.gettext(message)


@pytest.fixture
def cyrillic(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The code of a language into which everything that can be translated is translated."""
    monkeypatch.setattr(language, "languages", lambda: ["en", "nl", "zz"])
    read = language._catalogue
    monkeypatch.setattr(language, "_catalogue", lambda own: Cyrillic() if own == "zz" else read(own))
    spoken.cache_clear()
    yield "zz"
    spoken.cache_clear()


def written(result: Result, form: str, code: str, width: int | None = None) -> bytes:
    """A result as a front end writes it in a language."""
    held = io.BytesIO()
    if translated(result, form):
        result = in_words(result, _document_words(code))
    render(result, form, held, width=width, language=code, stamp=STAMP)
    return held.getvalue()


def shown(result: Result, form: str, code: str, width: int | None = None) -> str:
    """The same as text."""
    return written(result, form, code, width).decode()


# What may stand in a document untranslated: titles of works, hexadecimal numbers, periods, the mark of a file.
OURS = re.compile(
    r"\\?\[\\?\[\w+:|<br>|UTC|(Guest|Hennink|Colwell|Chao), .*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\b\d{4}-W\d\d\b|\bqda\b|el\b|\buuid\b"
)


def left(text: str) -> list[str]:
    """The words of ASCII letters that are left in a text."""
    return re.findall(r"[A-Za-z]{2,}[^\n]*", OURS.sub("", text))


def of_page(raw: str) -> str:
    """What one reads of a page, with what is read aloud of it."""
    tree = html.fromstring(raw.encode())
    for part in tree.xpath("//script|//style|//head/meta"):
        part.drop_tree()
    said = tree.xpath("//@title|//@aria-label|//@data-places|//@data-at|//@data-parts|//@data-none")
    return "\n".join([*tree.itertext(), *map(str, said)])


def of_workbook(raw: bytes) -> str:
    """The cells of a workbook that are texts."""
    book = load_workbook(io.BytesIO(raw))
    return "\n".join(
        str(c.value) for s in book if s.title != "log" for row in s.iter_rows() for c in row if isinstance(c.value, str)
    )


def of_word_file(raw: bytes) -> str:
    """The paragraphs of a Word file, in its tables too, and its footer."""
    with zipfile.ZipFile(io.BytesIO(raw)) as held:
        names = [n for n in held.namelist() if re.fullmatch(r"word/(document|footer\d)\.xml", n)]
        return "\n".join(" ".join(etree.fromstring(held.read(n)).xpath("//*[local-name()='t']/text()")) for n in names)


@pytest.mark.parametrize("form", ["md", "table"])
@pytest.mark.parametrize("name", EVERY)
def test_no_word_of_a_document_is_left_in_english(theirs: Study, cyrillic: str, name: str, form: str) -> None:
    result = EVERY[name](theirs)
    if not translated(result, form):
        pytest.skip("rows in a terminal keep their keys")
    if name in ("workbook", "study"):
        pytest.skip("it is no text; see below")
    assert left(shown(result, form, cyrillic)) == []


@pytest.mark.parametrize("form", ["html", "docx", "svg", "dot", "mmd"])
@pytest.mark.parametrize("name", EVERY)
def test_nor_in_what_is_opened(theirs: Study, cyrillic: str, name: str, form: str) -> None:
    try:
        raw = written(EVERY[name](theirs), form, cyrillic)
    except UsageError as e:
        assert "written as" in str(e)
        return
    if form == "docx":
        text = of_word_file(raw)
    elif form == "html":
        text = of_page(raw.decode())
    elif form == "svg":
        text = " ".join(etree.fromstring(raw).xpath("//*[not(self::*[local-name()='style'])]/text()"))
    else:
        text = "\n".join(re.findall(r'label="([^"]*)"|\["([^"]*)"\]|\|"([^"]*)"\|', raw.decode())[0])
    assert left(text) == []


@pytest.mark.parametrize("name", sorted({*EVERY} - {"the paradigm", "a category"}))  # objects in them have their keys
def test_nor_in_a_spreadsheet(theirs: Study, cyrillic: str, name: str) -> None:
    try:
        raw = written(EVERY[name](theirs), "xlsx", cyrillic)
    except UsageError as e:
        assert "written as" in str(e)
        return
    text = "\n".join(line for line in of_workbook(raw).split("\n") if not line.startswith(("[", "{")))
    assert left(text) == []
