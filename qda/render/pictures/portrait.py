"""The portrait of a text: a lane for each code, with the stretches that it marks from the beginning to the end."""

from __future__ import annotations

from qda.core.drawings import Portrait
from qda.core.language import speak
from qda.render.pictures.parts import COLUMN, EDGE, HINT, Picture, chosen, cut, number, size_of, width_of

_WIDE, _LANE, _LONGEST, _MOST = 860, 24, 36, 60


def draw(portrait: Portrait) -> Picture | None:
    """Return the picture, or None when there is nothing to draw. Of more than sixty lanes the fullest are drawn."""
    if not portrait.stretches:
        return None
    numbers = [0] * len(portrait.lanes)
    for stretch in portrait.stretches:
        numbers[stretch.lane] += 1
    kept = chosen(numbers, _MOST)
    told = speak(
        "where in the text each code is, from its beginning to its end; behind each lane its number of codings"
    )
    if len(kept) < len(portrait.lanes):
        told = speak("{told}; the {n} codes of {all:,} with the most", told=told, n=len(kept), all=len(portrait.lanes))
    left = EDGE + COLUMN * width_of([portrait.lanes[n] for n in kept], _LONGEST) + 10
    right = _WIDE - EDGE - COLUMN * max(size_of(number(numbers[n])) for n in kept) - 8
    made = Picture(portrait.title, told, _WIDE, 0)
    top = made.head() + 4
    floor = top + _LANE * len(kept)
    for share in (0, 25, 50, 75, 100):
        x = left + (right - left) * share / 100
        made.line(x, top, x, floor + 5)
        made.text(x, floor + 19, f"{share} %", "soft", anchor="middle")
    place = {lane: n for n, lane in enumerate(kept)}
    for n, lane in enumerate(kept):
        y = top + _LANE * n
        made.label(left - 8, y + 16, portrait.lanes[lane], _LONGEST, anchor="end")
        made.line(left, y + _LANE / 2, right, y + _LANE / 2)
        made.text(right + 8, y + 16, number(numbers[lane]))
    for stretch in portrait.stretches:
        if stretch.lane in place:
            x, wide = left + (right - left) * stretch.start, (right - left) * (stretch.end - stretch.start)
            lane_name = cut(portrait.lanes[stretch.lane], HINT)
            hint = speak("{code}: coding {id}", code=lane_name, id=stretch.coding)
            y = top + _LANE * place[stretch.lane] + 5
            made.rect(min(x, right - 1.5), y, max(1.5, wide), _LANE - 10, "mark", hint, more=' fill-opacity=".75"')
    made.height = floor + 24 + EDGE
    return made
