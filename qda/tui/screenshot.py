"""A picture of the screen as SVG: its size, the place that it shows, and the file (`app.picture` opens the coder for it).

The file needs nothing from outside: no font, no script, no style. The same study, settings and size give the same bytes.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from qda.core.errors import QdaError, UsageError
from qda.core.names import short
from qda.render.safe_text import clean

if TYPE_CHECKING:
    from qda.tui.app import ReadApp
    from qda.tui.main_screen import MainScreen
    from qda.tui.session.session import Session

FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
SMALLEST, LARGEST = (40, 10), (400, 200)
_SIZE = re.compile(r"([0-9]{1,4})[x×]([0-9]{1,4})", re.I)


def size_of(text: str) -> tuple[int, int]:
    """Return columns and lines for `100x30`; UsageError for anything else, and for what is no size of a screen."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"the size {short(text)!r} is not columns x lines, such as 100x30")
    columns, lines = int(found[1]), int(found[2])
    if not (SMALLEST[0] <= columns <= LARGEST[0] and SMALLEST[1] <= lines <= LARGEST[1]):
        raise UsageError(
            f"the size {short(text)!r} is no size of a screen: columns from {SMALLEST[0]} to {LARGEST[0]}, "
            f"lines from {SMALLEST[1]} to {LARGEST[1]}"
        )
    return columns, lines


def offset_of(session: Session, at: str) -> int:
    """Return the place in the stored text that `at` means: a whole number is an offset, other words are looked for.

    QdaError for an offset behind the end, and for words that are nowhere in the source.
    """
    page = session.page
    if re.fullmatch(r"[0-9]+", at.strip()):
        size = page.stored(len(page.text), len(page.text))[1]
        if len(at.strip()) > 12 or int(at) > size:
            raise QdaError(f"{short(at.strip())} lies behind the end of the text, which has {size} characters")
        return int(at)
    found = page.occurrences(at)
    if not found:
        raise QdaError(f"“{short(at)}” is nowhere in {page.name}")
    return page.stored(*found[0])[0]


def taken(app: ReadApp) -> str:
    """Return what an app shows now."""
    from qda.tui.main_screen import MainScreen
    from qda.tui.shown_text import line

    main = next(s for s in app.screen_stack if isinstance(s, MainScreen))
    name = line(main.session.page.name)
    return offline(app.export_screenshot(title="qda read", simplify=True), f"{name} in qda read", _told(main, name))


def _told(main: MainScreen, name: str) -> str:
    """Return in words what the picture shows; the names of codes are whole here."""
    from qda.tui.shown_text import line

    seen = list(dict.fromkeys(line(c.name) for c in main.view.in_sight()))
    codes = f"with the codes of its codings in the margin: {', '.join(seen)}" if seen else "without a coding"
    return f"The full-screen coder with a part of the text of {name}, {codes}."


def offline(svg: str, title: str = "", told: str = "") -> str:
    """Return an SVG that rich made without fonts from outside and without numbers that change, named and described."""
    svg = re.sub(r"terminal-\d+", "qda", svg)
    svg = re.sub(r"\s*@font-face \{.*?\}|\s*<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r"font-family: [^;]+;", f"font-family: {FONT};", svg)
    if title:
        said = f"<title>{escape(clean(title))}</title><desc>{escape(clean(told))}</desc>"
        svg = re.sub(r"^<svg ([^>]*)>", lambda m: f'<svg role="img" {m[1]}>\n    {said}', svg.lstrip(), count=1)
    return "".join(clean(line).rstrip() + "\n" for line in svg.split("\n")).rstrip("\n") + "\n"
