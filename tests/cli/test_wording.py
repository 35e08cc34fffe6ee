"""The command line says messages in its own words wherever they are shown: on stderr, in files, joined and nested."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qda.cli.app import run
from qda.cli.env import ENV
from qda.core.document import Block, Bullets, Document, Grid, Paragraph
from qda.core.errors import NotFound
from qda.core.message import Message
from qda.core.results import Record, Report, Result, Table
from qda.store.analysis.links import LISTED
from qda.store.texts.people import left_out

INTERVIEW = "Interviewer: How did it begin?\n\nR1: With waiting.\n\nInterviewer: And then?\n\nR1: We waited more.\n"
SAID = "not counted; --include-researcher counts them"
NEUTRAL = left_out(5)[0]

Qda = Callable[..., tuple[int, str, str]]


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qda:
    """Run a command line in this process, in a folder with a study of one interview: exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        status = run(list(args))
        out, err = capsys.readouterr()
        return status, out, err

    (tmp_path / "interview.txt").write_text(INTERVIEW, encoding="utf-8")
    assert call("init", "--coder", "anna")[0] == 0 and call("import", "interview.txt")[0] == 0
    return call


def text_of(file: Path) -> str:
    """What a person reads in a file that was written, on one line."""
    if file.suffix == ".docx":
        import docx

        return " ".join(p.text for p in docx.Document(str(file)).paragraphs)
    return " ".join(file.read_text(encoding="utf-8").split())


def shown(result: Result, file: str) -> str:
    """The text of a file to which the command line wrote a result."""
    ENV.reset()
    ENV.show(result, output=file)
    return text_of(Path(file))


@pytest.mark.parametrize("suffix", [".md", ".html", ".docx", ".txt"])
def test_the_footer_of_a_file_has_the_note_that_stderr_has(qda: Qda, suffix: str) -> None:
    status, _, err = qda("source", "list", "-o", f"sources{suffix}")
    assert status == 0 and SAID in err
    assert suffix == ".txt" or SAID in text_of(Path(f"sources{suffix}"))


def parts() -> Iterator[tuple[str, Result]]:
    """Results with a message in one place each, by the name of the place."""
    rows = [(1, NEUTRAL)]
    empty = Table((), ())
    yield "the note of a table", Table(("n", "why"), [(1, "x")], notes=(NEUTRAL,))
    yield "a column of a table", Table(("n", "why"), iter(rows), said=("why",))
    yield "the note of a report", Report(empty, Document("d", []), [NEUTRAL])
    yield "the note of a document", Report(empty, Document("d", [], notes=(NEUTRAL,)))
    yield "a paragraph", Report(empty, Document("d", [Paragraph(NEUTRAL)]))
    yield "an item of a list", Report(empty, Document("d", [Bullets(("x", NEUTRAL))]))
    yield "a fact", Report(empty, Document("d", [], facts=(("counted", NEUTRAL),)))
    yield "a grid", Report(empty, Document("d", [Grid(Table(("n", "why"), rows, said=("why",)))]))
    yield "a field", Record({"why": NEUTRAL})
    yield "a list in a field", Record({"lacks": [NEUTRAL, "x"]})


@pytest.mark.parametrize(("place", "result"), list(parts()), ids=[place for place, _ in parts()])
def test_a_message_anywhere_in_a_result_is_worded(
    place: str, result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if "field" in place:  # Markdown and HTML count what a list holds
        assert SAID in shown(result, "x.json")
    else:
        assert SAID in shown(result, "x.md")


def test_what_holds_no_message_stays_the_same_thing() -> None:
    from qda.render.worded import in_words

    quotes: list[Block] = [Paragraph("one"), Bullets(("two",))]
    document = Document("d", quotes, notes=("plain",))
    assert in_words(document, str.upper) is document
    rows = (row for row in [(1,)])
    table = in_words(Table(("n",), rows), str.upper)
    assert isinstance(table, Table) and table.rows is rows


def test_refusals_keep_their_words_when_another_sentence_holds_them(
    qda: Qda, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "see [[code:nothing such]]" > "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    if os.name != "nt":
        status, _, err = qda("memo", "add")
        assert status == 1 and "`qda codebook list` shows them; your text is kept in " in err
    status, _, err = qda("memo", "add", "see [[coding:12]]")
    assert (status, err) == (
        1,
        "error: there is no coding '12'; give its number: `qda codings` shows their numbers\n",
    )


def test_a_name_that_is_not_there_keeps_the_words_of_its_hint() -> None:
    e = NotFound("coding", "12", (), LISTED["coding"])
    assert str(e) == "there is no coding '12'; the list of codings has their numbers"
    assert isinstance(e.message, Message)
    assert str(NotFound("code", "{x}", ["{xy}"])) == "there is no code '{x}'; did you mean '{xy}'?"
    assert str(NotFound("code", "x")) == "there is no code 'x'"


REFUSED: list[tuple[tuple[str, ...], int, str]] = [
    (("source", "show", "nowhere"), 1, "`qda source list` shows them"),
    (("quotes", "nothing"), 1, "`qda codebook list` shows them"),
    (("undo", "9"), 1, "`qda log` shows the history"),
    (("participant", "set", "Nobody", "age=1"), 1, "`qda participant list` shows them"),
    (("discover", "reject", "7"), 1, "`qda discover` shows their numbers"),
    (("suggest", "accept", "7"), 1, "`qda suggest list` shows them"),
    (("sampling", "close", "7", "--changed", "x"), 1, "`qda sampling list` shows their numbers"),
    (("source", "list", "--where", "age"), 1, "--where 'age': write VARIABLE=VALUE"),
    (("source", "list", "-o", "file"), 2, "give --format, or end the name in one of"),
    (("--show-completion", "tcsh"), 2, "--show-completion 'tcsh': it is one of bash"),
    (("--project", "other", "info"), 1, "`qda init` makes one"),
]


@pytest.mark.parametrize(("args", "status", "says"), REFUSED, ids=[" ".join(args) for args, _, _ in REFUSED])
def test_a_refusal_of_the_store_names_option_or_command(
    args: tuple[str, ...], status: int, says: str, qda: Qda
) -> None:
    got, _, err = qda(*args)
    assert got == status and says in err and err.count("\n") == 1
