"""A PostgreSQL for these tests, one a worker; skipped unless QDA_POSTGRES is set, as they take a minute."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "cli_contract"))
sys.path.insert(0, str(Path(__file__).parent))

from cluster import Cluster, programs

_numbers = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server of our own with a login for each of the team."""
    if not os.environ.get("QDA_POSTGRES"):
        pytest.skip("set QDA_POSTGRES=1 to play the hub on a PostgreSQL of its own (nox -s hub does)")
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra hub)")
    if (bins := programs()) is None:
        pytest.skip("no PostgreSQL here: install it to run these tests")
    made = Cluster(bins)
    try:
        import psycopg
        from team import LOGINS

        with psycopg.connect(made.url("postgres"), autocommit=True) as db:
            for login in LOGINS:
                db.execute(f"create role {login} login")
        yield made
    finally:
        made.away()


@pytest.fixture
def team(cluster: Cluster, tmp_path: Path) -> object:
    """A team with files of its own and an empty database."""
    import psycopg
    from team import Team

    database = f"hub{next(_numbers)}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        db.execute(f"create database {database} template template0")
        db.execute(f"grant create on database {database} to lea")
    return Team(cluster, database, tmp_path)
