"""What methods of a study return, and what they refuse: finished, escaped, masked, in words of no front end."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import qda
from qda.notebook import methods
from qda.notebook.result import MOST, Result

NAME = "Willemijn Teststra"


@pytest.fixture
def study(filled_file: Path) -> Iterator[qda.Study]:
    with qda.open(filled_file, coder="anna") as opened:
        yield opened


@pytest.fixture
def hidden(tmp_path: Path) -> Iterator[Path]:
    """A study that shows people by pseudonym; one name stands in a text, a memo and a code."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "gesprek.txt").write_text(f"Interviewer: Wie?\n\n{NAME}: Ik, {NAME}, droeg het.\n", encoding="utf-8")
    qda.init(folder, name=f"Over {NAME}", coder="anna", language="nl")
    with qda.open(folder) as made:
        made.import_(str(folder / "gesprek.txt"), as_="interview")
        made.code("gesprek", [f"wat {NAME} zegt"], quote=f"Ik, {NAME}, droeg het.", note=f"{NAME} draagt")
        made.memo_add(f"{NAME} draagt zelf.", title=NAME, on=["coding:1"])
        made.axial_category("dragen", from_=[f"wat {NAME} zegt"], definition=f"zoals {NAME}")
        shown = made.participant_pseudonymise(key=str(tmp_path / "key.csv"), dry_run=True)
        assert NAME in str(shown.dicts()), "who is who, before it is done"
        made.participant_pseudonymise(key=str(tmp_path / "key.csv"))
    with qda.open(folder, coder="ben") as made:
        made.code("gesprek", [f"wat {NAME} zegt"], quote="droeg het", note=f"{NAME} droeg")
    yield folder


def test_results_are_finished(filled_file: Path) -> None:
    with qda.open(filled_file) as study:
        made = study.codings()
        story = study.report_categories()
    assert len(made) == len(made.dicts()) == len(list(made)) == len(made.dicts()) > 3
    assert made.columns == list(made.dicts()[0])
    assert story.to_string("html") == story.to_string("html") and "<h1" in story.to_string("html")
    assert json.loads(made.to_string("json")) == made.dicts()
    assert next(csv.reader(io.StringIO(made.to_string("csv")))) == made.columns
    for use in (study.codings, study.memo_list, study.undo):
        with pytest.raises(qda.QdaError, match="the study is closed"):
            use()


def test_the_stamp_is_that_of_the_moment(study: qda.Study) -> None:
    before = study.report_frequencies()
    study.code("thread-1", "nieuw", quote="eigen koers")
    after = study.report_frequencies()
    n = study.log().dicts()[0]["n"]
    assert f"as of change {n - 1}" in before.to_string("html", lang="en")
    assert f"stand van wijziging {n}" in after.to_string("html")


def test_a_notebook_shows_tables_and_documents_escaped(study: qda.Study) -> None:
    evil = "<script>alert('x')</script>"
    study.codebook_add(evil, definition=f"<b>{evil}</b>")
    study.memo_add(f"{evil} [x](javascript:alert(1))", title=evil, on=f"code:{evil}")
    study.code("thread-1", evil, quote="eigen koers", note=evil)
    study.axial_category(evil)
    for made in (
        study.codebook_list(), study.memo_list(), study.memo_show(study.memo_list().dicts()[-1]["id"]), study.codings(),
        study.report_categories(), study.source_show("thread-1"), study.info(), study.report_memos(),
        study.report_frequencies(wide=True, by="source"), study.report_workbook(), study.report_study(),
    ):  # fmt: skip
        shown = made._repr_html_()
        assert "<script" not in shown and "javascript:alert" not in shown.replace("[x](javascript", "")
        assert "<html" not in shown and "<body" not in shown, "a part of a page"
    assert "<th" in study.codings()._repr_html_() and "&lt;script&gt;" in study.codebook_list()._repr_html_()
    assert study.codings()._repr_html_().count("over het hele onderzoek") == 1, "a note is said once"
    assert "<blockquote" in study.report_categories()._repr_html_()
    assert "[1]" in repr(study.source_show("thread-1")) or "vertrouwen" in repr(study.source_show("thread-1"))


def test_a_notebook_shows_the_first_rows_of_many(study: qda.Study) -> None:
    from qda.core.results import Table

    made = Result(Table(("n",), ([n] for n in range(MOST + 5))), None)
    assert made._repr_html_().count("<tr>") == MOST + 1 and f"{MOST} of {MOST + 5} rows" in made._repr_html_()
    assert (
        len(made.dicts()) == MOST + 5 and "of" not in Result(Table(("n",), [[1]]), None)._repr_html_().split("<p>")[-1]
    )


