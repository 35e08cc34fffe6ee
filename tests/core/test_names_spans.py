"""Names and spans."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.errors import QdaError
from qda.core.names import KnownNames, _distance, clean, key, near_duplicates
from qda.core.text.spans import innermost, length, overlap, union

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def places(spans: list[tuple[int, int]]) -> set[int]:
    return {i for a, b in spans for i in range(a, b)}


@given(SPANS, SPANS)
def test_spans_are_sets_of_places(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    assert places(union(a)) == places(a)
    assert length(a) == len(places(a))
    for spans in (union(a), union([*a, *b])):
        assert all(x < y for x, y in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(before[1] < after[0] for before, after in pairwise(union(a)))
    for x in a:
        for y in b:
            both = overlap(x, y)
            assert places([both] if both else []) == places([x]) & places([y])


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=3)), max_size=5
    )
)
def test_innermost(shape: list[tuple[int, list[tuple[int, int]]]]) -> None:
    segments: list[tuple[int, int]] = []
    at = 0
    for size, inner in shape:
        segments.append((at, at + size))
        for a, b in union([(min(a, size), min(b, size)) for a, b in inner]):
            if (a, b) != (0, size):
                segments.append((at + a, at + b))
        at += size + size % 2
    for position in range(-1, at + 2):
        holding = [i for i, (a, b) in enumerate(segments) if a <= position < b]
        want = min(holding, key=lambda i: (segments[i][1] - segments[i][0], -i)) if holding else None
        assert innermost(segments, position) == want


def test_key() -> None:
    assert key("  Publieke\t WAARDE ") == "publieke waarde"
    assert key("Cafe\u0301") == key("CAFÉ")
    assert key("Straße") == key("STRASSE")
    assert key("a\u00a0b") == key("A b")


@given(st.text(max_size=20))
def test_key_is_stable(name: str) -> None:
    assert key(key(name)) == key(name)
    assert key(unicodedata.normalize("NFD", name)) == key(unicodedata.normalize("NFC", name))


def test_clean() -> None:
    assert clean("  Publieke  waarde\u00a0") == "Publieke  waarde"
    assert clean("x" * 200)
    assert clean("👩\u200d💻")


@pytest.mark.parametrize(
    "name", ["", "  ", "a\nb", "a\u2028b", "a\x1b[31m", "a\0b", "x" * 201, "a\u202eb", "a\x9bb", "a\ud800"]
)
def test_clean_refuses(name: str) -> None:
    with pytest.raises(QdaError) as e:
        clean(name, "code name")
    assert str(e.value).startswith("the code name ")
    assert str(e.value).isprintable()


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("meerwaarde", ["rol", "Meer waarde", "MEERWAARDE", "meerwaadre"], "Meer waarde,meerwaadre"),
        ("meerwaarde", ["meerwaarden", "meerwarde"], "meerwaarden,meerwarde"),
        ("rol", ["role", "rollen", "bol", "pot", "ro", "Rol"], "role,bol,ro"),
        ("fase 1", ["fase 2", "fase 10", "fasen 1"], "fasen 1"),
        ("public value", ["public-values", "publicvalue", "pubilc vlaue"], "publicvalue,pubilc vlaue,public-values"),
        ("a", ["b", "ab", "A"], ""),
        ("x", [], ""),
        ("waarden", ["waarde", "waarheden", "waardes", "baarden"], "waarde,waardes,baarden,waarheden"),
    ],
)  # fmt: skip
def test_near_duplicates(name: str, known: list[str], near: str) -> None:
    got = near_duplicates(name, known)
    assert sorted(got) == sorted(near.split(",") if near else [])


@pytest.mark.parametrize(
    ("name", "other", "near"),
    [
        # two edits count where both names have five characters or more, else one
        ("waard", "woord", True),
        ("waar", "woor", False),
        ("waard", "waa", False),
        ("waa", "waard", False),
        ("waard", "waxx", False),
        ("waxx", "waard", False),
        ("waarde", "wixrdo", False),  # three edits
        # spaces, hyphens, underscores, apostrophes and a plural ending, whatever the length
        ("publieke_meer-waarde", "publieke meerwaarden", True),
        ("secretaris’s taken", "secretaris's taak", False),
        ("de rol - van - de - raad", "derolvanderaad", True),
        ("ab", "a-b", True),
        ("a - - - b", "ab", False),  # six characters more than two and a half
        ("rollen", "roll", True),
        ("abcdefs", "abcdef", True),
        ("abcs", "abcxx", False),
        ("foto’s van het dorp", "foto's van het dorp", True),
        # names in a series
        ("fase 1", "fase 2", False),
        ("fase 1", "fase", False),
        ("1 fase", "2 fasen", True),
        # one letter is a label
        ("a", "b", False),
        ("ab", "b", False),
        ("ab", "ac", True),
    ],
)
def test_how_near_is_near(name: str, other: str, near: bool) -> None:
    assert (near_duplicates(name, [other]) == [other]) is near
    assert (near_duplicates(other, [name]) == [name]) is near


def test_the_nearest_come_first_then_the_order_given() -> None:
    known = [
        "meer-waarde - in - het dorp",
        "meerwaardex in het dorp",
        "meerwxxrde in het dorp",
        "meerwaardey in het dorp",
    ]
    assert near_duplicates("meerwaarde in het dorp", known) == [known[1], known[3], known[2], known[0]]


def test_names_sorted_once_are_near_as_each_alone_is() -> None:
    rng = random.Random(4)
    signs, found = "abc -’'sn–É1", 0
    for _ in range(300):
        known = ["".join(rng.choices(signs, k=rng.randint(0, 8))) for _ in range(30)]
        name = "".join(rng.choices(signs, k=rng.randint(1, 8)))
        near = KnownNames(known).near(name)
        assert sorted(near) == sorted(other for other in known if near_duplicates(name, [other]))
        found += len(near)
    assert found > 30


def test_half_a_character_is_no_name() -> None:
    for half in ("\ud800", "\udabc", "\udfff"):
        with pytest.raises(QdaError, match=r"'x.*half a character"):
            key(f"x{half}")
    assert key("\ud7ff") and key("\ue000")


WORDS = st.text("abc ", max_size=14)


def full(a: str, b: str) -> int:
    """Optimal string alignment, the textbook table."""
    d = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
    return d[len(a)][len(b)]


@given(WORDS, WORDS, st.integers(1, 2))
def test_distance(a: str, b: str, limit: int) -> None:
    assert _distance(a, b, limit) == min(full(a, b), limit + 1)


@given(st.text("abcdef", min_size=10, max_size=20), st.data())
def test_two_edits_are_always_found(name: str, data: st.DataObject) -> None:
    other = name
    for _ in range(2):
        i = data.draw(st.integers(0, len(other) - 2))
        edit = data.draw(st.sampled_from("adcs"))
        if edit == "a":
            other = other[:i] + "x" + other[i:]
        elif edit == "d":
            other = other[:i] + other[i + 1 :]
        elif edit == "c":
            other = other[:i] + "x" + other[i + 1 :]
        else:
            other = other[:i] + other[i + 1] + other[i] + other[i + 2 :]
    if full(name, other) > 2:
        return  # two swaps that overlap
    assert other == name or near_duplicates(name, [other]) == [other]
