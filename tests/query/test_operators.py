"""The operators against their definitions: an evaluator of its own that looks at all pairs, over stretches drawn by lot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.code_query import BY_DISTANCE, CodeQuery, Operator, Term
from qda.core.text.spans import Span
from qda.ops.query.stretches import PLAIN, Lines, Places, Touched, evaluate
from qda.ops.query.units import SETS, Units
from qda.ops.sources.sentences import Line
from qda.store.texts.segment_layout import Layout, Segment

SENTENCES = [(0, 6), (7, 12), (12, 13), (16, 22), (23, 30)]  # with blanks between them, and one of a single letter
spans = st.tuples(st.integers(0, 29), st.integers(1, 12)).map(lambda x: (x[0], min(30, x[0] + x[1])))
placed = st.dictionaries(spans, st.frozensets(st.integers(1, 9), max_size=3), max_size=7)


def overlap(p: Span, q: Span) -> bool:
    return p[0] < q[1] and q[0] < p[1]


def lies_in(p: Span, q: Span) -> bool:
    return q[0] <= p[0] and p[1] <= q[1]


def sentences(p: Span) -> list[int]:
    return [n for n, s in enumerate(SENTENCES) if overlap(p, s)]


def gap(p: Span, q: Span) -> float:
    if overlap(p, q):
        return 0
    return min((abs(m - n) for m in sentences(p) for n in sentences(q)), default=float("inf"))


def merged(pairs: list[tuple[Span, frozenset[int]]]) -> Places:
    out: dict[Span, frozenset[int]] = {}
    for span, codings in pairs:
        out[span] = out.get(span, frozenset()) | codings
    return out


def by_definition(word: str, a: Places, b: Places, n: int) -> Places:
    """What the contract of each operator says, pair by pair."""
    if word == "AND":
        return merged(
            [((max(p[0], q[0]), min(p[1], q[1])), a[p] | b[q]) for p in a for q in b if overlap(p, q)]
        )  # fmt: skip
    if word == "OR":
        return merged([*a.items(), *b.items()])
    if word == "NOT":
        return {p: a[p] for p in a if not any(overlap(p, q) for q in b)}
    if word == "THEN":
        out = []
        for p in a:
            later = [q for q in b if q[0] >= p[1] and sentences(p) and sentences(q)]
            later = [q for q in later if min(sentences(q)) - max(sentences(p)) <= n]
            if later:
                out.append(((p[0], min(later)[1]), a[p] | b[min(later)]))
        return merged(out)
    holds: dict[str, Callable[[Span, Span], bool]] = {
        "IN": lies_in,
        "AROUND": lambda p, q: lies_in(q, p),
        "NEAR": lambda p, q: gap(p, q) <= n,
    }
    return {p: a[p] | b.get(p, frozenset()) for p in a if any(holds[word](p, q) for q in b)}


def asked(word: str, n: int = 1) -> CodeQuery:
    return CodeQuery((Term(1, "a"), Term(9, "b"), Operator(5, word, n)))


LINES: Touched = Lines(SENTENCES).touched


@pytest.mark.parametrize("word", [*PLAIN, *BY_DISTANCE])
@given(placed, placed, st.integers(0, 5))
def test_an_operator_on_stretches(word: str, a: Places, b: Places, n: int) -> None:
    assert evaluate(asked(word, n), [a, b], PLAIN, LINES) == by_definition(word, a, b, n)


@given(placed, placed, placed, st.sampled_from([*PLAIN, *BY_DISTANCE]), st.sampled_from([*PLAIN, *BY_DISTANCE]))
def test_one_operator_after_another(a: Places, b: Places, c: Places, one: str, two: str) -> None:
    query = CodeQuery((Term(1, "a"), Term(2, "b"), Operator(3, one), Term(4, "c"), Operator(5, two)))
    expected = by_definition(two, by_definition(one, a, b, 1), c, 1)
    assert evaluate(query, [a, b, c], PLAIN, LINES) == expected


@given(placed, placed)
def test_operators_leave_what_they_are_given(a: dict[Span, frozenset[int]], b: dict[Span, frozenset[int]]) -> None:
    kept = dict(a), dict(b)
    for word in (*PLAIN, *BY_DISTANCE):
        evaluate(asked(word), [a, b], PLAIN, LINES)
    assert (a, b) == kept


def test_sentences_touched() -> None:
    lines = Lines(SENTENCES)
    for start in range(30):
        for end in range(start + 1, 31):
            found = sentences((start, end))
            assert lines.touched((start, end)) == ((found[0], found[-1]) if found else None)


# A post with a quotation in it, a menu, a question, an answer; what is researcher's is participant 2.
TEXT = "Eén boot. > Wat nu? Twee boten.\nMenu\nEn toen?\nDaarna niets. Helemaal niets."


def segment(n: int, kind: str, words: str, person: int | None, parent: int | None = None) -> Segment:
    start = TEXT.index(words)
    return Segment(n, n, kind, parent, person, None, None, None, start, start + len(words), len(words.split()))


SEGMENTS = [
    segment(1, "post", "Eén boot. > Wat nu? Twee boten.", 1),
    segment(2, "quoted", "> Wat nu?", None, 1),
    segment(3, "boilerplate", "Menu", None),
    segment(4, "turn", "En toen?", 2),
    segment(5, "turn", "Daarna niets. Helemaal niets.", 1),
]
LAYOUT = Layout(TEXT, SEGMENTS)


def line(n: int, of: int, words: str) -> Line:
    return Line(n, of, TEXT.index(words), TEXT.index(words) + len(words))


CUT = [
    line(1, 0, "Eén boot."), line(2, 1, "> Wat nu?"), line(3, 0, "Twee boten."), line(4, 3, "En toen?"),
    line(5, 4, "Daarna niets."), line(6, 4, "Helemaal niets."),
]  # fmt: skip


def span(words: str) -> Span:
    return TEXT.index(words), TEXT.index(words) + len(words)


def units(cut: list[Line] | None, heard: bool = False) -> Units:
    def counts(s: Segment) -> bool:
        return heard or s.participant != 2

    return Units(LAYOUT, counts, counts, cut)


def shown(places: Places) -> list[str]:
    return [TEXT[a:b] for a, b in sorted(places)]


def ask(u: Units, word: str, a: str, b: str, n: int = 1) -> list[str]:
    """The places of one operator, its terms on these words."""
    found = [u.touched_by({span(words): frozenset()}) for words in (a, b)]
    return shown(evaluate(asked(word, n), found, u.operators(), u.numbers))


def test_the_units_that_a_stretch_touches() -> None:
    whole = {(0, len(TEXT)): frozenset({3})}
    u = units(CUT)
    assert shown(u.touched_by(whole)) == [TEXT[x.start : x.end] for x in CUT if x.n != 4]
    assert set(u.touched_by(whole).values()) == {frozenset({3})}
    assert "En toen?" in shown(units(CUT, heard=True).touched_by(whole))
    assert shown(units(None).touched_by({span("Wat"): frozenset()})) == ["> Wat nu?"]
    assert shown(units(None).touched_by({span("boot. > Wat"): frozenset()})) == [TEXT[:31], "> Wat nu?"]
    assert shown(units(None).touched_by({span("Menu"): frozenset()})) == []
    assert shown(units(CUT).touched_by({span("Menu"): frozenset()})) == []


def test_the_codings_of_a_unit_are_those_that_touch_it() -> None:
    found = units(CUT).touched_by({span("boot. >"): frozenset({4}), span("Eén"): frozenset({1, 2})})
    assert found == {span("Eén boot."): frozenset({1, 2, 4}), span("> Wat nu?"): frozenset({4})}


def test_sets_of_units() -> None:
    u = units(CUT)
    assert ask(u, "AND", "Eén", "boot") == ["Eén boot."] and ask(u, "AND", "Eén", "Twee") == []
    assert ask(u, "OR", "Eén", "Twee") == ["Eén boot.", "Twee boten."]
    assert ask(u, "NOT", "boot. > Wat nu? Twee", "Wat") == ["Eén boot.", "Twee boten."]


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("Eén", "boot.", 0), ("Eén", "Wat", 0), ("Eén", "Twee", 1), ("Wat", "Twee", 1), ("Twee", "Daarna", 1)],
)
def test_only_units_that_count_are_counted(a: str, b: str, distance: int) -> None:
    """What is quoted has the number of the sentence before it, and a researcher's question is passed over."""
    u = units(CUT)
    for n in range(3):
        assert bool(ask(u, "NEAR", a, b, n)) == bool(ask(u, "NEAR", b, a, n)) == (n >= distance)


