"""What a list of places between some coders shows is settled by its number, beside a third who has read the source."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import qda
from qda.core.errors import QdaError
from qda.ops.agreement import done, resolve
from qda.ops.coding import coding
from qda.ops.study import study as study_ops
from qda.reports.agreement import disagreements
from qda.store import check, project
from qda.store.analysis.scope import Filters
from qda.store.project import Study

TEXT = "The council listens to us. Nobody answers the phone. The mayor came to the fair."


def made(folder: Path, codings: list[tuple[str, str, str]]) -> Path:
    """A study in which these coders gave these codes to these stretches, in this order; A, B and C have read it."""
    (folder / "talk.txt").write_text(TEXT, encoding="utf-8")
    with project.create(folder / project.FILE, name="three", coder="A", language="en") as study:
        qda.import_texts(study, [str(folder / "talk.txt")], qda.ReadOptions("plain"))
    for who, code, span in codings:
        with project.open_study(folder / project.FILE, coder=who) as study:
            coding.code(study, "talk", [code], span=span)
    return folder / project.FILE


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Study]:
    """C has the lowest coding of each place; to C and A they are agreed, and B differs."""
    path = made(
        tmp_path,
        [("C", "trust", "0:26"), ("A", "trust", "0:26"), ("B", "trust", "0:19"), ("C", "access", "20:52"),
         ("A", "access", "27:52"), ("B", "anger", "27:52")],
    )  # fmt: skip
    with project.open_study(path, coder="A") as study:
        yield study


def listed(study: Study, *coders: str) -> dict[int, str]:
    rows = disagreements.run(study, Filters(coder=coders), every=True).dicts()
    return {row["id"]: row["status"] for row in rows}


def test_a_place_of_two_is_settled_by_its_number_there(three: Study) -> None:
    assert listed(three, "A", "B") == {2: "open", 5: "open", 6: "open"} and 1 in listed(three, "A", "B", "C")
    resolve.resolve(three, [2], boundary="common")
    assert listed(three, "A", "B")[2] == "settled" and listed(three)[1] == "settled"
    resolve.resolve(three, [5], keep="A", note="as it is")
    assert set(listed(three, "A", "B").values()) == {"settled"}
    with pytest.raises(QdaError, match="same decision"):
        resolve.resolve(three, [4], keep="A", note="as it is")
    resolve.reopen(three, [2])
    assert listed(three, "B", "C") == {1: "open", 4: "settled", 6: "settled"}
    assert list(check.run(three.db)) == []


def test_a_coding_that_no_list_names_is_refused_still(three: Study) -> None:
    with pytest.raises(QdaError, match="coding 1 is the lowest"):
        resolve.resolve(three, [3], boundary="widest")


def test_two_numbers_of_one_place_are_one_decision(three: Study) -> None:
    resolve.resolve(three, [1, 2], boundary="widest")
    assert three.db.execute("select count(*) from decision").fetchone() == (1,)


@pytest.mark.parametrize("seed", range(12))
def test_whoever_is_compared_each_number_is_settled(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    codings = []
    for _ in range(9):
        start = rng.randrange(len(TEXT) - 12)
        codings.append((rng.choice("ABC"), rng.choice(("x", "y")), f"{start}:{start + rng.randrange(3, 12)}"))
    unique = list(dict.fromkeys(codings))
    with project.open_study(made(tmp_path, unique), coder="A") as study:
        done.done(study, ["talk"], [who for who in "ABC" if who in {c for c, *_ in unique}])
        for coders in (("A", "B"), ("B", "C"), ("A", "C"), ()):
            try:
                ids = list(listed(study, *coders))
            except QdaError:  # one of them has no coding
                continue
            for id in ids:
                resolve.resolve(study, [id], drop=True, note=f"{seed} {coders} {id}")
                assert listed(study, *coders)[id] == "settled"
                study_ops.undo(study)
