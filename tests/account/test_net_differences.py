"""What changed between two moments: net, by kind, each difference with its change and reason; what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from filled_study import draft

from qda.cli.app import run
from qda.core.document import Document, Grid, Heading
from qda.core.errors import NotFound, Refused, UsageError
from qda.ops.coding import codebook, codebook_merge, codebook_split, coding
from qda.ops.sources import edit, participants, segments, update
from qda.ops.study import reasons, settings
from qda.ops.study import study as whole
from qda.ops.teams import handout, merge
from qda.ops.theory import categories, memos, relations, sampling, selective
from qda.reports.account import changes
from qda.store import project
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study
from qda.store.texts import intake

ROPE = "Touw en nog meer touw, dag in dag uit."


@pytest.fixture
def roped(study: Study) -> Study:
    """A study with two sources, a code in each, and the moment after which tests work."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name in "ab":
            writer.add(
                name, draft(name, "article", [("paragraph", None, ROPE), ("paragraph", "Bea", f"Wij van {name}.")])
            )
        writer.flush()
    codebook.add(study, "rope", definition="of ropes")
    codebook.add(study, "knots")
    coding.code(study, "a", ["rope"], quote="Touw")
    coding.code(study, "b", ["knots"], quote="dag in")
    return study


def n(study: Study) -> int:
    line = log.last(study.db)
    assert line is not None
    return line.n


def rows(study: Study, since: int | str = "", until: int | str = "", **options: Any) -> list[dict[str, Any]]:
    return list(changes.run(study, want="rows", since=str(since), until=str(until), **options).table.dicts())


def brief(study: Study, since: int | str = "", until: int | str = "", **options: Any) -> list[tuple[str, ...]]:
    """Rows as (kind, what, event, column, before, after)."""
    names = ("kind", "what", "event", "column", "before", "after")
    return [tuple(str(row[name]) for name in names) for row in rows(study, since, until, **options)]


def test_nothing_is_different_from_itself(roped: Study, study: Study) -> None:
    assert rows(roped, n(roped)) == [] and rows(roped, 1, 1) == []
    codebook.add(roped, "passing")
    codebook.remove(roped, "passing")
    codebook.rename(roped, "rope", "line")
    whole.undo(roped)
    edit.remove(roped, "a")
    whole.undo(roped)
    assert rows(roped, n(roped) - 6) == []


def test_an_empty_study_and_its_first_change(study: Study) -> None:
    assert rows(study) == []
    codebook.add(study, "trust", definition="counting on others")
    (row,) = rows(study)
    assert (row["kind"], row["what"], row["event"], row["n"]) == ("code", "trust", "added", 2)
    assert row["after"] == "trust: counting on others" and row["before"] == ""


def test_each_field_has_the_change_that_made_it_so_and_its_reason(roped: Study) -> None:
    at = n(roped)
    roped.because = "narrower"
    codebook.define(roped, "rope", definition="of thick ropes")
    roped.because = ""
    codebook.rename(roped, "rope", "line")
    codebook.rename(roped, "line", "cable")
    codebook.move(roped, "cable", under="knots")
    categories.category(roped, "cable", [])
    reasons.give(roped, at + 4, "it belongs there")
    found = {row["event"]: row for row in rows(roped, at)}
    assert set(found) == {"renamed", "defined", "moved", "raised", "changed"}
    assert (found["changed"]["column"], found["changed"]["after"]) == ("aliases", "line; rope")
    assert found.pop("changed")["n"] == at + 3
    assert {event: row["n"] - at for event, row in found.items()} == {
        "defined": 1,
        "renamed": 3,
        "moved": 4,
        "raised": 5,
    }
    assert (found["renamed"]["before"], found["renamed"]["after"]) == ("rope", "cable")
    assert (found["defined"]["before"], found["defined"]["after"]) == ("of ropes", "of thick ropes")
    assert (found["moved"]["before"], found["moved"]["after"]) == ("rope", "knots/cable")
    assert (found["raised"]["before"], found["raised"]["after"]) == ("code", "category")
    assert found["defined"]["because"] == "narrower" and found["moved"]["because"] == "it belongs there (later)"
    assert {row["kind"] for row in found.values()} == {"category"} and {row["coder"] for row in found.values()} == {
        "anna"
    }


