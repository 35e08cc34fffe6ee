"""A study file: find, make and open it. `Study` is the one handle that operations take.

Readers open the file writable with `query_only`, so that the last one to close can fold the write-ahead log back in and
a closed study is one file. In a folder that cannot be written they open it as immutable.

Over 400 lines: finding, making, opening and closing a file share what can go wrong with one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from qda.core import outcome
from qda.core.errors import QdaError, Refused, database_error
from qda.core.files import database_address, odd, plain
from qda.core.names import key
from qda.store.file import schema
from qda.store.file.waiting import BUSY_MS, Connection, patiently

if TYPE_CHECKING:
    from qda.store.history.door import Change, Door

FILE = "qda.db"
_STEP = 4096  # pages copied in one go
SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud", "owncloud", "box sync")


class Study:
    """One open study.

    `coder` acts. `named` is the coder that a person named, if one did: undo then keeps to that coder's changes. Use it as
    a context manager, or call `close()`. `today` is, in a study as of an earlier change, the study itself: such a one is
    only read.
    """

    def __init__(self, db: Connection, path: Path, *, coder: str | None = None, because: str = "") -> None:
        self.db, self.path, self.because = db, path, because
        self.named = coder
        self._coder: str | None = None
        self._writing = False
        self.today: Study | None = None

    @property
    def coder(self) -> str:
        """Return the acting coder, spelled as the study has the name: the one named, or the study's default."""
        if self._coder is None:
            name = self.named or self.setting("coder") or login()
            known = self.db.execute("select name from coder where key = ?", (key(name),)).fetchone()
            self._coder = known[0] if known else name
        return self._coder

    def setting(self, name: str) -> str | None:
        """Return a setting of the study, or None."""
        row = self.db.execute("select value from setting where name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    @property
    def door(self) -> Door:
        """Return the write door; this makes the connection writable."""
        from qda.store.history.door import Door  # hashing and JSON are not for readers

        self.writable()
        return Door(self.db)

    @property
    def wrote(self) -> bool:
        """True if the study was opened to be changed, not only read."""
        return self._writing

    def wait(self, milliseconds: int) -> None:
        """Set how long to wait for another program that is writing the file, before an error says that it is busy."""
        self.db.execute(f"pragma busy_timeout = {int(milliseconds)}")
        self.db.patience = milliseconds

    def data_version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self.db.execute("pragma data_version").fetchone()[0])

    @property
    def may_write(self) -> bool:
        """True if the file and its folder can be written."""
        return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)

    @property
    def naming(self) -> Study:
        """Return the study that says how people are shown: of an earlier state, today's as long as that has pseudonyms."""
        return self.today if self.today is not None and self.today.setting("pseudonyms") else self

    def writable(self) -> None:
        """Allow writes on this connection; QdaError when the file or its folder cannot be written.

        Refused in a study as of an earlier change.
        """
        if self.today is not None:
            raise Refused("at-only-reads", "this is the study as of an earlier change: it is only read")
        if not self._writing:
            if not self.may_write:
                raise QdaError(f"{self.path} cannot be written here: copy the study to a folder of your own")
            self.db.execute("pragma query_only = off")
            self._writing = True

    @contextmanager
    def change(self, command: str, *, because: str | None = None) -> Iterator[Change]:
        """Make one change through the door, as the acting coder and with the reason given."""
        with self.door.change(command, self.coder, because=self.because if because is None else because) as c:
            yield c

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Read in one transaction, so that everything is of one moment, while others may go on writing.

        Nothing can be changed in it.
        """
        self.db.execute("begin")
        try:
            patiently(self.db, "select 1 from change_now")  # the moment is that of the first reading
            yield
        finally:
            if self.db.in_transaction:
                self.db.execute("rollback")

    def close(self) -> None:
        """Close the file and roll back what is not committed.

        The last connection to close folds the write-ahead log back in.
        """
        if self.db.closed:
            return
        try:
            if self.db.in_transaction:
                self.db.execute("rollback")
            outcome.settle(self.db)
        finally:
            self.db.close()
            if self.today is not None:
                self.today.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def login() -> str:
    """Return the login name, or `coder` when there is none."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if value := os.environ.get(name, "").strip():
            return value
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, OSError):
        return "coder"


