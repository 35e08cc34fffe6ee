"""The page's own drawings as inline SVG: a paradigm and a timeline. Each has a name; its figures stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.study_page import Held, Role, Timeline
from qda.render.page.html import safe
from qda.render.page.words import Words

_WIDE, _TALL = 840, 462
_BOX = 240
# Where the five roles stand around the phenomenon: left edge and top.
_AT = {
    "context": (168, 4),
    "intervening_conditions": (432, 4),
    "causal_conditions": (4, 172),
    "strategies": (596, 172),
    "consequences": (300, 336),
}
_HEIGHT = 122
_SHOWN = 4  # categories written into a role; the table has all
_LETTERS = 24  # of a category's name


def paradigm(phenomenon: str, roles: Sequence[Role], words: Words, number: int) -> str:
    """Draw a paradigm: the phenomenon, and around it what brings it about, shapes it, answers it and follows from it.

    `number` keeps what is named in it apart from other drawings on the page.
    """
    title = safe(words("paradigm-of", name=_cut(phenomenon, 80)))
    out = [
        f'<svg class="draw" viewBox="0 0 {_WIDE} {_TALL}" role="img" aria-label="{title}"><title>{title}</title>',
        f'<defs><marker id="tip-{number}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    for x1, y1, x2, y2 in (
        (244, 233, 298, 233), (540, 233, 594, 233), (690, 294, 542, 378), (300, 126, 368, 195), (540, 126, 472, 195),
        (420, 270, 420, 334),
    ):  # fmt: skip
        out.append(f'<line class="way" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" marker-end="url(#tip-{number})"/>')
    out.append('<rect class="core" x="300" y="196" width="240" height="74" rx="37"/>')
    out.append(_text(420, 222, words("phenomenon"), "small", at="middle"))
    for n, words_of in enumerate(_broken(phenomenon)):
        out.append(_text(420, 241 + 16 * n, words_of, "strong", at="middle"))
    for role in roles:
        if role.role in _AT:
            out += _role(*_AT[role.role], role, words)
    return "".join([*out, "</svg>"])


def _role(x: int, y: int, role: Role, words: Words) -> list[str]:
    empty = "" if role.held else " none"
    out = [
        f'<rect class="box{empty}" x="{x}" y="{y}" width="{_BOX}" height="{_HEIGHT}" rx="4"/>',
        _text(x + 10, y + 19, words.word(role.role), "small"),
    ]
    if not role.held:
        out.append(_text(x + 10, y + 42, words("no-role"), "small"))
    shown = role.held[: _SHOWN if len(role.held) <= _SHOWN else _SHOWN - 1]
    for n, held in enumerate(shown):
        out.append(_text(x + 10, y + 41 + 21 * n, _short(held.category.label), hint=_hint(held, words)))
        out.append(_text(x + _BOX - 10, y + 41 + 21 * n, f"+{held.supporting} −{held.opposing}", "small", at="end"))
    if rest := len(role.held) - len(shown):
        out.append(_text(x + 10, y + 41 + 21 * len(shown), words("more-in-role", n=rest), "small"))
    return out


def _short(label: str) -> str:
    flat = " ".join(label.split())
    return flat if len(flat) <= _LETTERS else f"{flat[: _LETTERS - 1].rstrip()}…"


def _hint(held: Held, words: Words) -> str:
    return (
        f"{_cut(held.category.label, 200)}: {words.word(held.status)}, "
        f"{words('for-against', a=held.supporting, b=held.opposing)}"
    )


def _broken(text: str) -> list[str]:
    """Break a name into two lines at most."""
    text = _cut(text, 44)
    if len(text) <= 24:
        return [text]
    at = text.rfind(" ", 0, 25)
    at = at if at > 8 else 23
    return [text[:at].strip(), text[at:].strip()]


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - most // 3 - 1]}…{flat[-(most // 3) :]}"


def _text(x: float, y: float, text: str, kind: str = "", *, at: str = "", hint: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    anchor = f' text-anchor="{at}"' if at else ""
    title = f"<title>{safe(hint)}</title>" if hint else ""
    return f'<text{look} x="{x:g}" y="{y:g}"{anchor}>{title}{safe(text)}</text>'


_LEFT, _RIGHT, _STRIP, _HEAD = 40, 8, 74, 22


def timeline(line: Timeline, words: Words) -> str:
    """Draw what was made in each period: a strip of bars for each thing that is counted."""
    if not line.periods:
        return ""
    tall = len(line.series) * (_STRIP + _HEAD) + 26
    first, last = line.periods[0], line.periods[-1]
    named = "; ".join(
        words("timeline-of", what=words.word(f"n-{what}"), unit=words(line.unit), first=words.day(first),
              last=words.day(last), n=sum(values))
        for what, values in line.series
    )  # fmt: skip
    out = [
        f'<svg class="draw" viewBox="0 0 {_WIDE} {tall}" role="img" aria-label="{safe(named)}"><title>{safe(named)}</title>'
    ]
    step = (_WIDE - _LEFT - _RIGHT) / len(line.periods)
    wide = min(step * 0.8, 40.0)
    for at, (what, values) in enumerate(line.series):
        top = at * (_STRIP + _HEAD) + _HEAD
        floor, most = top + _STRIP - 6, max(values) or 1
        out.append(_text(0, top - 7, words.word(f"n-{what}"), "strong"))
        out.append(f'<line class="axis" x1="{_LEFT}" x2="{_WIDE - _RIGHT}" y1="{floor}" y2="{floor}"/>')
        if max(values):
            out.append(
                f'<text class="small" x="{_LEFT - 6}" y="{top + 10}" text-anchor="end">{words.number(most)}</text>'
            )
        for n, value in enumerate(values):
            if value:
                high = max(1.5, value * (_STRIP - 12) / most)
                hint = safe(f"{words.day(line.periods[n])}: {words.number(value)}")
                x = _LEFT + (n + 0.5) * step - wide / 2
                out.append(
                    f'<rect class="fill" x="{x:.1f}" y="{floor - high:.1f}" width="{wide:.1f}" height="{high:.1f}">'
                    f"<title>{hint}</title></rect>"
                )
    base = tall - 8
    out.append(_text(_LEFT, base, words.day(first), "small"))
    if len(line.periods) > 1:
        out.append(
            f'<text class="small" x="{_WIDE - _RIGHT}" y="{base}" text-anchor="end">{safe(words.day(last))}</text>'
        )
    return "".join([*out, "</svg>"])
