"""What is shown: a source, its sentences, the people, words in context."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from source_study import SHARED, add, draft

from qda.cli.app import run
from qda.cli.messages import sentence
from qda.core.document import Document, Paragraph
from qda.core.errors import QdaError
from qda.core.results import Table
from qda.ops.coding import coding
from qda.ops.sources import edit, participants, search, segments, sentences
from qda.render import render
from qda.render.coded_blocks import blocks
from qda.store.analysis.scope import Filters
from qda.store.project import Study


def rows(table: Table) -> list[dict[str, Any]]:
    return list(table.dicts())


def test_show_is_one_object(study: Study) -> None:
    got = edit.show(study, "thread-1").fields
    assert next(iter(got)) == "source"
    assert {"source", "kind", "title", "language", "text", "metadata", "variables", "segments", "codings"} <= set(got)
    assert got["metadata"] == {"views": 275} and got["variables"] == {"place": "Ede"}
    text = got["text"]
    for s in got["segments"]:
        assert {"n", "kind", "author", "date", "reply_to", "start", "end", "text", "metadata"} <= set(s)
        assert text[s["start"] : s["end"]] == s["text"]
    assert [(s["n"], s["reply_to"]) for s in got["segments"] if s["reply_to"]] == [(4, 2), (7, 4)]
    assert [c["id"] for c in got["codings"]] == [7, 1, 2, 3, 4, 5, 6]
    for c in got["codings"]:
        assert {"id", "code", "coder", "start", "end", "text", "note"} <= set(c)
        assert text[c["start"] : c["end"]] == c["text"]
    json.dumps(got)


def page(study: Study, source: str) -> Document:
    """A source as a document to read."""
    document = edit.show(study, source).document
    assert document is not None
    return document


def test_show_reads_as_a_document(study: Study) -> None:
    document = page(study, "thread-1")
    out = io.BytesIO()
    render(document, "table", out, language="en")
    text = out.getvalue().decode()
    assert "#2 · Eric · post" in text and "#2 · Eric · post (goes on)" in text
    assert "#4 · Alexander de Wit · post · answers #2" in text
    assert "#6 · Alexander de Wit · post · 12 December 2011, 08:29" in text
    assert "⟦1 wat is waarde? 1⟧" in text
    assert "⟦7 Home" in text and " 7⟧" in text
    assert "⟦5,6 Dank je wel 5,6⟧" in text  # two codes on one place
    assert "• 3 long (anna)" in text
    for format in ("md", "html", "docx"):
        render(document, format, io.BytesIO())


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        (["0:3", "1:4"], "⟦1 a⟦2 bc 1⟧d 2⟧ef"),
        (["0:6", "2:4"], "⟦1 ab⟦2 cd 2⟧ef 1⟧"),
        (["0:2", "2:4"], "⟦1 ab 1⟧⟦2 cd 2⟧ef"),
        (["0:2", "0:3"], "⟦1,2 ab 1⟧c 2⟧def"),
    ],
)
def test_marks_say_which_ends(empty: Study, spans: list[str], marked: str) -> None:
    add(empty, draft("a", [("paragraph", "abcdef", None)]))
    for i, span in enumerate(spans):
        coding.code(empty, "a", [f"c{i}"], span=span)
    block = list(blocks(page(empty, "a")))[1]
    assert isinstance(block, Paragraph) and block.text == marked


def test_lines_are_numbered_whatever_is_shown(study: Study) -> None:
    every = rows(sentences.sheet(study, "thread-1"))
    assert [r["n"] for r in every] == list(range(1, len(every) + 1))
    text = edit.show(study, "thread-1").fields["text"]
    assert all(text[r["start"] : r["end"]] == r["text"] and r["text"].strip() == r["text"] for r in every)
    assert not any("Home" in r["text"] or "RSS" in r["text"] for r in every)
    assert [r["text"] for r in every if r["segment"] == 3] == ["> Waarde is wat telt."]
    assert every[0]["codes"] == ["all", "waarde"]  # in text order of the codings
    some = rows(sentences.sheet(study, "thread-1", segment=2))
    assert {r["segment"] for r in some} == {2, 3}
    assert all(r in every for r in some)
    assert rows(sentences.sheet(study, "thread-1", uncoded=True)) == []  # one coding is over all of it
    coding.uncode(study, [7])
    left = rows(sentences.sheet(study, "thread-1", uncoded=True))
    assert left and all(r["codes"] == [] for r in left)
    assert {r["n"] for r in left} < {r["n"] for r in every}


def test_lines_by_coder(study: Study) -> None:
    with pytest.raises(QdaError, match="coder"):
        sentences.sheet(study, "interview-03", filters=Filters(coder=["nobody"]))
    assert [r["codes"] for r in rows(sentences.sheet(study, "interview-03", filters=Filters(coder=["anna"])))][1] == [
        "trust"
    ]
    with pytest.raises(QdaError, match="no segment 9"):
        sentences.sheet(study, "interview-03", segment=9)


def test_lines_know_abbreviations(study: Study) -> None:
    assert [r["text"] for r in rows(sentences.sheet(study, "interview-03"))] == [
        "Hoe gaat het met de waarde?", "Goed.", "Het gaat o.a. om vertrouwen.", "Dat zeg ik altijd.",
    ]  # fmt: skip


def test_a_sentence_that_code_takes_is_the_one_on_the_sheet(study: Study) -> None:
    for line in rows(sentences.sheet(study, "thread-1")):
        said = coding.code(study, "thread-1", ["s"], sentence=str(line["n"]))
        assert said.table is not None
        made = rows(said.table)[0]
        assert (made["start"], made["end"], made["segment"]) == (line["start"], line["end"], line["segment"])


def test_participants(study: Study) -> None:
    listed = {r["participant"]: r for r in rows(participants.listing(study))}
    assert list(listed) == [
        "Eric (thread-1)", "Alexander de Wit", "Eric (thread-2)", "Interviewer (interview-03)", "R1 (interview-03)",
    ]  # fmt: skip
    wit = listed["Alexander de Wit"]
    assert (wit["role"], wit["sources"], wit["segments"], wit["age"]) == ("participant", 2, 3, None)
    assert listed["R1 (interview-03)"]["age"] == "50"
    asked = listed["Interviewer (interview-03)"]
    assert (asked["role"], asked["segments"], asked["words"]) == ("researcher", 1, 0)
    total = sum(r["words"] for r in listed.values())
    from qda.ops.sources import import_list
    from qda.ops.study.study import info

    assert total == info(study).fields["words"] == sum(r["words"] for r in rows(import_list.listing(study)))
    with_them = {r["participant"]: r for r in rows(participants.listing(study, include_researcher=True))}
    assert with_them["Interviewer (interview-03)"]["words"] == 6


def test_a_role_counts_from_then_on(study: Study) -> None:
    from qda.ops.study.study import info

    before = info(study).fields["words"]
    words = next(r["words"] for r in rows(participants.listing(study)) if r["participant"] == "R1 (interview-03)")
    participants.set_values(study, "R1", {"role": "researcher"})
    assert info(study).fields["words"] == before - words


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(source=("thread-2",)), ["Alexander de Wit", "Eric (thread-2)"]),
        (Filters(participant=("Eric*",)), ["Eric (thread-1)", "Eric (thread-2)"]),
        (Filters(where=("age=50",)), ["R1 (interview-03)"]),
        (Filters(where=("role=researcher",)), ["Interviewer (interview-03)"]),
        (Filters(where=("place=ede",)), ["Eric (thread-1)", "Alexander de Wit"]),
    ],
)
def test_participants_filtered(study: Study, filters: Filters, found: list[str]) -> None:
    assert [r["participant"] for r in rows(participants.listing(study, filters))] == found


def test_a_variable_called_as_a_column(study: Study) -> None:
    participants.set_values(study, "R1", {"words": "many"})
    table = participants.listing(study)
    assert len(set(table.columns)) == len(table.columns)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("waarde", [("thread-1", 2), ("thread-1", 3), ("thread-1", 4), ("thread-2", 1), ("interview-03", 1)]),
        ("waarde mensen", [("thread-1", 2), ("thread-1", 2), ("thread-1", 4), ("thread-1", 4)]),
        ('"wat is waarde"', [("thread-1", 2)]),
        ('"waarde? dat"', []),  # the quotation stands between
        ("secretar*", [("thread-1", 6), ("thread-2", 2)]),
        ("secretary's role", [("thread-2", 2), ("thread-2", 2)]),
        ("C++", [("thread-2", 1)]),
        ("a-b", [("thread-2", 1)]),
        ("😀", [("thread-2", 1)]),
        ("coordinatie", [("thread-2", 2)]),
        ("telt NOT waarde", [("thread-1", 6)]),
        ("vertrouwen OR thanks", [("interview-03", 2)]),
        ("nergens", []),
    ],
)
def test_search(study: Study, query: str, found: list[tuple[str, int]]) -> None:
    got = rows(search.search(study, query))
    assert [(r["source"], r["segment"]) for r in got] == found
    for r in got:
        text = edit.show(study, r["source"]).fields["text"]
        assert text[r["start"] : r["end"]] == r["match"]
        assert text[max(r["start"] - 40, 0) : r["start"]] == r["left"]
        assert text[r["end"] : r["end"] + 40] == r["right"]


def test_search_leaves_boilerplate_out_and_says_so(study: Study) -> None:
    table = search.search(study, "waarde voorwaarden OR waarde OR contact")
    got = rows(table)
    assert all(r["segment"] not in (1, 8) for r in got if r["source"] == "thread-1")
    assert "3 more in boilerplate; --everywhere shows them" in map(sentence, table.notes)
    everywhere = rows(search.search(study, "waarde voorwaarden OR waarde OR contact", everywhere=True))
    assert len(everywhere) == len(got) + 3  # with all terms of the segment that matches


def test_search_filters_and_limit(study: Study) -> None:
    def found(query: str, **filters: tuple[str, ...]) -> list[tuple[str, int]]:
        return [(r["source"], r["segment"]) for r in rows(search.search(study, query, Filters(**filters)))]

    assert found("waarde", source=("thread*",), participant=("Alexander de Wit",)) == [("thread-1", 4), ("thread-2", 1)]
    assert found("waarde", where=("place=Ede",)) == [("thread-1", 2), ("thread-1", 3), ("thread-1", 4)]
    assert found("waarde", where=("role=researcher",)) == [("interview-03", 1)]
    table = search.search(study, "waarde", limit=2)
    assert len(rows(table)) == 2 and "there are more" in table.notes[0]
    assert len(rows(search.search(study, "waarde", limit=5))) == 5
    with pytest.raises(QdaError, match="there is no source"):
        search.search(study, "waarde", Filters(source=("nowhere",)))
    with pytest.raises(QdaError, match="empty"):
        search.search(study, " ")


def test_search_finds_what_a_correction_made(study: Study) -> None:
    segments.correct(study, "thread-1#4", {"kind": "boilerplate"})
    assert 4 not in {r["segment"] for r in rows(search.search(study, "waarde", Filters(source=("thread-1",))))}


def command(path: Path, *args: str) -> int:
    return run(["--project", str(path), *args])


def test_commands(study: Study, capfd: pytest.CaptureFixture[str]) -> None:
    path = study.path

    def said(*args: str, status: int = 0) -> tuple[Any, str]:
        capfd.readouterr()
        assert command(path, *args) == status, capfd.readouterr().err
        out, err = capfd.readouterr()
        return json.loads(out) if "json" in args else out, err

    got, _ = said("source", "show", "thread-1", "--format", "json")
    assert got["source"] == "thread-1"
    got, _ = said("source", "lines", "thread-1", "--segment", "4", "--uncoded", "--coder", "anna", "--format", "json")
    assert got == []
    said("source", "set", "thread-1", "title=Over waarde", "place=")
    said("source", "rename", "thread-2", "tweede")
    said("segment", "set", "thread-1#4", "author=Karin Smit", "kind=comment", "--because", "read wrong")
    got, _ = said("segment", "split", "thread-1#4", "--before", "Ik denk", "--format", "json")
    assert [r["n"] for r in got] == [4, 5]
    said("segment", "join", "thread-1#4", "thread-1#5")
    said("participant", "set", "R1 (interview-03)", "role=organisation", "age=51")
    said("participant", "merge", "Eric (thread-1)", "Eric (tweede)", "--into", "Eric de Boer")
    said("participant", "split", "Eric de Boer", "--source", "tweede", "--into", "Eric")
    got, _ = said("participant", "list", "--format", "json")
    assert {r["participant"] for r in got} >= {"Eric de Boer", "Eric (tweede)", "Karin Smit"}
    got, _ = said("search", "waarde", "--limit", "1", "--format", "json")
    assert list(got[0]) == ["source", "segment", "author", "start", "end", "left", "match", "right", "role"]
    _, err = said("source", "remove", "thread-1")
    assert "8 segments" in err
    said("undo", "9")
    said("check")
    for args, status in (
        (["segment", "set", "thread-1#4", "author"], 2),
        (["segment", "set", "thread-1#4", "kind=x"], 1),
        (["source", "show", "goood"], 1),
        (["search", '"open'], 1),
        (["participant", "merge", "R1", "--into", "R1"], 1),
    ):
        out, err = said(*args, status=status)
        assert out == "" and err.count("error:") == 1


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the pages beside the project are not here")
def test_the_five_pages(empty: Study) -> None:
    from source_study import whole

    from qda.ops.sources import import_list
    from qda.ops.study import study as ops

    import_list.import_texts(empty, sorted(map(str, (SHARED / "corpus").glob("*.txt"))))
    for name in ("000", "001", "002", "003", "004"):
        got = edit.show(empty, name).fields
        assert all(got["text"][s["start"] : s["end"]] == s["text"] for s in got["segments"])
        sheet = rows(sentences.sheet(empty, name))
        assert sheet and [r["n"] for r in sheet] == list(range(1, len(sheet) + 1))
    n = empty.db.execute("select count(*) from change").fetchone()[0]
    segments.split(empty, "000#3", "Graag jullie")
    segments.join(empty, "000#3", "000#4")
    participants.merge(empty, ["Eric (000_be818aa1e1c0d7c2)"], "Eric de Vries")
    edit.remove(empty, "003")
    whole(empty)
    ops.undo(empty, empty.db.execute("select count(*) from change").fetchone()[0] - n)
    whole(empty)
    assert len(rows(import_list.listing(empty))) == 5
