"""`qda query` on a study: names, researchers' words, units, filters, coders, columns, refusals."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qda as python
from qda.cli.app import run
from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import coding
from qda.ops.query.query import COLUMNS
from qda.store import project
from qda.store.texts.intake import Writer

PAGE = "Anna wachtte op de boot. Niemand kwam. De kade was nat. Ben pakte zelf het touw.\n\nVertrouwen kwam laat, zei zij.\n"
TALK = """Interviewer: Hoe lang wachtte u op de boot?

Carla Smit: Ik wachtte een uur op de boot. Toen ging ik.

Interviewer: En daarna?

Dora Bos: Hij wachtte ook. Het was koud.
"""
CODES = {"handelen": "", "wachten": "handelen", "pakken": "handelen", "lang geduld": "", "NOT": "", "vertrouwen": ""}
CODINGS = [
    ("page", "wachten", "wachtte op de boot", "ina"),
    ("page", "pakken", "pakte zelf het touw", "ina"),
    ("page", "handelen", "touw", "ina"),
    ("page", "lang geduld", "de boot. Niemand kwam", "ina"),
    ("page", "NOT", "nat", "ina"),
    ("page", "vertrouwen", "Vertrouwen kwam laat", "bo"),
    ("talk", "wachten", "Hoe lang wachtte u op de boot", "ina"),
    ("talk", "wachten", "Ik wachtte een uur op de boot", "ina"),
    ("talk", "wachten", "Hij wachtte ook", "ina"),
    ("talk", "lang geduld", "een uur", "bo"),
    ("talk", "vertrouwen", "Interviewer: En daarna", "bo"),
    ("talk", "NOT", "Interviewer: En daarna?\n\nDora Bos: Hij wachtte", "bo"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("query")
    (made / "page.txt").write_text(PAGE, encoding="utf-8")
    (made / "talk.txt").write_text(TALK, encoding="utf-8")
    (made / "empty.txt").write_text("Hier is niets gecodeerd, ook geen boot.\n", encoding="utf-8")
    here = os.getcwd()
    os.chdir(made)
    try:
        assert run(["init", "--coder", "ina", "--language", "nl"]) == 0
        assert run(["import", "page.txt", "empty.txt", "--as", "plain", "--set", "place=noord"]) == 0
        assert run(["import", "talk.txt", "--as", "interview", "--set", "place=zuid"]) == 0
        for name, under in CODES.items():
            assert run(["codebook", "add", name, *(["--under", under] if under else [])]) == 0
        for source, code, quote, coder in CODINGS:
            assert run(["--coder", coder, "code", source, code, "--quote", quote]) == 0
        assert run(["codebook", "rename", "vertrouwen", "geloof"]) == 0
        assert run(["axial", "category", "zekerheid", "--from", "geloof"]) == 0
    finally:
        os.chdir(here)
    return made


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    monkeypatch.chdir(folder)
    capsys.readouterr()

    def call(*words: str) -> tuple[int, str, str]:
        status = run(["query", *words])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def rows(ask: Ask) -> Callable[..., list[dict[str, Any]]]:
    def call(*words: str) -> list[dict[str, Any]]:
        status, out, err = ask(*words, "--format", "json")
        assert status == 0, err
        found: list[dict[str, Any]] = json.loads(out)
        for row in found:
            whole = {"page": PAGE, "talk": TALK}[row["source"]]
            assert row["text"] == whole[row["start"] : row["end"]]
        assert [(r["source"], r["start"], r["end"]) for r in found] == sorted(
            (r["source"], r["start"], r["end"]) for r in found
        )
        return found

    return call


Rows = Callable[..., list[dict[str, Any]]]


def texts(rows: list[dict[str, Any]]) -> list[str]:
    return [row["text"] for row in rows]


IN_PAGE = ("--source", "page")


def test_a_row(rows: Rows) -> None:
    (row,) = rows('"lang geduld"', "--coder", "bo", "--context", "5")
    assert list(row) == list(COLUMNS)
    assert row == {
        "source": "talk", "segment": 4, "author": "Carla Smit", "role": "participant", "date": None,
        "start": TALK.index("een uur"), "end": TALK.index("een uur") + 7, "text": "een uur", "codes": ["lang geduld"],
        "codings": [10], "left": "htte ", "right": " op d",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("wachten", ["wachtte op de boot"]),
        ("WACHTEN", ["wachtte op de boot"]),
        ("handelen/wachten", ["wachtte op de boot"]),
        ("handelen", ["wachtte op de boot", "pakte zelf het touw", "touw"]),
        ("=handelen", ["touw"]),
        ("hand*", ["wachtte op de boot", "pakte zelf het touw", "touw"]),
        ("=*a*", ["wachtte op de boot", "de boot. Niemand kwam", "pakte zelf het touw", "touw"]),
        ('"lang*"', ["de boot. Niemand kwam"]),
        ('"NOT"', ["nat"]),
        ("zekerheid", ["Vertrouwen kwam laat"]),
        ("=zekerheid", []),
        ("vertrouwen", ["Vertrouwen kwam laat"]),
    ],
)
def test_what_a_name_finds(term: str, found: list[str], rows: Rows) -> None:
    """Names as everywhere, a code gathered by membership and another name of it too; then globs."""
    assert texts(rows(term, *IN_PAGE)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('wachten AND "lang geduld"', ["de boot"]),
        ("wachten OR geloof", ["wachtte op de boot", "Vertrouwen kwam laat"]),
        ("handelen NOT =handelen", ["wachtte op de boot"]),
        ("=handelen IN pakken", ["touw"]),
        ("pakken AROUND =handelen", ["pakte zelf het touw"]),
        ('wachten NEAR "NOT"', []),
        ('wachten NEAR/2 "NOT"', ["wachtte op de boot"]),
        ('wachten THEN/2 "NOT"', ["wachtte op de boot. Niemand kwam. De kade was nat"]),
        ('"NOT" THEN/2 wachten', []),
        ("text:kwam", ["kwam", "kwam"]),
        ("text:kwam IN geloof", ["kwam"]),
        ("geloof AROUND text:kwam", ["Vertrouwen kwam laat"]),
        ('text:"de boot" AND wachten', ["de boot"]),
    ],
)
def test_operators(query: str, found: list[str], rows: Rows) -> None:
    assert texts(rows(query, *IN_PAGE)) == found


def test_codings_of_a_place(rows: Rows) -> None:
    def these(query: str) -> list[tuple[list[str], list[int]]]:
        return [(r["codes"], r["codings"]) for r in rows(query, *IN_PAGE)]

    assert these('wachten AND "lang geduld"') == [(["wachten", "lang geduld"], [1, 4])]
    assert these("pakken AROUND =handelen") == [(["pakken"], [2])]
    assert these("pakken AND =handelen") == [(["pakken", "handelen"], [2, 3])]
    assert these('"NOT" THEN/1 pakken') == [(["pakken", "NOT"], [2, 5])]
    assert these("handelen NOT =handelen") == [(["wachten"], [1])]
    assert these("text:kwam") == [([], []), ([], [])]
    assert these("geloof AND text:kwam") == [(["geloof"], [6])]


def test_words_are_those_that_a_search_shows(rows: Rows, folder: Path) -> None:
    with python.open(folder / "qda.db") as study:
        from qda.ops.sources import search

        for words in ("boot", "wacht*", '"de boot"'):
            term = f"text:{words}"
            shown = [(r["source"], r["start"], r["end"]) for r in search.search(study, words).dicts()]
            asked = python.query(study, term, include_researcher=True).dicts()
            assert shown and [(r["source"], r["start"], r["end"]) for r in asked] == shown


def test_researchers_words_are_left_out(rows: Rows, ask: Ask) -> None:
    said = ask("wachten", "--source", "talk")[2]
    assert "note: 1 coding in researchers' words left out (--include-researcher shows them)" in said
    assert texts(rows("wachten", "--source", "talk")) == ["Ik wachtte een uur op de boot", "Hij wachtte ook"]
    every = rows("wachten", "--source", "talk", "--include-researcher")
    assert [(r["role"], r["author"]) for r in every] == [
        ("researcher", "Interviewer"), ("participant", "Carla Smit"), ("participant", "Dora Bos"),
    ]  # fmt: skip
    assert "left out" not in ask("wachten", "--include-researcher")[2]
    assert texts(rows("text:boot", "--source", "talk")) == ["boot"]
    assert "note: 1 coding and 1 match in researchers' words left out" in ask("wachten AND text:boot")[2]
    assert len(rows("text:boot", "--source", "talk", "--include-researcher")) == 2
    assert texts(rows("wachten NOT text:uur", "--source", "talk")) == ["Hij wachtte ook"]


def test_a_place_that_begins_with_a_label_is_of_who_speaks_at_its_end(rows: Rows) -> None:
    assert rows("geloof", "--source", "talk") == []
    assert [r["role"] for r in rows("geloof", "--source", "talk", "--include-researcher")] == ["researcher"]
    assert [r["role"] for r in rows('"NOT"', "--source", "talk")] == ["participant"]


def test_filters(rows: Rows) -> None:
    assert texts(rows("wachten", "--participant", "Dora*")) == ["Hij wachtte ook"]
    assert texts(rows("text:wachtte", "--participant", "Dora*")) == ["wachtte"]
    assert texts(rows("wachten", "--where", "place=noord")) == ["wachtte op de boot"]
    assert texts(rows("wachten OR geloof", "--coder", "bo", *IN_PAGE)) == ["Vertrouwen kwam laat"]
    assert texts(rows("handelen", "--code", "pakken")) == ["pakte zelf het touw"]
    assert texts(rows("handelen AND text:touw", "--code", "wachten")) == []
    assert texts(rows("text:kwam", "--code", "pakken", *IN_PAGE)) == ["kwam", "kwam"]


def test_the_work_of_each_coder_alone(rows: Rows) -> None:
    query = 'wachten AND "lang geduld"'
    assert texts(rows(query)) == ["de boot", "een uur"]
    assert texts(rows(query, "--same-coder")) == ["de boot"]
    assert texts(rows('wachten NOT "lang geduld"', "--source", "talk")) == ["Hij wachtte ook"]
    assert len(rows('wachten NOT "lang geduld"', "--source", "talk", "--same-coder")) == 2
    # for whoever did not code it, the word stands free
    assert texts(rows("text:kwam NOT geloof", *IN_PAGE)) == ["kwam"]
    assert len(rows("text:kwam NOT geloof", *IN_PAGE, "--same-coder")) == 2
    assert len(rows("text:kwam NOT geloof", *IN_PAGE, "--same-coder", "--coder", "bo")) == 1
    assert texts(rows("text:kwam IN geloof", *IN_PAGE, "--same-coder")) == ["kwam"]


def test_sentences(rows: Rows) -> None:
    found = rows('wachten AND "lang geduld"', *IN_PAGE, "--unit", "sentence")
    assert [(r["text"], r["codings"]) for r in found] == [("Anna wachtte op de boot.", [1, 4])]
    assert texts(rows('"lang geduld" NOT wachten', *IN_PAGE, "--unit", "sentence")) == ["Niemand kwam."]
    assert texts(rows('pakken NEAR "NOT"', *IN_PAGE, "--unit", "sentence")) == ["Ben pakte zelf het touw."]
    assert texts(rows('"NOT" THEN pakken', *IN_PAGE, "--unit", "sentence")) == [
        "De kade was nat. Ben pakte zelf het touw."
    ]
    assert texts(rows("text:laat", *IN_PAGE, "--unit", "sentence")) == ["Vertrouwen kwam laat, zei zij."]


def test_segments(rows: Rows) -> None:
    found = rows("wachten", "--source", "talk", "--unit", "segment")
    assert [(r["segment"], r["author"]) for r in found] == [(4, "Carla Smit"), (8, "Dora Bos")]
    assert texts(found)[1] == "Hij wachtte ook. Het was koud."
    # of a stretch over a question and an answer the answer is shown, of one person that person's
    both = rows('"NOT"', "--source", "talk", "--unit", "segment", "--include-researcher")
    assert [r["role"] for r in both] == ["researcher", "participant"]
    assert [r["role"] for r in rows('"NOT"', "--source", "talk", "--unit", "segment")] == ["participant"]
    dora = rows("*", "--unit", "segment", "--participant", "Dora Bos")
    assert [r["author"] for r in dora] == ["Dora Bos"]
    # the question between two answers does not count
    near = rows('"lang geduld" NEAR/1 "NOT"', "--source", "talk", "--unit", "segment")
    assert [r["segment"] for r in near] == [4]
    assert rows('"lang geduld" NEAR/1 "NOT"', "--source", "talk", "--unit", "segment", "--include-researcher")


def test_a_post_that_begins_with_a_quotation_is_shown_as_the_post(tmp_path: Path) -> None:
    text = "> Wat nu? Wij gaan varen."
    spans = [DraftSegment("post", 0, len(text), "Carla Smit"), DraftSegment("quoted", 0, 9, "Dora Bos", parent=0)]
    with project.create(tmp_path / project.FILE, name="s", coder="ina", language="nl") as study:
        with study.change("import") as c:
            writer = Writer(c)
            writer.add("one", Draft("one", text, "forum", segments=spans, sha256="1"))
            writer.flush()
        coding.code(study, "one", ["varen"], quote="gaan varen")
        coding.code(study, "one", ["vragen"], quote="Wat nu")
        found = python.query(study, "varen OR vragen", unit="segment").dicts()
        assert [(r["segment"], r["author"], r["end"]) for r in found] == [(2, "Dora Bos", 9), (1, "Carla Smit", 25)]
        assert list(python.query(study, "varen AND vragen", unit="segment").dicts()) == []


def test_sources(rows: Rows) -> None:
    found = rows('wachten NOT "lang geduld"', "--unit", "source")
    assert found == []
    (row,) = rows("wachten AND pakken", "--unit", "source")
    assert (row["source"], row["segment"], row["author"], row["start"], row["end"]) == (
        "page",
        None,
        None,
        0,
        len(PAGE),
    )
    assert row["codings"] == [1, 2] and row["codes"] == ["wachten", "pakken"]


def test_each_place_comes_once(rows: Rows) -> None:
    assert texts(rows("wachten OR wachten OR handelen/wachten", *IN_PAGE)) == ["wachtte op de boot"]
    assert texts(rows("wachten AND wachten", *IN_PAGE)) == ["wachtte op de boot"]


def test_what_was_asked_of_is_told(ask: Ask) -> None:
    status, out, err = ask("wachten OR geloof")
    assert status == 0 and "wachtte op de boot" in out
    assert "note: 4 places in 2 sources, of 6 codings by 2 coders over the whole study" in err
    assert "note: 2 places in 1 source over source page" in ask("text:kwam", *IN_PAGE)[2]
    assert "coding" not in ask("text:kwam", "--code", "pakken")[2].partition(" over ")[0]
    assert "(none)" in ask("geloof AND pakken")[1]


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "html", "docx", "xlsx"])
def test_it_is_written_as_any_listing(suffix: str, ask: Ask, tmp_path: Path) -> None:
    status, out, _ = ask("handelen", "-o", str(tmp_path / f"q.{suffix}"))
    assert status == 0 and not out and (tmp_path / f"q.{suffix}").stat().st_size > 100


def test_words_of_the_shell_are_one_query(ask: Ask, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    assert texts(rows("pakken", "AROUND", "=handelen")) == ["pakte zelf het touw"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"pakken AROUND =handelen\n")))
    assert texts(rows("-")) == ["pakte zelf het touw"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["wachten AND"], 1, "character 12 of the query: expected a code or text:WORD, found the end"),
        (["wachten and geloof"], 1, "character 9 of the query: "),
        (["NOT wachten"], 1, "character 1 of the query: "),
        (
            ["geloof OR wachtn"],
            1,
            "character 11 of the query: expected a code: there is no code 'wachtn'; did you mean",
        ),
        (["wachten OR x*"], 1, "character 12 of the query: expected a code: no code matches 'x*'"),
        (["lang geduld"], 1, "character 6 of the query: "),
        ([""], 1, "character 1 of the query: "),
        (
            ["wachten IN geloof", "--unit", "sentence"],
            1,
            "character 9 of the query: IN asks of stretches: leave --unit ",
        ),
        (["wachten AROUND geloof", "--unit", "segment"], 1, "character 9 of the query: AROUND asks of stretches"),
        (["wachten NEAR geloof", "--unit", "source"], 1, "character 9 of the query: NEAR counts within a source"),
        (["wachten THEN geloof", "--unit", "source"], 1, "character 9 of the query: THEN counts within a source"),
        (["wachten", "--unit", "sentense"], 2, "--unit 'sentense': it is one of overlap, sentence, segment, source"),
        (["wachten", "--coder", "niemand"], 1, "niemand"),
    ],
)
def test_refusals(words: list[str], status: int, said: str, ask: Ask) -> None:
    got, out, err = ask(*words)
    assert (got, out) == (status, "")
    assert err.startswith("error: ") and said in err and err.count("\n") == 1


def test_a_study_without_codes_has_places_of_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Een boot en een boot.\n", encoding="utf-8")
    assert run(["init", "--coder", "ina"]) == 0 and run(["import", "a.txt", "--as", "plain"]) == 0
    with python.open(tmp_path / "qda.db") as study:
        assert len(list(python.query(study, "text:boot", same_coder=True).dicts())) == 2
        with pytest.raises(python.QdaError, match="character 1 of the query: expected a code: there is no code 'boot'"):
            python.query(study, "boot")


def test_pseudonyms_hold(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    import shutil

    study = tmp_path / "study"
    study.mkdir()
    shutil.copy(folder / "qda.db", study / "qda.db")
    monkeypatch.chdir(study)
    assert run(["participant", "pseudonymise", "--key", str(tmp_path / "key.csv"), "--also", "Ben=Piet"]) == 0
    capsys.readouterr()
    assert run(["query", "text:Piet OR wachten", "--context", "60", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert "Carla" not in out and "Dora" not in out and "Ben" not in out
    assert [r["text"] for r in json.loads(out)][1:2] == ["Piet"]


def test_the_shell_is_offered_what_may_follow(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.cli import complete

    monkeypatch.chdir(folder)

    def offered(*words: str) -> list[str]:
        return [o.value for o in complete.offered(["query", *words[:-1]], words[-1]).offers]

    assert set(offered("")) == {
        "geloof", "handelen", '"lang geduld"', '"NOT"', "pakken", "wachten", "zekerheid", "text:",
    }  # fmt: skip
    assert offered("wa") == ["wachten"] and offered("=wa") == ["=wachten"] and offered("(wa") == ["(wachten"]
    assert offered('"la') == ['"lang geduld"'] and offered("te") == ["text:"]
    assert offered("wachten", "") == ["AND", "OR", "NOT", "IN", "AROUND", "NEAR", "THEN"]
    assert offered("wachten", "A") == ["AND", "AROUND"] and offered("wachten", "AND", "pa") == ["pakken"]
    assert offered("wachten AND pa") == ["wachten AND pakken"]
    assert offered('wachten NEAR/2 "la') == ['wachten NEAR/2 "lang geduld"']
    assert offered("wachten NE") == ["wachten NEAR"] and offered("(wachten OR pa") == ["(wachten OR pakken"]
    assert offered("wachten", "--unit", "s") == ["sentence", "segment", "source"]
