"""Documents: what is text, what is kept apart from it, and that a bad file is one plain line."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from helpers_documents import LONG, OTHER, TALK, docx, draft, epub, error, odt, p, pdf, printed
from helpers_importers import authors, texts, tiles

from qda.core.drafts import Draft, ReadOptions
from qda.importers import read

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TRANSCRIPTS = SHARED / "interop" / "transcripts"


def kinds(made: Draft) -> list[tuple[str, str]]:
    """Kind and text of each segment."""
    return [(s.kind, made.text[s.start : s.end]) for s in made.segments]


# ---- Word


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Ik voelde me </w:t></w:r><w:ins w:id="1"><w:r><w:t xml:space="preserve">heel '
        '</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>niet</w:delText></w:r></w:del><w:r><w:t>alleen.</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Dit liep </w:t></w:r></w:p>'
        '<w:p><w:moveFrom w:id="4"><w:r><w:t>weg</w:t></w:r></w:moveFrom><w:r><w:t>door.</w:t></w:r></w:p>'
        '<w:p><w:moveTo w:id="5"><w:r><w:t>En dit kwam.</w:t></w:r></w:moveTo></w:p>'
    )
    made = draft(docx(body), "a.docx", tmp_path)
    assert made.text == "Ik voelde me heel alleen.\n\nDit liep door.\n\nEn dit kwam."
    assert any("deleted with changes tracked" in n for n in made.notes)


W_NOTE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_footnotes_and_comments_stand_apart_from_the_text(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Het was </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>mooi</w:t></w:r>'
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:t>, zei hij.</w:t></w:r></w:p>" + p("En klaar.")
    )
    notes = (
        f'<w:footnotes {W_NOTE}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{p("Zie: het verslag.")}</w:footnote></w:footnotes>'
    )
    comments = f'<w:comments {W_NOTE}><w:comment w:id="0" w:author="Mira">{p("Nagaan")}</w:comment></w:comments>'
    made = draft(docx(body, footnotes=notes, comments=comments), "a.docx", tmp_path)
    assert kinds(made) == [
        ("paragraph", "Het was mooi, zei hij."),
        ("note", "Zie: het verslag."),
        ("paragraph", "En klaar."),
    ]
    assert made.metadata["comments"] == [{"author": "Mira", "on": "mooi", "text": "Nagaan"}]
    assert any("1 comment kept apart" in n for n in made.notes)


def test_a_footnote_in_a_turn_lies_inside_it(tmp_path: Path) -> None:
    said = p(TALK[1])[:-6] + '<w:r><w:endnoteReference w:id="3"/></w:r></w:p>'
    notes = f'<w:endnotes {W_NOTE}><w:endnote w:id="3">{p("Anna: bedoeld is de oude brug.")}</w:endnote></w:endnotes>'
    body = p(TALK[0]) + said + p("Echt niet.") + p(TALK[2]) + p(TALK[3])
    made = draft(docx(body, endnotes=notes), "a.docx", tmp_path)
    assert authors(made, "turn") == ["Interviewer", "Anna", "Interviewer", "Anna"]
    (note,) = [s for s in made.segments if s.kind == "note"]
    assert note.parent is not None and made.segments[note.parent].author == "Anna"
    assert made.segments[note.parent].end > note.end  # "Echt niet." is hers too


def test_headings_lists_and_contents_are_told_by_their_styles(tmp_path: Path) -> None:
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    body = (
        p("Brug\t2", "Inhopg1") + p("De brug", "Kop1") + p(LONG) + p("Wat er kwam", "Mijn") + p("Een punt", more=numbered)
        + p("Nog een punt", more=numbered) + p(LONG) + p("Kort zinnetje zonder punt") + p(LONG)
    )  # fmt: skip
    made = draft(docx(body), "a.docx", tmp_path)
    assert made.kind == "article" and made.title == "De brug"
    assert texts(made, "heading") == ["De brug", "Wat er kwam"]
    assert texts(made, "boilerplate") == ["Brug\t2"]


def test_tables_are_lines_and_a_talk_in_a_table_is_turns(tmp_path: Path) -> None:
    def table(rows: list[tuple[str, ...]]) -> str:
        cells = ("".join(f"<w:tc>{p(c)}</w:tc>" for c in row) for row in rows)
        return f"<w:tbl>{''.join(f'<w:tr>{c}</w:tr>' for c in cells)}</w:tbl>"

    made = draft(docx(p(LONG) + table([("Leeftijd", "71"), ("Plaats", "Gent")])), "a.docx", tmp_path)
    assert made.text.endswith("\n\nLeeftijd\t71\nPlaats\tGent")
    rows = [(str(n), *t.split(": ", 1)) for n, t in enumerate(TALK, 1)]
    made = draft(docx(table(rows)), "b.docx", tmp_path)
    assert authors(made, "turn") == ["Interviewer", "Anna", "Interviewer", "Anna"]
    asked = docx("".join(map(p, TALK)) + table([("Leeftijd", "71"), ("Plaats", "Gent")]) + p("[einde]"))
    made = draft(asked, "c.docx", tmp_path)
    assert ("note", "Leeftijd\t71\nPlaats\tGent") in kinds(made)  # nobody said that


def test_text_boxes_symbols_and_hidden_words(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>Voor</w:t><w:tab/><w:t>na</w:t><w:br/><w:t>onder</w:t><w:br w:type="page"/></w:r><w:r><w:rPr><w:vanish/>'
        "</w:rPr><w:t>geheim</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><AlternateContent><Choice>"
        f"<txbxContent>{p('In een kader.')}</txbxContent></Choice><Fallback><txbxContent>{p('In een kader.')}</txbxContent>"
        "</Fallback></AlternateContent></w:r></w:p>"
    )
    made = draft(docx(body), "a.docx", tmp_path)
    assert made.text == "Voor\tna\nonder\n\nIn een kader." and any("hidden text" in n for n in made.notes)


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "pdf", "html", "epub"])
def test_an_interview_comes_in_as_turns_from_any_document(suffix: str, tmp_path: Path) -> None:
    made = {
        "docx": docx(p("Gesprek over de brug", "Kop1") + "".join(map(p, TALK))),
        "odt": odt("<text:h>Gesprek over de brug</text:h>" + "".join(f"<text:p>{t}</text:p>" for t in TALK)),
        "rtf": ("{\\rtf1\\ansi{\\stylesheet{\\s1 heading 1;}}\\s1 Gesprek over de brug\\par\\pard "
                + "\\par ".join(TALK) + "\\par}").encode(),
        "pdf": pdf([[(72, 780, 18, "Gesprek over de brug"), *printed(TALK, 740)]]),
        "html": ("<html><body><nav>Home</nav><h1>Gesprek over de brug</h1>" + "".join(f"<p>{t}</p>" for t in TALK)).encode(),
        "epub": epub("<h1>Gesprek over de brug</h1>" + "".join(f"<p>{t}</p>" for t in TALK)),
    }[suffix]  # fmt: skip
    got = draft(made, f"a.{suffix}", tmp_path)
    plain = draft(("# Gesprek over de brug\n\n" + "\n\n".join(TALK)).encode(), "a.md", tmp_path)
    assert got.kind == "interview"
    assert [(s.kind, s.author, s.role) for s in got.segments] == [(s.kind, s.author, s.role) for s in plain.segments]
    assert texts(got, "turn", "heading") == [t.removeprefix("# ") for t in texts(plain, "turn", "heading")]


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="the reference files are not beside the project")
@pytest.mark.parametrize("name", ["interview-sam-ccbync.docx", "interviewer-turns.docx"])
def test_real_word_transcripts_have_the_turns_they_should(name: str) -> None:
    expected = json.loads((TRANSCRIPTS.parent / "expected.json").read_text())[f"transcripts/{name}"]
    (one,) = read([str(TRANSCRIPTS / name)], ReadOptions())
    assert one.draft is not None
    tiles(one.draft)
    said = authors(one.draft, "turn")
    assert len(said) == expected["turns"]
    assert {who: said.count(who) for who in said} == expected["speakers"]


# ---- OpenDocument and rich text


def test_opendocument_white_space_notes_and_changes(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:h>De brug</text:h><text:p>Een\n  twee<text:s text:c='2'/>drie<text:tab/>vier"
        "<text:line-break/>vijf<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>De noot.</text:p>"
        "</text:note-body></text:note> zes<office:annotation><dc:creator>Mira</dc:creator><text:p>Let op</text:p>"
        "</office:annotation>.</text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    made = draft(odt(body), "a.odt", tmp_path)
    assert kinds(made) == [
        ("heading", "De brug"), ("paragraph", "Een twee  drie\tvier\nvijf zes."), ("note", "De noot."), ("paragraph", "a\tb"),
    ]  # fmt: skip
    assert made.metadata["comments"] == [{"author": "Mira", "text": "Let op"}]


def test_rich_text_letters_notes_and_deletions(tmp_path: Path) -> None:
    raw = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\stylesheet{\s1 heading 1;}}"
        rb"{\info{\title Iets}}\pard\s1 De br\'fcg\par\pard\s0 Caf\'e9 \u8364?\u-10179?\u-8694? {\f1\'e4\'e0} en\~zo"
        rb"{\footnote\pard De noot.}{\deleted weg}{\v geheim} {\*\atnauthor Mira}{\*\annotation Let op}{\field{\*\fldinst X}"
        rb"{\fldrslt hier}}.\par\trowd\pard\intbl a\cell b\cell\row\pard na\par}"
    )
    made = draft(raw, "a.rtf", tmp_path)
    assert kinds(made) == [
        ("heading", "De brüg"), ("paragraph", "Café €😊 да en\xa0zo hier."), ("note", "De noot."),
        ("paragraph", "a\tb"), ("paragraph", "na"),
    ]  # fmt: skip
    assert made.metadata["comments"] == [{"author": "Mira", "text": "Let op"}]


# ---- PDF


def test_pdf_lines_are_joined_and_what_stands_on_every_page_is_boilerplate(tmp_path: Path) -> None:
    one = f"{LONG} Zo begon de samenwerking met de dorps-"
    pages = [
        printed([LONG + " " + LONG, one], head="Verslag van de brug", foot="Pagina 1"),
        printed(["bewoners, die er in- en uitstroom van maakten.", OTHER], head="Verslag van de brug", foot="Pagina 2"),
        printed(["Tot slot: " + OTHER], head="Verslag van de brug", foot="Pagina 3"),
    ]
    made = draft(pdf(pages), "a.pdf", tmp_path)
    joined = f"{LONG} Zo begon de samenwerking met de dorpsbewoners, die er in- en uitstroom van maakten."
    assert texts(made, "paragraph") == [LONG + " " + LONG, joined, OTHER, "Tot slot: " + OTHER]
    assert texts(made, "boilerplate") == [f"Verslag van de brug\nPagina {n}" for n in (1, 2, 3)]


def test_a_hyphen_is_kept_where_the_word_has_one_elsewhere(tmp_path: Path) -> None:
    said = (f"{LONG[:56]} het x-", "straal en de Noord-", "Hollandse x-straal zijn er.")
    made = draft(pdf([[(72, 700 - 14 * n, 11, text) for n, text in enumerate(said)]]), "a.pdf", tmp_path)
    assert made.text == f"{LONG[:56]} het x-straal en de Noord-Hollandse x-straal zijn er."


def test_pdf_headings_and_footnotes_are_told_by_their_type(tmp_path: Path) -> None:
    lines = [
        (72, 790, 18, "De brug"),
        *printed([LONG, LONG], 750),
        (72, 60, 7, "1 Zie het verslag van"),
        (72, 51, 7, "de raad."),
    ]
    made = draft(pdf([lines]), "a.pdf", tmp_path)
    assert made.title == "De brug"
    assert kinds(made)[-1] == ("note", "1 Zie het verslag van de raad.") and len(texts(made, "paragraph")) == 2


def test_a_scanned_pdf_needs_ocr_and_a_locked_one_its_password(tmp_path: Path) -> None:
    assert "needs OCR" in error(pdf([[], []], picture=True), "a.pdf", tmp_path)
    stamped = [[(72, 820, 8, "Gedownload van het archief")]] * 3
    assert "needs OCR" in error(pdf(stamped, picture=True), "b.pdf", tmp_path)
    assert "password" in error(pdf([printed([LONG])], locked=True), "c.pdf", tmp_path)
    assert "empty" in error(pdf([[]]), "d.pdf", tmp_path)
    mixed = draft(pdf([printed([LONG]), []], picture=True), "e.pdf", tmp_path)
    assert any("1 of 2 pages is a picture without text: needs OCR" in n for n in mixed.notes)


# ---- web pages and books


PAGE = f"""<html><head><title>De brug | Dorpsblad</title><meta name="author" content="Els Maas">
<meta property="article:published_time" content="2021-03-04T10:00:00+01:00"><script>var x = "<p>nee</p>";</script></head>
<body class="has-sidebar"><header><a href="/">Dorpsblad</a></header><nav><ul><li><a href="/a">Nieuws</a></li></ul></nav>
<div class="cookie-consent"><p>Wij gebruiken cookies om deze site voor iedereen beter te maken, vindt u dat goed?</p></div>
<article><h1>De brug</h1><p class="byline">Door Els Maas</p><p>{LONG}</p><h2>Daarna</h2><p>{LONG} En&nbsp;<b>zo</b>
<a href="/x">bleef</a> het.</p><ul><li>hout</li><li>touw</li></ul><blockquote><p>Een brug is van wie eroverheen loopt.</p>
</blockquote><table><tr><th>jaar</th><td>1</td></tr><tr><th>prijs</th><td>2</td></tr></table></article>
<aside><p>Lees ook wat de buren van de brug vonden, en waarom zij er niet meer overheen willen lopen.</p></aside>
<footer>Contact</footer></body></html>"""


def test_an_article_is_taken_out_of_its_page(tmp_path: Path) -> None:
    made = draft(PAGE.encode(), "a.html", tmp_path)
    assert made.kind == "article" and made.title == "De brug" and made.date == "2021-03-04T10:00:00+01:00"
    assert texts(made, "heading") == ["De brug", "Daarna"]
    assert texts(made, "quoted") == ["Een brug is van wie eroverheen loopt."]
    assert texts(made, "paragraph")[1:] == [f"{LONG} En\xa0zo bleef het.", "- hout\n- touw", "jaar\t1\nprijs\t2"]
    assert "cookies" not in made.text and "Lees ook" not in made.text and "nee" not in made.text
    assert {s.author for s in made.segments if s.kind == "paragraph"} == {"Els Maas"}
    said = " ".join(made.notes)
    assert "came in as an article" in said and "cookie texts" in said and "navigation" in said


def test_the_page_says_in_what_it_is_written(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>Één “caf\xe9”: {LONG}</p></body></html>'
    made = draft(page.encode("cp1252"), "a.html", tmp_path)
    assert "Één “café”" in made.text


def test_a_page_made_by_a_script_is_refused(tmp_path: Path) -> None:
    assert "script" in error(b"<html><body><div id=root></div><script>go()</script></body></html>", "a.html", tmp_path)


def test_a_book_has_its_chapters_in_order_and_its_notes(tmp_path: Path) -> None:
    first = (
        f'<h1>Een</h1><p>{LONG}<a epub:type="noteref" href="#n">1</a></p>'
        '<aside epub:type="footnote" id="n"><p>De noot.</p></aside>'
    )
    made = draft(epub(first, f"<h1>Twee</h1><p>Eerst&nbsp;dit. {LONG}</p>"), "a.epub", tmp_path)
    assert made.title == "De brug" and made.metadata["author"] == "Els Maas"
    assert [k for k, _ in kinds(made)] == ["heading", "paragraph", "note", "heading", "paragraph"]
    assert texts(made, "paragraph")[0] == LONG and texts(made, "note") == ["De noot."]


def test_other_formats_go_through_pandoc_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.org"
    path.write_text("* De brug\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    (one,) = read([str(path)], ReadOptions())
    assert "pandoc" in one.error and "not installed" in one.error
    if os.name == "nt":
        return
    fake = tmp_path / "pandoc"
    fake.write_text(f"#!{sys.executable}\nprint('<h1>De brug</h1><p>{LONG}</p>')\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    made = draft(b"* De brug\n", "a.org", tmp_path)
    assert kinds(made) == [("heading", "De brug"), ("paragraph", LONG)]
    fake.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('unknown thing')\n")
    assert "unknown thing" in error(b"* De brug\n", "a.org", tmp_path)


def test_speakers_in_a_headings_style_are_labels(tmp_path: Path) -> None:
    body = "".join(p(t.split(": ")[0], "Kop1") + p(t.split(": ")[1]) for t in TALK)
    made = draft(docx(body), "a.docx", tmp_path)
    assert made.kind == "interview" and made.title == ""
    assert authors(made, "turn") == ["Interviewer", "Anna", "Interviewer", "Anna"]


def test_what_is_called_doc_and_is_none_comes_in_as_what_it_is(tmp_path: Path) -> None:
    assert draft(b"{\\rtf1 Een brug.}", "a.doc", tmp_path).text == "Een brug."
    assert draft(f"<html><body><p>{LONG}</p></body></html>".encode(), "b.doc", tmp_path).text == LONG
    assert draft(docx(p(LONG)), "c.docm", tmp_path).text == LONG
