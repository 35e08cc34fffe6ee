"""The history of the codebook: each event with its own names, what was taken back, merges and splits, walls, dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from filled_study import draft

from qda.cli.app import run
from qda.core.document import Document, Grid, Heading
from qda.core.errors import NotFound, UsageError
from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.study import reasons
from qda.ops.study import study as whole
from qda.ops.teams import handout, merge
from qda.ops.theory import categories, selective
from qda.reports.account import codebook_history
from qda.store import project
from qda.store.analysis import codes
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study
from qda.store.texts import intake

Told = tuple[str, ...]


@pytest.fixture
def roped(study: Study) -> Study:
    """A study with a source, two codes, and a coding of each."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add("a", draft("a", "article", [("paragraph", None, "Touw en nog meer touw, dag in dag uit.")]))
        writer.flush()
    codebook.add(study, "rope", definition="of ropes")
    codebook.add(study, "knots", level="focused")
    coding.code(study, "a", ["rope"], quote="Touw")
    coding.code(study, "a", ["knots"], quote="dag in")
    return study


def n(study: Study) -> int:
    line = log.last(study.db)
    assert line is not None
    return line.n


def rows(study: Study, *code: str, **options: Any) -> list[dict[str, Any]]:
    filters = Filters(code=list(code))
    return list(codebook_history.run(study, filters, want="rows", **options).table.dicts())


def told(study: Study, *code: str, after: int = 0, **options: Any) -> list[Told]:
    """Events as (code, event, before, after, what) of the changes after a line of the log."""
    names = ("code", "event", "before", "after", "what")
    return [tuple(str(r[name]) for name in names) for r in rows(study, *code, **options) if r["n"] > after]


def test_an_empty_study_has_none(study: Study) -> None:
    assert rows(study) == []
    document = codebook_history.run(study).document
    assert isinstance(document, Document) and not any(isinstance(b, Grid) for b in document.blocks)


def test_born_with_what_it_was(roped: Study) -> None:
    assert told(roped) == [
        ("rope", "born", "", "rope: of ropes", ""), ("knots", "born", "", "knots", "focused"),
    ]  # fmt: skip
    first = rows(roped)[0]
    line = roped.db.execute("select at, coder from change where id = ?", (first["n"],)).fetchone()
    assert (first["at"], first["coder"]) == line


def test_each_event_has_the_names_of_its_time(roped: Study) -> None:
    at = n(roped)
    codebook.move(roped, "rope", under="knots")
    codebook.rename(roped, "knots", "bends")
    codebook.rename(roped, "rope", "line")
    codebook.define(roped, "line", definition="of lines", include="thin ones")
    codebook.move(roped, "line", top=True)
    assert told(roped, after=at) == [
        ("line", "moved", "rope", "knots/rope", ""), ("bends", "renamed", "knots", "bends", ""),
        ("line", "renamed", "rope", "line", ""), ("line", "defined", "of ropes", "of lines", "definition"),
        ("line", "defined", "", "thin ones", "include"), ("line", "moved", "bends/line", "line", ""),
    ]  # fmt: skip


def test_levels_and_memberships(roped: Study) -> None:
    at = n(roped)
    codebook.add(roped, "cordage")
    categories.category(roped, "cordage", ["rope"])
    categories.category(roped, "knots", ["rope"])
    selective.core(roped, "knots")
    selective.core(roped, none=True)
    found = told(roped, after=at)[1:]
    assert ("cordage", "raised", "code", "category", "") in found and (
        "knots",
        "raised",
        "category",
        "core",
        "",
    ) in found
    assert ("knots", "lowered", "core", "category", "") in found
    assert ("rope", "member", "", "knots", "") in found and ("rope", "moved", "rope", "cordage/rope", "") in found
    codebook.remove(roped, "knots")
    assert told(roped, after=n(roped) - 1) == [
        ("knots", "removed", "knots", "", ""), ("rope", "member", "knots", "", ""),
    ]  # fmt: skip
    codebook.remove(roped, "rope")
    assert told(roped, after=n(roped) - 1) == [("rope", "removed", "cordage/rope: of ropes", "", "")]


