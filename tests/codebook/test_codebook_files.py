"""Codebooks in and out: exact round trips, other programs' files, hostile and broken ones."""

from __future__ import annotations

import importlib
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from helpers_codebook import SHARED, dump, make, rows, there_and_back, whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda import exporters
from qda.cli.command_table import COMMANDS
from qda.core.codebooks import CODEBOOKS
from qda.core.errors import QdaError, UsageError
from qda.exporters import codebook_csv, codebook_qdc
from qda.importers import codebooks
from qda.importers.codebooks import refi, walk
from qda.ops.coding import codebook, codebook_files
from qda.ops.theory import categories
from qda.store.analysis import codes
from qda.store.file import schema
from qda.store.project import Study

etree: Any = importlib.import_module("lxml.etree")
HERE = Path(__file__).resolve().parents[2]
QDC = SHARED / "interop" / "qdc"
XSD = SHARED / "interop" / "schema" / "Codebook.xsd"


def fields(study: Study) -> list[dict[str, Any]]:
    """The codebook without what is counted."""
    left_out = ("codings", "sources", "origin")
    return [{k: v for k, v in r.items() if k not in left_out} for r in codebook.listing(study).dicts()]


def test_families_agree() -> None:
    assert codebook_csv.COLUMNS == codebook.COLUMNS
    assert codebook_qdc.MARK == refi.MARK
    assert codebooks.LEVELS == codes.LEVELS and codebooks.TEXTS == codebook.TEXTS
    for name, form in CODEBOOKS.items():
        assert hasattr(importlib.import_module(form.reader), "read"), name
        assert hasattr(importlib.import_module(form.writer), "write"), name
        assert form.help and form.suffixes[0] in COMMANDS["codebook import"][2]
        assert form.suffixes[0] in COMMANDS["codebook export"][2]


def odd(study: Study) -> None:
    """Codes with everything that a format may stumble over."""
    codebook.add(
        study, "public value", level="category", definition="=1+1\n\n -- qda --\nLevel: core", example='“q”; a, "b"'
    )
    codebook.add(study, "yes", under="public value", definition="  a\n  b", include="one\ntwo\n", exclude="- x: y #z")
    codebook.add(study, "1.10", definition="-- qda --", level="focused", example="'=x")
    codebook.add(study, "a/b", definition="tab\there\r\nand \u2028 there \x0b", include="null")
    codebook.add(study, "c", under="a/b")
    codebook.add(study, "Ünïcøde & <angle> — 教师 😀", under="yes", definition="~", include="Level: core\nAlias: x")
    codebook.add(study, "=SUM(A1)")
    categories.category(study, "role")
    categories.category(study, "public value", ["1.10", "c", "role"])
    categories.category(study, "role", ["yes"])
    codebook.rename(study, "c", "sea; C")
    with study.change("test") as c:
        c.update("code", codes.find(study.db, "1.10"), colour="#F0a1B2")


@pytest.mark.parametrize("suffix", ["yaml", "csv", "qdc"])
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a").mkdir()
    with make(tmp_path / "a") as study, make(tmp_path / "a" / "b") as other:
        odd(study)
        if suffix == "qdc":  # XML cannot hold a vertical tab
            codebook.define(study, "a/b", definition="tab\there\r\nand \u2028 there")
        path = str(tmp_path / f"book.{suffix}")
        codebook_files.export(study, path)
        first = Path(path).read_bytes()
        there_and_back(other, lambda: codebook_files.read(other, path))
        assert fields(other) == fields(study)
        assert {r["origin"] for r in codebook.listing(other).dicts()} == {"import"}
        codebook_files.export(study, path)
        assert Path(path).read_bytes() == first
        codebook_files.export(other, path)
        assert suffix == "csv" or Path(path).read_bytes() == first
        before = dump(other)
        said = codebook_files.read(other, path)  # again: nothing new
        assert dump(other) == before
        assert {r["state"] for r in rows(said)} == {"there already"} and not any(r["note"] for r in rows(said))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
