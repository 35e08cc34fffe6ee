"""Remember where the user was reading, outside the study: it is not part of it, and coming back changes nothing.

A small JSON file in the platform's folder for state: study file -> source and offset. It never stands in the way: what
cannot be read or written is left.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from qda.core.errors import QdaError
from qda.core.files import plain
from qda.tui.session.settings import state_folder

MOST = 200  # studies remembered, the latest


def _file() -> Path:
    return state_folder() / "places.json"


def _read() -> dict[str, list[object]]:
    try:
        with plain(_file()) as f:
            held = json.loads(f.read())
    except (OSError, ValueError, QdaError):
        return {}
    return held if isinstance(held, dict) else {}


def _key(study: Path) -> str:
    return str(study.absolute())


def last(study: Path) -> tuple[str, int] | None:
    """The uuid of the source last read in this study, and the offset in it."""
    held = _read().get(_key(study))
    if isinstance(held, list) and len(held) == 2 and isinstance(held[0], str) and isinstance(held[1], int):
        return held[0], max(held[1], 0)
    return None


def remember(study: Path, source: str, offset: int) -> None:
    """Keep the place in this study."""
    held = _read()
    held.pop(_key(study), None)
    held[_key(study)] = [source, offset]
    kept = dict(list(held.items())[-MOST:])
    file = _file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        beside.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8", errors="surrogateescape")
        beside.replace(file)
