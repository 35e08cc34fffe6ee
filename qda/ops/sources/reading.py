"""How files are read, from what a front end was given."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.drafts import ReadOptions
from qda.core.errors import UsageError
from qda.core.names import one_of, pairs
from qda.importers.formats import FORMS


def read_options(
    form: str = "auto",
    encoding: str = "",
    column: Sequence[str] = (),
    large: bool = False,
    speaker: Sequence[str] = (),
    sheet: str = "",
    *,
    column_called: str = "column",
) -> ReadOptions:
    """Return how to read files. Answers of a survey may be in several columns; every other field has one.

    column: texts `FIELD=COLUMN`, which messages call `column_called`. UsageError for a kind that there is not.
    """
    form = one_of("as", form, list(FORMS))
    texts = [item for item in column if item.partition("=")[0].strip() == "text"] if form == "table" else []
    given = pairs(column_called, [item for item in column if item not in texts] + texts[:1])
    named = [item.partition("=")[2].strip() for item in texts]
    if (twice := next((c for i, c in enumerate(named) if c in named[:i]), None)) is not None:
        raise UsageError(f"{column_called} text={twice}: it was given twice; name each column once")
    return ReadOptions(form, encoding, given, "", large, tuple(speaker), sheet=sheet, texts=tuple(named))