XML = st.text(
    st.one_of(st.sampled_from("\n\t :-qdaLevel"), st.characters(min_codepoint=32, max_codepoint=0xFFF)), max_size=40
)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(["yaml", "csv", "qdc"]))
def test_any_text_round_trips(data: st.DataObject, form: str) -> None:
    text = XML if form == "qdc" else TEXT
    entry = exporters.Entry(
        "n", path="n", uuid="00000000-0000-4000-8000-000000000000", level=data.draw(st.sampled_from(codes.LEVELS))
    )
    for name in codebook.TEXTS:
        setattr(entry, name, data.draw(text))
    entry.aliases = [a for a in data.draw(st.lists(st.text("ab:;, -[\"'=", min_size=1), max_size=2)) if a.strip() == a]
    raw = exporters.codebook(form, [entry])
    got = next(walk(importlib.import_module(CODEBOOKS[form].reader).read(raw).codes))
    for name in ("level", *codebook.TEXTS, "aliases"):
        mine, theirs = getattr(entry, name), getattr(got, name)
        if form == "qdc" and name != "aliases":
            mine = "".join("\ufffd" if codebook_qdc._NOT_XML.match(ch) else ch for ch in mine)
            theirs = theirs or ("code" if name == "level" else "")
        assert theirs == mine, name


@pytest.mark.parametrize("form", ["yaml", "csv"])
@pytest.mark.parametrize("text", ["\x85", "a\u2028b", "\x1a" * 9])
def test_control_characters_of_a_text_round_trip(form: str, text: str) -> None:
    entry = exporters.Entry("n", path="n", uuid="00000000-0000-4000-8000-000000000000", level="code", example=text)
    raw = exporters.codebook(form, [entry])
    assert next(walk(importlib.import_module(CODEBOOKS[form].reader).read(raw).codes)).example == text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_tree_round_trips(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "b").mkdir()
        with make(Path(folder)) as study, make(Path(folder, "b")) as other:
            made: list[str] = []
            for name in data.draw(st.lists(st.sampled_from(["a", "b", "c", "d/e", "f g", "Ä"]), max_size=8)):
                try:
                    codebook.add(study, name, under=data.draw(st.sampled_from(["", *made])))
                except QdaError:
                    continue
                made = list(codes.paths(study.db).values())
            if not made:
                return
            form = data.draw(st.sampled_from(["yaml", "csv", "qdc"]))
            path = f"{folder}/book.{form}"
            codebook_files.export(study, path)
            codebook_files.read(other, path)
            assert fields(other) == fields(study)


def test_qdc_is_valid_and_plain(tmp_path: Path, bare: Study) -> None:
    path = tmp_path / "book.qdc"
    odd(bare)
    codebook_files.export(bare, str(path))
    raw = path.read_bytes()
    assert raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<CodeBook ') and b"\r\n" not in raw
    root = etree.fromstring(raw)
    sets = {e.get("name"): [m.get("guid") for m in e] for e in root.iter("{*}Set")}
    assert set(sets) == {"public value", "role"} and all(len(s) == 1 for s in sets.values())
    if not XSD.exists():
        pytest.skip("no schema here")
    etree.XMLSchema(etree.parse(str(XSD))).assertValid(root)


def test_empty_codebook(tmp_path: Path, bare: Study) -> None:
    for suffix in ("yaml", "csv"):
        codebook_files.export(bare, str(tmp_path / f"b.{suffix}"))
    with pytest.raises(QdaError, match="at least one code"):
        codebook_files.export(bare, str(tmp_path / "b.qdc"))
    assert not (tmp_path / "b.qdc").exists()
    for bad in ("b.txt", "b", "b.YAMLX"):
        with pytest.raises(UsageError):
            codebook_files.export(bare, str(tmp_path / bad))
    with pytest.raises(QdaError, match="no folder"):
        codebook_files.export(bare, str(tmp_path / "nowhere" / "b.csv"))


