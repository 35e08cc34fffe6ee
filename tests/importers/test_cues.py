# ruff: noqa: E501 (texts as people write them stand on one line)
"""Files of cues, WebVTT and SRT: turns joined, rolling captions, odd and bad files, round trips."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from helpers_importers import draft, texts, tiles
from helpers_transcripts import TALKS, VTT, cues, said, when
from hypothesis import given
from hypothesis import strategies as st

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.importers import read as read_files
from qda.importers.captions.cues import read
from qda.importers.transcripts.line_labels import clock


@pytest.mark.parametrize("language", TALKS)
@pytest.mark.parametrize("way", VTT)
def test_cues(way: str, language: str) -> None:
    a, b, q, r, m, t = TALKS[language]
    made = cues(VTT[way].format(a=a, b=b, q=q, r=r, m=m, t=t))
    assert (made.kind, made.language) == ("interview", language)
    assert said(made) == [(a, q), (b, f"{r} {m}"), (a, t)]
    assert made.text == f"{a}: {q}\n\n{b}: {r} {m}\n\n{a}: {t}"
    assert when(made) == [
        ("00:00:01.000", "00:00:03.000"),
        ("00:00:03.500", "00:00:07.250"),
        ("00:01:08.000", "00:01:09.000"),
    ]
    assert [s.role for s in made.segments if s.kind == "turn"] == ["researcher", "participant", "researcher"]


def test_speaker_in_cues() -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nden som spør: hva?\n\n00:03.000 --> 00:04.000\nNote: dette.\n\n00:05.000 --> 00:06.000\nden som svarer: ja.\n"
    assert not said(cues(vtt))
    assert said(cues(vtt, "den som *")) == [("den som spør", "hva? Note: dette."), ("den som svarer", "ja.")]


# Cues: what real files have in them


def test_several_voices_in_one_cue() -> None:
    made = cues("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi.</v> <v Ben>Ho.</v>\n<v Ann>You &amp; I.\nAnd more.\n")
    assert said(made) == [("Ann", "Hi."), ("Ben", "Ho."), ("Ann", "You & I. And more.")]


def test_tags_that_are_none_and_entities_stay_words() -> None:
    made = cues(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nR&D is 3 < 4 <laughs> &lt;b&gt; &copy nothing&nbsp;else &#x27;so&#39;\n"
    )
    assert texts(made, "paragraph") == ["R&D is 3 < 4 <laughs> <b> &copy nothing\xa0else 'so'"]


ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
 
so<00:00:00.500><c> today</c><00:00:01.000><c> we</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
so today we
 

00:00:02.010 --> 00:00:04.000 align:start position:0%
so today we
talk<00:00:02.500><c> about</c><00:00:03.000><c> bread</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
talk about bread
 

00:00:04.010 --> 00:00:06.000 align:start position:0%
talk about bread
talk<00:00:04.500><c> about</c><00:00:05.000><c> bread</c>

00:00:06.000 --> 00:00:06.010 align:start position:0%
talk about bread
 
"""


def test_rolling_captions_come_once() -> None:
    made = cues(ROLLING)
    assert made.text == "so today we talk about bread talk about bread"
    assert when(made, "paragraph") == [("00:00:00.000", "00:00:06.000")]
    assert made.metadata["language"] == "en" and "as they roll" in made.notes[0]


def test_rolling_captions_saved_as_srt() -> None:
    rows = ["a b", "a b\nc d", "c d\ne f", "e f\ng h", "g h"]
    srt = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{r}" for n, r in enumerate(rows, 1))
    assert cues(srt).text == "a b c d e f g h"


def test_what_is_said_twice_stays_twice() -> None:
    srt = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{r}"
        for n, r in enumerate(["Nee.", "Nee.", "Echt niet.", "Nee."], 1)
    )
    assert cues(srt).text == "Nee. Nee. Echt niet. Nee."


def test_dashes_are_people_without_a_name() -> None:
    made = cues(
        "1\n00:00:01,000 --> 00:00:02,000\nANNA: Wie?\n\n2\n00:00:02,000 --> 00:00:03,000\n- Ik.\n- En ik.\n\n3\n00:00:04,000 --> 00:00:05,000\nANNA: Na ja,\n– zeg maar – goed.\n"
    )
    assert said(made) == [("ANNA", "Wie?"), (None, "Ik."), (None, "En ik."), ("ANNA", "Na ja, – zeg maar – goed.")]


def test_arrows_without_names_are_turns() -> None:
    made = cues(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n>> Who?\n\n00:02.000 --> 00:03.000\nYou?\n\n00:03.000 --> 00:04.000\n>> Me."
    )
    assert said(made) == [(None, "Who? You?"), (None, "Me.")]