def test_formats(study: qda.Study, tmp_path: Path) -> None:
    made = study.report_frequencies()
    assert made.to_string().startswith("path") and made.to_string() == made.to_string("text") == str(made)
    assert "<svg" in made.to_string("svg") and made.to_string("md").startswith("# ")
    for format in ("xlsx", "docx", "png", "nonsense", "dot"):
        with pytest.raises(qda.QdaError):
            made.to_string(format)
    with pytest.raises(qda.QdaError, match="there is no folder"):
        made.save(tmp_path / "no" / "a.csv")
    assert "digraph" in study.report_network().to_string("dot") or "graph" in study.report_network().to_string("dot")
    made.save(str(tmp_path / "a.xlsx"))
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")
    with pytest.raises(qda.QdaError, match="suffix"):
        made.save(str(tmp_path / "a.nonsense"))
    study.codebook_add("=1+1")
    book = study.codebook_list()
    assert "'=1+1" in book.to_string("csv") and "'=1+1" not in book.to_string("csv", raw=True)


def test_output_is_refused_before_anything_is_done(study: qda.Study, tmp_path: Path) -> None:
    before = study.log().dicts()
    with pytest.raises(qda.QdaError, match="to_string"):
        study.codebook_add("nieuw", output="-")
    for output in ("a.nonsense", "a.svg", "no/such/folder/a.csv", "."):
        with pytest.raises(qda.QdaError):
            study.code("thread-1", "nieuw", quote="eigen koers", output=str(tmp_path / output))
    assert study.log().dicts() == before
    with pytest.raises(qda.QdaError, match=r"\.xlsx"):
        study.report_workbook(output=tmp_path / "a.csv")
    made = study.code("thread-1", "nieuw", quote="eigen koers", output=tmp_path / "a.csv")
    assert "eigen koers" in (tmp_path / "a.csv").read_text(encoding="utf-8") and made.dicts()[0]["code"] == "nieuw"
    study.axial_paradigm("vertrouwen", output=tmp_path / "p.svg")
    assert "<svg" in (tmp_path / "p.svg").read_text(encoding="utf-8")


def test_values_may_be_given_in_the_ways_of_python(study: qda.Study) -> None:
    one = study.codings(source="thread-1")
    assert one.dicts() == study.codings(source=["thread-1"]).dicts() == study.codings(source=iter(["thread-1"])).dicts()
    assert study.query("vertrouwen OR macht").dicts() == study.query(["vertrouwen", "OR", "macht"]).dicts()
    assert study.codings(where={"municipality": "Ede"}).dicts() == study.codings(where="municipality=Ede").dicts()
    study.source_set("thread-1", {"plaats": "Ede", "title": "Nieuw"})
    assert study.source_show("thread-1").dicts()[0]["title"] == "Nieuw"
    study.source_set("thread-1", ["plaats=", "title=Oud"])
    assert study.uncode(1).dicts()[0]["id"] == 1
    assert study.log(limit=2.0).dicts() == study.log(limit=2).dicts()  # type: ignore[arg-type]
    assert study.compare(2).dicts() == study.compare("2").dicts()
    assert study.memo_show("1").dicts() == study.memo_show(1).dicts()


def test_a_reason_is_kept_with_its_change(filled_file: Path) -> None:
    with qda.open(filled_file, because="elke keer") as study:
        study.codebook_add("een", because="deze keer")
        study.codebook_add("twee")
        assert [row["because"] for row in study.log(limit=2)] == ["elke keer", "deze keer"]


