"""The studies of `tests/nlp` are on the path, for the commands that read texts."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "nlp"))
