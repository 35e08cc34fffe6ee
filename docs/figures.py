"""The pictures of the how-to on figures: each drawn by `qda` from the demo study, by the command that stands in the page."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import session

PAGE = Path(__file__).resolve().parent / "how-to" / "figures-and-tables.md"


def drawn(page: str) -> dict[str, list[str]]:
    """The pictures that the page shows, each with the command of the page that draws it."""
    commands = [
        line.words for block in session.FENCE.finditer(page) if block[2].strip() == "sh" for line in session.commands(block[3])
    ]  # fmt: skip
    by = {words[-1]: words for words in commands if words[-1].endswith(".svg") and words[-2] == "-o"}
    return {name: by[name] for name in re.findall(r"\]\(\.\./figures/([\w-]+\.svg)\)", page)}


def make(demo: Path) -> dict[str, str]:
    """Return each picture by the name of its file; the study stays as it is."""
    here, out = Path.cwd(), {}
    os.chdir(demo)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, words in drawn(PAGE.read_text(encoding="utf-8")).items():
                file = Path(folder) / name
                status, shown = session.qda([*words[1:-1], str(file)])
                if status:
                    raise session.Failed(f"`{' '.join(words)}` ended with {status}: {shown}")
                out[name] = file.read_text(encoding="utf-8")
    finally:
        os.chdir(here)
    return out
