"""How a program counts is found from the text, the selections and their names; positions are converted, never moved."""

from __future__ import annotations

import pytest

from qda.importers.projects.offsets import ALIKE, Convention, Positions, Stretch, Votes, choose

CP, UTF16, ONE, UTF16_ONE = Convention(), Convention(True, 2), Convention(False, 1), Convention(True, 1)
EVERY = {"code points, CRLF counts 2": CP, "UTF-16 units, CRLF counts 2": UTF16}
EVERY |= {"code points, CRLF counts 1": ONE, "UTF-16 units, CRLF counts 1": UTF16_ONE}
TEXT = (
    "Anna: Het was druk. 😀 Iedereen praatte.\r\nBert: Daarna 👍👍 was alles stil.\r\n\r\n"
    "Anna: Stil, ja. Ik hoorde de klok.\r\nBert: En de regen op het dak.\r\n"
)


def counted(text: str, start: int, end: int, way: Convention) -> tuple[int, int]:
    """Positions in a text with CRLF, which are code points of it, as a program that counts this way writes them."""

    def of(at: int) -> int:
        before = text[:at] if way.crlf == 2 else text[:at].replace("\r\n", "\n")
        return len(before.encode("utf-16-le")) // 2 if way.utf16 else len(before)

    return of(start), of(end)


def stretches(text: str, quotes: list[str], way: Convention, named: bool) -> list[Stretch]:
    return [(*counted(text, at := text.index(q), at + len(q), way), q if named else "") for q in quotes]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("said", EVERY)
def test_each_convention_is_found(said: str, named: bool) -> None:
    quotes = ["Het was druk. 😀 Iedereen", "alles stil.", "Stil, ja.", "Ik hoorde de klok.", "de regen", "dak."]
    given = stretches(TEXT, quotes, EVERY[said], named)
    positions = Positions(TEXT)
    way, told = choose(positions, given, Votes(CP))
    assert told == said and way == EVERY[said]
    places = [positions.stretch(a, z, way) for a, z, _ in given]
    assert [positions.text[p[0] : p[1]] for p in places if p] == quotes


def test_a_quote_over_a_line_end_has_one_character_for_it() -> None:
    for way in (CP, ONE, UTF16, UTF16_ONE):
        start, end = counted(TEXT, TEXT.index("Iedereen"), TEXT.index(" Daarna"), way)
        positions = Positions(TEXT)
        place = positions.stretch(start, end, way)
        assert place and positions.text[place[0] : place[1]] == "Iedereen praatte.\nBert:"


def test_texts_without_wide_characters_or_crlf_need_no_choice() -> None:
    for text in ("een twee\ndrie", "één\rtwee", ""):
        positions = Positions(text)
        assert positions.conventions() == [CP]
        assert choose(positions, [(0, 3, "")], Votes(UTF16)) == (CP, ALIKE)
        assert choose(positions, [], Votes(UTF16)) == (CP, "")
    assert Positions("één\rtwee").text == "één\ntwee"


def test_selections_before_the_first_difference_decide_nothing() -> None:
    votes = Votes(UTF16)
    assert choose(Positions(TEXT), [(0, 5, ""), (6, 19, "")], votes)[1] == ALIKE
    assert not votes.units and not votes.crlf


def test_ends_must_lie_in_the_text() -> None:
    text = "😀😀😀 a\r\nb"
    whole = len(text.encode("utf-16-le")) // 2
    assert choose(Positions(text), [(0, whole, "")], Votes(ONE))[0] == UTF16
    assert Positions(text).stretch(0, whole + 1, UTF16) is None
    assert Positions(text).stretch(0, whole, UTF16) == (0, len(text) - 1)


def test_names_go_before_words() -> None:
    text = "x\r\nab cd ef"
    assert choose(Positions(text), [(4, 6, "d ")], Votes(CP))[0] == CP  # no name says anything: words do
    assert choose(Positions(text), [(5, 6, "c")], Votes(CP))[0] == ONE
    assert choose(Positions(text), [(5, 6, "b")], Votes(ONE))[0] == ONE  # neither: a tie, and the program's way


def test_a_name_may_be_the_beginning_of_a_quote() -> None:
    quote = "Ik hoorde de klok. " * 6
    text = f"Een\r\nTwee\r\n{quote}\r\n"
    at = text.index("Ik")
    for name in (quote[:70], quote[:20] + "…", quote[:20] + "..."):
        positions = Positions(text)
        way, _ = choose(positions, [(at - 2, at - 2 + len(quote), name)], Votes(CP))
        assert way == ONE, name


def test_a_tie_goes_to_what_other_sources_decided_then_to_the_program() -> None:
    text = "aaaaaaa\r\naaaaaaaaaaaaa"
    one: list[Stretch] = [(12, 14, "")]
    assert choose(Positions(text), one, Votes(ONE))[0] == ONE
    assert choose(Positions(text), one, Votes(CP))[0] == CP
    votes = Votes(CP)
    assert choose(Positions(TEXT), stretches(TEXT, ["alles stil.", "de regen"], ONE, True), votes)[0] == ONE
    assert choose(Positions(text), one, votes)[0] == ONE


def test_a_place_inside_a_pair_is_the_place_before_it() -> None:
    text = "a\r\nb😀c"
    assert [Positions(text).at(n, CP) for n in range(7)] == [0, 1, 1, 2, 3, 4, 5]
    assert [Positions(text).at(n, ONE) for n in range(7)] == [0, 1, 2, 3, 4, 5, -1]
    assert [Positions(text).at(n, UTF16) for n in range(9)] == [0, 1, 1, 2, 3, 3, 4, 5, -1]
    assert [Positions(text).at(n, UTF16_ONE) for n in range(8)] == [0, 1, 2, 3, 3, 4, 5, -1]


def test_positions_are_never_moved_to_a_word() -> None:
    text = "woorden en\r\nzinnen"
    assert Positions(text).stretch(2, 5, CP) == (2, 5)
    assert Positions(text).stretch(13, 15, CP) == (12, 14)


def test_what_is_turned_round_or_negative_fits_nowhere() -> None:
    for way in (CP, UTF16, ONE):
        for stretch in ((5, 2), (-1, 3), (0, 10**19)):
            assert Positions(TEXT).stretch(*stretch, way) is None
    assert Positions(TEXT).stretch(5, 5, CP) == (5, 5)
