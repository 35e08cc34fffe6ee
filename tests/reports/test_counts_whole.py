"""Frequencies and the matrix, each table whole: rows, notes, what is read at first, totals, what is shaded, the drawing."""

from __future__ import annotations

from typing import Any

import pytest

from qda.core.drawings import Bars, Heat
from qda.core.errors import UsageError
from qda.core.results import Table
from qda.reports.counts import frequencies, matrix
from qda.store.analysis.scope import Filters
from qda.store.project import Study

VALUE, COURSE, TRUST = "publieke meerwaarde", "publieke meerwaarde/eigen koers", "vertrouwen"
PATHS = ("macht", VALUE, COURSE, "verantwoordelijkheid", TRUST, "vertrouwen/eigen koers", "vertrouwen/loslaten")
LABELS = (*PATHS[:-1], "loslaten")
MEASURES = (
    "codings", "stretches", "segments", "sources", "participants", "words", "characters", "share", "unconfirmed",
    "codings_researcher", "codings_with_codes", "stretches_with_codes",
)  # fmt: skip
ALL = "13 codings by 2 coders, 2 of them unconfirmed over the whole study"
CAUTION = "how often a code is used says nothing of how much it matters: read the quotes"
OWN, NO_RESEARCHERS = "each code's own codings", "researchers' words are not counted"


def looks(table: Table) -> dict[str, Any]:
    """What a table says of itself, beside its rows and notes: only what is there."""
    every = {
        name: getattr(table, name) for name in ("title", "named", "totals", "shaded", "shares", "cells", "drawing")
    }
    return {name: tuple(value) if isinstance(value, list) else value for name, value in every.items() if value}


def at_first(table: Table) -> tuple[str, ...]:
    """The columns that are read at first."""
    return tuple(table.brief or ())


def test_frequencies_have_a_row_a_code_in_the_codebooks_order(filled: Study) -> None:
    table = frequencies.run(filled)
    assert tuple(table.columns) == ("code", "path", "level", *MEASURES)
    assert list(table.rows) == [
        ("macht", "macht", "core", 0, 0, 0, 0, 0, 0, 0, 0.0, 0, 0, 0, 0),
        (VALUE, VALUE, "category", 2, 2, 2, 2, 2, 4, 38, 0.1538, 0, 0, 6, 6),
        ("eigen koers", COURSE, "code", 2, 2, 2, 2, 2, 4, 22, 0.1538, 0, 0, 2, 2),
        ("verantwoordelijkheid", "verantwoordelijkheid", "code", 2, 2, 2, 2, 2, 2, 6, 0.1538, 2, 0, 2, 2),
        (TRUST, TRUST, "category", 5, 5, 4, 3, 2, 4, 40, 0.3846, 0, 1, 9, 9),
        ("eigen koers", "vertrouwen/eigen koers", "code", 0, 0, 0, 0, 0, 0, 0, 0.0, 0, 0, 0, 0),
        ("loslaten", "vertrouwen/loslaten", "focused", 2, 2, 2, 2, 2, 2, 14, 0.1538, 0, 0, 2, 2),
    ]
    assert table.notes == [f"{ALL}: {OWN}; {NO_RESEARCHERS}", CAUTION]
    assert tuple(table.wrap) == ("path", "code")
    assert looks(table) == {
        "totals": ("codings", "unconfirmed", "codings_researcher"),
        "drawing": Bars("Codings by code", "codings", LABELS, (0, 2, 2, 2, 5, 0, 2)),
    }


def test_what_is_read_at_first_of_frequencies_is_what_tells_something(filled: Study) -> None:
    counted = ("sources", "participants", "words")
    assert at_first(frequencies.run(filled)) == (
        "path", "level", "codings", "codings_with_codes", *counted, "codings_researcher", "unconfirmed",
    )  # fmt: skip
    assert at_first(frequencies.run(filled, Filters(code=["macht"]))) == ("code", "level", "codings", *counted)
    assert at_first(frequencies.run(filled, Filters(code=["verantwoordelijkheid"]), by="source")) == (
        "code", "level", "source", "codings", *counted, "unconfirmed",
    )  # fmt: skip
    assert at_first(frequencies.run(filled, Filters(code=[TRUST]), by="participant")) == (
        "code", "level", "participant", "codings", *counted, "codings_researcher",
    )  # fmt: skip
    assert "codings_researcher" not in at_first(frequencies.run(filled, Filters(code=[TRUST]), by="kind"))


