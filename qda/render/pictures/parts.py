"""What every picture is made of: its frame, texts, lines and boxes as SVG, and how names are cut to fit.

Text from outside is text: escaped, controls and overrides of direction made visible. A name that is too long is cut in
its middle and stands whole in a `<title>`. Colours are classes with a light and a dark value; none is the only sign of
anything. Nothing has an id, so that a page may hold several pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qda.core.language import now
from qda.render.safe_text import clean
from qda.render.text_width import middle

STYLE = (
    "figure.curve{margin:1rem 0;overflow-x:auto}.qp{display:block;max-width:100%;height:auto}"
    ".qp text{font-family:system-ui,sans-serif;font-size:12px;fill:#222}.qp .soft{fill:#595959}"
    ".qp .small{font-size:11px}.qp .strong{font-weight:600}.qp .head{font-size:15px;font-weight:600}"
    ".qp .ground{fill:#fffefb}.qp .axis{fill:none;stroke:#bbb;stroke-width:1}.qp .blank{fill:#eee}"
    ".qp .mark{fill:#1f5a72}.qp .heat{fill:#1f5a72}.qp .new{fill:#1f5a72;fill-opacity:.35}"
    ".qp .all{fill:none;stroke:#1f5a72;stroke-width:2.5;stroke-linejoin:round}"
    ".qp .mean{fill:none;stroke:#222;stroke-width:1.5;stroke-dasharray:2 4}"
    ".qp .edge{fill:none;stroke:#5b6b73;stroke-width:1.2}.qp .tip{fill:#5b6b73}.qp .box{fill:#f4f7f8;stroke:#1f5a72}"
    ".qp .over{stroke:#fffefb;stroke-width:7;stroke-linejoin:round;paint-order:stroke}"
    "@media screen and (prefers-color-scheme:dark){.qp text{fill:#e8e8e8}.qp .soft{fill:#b4b4b4}.qp .ground{fill:#16181b}"
    ".qp .axis{stroke:#50565a}.qp .blank{fill:#2a2f33}.qp .mark{fill:#8cc4da}.qp .heat{fill:#2f8fb3}"
    ".qp .new{fill:#8cc4da}.qp .all{stroke:#8cc4da}.qp .mean{stroke:#e8e8e8}.qp .edge{stroke:#9fb0b8}"
    ".qp .tip{fill:#9fb0b8}.qp .box{fill:#1f272c;stroke:#8cc4da}.qp .over{stroke:#16181b}}"
)
COLUMN = 7.1  # px of a column in 12px text: what most letters take; fonts differ between machines
BOLD = 1.12  # how much wider bold text is
_SIZES = {  # columns of the signs of ASCII in a wide font (DejaVu Sans)
    **{chr(n): 1.05 for n in range(32, 127)}, **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ", 1.3),
    **dict.fromkeys(" iljI|'.,:;!`", 0.55), **dict.fromkeys('ftr()[]{}-"/\\', 0.75), **dict.fromkeys("+=<>~^#w", 1.4),
    **dict.fromkeys("mMW@%", 1.7),
}  # fmt: skip
_SPACE = "http://www.w3.org/2000/svg"
EDGE = 14  # px around a picture
HINT = 60  # columns of a name inside a hint


def shown(text: object) -> str:
    """Return a text on one line, with nothing in it that would be obeyed."""
    return " ".join(clean(str(text)).split())


def size_of(line: str) -> float:
    """Return how many columns of `COLUMN` px a line takes in 12px, as the widest usual font without serifs sets it."""
    if line.isascii():
        return sum(map(_SIZES.__getitem__, line))
    from rich.cells import split_graphemes

    return sum(_sign(line[begin:end], cells) for begin, end, cells in split_graphemes(line)[0])


def _sign(grapheme: str, cells: int) -> float:
    """Return the columns of one sign; one that takes none still counts, so that a line of them has an end."""
    first = grapheme[0]
    if first in _SIZES:
        return _SIZES[first]
    if first == "…" or cells > 1:
        return 1.75
    return 0.05 if cells == 0 else 1.3 if first.isupper() else 1.05


def cut(text: object, columns: float) -> str:
    """Return a text on one line, cut in its middle where it takes more columns than that; signs stay whole."""
    line = shown(text)
    if 1.75 * len(line) <= columns or (len(line) <= 4 * columns and size_of(line) <= columns):
        return line
    return middle(line, columns, _sign, 1.75)


def over_two(name: object, columns: float) -> list[str]:
    """Return a name as two lines if it fits in these and not in one, else as the one line that is to be cut."""
    line = shown(name)
    if columns < size_of(line[: int(8 * columns)]) <= 2 * columns:
        words = line.split(" ")
        for n in range(len(words) - 1, 0, -1):
            first, second = " ".join(words[:n]), " ".join(words[n:])
            if size_of(first) <= columns:
                return [first, second] if size_of(second) <= columns else [line]
    return [line]


def width_of(texts: Sequence[object], most: float) -> float:
    """Return the columns of the widest of the texts when each is cut to `most`."""
    return max((size_of(cut(text, most)) for text in texts), default=0.0)


def number(value: float) -> str:
    """Return a number as it stands in a picture: whole, or with two decimals."""
    return now().number(f"{value:,}" if isinstance(value, int) else f"{value:.2f}")


def at(value: float) -> str:
    """Return a coordinate: at most one decimal, so that pictures are small and the same everywhere."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def ticks(most: float) -> list[int]:
    """Return four to six round numbers from 0 up to the first that is not below `most`."""
    size = 1
    while most > 5 * size:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    count = 1 if most <= 0 else -(-most // size)
    return [n * size for n in range(int(count) + 1)]


def chosen(weights: Sequence[float], most: int) -> list[int]:
    """Return the places of the `most` greatest weights, in their own order; the first of equal ones."""
    best = sorted(range(len(weights)), key=lambda n: (-weights[n], n))[:most]
    return sorted(best)


class Picture:
    """A drawing that is being made: `title` names it, `told` says in a line what it shows; sizes are in px."""

    def __init__(self, title: str, told: str, width: float, height: float) -> None:
        self.title, self.told = title, told
        self.width, self.height = width, height
        self.parts: list[str] = []

    def head(self, told: str = "") -> float:
        """Write the title at the top, and what the picture shows (or `told`); return where the drawing below begins."""
        room = (self.width - 2 * EDGE) / COLUMN
        self.label(EDGE, EDGE + 14, self.title, room / 1.25 / BOLD, "head")
        self.label(EDGE, EDGE + 32, told or self.told, room, "soft")
        return EDGE + 46

    def text(self, x: float, y: float, text: str, look: str = "", anchor: str = "start", turn: int = 0) -> None:
        """Write a text that fits where it stands."""
        self.parts.append(f"<text{_placed(x, y, look, anchor, turn)}>{escape(shown(text))}</text>")

    def label(
        self, x: float, y: float, name: object, columns: float, look: str = "", anchor: str = "start", turn: int = 0
    ) -> None:
        """Write a name, cut to so many columns; what is cut stands whole in its title."""
        whole, text = shown(name), cut(name, max(columns, 4))
        hint = "" if whole == text else f"<title>{escape(whole)}</title>"
        self.parts.append(f"<text{_placed(x, y, look, anchor, turn)}>{hint}{escape(text)}</text>")

    def lines(self, x: float, y: float, name: object, columns: float, look: str = "", anchor: str = "start") -> float:
        """Write a name over two lines where it needs them; return how far below the first the last is."""
        parts = over_two(name, columns)
        if len(parts) == 1:
            self.label(x, y, name, columns, look, anchor)
            return 0.0
        for n, part in enumerate(parts):
            self.text(x, y + 16 * n, part, look, anchor)
        return 16.0

    def rect(
        self, x: float, y: float, width: float, height: float, look: str, hint: str = "", *, more: str = ""
    ) -> None:
        """Draw a box; `more` are further attributes."""
        self.parts.append(
            f'<rect class="{look}" x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}"{more}'
            + (f"><title>{escape(shown(hint))}</title></rect>" if hint else "/>")
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str = "axis", *, more: str = "") -> None:
        """Draw a straight line."""
        self.parts.append(f'<line class="{look}" x1="{at(x1)}" y1="{at(y1)}" x2="{at(x2)}" y2="{at(y2)}"{more}/>')

    def path(self, steps: str, look: str, hint: str = "", *, more: str = "") -> None:
        """Draw a path; `steps` are its commands."""
        end = f"><title>{escape(shown(hint))}</title></path>" if hint else "/>"
        self.parts.append(f'<path class="{look}" d="{steps}"{more}{end}')

    def arrow(self, x: float, y: float, dx: float, dy: float, size: float = 9) -> None:
        """Draw the tip of an arrow that comes from the direction (dx, dy), a vector of length 1, and ends at (x, y)."""
        left = (x - size * dx - size * 0.45 * dy, y - size * dy + size * 0.45 * dx)
        right = (x - size * dx + size * 0.45 * dy, y - size * dy - size * 0.45 * dx)
        points = " ".join(f"{at(a)},{at(b)}" for a, b in ((x, y), left, right))
        self.parts.append(f'<polygon class="tip" points="{points}"/>')

    def svg(self, whole: bool) -> str:
        """Return the picture as an element for a page, or as a file of its own (`whole`)."""
        wide, high = at(self.width), at(self.height)
        size = f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
        frame = f'<svg class="qp" {size} role="img">'
        ground = ""
        if whole:
            frame = f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="{_SPACE}" class="qp" {size} role="img">'
            ground = f'<rect class="ground" width="{wide}" height="{high}"/>'
        words = f"<title>{escape(shown(self.title))}</title><desc>{escape(shown(self.told))}</desc>"
        end = "\n" if whole else ""
        return "".join([frame, words, f"<style>{STYLE}</style>", ground, *self.parts, "</svg>", end])


def _placed(x: float, y: float, look: str, anchor: str, turn: int) -> str:
    turned = f' transform="rotate({turn} {at(x)} {at(y)})"' if turn else ""
    return (
        (f' class="{look}"' if look else "")
        + f' x="{at(x)}" y="{at(y)}"'
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        + turned
    )
