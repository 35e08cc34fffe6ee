"""Settings and the table of actions: keys as given, and every wrong entry answered in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.keys import _character_to_key

from qda.core.errors import QdaError
from qda.tui.actions import ACTIONS, SIGNS, default_keys, key_name, reference, shown_key
from qda.tui.main_screen import MainScreen
from qda.tui.session import settings


def read(tmp_path: Path, text: str) -> settings.Settings:
    """The settings of a file with this text."""
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return settings.load(file)


def test_without_a_file_all_is_default() -> None:
    assert settings.load() == settings.Settings()


def test_the_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config/qda").mkdir(parents=True)
    (tmp_path / "config/qda/settings.toml").write_text('[read]\ntheme = "light"\n')
    assert settings.load().theme == "light"
    (tmp_path / "mine.toml").write_text("[read]\nside = false\n")
    monkeypatch.setenv("QDA_CONFIG", str(tmp_path / "mine.toml"))
    assert settings.load() == settings.Settings(side=False)
    monkeypatch.setenv("QDA_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(QdaError, match=r"there is no settings file .*none\.toml"):
        settings.load()


def test_keys_are_taken_as_given(tmp_path: Path) -> None:
    given = read(tmp_path, '[keys]\nundo = ["U", "ctrl+z"]\ncode = "f2"\nconfirm = []\nnote = ","\nmemo_on = "a"\n')
    assert given.keys["undo"] == ("U", "ctrl+z")
    assert given.keys["code"] == ("f2",)
    assert given.keys["confirm"] == ()
    assert key_name(given.keys["note"][0]) == "comma"
    assert given.keys["redo"] == default_keys()["redo"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[keys]\nundoo = "u"', "there is no such action; did you mean undo"),
        ('[keys]\nundo = "c"', "the key 'c' is for two actions, code and undo"),
        ('[keys]\nundo = "question_mark"', "for two actions"),
        ('[keys]\nundo = "ctrl+"', "'ctrl+' is no key"),
        ('[keys]\nundo = "hyper+x"', "is no key"),
        ('[keys]\nundo = "f99"', "is no key"),
        ('[keys]\nundo = ""', "is no key"),
        ("[keys]\nundo = 3", "write a key such as"),
        ("[keys]\nundo = [3]", "write a key such as"),
        ("[keys]\nquit = []", "quit has no key"),
        ('[read]\ntheme = "blue"', "write dark or light"),
        ("[read]\nside = 1", "write true or false"),
        ("[read]\nsiede = true", "there is no such setting; did you mean side"),
        ("[reed]\n", "there is no table"),
        ("keys = 3\n", "is a table"),
        ("[keys\n", "is no TOML"),
    ],
)
def test_a_wrong_entry_is_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(QdaError, match=r"settings\.toml") as e:
        read(tmp_path, text)
    assert said in str(e.value)
    assert "\n" not in str(e.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QdaError, match="no UTF-8"):
        settings.load(tmp_path / "settings.toml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(QdaError, match="folder is a folder"):
        settings.load(tmp_path / "folder")


def test_the_table_is_whole() -> None:
    keys = [key_name(k) for a in ACTIONS for k in a.keys]
    assert None not in keys
    assert len(keys) == len(set(keys)), "no key is for two actions"
    for action in ACTIONS:
        assert action.help
        assert action.motion or hasattr(MainScreen, f"do_{action.name}"), action.name
    done = {name.removeprefix("do_") for name in dir(MainScreen) if name.startswith("do_")}
    assert done - {"compare"} == {a.name for a in ACTIONS if not a.motion} - {"compare"}
    assert sum(len(rows) for _, rows in reference()) == len(ACTIONS)


def test_every_action_has_a_plain_key_or_one_that_does_the_same() -> None:
    """Some terminals eat keys with shift or ctrl: `v` and a motion select as shift and the motion do."""
    for action in ACTIONS:
        if not action.extend and action.name not in ("next_source", "prev_source", "palette"):
            assert any(k == "+" or "+" not in k for k in action.keys), action.name


def test_names_of_keys_are_those_of_textual() -> None:
    for sign, name in SIGNS.items():
        assert name == _character_to_key(sign)
        assert shown_key(name) == sign
    for key in ("ctrl+n", "f1", "pageup", "shift+left", "G", "5", "alt+x"):
        assert key_name(key) == key
