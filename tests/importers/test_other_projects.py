"""Projects of other programs: never read as files, wherever they lie, and told by name; the files beside them come in."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from qda.cli.messages import sentence
from qda.core.drafts import Reading, ReadOptions
from qda.core.errors import QdaError
from qda.core.projects import ProjectOptions
from qda.importers import projects, read
from qda.importers.tables.codings import read_codings

QDE = '<?xml version="1.0"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="Markt" origin="x"></Project>'
DATABASES = {
    "QualCoder": ("code_name", "code_text", "code_cat", "source"),
    "Taguette": ("projects", "documents", "highlights", "highlight_tags"),
    "RQDA": ("freecode", "coding", "codecat", "source"),
    "qualitative-coding": ("document", "coded_line", "document_index"),
}


def database(path: Path, *tables: str, ours: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    if ours:
        db.execute(f"pragma application_id = {0x71646131}")
    for table in tables:
        db.execute(f'create table "{table}" (id integer primary key)')
    db.commit()
    db.close()
    return path


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def qualcoder(at: Path) -> Path:
    database(at / "data.qda", *DATABASES["QualCoder"])
    written(at / "documents" / "dag.txt", "Wij beginnen om vier uur.")
    return at


def qc(at: Path) -> Path:
    written(at / "settings.yaml", "codebook: codebook.yaml\ncorpus_dir: corpus\nmemos_dir: memos\n")
    written(at / "corpus" / "dag.txt", "Wij beginnen om vier uur.")
    written(at / "memos" / "2024_els.md", "Nog eens lezen.")
    return at


def unpacked(at: Path) -> Path:
    written(at / "Markt.qde", QDE)
    written(at / "sources" / "dag.txt", "Wij beginnen om vier uur.")
    return at


def outcome(*paths: Path, form: str = "auto") -> tuple[list[str], list[str]]:
    found: list[Reading] = list(read(paths, ReadOptions(form=form)))
    return [r.draft.name for r in found if r.draft], [sentence(r.error) for r in found if r.error]


@pytest.mark.parametrize("form", ["auto", "plain", "posts"])
@pytest.mark.parametrize(
    ("make", "program"), [(qualcoder, "QualCoder"), (qc, "qualitative-coding"), (unpacked, "REFI-QDA")]
)
def test_a_folder_is_refused_by_name(tmp_path: Path, make: object, program: str, form: str) -> None:
    assert callable(make)
    names, (why,) = outcome(make(tmp_path / "Markt"), form=form)
    assert names == [] and program in why and "alone" in why and "plain text" not in why


def test_among_other_files_it_is_left_out_and_they_come_in(tmp_path: Path) -> None:
    qualcoder(tmp_path / "a" / "Markt.qda")
    qc(tmp_path / "b")
    unpacked(tmp_path / "c")
    database(tmp_path / "d" / "kopie.sqlite3", *DATABASES["Taguette"])
    written(tmp_path / "e.mx24", "x")
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as z:
        z.writestr("Markt.qde", QDE)
    written(tmp_path / "d" / "los.txt", "Een losse tekst over de markt.")
    database(tmp_path / "qda.db", "source", ours=True)
    names, errors = outcome(tmp_path)
    assert names == ["los"] and len(errors) == 6


@pytest.mark.parametrize("program", DATABASES)
@pytest.mark.parametrize("name", ["kopie.sqlite3", "kopie.db", "kopie"])
def test_a_database_is_known_by_its_tables(tmp_path: Path, program: str, name: str) -> None:
    path = database(tmp_path / name, *DATABASES[program])
    for form in ("auto", "table"):
        assert program in outcome(path, form=form)[1][0]
    with pytest.raises(QdaError, match=program):
        list(read_codings(str(path), ReadOptions()))


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("a.mx22", "MAXQDA"), ("a.MX2020", "MAXQDA"), ("a.mex24", "MAXQDA"), ("a.nvp", "NVivo"), ("a.nvpx", "NVivo"),
        ("a.atlproj23", "ATLAS.ti"), ("a.hpr7", "HyperRESEARCH"), ("a.hpr", "HyperRESEARCH"), ("a.ppj", "QDA Miner"),
        ("a.f4p", "f4analyse"),
        ("a.rqda", "RQDA"), ("a.qde", "REFI-QDA"), ("a.qdpx", "REFI-QDA"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_suffix(tmp_path: Path, name: str, program: str) -> None:
    (tmp_path / name).write_bytes(b"\x01\x02")
    assert program in outcome(tmp_path / name)[1][0]
    assert program in outcome(tmp_path)[1][0]


@pytest.mark.parametrize(
    ("suffix", "menu"), [("mx24", ".qdpx"), ("nvpx", "Share >"), ("ppj", "Project >"), ("hs4", ".xlsx")]
)
def test_one_that_is_not_read_is_refused_with_its_menu(tmp_path: Path, suffix: str, menu: str) -> None:
    (tmp_path / f"a.{suffix}").write_bytes(b"SQLite format 3\0" + b"\0" * 200)
    (why,) = outcome(tmp_path / f"a.{suffix}")[1]
    assert menu in why and "`qda import`" in why


def test_a_project_that_is_read_is_found_by_its_content(tmp_path: Path) -> None:
    """By what is in it, whatever it is called; what is only called so is none, or has its reader say so."""
    with zipfile.ZipFile(tmp_path / "kopie.bin", "w") as z:
        z.writestr("Markt.qde", QDE)
    (tmp_path / "text.qdpx").write_text("no zip", encoding="utf-8")
    found = {
        "kopie.bin": "", "text.qdpx": "", "Markt": "QualCoder", "b": "qualitative-coding", "c.db": "Taguette", "d": "RQDA",
    }  # fmt: skip
    qualcoder(tmp_path / "Markt")
    qc(tmp_path / "b")
    database(tmp_path / "c.db", *DATABASES["Taguette"])
    database(tmp_path / "d", *DATABASES["RQDA"])
    for name, program in found.items():
        reader = projects.reader(str(tmp_path / name))
        assert reader is not None and reader.program == program, name
    assert projects.reader(str(tmp_path / "Markt" / "data.qda")) is not None
    unpacked(tmp_path / "e")
    for other in (tmp_path / "e", tmp_path / "e" / "Markt.qde", tmp_path / "Markt" / "documents", tmp_path / "none"):
        assert projects.reader(str(other)) is None
    with pytest.raises(QdaError, match="unpacked"):
        projects.read(str(tmp_path / "e"), ProjectOptions())
    with pytest.raises(QdaError, match="one project"):
        projects.read(str(tmp_path / "Markt"), ProjectOptions(name="x"))


def test_a_project_in_xml_whatever_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(QDE.replace('"1.0"?', '"1.0" encoding="utf-16"?'), encoding="utf-16")
    assert "REFI-QDA" in outcome(tmp_path / "a.xml")[1][0]


@pytest.mark.parametrize(
    ("inner", "program"),
    [("a.sqlite3", "Taguette"), ("map/a.db", "qualitative-coding"), ("map/a.rqda", "RQDA"), ("a.mx24", "MAXQDA")],
)
def test_a_project_packed_as_a_zip_is_refused_by_name(tmp_path: Path, inner: str, program: str) -> None:
    file = database(tmp_path / "x" / "a", *DATABASES.get(program, ("anything",)))
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as z:
        z.write(file, inner)
        z.writestr("leesmij.txt", "Een tekst.")
    names, (why,) = outcome(tmp_path / "in.zip")
    assert names == [] and program in why and ("--as codings" if program == "MAXQDA" else "unpack it") in why


def test_what_only_looks_alike_comes_in(tmp_path: Path) -> None:
    """A folder named by its researcher, settings of another program, a text about a program's tables."""
    written(tmp_path / "markt.qda" / "dag.txt", "Wij beginnen om vier uur.")
    written(tmp_path / "b" / "settings.yaml", "colour: blue\n")
    written(tmp_path / "b" / "nacht.txt", "create table code_name, create table code_text, create table code_cat")
    names, errors = outcome(tmp_path)
    assert sorted(names) == ["dag", "nacht"] and errors == []


def test_a_path_inside_a_project_is_told(tmp_path: Path) -> None:
    documents = qualcoder(tmp_path / "Markt") / "documents"
    found = list(read([documents, documents / "dag.txt"], ReadOptions()))
    assert len([r for r in found if r.draft]) == 2
    assert [r.note for r in found if r.note] == [
        f"{documents} lies in a QualCoder project: none of its codings come in"
    ]


def test_files_for_other_commands(tmp_path: Path) -> None:
    assert "a study of qda" in outcome(database(tmp_path / "qda.db", "source", ours=True))[1][0]
    assert "qda codebook import" in outcome(written(tmp_path / "a.qdc", "<CodeBook/>"))[1][0]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as z:
        z.writestr("a.txt", "Een tekst.")
    assert "unpack it" in outcome(tmp_path / "a.zip")[1][0]
