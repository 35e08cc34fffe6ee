"""Live captions, whose cues grow word by word: what was said comes in once, from when it was begun."""

from __future__ import annotations

import time

import pytest
from helpers_transcripts import cues, said, when

from qda.importers.transcripts.line_labels import clock

BAKING = "we talk about bread and about butter today"


def srt(*rows: str, step: int = 500, gap: int = 0) -> str:
    """A file of cues, one right after the other or with a gap (milliseconds)."""
    blocks = [f"{clock(n * (step + gap))} --> {clock(n * (step + gap) + step)}\n{row}" for n, row in enumerate(rows)]
    return "\n\n".join(f"{n}\n{b}" for n, b in enumerate(blocks, 1))


def growing(text: str) -> list[str]:
    """The cues of live captions: each has a word more."""
    words = text.split()
    return [" ".join(words[: n + 1]) for n in range(len(words))]


def test_cues_that_grow_come_once() -> None:
    made = cues(srt(*growing(BAKING), *growing("and then we eat it")))
    assert made.text == f"{BAKING} and then we eat it"
    assert when(made, "paragraph") == [("00:00:00.000", "00:00:06.500")]
    assert any("roll or grow" in n for n in made.notes)


def test_each_speaker_says_it_once_at_its_own_time() -> None:
    rows = [*(f"Ann: {r}" for r in growing("so today we talk")), *(f"Ben: {r}" for r in growing("ja ja dat klopt"))]
    made = cues(srt(*rows, "Ann: mooi"))
    assert said(made) == [("Ann", "so today we talk"), ("Ben", "ja ja dat klopt"), ("Ann", "mooi")]
    assert when(made) == [
        ("00:00:00.000", "00:00:02.000"),
        ("00:00:02.000", "00:00:04.000"),
        ("00:00:04.000", "00:00:04.500"),
    ]


def test_speakers_in_voice_tags_grow_too() -> None:
    rows = [f"<v Ann>{r}</v>" for r in growing("so today we talk")] + ["<v Ben>so today we talk</v>"]
    assert said(cues("WEBVTT\n\n" + srt(*rows))) == [("Ann", "so today we talk"), ("Ben", "so today we talk")]


@pytest.mark.parametrize(
    "rows",
    [
        ["so", "so today", "so today we", "so today we\ntalk", "so today we\ntalk about", "talk about\nbread"],
        ["so", "so today", "so today we", "so today we\ntalk", "so today we\ntalk about", "talk about bread"],
        ["so tod", "so today we", "so today we talk", "so today we talk ab", "so today we talk about bread"],
        ["so", "so", "so today", "so today we talk", "so today we\ntalk", "so today we\ntalk about bread"],
    ],
    ids=["rolls", "rolls and grows", "half words", "stands still, wrapped anew"],
)  # fmt: skip
def test_growing_and_rolling(rows: list[str]) -> None:
    assert cues(srt(*rows)).text == "so today we talk about bread"


def test_the_last_reading_stands() -> None:
    assert cues(srt("so to day", "so to day", "So, to day we", "So, to day we talk.", "So, to day we talk. Right?")).text == (
        "So, to day we talk. Right?"
    )  # fmt: skip


def test_a_run_that_grows_in_a_file_that_does_not() -> None:
    rows = [
        "Wie is dat?",
        "Ik weet",
        "Het niet.",
        *growing("zo kwam dat dus"),
        *"abcdefghijklmnop",
    ]
    made = cues(srt(*rows))
    assert made.text == "Wie is dat? Ik weet Het niet. zo kwam dat dus a b c d e f g h i j k l m n o p"


@pytest.mark.parametrize(
    "rows",
    [
        ["Ja.", "Ja, dat klopt.", "En toen", "Toen kwam hij.", "Nee.", "Nee.", "Nee, echt niet."],
        ["ja", "ja ja", "ja ja ja", "ja ja ja ja", "en", "toen", "kwam", "hij", "weer", "terug"],
        ["Nee.", "Nee.", "Nee.", "Nee.", "Nee."],
        ["I was", "I was there.", "Who", "Who was there?", "Me.", "Me and you?", "You.", "You know.", "Sure.", "So."],
    ],
    ids=["ja, dat klopt", "ja ja ja", "nee nee nee", "said again with more"],
)
def test_what_people_repeat_stays(rows: list[str]) -> None:
    apart = cues(srt(*rows, gap=400))
    assert apart.text.split() == " ".join(rows).split()
    if "I was" not in rows:
        assert cues(srt(*rows)).text.split() == " ".join(rows).split()


def test_what_grows_after_a_pause_was_said_again() -> None:
    rows = growing(BAKING)
    assert cues(srt(*rows, gap=300)).text.split() == " ".join(rows).split()


def test_long_cues_are_no_captions() -> None:
    began = time.process_time()
    line = "ab " * 1_000_000
    assert len(cues(srt(line, line, line + "c")).text) > 8_000_000
    assert time.process_time() - began < 30
