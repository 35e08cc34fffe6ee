"""The settings of the full-screen coder: a TOML file of one's own, outside every study.

    [keys]
    undo = ["u", "ctrl+z"]
    code = ["c", "f2"]

    [read]
    theme = "light"
    skip_boilerplate = true

It is `$QDA_CONFIG`, else `qda/settings.toml` in the platform's folder for settings. A wrong entry is refused in one line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qda.core import numbers
from qda.core.errors import QdaError, nearest, place_of
from qda.core.files import plain
from qda.tui.actions import BY_NAME, default_keys, key_name
from qda.tui.messages import sentence

THEMES = ("dark", "light")
TRUTHS = ("skip_boilerplate", "skip_social", "side", "sources", "suggestions")


@dataclass(slots=True)
class Settings:
    """Settings of a person: the keys of every action, the theme, panels and suggestions if there is room for them."""

    keys: dict[str, tuple[str, ...]] = field(default_factory=default_keys)
    theme: str = "dark"
    skip_boilerplate: bool = True
    skip_social: bool = True
    side: bool = True
    sources: bool = True
    suggestions: bool = True


def place() -> Path:
    """Return the path of the settings file."""
    if named := os.environ.get("QDA_CONFIG"):
        return Path(named)
    return _folder("XDG_CONFIG_HOME", ".config", "APPDATA") / "settings.toml"


def state_folder() -> Path:
    """Return the folder for data that is neither a setting nor part of a study, such as the reading position."""
    return _folder("XDG_STATE_HOME", ".local/state", "LOCALAPPDATA")


def _folder(xdg: str, default: str, windows: str) -> Path:
    if named := os.environ.get(xdg):
        return Path(named) / "qda"
    if sys.platform == "win32" and (named := os.environ.get(windows)):
        return Path(named) / "qda"
    home = Path(os.path.expanduser("~"))
    return home / ("Library/Application Support" if sys.platform == "darwin" else default) / "qda"


def load(path: Path | None = None) -> Settings:
    """The settings of a file; the defaults when there is none. Refused in one line when something in it is wrong."""
    import tomllib

    named = path is not None or bool(os.environ.get("QDA_CONFIG"))
    path = path or place()
    try:
        with plain(path, "the settings file") as f:
            text = f.read().decode("utf-8-sig")
    except FileNotFoundError:
        if named:
            raise QdaError(f"there is no settings file {path}; $QDA_CONFIG names it") from None
        return Settings()
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else "it is no UTF-8 text"
        raise QdaError(f"the settings file {path} cannot be read: {why}") from None
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise QdaError(f"the settings file {path} is no TOML{place_of(e)}") from None
    except ValueError:  # the one other thing that Python refuses to read
        raise QdaError(f"the settings file {path}: {numbers.TOO_LONG}") from None
    try:
        return _settings(given)
    except QdaError as e:
        raise QdaError(f"the settings file {path}: {sentence(e)}") from None


def _settings(given: Mapping[str, Any]) -> Settings:
    for name, table in given.items():
        if name not in ("keys", "read"):
            raise QdaError(f"there is no table [{name}]; there are [keys] and [read]")
        if not isinstance(table, dict):
            raise QdaError(f"{name} is a table: write [{name}] on a line of its own")
    out = Settings(keys=_keys(given.get("keys", {})))
    for name, value in given.get("read", {}).items():
        if name == "theme":
            if value not in THEMES:
                raise QdaError(f"[read] theme is {value!r}: write {' or '.join(THEMES)}")
            out.theme = value
        elif name in TRUTHS:
            if not isinstance(value, bool):
                raise QdaError(f"[read] {name} is {value!r}: write true or false")
            setattr(out, name, value)
        else:
            raise QdaError(f"[read] {name}: {_unknown('setting', name, ('theme', *TRUTHS))}")
    return out


def _keys(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    keys = default_keys()
    for action, value in given.items():
        if action not in BY_NAME:
            raise QdaError(f"[keys] {action}: {_unknown('action', action, tuple(BY_NAME))}")
        wanted = [value] if isinstance(value, str) else value
        if not isinstance(wanted, list) or not all(isinstance(k, str) for k in wanted):
            raise QdaError(f'[keys] {action} is {value!r}: write a key such as "u", or several such as ["u", "ctrl+z"]')
        for k in wanted:
            if key_name(k) is None:
                raise QdaError(
                    f"[keys] {action}: {k!r} is no key; write a sign such as ?, or a name such as ctrl+n or f2"
                )
        keys[action] = tuple(dict.fromkeys(wanted))
    whose: dict[str, str] = {}
    for action, wanted_keys in keys.items():
        for k in wanted_keys:
            other = whose.setdefault(str(key_name(k)), action)
            if other != action:
                raise QdaError(
                    f"[keys] the key {k!r} is for two actions, {other} and {action}: give one of them another"
                )
    for action in ("help", "quit"):
        if not keys[action]:
            raise QdaError(f"[keys] {action} has no key: it needs one")
    return keys


def _unknown(what: str, name: str, known: tuple[str, ...]) -> str:
    near = nearest(name, known)
    return f"there is no such {what}" + (f"; did you mean {' or '.join(near)}?" if near else "; help lists them all")