def test_a_moment_in_between(roped: Study) -> None:
    at = n(roped)
    codebook.rename(roped, "rope", "line")
    codebook.rename(roped, "line", "cable")
    whole.undo(roped)
    assert brief(roped, at, at + 1) == [("code", "line", "renamed", "", "rope", "line")]
    assert brief(roped, at + 1, at + 2) == [("code", "cable", "renamed", "", "line", "cable")]
    assert brief(roped, at + 2, at + 3) == [("code", "line", "renamed", "", "cable", "line")]
    assert rows(roped, at + 2)[0]["n"] == at + 3
    assert rows(roped, at + 1) == []
    assert rows(roped, at, "2999-01-01") == rows(roped, at)


def test_merged_and_split_codes(roped: Study) -> None:
    at = n(roped)
    codebook_merge.merge(roped, ["rope", "knots"], into="cordage")
    found = brief(roped, at)
    assert ("code", "rope", "merged", "", "rope: of ropes", "cordage") in found
    assert ("code", "knots", "merged", "", "knots", "cordage") in found
    assert ("coding", "1", "changed", "code", "rope", "cordage") in found
    assert [row[:3] for row in found if row[2] == "added"] == [("code", "cordage", "added")]
    codebook_merge.merge(roped, ["cordage"], into="strings")
    assert ("code", "rope", "merged", "", "rope: of ropes", "strings") in brief(roped, at)
    mid = n(roped)
    codebook_split.split(roped, "strings", into="strands", codings=[2])
    assert brief(roped, mid) == [
        ("code", "strands", "added", "", "", "strands"), ("coding", "2", "changed", "code", "strings", "strands"),
    ]  # fmt: skip
    for _ in range(3):
        whole.undo(roped)
    assert rows(roped, at) == []
    whole.redo(roped)
    redone = rows(roped, at)
    assert {row["n"] for row in redone} == {n(roped)} and ("merged", "cordage") in [
        (r["event"], r["after"]) for r in redone
    ]


def test_a_removed_code_is_not_merged(roped: Study) -> None:
    at = n(roped)
    codebook.remove(roped, "rope")
    assert brief(roped, at) == [
        ("code", "rope", "removed", "", "rope: of ropes", ""),
        ("coding", "1", "removed", "", "rope in a: “Touw”", ""),
    ]


def test_aliases_are_told_where_no_new_name_tells_them(roped: Study) -> None:
    at = n(roped)
    codebook.rename(roped, "rope", "line")
    assert [row[2] for row in brief(roped, at)] == ["renamed"]
    mid = n(roped)
    codebook.rename(roped, "line", "cable")
    codebook.rename(roped, "cable", "line")
    (row,) = brief(roped, mid)
    assert row[2:4] == ("changed", "aliases") and "cable" in row[5] and "cable" not in row[4]


