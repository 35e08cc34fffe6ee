"""Coding again blind: what is drawn, what is shown when, what becomes of draws when codes and texts change, figures by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qda.core.errors import NotFound, QdaError, UsageError
from qda.ops.agreement import stability
from qda.ops.coding import autocode, codebook, codebook_merge, codebook_split, coding
from qda.ops.sources import edit, import_list, update
from qda.ops.study import study as studies
from qda.reports.agreement import stability as report
from qda.reports.counts import frequencies
from qda.store import check, project
from qda.store.analysis import stability as store
from qda.store.analysis.scope import Filters
from qda.store.project import Study

SENTENCES = [f"Sentence number {n} says something." for n in range(1, 13)]
TEXT = "\n\n".join(SENTENCES) + "\n"


@pytest.fixture
def coded(study: Study, tmp_path: Path) -> Iterator[Study]:
    """Twelve sentences; anna has coded the first six, the first with two codes, ben the last."""
    (tmp_path / "talk.txt").write_text(TEXT, encoding="utf-8")
    import_list.import_texts(study, [str(tmp_path / "talk.txt")])
    for n in range(6):
        coding.code(study, "talk", ["a", "b"] if n == 0 else ["a" if n % 2 else "b"], quote=SENTENCES[n])
    with project.open_study(study.path, coder="ben") as ben:
        coding.code(ben, "talk", ["a"], quote=SENTENCES[11])
    yield study


def rows(study: Study, **asked: Any) -> list[dict[str, Any]]:
    return list(report.run(study, want="rows", **asked).table.dicts())


def again(study: Study, given: dict[str, list[str]] | None = None) -> None:
    """Code all that waits: as it was, or by the words of a stretch as `given`."""
    had: dict[str, list[str]] = {row["text"]: [] for row in coding.listing(study).dicts()}
    for row in coding.listing(study).dicts():
        had[row["text"]].append(row["code"])
    for row in rows(study):
        if row["coded_at"] is None:
            names = {**had, **(given or {})}[row["text"]]
            stability.code(study, row["item"], names, none=not names)


def quotes(study: Study) -> list[str]:
    return [row["text"] for row in rows(study)]


def test_the_same_seed_draws_the_same_stretches_of_ones_own(coded: Study) -> None:
    autocode.autocode(coded, "c", match="number 9")  # nobody has confirmed it
    said = stability.draw(coded, n=3, seed=7)
    assert any("1 coding that nobody has confirmed" in str(note) for note in said.notes)
    first = quotes(coded)
    studies.undo(coded)
    assert rows(coded) == []
    stability.draw(coded, n=3, seed=7)
    assert quotes(coded) == first
    studies.undo(coded)
    assert {tuple(_drawn(coded, seed)) for seed in range(6)} != {tuple(first)}
    stability.draw(coded, n=6, seed=1)
    assert sorted(quotes(coded)) == SENTENCES[:6], (
        "each stretch once, whatever its codes; nothing of ben's, nothing unconfirmed"
    )


def test_what_is_drawn_rests_on_names_and_places_not_on_the_order_of_work(coded: Study, tmp_path: Path) -> None:
    """Two studies of the same texts and codings draw the same with one seed, whichever came first."""
    (tmp_path / "After.txt").write_text("It came before.\n\nAnd more.\n", encoding="utf-8")
    (tmp_path / "after that.txt").write_text("It came last.\n", encoding="utf-8")
    import_list.import_texts(coded, [str(tmp_path / "after that.txt"), str(tmp_path / "After.txt")])
    for name, quote in (("after that", "It came last."), ("After", "And more."), ("After", "It came before.")):
        coding.code(coded, name, ["a"], quote=quote)
    held, unconfirmed = store.coded(coded.db, 1)
    names = dict(coded.db.execute("select id, name from source"))
    texts = [coded.db.execute("select substr(text, ? + 1, ? - ?) from source where id = ?",
                              (s.start, s.end, s.start, s.source)).fetchone()[0] for s in held]  # fmt: skip
    assert texts == ["It came before.", "And more.", "It came last.", *SENTENCES[:6]] and unconfirmed == []
    assert [names[s.source] for s in held][:4] == ["After", "After", "after that", "talk"]


def _drawn(study: Study, seed: int) -> list[str]:
    stability.draw(study, n=3, seed=seed)
    found = quotes(study)
    studies.undo(study)
    return found


def test_filters_and_age(coded: Study) -> None:
    stability.draw(coded, Filters(code=["a"]), n=4, seed=1)
    assert sorted(quotes(coded)) == [SENTENCES[0], SENTENCES[1], SENTENCES[3], SENTENCES[5]]
    studies.undo(coded)
    with pytest.raises(QdaError, match="no stretch that you have coded can be"):
        stability.draw(coded, n=1, seed=1, older_than=30)
    with coded.change("made older") as c:
        ids = [i for (i,) in c.db.execute("select id from coding where coder = 1 order by id")]
        for id in (ids[1], ids[2]):  # one of two codings of the first sentence, and the second sentence
            c.update("coding", id, created_at="2026-01-05T10:00:00.000000Z")
        c.summary = "older"
    stability.draw(coded, n=1, seed=1, older_than=30)
    assert quotes(coded) == [SENTENCES[1]], "what has a newer coding is not old"
    again(coded)
    (row,) = rows(coded)
    assert row["days"] >= 300 and row["same"] is True


def test_nothing_of_then_is_told_before_all_are_coded(coded: Study) -> None:
    stability.draw(coded, n=3, seed=7)
    (first, second, third) = rows(coded)
    (row,) = stability.upcoming(coded).dicts()
    assert (row["item"], row["text"], row["waiting"]) == (first["item"], first["text"], 3)
    assert row["left"] + row["text"] + row["right"] in TEXT
    assert (stability.upcoming(coded, context=0).rows[0][7:10]) == ("", row["text"], "")  # type: ignore[index]
    stability.code(coded, first["item"], ["a", "b"])
    stability.code(coded, second["item"], none=True)
    for row in rows(coded):
        assert (row["then"], row["same"], row["days"]) == ([], None, None)
    assert [row["now"] for row in rows(coded)] == [["a", "b"], [], []]
    assert rows(coded, by="code") == [], "no figure of a draw that is open"
    document = report.run(coded).document
    assert "then:" not in str(document) and "then" in str(report.run(coded).notes)
    log = [row["summary"] for row in studies.log(coded).dicts() if row["command"].startswith("stability")]
    assert log == [
        f"item {second['item']}: none",
        f"item {first['item']}: 'a', 'b'",
        "drew 3 of 6 coded stretches, seed 7",
    ]
    with project.open_study(coded.path, coder="ben") as ben:
        assert rows(ben)[0]["then"] == [], "neither to another"

    again(coded)
    assert list(stability.upcoming(coded).rows) == []
    held = {row["text"]: row["then"] for row in rows(coded)}
    assert held[third["text"]] == rows(coded)[2]["now"] and rows(coded)[2]["same"] is True
    assert all(row["then"] for row in rows(coded)) and rows(coded)[1]["same"] is False


def test_said_anew_until_the_draw_is_whole(coded: Study) -> None:
    stability.draw(coded, n=2, seed=7)
    one, two = (row["item"] for row in rows(coded))
    stability.code(coded, one, ["a"])
    assert "nothing changed" in str(stability.code(coded, one, ["a"]).notes)
    assert "'a' in this round" in str(stability.code(coded, one, ["b"]).notes)
    assert rows(coded)[0]["now"] == ["b"]
    stability.code(coded, two, ["b"])
    for again_ in (one, two):
        with pytest.raises(QdaError, match="coded whole"):
            stability.code(coded, again_, ["a"])
    studies.undo(coded)
    stability.code(coded, one, ["a"])
    assert rows(coded)[0]["now"] == ["a"]


def test_refused(coded: Study) -> None:
    with pytest.raises(QdaError, match="7 cannot be drawn: only 6 stretches"):
        stability.draw(coded, n=7, seed=1)
    with pytest.raises(UsageError):
        stability.draw(coded, n=0, seed=1)
    with pytest.raises(UsageError):
        stability.draw(coded, n=1, seed=1, older_than=-1)
    with pytest.raises(UsageError, match="at most"):
        stability.draw(coded, n=1, seed=1 << 63)
    with pytest.raises(NotFound):
        stability.draw(coded, Filters(code=["nothing"]), n=1, seed=1)
    with pytest.raises(QdaError, match="no draw of anna is open"):
        stability.drop(coded)
    stability.draw(coded, n=5, seed=1)
    with pytest.raises(QdaError, match="only 1 stretch that you have coded can be; 5 more wait"):
        stability.draw(coded, n=2, seed=1)
    item = rows(coded)[0]["item"]
    with pytest.raises(NotFound):
        stability.code(coded, 999, ["a"])
    with pytest.raises(NotFound, match="no code 'aa'"):
        stability.code(coded, item, ["aa"])
    for names, none in (([], False), (["a"], True)):
        with pytest.raises(UsageError):
            stability.code(coded, item, names, none=none)
    with project.open_study(coded.path, coder="ben") as ben, pytest.raises(QdaError, match="drawn by anna"):
        stability.code(ben, item, ["a"])
    with project.open_study(coded.path, coder="cor") as cor, pytest.raises(QdaError, match="cor has no coding"):
        stability.draw(cor, n=1, seed=1)
    for given in ({"by": "source"}, {"by": "code", "bootstrap": -1}, {"by": "code", "bootstrap": 100_001}):
        with pytest.raises(UsageError):
            rows(coded, **given)
    assert stability.drop(coded).notes == ["gave up 1 draw of 5 stretches"] and rows(coded) == []


def test_the_second_round_counts_nowhere(coded: Study) -> None:
    def counts() -> list[Any]:
        return [
            list(coding.listing(coded).rows), list(codebook.listing(coded).rows), dict(studies.info(coded).fields),
            [list(r) for r in frequencies.run(coded).rows],
        ]  # fmt: skip

    before = counts()
    stability.draw(coded, n=6, seed=1)
    again(coded, {SENTENCES[2]: ["a"], SENTENCES[3]: []})
    assert counts() == before and list(check.run(coded.db)) == []
    assert [row["same"] for row in rows(coded)].count(False) == 2


def test_codes_that_become_one_or_two_take_draws_along(coded: Study) -> None:
    stability.draw(coded, n=6, seed=1)
    again(coded)
    codebook.rename(coded, "b", "bee")
    assert {n for row in rows(coded) for n in row["then"]} == {"a", "bee"}
    own = [row["id"] for row in coding.listing(coded).dicts() if row["code"] == "a" and row["text"] == SENTENCES[1]]
    codebook_split.split(coded, "a", "c", own)
    (row,) = (row for row in rows(coded) if row["text"] == SENTENCES[1])
    assert (row["then"], row["now"], row["same"]) == (["c"], ["a"], False), (
        "what it had is called so now; what was said stays"
    )
    codebook_merge.merge(coded, ["c", "bee"], "a")
    assert all((row["then"], row["now"], row["same"]) == (["a"], ["a"], True) for row in rows(coded))
    assert list(check.run(coded.db)) == []
    for _ in range(3):
        studies.undo(coded)
    assert {n for row in rows(coded) for n in row["then"]} == {"a", "b"}


def test_what_goes_takes_items_along_and_is_named(coded: Study) -> None:
    stability.draw(coded, n=6, seed=1)
    coding.uncode(coded, [row["id"] for row in coding.listing(coded).dicts() if row["text"] == SENTENCES[1]])
    assert len(rows(coded)) == 6, "what a stretch had is kept when its codings go"
    said = codebook.remove(coded, "b")
    assert any("2 drawn stretches went along" in str(note) for note in said.notes)
    assert sorted(quotes(coded)) == [SENTENCES[n] for n in (0, 1, 3, 5)], "the first has another code still"
    again(coded, {SENTENCES[1]: ["a"]})
    assert [row["then"] for row in rows(coded)] == [["a"]] * 4 and list(check.run(coded.db)) == []
    said = edit.remove(coded, "talk")
    assert any("4 drawn stretches went along" in str(note) for note in said.notes)
    assert rows(coded) == [] and coded.db.execute("select count(*) from stability").fetchone() == (0,)
    studies.undo(coded)
    assert len(rows(coded)) == 4


def test_a_newer_text_moves_stretches_with_their_codings(coded: Study, tmp_path: Path) -> None:
    stability.draw(coded, n=6, seed=1)
    coding.uncode(coded, [row["id"] for row in coding.listing(coded).dicts() if row["text"] == SENTENCES[1]])
    newer = "A new beginning.\n\n" + TEXT
    (tmp_path / "newer.txt").write_text(newer, encoding="utf-8")
    said = update.update(coded, "talk", str(tmp_path / "newer.txt"))
    assert any("1 drawn stretch went along" in str(note) for note in said.notes), "nothing tells where it is now"
    assert sorted(quotes(coded)) == [SENTENCES[n] for n in (0, 2, 3, 4, 5)]
    assert all(newer[row["start"] : row["end"]] == row["text"] for row in rows(coded))
    assert list(check.run(coded.db)) == []
    studies.undo(coded)
    assert len(rows(coded)) == 6


def test_check_names_what_is_left_of_nothing(coded: Study) -> None:
    stability.draw(coded, n=2, seed=1)
    one, two = (row["item"] for row in rows(coded))
    with coded.change("by hand") as c:
        for (id,) in c.db.execute("select id from stability_then where item = ?", (one,)).fetchall():
            c.delete("stability_then", id)
        c.update("stability_item", two, end=99_999)
        c.summary = "by hand"
    assert {where: text for _, where, text in store.findings(coded.db)} == {
        f"stability item {one}": "the codes that it had are gone",
        f"stability item {two}": f"its stretch {rows(coded)[1]['start']}:99999 lies outside the text",
    }


# -- figures -----------------------------------------------------------------------------------------------------------


def by_hand(pairs: list[tuple[bool, bool]]) -> tuple[float, float | None]:
    """Percent agreement and nominal alpha of two raters, from the coincidences of pairs (Krippendorff 2011)."""
    n = 2 * len(pairs)
    ones = sum(a + b for a, b in pairs)
    expected = (ones * (ones - 1) + (n - ones) * (n - ones - 1)) / (n * (n - 1))
    observed = sum(a == b for a, b in pairs) / len(pairs)
    return observed, None if expected == 1 else (observed - expected) / (1 - expected)


def test_figures_by_code(coded: Study) -> None:
    stability.draw(coded, n=6, seed=3)
    again(coded, {SENTENCES[0]: ["a"], SENTENCES[2]: ["a"], SENTENCES[4]: []})
    items = rows(coded)
    found = {row["code"]: row for row in rows(coded, by="code", bootstrap=200, seed=5)}
    assert list(found) == ["a", "b"]
    for code, row in found.items():
        pairs = [(code in x["then"], code in x["now"]) for x in items]
        percent, alpha = by_hand(pairs)
        assert alpha is not None and (row["n"], row["percent"]) == (6, pytest.approx(percent))
        assert row["alpha"] == pytest.approx(alpha) and "few units" in str(row["note"])
        draws = random.Random(5)
        drawn = [by_hand([pairs[i] for i in draws.choices(range(6), k=6)])[1] for _ in range(200)]
        kept = sorted(x for x in drawn if x is not None)
        low, high = (_quantile(kept, q) for q in (0.025, 0.975))
        assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    notes = " | ".join(map(str, report.run(coded, by="code", bootstrap=200, seed=5).notes))
    same = sum(x["same"] for x in items)
    assert f"{same} of 6 have the same codes" in notes and "percent 0.500" in notes and "seed 5" in notes
    assert all(row["low"] is None for row in rows(coded, by="code", bootstrap=0))


def _quantile(values: list[float], q: float) -> float:
    at = q * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (at - below)


def test_few_stretches_have_no_interval_and_a_code_of_one_round_is_named(coded: Study) -> None:
    codebook.add(coded, "later")
    stability.draw(coded, n=2, seed=3)
    again(coded, {text: ["later"] for text in SENTENCES})
    found = rows(coded, by="code")
    assert all(row["low"] is None and "then or now alone" in str(row["note"]) for row in found)
    notes = " | ".join(map(str, report.run(coded, by="code").notes))
    assert "fewer than 5 stretches" in notes and "given only then, or only now" in notes
    assert "later" in {row["code"] for row in found} and [row["n"] for row in found] == [2] * len(found)


def test_filters_of_the_report(coded: Study) -> None:
    stability.draw(coded, n=2, seed=3)
    again(coded)
    with project.open_study(coded.path, coder="ben") as ben:
        stability.draw(ben, n=1, seed=1)
        assert [row["coder"] for row in rows(ben)] == ["anna", "anna", "ben"]
        assert [row["coder"] for row in rows(ben, filters=Filters(coder=["ben"]))] == ["ben"]
        with pytest.raises(QdaError):
            rows(ben, filters=Filters(source=["nowhere"]))
        assert len({row["code"] for row in rows(ben, by="code")}) >= 1
        assert rows(ben, by="code", filters=Filters(coder=["ben"])) == []


def test_what_touches_what_is_drawn_shares_a_character_with_it() -> None:
    drawn = [(5, 8), (20, 21)]
    for start, end in ((0, 5), (8, 20), (21, 30), (8, 8)):
        assert not store.touches(drawn, start, end)
    for start, end in ((0, 6), (7, 20), (20, 30), (0, 30), (6, 7)):
        assert store.touches(drawn, start, end)
    assert not store.touches([], 0, 30)
