"""The filled study of these tests: two coders' work without settled places, so that figures are plain to count."""

from __future__ import annotations

import shutil
from pathlib import Path

import filled_study
import pytest

from qda.store import project


@pytest.fixture(scope="session")
def _plain_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plain") / project.FILE
    with project.create(file, name="study", coder="anna", language="nl") as made:
        filled_study.fill(made, plain=True)
    return file


@pytest.fixture
def filled_file(_plain_once: Path, tmp_path: Path) -> Path:
    """A closed study that has something in nearly every table."""
    return Path(shutil.copy(_plain_once, tmp_path / project.FILE))
