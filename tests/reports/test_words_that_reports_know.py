"""A report that is asked for what it does not know says what it knows; from Python, where no option was checked before."""

from __future__ import annotations

import pytest

from qda.core import schools
from qda.core.errors import UsageError
from qda.reports.counts import cooccurrence, frequencies
from qda.store.project import Study


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measure": "pages"}, "'pages' is no measure: it is one of codings, stretches, segments, sources"),
        ({"level": "core"}, "rows are codes or categories, not 'core'"),
        ({"wide": True}, "a wide table has a row for each value: say by what codings are grouped"),
        ({"share": "cell", "wide": True, "by": "source"}, "a share is of a row, column, not of 'cell'"),
    ],
)
def test_frequencies(asked: dict[str, object], said: str, filled: Study) -> None:
    with pytest.raises(UsageError) as e:
        frequencies.run(filled, **asked)  # type: ignore[arg-type]
    assert str(e.value).startswith(said)


def test_cooccurrence(filled: Study) -> None:
    with pytest.raises(UsageError) as e:
        cooccurrence.run(filled, within="page")
    assert str(e.value) == "what counts as together is one of overlap, segment, source, not 'page'"


def test_schools() -> None:
    assert {name: schools.school(name).name for name in schools.NAMES} == {name: name for name in schools.NAMES}
    with pytest.raises(KeyError):
        schools.school("Oxford")
