"""Taguette databases into the form: bytes of the text of HTML, one project at a time, authors from the log."""

from __future__ import annotations

import json
import re
import sqlite3
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers_native import INTEROP, SCHEMA, TAGUETTE, Got, Rows, change, database, digest, expected, got, valid

from qda.core.errors import QdaError, Refused
from qda.core.projects import ProjectOptions
from qda.importers.projects import taguette
from qda.importers.projects.html_offsets import Page

PAGE = (
    "<h2>Dorp &amp; stad</h2>\n<p>Zij zei: <b>„het café”</b> is dicht. 😢</p><p>Nu praat men bij de pomp.</p>"
    "<ul><li>brood</li><li>melk<br>en kaas</li></ul><table><tr><td>een</td><td>twee</td></tr></table>slot"
)


class _Text(HTMLParser):
    """The text nodes of a page, by another parser."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def nodes(html: str) -> bytes:
    """The bytes that Taguette counts."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts).encode()


def span(words: str, html: str = PAGE) -> dict[str, int]:
    """The offsets of words, as Taguette has them."""
    at = nodes(html).index(words.encode())
    return {"start_offset": at, "end_offset": at + len(words.encode())}


def command(when: str, who: str, **told: Any) -> dict[str, Any]:
    """A line of Taguette's log."""
    return {"date": f"2026-01-02 10:00:{when}", "user_login": who, "project_id": 1, "payload": json.dumps(told)}


def rows() -> Rows:
    """A database with one project."""
    return {
        "projects": [{"id": 1, "name": "Dorp", "description": "over winkels", "created": "2026-01-01 09:00:00.123456"}],
        "project_members": [{"project_id": 1, "user_login": "ria", "privileges": "ADMIN"}],
        "documents": [
            {"id": 1, "name": "gesprek", "description": "bij haar thuis", "filename": "gesprek.docx", "project_id": 1,
             "created": "2026-01-02 09:00:00.000001", "text_direction": "LEFT_TO_RIGHT", "contents": PAGE},
            {"id": 2, "name": "leeg", "description": "", "filename": "leeg.txt", "project_id": 1,
             "created": "2026-01-02 09:00:00.000002", "text_direction": "RIGHT_TO_LEFT", "contents": "<p> </p>"},
        ],
        "tags": [
            {"id": 1, "project_id": 1, "path": "verlies.winkel", "description": "wat weg is"},
            {"id": 2, "project_id": 1, "path": "contact", "description": ""},
        ],
        "highlights": [
            {"id": 1, "document_id": 1, "snippet": "", **span("„het café” is dicht")},
            {"id": 2, "document_id": 1, "snippet": "", **span("Nu praat men")},
            {"id": 3, "document_id": 1, "snippet": "", **span("Dorp & stad")},
            {"id": 4, "document_id": 1, "snippet": "", **span("dicht. 😢Nu praat men")},
        ],
        "highlight_tags": [
            {"highlight_id": 1, "tag_id": 1}, {"highlight_id": 1, "tag_id": 2}, {"highlight_id": 2, "tag_id": 2},
            {"highlight_id": 4, "tag_id": 1},
        ],
        "commands": [
            command("01.000001", "ria", type="tag_add", tag_id=1, tag_path="verlies.winkel", description=""),
            command("02.000001", "ria", type="highlight_add", highlight_id=1, start_offset=1, end_offset=2, tags=[1]),
            command("03.000001", "sem", type="highlight_add", highlight_id=1, start_offset=1, end_offset=2, tags=[1, 2]),
            command("04.000001", "ria", type="highlight_add", highlight_id=3, start_offset=1, end_offset=2, tags=[]),
        ],
    }  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Got:
    return got(taguette.read, database(tmp_path / "dorp.sqlite3", TAGUETTE, rows()))