def test_categories_by_a_variable_have_the_codes_under_them_and_no_total(filled: Study) -> None:
    table = frequencies.run(filled, by="municipality", level="category")
    assert tuple(table.columns) == ("code", "path", "level", "municipality", *MEASURES)
    assert list(table.rows) == [
        (VALUE, VALUE, "category", None, 2, 2, 2, 1, 1, 3, 18, 0.4, 0, 0, 2, 2),
        (VALUE, VALUE, "category", "Delft", 1, 1, 1, 1, 1, 2, 19, 0.5, 0, 0, 1, 1),
        (VALUE, VALUE, "category", "Ede", 3, 3, 2, 1, 2, 5, 37, 0.5, 0, 0, 3, 3),
        (TRUST, TRUST, "category", None, 4, 4, 3, 1, 1, 4, 28, 0.8, 0, 1, 4, 4),
        (TRUST, TRUST, "category", "Delft", 1, 1, 1, 1, 1, 1, 10, 0.5, 0, 0, 1, 1),
        (TRUST, TRUST, "category", "Ede", 4, 4, 2, 1, 2, 5, 38, 0.6667, 0, 0, 4, 4),
    ]
    assert table.notes == [f"{ALL}: categories counted with the codes under them; {NO_RESEARCHERS}", CAUTION]
    labels = tuple(f"{name}: {value}" for name in (VALUE, TRUST) for value in ("—", "Delft", "Ede"))
    assert looks(table) == {
        "named": ("municipality",),
        "drawing": Bars("Codings by category and municipality", "codings", labels, (2, 1, 3, 4, 1, 4)),
    }


def test_codes_alone_of_one_source_by_participant_with_researchers(filled: Study) -> None:
    table = frequencies.run(
        filled, Filters(source=["thread-1"]), by="participant", level="code", include_researcher=True
    )
    mia = "Mia 😀 Öztürk"
    assert list(table.rows) == [
        ("eigen koers", COURSE, "code", mia, 1, 1, 1, 1, 1, 2, 11, 0.5, 0, 0, 1, 1),
        ("verantwoordelijkheid", PATHS[3], "code", "anoniem (thread-1)", 1, 1, 1, 1, 1, 1, 3, 1.0, 1, 0, 1, 1),
        ("loslaten", PATHS[6], "focused", mia, 1, 1, 1, 1, 1, 1, 7, 0.5, 0, 0, 1, 1),
    ]
    assert table.notes == [f"6 codings by 2 coders, 1 of them unconfirmed over source thread-1: {OWN}", CAUTION]
    labels = (f"{COURSE}: {mia}", "verantwoordelijkheid: anoniem (thread-1)", f"loslaten: {mia}")
    assert table.drawing == Bars("Codings by code and participant", "codings", labels, (1, 1, 1))
    assert table.named == ()


def test_a_cross_table_has_a_row_a_value_a_column_a_code_and_a_heat_map(filled: Study) -> None:
    table = frequencies.run(filled, by="municipality", wide=True, measure="words")
    assert tuple(table.columns) == ("municipality", *LABELS)
    assert list(table.rows) == [
        (None, 0, 0, 2, 1, 1, 0, 1), ("Delft", 0, 2, 0, 0, 1, 0, 0), ("Ede", 0, 2, 2, 1, 2, 0, 1),
    ]  # fmt: skip
    assert table.notes == [f"{ALL}: {OWN}; {NO_RESEARCHERS}", CAUTION]
    cells = (
        (0, 2, 2), (0, 3, 1), (0, 4, 1), (0, 6, 1), (1, 1, 2), (1, 4, 1), (2, 1, 2), (2, 2, 2), (2, 3, 1), (2, 4, 2), (2, 6, 1),
    )  # fmt: skip
    heat = Heat("Words by municipality and code", "words", ("—", "Delft", "Ede"), LABELS, cells)
    assert looks(table) == {"named": ("municipality", *LABELS), "shaded": LABELS, "drawing": heat}
    assert frequencies.run(filled, by="municipality", wide=True, measure="words", want="rows").drawing is None


def test_shares_of_a_column_are_none_where_nothing_is_coded(filled: Study) -> None:
    table = frequencies.run(filled, by="kind", wide=True, share="column")
    assert list(table.rows) == [
        ["post", None, 1.0, 0.5, 0.5, 0.6, None, 0.5], ["turn", None, 0.0, 0.5, 0.5, 0.4, None, 0.5],
    ]  # fmt: skip
    assert table.notes[2:] == ["cells are shares of the sum of their column"]
    assert isinstance(table.drawing, Heat)
    assert (table.drawing.title, table.drawing.unit) == (
        "Codings by kind and code, as a share of the column", "share of codings in the column",
    )  # fmt: skip
    assert table.drawing.cells[:5] == ((0, 1, 1.0), (0, 2, 0.5), (0, 3, 0.5), (0, 4, 0.6), (0, 6, 0.5))
    assert (table.named, table.shaded, table.shares, table.totals) == (LABELS, LABELS, LABELS, ())


