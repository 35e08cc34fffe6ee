"""The study that memos are written in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qda.store.project import Study

sys.path.insert(0, str(Path(__file__).parent))

import memo_study


@pytest.fixture
def coded(study: Study) -> Study:
    """A study with sources, codings, categories, a property and a relation; no memos yet."""
    return memo_study.fill(study)
