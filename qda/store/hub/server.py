"""The hub's side: connect to it, and ask and add rows. psycopg is imported when a hub is asked, not before.

All statements have their values as parameters, and nothing that comes out of the hub is executed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import QdaError, Refused
from qda.store.hub import tables

if TYPE_CHECKING:
    import psycopg

ROLES = ("lead", "coder", "reader")
_HERE = ("localhost", "127.0.0.1", "::1")
_WAIT = "20s"  # for the head of a study, before one goes on without waiting
_AHEAD = 16  # parts that are sent before the hub has answered
_SECRET = (
    "password",
    "sslpassword",
    "passfile",
    "sslkey",
    "sslcert",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "servicefile",
)


class Member(NamedTuple):
    """A member of a study: the login, the coder as whom it pushes, its role."""

    login: str
    coder: str
    role: str


class Pushed(NamedTuple):
    """A push: its number, uuid, who pushed, how many parts and things, the digest of its parts, the schema it was written by."""

    n: int
    uuid: str
    coder: str
    at: str
    parts: int
    things: int
    digest: str
    format: int


class Part(NamedTuple):
    """A part of a push, with at most 1,000 things."""

    n: int
    part: int
    shared: bool
    owner: str
    author: str
    things: int
    digest: str
    body: str


class Collision(Exception):
    """Another push took the number first."""


class _NotAllowed(Exception):
    """The hub does not take a push of number `n`: it may be no longer the next."""

    def __init__(self, n: int) -> None:
        self.n = n


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as e:
        raise Refused(
            "hub-no-driver", "the hub needs psycopg, which is not installed here ({why})", why=str(e)
        ) from None
    return psycopg


def checked(url: str) -> str:
    """Return a URL that may be used and kept: one of PostgreSQL, without a password, encrypted to any other machine.

    Refused: another scheme, a password or a path of this machine in it, another host without `sslmode=verify-full`.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise Refused(
            "hub-no-url",
            "{url!r} is no address of a PostgreSQL database: postgresql://LOGIN@HOST/DATABASE",
            url=_safe(url),
        )
    psycopg = _psycopg()
    try:
        given = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        raise Refused(
            "hub-no-url",
            "{url!r} is no address of a PostgreSQL database: postgresql://LOGIN@HOST/DATABASE",
            url=_safe(url),
        ) from None
    for name in _SECRET:
        if given.get(name):
            raise Refused(
                "hub-password",
                "the address has {name}: it is kept in the study, so leave that to libpq (~/.pgpass, a service file, its "
                "variables of the environment)", name=f"a {name}" if "password" in name else f"the place of {name}",
            )  # fmt: skip
    known = {o.keyword.decode(): (o.val or o.compiled or b"").decode() for o in psycopg.pq.Conninfo.get_defaults()}
    known |= {name: str(v) for name, v in given.items() if v is not None}
    hosts = [h for n in ("host", "hostaddr") for h in known.get(n, "").split(",") if h]
    away = [h for h in hosts if not h.startswith(("/", "@")) and h not in _HERE]
    if known.get("service") and not hosts:
        away.append(f"service {known['service']}")
    if away and known.get("sslmode") != "verify-full":
        raise Refused(
            "hub-tls", "{host} is another machine: the address must have sslmode=verify-full, so that nobody reads along",
            host=away[0],
        )  # fmt: skip
    return url


def _no_url(url: str) -> Refused:
    return Refused(
        "hub-no-url", "{url!r} is no address of a PostgreSQL database: postgresql://LOGIN@HOST/DATABASE", url=_safe(url)
    )


def _safe(url: str) -> str:
    """Return a URL without what may be a password."""
    head, at, tail = url.partition("://")
    user, sign, rest = tail.rpartition("@")
    return f"{head}{at}{user.partition(':')[0]}{sign}{rest.partition('?')[0]}"