@pytest.mark.parametrize("joined", [False, True])
def test_split_to_a_code_that_was_there(joined: bool, roped: Study) -> None:
    """Nothing of the codebook changes then; where all codings joined others no coding got that code either."""
    source, span, name = roped.db.execute(
        "select s.name, g.start || ':' || g.\"end\", c.name from coding g join source s on s.id = g.source "
        "join code c on c.id = g.code where g.id = 2"
    ).fetchone()
    into = "other" if name != "other" else "another"
    codebook.add(roped, into)
    if joined:
        coding.code(roped, source, [into], span=span)
    codebook_split.split(roped, name, into=into, codings=[2])
    assert roped.db.execute("select count(*) from coding where id = 2").fetchone() == (0 if joined else 1,)
    assert told(roped, after=n(roped) - 1) == [(name, "split", name, into, "")]


def test_merged_and_split(roped: Study) -> None:
    at = n(roped)
    codebook_merge.merge(roped, ["rope", "knots"], into="cordage")
    found = told(roped, after=at)
    assert ("rope", "merged", "rope", "cordage", "") in found and ("knots", "merged", "knots", "cordage", "") in found
    assert next(t[:2] for t in found if t[0] == "cordage") == ("cordage", "born")
    codebook_split.split(roped, "cordage", into="strands", codings=[2])
    assert told(roped, after=n(roped) - 1) == [
        ("strands", "born", "", "strands", "focused"), ("cordage", "split", "cordage", "strands", ""),
    ]  # fmt: skip
    assert {t[1] for t in told(roped, "strands")} == {"born", "split"}
    assert {"merged", "born", "split"} <= {t[1] for t in told(roped, "cordage")}
    codebook.add(roped, "bare")
    codebook_merge.merge(roped, ["bare"], into="strands")
    codebook.remove(roped, "strands")  # and with it the alias
    assert told(roped, "bare")[-1] == ("bare", "merged", "bare", "strands", "")


def test_two_of_one_name_become_one(roped: Study) -> None:
    codebook.add(roped, "rope", under="knots")
    codebook_merge.merge(roped, ["knots/rope"], into="rope")
    assert told(roped, after=n(roped) - 1)[0][1:4] == ("merged", "knots/rope", "rope")
    codebook.add(roped, "knots", under="rope")
    codebook.add(roped, "bends")
    codebook_merge.merge(roped, ["knots", "rope/knots"], into="bends")
    assert [t[1:4] for t in told(roped, after=n(roped) - 1) if t[1] == "merged"] == [
        ("merged", "knots", "bends"), ("merged", "rope/knots", "bends"),
    ]  # fmt: skip


def test_what_was_taken_back(roped: Study) -> None:
    at = n(roped)
    roped.because = "wider"
    codebook.define(roped, "rope", definition="of all")
    roped.because = ""
    whole.undo(roped)
    assert told(roped, after=at) == []
    (row,) = [r for r in rows(roped, undone=True) if r["n"] > at]
    assert (row["event"], row["what"], row["before"], row["after"]) == ("undone", "definition", "of ropes", "of all")
    codebook.rename(roped, "rope", "line")
    whole.undo(roped)
    assert [(t[1], t[4]) for t in told(roped, after=at, undone=True)] == [
        ("undone", "definition"),
        ("undone", "renamed"),
    ]
    assert "2 changes of the codebook were taken back and are not listed" in map(str, codebook_history.run(roped).notes)
    whole.redo(roped)
    assert told(roped, after=at) == [("line", "renamed", "rope", "line", "")]
    whole.undo(roped)
    codebook.remove(roped, "rope")
    assert told(roped, after=at)[-1][1] == "removed"
    whole.undo(roped)
    assert told(roped, after=at) == []
    codebook_merge.merge(roped, ["rope"], into="knots")
    whole.undo(roped)
    assert [t[1] for t in told(roped)] == ["born", "born"]
    reasons.give(roped, at + 1, "too narrow")
    assert [r["because"] for r in rows(roped, undone=True) if r["n"] == at + 1] == ["wider; too narrow (later)"]


