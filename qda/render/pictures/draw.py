"""Make the picture of a drawing: one place that knows which module draws which kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qda.core.document import Curve
from qda.core.drawings import DRAWINGS
from qda.core.language import speak
from qda.core.results import Record, Report, Table
from qda.render.pictures import bars, curve, heat, network, paradigm, portrait, timeline
from qda.render.pictures.parts import EDGE, Picture

if TYPE_CHECKING:
    from qda.core.document import Document
    from qda.core.drawings import Drawing
    from qda.core.results import Result

DRAWN = {
    "Bars": bars.draw, "Heat": heat.draw, "Timeline": timeline.draw, "Portrait": portrait.draw, "Network": network.draw,
    "Paradigm": paradigm.draw, "Curve": curve.draw,
}  # fmt: skip


def drawing_of(result: Result | Document) -> Drawing | Curve | None:
    """Return what is drawn of a result: beside its table, or the first drawing in its document; None when it has none."""
    document = result.document if isinstance(result, (Report, Record)) else result
    for block in getattr(document, "blocks", ()):
        if isinstance(block, (Curve, *DRAWINGS)):
            return block
    table = result if isinstance(result, Table) else getattr(result, "table", None)
    return None if table is None else table.drawing


def svg(drawing: Drawing | Curve, *, whole: bool = False) -> str:
    """Return a drawing as SVG: an element for a page, "" when there is nothing to draw; `whole` as a file of its own."""
    draw: Any = DRAWN[type(drawing).__name__]
    made: Picture | None = draw(drawing)
    if made is None:
        if not whole:
            return ""
        made = _nothing(getattr(drawing, "title", ""))
    return made.svg(whole)


def _nothing(title: str) -> Picture:
    """Return the picture of what has nothing in it yet."""
    made = Picture(title or speak("nothing to draw"), speak("nothing to draw yet"), 420, 0)
    made.height = made.head() + EDGE
    return made
