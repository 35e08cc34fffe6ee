"""Documents made for the tests: Word, OpenDocument, rich text, PDF and electronic books, as small as they can be."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from helpers_importers import tiles

from qda.core.drafts import Draft, ReadOptions
from qda.importers import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mijn"><w:name w:val="Mijn kop"/><w:basedOn w:val="Kop1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style></w:styles>'
)
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


TALK = (
    "Interviewer: Hoe begon het?",
    "Anna: Met een brug. Die was er niet.",
    "Interviewer: En toen?",
    "Anna: Toen wel.",
)
LONG = "De brug kwam er omdat de mensen aan de overkant het wachten moe waren en zelf planken gingen halen."


OTHER = "Wie er nu overheen loopt weet niet meer hoe lang er over hout, touw en geld gepraat is in het dorpshuis."


def draft(raw: bytes, name: str, tmp_path: Path, form: str = "auto") -> Draft:
    """The draft of a file with these bytes, its segments checked."""
    path = tmp_path / name
    path.write_bytes(raw)
    (one,) = read([str(path)], ReadOptions(form=form))
    assert one.draft is not None, one.error
    tiles(one.draft)
    assert json.dumps(one.draft.metadata) and one.draft.sha256 and one.draft.origin == str(path)
    return one.draft


def error(raw: bytes, name: str, tmp_path: Path) -> str:
    """Why a file with these bytes is refused: one line."""
    path = tmp_path / name
    path.write_bytes(raw)
    (one,) = read([str(path)], ReadOptions())
    assert one.draft is None and one.error and "\n" not in one.error
    return one.error


def archive(parts: dict[str, str | bytes], stored: Sequence[str] = ()) -> bytes:
    """A ZIP archive of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as z:
        for name, data in parts.items():
            z.writestr(name, data, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return out.getvalue()


def p(text: str, style: str = "", more: str = "") -> str:
    """A Word paragraph."""
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{props}{more}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def docx(body: str, **parts: str) -> bytes:
    """A Word document of a body; `parts` are further parts of `word/`, by stem (`footnotes`, `comments`)."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
    }
    made.update({f"word/{stem}.xml": text for stem, text in parts.items()})
    return archive(made)


def odt(body: str, **parts: str) -> bytes:
    """An OpenDocument text of a body; `parts` are further parts of the archive, by stem."""
    made: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
    }
    made.update({f"{stem}.xml": text for stem, text in parts.items()})
    return archive(made, stored=("mimetype",))


def epub(*chapters: str, **parts: str) -> bytes:
    """An electronic book of chapters (what stands in their body)."""
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    made: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>De brug</dc:title><dc:creator>Els Maas</dc:creator></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for n, body in enumerate(chapters):
        made[f"OEBPS/c{n}.xhtml"] = (
            '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"'
            f' xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{body}</body></html>'
        )
    made.update({f"META-INF/{stem}.xml": text for stem, text in parts.items()})
    return archive(made, stored=("mimetype",))


Printed = tuple[float, float, float, str]  # left, bottom, size of type, text


def pdf(pages: Sequence[Sequence[Printed]], picture: bool = False, locked: bool = False, content: bytes = b"") -> bytes:
    """A PDF of printed lines; with `picture` each page has one, with `locked` it names an encryption.

    `content` stands for what is drawn, packed already.
    """
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", font]
    objects.append(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\0\nendstream"
    )
    kids = []
    for page in pages:
        drawn = [b"q 500 0 0 700 50 50 cm /I Do Q"] if picture else []
        for left, bottom, size, text in page:
            said = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            drawn.append(b"BT /F %g Tf %g %g Td (%s) Tj ET" % (size, left, bottom, said))
        stream = content or zlib.compress(b"\n".join(drawn))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>"
            b"/Contents %d 0 R>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    key = b""
    if locked:
        objects.append(b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -44>>" % (b"ab" * 32, b"cd" * 32))
        key = b"/Encrypt %d 0 R/ID[<%s><%s>]" % (len(objects), b"ef" * 16, b"ef" * 16)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, key, start)
    return bytes(out)


def printed(
    paragraphs: Sequence[str], top: float = 760, width: int = 80, head: str = "", foot: str = ""
) -> list[Printed]:
    """Paragraphs as printed on a page: lines of so many characters, 14 points apart, 10 more between paragraphs.

    Type of one width would be needed for a straight right edge; lines are cut where they are full, as printers do.
    """
    out: list[Printed] = [(72, 805, 9, head)] if head else []
    y = top
    for text in paragraphs:
        words, line = text.split(" "), ""
        for word in [*words, ""]:
            if line and (not word or len(line) + 1 + len(word) > width):
                out.append((72, y, 11, line))
                y -= 14
                line = ""
            line = f"{line} {word}".strip()
        y -= 10
    if foot:
        out.append((290, 30, 9, foot))
    return out
