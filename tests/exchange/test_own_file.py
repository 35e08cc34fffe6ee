"""An archive with the data of qda's own: believed while it fits the XML, counted in the table, taken back by one undo."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from filled_study import dump
from own_data import empty, numbered, with_gaps

from qda.core.errors import QdaError
from qda.ops.exchange import own_file
from qda.ops.exchange.tally import Tally
from qda.ops.study import study as study_ops
from qda.store import check
from qda.store.exchange import rows_out
from qda.store.project import Study

XML = b'<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="x"/>'


def archive(of: Study, /, crlf: bool = False, instead: dict[str, bytes | None] | None = None) -> zipfile.ZipFile:
    """What an export writes: XML, texts, rows; `instead` has other bytes for an entry (its stem), None leaves it out."""
    lines = "".join(rows_out.lines(of.db, digest=sha256(XML).hexdigest(), version="0"))
    entries: dict[str, bytes | None] = {"project.qde": XML, "qda/study.jsonl": lines.encode()}
    for uuid, text in of.db.execute("select uuid, text from source order by id"):
        entries[f"sources/{uuid}.txt"] = (text.replace("\n", "\r\n") if crlf else text).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as z:
        for name, data in entries.items():
            data = (instead or {}).get(Path(name).stem, data)
            if data is not None:
                z.writestr(name, data)
    return zipfile.ZipFile(held)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Study]:
    """An empty study beside the filled one."""
    with empty(tmp_path / "other" / "qda.db") as made:
        yield made


def take_in(study: Study, z: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Take an archive in; the table's rows by thing."""
    tally = Tally()
    with study.change("import") as c:
        own_file.take_in(c, z, tally)
        c.summary = "a project"
    table = {row["thing"]: row for row in tally.table().dicts()}
    assert all(row["found"] == row["kept"] + row["carried"] + row["lost"] for row in table.values())
    return table


@pytest.mark.parametrize("crlf", [False, True])
def test_a_project_of_our_own_comes_in_whole(crlf: bool, filled: Study, other: Study) -> None:
    before = dump(other.db)
    z = archive(filled, crlf)
    assert own_file.believed(z, "project.qde")
    table = take_in(other, z)
    assert numbered(other.db) == numbered(filled.db)
    assert list(check.run(other.db)) == []
    kept = {thing: row["kept"] for thing, row in table.items() if row["kept"]}
    assert kept == {
        "coder": 3, "code": 7, "source": 3, "segment": 12, "participant": 6, "variable": 2, "value": 3, "coding": 14,
        "memo": 3, "relation": 2, "membership": 2, "alias": 1, "property": 2, "placement": 5, "comparison": 3,
        "negative": 4, "sampling": 2, "judgement": 2, "summary": 3, "stability": 1, "pile": 3, "sorting": 3,
        "storyline": 1, "condition": 2, "setting": 1, "checklist": 2,
    }  # fmt: skip
    assert table["area"]["carried"] == 1 and table["area"]["note"] == "1 een vlak"
    assert "media" not in table, "files are counted by who copies them"
    assert not any(row["lost"] for row in table.values())
    study_ops.undo(other, 1, anyone=True)
    assert dump(other.db) == before


def test_again_the_table_says_the_same_and_the_log_nothing(filled: Study, other: Study) -> None:
    with_gaps(filled)
    z = archive(filled)
    first = take_in(other, z)
    before, n = dump(other.db), len(list(study_ops.log(other).rows))
    assert take_in(other, z) == first
    assert dump(other.db) == before and len(list(study_ops.log(other).rows)) == n


def test_what_differs_is_counted_in_the_note(filled: Study, other: Study) -> None:
    z = archive(filled)
    take_in(other, z)
    with other.change("test") as c:
        for id in (2, 3, 4):
            c.update("coding", id, note="hier anders")
        c.update("code", 1, definition="hier anders")
        c.summary = "work"
    table = take_in(other, z)
    assert table["coding"]["note"] == "3 differ: kept as here"
    assert table["code"]["note"] == "1 differs: kept as here"


def test_what_does_not_fit_here_is_lost_with_its_reason(filled: Study, other: Study) -> None:
    take_in(other, archive(filled))
    with other.change("test") as c:
        c.update("property", 1, points='["geen","veel"]')
        c.db.execute("delete from placement")
        c.summary = "another property"
    with filled.change("test") as c:
        c.update("placement", 4, value="enig")
        c.summary = "a value that the other does not have"
    table = take_in(other, archive(filled))
    assert table["placement"]["lost"] == 1 and table["placement"]["kept"] == 4
    assert table["placement"]["note"] == "1 a value that the property does not have here"
    assert list(check.run(other.db)) == []


def test_an_xml_that_another_program_has_changed_is_not_believed(filled: Study) -> None:
    assert not own_file.believed(archive(filled, instead={"project": XML.replace(b'"x"', b'"y"')}), "project.qde")
    assert not own_file.believed(archive(filled, instead={"study": None}), "project.qde")
    assert not own_file.believed(archive(filled, instead={"study": b""}), "project.qde")
    assert not own_file.believed(archive(filled, instead={"study": b"\xff\n"}), "project.qde")
    assert not own_file.believed(archive(filled, instead={"study": b'{"schema": 5}\n'}), "project.qde")
    assert not own_file.believed(archive(filled), "Project.qde")


@pytest.mark.parametrize("text", [None, b"iets anders", b"\xff\xfe", b"met een \0"])
def test_a_text_that_another_program_has_changed_is_told(text: bytes | None, filled: Study, other: Study) -> None:
    (uuid,) = filled.db.execute("select uuid from source where id = 2").fetchone()
    z = archive(filled, instead={uuid: text})
    assert own_file.believed(z, "project.qde"), "the XML is as it was"
    before = dump(other.db)
    with pytest.raises(own_file.Altered):
        take_in(other, z)
    assert dump(other.db) == before


def test_rows_that_are_no_utf8_are_refused(filled: Study, other: Study) -> None:
    good = archive(filled).read("qda/study.jsonl")
    before = dump(other.db)
    with pytest.raises(QdaError, match="UTF-8"):
        take_in(other, archive(filled, instead={"study": good + b'["memo","\xff"]\n'}))
    assert dump(other.db) == before
