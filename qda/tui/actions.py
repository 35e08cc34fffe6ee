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
    ("right", "right", "a character forward"),
    ("up", "up", "a line up"),
    ("down", "down", "a line down"),
    ("word_left", "b ctrl+left", "a word back"),
    ("word_right", "w ctrl+right", "a word forward"),
    ("sentence_next", "j", "the next sentence"),
    ("sentence_prev", "k", "the previous sentence"),
    ("segment_next", "]", "the next segment (post, turn)"),
    ("segment_prev", "[", "the previous segment"),
    ("paragraph_next", "}", "the next paragraph"),
    ("paragraph_prev", "{", "the previous paragraph"),
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
    yield a("prev_uncoded", "E", MOVING, "the previous stretch without a code")
    yield a("cycle_coding", "tab", MOVING, "the next coding here, or else in the text")
    yield a("next_of_code", ";", MOVING, "the next coding of this code")
    yield a("prev_of_code", ":", MOVING, "the previous coding of this code")
    yield a("skip_boilerplate", "z", MOVING, "skip boilerplate, on or off")
    yield a("skip_social", "Z", MOVING, "skip greetings, sign-offs and thanks, on or off")

    yield a("extend", "v", SELECTING, "select by moving, on or off")
    yield a("select_word", "W", SELECTING, "the word; again: the next one too")
    yield a("select_sentence", "s", SELECTING, "the sentence; again: the next one too")
    yield a("select_segment", "S", SELECTING, "the segment; again: the next one too")
    yield a("select_paragraph", "p", SELECTING, "the paragraph; again: the next one too")
    yield a("clear", "escape", SELECTING, "clear the selection; close a panel")
    for motion, _, help in MOTIONS:
        if motion in SHIFTED:
            yield Action(f"extend_{motion}", (SHIFTED[motion],), SELECTING, f"up to {help}", motion, True)

    yield a("code", "c", CODING, "code the selection, or the sentence: one or more codes")
    yield a("repeat", ".", CODING, "code it with the last code again")
    yield a("in_vivo", "i", CODING, "use the participant's own words as the code")
    yield a("sticky", "t", CODING, "sticky: code every selection with the active code, on or off")
    yield a(
        "confirm_selection",
        "enter",
        CODING,
        "finish the selection: it gets the active code if sticky is on, else choose one",
    )
    yield a("remove", "x delete", CODING, "remove the coding")
    yield a("change_code", "C", CODING, "give the coding another code")
    yield a("stretch", "=", CODING, "change the coding's stretch to the selection")
    yield a("end_on", ">", CODING, "move its end a word forward")
    yield a("end_back", "<", CODING, "move its end a word back")
    yield a("start_on", ")", CODING, "move its beginning a word forward")
    yield a("start_back", "(", CODING, "move its beginning a word back")
    yield a("note", "a", CODING, "write or change the coding's note")
    yield a("confirm", "y", CODING, "confirm the coding: you have read it and stand by it")
    yield a(
        "review",
        "Y",
        CODING,
        "review unconfirmed and stale codings one by one: confirm or remove each, or press this key to skip",
    )
    yield a("review_back", "H", CODING, "in the review, go back to the previous one")
    yield a(
        "again",
        "I",
        CODING,
        "code drawn stretches again, blind, one by one: give codes, or none, or press this key to skip",
    )
    yield a("undo", "u ctrl+z", CODING, "undo the last change")
    yield a("redo", "r ctrl+y", CODING, "redo what was undone")

    yield a("memo", "m", MEMOS, "write a memo on what is under the cursor")
    yield a("memo_on", ",", MEMOS, "write a memo on something else here: choose on what")
    yield a("memos", "M", MEMOS, "read and edit the memos on what is here")
    yield a("sort_memos", "B", MEMOS, "sort memos into piles, the headings of a draft; each move with its reason")
    yield a("sum_up", "&", MEMOS, "sum up what this source or person says about the code: a cell of the summary matrix")

    yield a("compare", "K", THEORY, "constant comparison: show earlier quotes of the code beside this one, on or off")
    yield a("compare_next", "+", THEORY, "point at the next earlier quote; after the last, at the whole code")
    yield a("compare_prev", "-", THEORY, "point at the previous earlier quote")
    yield a("same", "1", THEORY, "record: this coding is the same as the quote pointed at")
    yield a("differs", "2", THEORY, "record: this coding differs from it")
    yield a("new_property", "3", THEORY, "record: this coding shows a new property; choose which")
    yield a("recode", "4", THEORY, "record: this coding belongs to another code; choose which")
    yield a("home", "A", THEORY, "put the code under a category")
    yield a("focused", "F", THEORY, "make the code a focused code")
    yield a("relate", "R", THEORY, "relate two categories")
    yield a("place", "P", THEORY, "place the coding on a property")
    yield a("paradigm", "D", THEORY, "show the paradigm around a phenomenon")
    yield a("discover", "O", THEORY, "discover candidate categories: words that go together in the texts")
    yield a("like", "l", THEORY, "more like this: suggest passages like the code's quotes")
    yield a("negative", "!", THEORY, "record the coding as a negative case: choose what it contradicts, say why")
    yield a("sample", "$", THEORY, "theoretical sampling: record whom or what to look for next")
    yield a("selective", "L", THEORY, "choose the core category, write and check the storyline")

    yield a("search", "/", PLACES, "search this source")
    yield a("search_next", "n", PLACES, "the next match")
    yield a("search_prev", "N", PLACES, "the previous match")
    yield a("search_study", "f", PLACES, "search the whole study and go to a match")
    yield a("quotes", "Q", PLACES, "list the quotes of a code and go to one")
    yield a("sources", "o", PLACES, "list the sources, with how far each is coded")
    yield a("codebook", "d", PLACES, "show the codebook with counts; Enter lists the quotes of a code")
    yield a("next_source", "ctrl+n", PLACES, "the next source")
    yield a("prev_source", "ctrl+p", PLACES, "the previous source")

    yield a("side", "\\", OTHER, "show the side panel (codings, definition, memos), on or off")
    yield a("theme", "T", OTHER, "switch between light and dark")
    yield a("help", "? f1", OTHER, "show every action with its key")
    yield a("palette", "ctrl+k ctrl+backslash", OTHER, "open the command palette")
    yield a("quit", "q", OTHER, "quit; everything is saved already")


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
    """Return a key as Textual names it (`?` is `question_mark`); None if no terminal can send it."""
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
    """Return a key as a person reads it: the sign itself, `ctrl+n`, `pgdn`."""
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
