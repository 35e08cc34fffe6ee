# ruff: noqa: E501 (tables stand on one line)
"""Tables through the program: surveys that come in again, codings and codebooks of other programs, what is told of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract_runner import Qda

SURVEY = "leeftijd,Wat ging er goed?\n34,Niets dat ik zo weet.\n34,Niets dat ik zo weet.\n71,Ze belden mij zelf terug die dag.\n"
TALK = "Interviewer: Kwam de bus?\nNora: Nee, ik stond er een uur. Niemand zei iets.\nInterviewer: En toen?\nNora: Ik liep naar huis.\n"


def written(qda: Qda, name: str, text: str) -> str:
    path = Path(qda.folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


def test_rows_that_are_alike_come_in_once_a_file(qda: Qda) -> None:
    file = written(qda, "a.csv", SURVEY)
    assert len(qda.json("import", file, "--as", "table")) == 3 and len(qda.json("participant", "list")) == 3
    again = qda.ok("import", file, "--as", "table")
    assert "3 rows are in the study already, as a-row 2 and 2 more; skipped" in again.err
    written(qda, "a.csv", SURVEY + "34,Niets dat ik zo weet.\n")
    assert [r["source"] for r in qda.json("import", file, "--as", "table")] == ["a-row 5"]


def test_answers_in_two_columns_and_fields_given_twice(qda: Qda) -> None:
    file = written(qda, "a.csv", "Wat ging er goed?,En verder?\nZe belden mij zelf terug die dag.,Nee\n")
    two = ("--column", "text=Wat ging er goed?", "--column", "text=En verder?")
    assert qda.json("import", file, "--as", "table", *two)[0]["segments"] == 4
    for form, columns in (
        ("posts", two),
        ("table", ("--column", "text=En verder?") * 2),
        ("table", ("--column", "date=a") * 2),
    ):
        refused = qda("import", file, "--as", form, *columns)
        assert refused.status == 2 and "given twice" in refused.err


@pytest.mark.parametrize(
    "named", ["nora.txt", "nora.docx", "NORA.TXT", "nora", "C:\\Studie\\nora.txt", "Files\\\\nora"]
)
def test_a_source_is_found_by_its_file(qda: Qda, named: str) -> None:
    qda.ok("import", written(qda, "nora.txt", TALK))
    said = qda.ok(
        "import",
        written(qda, "c.csv", f"Document,Code,Quote\n{named},wachten,ik stond er een uur\n"),
        "--as",
        "codings",
    )
    (row,) = qda.json("codings")
    assert (row["source"], row["code"], row["text"]) == ("nora", "wachten", "ik stond er een uur")
    assert ("found by its file" in said.err) == (named != "nora")


def test_a_file_of_two_sources_is_told_apart_by_its_folder(qda: Qda) -> None:
    for folder in "ab":
        written(qda, f"{folder}/nora.txt", TALK.replace("Niemand", folder.upper()))
    qda.ok("import", "a", "b")
    refused = qda.refused(
        "import", written(qda, "c.csv", "source,code,quote\nnora.docx,x,een uur\n"), "--as", "codings"
    )
    assert "may be the file of 2 sources" in refused
    qda.ok("import", written(qda, "c.csv", "source,code,quote\nD:/x/b/nora.docx,x,een uur\n"), "--as", "codings")
    assert qda.json("codings")[0]["source"] == "b/nora"


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        ("wachten; stilte", ["stilte", "wachten"]), ("wachten\nstilte\n", ["stilte", "wachten"]), ("wachten|stilte", ["stilte", "wachten"]),
        ("stilte, wachten", ["stilte", "wachten"]), ("stilte, zwijgen", ["stilte, zwijgen"]), ("kou, nat", ["kou, nat"]),
        ("kou, nat; stilte", ["kou, nat", "stilte"]), ("ja; nee", ["ja; nee"]), ("stilte; ja; nee", ["ja; nee", "stilte"]),
        ("stilte;;Stilte", ["stilte"]),
    ],
)  # fmt: skip
def test_several_codes_in_a_cell(qda: Qda, cell: str, want: list[str]) -> None:
    """Known: `kou, nat` and `ja; nee`, which hold signs, and `stilte` and `wachten`."""
    qda.ok("import", written(qda, "nora.txt", TALK))
    for code in ("kou, nat", "ja; nee", "stilte", "wachten"):
        qda.ok("code", "nora", code, "--quote", "En toen?")
    said = qda.ok(
        "import", written(qda, "c.csv", f'source,code,quote\nnora,"{cell}",ik stond er een uur\n'), "--as", "codings"
    )
    assert sorted(r["code"] for r in qda.json("codings") if r["text"] == "ik stond er een uur") == want
    assert ("were parted" in said.err) == (len(want) > 1)
    assert ("kept whole" in said.err) == (cell == "stilte, zwijgen")


def test_a_listing_of_our_own_names_one_code_a_row(qda: Qda) -> None:
    qda.ok("import", written(qda, "nora.txt", TALK))
    qda.ok("code", "nora", "ja; nee", "--quote", "En toen?")
    qda.ok("codings", "-o", "own.csv")
    qda.ok("undo")
    qda.ok("import", "own.csv", "--as", "codings")
    assert [r["code"] for r in qda.json("codings")] == ["ja; nee"]


@pytest.mark.parametrize(
    ("table", "paths", "unread"),
    [
        ("Farbe;Obercode;Code;Code-Memo;Codings\n255, 0, 0;;Tijd;;0\n;Tijd;Wachten;lang;3\n;Tijd\\Wachten;Nacht;;1\n", ["Tijd", "Tijd/Wachten", "Tijd/Wachten/Nacht"], ""),
        ("Id,Parent Id,Depth,Title,Description,Weighted\n1,,0,Tijd,,x\n2,1,1,Wachten,lang,x\n", ["Tijd", "Tijd/Wachten"], "Weighted"),
        ("Name,Description,Files,Hierarchical Name\nTijd,,1,Codes\\\\Tijd\nWachten,lang,1,Codes\\\\Tijd\\Wachten\n", ["Tijd", "Tijd/Wachten"], "Files"),
        ("CATEGORY,CODE,DESCRIPTION\nTijd,Wachten,lang\nTijd,Haast,\n", ["Tijd", "Tijd/Haast", "Tijd/Wachten"], ""),
        ("Level\tCode\tOmschrijving\n1\tTijd\t\n2\tWachten\tlang\n1\tPlaats\t\n", ["Plaats", "Tijd", "Tijd/Wachten"], ""),
        ("Code,Comment,Code Groups,Grounded\nWachten,lang,Tijd,3\n", ["Tijd", "Wachten"], "Grounded"),
        ("Kategorie;Definition;Ankerbeispiel\nWachten;lang;er een uur\n", ["Wachten"], ""),
    ],
)  # fmt: skip
def test_codebooks_of_other_programs(qda: Qda, table: str, paths: list[str], unread: str) -> None:
    said = qda.ok("codebook", "import", written(qda, "b.tsv" if "\t" in table else "b.csv", table))
    codes = {r["path"]: r for r in qda.json("codebook", "list")}
    assert sorted(codes) == paths
    assert next(r for p, r in codes.items() if p.endswith("Wachten"))["definition"] == "lang"
    assert (f"1 column not read: {unread}" in said.err) if unread else "not read" not in said.err


def test_a_path_of_our_own_keeps_its_signs(qda: Qda) -> None:
    qda.ok("codebook", "import", written(qda, "a.yaml", "codes:\n- name: a\\b\n  codes:\n  - name: c\\d\n"))
    qda.ok("codebook", "export", "own.csv")
    assert "made 0 codes" in qda.ok("codebook", "import", "own.csv").err


@pytest.mark.parametrize(
    ("pattern", "want"),
    [
        (r"[^.!?:]+\?", [" Kwam de bus?", " En toen?"]), (r"^\S+", ["Kwam", "Nee,", "En", "Ik"]), (r"\S+\Z", ["bus?", "iets.", "toen?", "huis."]),
        (r"iets\.\s+\w+", []), (r"(?<=\s)ik stond", ["ik stond"]),
    ],
)  # fmt: skip
def test_a_regular_expression_matches_within_a_segment(qda: Qda, pattern: str, want: list[str]) -> None:
    qda.ok("import", written(qda, "nora.txt", TALK))
    rows = qda.json("autocode", "x", "--regex", pattern, "--unit", "match", "--include-researcher", "--dry-run")
    assert [r["text"].strip() for r in rows] == [w.strip() for w in want]


def test_a_phrase_matches_within_a_segment(qda: Qda) -> None:
    qda.ok("import", written(qda, "y.txt", "Alpha came home\n\nBeta stayed? Yes, Beta stayed.\n"))
    rows = qda.json("autocode", "x", "--match", "home beta", "--unit", "match", "--dry-run")
    assert rows == [] and len(qda.json("autocode", "x", "--match", "beta stayed", "--unit", "match", "--dry-run")) == 2
