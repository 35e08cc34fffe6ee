"""The audit: each change once, chained, with its class, what it was about, its reasons; its document leads to the quotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qda.core.document import Document, Heading, Paragraph, Quote
from qda.core.errors import Refused, UsageError
from qda.ops.coding import codebook, codebook_merge, coding
from qda.ops.sources import edit
from qda.ops.study import reasons
from qda.ops.study import study as whole
from qda.ops.theory import categories, memos, relations, selective
from qda.reports.account import audit
from qda.store import check
from qda.store.analysis import codings
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study


def rows(study: Study, **options: Any) -> list[dict[str, Any]]:
    return list(audit.run(study, want="rows", **options).table.dicts())


def last(study: Study) -> dict[str, Any]:
    return rows(study)[-1]


def blocks(study: Study, **options: Any) -> list[Any]:
    document = audit.run(study, want="document", **options).document
    assert isinstance(document, Document)
    return list(document.blocks)


def test_each_change_once_and_chained(filled: Study) -> None:
    whole.undo(filled)
    found = rows(filled)
    line = log.last(filled.db)
    assert line is not None and [r["n"] for r in found] == list(range(1, line.n + 1))
    assert [r["previous"] for r in found[1:]] == [r["hash"] for r in found[:-1]]
    assert found[0]["previous"] == "" and len({r["hash"] for r in found}) == len(found)
    assert found[-1]["object"] == f"change:{line.n - 1}"


def test_a_filter_leaves_the_chain_as_it_is(filled: Study) -> None:
    every = {r["n"]: r for r in rows(filled)}
    some = rows(filled, classes=["raw", "process"])
    assert some and {r["class"] for r in some} == {"raw", "process"}
    assert all(every[r["n"]] == r for r in some)
    assert {r["coder"] for r in rows(filled, filters=Filters(coder=["ben"]))} == {"ben"}
    with pytest.raises(UsageError, match="it is one of raw"):
        audit.run(filled, classes=["smells"])


def test_since_and_until_are_local_days_and_times(filled: Study) -> None:
    every = rows(filled)
    assert rows(filled, since="2000-01-01") == every and rows(filled, until="2000-01-01") == []
    assert rows(filled, until="2999-12-31T23:59") == every and rows(filled, since="2999-12-31 23:59:00") == []
    for wrong in ("yesterday", "2026-13-01", "2026", "2026-01-01T25:00"):
        with pytest.raises(UsageError, match="is no day or time"):
            audit.run(filled, since=wrong)


def test_what_a_change_is_about(filled: Study) -> None:
    (made,) = coding.code(filled, "thread-1", ["moed"], span="0:9").table.dicts()  # type: ignore[union-attr]
    assert last(filled)["object"] == f"coding:{made['id']}"
    coding.uncode(filled, [made["id"]])
    assert last(filled)["object"] == f"coding:{made['id']} (removed)"
    codebook.rename(filled, "moed", "lef")
    assert last(filled)["object"] == "code:lef"
    codebook.remove(filled, "lef")
    assert [r["object"] for r in rows(filled)[-2:]] == ["code:lef (removed)"] * 2, "under the name that it had last"
    edit.set_values(filled, "thread-1", {"plaats": "Ede"})
    assert last(filled)["object"] == "source:thread-1", "a variable is about what has it"
    first = rows(filled)[1]
    assert first["object"] == "source:thread-1, source:thread-2, source:interview-01"
    codings_of_anna = next(r for r in rows(filled) if r["command"] == "code")
    assert codings_of_anna["object"].startswith("coding:1, coding:2, coding:3 and ")


def test_a_memos_class_is_that_of_its_type_when_it_was_written(filled: Study) -> None:
    (memo,) = memos.add(filled, "Ik was moe.", type="reflexive").table.dicts()  # type: ignore[union-attr]
    assert last(filled)["class"] == "intentions"
    n = last(filled)["n"]
    memos.link(filled, memo["id"], ["code:loslaten"])
    assert (last(filled)["class"], last(filled)["object"]) == ("intentions", f"memo:{memo['id']}")
    memos.edit(filled, memo["id"], type="code")
    assert last(filled)["class"] == "reduction"
    memos.remove(filled, [memo["id"]])
    assert last(filled)["class"] == "reduction"
    by = {r["n"]: r["class"] for r in rows(filled)}
    assert by[n] == by[n + 1] == "intentions", "what it became later, or that it went, changes nothing"


def test_reasons_that_are_missing(filled: Study) -> None:
    def asked() -> set[str]:
        return {r["command"] for r in rows(filled, missing_reasons=True)}

    assert asked() == set()
    categories.category(filled, "verantwoordelijkheid")
    categories.category(filled, "vertrouwen", ["macht"])
    selective.core(filled, "vertrouwen")
    relations.status(filled, 1, "hypothesis")
    memos.remove(filled, [1])
    edit.remove(filled, "interview-01")
    categories.property(filled, "publieke meerwaarde", "soort", kinds=["sociaal", "economisch", "anders"])
    codebook.define(filled, "macht", definition="kunnen")
    assert asked() == {"axial category", "selective core", "axial status", "memo remove", "source remove"}
    assert [r["summary"] for r in rows(filled, missing_reasons=True) if r["command"] == "axial category"] == [
        next(r["summary"] for r in rows(filled) if r["command"] == "axial category")
    ], "what was a category already was not raised"
    categories.property(filled, "publieke meerwaarde", "soort", remove=True)
    codebook.define(filled, "loslaten", level="category")
    assert {"axial property", "codebook define"} <= asked()
    whole.undo(filled, 2)
    assert not {"axial property", "codebook define"} & asked(), "what was taken back needs none"
    whole.redo(filled, 2)
    assert {"axial property", "codebook define"} <= asked()
    filled.because = "zo besloten"
    codebook_merge.merge(filled, ["loslaten"], "eigen koers nieuw")
    assert "codebook merge" not in asked()


def test_a_reason_given_later(filled: Study) -> None:
    selective.core(filled, "vertrouwen")
    before = rows(filled)
    n = before[-1]["n"]
    said = reasons.give(filled, n, "  het verklaart \n het meeste ")
    assert said.table is not None and [r["because"] for r in said.table.dicts()] == ["het verklaart het meeste (later)"]
    after = rows(filled)
    assert after[n - 1] == {**before[-1], "because": "het verklaart het meeste (later)"}, (
        "all else as it was, the hash too"
    )
    assert (after[-1]["command"], after[-1]["object"]) == ("log because", f"change:{n}")
    assert "het verklaart het meeste" in after[-1]["summary"] and after[-1]["class"] == "process"
    assert n not in {r["n"] for r in rows(filled, missing_reasons=True)}
    assert next(e for e in log.entries(filled.db) if e.n == n).because == "het verklaart het meeste (later)"
    assert "reason already" in reasons.give(filled, n, "het verklaart het meeste").notes[0]
    assert len(rows(filled)) == len(after), "the same again is no change"
    reasons.give(filled, n, "en ook dit")
    assert rows(filled)[n - 1]["because"] == "het verklaart het meeste (later); en ook dit (later)"
    assert list(check.run(filled.db)) == []
    whole.undo(filled, 2)
    assert rows(filled)[n - 1]["because"] == "" and n in {r["n"] for r in rows(filled, missing_reasons=True)}
    whole.undo(filled)
    assert not filled.db.execute("select 1 from code where level = 'core' and name = 'vertrouwen'").fetchall()


def test_a_later_reason_stands_behind_the_first(filled: Study) -> None:
    reasons.give(filled, 2, "later bedacht")
    assert rows(filled)[1]["because"] == "made by hand; later bedacht (later)"
    with pytest.raises(Refused, match="there is no change 999"):
        reasons.give(filled, 999, "x")
    with pytest.raises(Exception, match="the reason is empty"):
        reasons.give(filled, 2, " \n ")


def test_the_document_leads_from_claims_to_quotes_and_back(filled: Study) -> None:
    selective.write(
        filled, "[[category:vertrouwen]] groeit langzaam. [[coding:2]]\n\nDan [[category:publieke meerwaarde]]."
    )
    found = blocks(filled)
    heads = [b.text for b in found if isinstance(b, Heading)]
    assert heads[:2] == ["Changes by class", "From the claims to the quotes"]
    claim = next(i for i, b in enumerate(found) if isinstance(b, Heading) and b.text == "Claim 1")
    said, quote = found[claim + 1], found[claim + 2]
    assert isinstance(said, Paragraph) and said.text == "vertrouwen groeit langzaam. [2]"
    assert isinstance(quote, Quote) and quote.id == 2
    made = next(r for r in rows(filled) if r["command"] == "code")
    assert any(made["hash"] in str(mark) and f"change {made['n']}" in str(mark) for mark in quote.marks)
    account = found[
        next(i for i, b in enumerate(found) if isinstance(b, Heading) and b.text == "From the changes to the quotes") :
    ]
    again = [b for b in account if isinstance(b, Quote) and b.id == 2]
    assert again and any("grounds claim 1" in str(mark) for mark in again[0].marks), "and back"
    assert any(isinstance(b, Paragraph) and "links no quote" in b.text for b in found)
    hashes = {r["hash"] for r in rows(filled)}
    told = " ".join(b.text for b in account if isinstance(b, Paragraph))
    assert all(h in told for h in hashes)


def test_the_quotes_of_a_change_are_those_that_it_was_about(filled: Study) -> None:
    relations.relate(filled, "macht", "causes", "vertrouwen", supporting=[1, 3])
    found = blocks(filled, classes=["reconstruction"])
    head = next(i for i, b in enumerate(found) if isinstance(b, Paragraph) and "axial relate" in b.text)
    quotes = [b.id for b in found[head : head + 8] if isinstance(b, Quote)]
    assert quotes == [1, 3]
    assert all(codings.get(filled.db, i) for i in quotes if i is not None)


def test_a_copy_without_a_log_has_no_reasons(filled: Study, tmp_path: Path) -> None:
    from qda.ops.teams import handout
    from qda.store import project

    handout.handout(filled, tmp_path / "ben.db", "ben", without=["codings"])
    with project.open_study(tmp_path / "ben.db") as copy:
        assert copy.db.execute("select count(*) from reason").fetchone() == (0,)
        assert copy.db.execute("select count(*) from checklist").fetchone() == (2,)
        assert list(check.run(copy.db)) == []
    handout.handout(filled, tmp_path / "eva.db", "eva", without=["memos"])
    with project.open_study(tmp_path / "eva.db") as copy:
        assert copy.db.execute("select count(*) from checklist").fetchone() == (0,)
    handout.handout(filled, tmp_path / "cor.db", "cor")
    with project.open_study(tmp_path / "cor.db") as copy:
        assert copy.db.execute("select count(*) from reason").fetchone() == (1,)