def test_offsets_are_bytes_of_the_text_of_the_page(read: Got) -> None:
    assert read.rows() == [
        ("gesprek", "contact", "Nu praat men"),
        ("gesprek", "contact", "„het café” is dicht"),
        ("gesprek", "verlies.winkel", "dicht. 😢\nNu praat men"),
        ("gesprek", "verlies.winkel", "„het café” is dicht"),
    ]
    assert read.sources[0].text == (
        "Dorp & stad\n\nZij zei: „het café” is dicht. 😢\nNu praat men bij de pomp.\nbrood\nmelk\nen kaas\neen\ntwee\nslot"
    )
    assert read.form.conventions == {"bytes of UTF-8": 1} and read.form.lost == {}


def test_a_highlight_without_a_tag_is_a_selection(read: Got) -> None:
    (bare,) = [s for s in read.sources[0].selections if not s.codings]
    assert bare.name == "Dorp & stad" and read.coder(bare.coder) == "ria"
    assert 'startPosition="0" endPosition="11"' in bare.xml


def test_who_tagged_is_in_the_log(read: Got) -> None:
    names = {c.guid: c.name for c in read.form.codes}
    first = read.sources[0].selections[0]
    assert [(names[c.code], read.coder(c.coder), c.created_at) for c in first.codings] == [
        ("verlies.winkel", "ria", "2026-01-02T10:00:02.000001+00:00"),
        ("contact", "sem", "2026-01-02T10:00:03.000001+00:00"),
    ]
    assert [c.coder for c in read.sources[0].selections[1].codings] == [""]  # the log does not say
    assert [c.name for c in read.form.coders] == ["ria", "sem"]


def test_names_and_descriptions(read: Got) -> None:
    tag = read.codes()["verlies.winkel"]
    assert (tag.description, tag.codable, tag.parent) == ("wat weg is", True, "")
    text, empty = read.sources
    assert (text.name, text.origin, text.description, text.metadata) == (
        "gesprek",
        "gesprek.docx",
        "bij haar thuis",
        {},
    )
    assert (empty.text, empty.why, empty.metadata) == (None, "empty text", {"text_direction": "right to left"})
    assert (read.form.name, read.form.description) == ("Dorp", "over winkels")


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema outside the project is not there")
def test_what_is_carried_is_valid(read: Got) -> None:
    valid([s.xml for s in read.sources if s.xml], "Sources")


@pytest.mark.parametrize(
    ("start", "end", "raw"),
    [(0, 10_000, "0-10000"), (5, 2, "5-2"), (-1, 4, "-1-4"), ("x", None, "x-"), (22, 30, "22-30")],
    ids=["behind the end", "turned round", "negative", "no number", "in a letter"],
)
def test_offsets_that_fit_nowhere_are_told(start: object, end: object, raw: str, tmp_path: Path) -> None:
    assert nodes(PAGE)[21:24].decode() == "„"
    given = {
        **rows(),
        "highlights": [{"id": 1, "document_id": 1, "start_offset": start, "end_offset": end, "snippet": ""}],
    }
    tables = {
        **TAGUETTE,
        "highlights": "id integer, document_id integer, start_offset integer, end_offset integer, snippet text",
    }
    read = got(taguette.read, database(tmp_path / "dorp.sqlite3", tables, given))
    (selection,) = read.sources[0].selections
    assert (selection.start, selection.raw, len(selection.codings)) == (-1, raw, 2)
    assert read.form.lost["coding"] == {"its highlight is not in the database": 2}


def test_an_empty_highlight_between_blocks_stays_empty(tmp_path: Path) -> None:
    at = span("Nu praat men")["start_offset"]
    given = {**rows(), "highlight_tags": [{"highlight_id": 1, "tag_id": 1}]}
    given["highlights"] = [{"id": 1, "document_id": 1, "start_offset": at, "end_offset": at, "snippet": ""}]
    read = got(taguette.read, database(tmp_path / "dorp.sqlite3", TAGUETTE, given))
    (selection,) = read.sources[0].selections
    assert selection.start == selection.end >= 0 and selection.xml


