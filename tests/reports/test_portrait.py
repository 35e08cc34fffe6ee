"""The portrait of a source: each of its codings where it lies, and nothing of another source."""

from __future__ import annotations

import pytest

import qda
from qda.core.drawings import Portrait
from qda.core.errors import NotFound
from qda.ops.coding import coding
from qda.reports.counts import portrait
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import sources


def test_each_coding_of_the_text_by_start(filled: Study) -> None:
    length = len(sources.text(filled.db, sources.find(filled.db, "thread-1")))
    rows = list(portrait.run(filled, "thread-1").dicts())
    listed = [c for c in qda.codings(filled).dicts() if c["source"] == "thread-1"]
    assert [(r["coding"], r["code"], r["start"], r["end"]) for r in rows] == [
        (c["id"], c["code"], c["start"], c["end"])
        for c in sorted(listed, key=lambda c: (c["start"], c["end"], c["id"]))
    ]
    assert len(rows) > 2 and [r["start"] for r in rows] == sorted(r["start"] for r in rows)
    for r in rows:
        assert r["from_share"] == pytest.approx(r["start"] / length) and r["to_share"] == pytest.approx(
            r["end"] / length
        )


def test_shares_run_from_0_to_1(study: Study) -> None:
    from qda.core.drafts import Draft, DraftSegment
    from qda.store.texts import intake

    text = "Niemand kwam. " * 40_000 + "Toch."
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add("lang", Draft("lang", text, "plain", language="nl", segments=[DraftSegment("paragraph", 0, len(text))],
                                 sha256="x"))  # fmt: skip
        writer.flush()
    for span in ("0:1", f"{len(text) - 5}:{len(text)}", f"0:{len(text)}"):
        coding.code(study, "lang", ["leegte"], span=span)
    first, whole, last = portrait.run(study, "lang").dicts()
    assert (whole["from_share"], whole["to_share"], last["to_share"]) == (0.0, 1.0, 1.0)
    assert 0 == first["from_share"] < first["to_share"] < 1e-5, "a single character is seen too"


def test_filters_and_the_beginning_of_a_name(filled: Study) -> None:
    every = list(portrait.run(filled, "interview").dicts())
    one = list(portrait.run(filled, "interview", Filters(code=["vertrouwen"])).dicts())
    assert one and one == [r for r in every if r["code"] == "vertrouwen"] != every
    note = portrait.run(filled, "interview", Filters(code=["vertrouwen"])).notes[0]
    assert "'interview-01'" in note and "code vertrouwen" in note and f"{len(one)} coding" in note
    with pytest.raises(NotFound):
        portrait.run(filled, "nergens")


def test_a_lane_for_each_code_in_the_order_in_which_it_comes_up(filled: Study) -> None:
    table = portrait.run(filled, "thread-1")
    drawn = table.drawing
    assert isinstance(drawn, Portrait) and drawn.title == "thread-1: a portrait"
    rows = list(table.dicts())
    assert [(s.coding, s.start, s.end) for s in drawn.stretches] == [
        (r["coding"], r["from_share"], r["to_share"]) for r in rows
    ]
    lanes = [s.lane for s in drawn.stretches]
    assert [drawn.lanes[n].rpartition("/")[2] for n in lanes] == [r["code"] for r in rows]
    assert list(dict.fromkeys(lanes)) == list(range(len(drawn.lanes)))
    assert portrait.run(filled, "thread-1", want="rows").drawing is None
