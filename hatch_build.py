"""Compile the catalogues of `qda/locale` when the package is built; the wheel carries what was compiled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Makes a `.mo` of each `.po`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue."""
        for written in sorted(Path(self.root, "qda", "locale").glob("*/LC_MESSAGES/*.po")):
            made = written.with_suffix(".mo")
            with written.open("rb") as f, made.open("wb") as out:
                write_mo(out, read_po(f))
            build_data["artifacts"].append(f"/{made.relative_to(self.root).as_posix()}")