def test_remarks_are_notes() -> None:
    made = cues(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Well.</v>\n\n00:02.000 --> 00:03.000\n[laughs]\n\n00:03.000 --> 00:04.000\n<v Ann>So.</v>\n"
    )
    assert said(made) == [("Ann", "Well. [laughs] So.")] and texts(made, "note") == ["[laughs]"]
    made = cues(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n\n00:02.000 --> 00:03.000\nso it goes\n\n00:03.000 --> 00:04.000\n♪♪\n"
    )
    assert texts(made, "note") == ["[Music]", "♪♪"] and texts(made, "paragraph") == ["so it goes"]


def test_nobody_named_paragraphs_by_pauses() -> None:
    lines = [("00:00:01,000", "00:00:03,000", "We began in May."), ("00:00:03,100", "00:00:05,000", "And then"), ("00:00:05,100", "00:00:07,000", "we stopped: it was late."), ("00:00:12,000", "00:00:13,000", "Later on we went back.")]  # fmt: skip
    made = cues("\n\n".join(f"{n}\n{a} --> {b}\n{t}" for n, (a, b, t) in enumerate(lines, 1)))
    assert made.kind == "plain"
    assert texts(made, "paragraph") == ["We began in May. And then we stopped: it was late.", "Later on we went back."]
    assert when(made, "paragraph")[1] == ("00:00:12.000", "00:00:13.000")
    assert "no speaker is named" in made.notes[-1]


def test_colons_in_captions_are_no_speakers() -> None:
    rows = [
        "The rule was simple:",
        "show up. Note: be early.",
        "So: we came.",
        "Then: we swept.",
        "So: we went.",
        *["And more of it."] * 40,
    ]
    made = cues("\n\n".join(f"{n}\n00:01:{n:02d},000 --> 00:01:{n:02d},900\n{r}" for n, r in enumerate(rows, 1)))
    assert not said(made)


def test_plain_has_no_turns() -> None:
    made = cues(VTT["teams"].format(a="Ann", b="Ben", q="Q?", r="R.", m="M.", t="T."), form="plain")
    assert made.kind == "plain" and texts(made, "paragraph") == ["Ann: Q?", "Ben: R. M.", "Ann: T."]


def test_odd_times() -> None:
    made = cues(
        "1\n100:00:05,000 --> 100:00:06,000\nAnn: five.\n\n2\n100:00:01,000 --> 100:00:00,000\nBen: one.\n\n3\n100:00:02 --> 100:00:09,5\nAnn: two.\n\n4\n100:00:08,000 --> 100:00:09,000\nBen: eight.\n"
    )
    assert said(made) == [("Ben", "one."), ("Ann", "two. five."), ("Ben", "eight.")]
    assert when(made)[:2] == [("100:00:01.000", "100:00:01.000"), ("100:00:02.000", "100:00:09.500")]
    assert "1 cue ended before the beginning (100:00:01.000)" in made.notes
    assert any("out of order" in n for n in made.notes)


def test_a_second_recording_stays_behind_the_first() -> None:
    rows = [
        ("00:01", "Ann: a."),
        ("00:50", "Ben: b."),
        ("09:00", "Ann: c."),
        ("00:01", "Ben: d."),
        ("00:40", "Ann: e."),
    ]
    made = cues("WEBVTT\n\n" + "\n\n".join(f"{t}.000 --> {t}.900\n{w}" for t, w in rows))
    assert [w for _, w in said(made)] == ["a.", "b.", "c.", "d.", "e."] and "several recordings" in made.notes[0]


def test_blank_lines_and_numbers_among_the_words_stay() -> None:
    made = cues(
        "1\n00:00:01,000 --> 00:00:02,000\nAnn: we were\n\n17\n\nor so.\n\n2\n00:00:03,000 --> 00:00:04,000\nBen: ja.\n\n3\n00:00:05,000 --> 00:00:06,000\nAnn: zo.\n"
    )
    assert said(made)[0] == ("Ann", "we were 17 or so.")


