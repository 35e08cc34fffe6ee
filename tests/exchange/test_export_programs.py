"""What an export writes for one program, which that program is known to read otherwise than the standard says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers_export import Project
from hypothesis import given
from hypothesis import strategies as st

from qda.core.drafts import ReadOptions
from qda.core.projects import derived
from qda.exporters.projects.conventions import PROGRAMS, STANDARD, Convention, Text, beyond_utf16
from qda.exporters.projects.variables import type_of
from qda.ops.coding.coding import code
from qda.ops.exchange.export import export
from qda.ops.sources import edit
from qda.ops.sources.import_list import import_texts
from qda.store.project import Study

TALK = "Ina: 😀 we begin.\n\nBo: the first line\nand 😀😀 a second.\n\nIna: done.\n"
QUOTES = ("we begin.\n\nBo: the first", "the first line\nand 😀😀 a second.", "a second.")
READ: dict[str, dict[str, Any]] = {
    "nvivo": {"utf16": True},
    "maxqda": {},
    "atlasti": {"crlf": 1},
    "qualcoder": {},
    "": {},
}


@pytest.fixture
def talked(study: Study, tmp_path: Path) -> Study:
    """A study with a talk, another source, three codings of one code and a second code on the last stretch."""
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / "note.txt").write_text("A note.\n", encoding="utf-8")
    import_texts(study, [str(tmp_path / "talk.txt")], options=ReadOptions(form="interview"))
    import_texts(study, [str(tmp_path / "note.txt")], options=ReadOptions(form="plain"))
    edit.set_values(study, "talk", {"group": "one <&>"})
    edit.set_values(study, "note", {"group": "one <&>"})
    for quote in QUOTES:
        code(study, "talk", ["speech"], quote=quote, note=f"on {quote[:5]}")
    code(study, "talk", ["end"], quote=QUOTES[2])
    return study


def project_for(study: Study, folder: Path, program: str) -> Project:
    export(study, str(folder / "out.qdpx"), program=program, force=True)
    made = Project(folder / "out.qdpx", **READ[program])
    assert made.faults() == []
    return made


@pytest.mark.parametrize("program", READ)
def test_quotes_are_exact_as_the_program_counts(program: str, talked: Study, tmp_path: Path) -> None:
    made = project_for(talked, tmp_path, program)
    wanted = sorted([("talk", "speech", q) for q in QUOTES] + [("talk", "end", QUOTES[2])])
    people = {"Ina", "Bo", "Ina (talk)", "Bo (talk)"}
    assert [q for q in made.quotes() if q[1] not in people] == wanted
    crlf = program in ("nvivo", "maxqda", "atlasti")
    text = made.text(made.one("TextSource", name="talk"))
    assert text == (TALK.replace("\n", "\r\n") if crlf else TALK)
    assert made.name == ("study.qde" if program == "atlasti" else "project.qde")
    assert "qda/study.jsonl" in made.entries


def test_nvivo_has_each_participant_as_a_code_too(talked: Study, tmp_path: Path) -> None:
    made = project_for(talked, tmp_path, "nvivo")
    cases = {c.get("guid"): c.get("name") for c in made.every("Case")}
    assert {g: c.get("name") for g, c in made.codes.items() if g in cases} == cases
    spoken = [q for q in made.quotes() if q[1] in cases.values()]
    assert [q for _, _, q in spoken] == ["the first line\nand 😀😀 a second.", "done.", "😀 we begin."]
    for selection in made.every("PlainTextSelection"):
        for coding in made.children(selection, "Coding"):
            (ref,) = made.children(coding, "CodeRef")
            if ref.get("targetGUID") in cases:
                assert coding.get("guid") == derived(selection.get("guid") or "", "case")
    made = project_for(talked, tmp_path, "")
    assert not set(made.codes) & set(cases)


@pytest.mark.parametrize("program", ["maxqda", "qualcoder"])
def test_one_selection_a_coding_with_the_note_as_description(program: str, talked: Study, tmp_path: Path) -> None:
    made = project_for(talked, tmp_path, program)
    coded = [s for s in made.every("PlainTextSelection") if made.children(s, "Coding")]
    assert len(coded) == 4 and all(len(made.children(s, "Coding")) == 1 for s in coded)
    assert sorted(made.said(s, "Description") for s in coded) == ["", "on a sec", "on the f", "on we be"]
    assert made.every("Note") == []
    for selection in coded:
        (coding,) = made.children(selection, "Coding")
        assert selection.get("guid") == derived(coding.get("guid") or "", "selection")
    made = project_for(talked, tmp_path, "atlasti")
    coded = [s for s in made.every("PlainTextSelection") if made.children(s, "Coding")]
    assert sorted(len(made.children(s, "Coding")) for s in coded) == [1, 1, 2]
    assert len(made.every("Note")) == 3


def test_maxqda_has_groups_of_sources_as_sets(talked: Study, tmp_path: Path) -> None:
    made = project_for(talked, tmp_path, "maxqda")
    (group,) = made.every("Set")
    sources = {s.get("guid") for s in made.every("TextSource")}
    assert group.get("name") == "one <&>"
    assert {m.get("targetGUID") for m in made.children(group, "MemberSource")} == sources
    assert project_for(talked, tmp_path, "").every("Set") == []


def test_a_name_that_is_no_file_name(study: Study, tmp_path: Path) -> None:
    with study.change("init") as c:
        c.update("setting", 1, value='../a: "study" / of\ttwo .')
    export(study, str(tmp_path / "out.qdpx"), program="atlasti", force=True)
    assert Project(tmp_path / "out.qdpx").name == "_a_ _study_ _ of_two.qde"
    with study.change("init") as c:
        c.update("setting", 1, value="///")
    export(study, str(tmp_path / "out.qdpx"), program="atlasti", force=True)
    assert Project(tmp_path / "out.qdpx").name == "_.qde"


def test_the_table_says_how_offsets_are_counted(talked: Study, tmp_path: Path) -> None:
    said = {}
    for program in READ:
        table = export(talked, str(tmp_path / "out.qdpx"), program=program, force=True).table
        assert table is not None
        said[program] = {row["thing"]: row["note"] for row in table.dicts()}["coding"]
    assert said == {
        "nvivo": "UTF-16 units, CRLF counts 2", "maxqda": "code points, CRLF counts 2",
        "atlasti": "code points, CRLF counts 1", "qualcoder": "code points", "": "",
    }  # fmt: skip


LETTERS = st.text(alphabet="ab é😀𐍈\r\n\u2028", max_size=40)


@given(LETTERS, st.data())
def test_places_are_those_of_the_program(text: str, data: st.DataObject) -> None:
    """Against the plain way: the piece before a place, written as the program's file has it, and its length."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n":
        return  # between the two of a line's end there is no place in a file with CRLF
    for convention in (STANDARD, *PROGRAMS.values(), Convention("", utf16=True), Convention("", crlf=True, line_end=1)):
        made = Text(text, convention)
        whole = made.data.decode("utf-8")
        if convention.crlf:
            assert whole.replace("\r\n", "\n") == text.replace("\r\n", "\n")
        else:
            assert whole == text
        read = whole.replace("\r\n", "\n") if convention.crlf and convention.line_end == 1 else whole
        a, b = made.at(start), made.at(end)
        size, unit = (2, "utf-16-le") if convention.utf16 else (4, "utf-32-le")
        quote = read.encode(unit)[size * a : size * b].decode(unit)
        assert quote.replace("\r\n", "\n") == text[start:end].replace("\r\n", "\n")


