"""Fixtures for all tests.

`study`: an empty study by anna, open, in `tmp_path`. `filled`: the study of `history/filled_study.py`, open, with a row or
more in every table. `filled_file`: a copy of that file, closed. `dump(db)`: all recorded tables, ordered by id.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from qda.cli import messages as cli_messages
from qda.core.message import Message
from qda.store import project
from qda.store.project import Study
from qda.tui import messages as tui_messages

sys.path.insert(0, str(Path(__file__).parent / "history"))

import filled_study

# While mutmut learns which tests call which function, a program that a test starts in a folder of its own would look for
# mutmut's settings there and fail. This process keeps its own record of what is being done.
if os.environ.get("MUTANT_UNDER_TEST") == "stats":
    del os.environ["MUTANT_UNDER_TEST"]


def pytest_xdist_auto_num_workers() -> int:
    """Return how many work at once: two more than there are cores, as tests of the screen wait most of the time."""
    return (os.cpu_count() or 1) + 2


slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=slow)
settings.register_profile("wide", deadline=None, print_blob=True, suppress_health_check=slow)
settings.load_profile(os.environ.get("QDA_HYPOTHESIS", "ci"))


_settings = project._settings


def _without_waiting(db: sqlite3.Connection) -> None:
    """A study as the program opens it, but that nothing waits for the disk: what is lost with the power here is nobody's."""
    _settings(db)
    db.execute("pragma synchronous = off")


@pytest.fixture(autouse=True)
def _no_study_from_outside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own study, coder, editor or pager reaches a test."""
    if "disk" not in request.keywords:
        monkeypatch.setattr(project, "_settings", _without_waiting)
    for name in ("QDA_PROJECT", "QDA_CODER", "QDA_KEY", "QDA_CLUSTER", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QDA_PAGER", "")


_KNOWN = cli_messages.SENTENCES.keys() & tui_messages.SENTENCES.keys() | {""}
_MADE_UP = ("core", "render", "cli", "tui", "notebook")  # folders whose tests make sentences of their own


@pytest.fixture(autouse=True)
def _codes_that_front_ends_know(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is refused or noted in a test of the rooms below has a sentence in both front ends."""
    if request.path.parent.name in (*_MADE_UP, "tests"):
        return
    made = Message.__new__

    def known(cls: type[Message], code: str, template: str, /, **fields: object) -> Message:
        assert code in _KNOWN, f"no front end has a sentence for {code!r}"
        return made(cls, code, template, **fields)

    monkeypatch.setattr(Message, "__new__", known)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """An empty study named `study`, by anna."""
    with project.create(tmp_path / project.FILE, name="study", coder="anna", language="nl") as made:
        yield made


@pytest.fixture(scope="session")
def _filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / project.FILE
    with project.create(path, name="study", coder="anna", language="nl") as made:
        filled_study.fill(made)
    return path


@pytest.fixture
def filled_file(_filled_once: Path, tmp_path: Path) -> Path:
    """A closed study that has something in every table."""
    return Path(shutil.copy(_filled_once, tmp_path / project.FILE))


@pytest.fixture
def filled(filled_file: Path) -> Iterator[Study]:
    """A study that has something in every table, open."""
    with project.open_study(filled_file) as opened:
        yield opened


@pytest.fixture
def dump() -> Callable[..., filled_study.Dump]:
    """The function that takes all recorded tables out of a connection, ordered by id."""
    return filled_study.dump