def find(project: str | None) -> Path:
    """Return the path of the study: the one named, `QDA_PROJECT`, or `qda.db` here or in the nearest folder above."""
    named = project or os.environ.get("QDA_PROJECT")
    if named:
        path = Path(named)
        return path / FILE if path.is_dir() else path
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).exists():
            return folder / FILE
    raise Refused("no-study-here", "no study here: make one in this folder, or name one elsewhere")


def connect(path: Path, mode: str) -> Connection:
    """Open a connection to a file; `mode` is written as SQLite does, such as `mode=ro`."""
    db = sqlite3.connect(
        database_address(path, mode), uri=True, isolation_level=None, timeout=BUSY_MS / 1000, factory=Connection
    )
    db.execute(f"pragma busy_timeout = {BUSY_MS}")
    return db


def _settings(db: sqlite3.Connection) -> None:
    db.execute("pragma foreign_keys = on")
    db.execute("pragma recursive_triggers = on")
    db.execute("pragma synchronous = normal")
    db.execute("pragma cache_size = -8192")  # KiB; the default of 2 MB reads pages of a large study again and again


def open_study(
    path: Path, *, coder: str | None = None, because: str = "", waiting: Callable[[float], None] | None = None
) -> Study:
    """Open a study for reading; the first write makes it writable.

    QdaError when the file does not exist, is no SQLite file, is no study, or is of a newer qda. A study of an older qda
    is backed up beside itself and brought up to date. `waiting` is called when another program is waited for, as in
    `waiting.Connection`.
    """
    try:
        with plain(path, "the study") as f:
            head = f.read(100)
    except FileNotFoundError:
        raise Refused("no-study-at", "no study at {path}: make one there first", path=str(path)) from None
    if head[:16] != b"SQLite format 3\x00":
        raise QdaError(f"{path} is no study: not an SQLite file" + (" (it is empty)" if not head else ""))
    if int.from_bytes(head[68:72], "big") != schema.APPLICATION_ID and not _is_study(path):
        raise QdaError(f"{path} is no study of qda: an SQLite file of another program")
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    alone = not path.with_name(path.name + "-wal").exists()
    db = connect(path, "mode=rw" if writable else ("mode=ro&immutable=1" if alone else "mode=ro"))
    db.waiting = waiting
    try:
        version = patiently(db, "pragma user_version").fetchone()[0]
        if version > schema.VERSION:
            raise QdaError(
                f"{path} was made by a newer qda (schema {version}, this one knows {schema.VERSION}): upgrade qda"
            )
        _settings(db)
        if version < schema.VERSION:
            _migrate(db, path, version)
        db.execute("pragma query_only = on")
    except BaseException:
        db.close()
        raise
    return Study(db, path, coder=coder, because=because)


def _is_study(path: Path) -> bool:
    """True if the write-ahead log has the mark of a study that the header of the main file lacks."""
    db = connect(path, "mode=ro")
    try:
        return bool(db.execute("pragma application_id").fetchone()[0] == schema.APPLICATION_ID)
    finally:
        db.close()


def _migrate(db: sqlite3.Connection, path: Path, version: int) -> None:
    from itertools import count

    from qda.store.file import migrations

    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise QdaError(
            f"{path} was made by an older qda and must be brought up to date: copy it to a folder of your own"
        )
    copy = path.with_name(f"{path.name}.before-schema-{schema.VERSION}.bak")
    for n in count(2):  # an earlier attempt that failed left its copy
        if not copy.exists():
            break
        copy = path.with_name(f"{path.name}.before-schema-{schema.VERSION}.{n}.bak")
    backup(db, copy, guard=True)
    db.execute("pragma foreign_keys = off")
    patiently(db, "begin immediate")
    try:
        if db.execute("pragma user_version").fetchone()[0] == version:  # else another process has done it
            migrations.apply(db)
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise
    db.execute("pragma foreign_keys = on")