@pytest.mark.parametrize("name", sorted(p.name for p in QDC.glob("*.qdc")) if QDC.exists() else [])
def test_real_qdc(bare: Study, name: str) -> None:
    expected = json.loads((SHARED / "interop" / "expected.json").read_text())[f"qdc/{name}"]
    book = codebooks.read(str(QDC / name))
    every = list(walk(book.codes))
    made_by_sets = 2 if "atlasti" in name else 0
    assert len(every) == expected["codes"] + made_by_sets
    assert len(book.codes) == expected["top_level"] + made_by_sets
    assert sum(c.level == "category" for c in every) == expected["uncodable"] + made_by_sets
    assert sum(bool(c.colour) for c in every) == expected["coloured"]
    assert sum(bool(c.definition) for c in every) == expected["descriptions"]
    assert all(codebooks.UUID.fullmatch(c.uuid) for c in every)
    said = there_and_back(bare, lambda: codebook_files.read(bare, str(QDC / name)))
    assert len(rows(said)) == len(every) == len(codes.names(bare.db))
    if "atlasti" in name:
        inner = codes.further(bare.db)[codes.find(bare.db, "code1.1")]
        assert {codes.names(bare.db)[i] for i in inner} == {"codeGroup1::codeGroup1.2", "codeGroup1::codeGroup1.1"}
    if "qualcoder" in name:
        found = codes.row(bare.db, codes.find(bare.db, "Curriculum fidelity"))
        assert found["definition"] == "Teacher follows the published sequence.\nSecond line, after a hard break."


def test_taguette_csv(bare: Study, tmp_path: Path) -> None:
    path = SHARED / "interop" / "taguette" / "bills-codebook.csv"
    if path.exists():
        assert len(rows(codebook_files.read(bare, str(path)))) == 48
    (tmp_path / "t.csv").write_text("path,description\nrole,what one does\nrole/inner,deeper\nnot/there,flat\n")
    codebook_files.read(bare, str(tmp_path / "t.csv"))
    assert codes.find(bare.db, "role/inner") and codes.row(bare.db, codes.find(bare.db, "not/there"))["parent"] is None
    (tmp_path / "u.csv").write_bytes("code;definition\r\ncoördinatie;één\r\n".encode("cp1252"))
    codebook_files.read(bare, str(tmp_path / "u.csv"))
    assert codes.row(bare.db, codes.find(bare.db, "coördinatie"))["definition"] == "één"


def test_own_codebooks(bare: Study) -> None:
    for path in sorted((HERE / "codebooks").glob("*.yaml")):
        there_and_back(bare, lambda path=path: codebook_files.read(bare, str(path)))  # type: ignore[misc]


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_there_already(full: Study, tmp_path: Path) -> None:
    uuid = codes.row(full.db, codes.find(full.db, "B"))["uuid"]
    codebook.rename(full, "B", "Bee")
    book = f"""codes:
  - name: B again
    uuid: {uuid}
  - {{name: north, codes: [{{name: a, definition: another}}, {{name: new one, categories: [Bee, other]}}]}}
  - {{name: x, level: focused}}
  - name: other
    level: category
"""
    path = write(tmp_path, "b.yaml", book)
    said = there_and_back(full, lambda: codebook_files.read(full, path))
    state = {r["path"]: r["state"] for r in rows(said)}
    assert state == {
        "south/Bee": "there already", "north": "there already", "north/A": "there already", "north/new one": "new",
        "north/A/x": "there already", "other": "new",
    }  # fmt: skip
    text = "\n".join(said.notes)
    assert "'B again' in the file" in text and "'north/A' was left as it is" in text and "“another”" in text
    assert {codes.names(full.db)[i] for i in codes.further(full.db)[codes.find(full.db, "new one")]} == {"Bee", "other"}


def test_dry_run_and_core(full: Study, tmp_path: Path) -> None:
    path = write(tmp_path, "b.yaml", "codes: [{name: heart, level: core}, plain]")
    before = dump(full)
    said = codebook_files.read(full, path, dry_run=True)
    assert dump(full) == before and [r["state"] for r in rows(said)] == ["new", "new"]
    assert said.notes[-1].startswith("would make 2 codes")
    codebook_files.read(full, path)
    assert codes.row(full.db, codes.find(full.db, "heart"))["level"] == "core"
    said = codebook_files.read(full, write(tmp_path, "c.yaml", "codes: [{name: soul, level: core}]"))
    assert rows(said)[0]["level"] == "category" and rows(said)[0]["note"]


