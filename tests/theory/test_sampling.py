"""The ledger of theoretical sampling: entries, and what merges and removals do to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sampling_study import ROLE, asked, noted
from theory_study import acting, dump, findings

from qda.cli.messages import sentence
from qda.core.drafts import ReadOptions
from qda.core.errors import NotFound, QdaError, UsageError
from qda.ops.coding import codebook, codebook_merge
from qda.ops.sources import edit, update
from qda.ops.study import study as studies
from qda.ops.theory import categories, memos
from qda.ops.theory import sampling as ops
from qda.reports.theory import axial as views
from qda.reports.theory import sampling as report
from qda.store.analysis import sampling
from qda.store.analysis.scope import Filters
from qda.store.project import Study


def ledger(study: Study, **more: Any) -> list[dict[str, Any]]:
    return list(ops.listing(study, **more).dicts())


# The ledger


def test_an_entry_from_open_to_closed(built: Study, turn: Callable[..., Any]) -> None:
    said = turn(built, lambda: ops.add(built, "only Bo", about="trust", seek="somebody else"))
    (row,) = said.table.dicts()
    assert list(row)[:9] == ["id", "for", "text", "seek", "status", "sources", "changed", "coder", "created_at"]
    assert tuple(row.values())[:8] == (1, "trust", "only Bo", "somebody else", "open", [], "", "anna")
    turn(built, lambda: ops.add(built, "the high end", about=f"{ROLE}/Autonomy"))
    turn(acting(built, "ben"), lambda: ops.close(built, 1, ["one", "two", "one"], changed="trust has a tempo"))
    got = ledger(built)
    assert [(r["id"], r["for"], r["status"], r["sources"], r["changed"], r["closer"]) for r in got] == [
        (1, "trust", "closed", ["one", "two"], "trust has a tempo", "ben"),
        (2, f"{ROLE}/autonomy", "open", [], "", None),
    ]  # fmt: skip
    assert [r["id"] for r in ledger(built, status="open")] == [2]
    assert [r["id"] for r in ledger(built, filters=Filters(code=["trust"]))] == [1]
    assert [r["id"] for r in ledger(built, filters=Filters(coder=["anna"]))] == [1, 2]
    assert ops.listing(built).notes == ["2 sampling entries over the whole study, 1 open"]
    said = turn(built, lambda: ops.close(built, 1, changed="and a price"))
    assert said.notes == ["it was closed already: trust has a tempo"]
    assert ledger(built)[0]["sources"] == ["one", "two"]
    assert ops.close(built, 1, ["one"], changed="and a price").notes == [
        "nothing changed: sampling entry 1 says so already"
    ]
    turn(built, lambda: ops.remove(built, [1, 2]))
    assert ledger(built) == []


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda s: ops.add(s, "x"), UsageError, "--for CATEGORY"),
        (lambda s: ops.add(s, " ", about="trust"), QdaError, "text is empty"),
        (lambda s: ops.add(s, "x", about="trst"), NotFound, "trust"),
        (lambda s: ops.add(s, "x", about="waiting"), QdaError, "raises it"),
        (lambda s: ops.add(s, "x", about="trust/in whm"), NotFound, "in whom"),
        (lambda s: ops.add(s, "x", about="trust", row=1), UsageError, "leave out --for"),
        (lambda s: ops.add(s, row=99), QdaError, "the rows are 1 to"),
        (lambda s: ops.add(s, "a\0b", about="trust"), QdaError, "NUL"),
        (lambda s: ops.close(s, 9, changed="x"), NotFound, "sampling list"),
        (lambda s: ops.close(s, 1, ["thre"], changed="x"), NotFound, "sampling entry"),
        (lambda s: ops.close(s, 1, changed=" "), QdaError, "--changed is empty"),
        (lambda s: ops.remove(s, [9]), NotFound, "sampling list"),
        (lambda s: ops.listing(s, status="done"), UsageError, "open or closed"),
    ],
    ids=range(13),
)
def test_refused_entries(built: Study, call: Callable[[Study], Any], error: type[QdaError], said: str) -> None:
    before = dump(built)
    with pytest.raises(error) as e:
        call(built)
    assert re.search(said, sentence(e.value))
    assert dump(built) == before


def test_a_category_of_that_path_comes_before_a_property(built: Study) -> None:
    categories.category(built, "sub", [])
    codebook.move(built, "sub", under="trust")
    categories.property(built, "trust", "sub", kinds=["a"])
    ops.add(built, "x", about="trust/sub")
    codebook.define(built, "sub", level="code")
    ops.add(built, "y", about="trust/sub")
    of = dict(built.db.execute("select id, name from code"))
    assert [(of[x.category], x.property is None) for x in sampling.read(built.db)] == [("sub", True), ("trust", False)]


def test_a_source_that_is_not_there_and_an_entry_said_twice(built: Study) -> None:
    ops.add(built, "only Bo", about="trust")
    with pytest.raises(NotFound, match="source"):
        ops.close(built, 1, ["three"], changed="x")
    with pytest.raises(QdaError, match="sampling entry 1 says so already"):
        ops.add(built, "only Bo", about="trust")
    ops.close(built, 1, changed="x")
    ops.add(built, "only Bo", about="trust")


CHANGES: dict[str, tuple[Callable[[Study], Any], set[int], str]] = {
    "codebook remove": (lambda s: codebook.remove(s, "trust"), {2, 3}, "1 sampling entry went along: 1 (open)"),
    "remove with codes": (
        lambda s: codebook.remove(s, ROLE, with_codes=True), {1, 3}, "1 sampling entry went along: 2 (open)"
    ),
    "axial property": (
        lambda s: categories.property(s, ROLE, "autonomy", remove=True), {1, 2, 3}, "sampling entry 2 names no property now"
    ),
    "source remove": (lambda s: edit.remove(s, "two"), {1, 2, 3}, "sampling entry 3 names a source less now"),
    "sampling remove": (lambda s: ops.remove(s, [1, 2]), {3}, "removed sampling entries 1, 2"),
    "merge categories": (lambda s: codebook_merge.merge(s, ["trust", ROLE], "public value"), {1, 2, 3}, ""),
    "moved": (lambda s: codebook.move(s, "trust", under=ROLE), {1, 2, 3}, ""),
    "renamed": (lambda s: codebook.rename(s, "trust", "faith"), {1, 2, 3}, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_no_entry_vanishes_in_silence(built: Study, name: str) -> None:
    change, left, note = CHANGES[name]
    noted(built)
    before = dump(built)
    said = change(built)
    after = dump(built)
    assert after != before
    assert note in " | ".join(said.notes)
    assert {r["id"] for r in ledger(built)} == left
    assert findings(built) == []
    studies.undo(built)
    assert dump(built) == before and findings(built) == []
    studies.redo(built)
    assert dump(built) == after and findings(built) == []


def test_an_entry_stays_when_its_category_is_lowered(built: Study) -> None:
    categories.category(built, "silence")
    ops.add(built, "who is silent", about="silence")
    codebook.define(built, "silence", level="code")
    assert [(r["for"], r["status"]) for r in ledger(built)] == [("silence", "open")]
    assert "silence" not in {r["for"] for r in asked(built)} and findings(built) == []


def test_what_a_merge_moves_of_an_entry(built: Study) -> None:
    noted(built)
    categories.property(built, "public value", "autonomy", low="none", high="all")
    codebook_merge.merge(built, ["trust", ROLE], "public value")
    assert [r["for"] for r in ledger(built)] == ["public value", "public value/autonomy", "public value"]
    assert report.run(built).table.columns[0] == "row"


def test_a_newer_text_keeps_its_entries(built: Study, tmp_path: Any) -> None:
    noted(built)
    path = tmp_path / "two.txt"
    text = built.db.execute("select text from source where name = 'two'").fetchone()[0]
    path.write_text(f"Before.\n\n{text.replace('We decide', 'They settled')}\n", encoding="utf-8")
    before = dump(built)
    update.update(built, "two", str(path), ReadOptions("plain"))
    assert ledger(built)[2]["sources"] == ["two"] and findings(built) == []
    studies.undo(built)
    assert dump(built) == before


def test_memos_on_entries_are_about_the_category(built: Study) -> None:
    noted(built)
    assert [m["id"] for m in views.show(built, "trust").fields["memos"]] == [1]
    assert [m["id"] for m in views.show(built, ROLE).fields["memos"]] == [1], "the text links to an entry for it"
    assert views.show(built, "public value").fields["memos"] == []
    ops.remove(built, [1])
    assert next(memos.listing(built).dicts())["on"] == ["sampling:1 (removed)"]
    assert [x.id for x in sampling.of_category(built.db, [1, 2, 3, 4, 5, 6])] == [2, 3]
