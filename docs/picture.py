"""The picture in the README: real output of real commands on the demo study, as rich exports a terminal to SVG."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import session

COLUMNS = 100
# What is typed, and which lines of what is shown stand in the picture.
SCENES = (
    ('qda code forum "regretting the silence" --quote "De brug wel. Het zwijgen niet."', ""),
    ('qda axial paradigm "public value"', "@▸ friction+26"),
    ("qda report categories", "@category+9"),
    ("qda undo", ""),
)


def make(demo: Path) -> str:
    """The SVG, made in the folder of a demo study (which it changes)."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    here = Path.cwd()
    os.chdir(demo)
    try:
        for n, (typed, lines) in enumerate(SCENES):
            if n:
                console.print()
            console.print(Text.assemble(("$ ", "bold green"), (typed, "bold")))
            (line,) = session.commands(typed)
            status, shown = session.qda(line.words[1:], COLUMNS, colour=True)
            if status:
                raise session.Failed(f"`{typed}` ended with {status}:\n{shown}")
            for row in _some(shown, lines):
                console.print(Text.from_ansi(row))
    finally:
        os.chdir(here)
    from qda.tui.screenshot import offline

    return offline(console.export_svg(title="qda", unique_id="qda"))


def _some(shown: str, which: str) -> list[str]:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown).strip("\n").split("\n")
    rows = shown.strip("\n").split("\n")
    if not which:
        return rows
    kept = session.picked("\n".join(plain), which).rstrip("\n").split("\n")
    out, at = [], 0
    for line in kept:
        if line == "…":
            out.append("\x1b[2m…\x1b[0m")
            continue
        at = next(n for n in range(at, len(plain)) if plain[n].rstrip() == line)
        out.append(rows[at])
        at += 1
    return out