@pytest.mark.parametrize("want", ["both", "rows"])
def test_a_cross_table_by_source_has_only_sources_with_a_coding_and_only_the_codes_asked_for(
    want: Any, filled: Study
) -> None:
    one = frequencies.run(filled, Filters(code=[TRUST, "macht"]), by="source", wide=True, want=want)
    assert tuple(one.columns) == ("source", "macht", TRUST)
    assert list(map(tuple, one.rows)) == [("thread-1", 0, 2), ("thread-2", 0, 1), ("interview-01", 0, 2)]
    assert (one.named, one.totals) == (("macht", TRUST), ("macht", TRUST))
    none = frequencies.run(filled, Filters(code=["macht"]), by="source", wide=True, want=want)
    assert list(none.rows) == []
    assert (one.drawing is None) == (want == "rows")


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"measure": "letters"}, "measure-unknown", "'letters' is no measure: it is one of " + ", ".join(MEASURES)),
        ({"level": "focused"}, "level-unknown", "rows are codes or categories, not 'focused'"),
        ({"wide": True}, "wide-needs-groups", "a wide table has a row for each value: say by what codings are grouped"),
        (
            {"by": "source", "wide": True, "share": "cell"},
            "share-unknown",
            "a share is of a row, column, not of 'cell'",
        ),
        ({"by": "source", "share": "row"}, "share-needs-wide", "shares are those of a cross-table: ask for one"),
    ],
)
def test_what_frequencies_cannot_count_is_refused_with_what_they_can(
    given: dict[str, Any], code: str, said: str, filled: Study
) -> None:
    with pytest.raises(UsageError) as refused:
        frequencies.run(filled, **given)
    (message,) = refused.value.args
    assert (str(message), message.code) == (said, code)


def test_a_matrix_of_summaries_has_what_was_written_or_how_many_quotes_wait(filled: Study) -> None:
    table = matrix.run(filled, cells="summaries", columns="category")
    written = "Zegt [[coding:1]] over [[code:loslaten]], en [[segment:thread-1#2]]."

    def waits(n: int) -> dict[str, Any]:
        return {"text": None, "waiting": n}

    assert tuple(table.columns) == ("row", VALUE, TRUST)
    assert list(table.rows) == [
        ("thread-1", waits(3), {"text": written, "waiting": 0}),
        ("thread-2", waits(1), waits(1)),
        ("interview-01", waits(2), waits(4)),
    ]
    assert table.notes == [
        "11 codings by 2 coders over the whole study: each code with those under it", "1 coding on researchers' words",
    ]  # fmt: skip
    assert looks(table) == {
        "title": "Summaries by source and category",
        "named": (VALUE, TRUST),
        "cells": (VALUE, TRUST),
    }
    assert (tuple(table.wrap), table.of_source) == ((VALUE, TRUST), "row")


def test_a_matrix_of_part_of_a_study_says_which_and_what_is_not_shown(filled: Study) -> None:
    part = Filters(source=["thread-2"])
    table = matrix.run(filled, part, cells="summaries", columns="category")
    waits = {"text": None, "waiting": 1}
    assert list(table.rows) == [("thread-2", waits, waits)]
    assert table.notes == [
        "2 codings over source thread-2: each code with those under it",
        "1 summary not shown: no coding of its row or code here",
    ]
    quotes = matrix.run(filled, part, columns="category")
    assert list(quotes.rows) == [
        ("thread-2", [{"id": 5, "text": "publieke meerwaarde"}], [{"id": 8, "text": "vertrouwen"}])
    ]
    assert quotes.notes == table.notes[:1]


def test_a_quote_in_a_researchers_words_says_so(filled: Study) -> None:
    table = matrix.run(filled, Filters(source=["interview-01"], code=[TRUST]))
    ((_, quotes),) = table.rows
    assert quotes == [
        {"id": 13, "text": "vertrouwen", "role": "researcher"}, {"id": 4, "text": "oslaten"},
        {"id": 10, "text": "eigen koers"}, {"id": 2, "text": "Vertrouwen"},
    ]  # fmt: skip
    assert looks(table) == {"title": "Quotes by source and code", "named": (TRUST,), "cells": (TRUST,)}


@pytest.mark.parametrize(
    ("cells", "rows", "title"),
    [
        ("codings", [(None, 2, 4), ("Delft", 1, 1), ("Ede", 3, 4)], "Codings by municipality and category"),
        ("stretches", [(None, 2, 4), ("Delft", 1, 1), ("Ede", 3, 4)], "Stretches by municipality and category"),
        ("words", [(None, 3, 4), ("Delft", 2, 1), ("Ede", 5, 5)], "Words by municipality and category"),
    ],
)
def test_a_matrix_of_counts_has_totals_and_shades(cells: str, rows: list[Any], title: str, filled: Study) -> None:
    table = matrix.run(filled, cells=cells, columns="category", rows="municipality")
    assert list(table.rows) == rows
    both = (VALUE, TRUST)
    assert looks(table) == {"title": title, "named": both, "totals": both, "shaded": both}
    assert (tuple(table.wrap), table.of_source) == ((), "")


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (
            {"cells": "letters"},
            "matrix-cells",
            "cells hold quotes, summaries, codings, stretches, words, not 'letters'",
        ),
        ({"columns": "core"}, "matrix-columns", "columns are code, focused, category, not 'core'"),
    ],
)
def test_a_matrix_of_what_there_is_not_is_refused(given: dict[str, str], code: str, said: str, filled: Study) -> None:
    with pytest.raises(UsageError) as refused:
        matrix.run(filled, **given)  # type: ignore[arg-type]
    (message,) = refused.value.args
    assert (str(message), message.code) == (said, code)
