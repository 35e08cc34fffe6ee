"""The reader of REFI-QDA on projects that are nearly right: a form that is whole, or one plain line that says why not.

`QDA_FUZZ=10000 pytest tests/exchange/test_fuzz_refi.py` tries as many as one likes.
"""

from __future__ import annotations

import os
import random
import sys
import tracemalloc
from pathlib import Path
from uuid import UUID

from helpers_qdpx import CODES, SHARED, TEXT, USERS, coding, g, project, qdpx, selection
from lxml import etree

from qda.core.errors import QdaError
from qda.core.projects import CodingForm, ProjectForm
from qda.importers.projects import refi

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks" / "fuzz"))

import mutate

RUNS = int(os.environ.get("QDA_FUZZ", "300"))
MOST = 60_000_000  # bytes that Python may hold for one input
_ID = "creatingUser"


def seeds(folder: Path) -> list[bytes]:
    """A project with everything in it, in two encodings, and small ones of other programs where they are there."""
    text = (
        f'<TextSource guid="{g(100)}" name="S" plainTextPath="internal://a.txt" richTextPath="internal://a.docx">'
        f"{selection(200, 0, 3, coding(300, 11, f' {_ID}=#{g(1)}#'.replace('#', chr(34))), 'Het')}"
        f"{selection(201, 4, 9, '<Description>d</Description>')}{coding(301, 12)}"
        f'<NoteRef targetGUID="{g(70)}"/><VariableValue><VariableRef targetGUID="{g(20)}"/><TextValue>7</TextValue>'
        "</VariableValue></TextSource>"
        f'<TextSource guid="{g(101)}"><PlainTextContent>Eerst 😀 dan.\n</PlainTextContent>{selection(202, 8, 12)}</TextSource>'
    )
    other = (
        f'<PDFSource guid="{g(102)}" path="internal://p.pdf"><PDFSelection guid="{g(203)}" name="druk" page="0" firstX="1" '
        f'firstY="2" secondX="3" secondY="4">{coding(302, 11)}</PDFSelection><Representation guid="{g(103)}" '
        f'plainTextPath="internal://b.txt">{selection(204, 8, 12)}</Representation></PDFSource>'
        f'<VideoSource guid="{g(104)}" path="absolute:///f.mp4"><Transcript guid="{g(105)}" plainTextPath="a.txt"><SyncPoint '
        f'guid="{g(90)}" position="0" timeStamp="0"/><SyncPoint guid="{g(91)}" position="9"/><TranscriptSelection '
        f'guid="{g(205)}" fromSyncPoint="{g(90)}" toSyncPoint="{g(91)}">{coding(303, 11)}</TranscriptSelection></Transcript>'
        f'<VideoSelection guid="{g(206)}" begin="0" end="9"/></VideoSource>'
        f'<PictureSource guid="{g(106)}" path="internal://p.jpg"><PictureSelection guid="{g(207)}" firstX="0" firstY="0" '
        f'secondX="1" secondY="1">{coding(304, 12)}</PictureSelection></PictureSource>'
    )
    rest = (
        f'<Notes><Note guid="{g(70)}" name="n" plainTextPath="internal://n.txt"/></Notes><Links><Link guid="{g(40)}" name="l" '
        f'direction="OneWay" originGUID="{g(11)}" targetGUID="{g(12)}"/></Links><Sets><Set guid="{g(50)}" name="s">'
        f'<MemberCode targetGUID="{g(11)}"/></Set></Sets><Graphs><Graph guid="{g(60)}"><Vertex guid="{g(61)}" firstX="1" '
        f'firstY="1"/></Graph></Graphs><Description>d</Description><NoteRef targetGUID="{g(70)}"/>'
    )
    people = (
        f'<Variables><Variable guid="{g(20)}" name="age" typeOfVariable="Text"/></Variables><Cases><Case guid="{g(30)}" '
        f'name="Anna"><VariableValue><VariableRef targetGUID="{g(20)}"/><TextValue>7</TextValue></VariableValue><SourceRef '
        f'targetGUID="{g(100)}"/><SelectionRef targetGUID="{g(201)}"/></Case></Cases>'
    )
    xml = project(USERS + CODES + people + f"<Sources>{text}{other}</Sources>" + rest)
    texts: dict[str, str | bytes] = {
        "a.txt": TEXT.replace("\n", "\r\n") + "😀",
        "b.txt": TEXT,
        "n.txt": "note",
        "a.docx": b"PK",
        "p.pdf": b"%PDF",
    }
    wide = xml.replace('"utf-8"', '"utf-16"').encode("utf-16")
    made = [Path(qdpx(folder / "seed.qdpx", one, texts)).read_bytes() for one in (xml, wide)]
    found = sorted((SHARED / "interop" / "qdpx").glob("synthetic/*.qdpx"))
    return made + [p.read_bytes() for p in found]


def whole(form: ProjectForm) -> None:
    """Assert that a form can be taken in: guids are UUIDs, stretches lie in their texts, what is carried is XML."""

    def guids(*given: str) -> None:
        assert all(str(UUID(one)) == one for one in given)

    def coded(codings: list[CodingForm]) -> None:
        for c in codings:
            guids(c.guid, c.code)
            assert c.code in codes and (not c.coder or c.coder in coders)

    guids(*(c.guid for c in form.codes), *(c.guid for c in form.cases), *(n.guid for n in form.memos))
    codes, coders = {c.guid for c in form.codes}, {c.guid for c in form.coders}
    assert len(codes) == len(form.codes)
    assert all(c.parent in codes or not c.parent for c in form.codes)
    for xml in (*(x.xml for x in form.sets), *(x.xml for x in form.links), *(x.xml for x in form.graphs)):
        etree.fromstring(xml)
    for note in form.memos:
        assert note.text is not None or (note.why and etree.fromstring(note.xml) is not None)
    for source in form.sources():
        guids(source.guid)
        coded(source.whole)
        assert (source.text is None) == bool(source.xml), "what has no text is carried"
        for xml in (source.xml, source.shell, *(a.xml for a in source.areas), *(s.xml for s in source.selections)):
            assert not xml or etree.fromstring(xml) is not None
        if source.text is not None:
            assert source.text.strip() and "\r" not in source.text and "\0" not in source.text
            source.text.encode("utf-8")
        for s in source.selections:
            guids(s.guid)
            coded(s.codings)
            inside = source.text is not None and 0 <= s.start <= s.end <= len(source.text)
            assert inside or (s.start, s.end) == (-1, -1)
            assert bool(s.raw) != inside
            assert s.xml or s.codings or not inside, "nothing to carry"
        for area in source.areas:
            coded(area.codings)


def test_a_project_is_read_or_refused_whatever_it_is(tmp_path: Path) -> None:
    given, rng, path = seeds(tmp_path), random.Random(5), tmp_path / "input.qdpx"
    read = 0
    tracemalloc.start()
    try:
        for n in range(RUNS):
            path.write_bytes(mutate.mutate(rng.choice(given), rng.choice(given), rng))
            tracemalloc.reset_peak()
            try:
                form = refi.read(str(path))
                try:
                    whole(form)
                    read += 1
                finally:
                    form.close()
            except QdaError as e:
                assert "\n" not in str(e) and str(path) in str(e), f"input {n}: {e}"
            assert tracemalloc.get_traced_memory()[1] < MOST, f"input {n}"
    finally:
        tracemalloc.stop()
    assert RUNS * 0.1 < read < RUNS * 0.95, "most inputs are nearly right"