# Bad input


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"), (b" \n\n", "empty"), (b"WEBVTT\n", "no cue"), (b"hello there", "no cue"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "without words"), (b"\x00\x01\x02\x03", "binary"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann></v>\n", "without words"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\na\x00b\n", "binary|NUL"),
    ],
)  # fmt: skip
def test_refused(raw: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_bytes(raw)
    (reading,) = read_files([str(file)], ReadOptions())
    assert reading.draft is None
    assert re.search(why, reading.error) and "\n" not in reading.error


def test_a_file_cut_off_says_so() -> None:
    made = cues("1\n00:00:01,000 --> 00:00:02,000\nAnn: ja.\n\n2\n00:00:03,000 --> 00:00:04,000\nAnn: nee.\n\n3\n")
    assert "cut off" in made.notes[-1] and said(made) == [("Ann", "ja. nee.")]


GIGANTIC = {"x": "x" * 10_000_000} | {
    mark: mark * 3_000_000 for mark in ("<", "&", "a: ", "[", "{", "- ", "<v ", "1:00 ")
}


@pytest.mark.parametrize("mark", GIGANTIC)
def test_a_gigantic_line(mark: str) -> None:
    line = GIGANTIC[mark]
    began = time.process_time()
    cues(f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Ja\n\n00:03.000 --> 00:04.000\n{line}\n")
    draft(f"Anna: ja? #00:00:01-2#\nBo: {line[:3_000_000]} .\nAnna: nee.\nBo: {line[:1_000]} .\n")
    assert time.process_time() - began < 60  # a pattern that backtracks would take hours


def test_many_cues_in_linear_time() -> None:
    def many(n: int) -> float:
        text = "\n".join(
            f"{i}\n{clock(i * 1000)} --> {clock(i * 1000 + 900)}\nP{i // 3 % 7}: words of {i}\n" for i in range(n)
        )
        began = time.process_time()
        made = cues(text)
        assert len(said(made)) > n // 4
        return time.process_time() - began

    small, large = many(5_000), many(50_000)
    assert large < 40 * max(small, 0.05)


# Round trips

WORDS = st.text(st.sampled_from("abcdé ñçßłжа漢字🙂e\u0301.,!?'’-&<>"), min_size=1, max_size=40).map(
    lambda s: " ".join(("w" + s).split())
)
NAMES = st.lists(
    st.sampled_from(["Rosa", "Tom Ek", "Zoé", "B1", "Łucja", "O'Neil", "小明"]), min_size=2, max_size=4, unique=True
)


def escaped(s: str) -> str:
    """A text as WebVTT writes it."""
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(NAMES, st.lists(st.tuples(st.integers(0, 3), WORDS, st.integers(0, 5000)), min_size=1, max_size=25))
def test_voices_round_trip(names: list[str], spoken: list[tuple[int, str, int]]) -> None:
    at, blocks = 0, ["WEBVTT"]
    expected: list[list[Any]] = []
    for who, words, long in spoken:
        name = names[who % len(names)]
        blocks.append(f"{clock(at)} --> {clock(at + long)}\n<v {name}>{escaped(words)}</v>")
        if expected and expected[-1][0] == name:
            expected[-1][1] += f" {words}"
            expected[-1][3] = at + long
        else:
            expected.append([name, words, at, at + long])
        at += long + 1
    made = cues("\n\n".join(blocks))
    assert [[a, w] for a, w in said(made)] == [e[:2] for e in expected]
    assert when(made) == [(clock(e[2]), clock(e[3])) for e in expected]


@given(NAMES, st.lists(st.tuples(st.integers(0, 3), WORDS), min_size=6, max_size=20), st.booleans())
def test_labels_round_trip(names: list[str], spoken: list[tuple[int, str]], srt: bool) -> None:
    blocks = []
    expected: list[list[str]] = []
    for n, (who, words) in enumerate(spoken):
        name = names[n % len(names)] if n < 6 else names[who % len(names)]
        start, end = clock(n * 1000), clock(n * 1000 + 900)
        blocks.append(f"{n}\n{start} --> {end}\n{name}: {escaped(words)}")
        if expected and expected[-1][0] == name:
            expected[-1][1] += f" {words}"
        else:
            expected.append([name, words])
    text = "\n\n".join(blocks) if srt else "WEBVTT\n\n" + "\n\n".join(blocks)
    assert [[a, w] for a, w in said(cues(text))] == expected


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.text("0123:.,->\n \rab<v>/&;WEBVTT[]-", max_size=300).map(str.encode)
)
def test_anything_is_read_or_refused(raw: bytes) -> None:
    for head in (b"", b"WEBVTT\n\n00:01.000 --> 00:02.000\n"):
        try:
            made = read(head + raw, "x", "x.vtt", ReadOptions())
        except QdaError:
            continue
        tiles(made)


def test_the_file_says_how_long_it_is() -> None:
    made = cues(VTT["teams"].format(a="Ann", b="Ben", q="Q?", r="R.", m="M.", t="T."))
    assert made.metadata == {"cues": 4, "duration": "00:01:09.000"}
