"""Text on its way to the screen: people by pseudonym where the study asks for it, and nothing that a terminal obeys.

Text from a study goes through `line`, `plain` or `veiled`; a text that is given to be changed is an `Edited`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

from textual.content import Content

from qda.core.message import Message
from qda.core.results import Said
from qda.render.safe_text import visible
from qda.tui.messages import sentence

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled

veil: ContextVar[Veiled | None] = ContextVar("veil", default=None)  # None: names are shown as they are; the app sets it


def veiled(text: str, source: str = "") -> str:
    """Return text as it may be shown: a message in the coder's words, pseudonyms for names.

    `source` names the source that the text is from, if it is from one.
    """
    if type(text) is Message:
        text = sentence(text)
    held = veil.get()
    return text if held is None else held.shown(text, source)


def either(name: str) -> tuple[str, ...]:
    """Return further names by which a thing is found: its name on the screen, if that is not its real one."""
    shown = veiled(name)
    return () if shown == name else (shown,)


def beside(parts: Sequence[str], source: str) -> list[str]:
    """Texts that follow one another in a source, as they may be shown."""
    held = veil.get()
    return list(parts) if held is None else held.beside(parts, source)


class Edited:
    """A text that is given to be changed: `shown` is what a person changes, `stored` what is written of it then."""

    def __init__(self, text: str) -> None:
        held = veil.get()
        self._text = None if held is None else held.page(text)
        self.text = text
        self.shown = text if self._text is None else self._text.text

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of a stretch of the text in what is shown."""
        return (start, end) if self._text is None else self._text.shown(start, end)

    @property
    def hides(self) -> bool:
        """True if names in it are shown by pseudonym."""
        return self._text is not None

    def stored(self, edited: str) -> str:
        """The text to store: where a pseudonym stood for a name, the name."""
        return edited if self._text is None else self._text.restored(edited)


def line(text: str, source: str = "") -> str:
    """Text from a study on one line, with nothing in it that a terminal obeys; people by pseudonym if that is wanted."""
    return called(veiled(text, source))


def called(text: str) -> str:
    """As `line`, of what is no participant's name: a coder's."""
    return visible(" ".join(text.split()))


def plain(text: str) -> Content:
    """Text from a study as it is shown, over several lines and without markup."""
    return Content(visible(veiled(text)))


def notes(said: Said) -> str:
    """Return the notes of an operation on one line."""
    return line("; ".join(map(sentence, said.notes)))
