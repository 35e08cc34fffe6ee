# ruff: noqa: E501 (texts as people write them stand on one line)
"""Who speaks: labels without a colon, initials, short forms, who asks, and what only looks like a conversation."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from helpers_documents import ODF, docx, p, pdf
from helpers_documents import draft as made_of
from helpers_importers import draft, texts
from helpers_transcripts import TALK, cues, said, talk, told, turns, when

from qda.cli.messages import sentence
from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.importers import read
from qda.importers.common.quotations import _quoted

WAYS = [
    ("**{n}** {t}", "Interviewer", "Manager", "en"), ("__{n}__ {t}", "Enquêtrice", "Zoé", "fr"), ("*{n}* {t}", "Interviewer", "Respondent 1", "en"),
    ("_{n}_ {t}", "Interviewer", "Sanne", "nl"), ("***{n}*** {t}", "Entrevistadora", "Lucía", "es"), ("**{n}**\n{t}", "Interviewer", "Head Nurse", "en"),
    ("**{n}**\n\n{t}", "Geertje", "Teun", "nl"), ("**{n}** [{s}] {t}", "Geertje", "Teun", "nl"), ("**{n} {s}** {t}", "Interviewer", "Käthe", "de"),
    ("{k}. **{n}** {t}", "Interviewer", "Manager", "en"), ("[{n}] {t}", "Geertje", "Teun", "nl"), ("[{n}]\n{t}", "Geertje", "Teun", "nl"),
    ("({n})\n{t}", "Interviewer", "Teun", "nl"), ("{n} — {t}", "Geertje", "Teun", "fr"), ("{n} – {t}", "Interviewerin", "Käthe", "de"),
    ("{n} - {t}", "Geertje", "Teun", "nl"), ("{n}> {t}", "Geertje", "Teun", "nl"), ("<{n}> {t}", "geertje", "teun", "nl"), ("{n}\t{t}", "I", "R", "en"),
    ("{n} {t}", "INTERVIEWER", "RESPONDENT", "en"), ("{n} {t}", "GEERTJE MOL", "TEUN VAAK", "nl"), ("{n} {t}", "INT", "P03", "en"), ("{n} | {t}", "Interviewer", "Respondent", "en"),
    ("{n}\n{t}", "Karin Smit", "Piet Mol", "nl"), ("{n}\n\n{t}", "Karin Smit", "Piet Mol", "nl"), ("{k} {n}: {t}", "I", "R", "en"), ("{n}. {t}", "I", "R", "en"),
    ("{n}: {t}", "Interviewer*in", "Teilnehmer*in", "de"), ("{n}: {t}", "Interviewer", "Respondent #3", "en"), ("{n}: {t}", "I.", "B.", "de"),
    ("**{k}. {n}** {t}", "Interviewer", "Nel Mol", "nl"), ("**{k} {n}** {t}", "Karin Smit", "Piet Mol", "nl"), ("*({k}) {n}* {t}", "Interviewer", "Respondent", "en"),
    ("**{k}) {n}:** {t}", "I", "R", "de"), ("[{k}] {n}: {t}", "Interviewer", "Zoé", "fr"), ("**{k}. {n} ({s})** {t}", "Interviewer", "Piet Mol", "nl"),
    ("{n}: {t}", "Interviewer", "Mw. Mol (dochter, 43)", "nl"), ("{n}: {t}", "interviewer", "mevr. de mol", "nl"),
]  # fmt: skip


@pytest.mark.parametrize(("way", "a", "b", "language"), WAYS)
def test_ways_of_writing_labels(way: str, a: str, b: str, language: str) -> None:
    made = draft(talk(way, a, b, language))
    assert made.kind == "interview"
    assert turns(made) == [a, b] * 3
    assert [words for _, words in said(made)] == TALK[language]
    asks = {s.author for s in made.segments if s.role == "researcher"}
    assert asks == ({a} if a.casefold().startswith(("i", "e")) else set())
    assert any(note.startswith("turns: ") and f"{b} (3)" in note for note in made.notes)


@pytest.mark.parametrize("label", ["NB", "PS", "Tip", "N.B."])
@pytest.mark.parametrize("asks", ["I", "Interviewer"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_label_that_takes_turns_with_a_known_one_is_a_label(label: str, asks: str, between: str) -> None:
    made = draft(talk("{n}: {t}", asks, label, "en", between))
    assert turns(made) == [asks, label] * 3
    assert {s.author for s in made.segments if s.role == "researcher"} == {asks}


def test_a_remark_in_an_answer_is_told_and_stays() -> None:
    made = draft(
        "I: Hoe ging het?\n\nR: Goed.\n\nNB: het regende toen al.\n\nI: En?\n\nR: Nat.\n\nNB: het regende nog.\n\nI: Zo.\n\nR: Ja."
    )
    assert turns(made) == ["I", "R", "I", "R", "I", "R"]
    assert any("not taken for labels: NB (2)" in note for note in made.notes)


def test_a_label_is_joined_with_its_short_form() -> None:
    made = draft(
        "**Interviewer (I):** Hoe?\n\n**Geertje Mol (GM):** Zo.\n\n**I:** En?\n\n**GM:** Anders.\n\n**I:** Wanneer?\n\n**GM:** Gisteren."
    )
    assert Counter(turns(made)) == {"Interviewer (I)": 3, "Geertje Mol (GM)": 3}
    assert {s.author for s in made.segments if s.role == "researcher"} == {"Interviewer (I)"}
    made = draft("Respondent (man): Ja.\n\nI: Hoe?\n\nRespondent (vrouw): Nee.\n\nI: En?\n\nRespondent (man): Ach.")
    assert len(set(turns(made))) == 3


@pytest.mark.parametrize(
    "above",
    [
        "KV = interviewer, GM = molenaar", "KV: interviewer\nGM: molenaar van het dorp", "Interviewer is KV.", "Interviewer: KV",
        "Deelnemers: GM, KV (interviewer)", "Interviewed by KV on a wet day.", "Geïnterviewd door KV.", "Das Interview führte KV.",
        "Propos recueillis par KV.", "Interviewer: Karel Vaak (KV)",
    ],
)  # fmt: skip
def test_who_asks_is_told_over_the_talk(above: str) -> None:
    made = draft(f"Gesprek bij de molen\n\n{above}\n\n" + talk("{n}: {t}", "KV", "GM"))
    assert turns(made) == ["KV", "GM"] * 3
    assert {s.author for s in made.segments if s.role == "researcher"} == {"KV"}


@pytest.mark.parametrize("way", ["{n}: {t}", "**{n}** {t}", "[{n}] {t}", "{n}\n{t}"])
def test_a_long_introduction_does_not_hide_a_talk(way: str) -> None:
    long = "De molen stond al twee eeuwen aan de dijk toen de eigenaar besloot dat het zo niet langer kon, en dat was het begin. "
    intro = "\n\n".join(f"{long}Zo ging het jaar {i} voorbij." for i in range(6))
    made = draft(
        "Een gesprek over de molen\n\n"
        + intro
        + "\n\n"
        + talk(way, "Geertje", "Teun")
        + "\n\n"
        + talk(way, "Geertje", "Teun")
    )
    assert made.kind == "interview" and turns(made) == ["Geertje", "Teun"] * 6


LONG = "Dit stuk gaat over de dijk, de molen en het water, en over wie daar in de loop van de jaren iets van vond. "
NONE = {
    "lead-ins": "\n\n".join(f"**{h}** {LONG}" for h in ("Achtergrond", "Methode", "Resultaten", "Conclusie")),
    "glossary": "\n\n".join(f"**{h}** {LONG}" for h in ("dijk", "gemaal", "molen", "sluis")),
    "minutes": "\n\n".join(f"## Punt {i}\n\n**Besluit** De raad stemt in.\n\n**Actie** De griffie zoekt het uit." for i in range(5)),
    "recipe": "**Ingrediënten** Meel.\n\n**Stap 1** Meng.\n\n**Stap 2** Kneed.\n\n**Tip** Langer mag.\n\n**Stap 3** Bak.",
    "questions": "\n\n".join(f"**{q}** {LONG}" for q in ("Wat kost het?", "Hoe lang duurt het?", "Waar moet ik zijn?")),
    "names": "\n".join(f"**{n}** bestuurslid sinds {y}" for n, y in (("Jan Mol", 2010), ("Anna Vaak", 2012), ("Piet Dijk", 2013))),
    "words": "\n\n".join(f"*{w}* is een groot woord. {LONG}" for w in ("Vrijheid", "Gelijkheid", "Vrijheid", "Gelijkheid")),
    "pros": "\n\n".join(f"**Voordeel** {LONG}\n\n**Nadeel** Het kost geld." for _ in range(4)),
    "price list": "Brood\tdrie euro\nMelk\ttwee euro\nBrood\tvier euro\nMelk\teen euro\n",
    "agenda": "Opening - voorzitter\nBegroting - wethouder\nSluiting - voorzitter\n",
    "play in an article": "\n\n".join([LONG] * 4 + ["ORFEO: Wie is daar?", "EURIDICE: Ik.", "ORFEO: Kom."] + [LONG] * 5),
    "headings that come back": "\n\n".join(f"{h}\n{LONG}" for h in ("Wonen", "Werken", "Wonen", "Werken")),
    "addresses": "Jan Mol\nDijk 1\n\nAnna Vaak\nDijk 2\n\nJan Mol\nDijk 1\n",
}  # fmt: skip


@pytest.mark.parametrize("what", NONE)
def test_what_only_looks_like_a_talk(what: str) -> None:
    made = draft("# Over het water\n\n" + NONE[what])
    assert not texts(made, "turn") and not any("conversation" in note for note in made.notes)


def test_what_looks_like_a_talk_and_is_not_taken_is_told_with_the_labels() -> None:
    text = "\n\n".join(
        f"{n}\n12 maart 2011\n{t}" for n, t in zip(["Jan Mol", "Anna Vaak"] * 3, TALK["nl"], strict=True)
    )
    made = draft(text)
    (note,) = [n for n in made.notes if "looks like a conversation" in n]
    assert "Jan Mol (3), Anna Vaak (3)" in note and "--speaker 'Jan Mol' --speaker 'Anna Vaak'" in sentence(note)


@pytest.mark.parametrize(
    "lines",
    [
        "Foto's: Karel Vaak\n\nTranscriptie: Anna de Dijk", "Photos: Karel Vaak", "Transcription: Anna Dijk", "Rijndam: 12 maart 2020",
        "Bilder: Karl Vaak", "Crédit photo: Karel Vaak", "Beeld: Karel Vaak, Anna Dijk", "Fotos: Karel Vaak", "Location: Upper Marsh",
    ],
)  # fmt: skip
def test_captions_and_places_are_no_people(lines: str) -> None:
    made = draft(talk("{n}: {t}", "Geertje Mol", "Teun Vaak") + "\n\n" + lines)
    assert set(turns(made)) == {"Geertje Mol", "Teun Vaak"}
    assert said(made)[-1][1] == TALK["nl"][-1]
    assert set(lines.split("\n\n")) <= set("\n\n".join(texts(made, "boilerplate")).split("\n\n"))


def test_a_running_head_is_no_one() -> None:
    head = "Dorpsraad Rijndam: vergadering 12 maart 2020"
    text = f"\n\n{head}\n\n".join([talk("{n}: {t}", "Voorzitter", "Wethouder Vaak")] * 3)
    made = draft(text)
    assert set(turns(made)) == {"Voorzitter", "Wethouder Vaak"} and texts(made, "boilerplate").count(head) == 2


# What programs and word processors make


def run(text: str, props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


WORD = {
    "bold": lambda n, t: f"<w:p>{run(n, '<w:b/>')}{run(' ' + t)}</w:p>",
    "italic, space in it": lambda n, t: f"<w:p>{run(n + ' ', '<w:i/>')}{run(t)}</w:p>",
    "two runs and a tab": lambda n, t: (
        f"<w:p>{run(n[:3], '<w:b/>')}{run(n[3:], '<w:b/>')}<w:r><w:tab/></w:r>{run(t)}</w:p>"
    ),
    "line of its own": lambda n, t: "<w:p>" + run(n, '<w:u w:val="single"/>') + f"<w:r><w:br/></w:r>{run(t)}</w:p>",
    "paragraph of its own": lambda n, t: f"<w:p>{run(n, '<w:b/>')}</w:p><w:p>{run(t)}</w:p>",
    "style": lambda n, t: "<w:p>" + run(n, '<w:rStyle w:val="Strong"/>') + run(" " + t) + "</w:p>",
}
PAGES = {
    "b": "<p><b>{n}</b> {t}</p>", "strong, br": "<div><strong>{n}</strong><br/>{t}</div>", "em": "<p><em>{n} </em>{t}</p>",
    "styled": '<p><span style="font-weight: 700">{n}</span> {t}</p>', "class": '<div><span class="speaker">{n}</span> <span>{t}</span></div>',
    "dl": "<dl><dt>{n}</dt><dd>{t}</dd></dl>", "h4": "<h4>{n}</h4><p>{t}</p>",
}  # fmt: skip
BOTH = [("Interviewer", "Manager"), ("Geertje", "Teun")]


@pytest.mark.parametrize(("a", "b"), BOTH)
@pytest.mark.parametrize("way", WORD)
def test_emphasised_words_in_word(way: str, a: str, b: str, tmp_path: Path) -> None:
    body = "".join(WORD[way]((a, b)[i % 2], t) for i, t in enumerate(TALK["nl"]))
    made = made_of(docx(body), "x.docx", tmp_path)
    assert [(who, " ".join(words.split())) for who, words in said(made)] == list(
        zip([a, b] * 3, TALK["nl"], strict=True)
    )


def test_emphasised_lead_ins_in_word_are_no_labels(tmp_path: Path) -> None:
    body = "".join(f"<w:p>{run(h, '<w:b/>')}{run(' ' + LONG)}</w:p>" for h in ("Doel", "Opzet", "Uitkomst", "Slot"))
    made = made_of(docx(body), "x.docx", tmp_path)
    assert not texts(made, "turn") and "\x02" not in made.text


@pytest.mark.parametrize(("a", "b"), BOTH)
@pytest.mark.parametrize("way", PAGES)
def test_emphasised_words_in_html(way: str, a: str, b: str, tmp_path: Path) -> None:
    body = "".join(PAGES[way].format(n=(a, b)[i % 2], t=t) for i, t in enumerate(TALK["nl"]))
    made = made_of(f"<html><body>{body}</body></html>".encode(), "x.html", tmp_path)
    assert turns(made) == [a, b] * 3 and said(made)[1][1] == TALK["nl"][1] and "\x02" not in made.text


@pytest.mark.parametrize(("a", "b"), BOTH)
def test_emphasised_words_in_opendocument_and_rich_text(a: str, b: str, tmp_path: Path) -> None:
    ns = f'{ODF} xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    style = '<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    body = "".join(
        f'<text:p><text:span text:style-name="T1">{(a, b)[i % 2]}</text:span> {t}</text:p>'
        for i, t in enumerate(TALK["nl"])
    )
    flat = f'<?xml version="1.0"?><office:document {ns}>{style}<office:body><office:text>{body}</office:text></office:body></office:document>'
    assert turns(made_of(flat.encode(), "x.fodt", tmp_path)) == [a, b] * 3
    rich = "".join(rf"\pard {{\b {(a, b)[i % 2]}}} {t}\par " for i, t in enumerate(TALK["en"]))
    made = made_of(rf"{{\rtf1\ansi {rich}}}".encode(), "x.rtf", tmp_path)
    assert turns(made) == [a, b] * 3 and said(made)[0][1] == TALK["en"][0]


NUMBERING = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/><w:lvlText w:val="Interviewer:"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Antwoord %1:"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="9"/></w:num></w:numbering>'
)  # fmt: skip


def test_words_of_an_automatic_numbering_are_labels(tmp_path: Path) -> None:
    def numbered(t: str, id: int) -> str:
        return p(t, more=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{id}"/></w:numPr>')

    body = "".join(numbered(t, 1 + i % 2) for i, t in enumerate(TALK["nl"]))
    made = made_of(docx(body, numbering=NUMBERING), "x.docx", tmp_path)
    assert turns(made) == ["Interviewer", "Antwoord"] * 3
    assert "Antwoord 2:" in texts(made, "boilerplate") and said(made)[3][1] == TALK["nl"][3]
    plain = made_of(docx("".join(numbered(t, 3) for t in TALK["nl"]), numbering=NUMBERING), "y.docx", tmp_path)
    assert plain.text == "\n\n".join(TALK["nl"])
    rich = "".join(rf"{{\listtext\pard\plain {'IR'[i % 2]}:\tab}}\pard {t}\par " for i, t in enumerate(TALK["en"]))
    assert turns(made_of(rf"{{\rtf1\ansi {rich}}}".encode(), "x.rtf", tmp_path)) == ["I", "R"] * 3


@pytest.mark.parametrize(
    "columns",
    [lambda n, t, i: (n, t), lambda n, t, i: (n, f"00:0{i}:10", t), lambda n, t, i: (f"{i}.", n, t), lambda n, t, i: (f"0{i}:10", n, t)],
)  # fmt: skip
@pytest.mark.parametrize("head", [True, False])
def test_tables_of_who_said_what(columns: object, head: bool, tmp_path: Path) -> None:
    assert callable(columns)
    rows = [columns(("Interviewer", "Sanne")[i % 2], t, i) for i, t in enumerate(TALK["nl"])]
    rows = [("Wie", "Wat", "Waar")[: len(rows[0])], *rows] if head else rows
    body = "".join("<w:tr>" + "".join(f"<w:tc>{p(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    made = made_of(docx(f"<w:tbl>{body}</w:tbl>"), "x.docx", tmp_path)
    assert turns(made) == ["Interviewer", "Sanne"] * 3 and [w for _, w in said(made)] == TALK["nl"]


@pytest.mark.parametrize("over", ["{n}  {m}", "{n} ({m}):", "[{m}] {n}", "{n}", "{n}:"])
def test_names_over_turns_in_a_pdf(over: str, tmp_path: Path) -> None:
    printed = []
    y = 780.0
    for i, t in enumerate([*TALK["nl"], *TALK["nl"]]):
        y -= 12
        printed.append(
            (
                72.0,
                y,
                11.0,
                over.format(n=("Geertje Mol", "R02")[i % 2], m=f"0{i % 10}:1{i % 10}" if i < 10 else f"{i}:00"),
            )
        )
        for line in (t, "En dan nog een regel waarop het verder gaat met wat er gezegd werd."):
            y -= 14
            printed.append((72.0, y, 11.0, line))
    made = made_of(pdf([printed]), "x.pdf", tmp_path)
    assert turns(made) == ["Geertje Mol", "R02"] * 6
    assert (
        " ".join(said(made)[1][1].split())
        == TALK["nl"][1] + " En dan nog een regel waarop het verder gaat met wat er gezegd werd."
    )


def test_lists_over_a_printed_talk_are_metadata(tmp_path: Path) -> None:
    said_ = ["SUMMARY KEYWORDS", "molen, dijk", "SPEAKERS", "Geertje, R02"]
    lines = [(72.0, 780.0 - 30 * (i // 2) - 14 * (i % 2), 11.0, t) for i, t in enumerate(said_)]
    lines += [(72.0, 680.0 - 40 * (i // 2) - 14 * (i % 2), 11.0, t) for i, t in enumerate(
        x for k, t in enumerate(TALK["nl"]) for x in (f"{('Geertje', 'R02')[k % 2]} 0{k}:10", t))]  # fmt: skip
    made = made_of(pdf([lines]), "x.pdf", tmp_path)
    assert made.metadata["Summary keywords"] == "molen, dijk" and made.metadata["Speakers"] == "Geertje, R02"
    assert turns(made) == ["Geertje", "R02"] * 3 and when(made)[1][0] == "00:01:10.000"


# Transcripts as JSON

SAID = [("0", "Hoe ging het?"), ("1", "Goed."), ("1", "Echt waar."), ("0", "Mooi.")]
JSON = {
    "whisperx": {"segments": [{"start": i * 2.0, "end": i * 2 + 1.5, "text": f" {t}", "speaker": f"SPEAKER_0{w}", "words": []} for i, (w, t) in enumerate(SAID)], "word_segments": []},
    "by word": {"segments": [{"start": i * 2.0, "end": i * 2 + 1.5, "text": t, "words": [{"word": x, "start": i * 2.0, "end": i * 2 + 1.5, "speaker": f"SPEAKER_0{w}"} for x in t.split()]} for i, (w, t) in enumerate(SAID)]},
    "list": [{"start": i * 2.0, "end": i * 2 + 1.5, "text": t, "speaker": f"SPEAKER_0{w}"} for i, (w, t) in enumerate(SAID)],
    "pipeline": {"text": "x", "speakers": [{"speaker": f"SPEAKER_0{w}", "timestamp": [i * 2.0, i * 2 + 1.5], "text": t} for i, (w, t) in enumerate(SAID)], "chunks": []},
    "podcast": {"version": "1.0.0", "segments": [{"speaker": f"SPEAKER_0{w}", "startTime": i * 2.0, "endTime": i * 2 + 1.5, "body": t} for i, (w, t) in enumerate(SAID)]},
    "milliseconds": {"utterances": [{"speaker": f"SPEAKER_0{w}", "start": i * 2000, "end": i * 2000 + 1500, "text": t} for i, (w, t) in enumerate(SAID)]},
    "monologues": {"speakers": [{"id": n, "name": f"SPEAKER_0{n}"} for n in (0, 1)], "monologues": [{"speaker": int(w), "elements": [{"type": "text", "value": t, "ts": i * 2.0, "end_ts": i * 2 + 1.5}]} for i, (w, t) in enumerate(SAID)]},
}  # fmt: skip


@pytest.mark.parametrize("way", JSON)
def test_transcripts_as_json(way: str, tmp_path: Path) -> None:
    made = made_of(json.dumps(JSON[way]).encode(), "x.json", tmp_path)
    assert made.kind == "interview"
    assert said(made) == [("SPEAKER_00", "Hoe ging het?"), ("SPEAKER_01", "Goed. Echt waar."), ("SPEAKER_00", "Mooi.")]
    assert [start for start, _ in when(made)] == ["00:00:00.000", "00:00:02.000", "00:00:06.000"]


def test_transcripts_as_json_without_speakers(tmp_path: Path) -> None:
    plain = {
        "text": "x",
        "segments": [{"id": i, "start": i * 2.0, "end": i * 2 + 1.5, "text": t} for i, (_, t) in enumerate(SAID)],
    }
    cpp = {
        "transcription": [
            {"timestamps": {"from": f"00:00:0{i * 2},000", "to": f"00:00:0{i * 2 + 1},500"}, "text": t}
            for i, (_, t) in enumerate(SAID)
        ]
    }
    for data in (plain, cpp):
        made = made_of(json.dumps(data).encode(), "x.json", tmp_path)
        assert made.text == "Hoe ging het? Goed. Echt waar. Mooi." and when(made, "paragraph") == [
            ("00:00:00.000", "00:00:07.500")
        ]
        assert "no speaker is named" in made.notes[0]
    some = {
        "segments": [
            {"start": 0.0, "end": 1.0, "text": "Ja?", "speaker": "SPEAKER_00"},
            {"start": 1.0, "end": 2.0, "text": "Nee."},
        ]
    }
    assert any(
        "1 of 2 pieces name no speaker" in n for n in made_of(json.dumps(some).encode(), "y.json", tmp_path).notes
    )


@pytest.mark.parametrize(
    "data", ['{"segments": [{"name": "a", "value": 3}]}', '{"segments": []}', '{"segments": [', "[]"]
)
def test_other_json_is_no_transcript(data: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(data, encoding="utf-8")
    (one,) = read([str(tmp_path / "x.json")], ReadOptions())
    assert one.draft is None and one.error and "\n" not in one.error


def test_otranscribe(tmp_path: Path) -> None:
    text = '<p><span class="timestamp" data-timestamp="1.2">00:01</span>Geertje: Hoe ging het?<br />Teun: Goed.</p><p><span class="timestamp">1:00:05</span><b>Geertje:</b>&nbsp;En toen?</p><p>Teun: <i>Niets</i>.</p>'
    made = made_of(json.dumps({"text": text, "media": "a&amp;b.mp3", "media-time": 9}).encode(), "x.otr", tmp_path)
    assert said(made) == [("Geertje", "Hoe ging het?"), ("Teun", "Goed."), ("Geertje", "En toen?"), ("Teun", "Niets.")]
    assert made.metadata["media"] == "a&b.mp3" and when(made)[2][0] == "01:00:05.000"


# --speaker


@pytest.mark.parametrize(
    "patterns",
    [("**Interviewer**", "**Manager**"), ("Interviewer", "Manager"), ("Interviewer:", "[Manager]"), ("Inter*", "M*"), ("/I.*r/", "/M.+/"), ("__interviewer__", "<manager>")],
)  # fmt: skip
@pytest.mark.parametrize("way", ["**{n}** {t}", "[{n}] {t}", "{n} – {t}", "{n}: {t}", "{n}\n{t}", "{n} {t}"])
def test_speaker_takes_what_a_person_would_write(patterns: tuple[str, ...], way: str) -> None:
    if way == "{n} {t}" and any(c in "*/" for c in "".join(patterns).strip("*")):
        pytest.skip("a glob finds labels, and a word before others is none")
    if way == "{n} {t}" and patterns[0][:1] == "*":
        patterns = tuple(x.strip("*") for x in patterns)
    assert turns(told(talk(way, "Interviewer", "Manager", "en"), *patterns)) == ["Interviewer", "Manager"] * 3


def test_a_glob_invents_no_people() -> None:
    text = "R1\nIk dacht van wel.\n\nRight\n\nRosa\nWelnee, zei ik.\n\nR1\nRight, dat was het.\n\nRosa\nRight: dus.\n\nRight so far: dat zei hij.\n"
    for pattern in ("R*", "/R.*/"):
        assert turns(told(text, pattern)) == ["R1", "Rosa", "R1", "Rosa"]


def test_labels_that_speaker_does_not_name_are_told() -> None:
    made = told(talk("[{n}] {t}", "Geertje", "Teun"), "Geertje", "Zoë")
    assert set(turns(made)) == {"Geertje"}
    assert "no label is Zoë" in made.notes and any("not taken for labels: Teun (3)" in n for n in made.notes)


def test_speaker_in_cues() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nmira: ja?\n\n00:03.000 --> 00:04.000\nteun: nee."
    assert turns(cues(text, "[mira]", "teun:")) == ["mira", "teun"]


# Quotations and headings


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“We weten niet wat wij niet weten.” (Karin Dijk, 2013)", "Karin Dijk"), ("‘Het is ‘zo’n vraag’ die nooit klaar is.’ (Mol, 2012, p. 4)", "Mol"),
        ('"The boat came late, and nobody told us why." — Marga Mole', "Marga Mole"), ("„Wir wissen es nicht, und das ist so.“ (Müller & Weber, 2010)", "Müller & Weber"),
        ("«Nous ne savons pas ce que nous savons.» (Dupont 2011)", "Dupont"), ("“I never saw it like that before.” (R12)", "R12"),
        ("“Ja,” zei hij, “dat is zo en niet anders.” (Mol, 2012)", None), ('"Ik ga weg, en dat was dat" (lacht)', None), ("“Een hele zin van iemand hier.”", None),
    ],
)  # fmt: skip
def test_a_paragraph_that_is_wholly_a_quotation(text: str, who: str | None) -> None:
    assert _quoted(text) == who
    made = draft(f"# Over weten\n\n{LONG}\n\n{text}\n\n{LONG}")
    assert [(made.text[s.start : s.end], s.author, s.role) for s in made.segments if s.kind == "quoted"] == (
        [(text, who, "quoted")] if who else []
    )
    plain = draft(f"{LONG}\n\n{text}\n\n{LONG}")
    assert bool(texts(plain, "quoted")) == (who is not None)


def test_a_heading_glued_to_a_full_stop() -> None:
    made = draft(
        f"# Over weten\n\n{LONG}\n\n{LONG.strip()}Rollen en taken\n\n{LONG}\n\n{LONG.strip()[:-1]}?Slot\n\n{LONG}"
    )
    assert texts(made, "heading")[1:] == ["Rollen en taken", "Slot"]
    made = draft(
        f"# Over weten\n\n{LONG}\n\n{LONG}Zie www.voorbeeld.Nederland\n\n{LONG}\n\n{LONG} dat is o.a.Utrecht\n\n{LONG}"
    )
    assert len(texts(made, "heading")) <= 2 and "Utrecht" not in texts(made, "heading")


def test_an_expression_that_is_none_is_refused() -> None:
    with pytest.raises(QdaError, match="is not a regular expression"):
        ReadOptions(speakers=("/(/",))