def test_home_in_the_study(full: Study, tmp_path: Path) -> None:
    codebook_files.read(full, write(tmp_path, "b.csv", "code,path\ndeep,north/A/deep\n"))
    assert codes.find(full.db, "north/A/deep")
    with pytest.raises(QdaError, match="line 2: the home of 'deep', 'nort/A'"):
        codebook_files.read(full, write(tmp_path, "b.csv", "code,path\ndeep,nort/A/deep\n"))


def test_standard_input(bare: Study) -> None:
    import io

    for raw in (
        b"codes: [one]",
        b"\xef\xbb\xbfcode,level\ntwo,focused\n",
        b"<CodeBook><Codes><Code name='three'/></Codes></CodeBook>",
    ):
        codebook_files.read(bare, "-", stdin=io.BytesIO(raw))
    assert sorted(codes.names(bare.db).values()) == ["one", "three", "two"]
    with pytest.raises(QdaError, match="standard input: is empty"):
        codebook_files.read(bare, "-", stdin=io.BytesIO(b" \n"))


BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]" for i in range(20)
)
ENTITIES = (
    '<!DOCTYPE CodeBook [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    '<CodeBook><Codes><Code name="&b;"/></Codes></CodeBook>'
)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("e.yaml", "", "is empty"),
        ("e.yaml", "# nothing\n", "is empty"),
        ("e.yaml", "codes: []", "no codes"),
        ("e.yaml", bytes(range(256)) * 4, "binary"),
        ("e.yaml", "codes:\n  - name: a\n bad", "line 3: is not YAML"),
        ("e.yaml", "just words", "is a list of codes"),
        ("e.yaml", "other: 1", "no `codes:`"),
        ("e.yaml", "codes: {a: b}", "is a list of codes"),
        ("e.yaml", "codes:\n  - name: a\n  - name: A", "line 3: 'A' stands there already .line 2"),
        ("e.yaml", "codes:\n  - name: a\n    level: categry", "'a' has the level 'categry'; did you mean category"),
        ("e.yaml", "codes:\n  - name: a\n    defnition: b", "unknown key `defnition`; did you mean `definition`"),
        ("e.yaml", "codes:\n  - level: code", "a code without a name"),
        ("e.yaml", "codes:\n  - name: a\n    name: b", "twice"),
        ("e.yaml", "codes:\n  - name: [a]", "is one text"),
        ("e.yaml", "codes:\n  - [a]", "is a mapping"),
        ("e.yaml", "codes:\n  - name: ''", "empty"),
        ("e.yaml", "codes: [{name: a, level: core}, {name: b, level: core}]", "both core"),
        ("e.yaml", "codes: [{name: a, categories: [zz]}]", "neither in the file nor in the study"),
        ("e.yaml", BOMB, "alias"),
        ("e.yaml", "codes: " + "[" * 5000, "codes lie more than 50 deep"),
        ("e.yaml", "codes: " + "{a: " * 5000, "codes lie more than 50 deep"),
        ("e.yaml", "codes:\n  - name: a: b", "line 2: is not YAML, where '- name: a: b' stands"),
        ("e.yaml", 'codes:\n  - name: "open\n', "line 2: is not YAML: .* is not closed"),
        ("e.yaml", "codes: [a\n", "line 1: is not YAML: .* is not closed"),
        ("e.yaml", "codes:\n  - name: a\x07b", "line 2: .* control character U.0007"),
        ("e.yaml", "codes: *x", "the alias .x is not read"),
        ("e.yaml", "codes:\n  - name: !!python/object/apply:os.system [ls]", "is one text"),
        ("e.csv", "a,b\n1,2\n", "no column says"),
        ("e.csv", 'code\n"open', "line 2"),
        ("e.csv", "code,path\na,b/c\n", "does not end in"),
        ("e.csv", "code\na\nA\n", "line 3"),
        ("e.csv", "code,aliases\na,[1\n", "is not a list"),
        ("e.qdc", "<CodeBook>", "is not XML"),
        ("e.qdc", "no xml", "is not XML"),
        ("e.qdc", "<Project/>", "a project, not a codebook"),
        ("e.qdc", "<CodeBook/>", "no codes"),
        ("e.qdc", "<CodeBook><Codes><Code guid='x'/></Codes></CodeBook>", "without a name"),
        ("e.qdc", ENTITIES, "entities"),
        ("e.qdc", ENTITIES.encode("utf-16"), "entities"),
        ("e.qdc", "<CodeBook><Codes>" + "<Code name='a'>" * 400, "is not XML"),
    ],
)  # fmt: skip
def test_bad_files(bare: Study, tmp_path: Path, name: str, text: str | bytes, what: str) -> None:
    before = dump(bare)
    with pytest.raises(QdaError, match=what) as e:
        codebook_files.read(bare, write(tmp_path, name, text))
    assert name in str(e.value) and "\n" not in str(e.value) and len(str(e.value)) < 600
    assert dump(bare) == before
    whole(bare)


