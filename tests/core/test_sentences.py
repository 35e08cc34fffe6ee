"""Sentences: tables of known cases (written for this test), properties, gigantic input, the five real pages.

Over 400 lines: every rule has its cases on either side of its border, and all of them are one table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.text.abbreviations import LANGUAGES
from qda.core.text.sentences import VERSION, number, sentences

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


def split(text: str, language: str = "") -> list[str]:
    return [text[a:b] for a, b in sentences(text, 0, len(text), language)]


# A bar stands where a sentence ends and the next begins.
DUTCH = [
    "De raad vroeg m.b.t. de begroting om uitleg. | Die kwam er niet.",
    "Dat is een taak, d.w.z. een plicht, van o.a. Zwolle en Assen. | Klopt dat?",
    "Wij doen veel, bijv. Utrecht helpen. | En soms niets.",
    "Vraag het aan dhr. Smit of mevr. De Wit. | Zij weten het.",
    "Het is van drs. P. Bakker en J. de Vries. | Samen schreven zij het.",
    "Wij hebben plan B. | Het is klaar.",
    "Neem tafels, stoelen enz. mee. | Kom op tijd.",
    "Neem tafels, stoelen enz. | Kom op tijd.",
    "Om 16.45 uur op 12.03.2019 kwam versie 2.0 uit. | Daarna niets.",
    "Kijk op www.voorbeeld.nl of node.js en mail a.b@voorbeeld.nl. | Tot dan.",
    "Lees https://voorbeeld.nl/a.Bcd?x=Ja.Nee verder. | Goed zo.",
    "Zie art. 12 en blz. 4. | Daar staat het.",
    "De vraag ‘Hoe nu??’ kwam vaak terug. | Niemand wist het.",
    "Hij riep “Kom mee!” en liep weg. | “Ik blijf.” | Zo ging het.",
    "Ze zei: “Dat kan niet. | Het is te laat.” | Toen was het stil.",
    "Dat is de afspraak (zie ook blz. 3). | (Niet iedereen weet dat.) | Jammer.",
    "Ik weet het niet... misschien morgen. | Of nooit… | Wie zal het zeggen?!",
    "Het gaat om de rol in een bredere opgave.|Taken",
    "Wat leren we van versie 2.0?|Vernieuwing",
    "Regel.nl is een site. | Stad2.0 ook, net als U.S.A en Overheid.Nl is dat.",
    "Een goed idee! :-) | Ik doe mee 😀. | Tot morgen! 😀🎉 | Groet",
    "Praat mee! https://voorbeeld.nl/abc",
    "Kom ook! #raad @griffie",
    "Dat noemt men waarde (?) Van wie dan? | Van ons.",
    "Zo werkt het (Jansen et al. 2013). | Zo niet (Bos 2014). | Klaar.",
    "‘Wat willen wij eigenlijk bereiken?’ (Anna Bos, 2013) | Een goede vraag.",
    "dit is slordig getypt. | en dit ook. | Maar dit niet.",
    "het werkt gewoon. | ja echt? | nou zeker",
    "De vragen zijn Hoe blijft het? en Hoe wordt het? | Beide tellen.",
    "Het is klaar. | ’s Avonds vierden we feest. | eParticipatie werkt.",
    "1. Dat is het eerste punt. | 2. Dat het tweede.",
    "In 2019. | 15 jaar later was alles anders.",
    "De prof. dr. ir. A.B.C. van Dam komt a.s. vrijdag. | Leuk.",
    "Vroeger (300 v. Chr.) was dat anders. | Nu niet.",
]
ENGLISH = [
    "She met Dr. Brown, i.e. the mayor, at 9 a.m. | Then they talked.",
    "Many goods, e.g. Bread, are taxed. | So what?",
    "He said no. | Then he left.",
    "See no. 5 and fig. 2. | They matter.",
    "They live in the U.S. | The rest does not.",
    "The U.S. Army and J. K. Rowling met Mr. T. Jones. | It rained.",
    "“Who pays?” she asked. | “We do!” | Nobody laughed.",
    "Tools, chairs, etc. were sold. | The end.",
    "You and I. | That is all.",
    "What?! | No way... | Really.",
    "It ended.[12] | It began again.",
    "Smith et al. Found that value is made.",
]
GERMAN = ["Am 3. Oktober kam z. B. Frau Dr. Weiß. | Das war schön.", "Er sagte „Komm!“ und ging. | „Nein.“ | Gut."]
FRENCH = ["Voir p. ex. M. Dupont, etc. | Puis on verra.", "Comment ? | Je ne sais pas."]
OTHERS = ["我知道。|你呢？|好。"]


def _expected(case: str) -> tuple[str, list[str]]:
    parts = [part.strip() for part in case.split("|")]
    return re.sub(r" ?\| ?", lambda m: " " if m[0] == " | " else "", case), parts


@pytest.mark.parametrize("case", DUTCH)
def test_dutch(case: str) -> None:
    text, parts = _expected(case)
    assert split(text, "nl") == parts


@pytest.mark.parametrize(
    ("case", "language"),
    [(c, "en") for c in ENGLISH]
    + [(c, "de") for c in GERMAN]
    + [(c, "fr") for c in FRENCH]
    + [(c, "") for c in OTHERS],
)
def test_other_languages(case: str, language: str) -> None:
    text, parts = _expected(case)
    assert split(text, language) == parts


# What decides at its border: each pair is a case on either side of a bound or of one word of a rule.
BORDERS = [
    ("nl", "Zie Jansen et al. Daar staat het."),
    ("en", "We read Smith et al. Then we wrote."),
    ("nl", "Het was het al. | Daarna niet meer."),  # `al` alone, or after another word than `et`
    ("nl", "Wij zagen veel al. | Daarna kwam hij."),
    (
        "nl",
        "Hij kwam vroeg thuis. | maar dat wist ik.",
    ),  # five letters: a whole word, so that the small letter is careless
    ("nl", "Hij kwam laat. maar dat wist ik."),  # four: it may be an abbreviation
    ("nl", "Zie BIJLA. maar dat wist ik."),
    ("nl", "Het huisX. maar dat wist ik."),
    ("nl", "Vroeg4. maar dat wist ik."),
    ("nl", "123.123.123. Kop"),  # eleven characters of an item's number, and twelve
    ("nl", "123.123.1234. | Kop"),
    ("nl", "Dit is 1.2.3. | Kop"),  # not where the sentence begins
    ("de", "Am 3. Oktober war es."),
    ("de", "Am 31. Oktober war es."),  # ordinals have two figures at most
    ("de", "Es waren 310. | Oktober kam."),
    ("de", "Es waren 31. | Das war viel."),
    ("nl", "Op 3. | Oktober kwam daarna."),  # only German writes them with a stop
    ("nl", "Het waren er 31. 4 ervan gingen."),
    ("nl", "Het waren er 314. | 4 ervan gingen."),
    ("nl", "Het was laat. | ’s Morgens ging hij."),
    ("nl", "Het was laat. ’s morgens ging hij."),
    ("nl", "Het was laat. s Morgens ging hij."),  # without its apostrophe it is a letter of a list, or a slip
    ("nl", "Het was laat. | iPhone is duur."),
    ("nl", "Het was laat. iets anders"),
    ("nl", "zie de site.Nl voor meer"),  # domains after a stop, and words
    ("nl", "ging weg.Com is het"),
    ("nl", "ging weg.|Rollen zijn er"),
    ("nl", "ging weg.|Ik ben er"),
    ("nl", "ging weg.Xy ben er"),
    # a stop with no space behind it: a word that was run together, or a name, an address, a piece of code
    ("nl", "Hij ging a.|Rollen zijn er"),
    ("nl", "Hij ging WEG.Rollen zijn er"),
    ("nl", "Hij ging aB.Rollen zijn er"),
    ("nl", "Zie prof.Rollen is er"),
    ("nl", "zie prof?|Rollen is er"),
    ("nl", "Zie node.Rollen.js is"),
    ("nl", "zie x/y.Rollen/z is"),
    ("nl", "zie een.Rollen(a) is"),
    ("nl", "zie een.Rollen_x is"),
    ("nl", "zie een.Rollen@x is"),
    ("nl", "zie een.|Rollen= is"),
    ("nl", "zie een.|Rollen. | En"),
    ("nl", "zie http://a.nl/een.Rollen is"),
    ("nl", "zie www.een.Rollen is"),
    ("nl", "zie a@een.Rollen is"),
    ("nl", "zie a_een.Rollen is"),
    ("nl", "zie a\\een.Rollen is"),
    ("nl", "zie a=een.Rollen is"),
    ("nl", "Kom mee!|Rollen. | En"),
    ("nl", "wat?IK ga"),
    ("nl", "wat?|En dan"),
    ("nl", "zie een.Ro"),
    ("nl", "zie een.|Rol"),
    ("nl", "Dit is (goed).|Rollen zijn"),
    ("nl", "zie een.Info is"),
    ("nl", "zie een.|Infos is"),
    ("nl", "De vraag ‘Hoe dan?’ Bleef open."),  # a question of two words inside a sentence, of three, after a colon
    ("nl", "De vraag ‘Hoe moet dat?’ | Bleef open."),
    ("nl", "De vraag: ‘Hoe dan?’ | Bleef open."),
    ("nl", "‘Hoe dan?’ | Vroeg hij."),
    ("nl", "Wij vroegen 'Ja?' Bleef weg."),
    ("nl", '"Ja?" | Daarna niet.'),
    ("nl", "Daar staat het. http://voorbeeld.nl/x"),  # an address stays with what it is given for
    ("nl", "Daar staat het! https://voorbeeld.nl/x"),
    ("nl", "Daar staat het? www.voorbeeld.nl"),
    ("nl", "Dat is raar (!) Vindt hij."),
    ("nl", "Dat is raar [?] Vindt hij."),
    ("nl", "Dat is raar (echt!) | Vindt hij."),
    ("", "Klaar。|dan verder"),
    (
        "nl",
        f"De vraag ‘{'x' * 27}?’ Bleef open.",
    ),  # thirty characters back, the quotation mark and a word before it among them
    ("nl", f"De vraag ‘{'x' * 28}?’ | Bleef open."),
    ("nl", "Zij vroeg het (met ‘wil je dat zelf wel’?) Bleef open."),
    ("nl", "Kom je naar zaal X?) | Bleef open."),
    ("nl", "Bij zaal X ‘Hoe dan?’ Bleef open."),
    ("nl", "Kom MEE!|Rollen. | En"),
    ("nl", "In Oss.|Rollen zijn er"),
    ("nl", "zie een.R"),
    ("nl", "ging weg.|Ik"),
    ("nl", "zie een.Rollen/a"),
    ("nl", "zie een.|Rollen="),
    ("nl", "kijk op http://a.nl/een bij ons.|Rollen zijn er"),
    ("nl", "Daar ligt het voorbeeld. http://a.nl/x staat erbij."),
    ("nl", "Daar ligt het voorbeeld. https://a.nl/x staat erbij."),
    ("", "Klaar。 | dan verder"),
    ("nl", "Wacht… ("),
    ("nl", "Wacht… 12 dagen"),
    ("nl", "Wacht… | @anna kom"),
    ("nl", "Wacht… | #waarde telt"),
    ("nl", "Het was laat. | ’s MORGENS ging hij."),
    ("nl", "Kom! | straks gaan we"),
    ("nl", "De vraag ‘Hoe dan? | Bleef open’ hing er."),
    ("nl", "De vraag ‘Hoe dan?’ | Het bleef open."),
    ("nl", "123.123.12.1. | Kop"),
    ("nl", "(1. Kop en zo)"),
    ("nl", "((1. | Kop en zo)"),
    (
        "fr",
        "c'est bien, c.-à-d. | Le conseil vient.",
    ),  # a word that may end a sentence, and does before one that begins it
    ("fr", "c'est bien, c.-à-d. Rouen vient."),
    ("nl", f"_{'x' * 99}.Rollen zijn er"),  # a hundred characters back
    ("nl", f"_{'x' * 100}.|Rollen zijn er"),
]


@pytest.mark.parametrize(("language", "case"), BORDERS)
def test_borders_of_the_rules(language: str, case: str) -> None:
    text, parts = _expected(case)
    assert split(text, language) == parts


LINES = [
    ("Een kop\n\nEen zin zonder punt\n\nNog een", ["Een kop", "Een zin zonder punt", "Nog een"]),
    ("plaatsen.Rollen\n\nMet Anna", ["plaatsen.", "Rollen", "Met Anna"]),
    (
        "Dit is een alinea die met de hand op zeventig tekens is afgebroken door\n"
        "Anna en daarna door de griffie van de gemeente nog eens is nagelezen en\n"
        "goedgekeurd. Dat was\nnodig.",
        [
            "Dit is een alinea die met de hand op zeventig tekens is afgebroken door\n"
            "Anna en daarna door de griffie van de gemeente nog eens is nagelezen en\n"
            "goedgekeurd.",
            "Dat was\nnodig.",
        ],
    ),
    ("Wij willen:\n  • korter wachten\n  • meer doen; waarom?\n  • klaar", None),
    ("Wij willen:\n- korter wachten\n- meer doen\n\nEinde", None),
    ("Wij willen\n1. korter wachten\n2. meer doen\n3) klaar\na) zo", None),
    ("Over de waarde\nDe raad vindt van alles over de waarde van dit werk en zegt dat ook.", None),
    ("Hartelijke groet,\nAnna", None),
    ("Beste Anna,\nWat een vraag!", None),
    ("# Kop\nen dan verder\n---\nen dan", ["# Kop", "en dan verder", "---", "en dan"]),
    (
        "Een gemeente die zelf - zonder hulp van anderen en zonder tussenkomst\n- problemen oplost",
        ["Een gemeente die zelf - zonder hulp van anderen en zonder tussenkomst\n- problemen oplost"],
    ),
    ("x" * 200 + " en\n@anna zegt iets", ["x" * 200 + " en", "@anna zegt iets"]),
    ("Een kop\n#waarde is wat ik zoek", None),
    ("Een kop\n(", ["Een kop\n("]),
    # eighty characters wide: the next word would have fitted within four fifths of it, or not
    (f"{'x' * 59}\nAbcd {'y' * 75}", None),
    (f"{'x' * 60}\nAbcd {'y' * 75}", [f"{'x' * 60}\nAbcd {'y' * 75}"]),
    (f"{'x' * 27}\nA{'b' * 159}", None),  # of a word a hundred characters count
    (f"{'x' * 28}\nA{'b' * 159}", [f"{'x' * 28}\nA{'b' * 159}"]),
    (f"De vraag ‘Hoe dan?’  \nBleef open {'y' * 70}", [f"De vraag ‘Hoe dan?’  \nBleef open {'y' * 70}"]),
    (
        "- een\n\nEen gemeente die zelf - zonder hulp van anderen en zonder tussenkomst\n- problemen oplost",
        ["- een", "Een gemeente die zelf - zonder hulp van anderen en zonder tussenkomst\n- problemen oplost"],
    ),
    (f"- {'z' * 80}\n- nog een", None),
    ("| a | b\nen dan", None),
    ("\u00a0\n \n", []),
    ("", []),
    ("...", ["..."]),
    ("!!! Let op", ["!!! Let op"]),
    (". . .", [". . ."]),
]


@pytest.mark.parametrize(("text", "parts"), LINES)
def test_lines(text: str, parts: list[str] | None) -> None:
    want = [line.strip() for line in text.split("\n") if line.strip()] if parts is None else parts
    assert split(text, "nl") == want


def check(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    position = start
    for a, b in found:
        assert start <= a < b <= end
        assert a >= position
        assert text[position:a].strip() == ""
        assert text[a:b] == text[a:b].strip()
        assert not re.search(r"\n[^\S\n]*\n", text[a:b])
        position = b
    assert text[position:end].strip() == ""


PIECES = st.sampled_from(
    [
        "de",
        "Raad",
        "m.b.t.",
        "J.",
        ".",
        "...",
        "…",
        "?!",
        "!",
        " ",
        "\n",
        "\n\n",
        "\xa0",
        "“",
        "”",
        "’",
        "'",
        "(",
        ")",
        "2.0",
        "1.",
        "- ",
        "• ",
        "12",
        "😀",
        "é",
        "é",
        "https://a.nl/b",
        "#tag",
        "@wij",
        "。",
        "etc.",
        "Het",
        "[1]",
        "|",
        "\t",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80), st.data())
def test_every_character_once(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    language = data.draw(st.sampled_from(["", "nl", "en", "de", "fr", "xx"]))
    found = sentences(text, start, end, language)
    check(text, start, end, found)
    # Outside of the stretch nothing counts, and a shift of the text is a shift of the offsets.
    assert found == [(a + start, b + start) for a, b in sentences(text[start:end], 0, end - start, language)]


def test_numbering_goes_on_over_segments() -> None:
    text = "Een. Twee.\n\n> Drie.\n\nVier"
    got = number(text, [(0, 10), (21, 25)], "nl")
    assert [(s.n, s.segment, text[s.start : s.end]) for s in got] == [(1, 0, "Een."), (2, 0, "Twee."), (3, 1, "Vier")]


def test_numbering_reads_the_language() -> None:
    text = "Am 3. Oktober war es."
    assert len(number(text, [(0, len(text))], "de")) == 1 and len(number(text, [(0, len(text))])) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Wat een dag! 😀 Het was laat. iPhone is duur."),
        ("nl", "Zie prof. Jansen (2012). Daarna blz. 12, d.w.z. straks."),
        ("nl", "Zij vroeg: ‘Hoe dan?’ Het bleef zo… #raad @anna"),
        ("nl", "Een kop\n(Rollen\n- punt een\n\n1. Kop\nEn verder.Het ging."),
        ("nl", "Mooi. http://a.nl/b #c\nWacht… (“Ja.” Zo)"),
        ("de", "Am 3. Oktober war es z.B. Das ist 。 so"),
    ],
)
def test_nothing_outside_of_a_stretch_counts(language: str, text: str) -> None:
    for end in range(len(text) + 1):
        assert sentences(text, 0, end, language) == sentences(text[:end], 0, end, language)


def test_what_follows_the_stretch_does_not_begin_a_line_of_it() -> None:
    assert sentences("Een kop\n(Rollen", 0, 9, "nl") == [(0, 9)]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        ". ",
        ".",
        "!",
        "a.",
        "Aa.",
        "aaa.Baa",
        " ",
        "\n",
        "- a\n",
        "“",
        "?’ ",
        "(",
        "! 😀 ",
        "! #a ",
        "😀",
        "1. ",
        "é",
        "a.b@",
        "[1]",
    ],
)
def test_gigantic_lines(unit: str) -> None:
    # anything worse than linear would not come back from this
    text = "Zo. " + unit * (300_000 // len(unit)) + "x"
    check(text, 0, len(text), sentences(text, 0, len(text), "nl"))


def test_megabytes_in_one_line() -> None:
    text = "Dit is een gewone zin met een getal als 2.0 erin. " * 60_000
    assert len(sentences(text, 0, len(text), "nl")) == 60_000


def test_data() -> None:
    assert VERSION >= 1
    for language, entry in LANGUAGES.items():
        assert set(entry) == {"title", "number", "last", "starters", "goes_on"}, language
        for words in entry.values():
            assert words == words.lower()
            assert not any(word.endswith(".") for word in words.split())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared folder with the real pages is not beside the project")
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda p: p.name[:3])
def test_real_pages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = sentences(text, 0, len(text), "nl")
    check(text, 0, len(text), found)
    assert len(found) > 30
    for a, b in found:
        sentence = text[a:b]
        assert not re.match(r"[a-z]", sentence) or sentence.startswith("samen werken"), sentence
        assert "\n" not in sentence  # no page is hard-wrapped
        assert len(sentence) < 600


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared folder with the real pages is not beside the project")
def test_real_pages_by_digest() -> None:
    counts = {p.name[:3]: len(split(p.read_text(encoding="utf-8"), "nl")) for p in CORPUS.glob("*.txt")}
    assert counts == {"000": 60, "001": 53, "002": 45, "003": 44, "004": 39}
