"""Access of the screens to the study: an open study, and someone to tell what was written or refused.

`Desk` is what a screen is given: the app's session, or anything else with these three members. `attempt` does one thing
in the study: what is refused, and a file that another program is writing, become one line and change nothing.
`Watch` tells when another program has written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from qda.core.errors import QdaError, database_error
from qda.core.results import Said
from qda.store.analysis import theory
from qda.store.project import Study
from qda.tui.messages import sentence

if TYPE_CHECKING:
    pass

Done = TypeVar("Done")


class Desk(Protocol):
    """A screen's access to the study: `wrote` hears what was done, `failed` what was refused and has no other place."""

    @property
    def study(self) -> Study:
        """The open study."""
        ...

    def wrote(self, said: Said) -> None:
        """Refresh other screens after a change was written."""
        ...

    def failed(self, error: Exception) -> None:
        """Say that something was refused; nothing was changed."""
        ...


def attempt(
    desk: Desk, do: Callable[[], Said], *, because: str = "", show: Callable[[str], None] | None = None
) -> Said | None:
    """Do one thing in the study, with a reason if one is given; None when it was refused.

    `show` takes the line that says why, where the screen has a place for it; else the desk is told.
    """
    study = desk.study
    held = study.because
    study.because = because.strip() or held
    try:
        said = watched(study, do)
    except (QdaError, sqlite3.Error) as e:
        error = refused(e)
        if show is None:
            desk.failed(error)
        else:
            show(sentence(error))
        return None
    finally:
        study.because = held
    desk.wrote(said)
    return said


def watched(study: Study, do: Callable[[], Said]) -> Said:
    """Do one thing in the study; a relation that since rests on a researcher's words alone is told in its notes."""
    before = theory.resting(study.db)
    said = do()
    said.notes += theory.came_to_rest(before, theory.resting(study.db))
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
    """Notices when another connection has written since the last look; its own writing does not count."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._seen = study.data_version()

    def changed(self) -> bool:
        """Look, and remember what was seen."""
        now = self._study.data_version()
        different, self._seen = now != self._seen, now
        return different

    def again(self) -> None:
        """Keep in mind that changes could not be read: the next look sees them."""
        self._seen = -1