def test_every_kind_by_what_was_done(roped: Study) -> None:
    at = n(roped)
    categories.category(roped, "rope", ["knots"])
    categories.category(roped, "knots", [])
    categories.property(roped, "rope", "strength", low="thin", high="thick")
    categories.place(roped, 1, "rope/strength", "thin")
    relations.relate(roped, "rope", "causes", "knots", supporting=[1])
    memos.add(roped, "On [[code:rope]].", title="Ropes", on=["code:rope"])
    sampling.add(roped, "somebody at sea", about="rope")
    selective.write(roped, "[[category:rope]] is all.\n")
    settings.set_values(roped, {"report_language": "en"})
    participants.set_values(roped, "Bea (a)", {"age": "40"})
    segments.correct(roped, "a#1", {"kind": "note"})
    edit.rename(roped, "b", "bee")
    edit.set_values(roped, "a", {"place": "quay"})
    mid = n(roped)
    found = brief(roped, at)
    assert list(dict.fromkeys(row[0] for row in found)) == [
        "source", "segment", "participant", "category", "property", "placement", "relation", "memo", "storyline", "sampling",
        "setting",
    ]  # fmt: skip
    assert ("source", "bee", "renamed", "", "b", "bee") in found
    assert ("source", "a", "changed", "place", "", "quay") in found
    assert ("segment", "a#1", "changed", "kind", "paragraph", "note") in found
    assert ("participant", "Bea (a)", "changed", "age", "", "40") in found
    assert ("property", "rope/strength", "added", "", "", "thin … thick") in found
    assert ("placement", "1 rope/strength", "added", "", "", "thin") in found
    assert ("relation", "1", "added", "", "", "rope causes knots, hypothesis") in found
    assert ("memo", "1", "added", "", "", "On [[code:rope]].") in found
    assert ("sampling", "1", "added", "", "", "somebody at sea") in found
    assert ("storyline", "storyline", "added", "", "", "[[category:rope]] is all.\n") in found
    assert ("setting", "report_language", "added", "", "", "en") in found
    relations.status(roped, 1, "supported")
    relations.relate(roped, "rope", "causes", "knots", opposing=[2])
    categories.place(roped, 1, "rope/strength", "thick")
    memos.edit(roped, 1, text="On [[code:knots]].")
    memos.link(roped, 1, ["source:a"])
    sampling.close(roped, 1, ["a"], changed="nothing")
    selective.write(roped, "[[category:knots]] is all.\n")
    selective.core(roped, "rope")
    coding.set_coding(roped, [2], note="see", span="0:4")
    codebook.rename(roped, "knots", "bends")  # what rests on it was not touched
    found = brief(roped, mid)
    assert ("relation", "1", "changed", "status", "hypothesis", "supported") in found
    assert ("relation", "1", "changed", "against", "", "2") in found
    assert ("placement", "1 rope/strength", "changed", "value", "thin", "thick") in found
    assert ("memo", "1", "changed", "text", "On [[code:rope]].", "On [[code:bends]].") in found
    assert ("memo", "1", "changed", "on", "code:rope", "code:rope, source:a") in found
    assert ("sampling", "1", "changed", "status", "open", "closed") in found
    assert ("sampling", "1", "changed", "sources", "", "a") in found
    assert (
        "storyline",
        "storyline",
        "changed",
        "text",
        "[[category:rope]] is all.\n",
        "[[category:bends]] is all.\n",
    ) in found
    assert ("category", "rope", "raised", "", "category", "core") in found
    assert ("coding", "2", "changed", "stretch", "dag in", "Touw") in found
    assert ("coding", "2", "changed", "note", "", "see") in found
    assert not any(row[:2] == ("relation", "1") and row[3] == "relation" for row in found)
    assert {row["label"] for row in rows(roped, mid, kinds=["relation"])} == {"rope causes bends"}


def test_a_text_is_one_thing_with_its_segments(roped: Study, tmp_path: Path) -> None:
    assert {row["kind"] for row in rows(roped, kinds=["source", "segment"])} == {"source"}
    at = n(roped)
    file = tmp_path / "a.txt"
    file.write_text(f"{ROPE}\n\nWij van a.\n\nEn nog iets.\n", encoding="utf-8")
    update.update(roped, "a", str(file))
    found = brief(roped, at)
    assert [row[:4] for row in found if row[0] == "source"] == [("source", "a", "changed", "text")]
    assert not any(row[0] == "coding" for row in found)  # it lies on the same words
    assert ("segment", "a#3", "added", "", "", "En nog iets.") in found
    edit.remove(roped, "a")
    assert [row[:3] for row in brief(roped, at)] == [
        ("source", "a", "removed"), *[("participant", "Bea (a)", "removed")], ("coding", "1", "removed"),
    ]  # fmt: skip


def test_kinds_and_coders(roped: Study) -> None:
    at = n(roped)
    codebook.rename(roped, "rope", "line")
    with project.open_study(roped.path, coder="ben") as ben:
        coding.uncode(ben, [2])
        assert [row["kind"] for row in rows(ben, at)] == ["code", "coding"]
        assert [row["kind"] for row in rows(ben, at, filters=Filters(coder=["ben"]))] == ["coding"]
        assert [row["what"] for row in rows(ben, at, kinds=["code"])] == ["line"]
        with pytest.raises(UsageError, match="it is one of source"):
            rows(ben, at, kinds=["codes"])
        with pytest.raises(NotFound, match="there is no coder 'bert'"):
            rows(ben, at, filters=Filters(coder=["bert"]))