def test_a_researchers_units_count_when_they_are_heard() -> None:
    assert ask(units(CUT), "NEAR", "Twee", "Daarna", 1) == ["Twee boten."]
    assert ask(units(CUT, heard=True), "NEAR", "Twee", "Daarna", 1) == []
    assert ask(units(CUT, heard=True), "NEAR", "Twee", "Daarna", 2) == ["Twee boten."]
    assert ask(units(None), "NEAR", "Eén", "Daarna", 1) == [TEXT[:31]]
    assert ask(units(None, heard=True), "NEAR", "Eén", "Daarna", 1) == []


def test_what_comes_after_runs_from_unit_to_unit() -> None:
    u = units(CUT)
    assert ask(u, "THEN", "Twee", "Daarna") == ["Twee boten.\nMenu\nEn toen?\nDaarna niets."]
    assert ask(u, "THEN", "Eén", "Daarna", 1) == [] and ask(u, "THEN", "Daarna", "Twee", 9) == []
    assert ask(u, "THEN", "Eén", "boot", 9) == []  # one and the same


def test_a_run_is_its_units_where_sets_are_made_of_it() -> None:
    u = units(CUT)
    query = CodeQuery((Term(1, "a"), Term(2, "b"), Operator(3, "THEN", 2), Term(4, "c"), Operator(5, "NOT")))
    found = [u.touched_by({span(w): frozenset({i})}) for i, w in enumerate(("Eén", "Daarna", "Twee"))]
    left = evaluate(query, found, u.operators(), u.numbers)
    assert shown(left) == ["Eén boot.", "> Wat nu?", "Daarna niets."]
    assert set(left.values()) == {frozenset({0, 1})}
    again = CodeQuery((Term(1, "a"), Term(2, "b"), Operator(3, "THEN", 2), Term(4, "c"), Operator(5, "THEN")))
    found[2] = u.touched_by({span("Helemaal"): frozenset({7})})
    assert shown(evaluate(again, found, u.operators(), u.numbers)) == [TEXT]
    assert shown(evaluate(asked("OR"), found[:2], SETS, u.numbers)) == ["Eén boot.", "Daarna niets."]