def create(path: Path, *, name: str, coder: str | None, language: str) -> Study:
    """Make a study file with its tables, triggers and first line of history; QdaError when the file exists."""
    new_folder = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = False
    try:
        db = empty(path)
        made = True
        try:
            study = Study(db, path, coder=coder)
            study._coder = coder or login()
            study._writing = True
            with study.door.change("init", study.coder, kind="base") as c:
                from qda.store.file.ids import new_uuids

                facts = (("name", name), ("language", language), ("coder", study.coder))
                c.bulk("setting", facts, names=("name", "value"))
                types = [(u, n, key(n), role) for u, (n, role) in zip(new_uuids(5), schema.PARADIGM, strict=True)]
                c.bulk("relation_type", types)
                _ = c.coder_id
                c.summary = f'made the study "{name}"'
        except BaseException:
            db.close()
            raise
    except BaseException as e:
        if made:
            discard(path)
        if new_folder:
            with suppress(OSError):  # another program put a file into it
                path.parent.rmdir()
        if isinstance(e, sqlite3.Error) and (text := database_error(e, str(path), "no study was made")) is not None:
            raise QdaError(text) from e
        raise
    outcome.wrote(path)
    return study


def empty(path: Path) -> Connection:
    """Make a file with the tables and the guard of a study and nothing in them; QdaError when the file exists.

    In a folder of a sync service or on a network drive it gets a rollback journal instead of a write-ahead log.
    """
    try:
        _new(path)
    except FileExistsError:
        raise QdaError(f"{path} exists already; nothing was overwritten") from None
    db: Connection | None = None
    try:
        db = connect(path, "mode=rw")
        db.execute(f"pragma journal_mode = {'delete' if synced(path) else 'wal'}")
        _settings(db)
        from qda.store.file import migrations

        db.execute("begin immediate")
        migrations.apply(db)
        db.execute("commit")
    except BaseException:
        if db is not None:
            db.close()
        discard(path)
        raise
    return db


def discard(path: Path) -> None:
    """Remove a study's file that was not finished, with the files that SQLite adds beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def synced(path: Path) -> bool:
    """True if the folder seems to be kept by a sync service or on a network share, where a write-ahead log is not safe."""
    whole = path.absolute().as_posix().casefold()
    return any(f"/{s}" in whole for s in SYNCED) or (os.name == "nt" and whole.startswith("//"))


def _new(path: Path) -> None:
    """Make an empty file that only its owner can read, whatever the umask.

    SQLite gives the files that it adds beside it the same mode.
    """
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def open_to(path: Path) -> str:
    """Return who else on this machine can read a study, for a sentence: "others", "its group", or "" for nobody.

    Looks at the file's mode, and at whether others can enter the folders above it.
    """
    if os.name == "nt":
        return ""
    group = others = True
    for n, at in enumerate((path.absolute(), *path.absolute().parents)):
        mode = at.stat().st_mode
        group = group and bool(mode & (0o040 if n == 0 else 0o011))
        others = others and bool(mode & (0o004 if n == 0 else 0o001))
    return "others" if others else "its group" if group else ""


def backup(db: sqlite3.Connection, target: Path, *, guard: bool = False) -> None:
    """Copy the study to a new file with SQLite's own online copy; QdaError when the file exists.

    Only its owner can read the copy. It is of one moment, and without the guard against writes of other programs, so
    that the file can be repaired by hand; the first change that qda makes in it puts the guard back. `guard` keeps it
    on.
    """
    from qda.store.file import triggers

    if (kind := odd(target)) is not None:
        raise QdaError(f"{target} is {kind}; name a file")
    try:
        _new(target)
    except FileExistsError:
        raise QdaError(f"{target} exists already; nothing was overwritten") from None
    except FileNotFoundError:
        raise QdaError(f"there is no folder {target.parent}; make it first") from None
    own = not db.in_transaction
    copy: Connection | None = None
    try:
        if own:
            db.execute("begin")
        copy = connect(target, "mode=rw")
        # Step by step, so that an interrupt is noticed in between; the transaction keeps it one moment.
        db.backup(copy, pages=_STEP, progress=lambda *_: None)
        if not guard:
            triggers.lift_guard(copy)
        copy.close()
    except BaseException as e:
        if copy is not None:
            copy.close()
        discard(target)
        if isinstance(e, sqlite3.Error) and (text := database_error(e, str(target), "no copy was made")) is not None:
            raise QdaError(text) from e
        raise
    finally:
        if own and db.in_transaction:
            db.execute("rollback")
    outcome.wrote(target)
