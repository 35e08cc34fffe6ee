"""Draw a row of a page: gutter, text with its codings, cursor and selection, and the stripes of the margin.

Colour is never the only sign: a coded stretch has a stripe and a name in the margin, an unconfirmed one is in italics
and its stripe is broken, the cursor is reversed. Where the screen has no colours to speak of, what is coded is underlined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from qda.core.names import byline
from qda.render.safe_text import visible
from qda.render.text_width import apart
from qda.tui.document.margin import BETWEEN, LEAST, MarginRow
from qda.tui.document.page import Coding, Page
from qda.tui.document.wrap import Wrap, boundary

_GOLDEN = 0.381966  # of a turn of the colour wheel from one code's number to the next: neighbours differ
_LIGHT, _DARK = 0.21, 0.125  # luminance of a name on the dark and the light ground: at least 4.5 to 1
_TINT = 0.32  # of a code's colour in the ground under its text: it stays readable on any theme


def code_colour(code: int, colour: str, dark: bool) -> Color:
    """The colour of a code: its own, else one by its number, light enough or dark enough to be read as text."""
    hue, saturation, light = (code * _GOLDEN) % 1, 0.7 if dark else 0.75, 0.66 if dark else 0.36
    if colour:
        try:
            hue, saturation, light = Color.parse(colour).hsl
        except ValueError:  # no colour that is known here: the one by its number
            pass
        else:
            light = max(light, 0.6) if dark else min(light, 0.42)
    found = Color.from_hsl(hue, saturation, light)
    while not (_luminance(found) >= _LIGHT if dark else _luminance(found) <= _DARK):
        light += 0.02 if dark else -0.02
        found = Color.from_hsl(hue, saturation, light)
    return found


def _luminance(colour: Color) -> float:
    """Return the perceived lightness of a colour, 0 to 1: relative luminance as WCAG 2.2 defines it."""
    parts = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


class Look(NamedTuple):
    """Everything that changes how text is drawn; the same look, the same style."""

    boilerplate: bool = False
    stretch: bool = False  # what would be coded now
    code: int = 0
    colour: str = ""
    confirmed: bool = True
    several: bool = False
    active: bool = False
    selected: bool = False
    cursor: bool = False


class State(NamedTuple):
    """State of the view that the drawing of one row depends on, cut to that row: equal states give equal drawings."""

    selection: tuple[int, int] | None = None
    stretch: tuple[int, int] | None = None
    cursor: int | None = None
    active: int | None = None


class Ground(NamedTuple):
    """The styles of a theme, and what the screen can show."""

    base: Style
    head: Style
    gutter: Style
    boilerplate: Style
    selection: Style
    cursor: Style
    stretch: Style
    under: Color
    dark: bool
    colours: bool


class Painter:
    """Draws rows of one page in one wrapping."""

    def __init__(self, page: Page, wrap: Wrap, ground: Ground, gutter: int) -> None:
        self.page, self.wrap, self.ground, self.gutter = page, wrap, ground, gutter
        self._styles: dict[Look, Style] = {}
        self._stripes: dict[tuple[int, str], Style] = {}
        self._segment_starts = [s.start for s in page.layout.segments]

    def codings_changed(self) -> None:
        """Other codings may have these numbers' colours now; looks stay what they are."""
        self._stripes.clear()

    def style(self, look: Look) -> Style:
        """The style of a look: the text's own, the code's tint, what would be coded, the selection, the cursor."""
        found = self._styles.get(look)
        if found is None:
            g = self.ground
            found = g.base
            if look.stretch and g.colours:
                found += g.stretch
            if look.boilerplate:
                found += g.boilerplate if g.colours else Style(dim=True)
            if look.code:
                found += self._coded(look)
            if look.selected:
                found += g.selection if g.colours else Style(reverse=True)
            if look.cursor:
                found += g.cursor if g.colours or not look.selected else Style(bold=True, underline=True, reverse=False)
            self._styles[look] = found
        return found

    def _coded(self, look: Look) -> Style:
        g = self.ground
        style = Style(
            italic=None if look.confirmed else True,
            underline=True if look.several or look.active or not g.colours else None,
            bold=True if look.active else None,
        )
        if g.colours:
            share = _TINT if look.confirmed else _TINT / 2
            tint = g.under.blend(code_colour(look.code, look.colour, g.dark), share * (1.4 if look.active else 1))
            style += Style(bgcolor=tint.rich_color)
        return style

    # Rows

    def text(self, row: int, state: State, focused: bool) -> list[Segment]:
        """The text's cells of a row, as wide as the wrapping and one."""
        room = self.wrap.width + 1
        if row in self.wrap.heads:
            return self._head(self.wrap.heads[row], room)
        start, end = self.wrap.span(row)
        out: list[Segment] = []
        used = 0
        for a, b, look in self._runs(start, end, state, focused):
            shown, cells = self._shown(row, a, b, used)
            out.append(Segment(shown, self.style(look)))
            used += cells
        if state.cursor is not None and state.cursor >= end:  # the end of the text has a cell of its own
            look = Look(selected=False, cursor=focused, stretch=not focused)
            out.append(Segment(" ", self.style(look)))
            used += 1
        if used < room:
            out.append(Segment(" " * (room - used), self.ground.base))
        elif used > room:  # a sign wider than the narrowest screen
            return list(Segment.adjust_line_length(out, room))
        return out

    def _shown(self, row: int, start: int, end: int, used: int) -> tuple[str, int]:
        if self.wrap.plain(row):
            piece = self.wrap.text[start:end]
            return (piece[:-1] + " " if piece.endswith("\n") else piece), end - start
        some = [g for g in self.wrap.glyphs(row) if start <= g.start < end]
        return "".join(g.shown for g in some), sum(g.cells for g in some)

    def _runs(self, start: int, end: int, state: State, focused: bool) -> Iterator[tuple[int, int, Look]]:
        """A row cut where its looks change. Characters stay whole: a coding that ends inside one takes all of it."""
        codings = sorted(self.page.overlapping(start, end), key=_inner)
        active = next((c for c in codings if c.id == state.active), None)
        units, text = self.page.units, self.wrap.text
        cuts = {start, end}
        cuts.update(x for c in codings for x in (c.start, c.end))
        for span in (state.selection, state.stretch):
            cuts.update(span or ())
        if state.cursor is not None:
            cuts.update((state.cursor, self._after(state.cursor)))
        i = units.piece_at(start)
        while i < len(units.pieces) and units.pieces[i][0] < end if i >= 0 else False:
            cuts.update(units.pieces[i][:2])
            cuts.update(x for span in units.social(i) for x in span)
            i += 1
        places = sorted(x for x in cuts if start <= x <= end and (x in (start, end) or boundary(text, x)))
        for a, b in pairwise(places):
            here = list(islice((c for c in codings if c.start < b and c.end > a), 2))
            meant = active if active is not None and active.start < b and active.end > a else None
            yield a, b, self._look(a, here, meant, state, focused)

    def _after(self, offset: int) -> int:
        offset += 1
        while not boundary(self.wrap.text, offset):
            offset += 1
        return offset

    def _look(self, at: int, here: list[Coding], active: Coding | None, state: State, focused: bool) -> Look:
        """Return the style of the text at a place; `here` are its innermost two codings, `active` the active one if there."""
        told = active or (here[0] if here else None)
        return Look(
            boilerplate=self.page.units.in_boilerplate(at) or self.page.units.social_at(at) is not None,
            stretch=state.stretch is not None and state.stretch[0] <= at < state.stretch[1],
            code=told.code if told else 0,
            colour=told.colour if told else "",
            confirmed=told is None or told.confirmed,
            several=len(here) > 1,
            active=active is not None,
            selected=state.selection is not None and state.selection[0] <= at < state.selection[1],
            cursor=at == state.cursor,
        )

    def _head(self, segment: int, room: int) -> list[Segment]:
        """Draw the line that says who wrote a segment and when."""
        s = self.page.layout.segments[segment]
        name = visible(" ".join((s.author or "").split()))
        author = byline(name, "researcher" if self.page.asked_by(s) else None)
        rest = [(s.date or "").replace("T", " ")] if s.date else []
        rest += [s.kind] if s.kind in ("quoted", "note", "comment") else []
        told = (" · " if author and rest else "") + visible(" · ".join(rest))
        mark = author[len(name) :]  # whose words these are stays, however long the name is
        name = apart(name, (), max(room - cell_len(mark + told), LEAST))
        fit = set_cell_size(name + mark + told, room)
        bold = min(len(name + mark), len(fit))
        g = self.ground
        return [
            Segment(fit[:bold], g.base + g.head + Style(bold=True)),
            Segment(fit[bold:], g.base + g.head),
        ]

    def gutter_cells(self, row: int, state: State) -> list[Segment]:
        """The number of the segment that begins in a row, and a bar beside what would be coded."""
        wrap, g = self.wrap, self.ground
        number = ""
        style = g.base + g.gutter
        if row in wrap.heads:
            number = str(self.page.layout.segments[wrap.heads[row]].n)
        else:
            start, end = wrap.span(row)
            first, last = (bisect_left(self._segment_starts, x) for x in (start, end))
            begun = self.page.layout.segments[first:last]
            headed = set()
            above = row - 1
            while above in wrap.heads:
                headed.add(wrap.heads[above])
                above -= 1
            told = [s for s in begun if s.kind != "boilerplate"] or begun
            if told and not headed:
                number = str(told[0].n)
        bar = "▌" if state.stretch is not None and row not in wrap.heads else " "
        return [Segment(number.rjust(self.gutter - 2)[: self.gutter - 2], style), Segment(f"{bar} ", style)]

    # The margin

    def _stripe(self, id: int, part: str) -> Style:
        """The style of a stripe or a name; id 0 is none."""
        key = (id, part)
        found = self._stripes.get(key)
        if found is None:
            found = self.ground.base
            coding = self.page.coding(id)
            if coding is not None:
                if self.ground.colours:
                    found += Style(color=code_colour(coding.code, coding.colour, self.ground.dark).rich_color)
                if part != "sign":
                    found += Style(italic=None if coding.confirmed else True, bold=True if part == "active" else None)
            self._stripes[key] = found
        return found

    def margin(self, row: MarginRow | None, width: int, active: int | None) -> list[Segment]:
        """The stripes of a row and the names beside them, cut to the width."""
        if width <= 0:
            return []
        base = self.ground.base
        if row is None:
            return [Segment(" " * width, base)]
        out = [Segment(" ", base)]
        room = width - 1
        for sign, id in row.lanes[:room]:
            out.append(Segment(sign, self._stripe(id, "sign")))
        room -= min(len(row.lanes), room)
        if row.names and room > 2:
            out.append(Segment(" ", base))
            room -= 1
            for n, (name, id) in enumerate(row.names):
                if n:
                    out.append(Segment(BETWEEN, base))
                    room -= len(BETWEEN)
                out.append(Segment(name, self._stripe(id, "active" if id == active else "name")))
                room -= cell_len(name)
        return [*out, Segment(" " * room, base)] if room > 0 else out


def _inner(c: Coding) -> tuple[int, int, int]:
    return c.end - c.start, -c.start, -c.id


def heads(page: Page) -> list[tuple[int, int]]:
    """Find the lines that say who wrote a segment and when: (offset, place of the segment in the layout) of each.

    Boilerplate has none, nor has a segment without author and date, nor a turn whose label stands in the text itself.
    """
    text, units, segments = page.text, page.units, page.layout.segments
    out: list[tuple[int, int]] = []
    for i, s in enumerate(segments):
        if s.kind == "boilerplate" or s.start >= s.end or not (s.author or s.date):
            continue
        at, piece = s.start, units.piece_at(s.start) - 1
        # A label before a turn is boilerplate on the same line: the head stands above it, or is it.
        while piece >= 0 and units.boilerplate[piece] and "\n" not in text[units.pieces[piece][0] : at]:
            at = units.pieces[piece][0]
            piece -= 1
        labelled = s.author is not None and s.author.casefold() in text[at : s.start].casefold()
        if not (labelled and not s.date) and (not out or out[-1][0] <= at):
            out.append((at, i))
    return out
