"""`qda`: the program in an empty folder with a study by anna. `pages`: the same with the user's five pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract_runner import CORPUS, Qda


@pytest.fixture
def qda(tmp_path: Path) -> Qda:
    made = Qda(tmp_path)
    made.ok("init", "--name", "study", "--coder", "anna", "--language", "nl")
    return made


@pytest.fixture
def pages(qda: Qda) -> Qda:
    if not CORPUS.is_dir():
        pytest.skip("the user's own pages are not here")
    qda.ok("import", *sorted(CORPUS.glob("*.txt")))
    return qda
