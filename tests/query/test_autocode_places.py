"""Where `autocode` looks: only in texts that the full text names, and finds what it would find in every text."""

from __future__ import annotations

import pytest

from qda import Study
from qda.core.drafts import Draft, DraftSegment
from qda.core.text import query
from qda.core.text.find_words import find_words
from qda.ops.coding.autocode import autocode
from qda.ops.study import study as study_ops
from qda.store import check
from qda.store.queries import search
from qda.store.texts import sources
from qda.store.texts.intake import Writer

TEXTS = {
    "een": "De secretaris zegt: publieke waarde, publieke  waarde en Publieke-waarde.",
    "twee": "Geen publieke\nwaarde hier; wél een café, een cafe\u0301 en een CAFÉ.",
    "drie": "Een \ufb01ets, een fiets, de straße en de STRASSE. O\u2019Brien zei: \u201cnaïef\u201d \u2013 100% waar.",
    "vier": "Niets van dat alles. Waarden, meerwaarde.",
}
PHRASES = {
    "publieke waarde": 3, "Publieke-waarde": 1, "café": 3, "cafe": 0, "fiets": 2, "strasse": 2, "o'brien": 1, "naïef": 1,
    "100%": 1, "\u2013": 2, "waar": 1, "waarde hier; wél": 1, "%": 1, "publieke*": 0,
}  # fmt: skip


@pytest.fixture
def texts(study: Study) -> Study:
    """A study of four short texts, one post each."""
    with study.change("import") as c:
        writer = Writer(c)
        for name, text in TEXTS.items():
            parts = [DraftSegment("post", 0, len(text), "Jan")]
            writer.add(name, Draft(name, text, "forum", language="nl", segments=parts, sha256=name))
        writer.flush()
        c.summary = "texts"
    return study


@pytest.mark.parametrize("phrase", PHRASES)
def test_nothing_is_missed_in_a_text_that_the_index_does_not_name(texts: Study, phrase: str) -> None:
    every = {i: find_words(text, phrase) for i, text in sources.texts(texts.db, [1, 2, 3, 4])}
    assert sum(map(len, every.values())) == PHRASES[phrase]
    words = query.sieve(phrase)
    named = {1, 2, 3, 4} if words is None else search.holding(texts.db, words)
    assert {i for i, spans in every.items() if spans} <= named
    autocode(texts, "gevonden", match=phrase, unit="match")
    made = set(texts.db.execute('select source, start, "end" from coding'))
    assert made == {(i, a, b) for i, spans in every.items() for a, b in spans}


def test_only_texts_that_may_hold_the_words_are_read(texts: Study) -> None:
    words = query.sieve("publieke waarde")
    assert words is not None and search.holding(texts.db, words) == {1, 2}
    assert query.sieve("%") is None


def test_places_that_are_coded_already_are_not_coded_twice(texts: Study) -> None:
    first = autocode(texts, "waarde", match="waarde", unit="match")
    assert first.table is not None and len(list(first.table.rows)) == 4
    rows = texts.db.execute("select * from coding order by id").fetchall()
    again = autocode(texts, "waarde", match="publieke waarde", unit="match")
    assert again.table is not None and len(list(again.table.rows)) == 3, "other stretches"
    third = autocode(texts, "waarde", match="publieke waarde", unit="match")
    assert third.table is not None and list(third.table.rows) == []
    assert any("3 were there already" in str(note) for note in third.notes)
    assert texts.db.execute("select count(*) from change").fetchone()[0] == 4, "nothing changed, so no line in the log"
    assert list(check.run(texts.db)) == []
    study_ops.undo(texts, anyone=True)
    assert texts.db.execute("select * from coding order by id").fetchall() == rows


def test_a_stretch_is_coded_with_the_segments_and_words_that_it_has(texts: Study) -> None:
    autocode(texts, "waarde", match="publieke waarde", unit="match")
    held = texts.db.execute(
        'select g.words, g.characters, g.confirmed, g.origin, m.source = g.source, g.segment = g.last_segment, g."end" - g.start '
        "from coding g join segment m on m.id = g.segment"
    ).fetchall()
    assert len(held) == 3
    for words, characters, confirmed, origin, own, one, length in held:
        assert (words, confirmed, origin, own, one) == (2, 0, "autocode", 1, 1) and characters == length
