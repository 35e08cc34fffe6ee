"""Hostile names, notes, memos and quotes in every report and every format: shown as text, obeyed nowhere, lost nowhere."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hostile_study import NAME, SOURCE, fill, fill_more
from lxml import etree, html

from qda import reports
from qda.core import extras
from qda.core.errors import UsageError
from qda.core.results import Result
from qda.ops.theory import sampling
from qda.render import FORMATS, render
from qda.reports.common import memos as memo_report
from qda.reports.common import quotes
from qda.reports.counts import frequencies
from qda.reports.declare import Declared
from qda.reports.saturation import saturation
from qda.reports.theory import axial as views
from qda.reports.theory import comparisons, negative_cases, network
from qda.reports.theory import selective as story
from qda.store.project import Study


def report(declared: Declared) -> Callable[[Study], Result]:
    """A report as a function of the study alone, its arguments hostile names."""
    known = {"SOURCE": SOURCE, "srqr|coreq|guregt|sigsoft": "srqr"}
    given = {a.name: known.get(a.metavar, NAME) for a in declared.arguments}
    arguments = {a.name: [given[a.name]] if a.many else given[a.name] for a in declared.arguments}
    return lambda study: declared.run(study, **arguments)


REPORTS: dict[str, Callable[[Study], Result]] = {
    **{name: report(reports.declared(name)) for name in reports.listed()},
    "statement": lambda study: saturation.run(study, statement=True),
    "negative cases, looked at": lambda study: negative_cases.run(study, look=True),
    "never compared": comparisons.missing,
    "ledger": sampling.listing,
    "quotes in context": lambda study: quotes.run(study, [NAME], context=5),
    "candidates": story.candidates,
    "check": story.check,
    "storyline": story.storyline,
    "show": lambda study: views.show(study, NAME),
    "paradigm": lambda study: views.paradigm(study, NAME),
    "list": views.listing,
    "network of everything": lambda study: network.run(study, of=network.OF),
    "frequencies across": lambda study: frequencies.run(study, by="source", wide=True),
}


@pytest.fixture
def evil(study: Study) -> Study:
    """The study of `hostile_study.py`."""
    fill(study)
    fill_more(study)
    return study


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_in_every_report_and_format(evil: Study, name: str, form: str) -> None:
    held = io.BytesIO()
    if form == "png" and extras.missing("figures"):
        pytest.skip(f"the extra `figures` is missing: {extras.install('figures')}")
    try:
        render(REPORTS[name](evil), form, held, width=80 if form == "table" else None, colour=False)
    except UsageError as e:
        assert "written as" in str(e)  # a document is no spreadsheet, a list of memos no picture
        return
    CHECKS[form](held.getvalue())


def _text(data: bytes) -> None:
    shown = data.decode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)


def _markdown(data: bytes) -> None:
    from markdown_it import MarkdownIt

    _text(data)
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # as a reader does that follows everything
    page = reader.render(data.decode())
    tree = html.document_fromstring(f"<html><body>{page}</body></html>")
    _page(html.tostring(tree, encoding="utf-8"))


def _page(data: bytes) -> None:
    tree = html.document_fromstring(data.decode())
    policy = "".join(tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content"))
    for script in tree.xpath("//script"):  # a page of the whole study has one, and admits it by what it says
        assert not script.attrib and b64encode(sha256(script.text.encode()).digest()).decode() in policy
        script.getparent().remove(script)
    assert not tree.xpath("//script|//img|//iframe|//object|//link")
    for element in tree.iter(etree.Element):
        assert not [name for name in element.attrib if name.startswith("on")]
        assert re.match(r"#|https?:|mailto:|[^:]*$", element.get("href", ""), re.I), element.get("href")


def _csv(data: bytes) -> None:
    for row in csv.reader(io.StringIO(data.decode())):
        assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t")) or re.match(r"-\D", cell)]


def _archive(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for part in z.namelist():
            if part.endswith((".xml", ".rels")):
                tree = etree.fromstring(z.read(part))
                assert not tree.xpath("//*[local-name()='f']")  # no formula
                targets = tree.xpath("//@TargetMode")
                assert "External" not in targets


def _drawing(data: bytes) -> None:
    _text(data)
    tree = etree.fromstring(data)
    kinds = {etree.QName(e).localname for e in tree.iter(etree.Element)}
    assert {"title", "desc"} <= kinds and not kinds & {"script", "image", "a", "use", "foreignObject"}
    for element in tree.iter(etree.Element):
        assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href") or name == "id"]


def _xml(data: bytes) -> None:
    _text(data)
    tree = etree.fromstring(data)
    assert tree.xpath("//*[local-name()='edge']") and not tree.xpath("//*[local-name()='script' or local-name()='img']")


def _png(data: bytes) -> None:
    assert data.startswith(b"\x89PNG")


CHECKS: dict[str, Callable[[bytes], None]] = {
    "table": _text, "csv": _csv, "json": _text, "md": _markdown, "html": _page, "docx": _archive, "xlsx": _archive,
    "svg": _drawing, "png": _png, "dot": _text, "mmd": _text, "graphml": _xml, "gexf": _xml,
}  # fmt: skip


def test_what_was_written_is_there(evil: Study, tmp_path: Path) -> None:
    held = io.BytesIO()
    render(memo_report.run(evil), "html", held)
    shown = html.document_fromstring(held.getvalue().decode()).text_content()
    for words in ("<img src=x onerror=alert(1)>", "<script>alert(3)</script>", "‘+plus’", "[red]", "&lt;"):
        assert words in shown
