from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers_codebook import fill, make

from qda.store.project import Study


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Study]:
    """A study with two sources and no codes."""
    with make(tmp_path) as study:
        yield study


@pytest.fixture
def full(bare: Study) -> Study:
    """The study of `helpers_codebook.fill`."""
    fill(bare)
    return bare
