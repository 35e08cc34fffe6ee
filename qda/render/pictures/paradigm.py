"""The paradigm: a phenomenon in the middle and its five roles around it, each in a place of its own that never changes."""

from __future__ import annotations

from qda.core.drawings import Paradigm, Role
from qda.core.language import speak
from qda.core.message import say
from qda.render.pictures.parts import BOLD, COLUMN, EDGE, HINT, Picture, cut, over_two

_BOX, _GAP, _MOST = 214, 36, 12
ABOUT = say("what each category is to the phenomenon, with its status and its quotes for and against")
_COLUMNS = (_BOX - 24) / COLUMN
_STRONG = _COLUMNS / BOLD
# Where each role stands: column and row, in the order of a paradigm's roles.
_PLACES = ((0, 1), (1, 0), (2, 0), (2, 1), (3, 1))
_PHENOMENON = (1, 1)
_ARROWS = (((0, 1), (1, 1)), ((1, 0), (1, 1)), ((2, 0), (2, 1)), ((1, 1), (2, 1)), ((2, 1), (3, 1)))


def draw(paradigm: Paradigm) -> Picture:
    """Return the picture. A role without a relation has its place and its question; of more than twelve, twelve are named."""
    told = "; ".join(f"{role.name.lower()}: {_named(role) or speak('none yet')}" for role in paradigm.roles)
    made = Picture(paradigm.title, speak("the phenomenon with {roles}", roles=told), 2 * EDGE + 4 * _BOX + 3 * _GAP, 0)
    top = made.head(speak(ABOUT)) + 4
    high = [max(_height(r) for r, (_, row) in zip(paradigm.roles, _PLACES, strict=True) if row == n) for n in (0, 1)]
    lies = [top, top + high[0] + _GAP]

    def box(place: tuple[int, int]) -> tuple[float, float]:
        return EDGE + place[0] * (_BOX + _GAP), lies[place[1]]

    for start, end in _ARROWS:
        (x1, y1), (x2, y2) = box(start), box(end)
        if start[1] == end[1]:
            y = y1 + min(high[1] / 2, 60)
            made.line(x1 + _BOX, y, x2 - 8, y, "edge")
            made.arrow(x2 - 1, y, 1, 0)
        else:
            x = x1 + _BOX / 2
            made.line(x, y1 + high[0], x, y2 - 8, "edge")
            made.arrow(x, y2 - 1, 0, 1)
    for role, place in zip(paradigm.roles, _PLACES, strict=True):
        x, y = box(place)
        _role(made, role, x, y, high[place[1]])
    x, y = box(_PHENOMENON)
    made.rect(x - 3, y - 3, _BOX + 6, high[1] + 6, "box", more=' rx="9" stroke-width="1.2"')
    made.rect(x, y, _BOX, high[1], "box", more=' rx="6" stroke-width="2.5"')
    made.text(x + _BOX / 2, y + 22, speak("Phenomenon"), "soft", anchor="middle")
    made.lines(x + _BOX / 2, y + 46, paradigm.phenomenon, _STRONG, "strong", "middle")
    made.height = lies[1] + high[1] + EDGE + 4
    return made


def _named(role: Role) -> str:
    return ", ".join(cut(held.category, HINT) for held in role.held[:_MOST])


def _height(role: Role) -> float:
    lines = sum(2 + bool(held.of) + (len(over_two(held.category, _STRONG)) - 1) for held in role.held[:_MOST])
    return (
        42 + (lines * 16 + 8 * min(len(role.held), _MOST) if role.held else 34) + (18 if len(role.held) > _MOST else 0)
    )


def _role(made: Picture, role: Role, x: float, y: float, high: float) -> None:
    """Draw the place of a role: a broken frame where it has no relation yet."""
    broken = "" if role.held else ' stroke-dasharray="5 4"'
    made.rect(x, y, _BOX, high, "box", more=f' rx="6"{broken}')
    made.text(x + 12, y + 22, role.name, "soft")
    y += 26
    if not role.held:
        made.text(x + 12, y + 18, speak("no relation yet"), "strong")
        made.label(x + 12, y + 35, role.question, _COLUMNS * 12 / 11, "small")
    for held in role.held[:_MOST]:
        y += made.lines(x + 12, y + 18, held.category, _STRONG, "strong") + 16
        if held.of:
            made.label(x + 12, y + 18, speak("of {name}", name=held.of), _COLUMNS * 12 / 11, "small")
            y += 16
        state = speak(
            "{status}: {n} for, {against} against", status=speak(held.status), n=held.supporting, against=held.opposing
        )
        made.text(x + 12, y + 18, state, "small")
        y += 24
    if len(role.held) > _MOST:
        made.text(x + 12, y + 16, speak("and {n} more", n=len(role.held) - _MOST), "small")