def test_a_code_is_found_by_every_name_it_had(roped: Study) -> None:
    codebook.rename(roped, "rope", "line")
    every = [t for t in told(roped) if t[0] == "line"]
    assert len(every) == 2 and told(roped, "rope") == every == told(roped, "line") == told(roped, "LI*")
    codebook.remove(roped, "line")
    assert len(told(roped, "line")) == 3 and {t[0] for t in told(roped, "line")} == {"line"}
    codebook.add(roped, "rope")
    assert told(roped, "rope") == [("rope", "born", "", "rope", "")]
    with pytest.raises(NotFound, match="there is no code 'ropes'"):
        rows(roped, "ropes")


def test_days_and_coders(roped: Study) -> None:
    every = rows(roped)
    assert rows(roped, until="2000-01-01") == [] and rows(roped, since="2000-01-01", until="2999-01-01") == every
    assert rows(roped, since="2999-01-01") == []
    for wrong in ("soon", "12", "2026-13-01"):
        with pytest.raises(UsageError, match="is no day or time"):
            rows(roped, since=wrong)
    with project.open_study(roped.path, coder="ben") as ben:
        codebook.rename(ben, "rope", "line")
        options = {"want": "rows"}
        only = codebook_history.run(ben, Filters(coder=["ben"]), **options).table.dicts()  # type: ignore[arg-type]
        assert [(r["event"], r["coder"]) for r in only] == [("renamed", "ben")]


def test_a_copy_that_was_handed_out_begins_at_its_wall(filled_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "ben.db"
    with project.open_study(filled_file) as study:
        handout.handout(study, copy, "ben", without=["memos"])
        known = study.db.execute("select count(*) from code").fetchone()[0]
        with project.open_study(copy) as ben:
            assert {(r["event"], r["n"]) for r in rows(ben)} == {("born", 1), ("member", 1)}
            assert len([r for r in rows(ben) if r["event"] == "born"]) == known
            codebook.rename(ben, "vertrouwen", "trust")
            codebook.add(ben, "theirs")
        at = n(study)
        merge.merge(study, copy)
        assert told(study, after=at) == [
            ("trust", "renamed", "vertrouwen", "trust", ""), ("theirs", "born", "", "theirs", ""),
        ]  # fmt: skip
        whole.undo(study)
        assert told(study, after=at) == []


def test_on_the_command_line(roped: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(roped.path.parent)
    at = n(roped)
    codebook.rename(roped, "rope", "line")
    whole.undo(roped)
    for given, status, said in (
        ("--from then", 2, "is no day or time"), ("--to 5", 2, "is no day or time"), ("--code none", 1, "there is no code"),
    ):  # fmt: skip
        assert run(["report", "codebook-history", *given.split()]) == status
        out, err = capsys.readouterr()
        assert not out and err.count("\n") == 1 and said in err, given
    assert run(["report", "codebook-history", "--all", "--format", "csv"]) == 0
    assert f"{at + 1}," in capsys.readouterr().out
    assert run(["at", str(at + 1), "report", "codebook-history", "--code", "line", "--format", "csv"]) == 0
    out = capsys.readouterr().out
    assert "renamed,rope,line" in out and out.startswith("n,at,code,event,before,after,because,coder,what\r\n")


def test_the_document_has_a_chapter_a_code(roped: Study) -> None:
    codebook.rename(roped, "rope", "line")
    document = codebook_history.run(roped, want="document").document
    assert isinstance(document, Document)
    assert [b.text for b in document.blocks if isinstance(b, Heading)] == ["line", "knots"]
    assert [len(list(b.table.rows)) for b in document.blocks if isinstance(b, Grid)] == [2, 1]


def test_a_code_that_went_and_left_nothing_was_merged_as_the_line_says(roped: Study) -> None:
    codebook.add(roped, "cords")
    with roped.change("codebook merge") as c:
        codes.remove(c, 3)
        c.summary = "merged 'cords' into 'knots': 0 codings"
    assert told(roped, "cords")[-1] == ("cords", "merged", "cords", "knots", "")
    codebook.add(roped, "strings")
    with roped.change("codebook merge") as c:
        codes.remove(c, c.db.execute("select id from code where name = 'strings'").fetchone()[0])
        c.summary = "did something else"
    assert told(roped, "strings")[-1][:4] == ("strings", "removed", "strings", "")
    with roped.change("codebook remove") as c:
        codes.remove(c, 1)
        c.summary = "removed 'rope' into 'knots': as no merge does"
    assert told(roped, "rope")[-1][:4] == ("rope", "removed", "rope: of ropes", "")
