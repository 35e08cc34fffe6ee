"""A curve of things that add up: bars for what is new, a line for all so far, a dotted line for the mean to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qda.core.document import Curve
from qda.core.language import speak
from qda.render.pictures.parts import COLUMN, HINT, Picture, at, cut, size_of, ticks
from qda.render.safe_text import words

_W, _H, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 320, 46, 14, 30, 40


def draw(curve: Curve) -> Picture | None:
    """Return the picture, or None when nothing adds up yet. The rows of the curve are read."""
    rows = list(curve.table.rows)
    most = max((row[3] for row in rows), default=0)
    if not rows or most <= 0:
        return None
    step = (_W - _LEFT - _RIGHT) / len(rows)
    marks = ticks(most)
    top = marks[-1]

    def x(n: float) -> float:
        return _LEFT + (n + 0.5) * step

    def y(value: float) -> float:
        return _H - _BOTTOM - value * (_H - _TOP - _BOTTOM) / top

    first, last = cut(words(rows[0][1]), HINT), cut(words(rows[-1][1]), HINT)
    order = speak("{things}, in order", things=curve.table.columns[1])
    title = speak(
        "{new} and {before}, from {first} to {last}: {n} in all",
        new=curve.new,
        before=curve.before,
        first=first,
        last=last,
        n=most,
    )
    made = Picture(title, curve.caption or order, _W, _H)
    for value in marks:
        made.line(_LEFT, y(value), _W - _RIGHT, y(value))
        made.text(_LEFT - 8, y(value) + 4, str(value), "soft", anchor="end")
    wide = min(step * 0.7, 46.0)
    for n, row in enumerate(rows):
        name = cut(words(row[1]), HINT)
        hint = speak("{n} {name}: {new} new, {all} so far", n=words(row[0]), name=name, new=row[2], all=row[3])
        made.rect(x(n) - wide / 2, y(row[2]), wide, y(0) - y(row[2]), "new", hint)
    made.parts.append(f'<polyline class="all" points="{_points((x(n), y(r[3])) for n, r in enumerate(rows))}"/>')
    if len(rows) <= 60:
        made.parts += [f'<circle class="mark" cx="{at(x(n))}" cy="{at(y(r[3]))}" r="3.5"/>' for n, r in enumerate(rows)]
    means = [(x(n), y(r[4])) for n, r in enumerate(rows) if len(r) > 4 and r[4] is not None]
    if means:
        made.parts.append(f'<polyline class="mean" points="{_points(means)}"/>')
    longest = max(size_of(words(row[0])) for row in rows)
    every = max(1, -(-int(COLUMN * longest + 10) // max(1, int(step))))  # so that numbers do not meet
    for n, row in enumerate(rows):
        if n % every == 0:
            made.text(x(n), _H - _BOTTOM + 16, words(row[0]), "soft", anchor="middle")
    made.text((_W + _LEFT - _RIGHT) // 2, _H - 6, order, "soft", anchor="middle")
    _legend(made, curve, bool(means))
    return made


def _points(pairs: Any) -> str:
    return " ".join(f"{at(a)},{at(b)}" for a, b in pairs)


def _legend(made: Picture, curve: Curve, mean: bool) -> None:
    """Say what the bars and lines are, in a row at the top."""
    x = float(_LEFT)
    signs: Sequence[tuple[str, str]] = (
        ("new", curve.new), ("all", str(curve.table.columns[3])), ("mean", curve.mean if mean else "")
    )  # fmt: skip
    for look, name in signs:
        if name:
            if look == "new":
                made.rect(x, 8, 18, 10, look)
            else:
                made.line(x, 13, x + 18, 13, look)
            made.text(x + 24, 17, name, "soft")
            x += 44 + COLUMN * size_of(name)