@pytest.mark.parametrize(
    "html",
    [
        "<p>een</p><p>twee</p>", "\n  <p>een</p>", "een<p>twee</p>drie", "<div><div><p>a</p></div>b</div>", "<p></p>", "",
        "a &lt;b&gt; &eacute;&nbsp;c", "<p>a<!-- weg -->b</p>", "<ul>\n<li>een</li>\n</ul>", "één 😀 <i>ï</i>", "<p>a<p>b<p>c",
    ],
)  # fmt: skip
def test_no_letter_is_lost_and_each_keeps_its_place(html: str) -> None:
    page, raw = Page(html), nodes(html)
    borders = [len(raw.decode()[:i].encode()) for i in range(len(raw.decode()) + 1)]
    starts, ends = page.places(borders), page.places(borders, ends=True)
    squeezed = re.sub(r"\n", "", page.text)
    assert squeezed == re.sub(r"\n", "", raw.decode())
    for a, z in pairwise(borders):
        assert page.text[starts[a] : ends[z]] == raw[a:z].decode()


def test_a_deep_or_huge_page_costs_that_document_alone(tmp_path: Path) -> None:
    given = rows()
    given["documents"][0]["contents"] = "<div>" * 5000 + "diep"
    first, _ = got(taguette.read, database(tmp_path / "dorp.sqlite3", TAGUETTE, given)).sources
    assert (first.text, first.why) == (None, "page of too many elements")
    page = Page("<i>" + "a" * 500_000 + "</i>" + "<b>é</b>" * 50_000)
    offsets = range(0, 600_000, 7)  # every second one inside a letter, once the letters have two bytes
    assert len(page.places(offsets)) == sum(n <= 500_000 or n % 2 == 0 for n in offsets)


# -- several projects --------------------------------------------------------------------------------------------------


def several(path: Path) -> Path:
    """A server's database: three projects, two of one name."""
    given = rows()
    given["projects"] = [
        *given["projects"],
        {"id": 2, "name": "Stad", "description": "", "created": "2026-01-01 09:00:01"},
        {"id": 5, "name": "Stad", "description": "", "created": "2026-01-01 09:00:02"},
    ]
    given["documents"] = [*given["documents"], {**given["documents"][0], "id": 3, "name": "straat", "project_id": 5}]
    given["tags"] = [*given["tags"], {"id": 9, "project_id": 5, "path": "contact", "description": "elders"}]
    given["highlights"] = [*given["highlights"], {"id": 9, "document_id": 3, "snippet": "", **span("is dicht")}]
    given["highlight_tags"] = [
        *given["highlight_tags"], {"highlight_id": 9, "tag_id": 9}, {"highlight_id": 9, "tag_id": 1}
    ]  # fmt: skip
    return database(path, TAGUETTE, given)


def test_of_several_projects_one_is_named(tmp_path: Path) -> None:
    file = several(tmp_path / "server.sqlite3")
    with pytest.raises(Refused, match=r"holds 3 projects: say which: 'Dorp', 2 \('Stad'\), 5 \('Stad'\)"):
        got(taguette.read, file)
    with pytest.raises(Refused, match="holds 2 projects"):
        got(taguette.read, file, ProjectOptions(name="Stad"))
    with pytest.raises(QdaError, match="there is no project 'Dorf'; did you mean 'Dorp'"):
        got(taguette.read, file, ProjectOptions(name="Dorf"))
    dorp, stad = (got(taguette.read, file, ProjectOptions(name=name)) for name in ("Dorp", "5"))
    assert len(dorp.rows()) == 4 and stad.rows() == [("straat", "contact", "is dicht")]
    assert set(dorp.guids()) & set(stad.guids()) == set()