def login_of(url: str) -> str:
    """Return the login that a URL names, or ""."""
    given = _psycopg().conninfo.conninfo_to_dict(url)
    return str(given.get("user") or "")


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection; what goes wrong with the network or the database is refused in one line."""
    psycopg = _psycopg()
    checked(url)
    try:
        with psycopg.connect(url, connect_timeout=20, autocommit=True, application_name="qda") as db:
            db.execute("set search_path = pg_catalog")
            db.execute("set idle_in_transaction_session_timeout = '30min'")
            yield db
    except psycopg.Error as e:
        raise _refusal(e) from e


def _refusal(e: Any) -> QdaError:
    said = " ".join(str(e).split()) or type(e).__name__
    if e.sqlstate == "42501":
        return Refused("hub-forbidden", "the hub does not allow this ({why})", why=said)
    return Refused("hub-unreachable", "the hub cannot be used ({why}); nothing was changed there", why=said)


def version(db: psycopg.Connection[Any]) -> int:
    """Return the version of the hub's tables; 0 where there is no hub. Refused: one of a newer qda, or a schema of others."""
    row = db.execute(
        "select obj_description(n.oid, 'pg_namespace') from pg_namespace n where n.nspname = 'qda'"
    ).fetchone()
    if row is None:
        return 0
    words = str(row[0] or "").split()
    if words[:2] != ["qda", "hub"] or len(words) < 3 or not words[2].isdigit():
        raise Refused("hub-other-schema", "the database has a schema qda that is no hub")
    if int(words[2]) > tables.VERSION:
        raise Refused(
            "hub-newer", "the hub was made by a newer qda (version {n}, this one knows {known}): upgrade qda",
            n=int(words[2]), known=tables.VERSION,
        )  # fmt: skip
    return int(words[2])


def make(db: psycopg.Connection[Any]) -> None:
    """Make the hub's tables."""
    with db.transaction():
        for sql in tables.statements():
            db.execute(sql)


def put_study(db: psycopg.Connection[Any], study: str, name: str, coder: str) -> None:
    """Put a study into the hub, whose first lead is this login."""
    with db.transaction():
        db.execute("insert into qda.study(id, name) values (%s, %s)", (study, name))
        db.execute(
            "insert into qda.member(study, login, coder, role) values (%s, session_user, %s, 'lead')", (study, coder)
        )


