"""Tables of the page: plain ones, and heat maps whose cells have their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qda.core.study_page import Heat, Link
from qda.render.page.html import Places, name, safe
from qda.render.page.words import Words

COLUMNS = 20  # of a heat map before it goes on in the next table
STEPS = 5  # shades


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], label: str, numbers: Sequence[int] = ()) -> str:
    """Return a table; heads are words, cells HTML. `numbers` are the columns of numbers; `label` names it."""
    look = [' class="num"' if n in numbers else "" for n in range(len(heads))]
    head = "".join(f'<th scope="col"{c}>{safe(h)}</th>' for h, c in zip(heads, look, strict=True))
    body = []
    for row in rows:
        first, *rest = row
        cells = "".join(f'<td{c} dir="auto">{cell}</td>' for cell, c in zip(rest, look[1:], strict=True))
        body.append(f'<tr><th scope="row"{look[0]} dir="auto">{first}</th>{cells}</tr>')
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{safe(label)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def heat(
    held: Heat, places: Places, words: Words, label: str, corner: str, *, alike: bool = False, paths: bool = False
) -> str:
    """Return a heat map as one table or several: a row each of `rows`, up to `COLUMNS` columns, shaded by number.

    There may be twelve thousand cells: they go without the end tags that HTML does not ask for.

    `alike`: rows and columns are the same things, so that nothing stands where one meets itself. `paths`: rows are named
    by their paths, and those under one parent stand under its name.
    """
    most = max((n for row in held.cells for n in row), default=0)
    out = []
    for first in range(0, len(held.columns), COLUMNS):
        chosen = held.columns[first : first + COLUMNS]
        heads = "".join(f'<th scope="col"><span>{_linked(c, places)}</span></th>' for c in chosen)
        body = []
        above = ""
        for at, (row, cells) in enumerate(zip(held.rows, held.cells, strict=True)):
            part = cells[first : first + COLUMNS]
            shown = "".join(
                "<td class=self>·" if alike and at == first + n else _cell(value, most, words)
                for n, value in enumerate(part)
            )
            if paths:
                parent, _, last = row.label.rpartition("/")
                if parent != above:
                    body.append(
                        f'<tr class="above"><th colspan="{len(chosen) + 1}" scope="rowgroup">{name(parent, 90)}</th></tr>'
                    )
                above, row = parent, Link(row.kind, row.id, last)
            if any(part) or not alike:
                body.append(f'<tr><th scope="row">{_linked(row, places)}</th>{shown}</tr>')
        named = safe(f"{label} {first // COLUMNS + 1}" if len(held.columns) > COLUMNS else label)
        out.append(
            f'<div class="scroll" role="region" tabindex="0" aria-label="{named}"><table class="heat"><thead><tr>'
            f"<td>{safe(corner)}</td>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        )
    return "".join(out)


def _cell(value: int, most: int, words: Words) -> str:
    if not value:
        return "<td>"
    return f"<td class=h{max(1, -(-value * STEPS // most))}>{words.number(value)}"


def _linked(link: Link, places: Places) -> str:
    return places.link(link, f"<bdi>{name(link.label, 48)}</bdi>")
