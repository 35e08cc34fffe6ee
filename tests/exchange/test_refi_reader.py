"""REFI-QDA projects of other programs in the form: everything that stands in the file is there, or counted as lost."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from helpers_qdpx import CODES, TEXT, USERS, coding, g, project, qdpx, read, refused, selection, sources, text_source

from qda.core.projects import ProjectOptions, SelectionForm, derived
from qda.importers.projects import refi

# -- the codebook and what hangs on it ------------------------------------------------------------------------------


def test_codes_as_they_stand(tmp_path: Path) -> None:
    with read(tmp_path, project(USERS + CODES, name="Shop &amp; café", origin="MAXQDA 24 (Release 24.7.0)")) as form:
        assert (form.name, form.program, form.ours) == ("Shop & café", "MAXQDA", False)
        assert [(c.guid, c.name, c.parent, c.colour, c.codable) for c in form.codes] == [
            (g(10), "place", "", "#ff0000", False),
            (g(11), "crowd", g(10), "#00Ff10", True),
            (g(12), "silence", "", "", True),
        ]
        assert form.codes[0].description == " in  two\n lines " and form.codes[0].place == "line 3"
        assert [(c.guid, c.name) for c in form.coders] == [(g(1), "Ann"), (g(2), "B"), (g(3), "user 3")]


def test_programs_are_known_by_the_first_word(tmp_path: Path) -> None:
    for origin, program, ours in (
        ("NVivo for Mac 20.5.0", "NVivo", False),
        ("ATLAS.ti 8.4.0 573 , macOS", "ATLAS.ti", False),
        ("qda 1.4", "qda", True),
        ("qdapy 0.1", "qdapy", False),
        ("Quirkos 2.5", "Quirkos", False),
        ("", "another program", False),
    ):
        with read(tmp_path, project(origin=origin)) as form:
            assert (form.program, form.ours) == (program, ours)


def test_the_same_guid_for_two_codes_is_refused(tmp_path: Path) -> None:
    one, other = (
        f'<Code guid="{x}" name="{n}" isCodable="true"/>' for x, n in ((g(0xAB), "a"), (g(0xAB).upper(), "b"))
    )
    said = refused(tmp_path, project(f"<CodeBook><Codes>{one}\n{other}</Codes></CodeBook>"))
    assert "'a' (line 3)" in said and "'b' (line 4)" in said and g(0xAB) in said


def test_guids_in_braces_and_capitals_and_what_is_no_guid(tmp_path: Path) -> None:
    odd = f"{{{g(0xABC).upper()}}}"
    xml = project(
        f'<CodeBook><Codes><Code guid="{odd}" name="a"/><Code guid="c-1" name="b"/><Code name="c"/></Codes></CodeBook>'
        + text_source(
            selection(200, 0, 3, f'<Coding guid="X"><CodeRef targetGUID="{g(0xABC)}"/></Coding>')
            + selection(201, 0, 7, '<Coding guid="Y"><CodeRef targetGUID="C-1"/></Coding>')
        )
    )
    every, form = sources(tmp_path, xml, {"a.txt": TEXT})
    assert form.codes[0].guid == g(0xABC) and all(uuid.UUID(c.guid) for c in form.codes)
    assert [s.codings[0].code for s in every[0].selections] == [form.codes[0].guid, form.codes[1].guid]
    again, _ = sources(tmp_path, xml, {"a.txt": TEXT})
    assert again == every  # what is no UUID is made the same each time
    other, _ = sources(tmp_path, xml.replace('name="Study"', 'name="Other"'), {"a.txt": TEXT})
    assert other[0].selections[0].codings[0].guid != every[0].selections[0].codings[0].guid


def test_equal_guids_of_other_things_are_read(tmp_path: Path) -> None:
    inner = selection(200, 0, 3, coding(300, 11)) + selection(200, 4, 7, coding(300, 12)) + selection(200, 8, 12)
    every, form = sources(tmp_path, project(CODES + text_source(inner)), {"a.txt": TEXT})
    first, second, third = every[0].selections
    assert first.guid == g(200) and second.guid == derived(g(200), "selection", 2) and third.guid != second.guid
    assert second.codings[0].guid == derived(g(300), "coding", 2) and not form.lost


def test_sets_cases_variables_links_graphs_and_notes(tmp_path: Path) -> None:
    xml = project(
        # in an order that the schema does not allow, with elements that it does not have
        f'<Graphs><Graph guid="{g(60)}" name="G"><Vertex guid="{g(61)}" representedGUID="{{{g(11).upper()}}}" firstX="1" '
        f'firstY="2"/></Graph></Graphs><Sets><Set guid="{g(50)}" name="T"><MemberCode guid="{g(11)}"/>'
        f'<MemberSource targetGUID="{g(100)}"/><MemberNote targetGUID="{g(70)}"/><Description>d</Description></Set></Sets>'
        f'<Links><Link guid="{g(40)}" name="causes" direction="OneWay" originGUID="{g(11)}" targetGUID="{g(12).upper()}">'
        f'<NoteRef targetGUID="{g(70)}"/></Link><Link guid="{g(41)}" originGUID="{g(1)}" targetGUID="{g(2)}"/></Links>'
        f'<Cases><Case guid="{g(30)}"><SelectionRef targetGUID="{g(200)}"/><SourceRef targetGUID="{g(100)}"/>'
        f'<VariableValue><VariableRef targetGUID="{g(20)}"/><TextValue> 071 </TextValue></VariableValue>'
        f'<VariableValue><BooleanValue> true </BooleanValue><VariableRef targetGUID="{g(21)}"/></VariableValue>'
        f'<VariableValue><VariableRef targetGUID="{g(29)}"/><TextValue>x</TextValue></VariableValue>'
        f'<CodeRef targetGUID="{g(11)}"/><Description>who</Description></Case></Cases>'
        f'<Variables><Variable guid="{g(20)}" name="age" typeOfVariable="Text"><Description>years</Description></Variable>'
        f'<Variable guid="{g(21)}" name="seen" typeOfVariable="Boolean"/></Variables>'
        f'<Notes><Note guid="{g(70)}" name="first" creatingUser="{g(1)}" creationDateTime="2026-01-02T03:04:05Z" '
        f'plainTextPath="internal://n.txt"/><Note guid="{g(71)}"><Description>more</Description><PlainTextContent>inline'
        f'</PlainTextContent><NoteRef targetGUID="{g(70)}"/></Note><Note guid="{g(72)}" plainTextPath="internal://no.txt"/>'
        f'<Note guid="{g(73)}" name="bare"/></Notes><Description>about</Description><NoteRef targetGUID="{g(71)}"/>'
        f'<NoteRef targetGUID="{g(79)}"/><Something><Else/></Something>' + CODES + USERS
    )
    with read(tmp_path, xml, {"n.txt": "\ufeffone\r\ntwo\r"}) as form:
        pass
    (graph,) = form.graphs
    assert graph.xml == (
        f'<Graph guid="{g(60)}" name="G"><Vertex guid="{g(61)}" representedGUID="{g(11)}" firstX="1" firstY="2"/></Graph>'
    )
    (one,) = form.sets
    assert (one.name, one.description, one.codes, one.sources, one.notes) == ("T", "d", [g(11)], [g(100)], [g(70)])
    causes, other = form.links
    assert (causes.name, causes.direction, causes.origin, causes.target) == ("causes", "OneWay", g(11), g(12))
    assert causes.notes == [g(70)] and other.direction == "Associative" and other.xml.startswith("<Link guid=")
    (case,) = form.cases
    assert case.values == [(g(20), " 071 "), (g(21), "true")] and case.description == "who"
    assert (case.sources, case.selections, case.codes) == ([g(100)], [g(200)], [g(11)])
    assert form.lost == {"value": {"of a variable that is not in the file": 1}}
    assert [(v.name, v.type, v.description) for v in form.variables] == [
        ("age", "Text", "years"),
        ("seen", "Boolean", ""),
    ]
    notes = {n.guid: n for n in form.memos}
    assert (notes[g(70)].text, notes[g(70)].coder, notes[g(70)].on) == ("one\ntwo\n", g(1), [g(71)])
    assert notes[g(70)].created_at == "2026-01-02T03:04:05Z"
    assert notes[g(71)].text == "inline\n\nmore" and notes[g(73)].text == ""
    assert notes[g(72)].text is None and notes[g(72)].why == "text file missing" and notes[g(72)].xml
    assert form.description == "about" and form.about == [g(71)]
    assert form.notes == ["references to notes that are not in the file, left out: 1"]


def test_what_stands_on_the_text_of_a_note_is_lost_and_told(tmp_path: Path) -> None:
    inner = selection(200, 0, 2, coding(300, 11)) + selection(201, 0, 1) + coding(301, 11)
    note = (
        f'<Notes><Note guid="{g(70)}" richTextPath="internal://n.docx"><PlainTextContent>abc</PlainTextContent>{inner}'
    )
    with read(tmp_path, project(CODES + note + "</Note></Notes>"), {"n.docx": b"PK"}) as form:
        on = "on the text of a note"
        assert form.lost == {"coding": {on: 2}, "selection": {on: 1}}
        assert [(m.path, m.size) for m in form.memos[0].media] == [("internal://n.docx", 2)]


# -- sources --------------------------------------------------------------------------------------------------------


def test_a_text_with_all_that_hangs_on_it(tmp_path: Path) -> None:
    at = ' creationDateTime="2026-02-03T04:05:06+01:00"'
    inner = (
        "<Description>where</Description>"
        + selection(
            200, 0, 12, coding(300, 11, f' creatingUser="{g(1)}"{at}', f'<NoteRef targetGUID="{g(70)}"/>'), "druk"
        )
        + selection(201, 25, 31, "<Description>turn</Description>" + f'<NoteRef targetGUID="{g(70)}"/>')
        + selection(202, 5, 5, coding(301, 12))
        + coding(302, 12)
        + f'<NoteRef targetGUID="{g(70)}"/><VariableValue><VariableRef targetGUID="{g(20)}"/><IntegerValue>7</IntegerValue>'
        "</VariableValue><VariableValue><TextValue>x</TextValue></VariableValue>"
    )
    xml = project(
        USERS + CODES + f'<Variables><Variable guid="{g(20)}" name="n" typeOfVariable="Integer"/></Variables>'
        f'<Notes><Note guid="{g(70)}" name="n"><PlainTextContent>t</PlainTextContent></Note></Notes>'
        + text_source(
            inner, more=f'plainTextPath="internal://a.txt" richTextPath="internal://a.docx" creatingUser="{g(2)}"{at}'
        )
    )
    (one,), form = sources(tmp_path, xml, {"a.txt": TEXT, "a.docx": b"PK12"})
    assert (one.kind, one.name, one.origin, one.text, one.description) == ("text", "S", "a.txt", TEXT, "where")
    assert (one.coder, one.created_at, one.notes, one.values) == (g(2), at.split('"')[1], [g(70)], [(g(20), "7")])
    first, second, third = one.selections
    assert (first.start, first.end, first.name, first.xml) == (0, 12, "druk", "")
    (made,) = first.codings
    assert (made.guid, made.code, made.coder, made.notes) == (g(300), g(11), g(1), [g(70)])
    assert made.created_at == "2026-02-03T04:05:06+01:00"
    assert (second.start, second.end, second.description, second.notes, second.codings) == (25, 31, "turn", [g(70)], [])
    assert second.xml == (
        f'<PlainTextSelection guid="{g(201)}" name="" startPosition="25" endPosition="31"><Description>turn</Description>'
        f'<NoteRef targetGUID="{g(70)}"/></PlainTextSelection>'
    )
    assert (third.start, third.end) == (5, 5) and len(third.codings) == 1 and "<CodeRef" in third.xml
    assert [c.guid for c in one.whole] == [g(302)]
    (docx,) = one.media
    assert (docx.path, docx.file, docx.size) == ("internal://a.docx", "sources/a.docx", 4)
    assert form.lost == {"value": {"of a variable that is not in the file": 1}}
    assert form.conventions == {"every way of counting gives the same": 1}


def test_media_are_copied_out(tmp_path: Path) -> None:
    source = f'<Sources><PictureSource guid="{g(100)}" name="P" path="internal://p.jpg"/></Sources>'
    with read(tmp_path, project(source), {"p.jpg": b"\xff\xd8picture"}) as form:
        (one,) = form.sources()
        assert one.text is None and one.why == "picture" and one.media[0].copy is not None
        one.media[0].copy(str(tmp_path / "copied"))
    assert (tmp_path / "copied").read_bytes() == b"\xff\xd8picture"


def test_positions_are_converted_and_what_does_not_fit_keeps_its_numbers(tmp_path: Path) -> None:
    text = "\ufeffHet 😀 was.\r\nStil, ja.\r\n"
    inner = (
        selection(200, 7, 10, coding(300, 11), "was")
        + selection(201, 13, 17, coding(301, 11), "Stil")
        + selection(202, 13, 99, coding(302, 11))
        + selection(203, 5, 2, coding(303, 11))
        + selection(204, "x", "9", coding(304, 11))
        + selection(205, 13, 22, "<Description>d</Description>")
    )
    (one,), form = sources(tmp_path, project(CODES + text_source(inner), origin="?"), {"a.txt": text})
    assert one.text == "Het 😀 was.\nStil, ja.\n"

    def quote(s: SelectionForm) -> str:
        assert one.text is not None
        return one.text[s.start : s.end]

    assert [quote(s) for s in one.selections[:2]] == ["was", "Stil"]
    assert [(s.start, s.raw) for s in one.selections[2:5]] == [(-1, "13-99"), (-1, "5-2"), (-1, "x-9")]
    assert quote(one.selections[5]) == "Stil, ja."
    assert 'startPosition="11" endPosition="20"' in one.selections[5].xml
    assert form.conventions == {"UTF-16 units, CRLF counts 2": 1}


def test_texts_that_cannot_be_read_leave_the_source_to_be_carried(tmp_path: Path) -> None:
    inner = selection(200, 0, 3, coding(300, 11)) + coding(301, 12) + "<Description>d</Description>"
    for raw, why, files in (
        (b"caf\xe9", "text not UTF-8", 1),
        ("been\0weg", "text with a NUL", 1),
        ("", "empty text", 1),
        ("\ufeff\r\n ", "empty text", 1),
        (None, "text file missing", 0),
    ):
        texts: dict[str, str | bytes] = {} if raw is None else {"a.txt": raw}
        (one,), form = sources(tmp_path, project(CODES + text_source(inner)), texts)
        assert (one.text, one.why, len(one.media)) == (None, why, files)
        assert [len(s.codings) for s in one.selections] == [1] and len(one.whole) == 1
        assert one.xml.startswith(f'<TextSource guid="{g(100)}" name="S" plainTextPath="internal://a.txt"><PlainText')
        assert one.xml.count("<Coding ") == 2 and "xmlns" not in one.xml and not form.lost
    (one,), _ = sources(tmp_path, project(text_source("", more="")))
    assert (one.text, one.why) == (None, "no text")


def test_text_in_the_xml(tmp_path: Path) -> None:
    inner = (
        selection(200, 7, 12, coding(300, 11))
        + "<PlainTextContent>Eerst, &amp; <![CDATA[dan]]>.&#13;\n</PlainTextContent>"
    )
    (one,), _ = sources(tmp_path, project(CODES + text_source(inner, more="")))
    assert one.text == "Eerst, & dan.\n" and (one.selections[0].start, one.selections[0].end) == (7, 12)


def test_long_texts_are_read_only_when_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qda.importers.projects.refi_text.LARGEST", 40)
    path = qdpx(tmp_path / "p.qdpx", project(text_source()), {"a.txt": TEXT})
    for large in (False, True):
        form = refi.read(path, ProjectOptions(large=large))
        (one,) = form.sources()
        form.close()
        assert (one.text == TEXT) == large


def test_dangling_references(tmp_path: Path) -> None:
    inner = (
        selection(200, 0, 3, coding(300, 19) + coding(301, 11, f' creatingUser="{g(9)}"'))
        + selection(201, 4, 7, coding(302, 19) + f'<NoteRef targetGUID="{g(79)}"/>')
        + selection(202, 4, 7, f'<Coding guid="{g(303)}"/>')
        + coding(304, 19)
    )
    (one,), form = sources(tmp_path, project(USERS + CODES + text_source(inner)), {"a.txt": TEXT})
    why = "of a code that is not in the file"
    assert form.lost == {"coding": {why: 3}, "coding-of-source": {why: 1}}
    assert [[c.guid for c in s.codings] for s in one.selections] == [[g(301)], [], []]
    assert one.selections[0].codings[0].coder == "" and one.selections[1].notes == []
    assert "Coding" not in one.selections[1].xml
    assert form.notes == [
        "references to notes that are not in the file, left out: 1",
        "names of users that are not in the file, taken as no name: 1",
    ]


def test_sources_can_be_read_again(tmp_path: Path) -> None:
    inner = selection(200, 0, 3, coding(300, 11)) + selection(200, 4, 7, coding(300, 19))
    with read(tmp_path, project(CODES + text_source(inner)), {"a.txt": TEXT}) as form:
        first, lost, notes = list(form.sources()), json.dumps(form.lost), list(form.notes)
        assert list(form.sources()) == first and json.dumps(form.lost) == lost and form.notes == notes
        assert form.conventions == {"every way of counting gives the same": 1}


def test_a_pdf_with_its_text(tmp_path: Path) -> None:
    area = (
        f'<PDFSelection guid="{g(200)}" name="druk in" page="0" firstX="1" firstY="2" secondX="3" secondY="4">'
        f'<Representation guid="{g(210)}"><PlainTextContent>druk</PlainTextContent></Representation>{coding(300, 11)}'
        "</PDFSelection>"
    )
    pdf = (
        f'<Sources><PDFSource guid="{g(100)}" name="P" path="internal://p.pdf"><Description>d</Description>{area}'
        f'<Representation guid="{g(100)}" plainTextPath="internal://p.txt">{selection(200, 8, 12, coding(301, 12), "druk")}'
        f"</Representation>{coding(302, 12)}</PDFSource></Sources>"
    )
    (one,), form = sources(tmp_path, project(CODES + pdf), {"p.txt": TEXT, "p.pdf": b"%PDF"})
    assert (one.kind, one.guid, one.text, one.origin) == ("pdf", g(100), TEXT, "p.pdf")
    assert one.shell == (
        f'<PDFSource guid="{g(100)}" name="P" path="internal://p.pdf"><Description>d</Description></PDFSource>'
    )
    (found,) = one.areas
    assert (found.guid, found.kind, found.name, found.codings[0].guid) == (g(200), "pdf", "druk in", g(300))
    assert "<PlainTextContent>druk</PlainTextContent>" in found.xml
    assert [(s.guid, s.start, s.codings[0].guid) for s in one.selections] == [(g(200), 8, g(301))]
    assert [c.guid for c in one.whole] == [g(302)] and [m.file for m in one.media] == ["sources/p.pdf"]
    (gone,), _ = sources(tmp_path, project(CODES + pdf), {"p.pdf": b"%PDF"})
    assert (gone.text, gone.why) == (None, "text file missing") and gone.xml.count("<Coding ") == 3
    assert len(gone.areas) == len(gone.selections) == len(gone.whole) == 1
    assert not form.lost


def test_a_second_text_of_a_pdf_is_lost_and_told(tmp_path: Path) -> None:
    pdf = (
        f'<Sources><PDFSource guid="{g(100)}"><Representation plainTextPath="no.txt">{selection(200, 0, 3, coding(300, 11))}'
        f'</Representation><Representation plainTextPath="a.txt">{selection(201, 0, 3, coding(301, 11))}</Representation>'
        "</PDFSource></Sources>"
    )
    (one,), form = sources(tmp_path, project(CODES + pdf), {"a.txt": TEXT})
    assert one.text == TEXT and [s.guid for s in one.selections] == [g(201)]
    why = "on a second text of a PDF"
    assert form.lost == {"coding": {why: 1}}


FILM = (
    '<Sources><VideoSource guid="{film}" name="F" path="absolute:///C:/f.mp4"><VideoSelection guid="{v}" begin="0" end="9">'
    '{of_film}</VideoSelection><Transcript guid="{tr}" name="T" plainTextPath="internal://t.txt"><SyncPoint guid="{p1}" '
    'timeStamp="0" position="25"/><SyncPoint guid="{p2}" timeStamp="10" position="31"/><SyncPoint guid="{p3}" timeStamp="20"/>'
    '<TranscriptSelection guid="{s1}" name="Daarna" fromSyncPoint="{p1}" toSyncPoint="{p2}">{of_text}</TranscriptSelection>'
    '<TranscriptSelection guid="{s2}" fromSyncPoint="{p2}" toSyncPoint="{p3}">{of_time}</TranscriptSelection></Transcript>'
    "{whole}</VideoSource></Sources>"
)


def film() -> str:
    return project(
        CODES
        + FILM.format(
            film=g(100), v=g(200), tr=g(101), s1=g(201), s2=g(202), p1=g(91), p2=g(92), p3=g(93), whole=coding(303, 12),
            of_film=coding(300, 11), of_text=coding(301, 11), of_time=coding(302, 11),
        )
    )  # fmt: skip


def test_a_transcript_is_a_source_of_its_own(tmp_path: Path) -> None:
    (one, text), form = sources(tmp_path, film(), {"t.txt": TEXT})
    assert (one.kind, one.text, one.why, one.media[0].file) == ("video", None, "film", "")
    assert [(a.kind, a.guid, len(a.codings)) for a in one.areas] == [("video", g(200), 1), ("transcript", g(202), 1)]
    assert [c.guid for c in one.whole] == [g(303)]
    # what the text does not take stays with the film: the points in time, and what stands between them
    assert one.xml.count("<SyncPoint") == 3 and one.xml.count("<TranscriptSelection") == 1
    assert g(301) not in one.xml and "t.txt" not in one.xml and derived(g(101), "transcript") in one.xml
    assert (text.kind, text.guid, text.name, text.metadata) == ("transcript", g(101), "T", {"recording": "F"})
    (said,) = text.selections
    assert text.text is not None and text.text[said.start : said.end] == "Daarna" and said.codings[0].guid == g(301)
    assert not form.lost


def test_a_transcript_without_its_text_stays_with_the_film(tmp_path: Path) -> None:
    (one,), form = sources(tmp_path, film())
    assert [(a.kind, a.guid) for a in one.areas] == [("video", g(200)), ("transcript", g(201)), ("transcript", g(202))]
    assert one.xml.count("<TranscriptSelection") == 2 and "t.txt" in one.xml and not form.lost


def test_pictures_with_a_description_are_whole(tmp_path: Path) -> None:
    picture = (
        f'<Sources><PictureSource guid="{g(100)}" name="P" path="internal://p.jpg"><TextDescription guid="{g(101)}" '
        f'plainTextPath="internal://d.txt">{selection(200, 0, 3, coding(300, 11))}</TextDescription><PictureSelection '
        f'guid="{g(201)}" firstX="0" firstY="0" secondX="9" secondY="9">{coding(301, 11)}</PictureSelection></PictureSource>'
        f'<GeoSource guid="{g(102)}">{coding(302, 11)}</GeoSource></Sources>'
    )
    (one,), form = sources(tmp_path, project(CODES + picture), {"p.jpg": b"x", "d.txt": "een twee"})
    assert [(a.kind, a.guid, len(a.codings)) for a in one.areas] == [("picture", g(200), 1), ("picture", g(201), 1)]
    assert [m.file for m in one.media] == ["sources/p.jpg", "sources/d.txt"] and "<TextDescription" in one.xml
    why = "in a kind of source that is not known"
    assert form.lost == {"source": {why: 1}, "coding": {why: 1}}
