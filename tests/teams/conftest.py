"""Two people with a file each: `pair`, made from one study and coded apart."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "cli_contract"))

from pair import Pair


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """A study by lea with two texts, some codes and codings, not yet copied: `part()` copies it for ben."""
    return Pair(tmp_path)
