"""What a member may do with SQL by hand: add what is its own, and nothing else; what it adds that is bad keeps nobody out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import psycopg
import pytest
from team import Team

STUDY = "(select study from qda.me)"
UUID = "00000000-0000-4000-8000-000000000001"
PUSH = (
    "insert into qda.push(study, n, uuid, coder, format, parts, things, digest) "
    f"values ({STUDY}, %s, %s, %s, 7, 1, 1, %s)"
)
PART = (
    "insert into qda.part(study, n, part, shared, owner, author, things, digest, body) "
    f"values ({STUDY}, %s, %s, %s, %s, %s, 1, %s, %s)"
)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def put(team: Team, login: str, body: str, n: int, *, coder: str = "", author: str = "", shared: bool = False) -> None:
    """Push a part by hand, as a login, with digests that fit."""
    coder, author = coder or login, author or login
    whole = digest("\n".join([UUID, digest(body)]))
    with psycopg.connect(team.url(login)) as db:
        db.execute(PUSH, (n, UUID, coder, whole))
        db.execute(PART, (n, 1, shared, author, author, digest(body), body))


def test_nobody_alters_or_removes_a_row(team: Team) -> None:
    team.begun("ben")
    tables = [t for (t,) in team.sql("lea", "select tablename from pg_tables where schemaname = 'qda' order by 1")]
    assert tables == ["blind", "member", "part", "push", "skipped", "study"]
    for login in ("ben", "guest", "stranger", "lea"):
        for table in tables:
            for sql in (f"delete from qda.{table}", f"truncate qda.{table}", f"update qda.{table} set study = study"
                        if table != "study" else "update qda.study set name = 'x'"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    team.sql(login, sql)
    for sql in ("create table qda.x(a int)", "drop table qda.part", "alter table qda.part disable row level security",
                "create policy p on qda.part for select using (true)"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.sql("ben", sql)


def test_who_is_no_member_sees_nothing(team: Team) -> None:
    team.begun("ben")
    for name in ("blind", "member", "part", "push", "skipped", "study", "me", "head", "hidden"):
        assert team.sql("stranger", f"select * from qda.{name}") == []
    assert team.sql("ben", "select count(*) from qda.part")[0][0] > 0


def test_nobody_writes_in_anothers_name(team: Team) -> None:
    team.begun("ben")
    for who in (("ben", {"coder": "lea"}), ("ben", {"author": "lea"}), ("guest", {}), ("stranger", {})):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            put(team, who[0], "{}", 2, **who[1])  # type: ignore[arg-type]
    for n in (1, 3, 1000, 0, -1):  # another number than the next one
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UniqueViolation)):
            put(team, "ben", "{}", n)
    for table, values in (
        ("member(study, login, coder, role)", f"({STUDY}, 'ben', 'ben', 'lead')"),
        ("blind(study, blind)", f"({STUDY}, false)"), ("skipped(study, n)", f"({STUDY}, 1)"),
        ("study(id, name)", f"('{UUID}', 'x')"),
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.sql("ben", f"insert into qda.{table} values {values}")


def test_nothing_is_added_to_a_push_that_is_there(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    team.q("ben", "push")
    for n in (1, 2):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.sql("ben", PART, n, 99, False, "ben", "ben", digest("{}"), "{}")


def coding(team: Team, **other: Any) -> dict[str, Any]:
    """A coding as ben's file would send it, with other values in some columns; and the name of its table."""
    (body,) = (b for (b,) in team.sql("lea", "select body from qda.part where n = 2 and not shared") if '"coding"' in b)
    held = json.loads(body)
    row = next(t for t in held["things"] if t[0] == "coding")
    columns = held["columns"]["coding"]
    for name, value in other.items():
        if name in columns:
            row[3][columns.index(name)] = value
    row[1] = other.get("uuid", UUID)
    return {"columns": {"coding": columns}, "things": [row]}


BAD: dict[str, Any] = {
    "outside": {"end": 100_000},
    "before its beginning": {"start": 9, "end": 3},
    "no number": {"start": "1"},
    "huge": {"start": 1 << 63},
    "no such origin": {"origin": "by magic"},
    "no uuid": {"uuid": "1' or '1'='1"},
    "no such source": {"source": UUID},
    "NUL": {"note": "a\0b"},
    "no text": {"note": 5},
    "none": {"note": None},
    "of lea": {"coder": "lea"},
}


@pytest.mark.parametrize("what", BAD)
def test_one_bad_thing_and_the_pull_is_refused_and_a_lead_gets_past_it(team: Team, what: str) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    team.q("ben", "push")
    team.q("lea", "pull")
    other = dict(BAD[what])
    if other.get("coder") == "lea":
        (other["coder"],) = (
            t[1] for (b,) in team.sql("lea", "select body from qda.part where n = 1") for t in json.loads(b)["things"]
            if t[0] == "coder" and t[3][0] == "lea"
        )  # fmt: skip
        other |= {"start": 40, "end": 50}
    put(team, "ben", json.dumps(coding(team, **other)), 3)
    before = team.file("lea").read_bytes()
    said = team.refused("lea", "pull")
    assert "change 3 of the hub, by ben" in said and "coding" in said and "hub skip 3" in said, said
    assert team.file("lea").read_bytes() == before
    assert "change 3" in team.refused("lea", "push")
    assert "no lead" in team.refused("ben", "hub", "skip", "3")
    team.q("lea", "hub", "skip", "3", "--because", "written by hand")
    team.code("lea", "not told", "Nobody told me why")
    team.sync("lea", "ben")
    team.same("lea", "ben")


NO_PARTS = (
    "", "[]", "{", '{"columns": {}, "things": [[]]}', '{"columns": {}, "things": [["memo", "x", "y"]]}',
    '{"columns": {}, "things": [["change", "x", "y", []]]}', "[" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("body", NO_PARTS, ids=range(len(NO_PARTS)))
def test_what_is_no_part_is_refused(team: Team, body: str) -> None:
    team.begun("ben")
    put(team, "ben", body, 2)
    assert "change 2 of the hub, by ben" in team.refused("lea", "pull")


def test_a_digest_that_does_not_fit(team: Team) -> None:
    team.begun("ben")
    with psycopg.connect(team.url("ben")) as db:
        db.execute(PUSH, (2, UUID, "ben", "x"))
        db.execute(PART, (2, 1, False, "ben", "ben", "y", "{}"))
    assert "digest" in team.refused("lea", "pull")
