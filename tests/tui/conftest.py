"""Fixtures for the full-screen coder: nobody's own settings and places, and a small study to read."""

from __future__ import annotations

import shutil
from pathlib import Path

import offered_study
import pytest
import read_study


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("QDA_CONFIG", "NO_COLOR", "COLORTERM", "TEXTUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="session")
def _read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read_study.make(tmp_path_factory.mktemp("reading"))


@pytest.fixture
def read_file(_read_once: Path, tmp_path: Path) -> Path:
    """A closed study with three sources, of its own for each test."""
    return Path(shutil.copy(_read_once, tmp_path / _read_once.name))


@pytest.fixture(scope="session")
def _offered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return offered_study.make(tmp_path_factory.mktemp("offering"))


@pytest.fixture
def offered(_offered_once: Path, tmp_path: Path) -> Path:
    """A closed study with something to offer, of its own for each test."""
    return Path(shutil.copy(_offered_once, tmp_path / _offered_once.name))