def test_missing_folder_large(bare: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, what in (("nowhere.yaml", "no such file"), ("d.yaml", "is a folder"), ("a\0.yaml", "cannot be read")):
        (tmp_path / "d.yaml").mkdir(exist_ok=True)
        with pytest.raises(QdaError, match=what):
            codebook_files.read(bare, str(tmp_path / path))
    with pytest.raises(UsageError):
        codebook_files.read(bare, "book.docx")
    monkeypatch.setattr(codebooks, "LARGEST", 100)
    with pytest.raises(QdaError, match="no codebook is that large"):
        codebook_files.read(bare, write(tmp_path, "l.yaml", "codes:\n" + "  - a\n" * 100))


def test_yaml_means_what_it_says(bare: Study, tmp_path: Path) -> None:
    path = write(
        tmp_path, "b.yml", "codes:\n- {name: yes, definition: null, example: 'null', include: 1.10}\n- 2024-01-01\n"
    )
    codebook_files.read(bare, path)
    row = codes.row(bare.db, codes.find(bare.db, "yes"))
    assert (row["definition"], row["example"], row["include"]) == ("", "null", "1.10")
    assert codes.find(bare.db, "2024-01-01")


def test_nothing_of_the_study_but_codes_is_touched(bare: Study, tmp_path: Path) -> None:
    before = dump(bare)
    codebook_files.read(bare, write(tmp_path, "b.yaml", "codes: [a, b]"))
    after = dump(bare)
    assert [t for t in schema.RECORDED if before[t] != after[t]] == ["code"]


def test_a_column_parent_says_the_home(bare: Study, tmp_path: Path) -> None:
    """By name or by path, of the same file in any order, or of the study; names with a slash stay whole."""
    codebook.add(bare, "harbour")
    table = (
        "code,parent,definition\n"
        "inner,outer,deep\nouter,,wide\nquay,HARBOUR,stone\nand/or,outer/inner,both\n"
        "low,outer/inner,\nside,,\ninner,side,\nlow,side/inner,\n"
    )
    codebook_files.read(bare, write(tmp_path, "p.csv", table))
    assert sorted(codes.paths(bare.db).values()) == [
        "harbour", "harbour/quay", "outer", "outer/inner", "outer/inner/and/or", "outer/inner/low", "side", "side/inner",
        "side/inner/low",
    ]  # fmt: skip
    both = "code,path,parent\nnear,harbour/near,harbour\nfar,far,\n"  # a path says it too
    codebook_files.read(bare, write(tmp_path, "q.csv", both))
    assert "harbour/near" in codes.paths(bare.db).values()


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("code,parent\na,\nb,nowhere\n", "line 3: the home of 'b', 'nowhere', is neither in the file nor in the study"),
        ("code,parent\na,a\n", "line 2: 'a' is named as its own parent"),
        ("code,parent\nx,\na,b\nb,a\n", "line 3: the parents of 'a' lead back to it"),
        ("code,parent\na,\nb,\nc,a\nc,b\nd,c\n", "line 6: the parent 'c' of 'd' is any of 2 codes"),
        ("code,path,parent\na,b/a,c\nb,b,\nc,c,\n", "line 2: the path 'b/a' and the parent 'c' name two homes"),
    ],
)
def test_a_parent_that_is_none_is_refused_with_its_line(bare: Study, tmp_path: Path, table: str, why: str) -> None:
    with pytest.raises(QdaError, match=re.escape(why)):
        codebook_files.read(bare, write(tmp_path, "p.csv", table))
    assert bare.db.execute("select count(*) from code").fetchone()[0] == 0
