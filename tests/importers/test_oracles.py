"""Our readers beside well-kept libraries that read the same: words of RTF and Word files, names of months.

The libraries are for tests alone. Where they differ from us, the difference stands here with its reason.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import cast

import docx
import pytest
from docx2python import docx2python
from helpers_documents import LONG, OTHER, TALK, draft
from striprtf.striprtf import rtf_to_text

from qda.importers.common.dates import parse_date
from qda.importers.common.rules import rules

as_text = cast("Callable[[str], str]", rtf_to_text)  # striprtf says of itself that it is typed, and is not

LINES = [*TALK, LONG, "Prijs: €\u00a012,50 – „duur”, zei Zoë.", "Ünïcödé: ελληνικά, кириллица, 漢字, 😀.", OTHER]


def rtf(lines: list[str], head: str = r"\ansi\ansicpg1252\uc1") -> bytes:
    """Rich text with each line a paragraph; what is no ASCII is written as word processors do, in UTF-16 units."""

    def sign(c: str) -> str:
        if c in "\\{}":
            return "\\" + c
        if c.isascii():
            return c
        units = c.encode("utf-16-le")
        return "".join(
            f"\\u{int.from_bytes(units[i : i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2)
        )

    body = "\\par\n".join("".join(map(sign, line)) for line in lines)
    return f"{{\\rtf1{head}{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {body}\\par}}".encode("ascii")


BODIES = {
    "plain": rtf(LINES),
    "old code page": rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Caf\'e9, na\'efve \'84gast\'94 \endash  \bullet  en"
    rb"\line verder\tab met \b vet\b0  en {\i schuin}.\par Een tweede alinea\par}",
    "cyrillic": rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}}\f0 \'cf\'f0\'e8\'e2\'e5\'f2\par}",
    "hidden parts": rb"{\rtf1\ansi{\info{\title Geheim}{\author Iemand}}{\*\generator X;}{\stylesheet{\s1 heading 1;}}"
    rb"{\pict\pngblip 89504e47}Alleen dit telt.\par}",
    "table": rb"{\rtf1\ansi \trowd\cellx1000\cellx2000 een\cell twee\cell\row \trowd\cellx1000\cellx2000 drie\cell vier\cell\row"
    rb"\pard na de tabel\par}",
}


@pytest.mark.parametrize("name", BODIES)
def test_rich_text_has_the_words_that_striprtf_finds(name: str, tmp_path: Path) -> None:
    raw = BODIES[name]
    theirs = as_text(raw.decode("latin-1")).replace("|", " ")  # its sign between cells
    theirs = theirs.encode("utf-16", "surrogatepass").decode("utf-16")  # it leaves an emoji as the two halves of RTF
    ours = draft(raw, "a.rtf", tmp_path, form="plain").text.replace("|", " ")
    assert ours.split() == theirs.split()


def test_a_word_file_has_the_words_that_docx2python_finds(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Gesprek over de brug", 1)
    for line in LINES:
        document.add_paragraph(line, style="List Bullet" if line == LONG else None)
    table = document.add_table(2, 2)
    for n, word in enumerate(("een", "twee", "drie", "vier")):
        table.cell(n // 2, n % 2).text = word
    document.add_paragraph("na de tabel").add_run(" vet").bold = True
    out = io.BytesIO()
    document.save(out)
    raw = out.getvalue()
    with docx2python(io.BytesIO(raw)) as read:
        theirs = read.text
    for sign in ("--\t", "|", "•"):  # its own signs for items of a list, and ours for cells and items
        theirs = theirs.replace(sign, " ")
    ours = draft(raw, "a.docx", tmp_path, form="plain").text.replace("|", " ").replace("•", " ")
    assert ours.split() == theirs.split()


OTHERWISE = {"sett"}  # Italian for September; dateparser takes the letters for German or Italian weeks


def test_names_of_months_are_those_that_dateparser_knows() -> None:
    import dateparser

    different = {}
    for word in rules().months:
        written = f"14 {word} 2019"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = dateparser.parse(written, settings={"STRICT_PARSING": True, "DATE_ORDER": "DMY"})
        if parse_date(written) != (theirs and theirs.date().isoformat()):
            different[word] = parse_date(written)
    assert set(different) == OTHERWISE
    assert different["sett"] == "2019-09-14"
