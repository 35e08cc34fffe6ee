"""Projects of other programs, made in the tests: a few lines of XML and texts in a ZIP archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from qda.core.errors import QdaError
from qda.core.projects import ProjectForm, SourceForm
from qda.importers.projects import refi

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
NAMESPACE = "urn:QDA-XML:project:1.0"


def g(n: int) -> str:
    """A guid by number: the same for the same number."""
    return f"00000000-0000-4000-8000-{n:012x}"


def project(inner: str = "", *, origin: str = "Test 1.0", name: str = "Study", more: str = "") -> str:
    """The XML of a project with these sections."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="{NAMESPACE}" name="{name}" origin="{origin}"{more}>\n'
        f"{inner}\n</Project>"
    )


def qdpx(
    path: Path, xml: str | bytes, texts: Mapping[str, str | bytes] | None = None, *, qde: str = "project.qde"
) -> str:
    """Write a .qdpx: its XML and `sources/NAME` for each text; a name with a slash stands as it is. Returns the path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(qde, xml)
        for at, text in (texts or {}).items():
            z.writestr(at if "/" in at else f"sources/{at}", text)
    return str(path)


USERS = f'<Users><User guid="{g(1)}" name="Ann"/><User guid="{g(2)}" id="B"/><User guid="{g(3)}"/></Users>'
CODES = (
    f'<CodeBook><Codes><Code guid="{g(10)}" name="place" isCodable="false" color="#f00"><Description> in  two\n lines '
    f'</Description><Code guid="{g(11)}" name="crowd" isCodable="true" color="#00Ff10"/></Code>'
    f'<Code guid="{g(12)}" name="silence" isCodable="1"/></Codes></CodeBook>'
)
TEXT = "Het was druk in de stad.\nDaarna was alles stil.\n"


@contextmanager
def read(path: Path, xml: str | bytes, texts: dict[str, str | bytes] | None = None) -> Iterator[ProjectForm]:
    """Write a project and read it; `sources` may be asked for inside."""
    form = refi.read(qdpx(path / "p.qdpx", xml, texts))
    try:
        yield form
    finally:
        form.close()


def sources(path: Path, xml: str, texts: dict[str, str | bytes] | None = None) -> tuple[list[SourceForm], ProjectForm]:
    """The sources of a project, and its form."""
    with read(path, xml, texts) as form:
        return list(form.sources()), form


def coding(n: int, code: int, more: str = "", inner: str = "") -> str:
    """A Coding by numbers of guids."""
    return f'<Coding guid="{g(n)}"{more}><CodeRef targetGUID="{g(code)}"/>{inner}</Coding>'


def selection(n: int, start: object, end: object, inner: str = "", name: str = "") -> str:
    """A PlainTextSelection of a text."""
    return (
        f'<PlainTextSelection guid="{g(n)}" name="{name}" startPosition="{start}" endPosition="{end}">{inner}'
        "</PlainTextSelection>"
    )


def text_source(inner: str = "", n: int = 100, more: str = 'plainTextPath="internal://a.txt"') -> str:
    """A section with one text."""
    return f'<Sources><TextSource guid="{g(n)}" name="S" {more}>{inner}</TextSource></Sources>'


def refused(path: Path, xml: str | bytes) -> str:
    """Why a project is refused: one line that names it."""
    with pytest.raises(QdaError) as told, read(path, xml) as form:
        list(form.sources())
    said = str(told.value)
    assert "\n" not in said and str(path / "p.qdpx") in said
    return said
