"""Projects of other programs, made in the tests: a few lines of XML and texts in a ZIP archive."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

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