def test_which_characters_count_twice_elsewhere() -> None:
    assert beyond_utf16("a😀") and beyond_utf16("\U00010000") and not beyond_utf16("é\uffff\u2028")


@pytest.mark.parametrize(
    "values, type",
    [
        ([], "Text"), (["1", "-20", "0"], "Integer"), (["071"], "Text"), (["+1"], "Text"), (["-0"], "Text"),
        (["1", ""], "Text"), (["１"], "Text"), (["1 "], "Text"), (["123456789012345678901"], "Text"),
        (["1.5", "-0.25", "2.0"], "Float"), (["1.50"], "Text"), (["1", "1.5"], "Text"), (["1e5"], "Text"),
        (["nan"], "Text"), (["0.1234567890123456789"], "Text"), (["-0.0"], "Text"), ([".5"], "Text"),
        (["true", "false"], "Boolean"), (["True"], "Text"), (["true", "1"], "Text"),
        (["2024-02-29"], "Date"), (["2023-02-29"], "Text"), (["20240229"], "Integer"), (["2024-2-9"], "Text"),
        (["2024-02-29T10:00:00Z", "2024-02-29T10:00:00.25+02:00", "2024-02-29T10:00:00"], "DateTime"),
        (["2024-02-29 10:00:00"], "Text"), (["2024-02-29T24:00:00"], "Text"), (["2024-02-29", "x"], "Text"),
    ],
)  # fmt: skip
def test_the_narrowest_type(values: list[str], type: str) -> None:
    assert type_of(values) == type
