"""Helpers for the tests of the sampling ledger and of its questions."""

from __future__ import annotations

from typing import Any

from qda.ops.theory import memos
from qda.ops.theory import sampling as ops
from qda.reports.theory import sampling as report
from qda.store.project import Study

ROLE = "the secretary's role"


def asked(study: Study, **more: Any) -> list[dict[str, Any]]:
    return list(report.run(study, **more).table.dicts())


def noted(study: Study) -> Study:
    """Entries 1 for trust, 2 for the role's autonomy, 3 for public value, closed with a source; a memo on 1."""
    ops.add(study, "only Bo", about="trust", seek="somebody else")
    ops.add(study, "the high end", about=f"{ROLE}/autonomy")
    ops.add(study, "a second town", about="public value")
    ops.close(study, 3, ["two"], changed="it varies by town")
    memos.add(study, "See [[sampling:2]].", type="sampling", on=["sampling:1"])
    return study
