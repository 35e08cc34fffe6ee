# ruff: noqa: E501 (texts as people write them stand on one line)
"""Transcripts as text, of the usual programs, with speakers and times; --speaker; the real files outside the project."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from helpers_importers import authors, draft, texts, tiles
from helpers_transcripts import TALKS, VTT, said, told, when
from hypothesis import given
from hypothesis import strategies as st

from qda.cli.messages import sentence
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.importers import read as read_files
from qda.importers.transcripts.line_labels import clock, milliseconds, named, times
from qda.ops.sources.import_list import import_texts
from qda.store.project import Study

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "interop"

TEXTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "otranscribe": (
        "00:01\n{a}: {q}\n\n00:03\n{b}: {r}\n{m}\n\n1:00:08\n{a}: {t}",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "f4 ends": (
        "{a}: {q} #00:00:03-1#\n{b}: {r}\n{m} #00:00:07-2#\n{a}: {t} #01:00:09-0#\n",
        [("", "00:00:03.100"), ("00:00:03.100", "00:00:07.200"), ("00:00:07.200", "01:00:09.000")],
    ),
    "f4 both": (
        "#00:00:01-0# {a}: {q} #00:00:03-1#\n#00:00:03-5# {b}: {r}\n{m} #00:00:07-2#\n\n#01:00:08-0# {a}: {t} #01:00:09-0#\n",
        [("00:00:01.000", "00:00:03.100"), ("00:00:03.500", "00:00:07.200"), ("01:00:08.000", "01:00:09.000")],
    ),
    "maxqda": (
        "[00:00:01] {a}: {q}\n[00:00:03.5] {b}: {r}\n{m}\n[01:00:08] {a}: {t}",
        [("00:00:01.000", "00:00:03.500"), ("00:00:03.500", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "inqscribe": (
        "[00:00:01.10]\n{a}: {q}\n\n[00:00:03.20]\n{b}: {r}\n{m}\n\n[01:00:08.00]\n{a}: {t}",
        [("00:00:01.100", "00:00:03.200"), ("00:00:03.200", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "otter": (
        "Tuesday talk\nTue, Mar 03, 2026 9:58AM • 1:00:11\n\nSUMMARY KEYWORDS\nshop, winter\n\nSPEAKERS\n{a}, {b}\n\n{a}  00:01\n{q}\n\n{b}  00:03\n{r}\n\n{m}\n\n{a}  1:00:08\n{t}\n\nTranscribed by https://otter.ai\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "teams": (
        "Weekly-20260303-Meeting Recording\n\nMarch 3, 2026, 9:58AM\n\n1h 0m 11s\n\n{a} started transcription\n\n{a}   0:01\n{q}\n\n{b}   0:03\n{r}\n{m}\n\n{a}   1:00:08\n{t}\n\n{a} stopped transcription",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "teams, older": (
        "0:0:1.0 --> 0:0:3.0\n{a}\n{q}\n\n0:0:3.5 --> 0:0:7.25\n{b}\n{r}\n{m}\n\n1:0:8.0 --> 1:0:9.0\n{a}\n{t}\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.500", "00:00:07.250"), ("01:00:08.000", "01:00:09.000")],
    ),
    "zoom text": (
        "[{a}] 00:00:01\n{q}\n\n[{b}] 00:00:03\n{r}\n{m}\n\n[{a}] 01:00:08\n{t}\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "over the time": (
        "{a}\n00:01\n{q}\n\n{b}\n00:03\n{r}\n{m}\n\n{a}\n1:00:08\n{t}\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "after the label": (
        "{a}: [00:00:01] {q}\n\n{b}: [00:00:03] {r}\n{m}\n\n{a}: [01:00:08] {t}\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "rev": (
        "{a} (00:01):\n{q}\n\n{b} (00:03):\n{r}\n{m}\n\n{a} (01:00:08):\n{t}\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.000", "01:00:08.000"), ("01:00:08.000", "")],
    ),
    "range": (
        "[00:01.000 --> 00:03.000] [{a}]: {q}\n[00:03.500 --> 00:07.250] [{b}]: {r}\n{m}\n[01:00:08.000 --> 01:00:09.000] [{a}]: {t}\n",
        [("00:00:01.000", "00:00:03.000"), ("00:00:03.500", "00:00:07.250"), ("01:00:08.000", "01:00:09.000")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", TALKS)
@pytest.mark.parametrize("way", TEXTS)
@pytest.mark.parametrize("named_", [False, True])
def test_text_forms(way: str, language: str, named_: bool) -> None:
    a, b, q, r, m, t = TALKS[language]
    if named_:
        a, b = "Rosa Lind", "Speaker 1"
    form, expected = TEXTS[way]
    made = draft(form.format(a=a, b=b, q=q, r=r, m=m, t=t))
    assert made.kind == "interview"
    assert [(who, words.split()) for who, words in said(made)] == [
        (a, q.split()),
        (b, f"{r} {m}".split()),
        (a, t.split()),
    ]
    assert when(made) == expected
    outside = [made.text[s.start : s.end] for s in made.segments if s.kind not in ("turn", "boilerplate", "heading")]
    assert outside == []


def test_what_programs_add_is_metadata_or_boilerplate() -> None:
    form, _ = TEXTS["otter"]
    made = draft(form.format(a="Rosa Lind", b="Tom Ek", q="Ja?", r="Nee.", m="Toch.", t="Dag."))
    assert made.title == "Tuesday talk" and made.date == "2026-03-03T09:58"
    assert made.metadata["Summary keywords"] == "shop, winter" and made.metadata["Speakers"] == "Rosa Lind, Tom Ek"
    assert "Transcribed by https://otter.ai" in texts(made, "boilerplate")
    form, _ = TEXTS["teams"]
    made = draft(form.format(a="Lind, Rosa", b="Ek, Tom (Extern)", q="Ja?", r="Nee.", m="Toch.", t="Dag."))
    assert [who for who, _ in said(made)] == ["Lind, Rosa", "Ek, Tom (Extern)", "Lind, Rosa"]
    assert "Lind, Rosa stopped transcription" in texts(made, "boilerplate")


@pytest.mark.parametrize(
    "labels",
    [
        ("V", "A"), ("Q", "A"), ("I", "B1"), ("Entrevistador", "Lucía"), ("Intervistatrice", "Gino"), ("Ankieter", "Łucja"),
        ("Интервьюер", "Ольга"), ("主持人", "小明"), ("Συνεντευκτής", "Νίκη"), ("المحاور", "سلمى"), ("संचालक", "मीरा"),
        ("rosa", "tom"), ("SPEAKER_00", "SPEAKER_01"), ("Speaker A", "Speaker B"), ("P.", "Dr. Smit"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sign", [": ", " : ", "：", "\xa0: "])
def test_labels_of_any_language(labels: tuple[str, str], sign: str) -> None:
    if sign == "：" and labels[0].islower():
        pytest.skip("a small letter with a colon and no space after it begins a word such as http:")
    a, b = labels
    made = draft(f"{a}{sign}xa xb?\n\n{b}{sign}xc.\n\nxd.\n\n{a}{sign}xe?\n\n{b}{sign}xf.\n")
    assert [who for who, _ in said(made)] == [a, b, a, b]
    assert said(made)[1][1] == "xc.\n\nxd."


@pytest.mark.parametrize(
    "text",
    [
        "De dag\n\n09:30 Inloop\n10:00 Pauze\n12:30 Lunch\n15:00 Pauze\n16:00 Einde\n",
        "10:30 we opened the shop: nobody came in, which we had not expected at all.\n\n11:15 we closed it again: still nobody had come in, so we had soup.\n\n12:00 we opened once more: it went on like that for the whole of a long day.",
        "At 10:30 we opened.\nAt 11:30 we closed.\nAt 12:30 we opened.\nAt 13:30 we went home.\n",
    ],
)
def test_times_of_day_are_no_labels(text: str) -> None:
    made = draft(text)
    assert not texts(made, "turn")


def test_times_of_day_stay_in_the_words() -> None:
    made = draft(
        "Anna: Wanneer?\n\nBo: Om\n\n10:30 we opened, not 00:10.\nAt 10:30: yes.\n\nAnna: Zo.\n\nBo: Ja (10:30)."
    )
    assert said(made)[1][1] == "Om\n\n10:30 we opened, not 00:10.\nAt 10:30: yes."
    assert said(made)[3][1] == "Ja (10:30)."


@pytest.mark.parametrize(
    "text",
    [
        "[00:00.000 --> 00:04.000]  so this is\n[00:04.000 --> 00:07.000]  what we did\n[00:07.000 --> 01:10.000]  in May",
        "0:00\nso this is\n0:04\nwhat we did\n0:07\nin May\n1:10\n",
        "#00:00:00-0# so this is #00:00:04-0#\nwhat we did #00:00:07-0#\nin May #00:01:10-0#\n",
    ],
)
def test_times_without_speakers_are_paragraphs(text: str) -> None:
    made = draft(text)
    assert texts(made, "paragraph") == ["so this is", "what we did", "in May"] and made.kind == "plain"
    assert when(made, "paragraph") == [
        ("00:00:00.000", "00:00:04.000"),
        ("00:00:04.000", "00:00:07.000"),
        ("00:00:07.000", "00:01:10.000"),
    ]
    assert "no speaker is named" in made.notes[0]


def test_a_meeting_with_a_time_now_and_then() -> None:
    made = draft(
        "Weekly (2026/03/03 09:58 CET) - Transcript\n\nAttendees\nRosa Lind, Tom Ek\n\nTranscript\n\n00:00:00\n\nRosa Lind: Hi all.\nTom Ek: Hello.\n"
        "Rosa Lind: So.\n\n00:05:00\n\nTom Ek: Well.\nRosa Lind: Bye.\n\nMeeting ended after 00:06:12 👋\n"
    )
    assert [w for _, w in said(made)] == ["Hi all.", "Hello.", "So.", "Well.", "Bye."]
    assert when(made) == [("00:00:00.000", ""), ("", ""), ("", "00:05:00.000"), ("00:05:00.000", ""), ("", "")]
    assert made.metadata["Attendees"] == "Rosa Lind, Tom Ek"


# --speaker


@pytest.mark.parametrize(
    ("patterns", "who"),
    [
        (("mira",), ["Mira"]),
        (("M*", "note to self"), ["Mira", "Note to self"]),
        (("/m.*|P\\d+/",), ["Mira", "P12"]),
        (("[x]",), ["[x]"]),
    ],
)
def test_speaker_overrides(patterns: tuple[str, ...], who: list[str]) -> None:
    text = "Mira: one.\n\nNote to self: two.\n\nP12: three.\n\nOther: four.\n\nOther: five.\n\nOther: six.\n"
    if who == ["[x]"]:
        text, who = "[x]: one.\n\nOther: four.\n\nOther: five.\n", ["x"]
        patterns = ("x",)
    made = told(text, *patterns)
    assert [a for a, _ in said(made)] == who
    assert "Other: four." in said(made)[-1][1]


def test_speaker_finds_labels_of_any_form() -> None:
    assert said(told("rosa\tja\nbo\tnee\nrosa\tdoei", "rosa", "bo")) == [
        ("rosa", "ja"),
        ("bo", "nee"),
        ("rosa", "doei"),
    ]
    assert said(told("rosa\nja\n\nbo\nnee", "rosa", "bo")) == [("rosa", "ja"), ("bo", "nee")]
    assert said(told("rosa - ja\nbo - nee", "rosa", "bo")) == [("rosa", "ja"), ("bo", "nee")]
    assert said(told("[rosa] ja\n[bo] nee", "rosa", "bo")) == [("rosa", "ja"), ("bo", "nee")]
    assert when(told("00:01 rosa: ja\n00:05 bo: nee", "rosa", "bo"))[1][0] == "00:00:05.000"


def test_speaker_that_nobody_is() -> None:
    made = told("Anna: ja?\n\nBo: nee.\n\nAnna: zo.\n\nBo: ja.", "Zoë")
    assert [a for a, _ in said(made)] == ["Anna", "Bo", "Anna", "Bo"] and "no label is Zoë" in made.notes[0]


@pytest.mark.parametrize(("pattern", "why"), [("/(/", "is not a regular expression"), ("", "--speaker is empty")])
def test_a_bad_pattern_is_said_at_once(pattern: str, why: str) -> None:
    with pytest.raises(QdaError) as refused:
        ReadOptions(speakers=(pattern,))
    assert re.search(why, sentence(refused.value))


def test_a_pattern_that_runs_away_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.core.text import find

    real = find.find_regex_in
    monkeypatch.setattr(find, "find_regex_in", lambda texts, pattern: real(texts, pattern, seconds=0.5))
    began = time.monotonic()
    with pytest.raises(QdaError, match="took more than"):
        named(["a" * 50], [r"/(a+)+b/"])
    assert time.monotonic() - began < 20


def test_into_a_study(study: Study, tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_text(
        VTT["zoom"].format(a="I", b="Ann", q="Q?", r="R.", m="M.", t="T."), encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text("rosa\tja\nbo\tnee\n", encoding="utf-8")
    (tmp_path / "c.srt").write_text("1\n00:00:01,000 --> 00:00:0", encoding="utf-8")
    done = import_texts(study, [str(tmp_path)], ReadOptions(speakers=("rosa", "bo", "I", "Ann")))
    assert [row[1] for row in done.rows] == ["a", "b"]
    (error,) = done.errors
    assert "c.srt: empty: 1 cue without words" in error
    found = study.db.execute("select author, metadata ->> 'end_time' from segment where kind = 'turn' order by id")
    assert found.fetchall() == [
        ("I", "00:00:03.000"),
        ("Ann", "00:00:07.250"),
        ("I", "00:01:09.000"),
        ("rosa", None),
        ("bo", None),
    ]
    asks = study.db.execute("select name from participant where role = 'researcher'").fetchall()
    assert asks == [("I",)]


@given(st.integers(0, 10**9))
def test_times_round_trip(ms: int) -> None:
    assert milliseconds(clock(ms)) == ms


def test_times_as_written() -> None:
    assert [milliseconds(t) for t in ("1:07", "00:01:07-2", "[00:01:07.25]", "75:10", "0:0:2.134")] == [
        67_000,
        67_200,
        67_250,
        4_510_000,
        2134,
    ]
    assert [milliseconds(t) for t in ("", "7", "1:75", "1:75:10", "x")] == [None] * 5
    assert times(5, 3) == {"start_time": "00:00:00.005"} and times(None, None) == {}


# The real files


def expected() -> dict[str, dict[str, Any]]:
    """What each of the transcripts outside the project should give; empty when they are not there."""
    file = SHARED / "expected.json"
    if not file.exists():
        return {}
    found = json.loads(file.read_text(encoding="utf-8"))
    return {k: v for k, v in found.items() if k.startswith("transcripts/")}


@pytest.mark.skipif(not expected(), reason="the transcripts outside the project are not there")
@pytest.mark.parametrize("name", expected() or ["none"])
def test_real_files(name: str) -> None:
    want = expected()[name]
    (reading,) = read_files([str(SHARED / name)], ReadOptions())
    if reading.error.startswith("cannot read .docx yet"):
        pytest.skip("no reader of .docx here")
    made = reading.draft
    assert made is not None, reading.error
    tiles(made)
    assert made.kind == "interview"
    counts = Counter(a for a in authors(made, "turn") if a)
    if isinstance(want["speakers"], dict):
        assert dict(counts) == want["speakers"]
    else:
        assert list(counts) == want["speakers"]
    if "turns" in want:
        assert len(said(made)) == want["turns"]
    if "cues" in want:
        assert made.metadata["cues"] == want["cues"]
        assert all(a and b for a, b in when(made))
    if "timestamps" in want:
        assert sum(bool(x) for pair in when(made) for x in pair) == want["timestamps"]
    if "first_paragraph" in want:
        assert made.text.startswith(want["first_paragraph"])


TRAPS: list[tuple[str, list[tuple[str | None, str]]]] = [
    ("zoom-style.vtt", [
        ("Rosa (she/her)", "recording is on: can you"), ("Tom Ek", "a friend, and I think"), ("Rosa (she/her)", "Mm."),
        ("Tom Ek", "I don't know, 3:30 in the morning sometimes & nobody"),
    ]),
    ("teams-style.vtt", [
        ("Rosa Lind", "Let's get started with the first"), ("Ek, Tom (Extern)", "yesterday. Und dann – na ja – war"),
        ("Rosa Lind", "Great. Any regrets?"),
    ]),
    ("bom-crlf.srt", [("INTERVIEWER", "How did"), (None, "Through a friend."), (None, "In winter?"), ("TOM", "Yes: in the")]),
    ("f4-style.txt", [("I", "Erzählen"), ("B1", "(lacht) Im"), ("I", "Und dann?"), ("B1", "(4) Dann")]),
    ("otter-style.txt", [("Rosa Lind", "Okay"), ("Speaker 1", "2019.\n\nAnd then I stayed."), ("Rosa Lind", "Thank you.")]),
    ("otranscribe-style.txt", [("Rosa", "How"), ("Tom", "2019.\nAt 10:30 we opened, not 00:10."), ("Rosa", "Thank you.")]),
    ("teams-style.docx", [("Lind, Rosa", "Okay"), ("Ek, Tom (Extern)", "Through"), ("Ek, Tom (Extern)", "– 😊."), ("Lind, Rosa", "Thank")]),
]  # fmt: skip


@pytest.mark.skipif(not SHARED.exists(), reason="the transcripts outside the project are not there")
@pytest.mark.parametrize(("name", "parts"), TRAPS, ids=[t[0] for t in TRAPS])
def test_traps_of_the_real_files(name: str, parts: list[tuple[str | None, str]]) -> None:
    (reading,) = read_files([str(SHARED / "transcripts" / name)], ReadOptions())
    if reading.error.startswith("cannot read .docx yet"):
        pytest.skip("no reader of .docx here")
    assert reading.draft is not None, reading.error
    got = said(reading.draft)
    assert [a for a, _ in got] == [a for a, _ in parts]
    assert all(want in words for (_, words), (_, want) in zip(got, parts, strict=True))
    assert not any("#" in w or "-->" in w or "00:0" in w.replace("not 00:10", "") for _, w in got)
    assert not any("transcription" in w for _, w in got)