def test_a_database_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QdaError, match="has no project in it"):
        got(taguette.read, database(tmp_path / "dorp.sqlite3", TAGUETTE, {}))


# -- identifiers -------------------------------------------------------------------------------------------------------


def test_another_export_with_other_numbers_is_the_same_project(tmp_path: Path) -> None:
    first = got(taguette.read, database(tmp_path / "een.sqlite3", TAGUETTE, rows()))
    assert len(set(first.guids())) == len(first.guids())
    text = json.dumps(rows())
    given = json.loads(re.sub(r'"((?:project|document|tag|highlight)_id|id)": (\d+)', _far, text))
    for line in given["commands"]:
        told = json.loads(line["payload"])
        told = {k: v + 100 if k in ("tag_id", "highlight_id") else v for k, v in told.items()}
        line["payload"] = json.dumps({**told, "tags": [t + 100 for t in told.get("tags", [])]})
    later = got(taguette.read, database(tmp_path / "twee.sqlite3", TAGUETTE, given))
    assert later.rows() == first.rows()
    known = {
        c.name: c.guid for c in first.form.codes if c.coder
    }  # of the others the log does not say when they were made
    assert known == {"verlies.winkel": later.codes()["verlies.winkel"].guid}
    assert [s.guid for s in later.sources] == [s.guid for s in first.sources]
    assert later.sources[0].selections[0].guid == first.sources[0].selections[0].guid


def _far(told: re.Match[str]) -> str:
    return f'"{told[1]}": {int(told[2]) + 100}'


def test_what_is_new_is_all_that_is_new(tmp_path: Path) -> None:
    file = database(tmp_path / "dorp.sqlite3", TAGUETTE, rows())
    first = got(taguette.read, file)
    change(file, "insert into highlight_tags values (2, 1)")
    change(file, "update tags set path = 'gemis' where id = 1")
    later = got(taguette.read, file)
    assert set(first.guids()) < set(later.guids()) and len(later.guids()) == len(first.guids()) + 1


def test_a_log_that_cannot_be_read_costs_only_the_authors(tmp_path: Path) -> None:
    given = rows()
    payloads = ("{", "[" * 100_000, "[1]", '{"type": "highlight_add", "highlight_id": "x", "tags": 3}', "7", "")
    given["commands"] = [
        {"date": "gisteren", "user_login": "ria", "project_id": 1, "payload": payload} for payload in payloads
    ]
    assert len(got(taguette.read, database(tmp_path / "dorp.sqlite3", TAGUETTE, given)).rows()) == 4


@pytest.mark.skipif(not INTEROP.exists(), reason="the projects outside the project are not there")
def test_the_reference_project() -> None:
    want = expected("taguette/bills-project.sqlite3")
    read = got(taguette.read, INTEROP / "taguette" / "bills-project.sqlite3")
    db = sqlite3.connect(f"file:{INTEROP / 'taguette' / 'bills-project.sqlite3'}?mode=ro&immutable=1", uri=True)
    stretches = db.execute(
        "select d.name, t.path, d.contents, h.start_offset, h.end_offset from highlights h "
        "join documents d on d.id = document_id join highlight_tags on highlight_id = h.id join tags t on t.id = tag_id"
    ).fetchall()
    db.close()
    quotes = [(name, tag, nodes(html)[a:z].decode()) for name, tag, html, a, z in stretches]
    assert digest(quotes) == want["quotes_sha256"] and len(quotes) == want["highlight_tags"]
    assert _solid(read.rows()) == _solid(quotes)  # line breaks between blocks are all that is ours
    assert len(read.sources) == want["documents"] and len(read.form.codes) == want["tags"]
    bare = [s for source in read.sources for s in source.selections if not s.codings]
    assert len(bare) == want["highlights_without_tag"] and read.form.lost == {}
    assert len(set(read.guids())) == len(read.guids())


def _solid(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted((name, tag, "".join(quote.split())) for name, tag, quote in rows)
