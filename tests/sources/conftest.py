"""The fixtures of these tests; what they are made of stands in source_study.py."""

from __future__ import annotations

from source_study import empty, study, turn

__all__ = ["empty", "study", "turn"]