def studies(db: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Return the studies of which this login is a member: (uuid, name)."""
    if not version(db):
        raise Refused("hub-none", "there is no hub in this database")
    rows = db.execute(
        "select s.id::text, s.name from qda.study s join qda.me m on m.study = s.id order by s.name, s.id"
    )
    return [(str(a), str(b)) for a, b in rows]


class Hub:
    """One study in a hub, through one connection. `me` is this login as a member, `blind`: whether others' work is hidden."""

    def __init__(self, db: psycopg.Connection[Any], study: str) -> None:
        self.db, self.study = db, study
        if not version(db):
            raise Refused("hub-none", "there is no hub in this database")
        row = db.execute("select session_user::text, coder, role from qda.me where study = %s", (study,)).fetchone()
        if row is None:
            (login,) = db.execute("select session_user::text").fetchone() or ("",)
            raise Refused("hub-no-member", "{login!r} is no member of this study: a lead makes it one", login=login)
        self.me = Member(*row)
        self.blind = db.execute("select 1 from qda.hidden where study = %s", (study,)).fetchone() is not None

    # -- members -------------------------------------------------------------------------------------------------------

    def members(self) -> list[Member]:
        """Return the members, by login."""
        rows = self.db.execute(
            "select login::text, coder, role from (select distinct on (login) login, coder, role from qda.member "
            "where study = %s order by login, n desc) m where role <> 'none' order by login", (self.study,)
        )  # fmt: skip
        return [Member(*row) for row in rows]

    def leads(self) -> frozenset[str]:
        """Return the names under which leads push, or pushed."""
        rows = self.db.execute(
            "select distinct coder from qda.member where study = %s and role = 'lead'", (self.study,)
        )
        return frozenset(str(name) for (name,) in rows)

    def set_member(self, login: str, coder: str, role: str) -> None:
        """Make a login a member, in a role; `none` makes it none."""
        self.db.execute(
            "insert into qda.member(study, login, coder, role) values (%s, %s, %s, %s)",
            (self.study, login, coder, role),
        )

    def blinded(self) -> bool:
        """True if coders get no work of others now."""
        row = self.db.execute(
            "select blind from qda.blind where study = %s order by n desc limit 1", (self.study,)
        ).fetchone()
        return bool(row and row[0])

    def set_blind(self, on: bool) -> None:
        """Hide from coders what others made, or show it again."""
        self.db.execute("insert into qda.blind(study, blind) values (%s, %s)", (self.study, on))

    def skip(self, n: int, because: str) -> None:
        """Let everyone pass a push over."""
        self.db.execute("insert into qda.skipped(study, n, because) values (%s, %s, %s)", (self.study, n, because))

    # -- pushes --------------------------------------------------------------------------------------------------------

    def head(self) -> int:
        """Return the number of the last push; 0 for none."""
        row = self.db.execute("select n from qda.head where study = %s", (self.study,)).fetchone()
        return int(row[0]) if row else 0

    def numbers(self, uuids: Iterable[str]) -> dict[str, int]:
        """Return the numbers of the pushes with these uuids that the hub has."""
        rows = self.db.execute(
            "select uuid::text, n from qda.push where study = %s and uuid = any(%s::uuid[])", (self.study, list(uuids))
        )
        return {str(u): int(n) for u, n in rows}

    def pushes(self, after: int) -> list[Pushed]:
        """Return the pushes after one that count, in order: those that a lead had skipped are left out."""
        rows = self.db.execute(
            "select n, uuid::text, coder, to_char(at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), parts, things, "
            "digest, format from qda.push p where study = %s and n > %s and not exists (select 1 from qda.skipped s "
            "where s.study = p.study and s.n = p.n) order by n", (self.study, after),
        )  # fmt: skip
        return [Pushed(*row) for row in rows]

    def parts(self, push: int) -> Iterator[Part]:
        """Yield the parts of a push that this login may read, in order, one after the other."""
        with self.db.cursor() as cursor:
            for row in cursor.stream(
                "select n, part, shared, owner, author, things, digest, body from qda.part where study = %s and n = %s "
                "order by part", (self.study, push),
            ):  # fmt: skip
                yield Part(*row)

    @contextmanager
    def turn(self, *, wait: bool = True) -> Iterator[None]:
        """Hold a transaction in which one pushes: others wait for their turn.

        The lock is a courtesy, which spares work that would be in vain: that no two pushes have one number is the table's.
        """
        psycopg = _psycopg()
        try:
            with self.db.transaction():
                if wait:
                    self.db.execute(f"set local lock_timeout = '{_WAIT}'")
                    self.db.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (self.study,))
                yield
        except psycopg.errors.LockNotAvailable as e:
            raise Collision from e
        except psycopg.errors.UniqueViolation as e:
            raise Collision from e
        except _NotAllowed as e:  # only now, after the transaction that failed, may one ask
            if self.head() >= e.n:
                raise Collision from e
            raise e.__cause__ or e from None

    def push(self, n: int, uuid: str, coder: str, format: int, things: int, parts: int, digest: str) -> None:
        """Write the row of a push, before its parts, in one's turn (`turn`)."""
        psycopg = _psycopg()
        try:
            self.db.execute(
                "insert into qda.push(study, n, uuid, coder, format, parts, things, digest) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s)",
                (self.study, n, uuid, coder, format, parts, things, digest),
            )
        except psycopg.errors.InsufficientPrivilege as e:
            raise _NotAllowed(n) from e

    def write(self, parts: Iterable[Part]) -> None:
        """Write the parts of a push. No `copy`: PostgreSQL has none into tables with row-level security."""
        it = iter(parts)
        while some := list(islice(it, _AHEAD)):
            with self.db.pipeline(), self.db.cursor() as cursor:
                for part in some:
                    cursor.execute(
                        "insert into qda.part(study, n, part, shared, owner, author, things, digest, body) "
                        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)", (self.study, *part),
                    )  # fmt: skip
