"""SVG: the drawing of a result as a file of its own, with a name and a description; no script, nothing from outside."""

from __future__ import annotations

from typing import BinaryIO

from qda.core.document import Curve
from qda.core.drawings import Drawing
from qda.render.pictures.draw import svg


def write(result: Drawing | Curve, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a drawing."""
    out.write(svg(result, whole=True).encode("utf-8", "backslashreplace"))