def test_what_is_not_listed_is_counted(roped: Study) -> None:
    at = n(roped)
    categories.category(roped, "rope", [])
    selective.judge(roped, "rope", abstract="yes")
    notes = changes.run(roped, since=str(at)).notes
    assert notes[-1] == "also not as it was, and not listed: judgement 1"
    assert not any("not listed" in str(note) for note in changes.run(roped, since=str(at), kinds=["code"]).notes)


def test_moments_that_are_none(roped: Study) -> None:
    at, before = n(roped), roped.path.read_bytes()
    for since, until in (
        ("0", ""),
        ("-1", ""),
        (str(at + 1), ""),
        ("", str(at + 1)),
        ("2000-01-01", ""),
        ("", "2000-01-01"),
    ):
        with pytest.raises(Refused):
            rows(roped, since, until)
    for since, until in (("soon", ""), ("", "2026-02-30"), ("1.5", "")):
        with pytest.raises(UsageError, match="is no day or time"):
            rows(roped, since, until)
    with pytest.raises(Refused, match=f"change 2 comes before change {at}"):
        rows(roped, at, 2)
    assert roped.path.read_bytes() == before


def test_one_line_on_the_command_line(
    filled_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled_file.parent)
    for given, status, said in (
        ("--from 9 --to 3", 1, "give --from the earlier one"), ("--from 99999", 1, "the last one is"),
        ("--from then", 2, "is no day or time"), ("--kind codes", 2, "--kind"), ("--to 2000-01-01", 1, "nothing is known"),
    ):  # fmt: skip
        assert run(["report", "changes", *given.split()]) == status
        out, err = capsys.readouterr()
        assert not out and err.count("\n") == 1 and said in err, given
    assert run(["at", "9", "report", "changes", "--from", "3", "--format", "json"]) == 0
    then = capsys.readouterr().out
    assert run(["report", "changes", "--from", "3", "--to", "9", "--format", "json"]) == 0
    assert capsys.readouterr().out == then and '"n": ' in then


def test_a_copy_that_was_handed_out_begins_at_its_wall(filled_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "ben.db"
    with project.open_study(filled_file) as study:
        handout.handout(study, copy, "ben", without=["memos"])
        with project.open_study(copy) as ben:
            assert rows(ben) == []
            codebook.rename(ben, "vertrouwen", "trust")
            wall = rows(ben)
            assert [(r["event"], r["before"], r["after"], r["coder"]) for r in wall] == [
                ("renamed", "vertrouwen", "trust", "ben")
            ]
            with pytest.raises(Refused, match="lies before change"):
                rows(ben, 0)
        at = n(study)
        merge.merge(study, copy)
        (row,) = [r for r in rows(study, at) if r["event"] == "renamed"]
        assert (row["before"], row["after"], row["n"]) == ("vertrouwen", "trust", n(study))


def test_the_document_has_a_table_a_kind(roped: Study) -> None:
    at = n(roped)
    document = changes.run(roped, want="document", since=str(at)).document
    assert isinstance(document, Document) and not any(isinstance(b, Grid) for b in document.blocks)
    codebook.rename(roped, "rope", "line")
    coding.uncode(roped, [2])
    document = changes.run(roped, want="document", since=str(at)).document
    assert isinstance(document, Document)
    assert [b.text for b in document.blocks if isinstance(b, Heading)] == ["code", "coding"]
    tables = [b.table for b in document.blocks if isinstance(b, Grid)]
    assert [len(list(t.rows)) for t in tables] == [1, 1]
    assert "label" in tables[1].columns and "label" not in tables[0].columns
    assert [fact[0] for fact in document.facts] == ["study", "from", "to"]


def test_where_a_key_lies_is_not_told_and_names_are_hidden(
    roped: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(roped.path.parent)
    at, key = n(roped), tmp_path.parent / f"{tmp_path.name}-key" / "people.csv"
    key.parent.mkdir()
    participants.set_values(roped, "Bea (a)", {"age": "40"})
    roped.close()
    assert run(["participant", "pseudonymise", "--key", str(key)]) == 0
    capsys.readouterr()
    assert run(["report", "changes", "--from", str(at), "--format", "csv"]) == 0
    out = capsys.readouterr().out
    assert "setting,pseudonyms,added,,people.csv," in out and str(key.parent) not in out
    assert "participant," in out and "Bea" not in out
