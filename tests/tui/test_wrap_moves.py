"""Rows, cells and motions over any text: nothing is lost, and every offset has a place from which it can be had back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from qda.core.text.sentences import number
from qda.store.texts.segment_layout import Layout, Segment
from qda.tui.document import margin, motions
from qda.tui.document.units import Units
from qda.tui.document.wrap import NARROWEST, Wrap, boundary, drawn, snapped, snapped_on

FAMILY = "👩\u200d👩\u200d👧"
ODD = [
    "a", "e\u0301", "\u0301", "\u200b", "\u200d", "\ufe0f", "❤\ufe0f", FAMILY, "👍🏽", "🇳🇱", "🇳", "漢", "。", "、", "\u3000",
    "한", "ᄒ\u1161\u11ab", "क्\u200dष", "שלום", "مرحبا", "\u202e", "\u200f", "\x1b", "\x9b", "\x00", "\t", "\r", "\r\n", "\n",
    "\n\n", " ", "  ", "\u00a0", "\u00ad", "\ufeff", "\u2028", ". ", "Mr. ", "co-op’s ", "x" * 30, "https://a.nl/b?c=d", "1️⃣",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(ODD) | st.text(max_size=5), max_size=40).map("".join)
WIDTHS = st.integers(NARROWEST, 40)


def segment(id: int, start: int, end: int, kind: str = "post", parent: int | None = None) -> Segment:
    return Segment(id, id, kind, parent, None, f"author {id}", None, None, start, end, 0)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """A text with segments side by side, some of them boilerplate, some with blanks or nothing between them."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["post", "boilerplate", "turn"])
    pairs = [(a, b) for a, b in pairwise(cuts) if a < b]
    return Layout(text, [segment(i, a, b, draw(kinds)) for i, (a, b) in enumerate(pairs, 1)])


def rows_of(wrap: Wrap) -> list[tuple[int, int]]:
    return [wrap.span(r) for r in range(len(wrap))]


@settings(deadline=None)
@given(TEXTS, WIDTHS, st.data())
def test_rows_partition_the_text(text: str, width: int, data: st.DataObject) -> None:
    at = data.draw(st.lists(st.integers(0, len(text)), unique=True, max_size=3).map(sorted))
    heads = [(o, i) for i, o in enumerate(at)]
    wrap = Wrap(text, width, heads)
    rows = rows_of(wrap)
    assert rows[0][0] == 0 and rows[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in pairwise(rows))
    assert "".join(text[a:b] for a, b in rows) == text
    assert sorted(wrap.heads.values()) == list(range(len(heads)))
    assert all(wrap.span(r)[0] == wrap.span(r)[1] == snapped(text, at[i]) for r, i in wrap.heads.items())
    for r, (a, b) in enumerate(rows):
        assert boundary(text, a)
        assert "\n" not in text[a : max(a, b - 1)]
        if a == b and r not in wrap.heads:
            assert r == len(rows) - 1  # the row after the last line break, where one can stand


@settings(deadline=None)
@given(TEXTS, WIDTHS)
def test_every_offset_has_a_place_and_back(text: str, width: int) -> None:
    wrap = Wrap(text, width)
    before = (0, -1)
    for offset in range(len(text) + 1):
        row, cell, cells = wrap.place(offset)
        a, b = wrap.span(row)
        assert a <= offset < b or offset == len(text) == b
        assert cells >= 1
        begins = snapped(text, offset)
        for c in range(cell, cell + cells):
            assert wrap.offset_at(row, c) == begins
        if offset == begins:
            assert (row, cell) > before
            before = row, cell
        else:
            assert (row, cell) == before


@settings(deadline=None)
@given(TEXTS, WIDTHS)
def test_what_is_drawn_takes_the_cells_it_was_measured_at(text: str, width: int) -> None:
    wrap = Wrap(text, width)
    for row in range(len(wrap)):
        a, b = wrap.span(row)
        glyphs = wrap.glyphs(row)
        assert "".join(text[g.start : g.end] for g in glyphs) == text[a:b]
        at = 0
        for g in glyphs:
            assert (g.cell, g.cells) == (at, cell_len(g.shown)) and g.cells >= 1
            assert all(
                c.isprintable() or c in "\u200b\u200c\u200d\u00ad\u00a0\u3000" or not c.isascii() for c in g.shown
            )
            assert not any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u202e\u200f\u2028\ufeff" for c in g.shown)
            at += g.cells
        assert cell_len("".join(g.shown for g in glyphs)) == at
        wide = max((g.cells for g in glyphs), default=1)
        assert at <= max(wrap.width, wide) + 1, "one cell over the width, for a blank or the end of the line"
        if wrap.plain(row):
            assert at == b - a


