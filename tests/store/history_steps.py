"""Steps that tests of the history take: a change by a coder, a refusal, another program's work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qda.core.errors import Refused
from qda.store.file.ids import new_uuid
from qda.store.history import undo
from qda.store.history.door import Change
from qda.store.project import Study


def change(study: Study, step: Callable[[Change], object], coder: str = "anna", summary: str = "test") -> int:
    """One change by a coder; its number."""
    with study.door.change("test", coder) as c:
        step(c)
        c.summary = summary
    return c.id


def refused(study: Study, kind: str, n: int = 1, scope: str | None = None) -> Refused:
    before = study.db.execute("select count(*) from change").fetchone()
    with pytest.raises(Refused) as e:
        getattr(undo, kind)(study.door, n, coder="anna", scope=scope)
    assert study.db.execute("select count(*) from change").fetchone() == before, "a refusal changes nothing"
    return e.value


def code(name: str, parent: int | None = None) -> Callable[[Change], int]:
    return lambda c: c.insert(
        "code", uuid=new_uuid(), name=name, key=name, parent=parent, level="code", origin="hand", coder=c.coder_id,
        created_at=c.at,
    )  # fmt: skip
