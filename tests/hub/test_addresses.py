"""Which addresses of a hub may be kept and used; nothing is asked of a server for it."""

from __future__ import annotations

import sys

import pytest

from qda.core.errors import Refused
from qda.core.message import Message
from qda.store.hub import server

pytest.importorskip("psycopg", reason="psycopg is not installed (extra hub)")
HERE = "postgresql://lea@localhost/study"
AWAY = "postgresql://lea@db.example/study"


@pytest.fixture(autouse=True)
def _nothing_of_libpq(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)


def why(url: str, code: str) -> str:
    with pytest.raises(Refused) as e:
        server.checked(url)
    said = e.value.message
    assert isinstance(said, Message) and said.code == code
    return said


@pytest.mark.parametrize(
    "url",
    [
        HERE,
        "postgres://lea@127.0.0.1/study",
        "postgresql://lea@[::1]/study",
        "postgresql://lea@/study",
        "postgresql://lea@/study?host=/run/postgresql",
        "postgresql://lea@/study?host=@abstract",
        f"{AWAY}?sslmode=verify-full",
    ],
)
def test_addresses_that_may_be_used(url: str) -> None:
    assert server.checked(url) == url
    assert server.login_of(url) == "lea"


def test_an_address_without_a_login() -> None:
    assert server.login_of("postgresql://localhost/study") == ""


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql://lea:secret@x/study?password=secret", "mysql://lea@x/study"),
        ("study", "study"),
        ("postgresql://lea:secret@localhost/study?nothing=secret", "postgresql://lea@localhost/study"),
        ("postgresql://lea:se@cret@localhost/a?nothing=1", "postgresql://lea@localhost/a"),
    ],
)
def test_what_is_no_address_is_shown_without_what_may_be_a_password(url: str, shown: str) -> None:
    assert why(url, "hub-no-url") == (
        f"{shown!r} is no address of a PostgreSQL database: postgresql://LOGIN@HOST/DATABASE"
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("password=x", "a password"),
        ("sslpassword=x", "a sslpassword"),
        ("passfile=/x", "the place of passfile"),
        ("sslkey=/x", "the place of sslkey"),
        ("sslcert=/x", "the place of sslcert"),
        ("sslrootcert=/x", "the place of sslrootcert"),
        ("sslcrl=/x", "the place of sslcrl"),
        ("sslcrldir=/x", "the place of sslcrldir"),
    ],
)
def test_no_secret_and_no_place_of_one_is_kept(given: str, named: str) -> None:
    assert why(f"{HERE}?{given}", "hub-password") == (
        f"the address has {named}: it is kept in the study, so leave that to libpq (~/.pgpass, a service file, its "
        "variables of the environment)"
    )


TLS = "{} is another machine: the address must have sslmode=verify-full, so that nobody reads along"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (AWAY, "db.example"),
        (f"{AWAY}?sslmode=require", "db.example"),
        ("postgresql://lea@localhost,db.example/study", "db.example"),
        ("postgresql://lea@localhost/study?hostaddr=192.0.2.7", "192.0.2.7"),
        ("postgresql://lea@/study?service=away", "service away"),
    ],
)
def test_another_machine_must_be_asked_so_that_nobody_reads_along(url: str, host: str) -> None:
    assert why(url, "hub-tls") == TLS.format(host)


def test_what_the_environment_says_of_the_host_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://lea@/study"
    monkeypatch.setenv("PGHOST", "db.example")
    assert why(url, "hub-tls") == TLS.format("db.example")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert server.checked(url) == url
    monkeypatch.delenv("PGHOST")
    monkeypatch.delenv("PGSSLMODE")
    monkeypatch.setenv("PGSERVICE", "away")
    assert why(url, "hub-tls") == TLS.format("service away")
    assert server.checked(HERE) == HERE, "the address says where"


def test_a_hub_that_does_not_answer_or_does_not_allow_it() -> None:
    with pytest.raises(Refused, match=r"^the hub cannot be used .*; nothing was changed there$") as e:  # noqa: SIM117
        with server.connected("postgresql://lea@127.0.0.1:1/study"):
            pass
    assert isinstance(e.value.message, Message) and e.value.message.code == "hub-unreachable"

    class Denied(Exception):
        sqlstate = "42501"

    said = server._refusal(Denied("permission denied\n  for table"))
    assert str(said) == "the hub does not allow this (permission denied for table)"
    Denied.sqlstate = "08006"
    assert str(server._refusal(Denied())) == "the hub cannot be used (Denied); nothing was changed there"


def test_without_psycopg_there_is_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = why(HERE, "hub-no-driver")
    assert said.startswith("the hub needs psycopg, which is not installed here (")
