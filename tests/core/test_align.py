"""Two versions of a text: which stretches of the old one are in the new one, and where."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.text.align import Alignment, Run, squashed


def marked(old: str, new: str) -> tuple[str, str]:
    """Both versions with brackets around each stretch that they share."""
    runs = Alignment(old, new).runs
    out = []
    for text, spans in ((old, [r[:2] for r in runs]), (new, [r[2:] for r in runs])):
        for start, end in reversed(spans):
            text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
        out.append(text)
    return out[0], out[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[Een regel.\nNog een.\n]", "[Een regel.\nNog een.\n]"),
        ("[Een regel.\n]Weg.\n[Nog een.\n]", "[Een regel.\n][Nog een.\n]"),
        ("[Een regel.\n][Nog een.]", "[Een regel.\n]Erbij.\n[Nog een.]"),
        ("[De raad stemt ]vandaag[.]", "[De raad stemt ]morgen[.]"),
        ("[De ]raad[ stemt vandaag.]", "[De ]wethouder[ stemt vandaag.]"),
        ("Oud[ begin.]", "Nieuw[ begin.]"),
        ("[een twee\ndrie vier\n]", "[een\ntwee drie\nvier\n]"),  # wrapped anew
        ("[een][  ][twee]", "[een][ ][twee]"),
        ("[een ]drie[ vijf ]zes[ acht]", "[een ]vier[ vijf ]zeven[ acht]"),
        # what was moved: the longest order that both versions share
        ("aap\nnoot\n[mies\nwim\nzus\n]", "[mies\nwim\nzus\n]aap\nnoot\n"),
        ("[aap\nnoot\n]mies\n", "mies\n[aap\nnoot\n]"),
        ("[aap\n]wim\n[noot\n]zus\n[mies\n]jet[\n]", "jet\n[aap\n][noot\n][mies\n]wim\nzus[\n]"),
        # words that occur more than once are no anchors, and are compared one by one
        ("[ja ]ja [nee nee nee]!", "[ja ][nee nee nee]? ja ja"),
        ("a [b b a ]c", "[b b a ]d"),
        ("", ""),
        ("iets", ""),
        ("", "iets"),
        ("oud", "nieuw"),
    ],
)
def test_what_both_versions_have(old: str, new: str) -> None:
    bare = [text.replace("[", "").replace("]", "") for text in (old, new)]
    assert marked(bare[0], bare[1]) == (old, new)


def test_small_gaps_alone_are_compared_word_by_word() -> None:
    """Words that occur more than once are compared up to 200 tokens against 200, wherever in the text they stand."""
    old, new = " ".join(["een", "twee"] * 50) + "!", " ".join(["twee", "een"] * 50) + "?"
    assert Alignment(old, new).runs == [Run(0, 444, 5, 449)]
    assert Alignment("drie " + old, new).runs == []
    before = " ".join(map(str, range(6000))) + "."
    n = len(before)
    assert Alignment(before + "ja ja nee nee", before + "nee nee. ja").runs == [
        Run(0, n, 0, n), Run(n + 6, n + 13, n, n + 7),
    ]  # fmt: skip


def test_every_gap_is_compared() -> None:
    """What only one version has keeps no other gap from being compared, whichever comes first."""
    old = "aap vindt 1.\nA\nnoot vindt 2.\nB\nC\nmies vindt 3.\nD\n"
    new = "aap denkt 1.\nA\nnoot denkt 2.\nB\nwim\nC\nmies denkt 3.\nD\n"
    assert marked(old, new)[0] == "[aap ]vindt[ 1.\nA\nnoot ]vindt[ 2.\nB\n][C\nmies ]vindt[ 3.\nD\n]"
    assert marked(new, old)[0] == "[aap ]denkt[ 1.\nA\nnoot ]denkt[ 2.\nB\n]wim\n[C\nmies ]denkt[ 3.\nD\n]"


def test_the_place_of_a_stretch() -> None:
    a = Alignment("een  twee drie", "een twee drie")
    assert a.runs == [Run(0, 3, 0, 3), Run(3, 5, 3, 4), Run(5, 14, 4, 13)]
    assert (a.span(0, 3), a.span(0, 4), a.span(0, 5), a.span(0, 14)) == ((0, 3), (0, 4), (0, 4), (0, 13))
    assert (a.span(3, 5), a.span(4, 9), a.span(6, 8)) == ((3, 4), (3, 8), (5, 7))
    assert a.span(14, 15) is None and a.span(2, 2) is None and a.ends(2, 2) is None
    assert (a.ends(0, 14), a.ends(4, 9)) == ((0, 13), (3, 8))
    assert a.shared(4, 9) == [Run(3, 5, 3, 4), Run(5, 9, 4, 8)] and a.shared(0, 3) == [Run(0, 3, 0, 3)]


def test_the_place_of_a_stretch_in_which_something_changed() -> None:
    old, new = "De raad stemt vandaag over het plan.", "De raad stemt morgen over het nieuwe plan."
    a = Alignment(old, new)
    assert a.span(0, 14) == (0, 14) and a.span(3, 7) == (3, 7), "before the change"
    assert a.span(0, 15) is None and a.span(14, 21) is None and a.span(15, 25) is None and a.span(13, 22) is None
    over, plan = old.index("over"), old.index("plan")
    assert a.span(over, over + 4) == (21, 25) and a.span(plan, plan + 5) == (new.index("plan"), len(new))
    assert a.span(over, plan + 4) is None, "a word came in between"
    assert a.ends(0, len(old)) == (0, len(new)) and a.ends(over, plan + 4) == (21, new.index("plan") + 4)
    assert a.ends(14, 25) is None and a.ends(0, 15) is None and a.ends(0, 14) == (0, 14)
    assert [old[r.old : r.old_end] for r in a.shared(9, plan)] == ["temt ", " over het", " "]
    assert [new[r.new : r.new_end] for r in a.shared(9, plan)] == ["temt ", " over het", " "]
    assert a.shared(14, 21) == [] and a.shared(len(old), len(old) + 1) == []


def test_a_stretch_of_which_the_beginning_is_new() -> None:
    a = Alignment("Weg ermee. De raad stemt.", "De raad stemt.")
    assert a.span(0, 3) is None and a.ends(0, 25) is None and a.span(11, 25) == (0, 14)
    assert a.shared(0, 18) == [Run(11, 18, 0, 7)]
    moved = Alignment("aap\nnoot\nmies\n", "mies\naap\nnoot\n")
    assert moved.span(0, 9) == (5, 14) and moved.span(4, 14) is None


def test_blanks_alone_have_no_place_of_their_own() -> None:
    """A run of blanks that became shorter has one place in the new text, and all of the old ones go there."""
    a = Alignment("een    twee", "een twee")
    assert [a.span(n, n + 1) for n in range(3, 7)] == [(3, 4)] * 4
    b = Alignment("een twee", "een    twee")
    assert b.span(3, 4) == (3, 4) and b.span(3, 8) == (3, 11) and b.span(0, 8) == (0, 11)


def test_squashed() -> None:
    assert squashed(" de\n raad\u00a0 ") == "deraad"


words = st.lists(st.sampled_from(["de", "raad", "stemt", ".", " ", "  ", "\n", "\n\n"]), max_size=25).map("".join)


@given(words, words)
def test_what_is_shared_reads_the_same(old: str, new: str) -> None:
    a = Alignment(old, new)
    for r in a.runs:
        assert r.old < r.old_end and r.new < r.new_end
        assert squashed(old[r.old : r.old_end]) == squashed(new[r.new : r.new_end])
    for r, s in pairwise(a.runs):
        assert r.old_end <= s.old and r.new_end <= s.new
    for start in range(len(old)):
        for end in range(start + 1, len(old) + 1):
            place = a.span(start, end)
            if place is not None:
                assert squashed(old[start:end]) == squashed(new[slice(*place)]) and place == a.ends(start, end)
            held = [(max(r.old, start), min(r.old_end, end)) for r in a.runs if r.old < end and r.old_end > start]
            assert sum(r.old_end - r.old for r in a.shared(start, end)) >= sum(y - x for x, y in held)
    if old:
        assert Alignment(old, old).runs == [Run(0, len(old), 0, len(old))]


def test_a_stretch_is_found_by_its_first_and_last_characters_whatever_is_between_them() -> None:
    one = Alignment("De raad stemt vandaag over het plan.", "De raad van Ede stemt morgen over het plan.")
    old, new = one.old, one.new

    def found(part: str) -> str | None:
        start = old.index(part)
        ends = one.ends(start, start + len(part))
        return None if ends is None else new[slice(*ends)]

    assert found("raad stemt") == "raad van Ede stemt"
    assert found("stemt vandaag over") == "stemt morgen over"
    assert found("plan.") == "plan."
    for part in ("stemt vandaag", "stemt v", "vandaag over", "g over"):
        assert found(part) is None, "one end is gone"
    assert Alignment("abc", "xyz").ends(0, 1) is None


def test_what_was_added_at_an_end_is_no_part_of_a_stretch() -> None:
    one = Alignment("een twee", "nul een twee drie")
    assert one.ends(0, 8) == one.span(0, 8) == (4, 12)
    assert one.ends(0, 3) == (4, 7) and one.ends(4, 8) == (8, 12)