WRONG: dict[str, Callable[[Any], object]] = {
    "codings(source=5.5)": lambda s: s.codings(source=5.5),
    'codings(with_codes="yes")': lambda s: s.codings(with_codes="yes"),
    "log(limit=0)": lambda s: s.log(limit=0),
    "log(limit=True)": lambda s: s.log(limit=True),
    'log(limit="many")': lambda s: s.log(limit="many"),
    "log(limit=10**30)": lambda s: s.log(limit=10**30),
    'uncode(["x"])': lambda s: s.uncode(["x"]),
    "memo_show(999)": lambda s: s.memo_show(999),
    "uncode([])": lambda s: s.uncode([]),
    'source_set("thread-1", ["no sign"])': lambda s: s.source_set("thread-1", ["no sign"]),
    'source_set("thread-1", ["a=1", "a=2"])': lambda s: s.source_set("thread-1", ["a=1", "a=2"]),
    'code("nowhere", "x", quote="y")': lambda s: s.code("nowhere", "x", quote="y"),
    'code(None, "x")': lambda s: s.code(None, "x"),
    "memo_add()": lambda s: s.memo_add(),
    'memo_add(file="/no/such")': lambda s: s.memo_add(file="/no/such"),
    'memo_add(file="/")': lambda s: s.memo_add(file="/"),
    'codebook_import("-")': lambda s: s.codebook_import("-"),
    'import_("-")': lambda s: s.import_("-"),
    'backup("/no/such/folder/a.db")': lambda s: s.backup("/no/such/folder/a.db"),
    'export("/no/such/folder")': lambda s: s.export("/no/such/folder"),
    'memo_add("x", file="y")': lambda s: s.memo_add("x", file="y"),
    "memo_edit(1)": lambda s: s.memo_edit(1),
    'axial_types(["ad", "x"])': lambda s: s.axial_types(["ad", "x"]),
    'axial_types(role="context")': lambda s: s.axial_types(role="context"),
    'selective_storyline(text="x", versions=True)': lambda s: s.selective_storyline(text="x", versions=True),
    'report_frequencies(by="nonsense")': lambda s: s.report_frequencies(by="nonsense"),
    "report_network(least=-1)": lambda s: s.report_network(least=-1),
    'import_("/no/such/file")': lambda s: s.import_("/no/such/file"),
    'import_("x", as_="nonsense")': lambda s: s.import_("x", as_="nonsense"),
    'import_("x", texts=True)': lambda s: s.import_("x", texts=True),
    'import_("x", into="y")': lambda s: s.import_("x", into="y"),
    'export("folder", plain=True)': lambda s: s.export("folder", plain=True),
    'export("x.qdpx", check=True)': lambda s: s.export("x.qdpx", check=True),
    'settings({"colour": "red"})': lambda s: s.settings({"colour": "red"}),
    "participant_pseudonymise(off=True, left=True)": lambda s: s.participant_pseudonymise(off=True, left=True),
    'query("vertrouwen and macht")': lambda s: s.query("vertrouwen and macht"),
    "undo(10**9)": lambda s: s.undo(10**9),
    'segment_set("thread-1#1", {"nonsense": "x"})': lambda s: s.segment_set("thread-1#1", {"nonsense": "x"}),
    'search("x", context=-1)': lambda s: s.search("x", context=-1),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_refused_changes_nothing_and_names_no_option(study: qda.Study, wrong: Any) -> None:
    before = study.log().dicts()
    with pytest.raises(qda.QdaError) as refused:
        wrong(study)
    said = str(refused.value)
    assert said and "\n" not in said and "--" not in said and "`qda" not in said
    assert study.log().dicts() == before and study.check().dicts() == []


def test_a_call_that_python_cannot_make(study: qda.Study) -> None:
    with pytest.raises(TypeError, match=r"codings\(\).*'cde'"):
        study.codings(cde="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"memo_show\(\).*'id'"):
        study.memo_show()  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="'read', which is the full-screen coder"):
        _ = study.read
    with pytest.raises(AttributeError, match="nothing"):
        _ = study.nothing
    assert not hasattr(study, "__wrapped__") and repr(study).startswith("<study ")


def test_names_stay_hidden(hidden: Path, tmp_path: Path) -> None:
    """In rows, documents, files, notes and refusals of every reading method, unless they are asked for."""
    given: dict[str, Any] = dict.fromkeys(("source_show", "source_lines", "report_portrait"), "gesprek")
    given |= {"memo_show": 1, "sort_history": 1, "search": "droeg", "report_checklist": "srqr"}
    # files below; texts too short to find anything in; what needs a network
    left = ("export", "suggest_codes", "discover", "discover_terms", "hub_status")
    seen = 0
    with qda.open(hidden) as study:
        for name, words in methods.names().items():
            call = methods.call(words)
            if call.does == "changes" or not call.shows or name in left:
                continue
            needs = [given.get(name, "dragen") for p in call.parameters() if p.argument]
            made = getattr(study, name)(*needs)
            texts = [str(made.dicts()), made._repr_html_(), repr(made), str(made.notes)]
            texts += [
                made.to_string(f)
                for f in ("csv", "json", "md", "html")
                if f in call.formats or (not call.formats and words != "report study")
            ]
            assert not any("Teststra" in text for text in texts), name
            shown = getattr(study, name)(*needs, reveal=True)
            seen += "Teststra" in str(shown.dicts())
        assert seen > 8, "the names are there to be seen"
        assert "Teststra" not in study.report_study().to_string("html")
        assert "Teststra" in study.report_study(reveal=True).to_string("html")
        assert "Teststra" not in str(study.codebook_add("zo").dicts()) and "Teststra" not in str(study.undo().notes)
        study.export(tmp_path / "text")
        study.codebook_export(tmp_path / "book.yaml")
        study.codings(output=tmp_path / "codings.csv")
        for file in (tmp_path / "text").rglob("*"):
            assert file.is_dir() or b"Teststra" not in file.read_bytes(), file
        assert "Teststra" not in (tmp_path / "book.yaml").read_text() + (tmp_path / "codings.csv").read_text()
        with pytest.raises(qda.QdaError) as refused:
            study.codings(code=f"wat {NAME} zei")
        assert "Teststra" not in str(refused.value) + repr(refused.value.__context__) + repr(refused.value.__cause__)
        assert "Teststra" in str([*qda.codings(study).dicts()]), "the functions give what is stored"
    with qda.open(hidden, reveal=True) as study:
        assert "Teststra" in str(study.codings().dicts()) and "Teststra" in str(study.participant_list().dicts())


def test_names_stay_hidden_where_the_key_is_gone(hidden: Path, tmp_path: Path) -> None:
    (tmp_path / "key.csv").unlink()
    with qda.open(hidden) as study:
        with pytest.raises(qda.QdaError, match="key"):
            study.codings()
        assert "Teststra" in str(study.codings(reveal=True).dicts())


def test_all_of_a_reading_is_of_one_moment_and_may_be_part_of_another(study: qda.Study) -> None:
    with study.moment():
        assert len(study.codings()) == study.info().dicts()[0]["codings"]
    assert not study.db.in_transaction
    with pytest.raises(qda.QdaError):
        study.codings(code="nonsense*x")
    assert not study.db.in_transaction


def test_opening_a_study_is_light() -> None:
    """The table of methods imports no operation, no report and no format."""
    code = (
        "import sys, qda; qda.open; "
        "print([m for m in sys.modules if m.startswith(('qda.reports.', 'qda.render', 'qda.nlp', 'qda.cli', 'qda.tui'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_documents_are_in_the_language_of_the_reports(study: qda.Study, tmp_path: Path) -> None:
    study.settings({"report_language": "nl"})
    made = study.report_frequencies()
    assert made.language == "nl" and "codeurs" not in made.columns
    dutch, english = made.to_string("md"), made.to_string("md", lang="en")
    assert "| code |" in english and english != dutch and "laatste wijziging" in dutch
    assert made.to_string("csv") == made.to_string("csv", lang="en"), "data have no language"
    shown = made._repr_html_()
    assert "<th" in shown and "coderingen" in shown and "coderingen" not in english
    asked = study.report_frequencies(lang="en", output=tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == english and "coderingen" not in asked._repr_html_()
    made.save(tmp_path / "b.html", lang="nl-BE")
    assert "laatste wijziging" in (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "eerste 3" in study.search("de", limit=3).to_string("md"), "what is said after the last row too"
    assert '<html lang="nl"' in study.report_study().to_string("html")
    assert study.report_memos(lang="el").to_string("md") == study.report_memos(lang="en").to_string("md")
    for wrong in (
        lambda: made.to_string("md", lang="Dutch!"),
        lambda: made.save(tmp_path / "c.md", lang="../nl"),
        lambda: study.codebook_add("nieuw", lang="n"),
    ):
        before = study.log().dicts()
        with pytest.raises(qda.QdaError, match="no code of a language"):
            wrong()
        assert study.log().dicts() == before and not (tmp_path / "c.md").exists()


def test_names_stay_hidden_in_every_language(hidden: Path) -> None:
    with qda.open(hidden) as study:
        assert study.search("droeg").notes and "1 plaats" in study.search("droeg", lang="nl").to_string("md")
        made = [
            study.report_categories(lang="nl"), study.report_memos(lang="nl"), study.axial_show("dragen", lang="nl"),
            study.info(lang="nl"), study.report_portrait("gesprek", lang="nl"), study.axial_paradigm("dragen", lang="nl"),
        ]  # fmt: skip
        shown = study.axial_paradigm("dragen", lang="nl", reveal=True).to_string("md")
    assert "Teststra" in shown
    for one in made:
        for text in (one.to_string("md"), one.to_string("html"), one._repr_html_(), one.to_string("md", lang="en")):
            assert "Teststra" not in text
