"""PNG: the same drawing as in SVG, in dots, for what cannot show SVG. Needs the extra `figures`."""

from __future__ import annotations

from typing import BinaryIO

from qda.core import extras
from qda.core.document import Curve
from qda.core.drawings import Drawing
from qda.render.pictures.draw import svg

_ZOOM = 2  # dots for each px: sharp on paper and on screens with many dots
_FONT = "DejaVu Sans"  # taken where the system has it, else any other without serifs


def write(result: Drawing | Curve, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a drawing in its light colours. QdaError when the package that draws it is not installed."""
    extras.need("a picture as .png", "figures")
    from resvg_py import svg_to_bytes

    out.write(bytes(svg_to_bytes(svg_string=svg(result, whole=True), zoom=_ZOOM, sans_serif_family=_FONT)))
