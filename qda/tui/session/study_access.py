"""What the screens stand on: an open study, and someone to tell what was written or refused.

`Desk` is what a screen is given: the app's session, or anything else with these three members. `attempt` does one thing
in the study: what is refused, and a file that another program is writing, become one line and change nothing.
`Watch` tells when another program has written. Text from a study goes through `line`, `plain` or `veiled` on its way to the
screen: there people are shown by pseudonym where the study asks for it (`veil`, which the app sets).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.content import Content

from qda.core.errors import QdaError, database_error
from qda.core.results import Said
from qda.render.shown import visible
from qda.store.analysis import theory
from qda.store.file.project import Study

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled

veil: ContextVar[Veiled | None] = ContextVar("veil", default=None)  # None: names are shown as they are
Done = TypeVar("Done")


class Desk(Protocol):
    """Where a screen works: `wrote` is told what was done and `failed` what was refused and has no place of its own."""

    @property
    def study(self) -> Study:
        """The open study."""
        ...

    def wrote(self, said: Said) -> None:
        """Something was written: what is shown elsewhere should be read again."""
        ...

    def failed(self, error: Exception) -> None:
        """Something was refused; nothing was changed."""
        ...


def attempt(
    desk: Desk, do: Callable[[], Said], *, because: str = "", show: Callable[[str], None] | None = None
) -> Said | None:
    """Do one thing in the study, with a reason if one is given; None when it was refused.

    `show` takes the line that says why, where the screen has a place for it; else the desk is told.
    """
    study = desk.study
    held = study.because
    before = theory.resting(study.db)
    study.because = because.strip() or held
    try:
        said = do()
    except (QdaError, sqlite3.Error) as e:
        error = refused(e)
        if show is None:
            desk.failed(error)
        else:
            show(str(error))
        return None
    finally:
        study.because = held
    said.notes += theory.came_to_rest(before, theory.resting(study.db))
    desk.wrote(said)
    return said


def refused(error: Exception) -> QdaError:
    """The error as one line for a person; one that is neither a refusal nor the file's is raised again."""
    if isinstance(error, QdaError):
        return error
    text = database_error(error)
    if text is None:
        raise error
    return QdaError(text)


class Watch:
    """Whether another connection has written since the last look; one's own writing does not count."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._seen = study.data_version()

    def changed(self) -> bool:
        """Look, and remember what was seen."""
        now = self._study.data_version()
        different, self._seen = now != self._seen, now
        return different

    def again(self) -> None:
        """What changed could not be read: the next look sees it as a change."""
        self._seen = -1


def veiled(text: str, source: str = "") -> str:
    """Text as it may be shown, with pseudonyms for names; `source` names the source that it is of, if it is of one."""
    held = veil.get()
    return text if held is None else held.shown(text, source)


def either(name: str) -> tuple[str, ...]:
    """What a thing is also found by: what it is called on the screen, where that is not its name."""
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
        """Where a stretch of the text stands in what is shown."""
        return (start, end) if self._text is None else self._text.shown(start, end)

    @property
    def hides(self) -> bool:
        """Whether names in it are shown by pseudonym."""
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
    """What an operation noted, on one line."""
    return line("; ".join(said.notes))
