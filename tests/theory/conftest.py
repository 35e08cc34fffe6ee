"""A small coded study: two interviews, four codes, seven codings of which one by a second coder and one unconfirmed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from theory_study import TURNS, acting, draft, dump, findings

from qda.ops.coding import coding
from qda.ops.study import study as ops
from qda.store.project import Study
from qda.store.texts import intake


@pytest.fixture
def coded(study: Study) -> Study:
    """Codings 1 waiting, 2 starting, 3 deciding, 4 the same by ben, 5 trust, 6 waiting, 7 trust (a researcher's)."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name in TURNS:
            writer.add(name, draft(name))
        writer.flush()
    for source, code, quote, coder in (
        ("one", "waiting", "I wait for the council.", "anna"),
        ("one", "starting", "Sometimes I simply start.", "anna"),
        ("two", "deciding", "We decide together.", "anna"),
        ("two", "deciding", "We decide together.", "ben"),
        ("two", "trust", "People trust us.", "anna"),
        ("one", "waiting", "They decide.", "anna"),
        ("one", "trust", "How do you decide?", "anna"),
    ):
        coding.code(acting(study, coder), source, [code], quote=quote)
    with study.change("test") as c:
        c.update("coding", 6, confirmed=0, origin="autocode")
    return acting(study, "anna")


@pytest.fixture
def built(coded: Study) -> Study:
    """Two categories with properties, placements and a relation; the core, judgements and a storyline."""
    from qda.ops.theory import categories, relations, selective

    categories.category(coded, "the secretary's role", ["waiting", "starting"], definition="How one fills it.")
    categories.category(coded, "public value", ["deciding"])
    categories.category(coded, "trust")
    categories.property(
        coded, "the secretary's role", "autonomy", low="subordinate", points=["shared"], high="own course"
    )
    categories.property(coded, "trust", "in whom", kinds=["us", "council"])
    categories.place(coded, 1, "autonomy", "low", note="waits")
    categories.place(coded, 2, "autonomy", "0.75")
    categories.place(coded, 5, "in whom", "us")
    relations.relate(coded, "the secretary's role", "is-strategy-for", "public value", supporting=[1], opposing=[2])
    relations.relate(coded, "trust", "intervenes-in", "the secretary's role", supporting=[5], status="supported")
    selective.core(coded, "public value")
    selective.judge(coded, "public value", explains_variation="partly")
    selective.judge(acting(coded, "ben"), "public value", abstract="yes")
    selective.write(
        acting(coded, "anna"), "The [[category:the secretary's role]] serves it. [[coding:1]] [[coding:2]]\n"
    )
    return coded


@pytest.fixture
def turn() -> Callable[[Study, Callable[[], Any]], Any]:
    """Do, undo, redo: equal tables each time, one line of the log, nothing that `check` finds."""

    def run(study: Study, do: Callable[[], Any]) -> Any:
        before, n = dump(study), len(list(ops.log(study).rows))
        said = do()
        after = dump(study)
        assert after != before
        log = list(ops.log(study).rows)
        assert len(log) == n + 1 and log[0][4]
        assert findings(study) == []
        ops.undo(study)
        assert dump(study) == before
        assert findings(study) == []
        ops.redo(study)
        assert dump(study) == after
        assert findings(study) == []
        return said

    return run
