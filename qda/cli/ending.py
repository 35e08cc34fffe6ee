"""End a command that was interrupted or failed: choose its last words and exit status by what was made.

An interrupt, a full disk or an error may come before a change, or after it while its result is shown. Which it was is asked
of the record (`core/outcome.py`), never of the place in the program.
"""

from __future__ import annotations

import errno

from qda.cli.env import ENV
from qda.core.errors import QdaError, damaged, database_error, is_trouble
from qda.core.outcome import Made, Outcome

OUT, IN = "standard output", "standard input"  # as a message calls them
SHOWN = 3  # changes named in one line


class Interrupted(KeyboardInterrupt):
    """Ended from outside by a signal: `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def interrupted(e: BaseException, made: Outcome) -> int:
    """The status of a command that a person or the system ended: 130 (128 + the signal) when nothing was made, else 0."""
    if there := told(made):
        ENV.say(f"interrupted, but {there}")
        return 0
    ENV.say("interrupted; nothing changed")
    return 128 + e.number if isinstance(e, Interrupted) else 130


def refused(e: QdaError, made: Outcome) -> int:
    """The status of a refusal; where something was made and its result not shown, that is said too."""
    ENV.error(e.message)
    if not ENV.shown and made.changes and (there := told(made)):
        ENV.say(there)
    return e.exit_status


def failed(e: OSError, made: Outcome) -> int:
    """The status when a file or stream could not be read or written: 0 when it is a pipe that nobody reads any more."""
    if e.errno in (errno.EPIPE, errno.EINVAL) and e.filename in (None, OUT):
        return 0
    why = "it is closed" if e.errno == errno.EBADF else (e.strerror or str(e)).lower()
    name = e.filename.decode("utf-8", "replace") if isinstance(e.filename, bytes) else e.filename or "a file or stream"
    ENV.error(f"{name}: {why}; {told(made) or 'nothing was changed'}")
    return 1


def broken(e: Exception, made: Outcome) -> int | None:
    """The status of any other error that the study's file explains: SQLite's, or one that comes of damage; else None.

    An error of the program in a study that is whole is not explained by it: that is for the programmer to see.
    """
    after = told(made) or "nothing was changed"
    found = "" if is_trouble(e) else _damage()
    said = damaged(ENV.file, found) if found else database_error(e, ENV.file or "the study", after)
    if said is None:
        return None
    ENV.error(said)
    return 1


def _damage() -> str:
    """Return the first finding of `qda check` in the open study; "" if there is none."""
    if not ENV.file:
        return ""
    from qda.store import check

    return check.first(ENV.file)


def told(made: Outcome) -> str:
    """Say, as the end of a sentence, what was made and how to undo it; "" if nothing was made."""
    from qda.store.history.log import AFAR, LOOKS

    kept = [c for c in made.changes if c.command in LOOKS]
    afar = [c for c in made.changes if c.command in AFAR]
    done = [c for c in made.changes if c not in kept and c not in afar and c.kind in ("do", "redo")]
    undone = [c for c in made.changes if c.kind == "undo"]
    parts = []
    if done:
        parts.append(_changes(done, "undo", "takes it back" if len(done) == 1 else "takes them back"))
    if undone:
        parts.append(_changes(undone, "redo", "brings it back" if len(undone) == 1 else "brings them back"))
    if kept:
        parts.append(
            f"what was found is kept ({', '.join(f'#{c.n} {c.command}' for c in kept)}), and no more than that"
        )
    if afar:
        parts.append(f"the hub has it ({', '.join(f'#{c.n} {c.command}: {c.summary}' for c in afar)})")
    if made.files:
        names = ", ".join(made.files[:SHOWN]) + (" …" if len(made.files) > SHOWN else "")
        parts.append(f"{names} {'is' if len(made.files) == 1 else 'are'} written")
    return "; ".join(parts)


def _changes(changes: list[Made], command: str, does: str) -> str:
    n = len(changes)
    lines = "; ".join(f"#{c.n} {c.command} by {c.coder}: {c.summary}" for c in changes[:SHOWN])
    if n == 1:
        return f"the change is made ({lines}): `qda {command}` {does}"
    return f"{n} changes are made ({lines}{' …' if n > SHOWN else ''}): `qda {command} {n}` {does}"