@given(TEXTS, st.integers(0, 200))
def test_snapping_is_to_the_character_that_holds_the_offset(text: str, offset: int) -> None:
    a, b = snapped(text, offset), snapped_on(text, offset)
    offset = min(offset, len(text))
    assert 0 <= a <= offset <= b <= len(text)
    assert boundary(text, a) and boundary(text, b)
    assert not any(boundary(text, x) for x in range(a + 1, offset))
    assert (a == b) == boundary(text, offset)


@pytest.mark.parametrize("one", [FAMILY, "e\u0301", "🇳🇱", "👍🏽", "❤\ufe0f", "क्\u200dष", "ᄒ\u1161\u11ab", "\r\n", "1️⃣"])
def test_one_character_as_seen_is_one_step(one: str) -> None:
    text = f"a{one}b"
    assert motions.right(text, 1) == 1 + len(one)
    assert motions.left(text, 1 + len(one)) == 1
    assert [snapped(text, o) for o in range(1, len(text))] == [1] * len(one) + [1 + len(one)]


def test_flags_go_in_pairs_and_a_mark_alone_is_seen() -> None:
    text = "🇳🇱🇧🇪🇩"
    assert [o for o in range(len(text) + 1) if boundary(text, o)] == [0, 2, 4, 5]
    assert drawn("\u0301") == ("◌\u0301", 1)
    assert drawn("\x1b") == ("␛", 1) and drawn("\t") == ("    ", 4)


def test_a_wall_of_flags_has_a_place_for_every_offset() -> None:
    text = "🇳🇱" * 300
    wrap = Wrap(text, 20)
    for offset in range(len(text) + 1):
        row, cell, _ = wrap.place(offset)
        assert wrap.offset_at(row, cell) == snapped(text, offset)


def test_lines_break_at_blanks_then_between_wide_characters_then_anywhere() -> None:
    assert rows_of(Wrap("one two three four", 9)) == [(0, 8), (8, 14), (14, 18)]
    assert rows_of(Wrap("漢字漢字漢、字", 10)) == [(0, 4), (4, 7)], "no line begins with a comma"
    assert rows_of(Wrap("x" * 20, 8)) == [(0, 8), (8, 16), (16, 20)]
    assert rows_of(Wrap("a\r\nb\n", 8)) == [(0, 3), (3, 5), (5, 5)]
    assert rows_of(Wrap("", 8)) == [(0, 0)]


@settings(deadline=None)
@given(layouts(), st.integers(0, 200))
def test_motions_stay_in_range_and_go_their_way(layout: Layout, offset: int) -> None:
    text, units = layout.text, Units(layout)
    offset = snapped(text, offset)
    for name in [*motions.BY_TEXT, *motions.BY_UNIT]:
        to = (
            motions.BY_TEXT[name](text, offset)
            if name in motions.BY_TEXT
            else motions.BY_UNIT[name](units, offset, False)
        )
        assert 0 <= to <= len(text)
        assert to <= offset if name in motions.BACK else to >= offset
        if name in motions.BY_TEXT:
            assert boundary(text, to)
            assert to != offset or offset in (0, len(text))


@settings(deadline=None)
@given(layouts())
def test_words_and_sentences_are_met_both_ways(layout: Layout) -> None:
    text, units = layout.text, Units(layout)
    for there, back in (("sentence_next", "sentence_prev"), ("paragraph_next", "paragraph_prev")):
        forward, at = [], 0
        while (to := motions.BY_UNIT[there](units, at, False)) != at:
            forward.append(to)
            at = to
        backward, at = [], len(text)
        while (to := motions.BY_UNIT[back](units, at, False)) != at:
            backward.append(to)
            at = to
        assert forward == sorted(set(forward))
        assert [o for o in reversed(backward) if o] == [o for o in forward if o < len(text)]
    forward, at = [], 0
    while (to := motions.word_right(text, at)) != at:
        forward.append(to)
        at = to
    for o in forward[:-1]:
        assert motions.word_left(text, motions.word_right(text, o)) == o


def test_signs_written_on_a_letter_are_part_of_its_word() -> None:
    """Vowel signs and joiners of Indic scripts, points of Hebrew; one character on the screen is never half a word."""
    assert motions.word_right("हिन्दी भाषा", 0) == 7 and motions.word_left("हिन्दी भाषा", 7) == 0
    assert motions.word_right("שָׁלוֹם עולם", 0) == 8
    text = "क्\u200dषa"
    assert motions.word_right(text, 0) == len(text) and motions.word_left(text, len(text)) == 0
    text = "a\u0e33b c"  # a sign that makes one character with the letter before it
    assert motions.word_left(text, motions.word_right(text, 0)) == 0


