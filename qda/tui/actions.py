"""Every action of the full-screen coder, in one table: its name, its keys, what it does.

Bindings, help screen, command palette, settings file and `docs/reference/keys.md` are made from it. A new action is one
line here and one method `do_NAME` of the main screen. Knows nothing of Textual, so that docs and settings load quickly.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Action(NamedTuple):
    """One thing a person can do. `motion` is set for those that move the cursor, `extend` when they select on the way."""

    name: str
    keys: tuple[str, ...]
    group: str
    help: str
    motion: str = ""
    extend: bool = False


MOVING, SELECTING, CODING = "Move", "Select", "Code"
MEMOS, THEORY, PLACES, OTHER = "Memos", "Axial and selective", "Find and go", "The screen"

MOTIONS: tuple[tuple[str, str, str], ...] = (
    ("left", "left", "a character back"),
    ("right", "right", "a character on"),
    ("up", "up", "a line up"),
    ("down", "down", "a line down"),
    ("word_left", "b ctrl+left", "a word back"),
    ("word_right", "w ctrl+right", "a word on"),
    ("sentence_next", "j", "the next sentence"),
    ("sentence_prev", "k", "the sentence before"),
    ("segment_next", "]", "the next segment (post, turn)"),
    ("segment_prev", "[", "the segment before"),
    ("paragraph_next", "}", "the next paragraph"),
    ("paragraph_prev", "{", "the paragraph before"),
    ("line_start", "home", "the beginning of the line"),
    ("line_end", "end", "the end of the line"),
    ("page_up", "pageup", "a screen up"),
    ("page_down", "pagedown space", "a screen down"),
    ("top", "g ctrl+home", "the beginning of the source"),
    ("bottom", "G ctrl+end", "the end of the source"),
)
SHIFTED = {
    "left": "shift+left", "right": "shift+right", "up": "shift+up", "down": "shift+down",
    "word_left": "ctrl+shift+left", "word_right": "ctrl+shift+right", "line_start": "shift+home",
    "line_end": "shift+end", "page_up": "shift+pageup", "page_down": "shift+pagedown", "top": "ctrl+shift+home",
    "bottom": "ctrl+shift+end",
}  # fmt: skip


def _actions() -> Iterator[Action]:
    def a(name: str, keys: str, group: str, help: str) -> Action:
        return Action(name, tuple(keys.split()), group, help)

    for motion, keys, help in MOTIONS:
        yield Action(motion, tuple(keys.split()), MOVING, help, motion)
    yield a("next_uncoded", "e", MOVING, "the next stretch without a code")
    yield a("prev_uncoded", "E", MOVING, "the stretch without a code before")
    yield a("cycle_coding", "tab", MOVING, "the next of the codings here, or the next coding in the text")
    yield a("next_of_code", ";", MOVING, "the next coding of this code")
    yield a("prev_of_code", ":", MOVING, "the coding of this code before")
    yield a("skip_boilerplate", "z", MOVING, "pass over boilerplate, or no longer")

    yield a("extend", "v", SELECTING, "select by moving, on or off")
    yield a("select_word", "W", SELECTING, "the word; again: the next one too")
    yield a("select_sentence", "s", SELECTING, "the sentence; again: the next one too")
    yield a("select_segment", "S", SELECTING, "the segment; again: the next one too")
    yield a("select_paragraph", "p", SELECTING, "the paragraph; again: the next one too")
    yield a("clear", "escape", SELECTING, "no selection; close a panel")
    for motion, _, help in MOTIONS:
        if motion in SHIFTED:
            yield Action(f"extend_{motion}", (SHIFTED[motion],), SELECTING, f"up to {help}", motion, True)

    yield a("code", "c", CODING, "give the selection, or else the sentence, one or more codes")
    yield a("repeat", ".", CODING, "give it the code used last")
    yield a("in_vivo", "i", CODING, "the participant's own words become the code")
    yield a("sticky", "t", CODING, "sticky: every selection gets the active code, on or off")
    yield a(
        "confirm_selection",
        "enter",
        CODING,
        "the selection is done: it gets the active code when sticky, else choose one",
    )
    yield a("remove", "x delete", CODING, "remove the coding")
    yield a("change_code", "C", CODING, "give the coding another code")
    yield a("stretch", "=", CODING, "stretch or shrink the coding to the selection")
    yield a("end_on", ">", CODING, "its end a word on")
    yield a("end_back", "<", CODING, "its end a word back")
    yield a("start_on", ")", CODING, "its beginning a word on")
    yield a("start_back", "(", CODING, "its beginning a word back")
    yield a("note", "a", CODING, "the coding's note")
    yield a("confirm", "y", CODING, "confirm the coding: you have read it and stand by it")
    yield a("review", "Y", CODING, "read the unconfirmed codings one by one: confirm or remove goes on, this key skips")
    yield a("review_back", "H", CODING, "while reading them, the one before")
    yield a("undo", "u ctrl+z", CODING, "take back the last change")
    yield a("redo", "r ctrl+y", CODING, "bring back what was taken back")

    yield a("memo", "m", MEMOS, "write a memo on what is under the cursor")
    yield a("memo_on", ",", MEMOS, "a memo on something else here: choose on what")
    yield a("memos", "M", MEMOS, "the memos that hang here: read and edit")

    yield a("compare", "K", THEORY, "constant comparison: earlier quotes of the code beside this one, on or off")
    yield a("compare_next", "+", THEORY, "point at the next earlier quote, at last at the code as a whole")
    yield a("compare_prev", "-", THEORY, "point at the earlier quote before")
    yield a("same", "1", THEORY, "compared with the quote pointed at, this coding is the same")
    yield a("differs", "2", THEORY, "compared with it, this coding differs")
    yield a("new_property", "3", THEORY, "compared with it, it shows a new property: asks which")
    yield a("recode", "4", THEORY, "compared with it, it belongs to another code: asks which")
    yield a("home", "A", THEORY, "put the code under a category")
    yield a("focused", "F", THEORY, "declare the code focused")
    yield a("relate", "R", THEORY, "relate two categories")
    yield a("place", "P", THEORY, "place the coding on a property")
    yield a("paradigm", "D", THEORY, "the paradigm around a phenomenon")
    yield a("discover", "O", THEORY, "candidate categories: words that go together in the texts, for orientation")
    yield a("like", "l", THEORY, "more like this: passages without the code that are like its quotes")
    yield a("negative", "!", THEORY, "the coding is a negative case: asks against what, and why")
    yield a("sample", "$", THEORY, "theoretical sampling: note whom or what to look for next")
    yield a("selective", "L", THEORY, "core category, storyline and what it leaves open")

    yield a("search", "/", PLACES, "search in this source")
    yield a("search_next", "n", PLACES, "the next place")
    yield a("search_prev", "N", PLACES, "the place before")
    yield a("search_study", "f", PLACES, "search the study, and go there")
    yield a("quotes", "Q", PLACES, "the quotes of a code, and go there")
    yield a("sources", "o", PLACES, "the sources, with how far each is coded")
    yield a("codebook", "d", PLACES, "the codebook, with counts; Enter: the quotes of a code")
    yield a("next_source", "ctrl+n", PLACES, "the next source")
    yield a("prev_source", "ctrl+p", PLACES, "the source before")

    yield a("side", "\\", OTHER, "the side panel: codings, definition, memos; on or off")
    yield a("theme", "T", OTHER, "light or dark")
    yield a("help", "? f1", OTHER, "every action with its key")
    yield a("palette", "ctrl+k ctrl+backslash", OTHER, "the command palette")
    yield a("quit", "q", OTHER, "leave; all is written already")


ACTIONS: tuple[Action, ...] = tuple(_actions())
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(action.group for action in ACTIONS))
BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}

# What Textual calls the keys of signs: the name of the character, but for these.
_RENAMED = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
    "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
_NAMED = {
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "enter", "escape", "space", "backspace",
    "delete", "insert", *(f"f{n}" for n in range(1, 25)),
}  # fmt: skip


def _long(sign: str) -> str:
    name = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


SIGNS: Mapping[str, str] = {sign: _long(sign) for sign in string.punctuation}
_SHORT: Mapping[str, str] = {name: sign for sign, name in SIGNS.items()}


def key_name(key: str) -> str | None:
    """A key as Textual calls it (`?` is `question_mark`); None when it is no key that a terminal can send."""
    if len(key) == 1:
        if key == " ":
            return "space"
        return SIGNS.get(key) or (key if key.isalnum() else None)
    *modifiers, base = key.split("+")
    if any(m not in ("ctrl", "shift", "alt", "super", "meta") for m in modifiers) or len(set(modifiers)) < len(
        modifiers
    ):
        return None
    known = base in _NAMED or base in _SHORT or (bool(modifiers) and len(base) == 1 and base.isalnum())
    if not known:
        return None
    order = [m for m in ("alt", "ctrl", "meta", "shift", "super") if m in modifiers]
    return "+".join([*order, base])


def shown_key(key: str) -> str:
    """A key as a person reads it: the sign itself, `ctrl+n`, `pgdn`."""
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    base = {"pageup": "pgup", "pagedown": "pgdn", "escape": "esc"}.get(base, _SHORT.get(base, base))
    return "+".join([*modifiers, base])


def default_keys() -> dict[str, tuple[str, ...]]:
    """Action -> its keys, where no settings file says otherwise."""
    return {action.name: action.keys for action in ACTIONS}


def reference(keys: Mapping[str, tuple[str, ...]] | None = None) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """By group: (keys, name, what it does) of each action, with these keys or the default ones."""
    chosen = default_keys() if keys is None else keys
    for group in GROUPS:
        yield group, [(" ".join(map(shown_key, chosen[a.name])), a.name, a.help) for a in ACTIONS if a.group == group]


__all__ = ["ACTIONS", "BY_NAME", "GROUPS", "Action", "default_keys", "key_name", "reference", "shown_key"]