@settings(deadline=None)
@given(layouts())
def test_sentences_are_those_that_the_sheet_numbers(layout: Layout) -> None:
    units = Units(layout, "nl")
    counted = [(a, b) for a, b, s in layout.covered(0, len(layout.text)) if s.kind != "boilerplate"]
    expected = [(s.start, s.end) for s in number(layout.text, counted, "nl")]
    if layout.segments:
        assert list(units.forward(0)) == expected
        assert list(reversed(list(units.backward(len(layout.text) + 1)))) == expected
    for offset in range(len(layout.text) + 1):
        found = units.sentence_at(offset)
        assert (found is None) == (next(units.forward(0), None) is None)
        inside = [s for s in units.forward(0) if s[0] <= offset < s[1]]
        assert not inside or found == inside[0]


def test_words_are_words() -> None:
    text = "Can't  co-operate, 漢字 e\u0301te\u0301."
    starts, at = [], 0
    while (to := motions.word_right(text, at)) < len(text):
        starts.append(to)
        at = to
    assert [text[o] for o in starts] == ["c", "漢", "字", "e"]
    assert motions.word_at(text, 2) == (0, 5)
    a, b = motions.word_at(text, text.index("e\u0301") + 1) or (0, 0)
    assert text[a:b] == "e\u0301te\u0301"


def test_a_blank_belongs_to_the_sentence_before_it_on_the_line() -> None:
    text = "One. Two.\n\nThree."
    units = Units(Layout(text, [segment(1, 0, len(text))]))
    assert [units.sentence_at(o) for o in (4, 9, 10, 17)] == [(0, 4), (5, 9), (11, 17), (11, 17)]


def test_boilerplate_is_passed_over_both_ways() -> None:
    text = "I: Hello.\nR: Yes.\n"
    parts = [("boilerplate", 0, 2), ("turn", 3, 9), ("boilerplate", 10, 12), ("turn", 13, 17)]
    units = Units(Layout(text, [segment(i, a, b, k) for i, (k, a, b) in enumerate(parts, 1)]))
    assert motions.past(units, 10, back=False) == 12
    assert motions.past(units, 11, back=True) == 9
    assert motions.past(units, 1, back=True) is None
    assert motions.past(units, 5, back=False) == 5
    assert motions.segment_next(units, 4) == 13 and motions.segment_prev(units, 13) == 3


SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=30).map(
    lambda some: sorted((a, a + n) for a, n in some)
)


@given(SPANS)
def test_no_two_that_overlap_share_a_lane_and_no_lane_is_wasted(spans: list[tuple[int, int]]) -> None:
    given_lanes = margin.lanes(spans)
    for i, (a, b) in enumerate(spans):
        for j in range(i):
            if spans[j][0] < b and spans[j][1] > a:
                assert given_lanes[i] != given_lanes[j]
    deepest = max((sum(a <= x < b for a, b in spans) for x in range(80)), default=0)
    assert len(set(given_lanes)) == deepest


@given(SPANS, st.integers(0, 40), st.integers(1, 30), st.integers(1, 6))
def test_the_margin_names_every_stripe_in_sight(
    spans: list[tuple[int, int]], top: int, height: int, shown: int
) -> None:
    stripes = [
        margin.Stripe(i, lane, a, b - 1, f"code {i}", active=i == 1)
        for i, ((a, b), lane) in enumerate(zip(spans, margin.lanes(spans), strict=True), 1)
    ]
    rows = margin.rows(stripes, top, top + height, shown)
    seen = {s.id for s in stripes if s.first < top + height and s.last >= top}
    assert {id for row in rows.values() for _, id in row.names} == seen
    assert all(top <= r < top + height and len(row.lanes) == shown for r, row in rows.items())
    for s in stripes:
        if s.id in seen and (s.lane < shown or s.active):
            column = min(s.lane, shown - 1)
            for r in range(max(s.first, top), min(s.last, top + height - 1) + 1):
                sign, id = rows[r].lanes[column]
                assert id == s.id or sign == margin.MORE or column == shown - 1


def test_stripes_have_a_beginning_an_end_and_another_sign_when_meant() -> None:
    rows = margin.rows(
        [
            margin.Stripe(1, 0, 0, 2, "a"),
            margin.Stripe(2, 1, 1, 1, "b", confirmed=False),
            margin.Stripe(3, 2, 0, 1, "c", active=True),
        ],
        0, 5, 3,
    )  # fmt: skip
    assert ["".join(sign for sign, _ in rows[r].lanes) for r in range(3)] == ["╻ ╥", "┃▫╨", "╹  "]
    # the first row is taken by a, so that c's name stands in its second; b has that row alone and shares it
    assert [[name for name, _ in rows[r].names] for r in range(3)] == [["a"], ["▸c", "b?"], []]
    assert margin.width_of(59) == 0 and margin.width_of(60) == 18 and margin.width_of(200) == 36
