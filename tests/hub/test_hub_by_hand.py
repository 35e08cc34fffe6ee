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
    before = sorted(p.name for p in team.folder.iterdir())
    assert "change 2 of the hub, by ben" in team.qda.refused("hub", "join", team.url("kim"), team.file("kim"))
    assert sorted(p.name for p in team.folder.iterdir()) == before, "no half a file is left"


def test_a_digest_that_does_not_fit(team: Team) -> None:
    team.begun("ben")
    with psycopg.connect(team.url("ben")) as db:
        db.execute(PUSH, (2, UUID, "ben", "x"))
        db.execute(PART, (2, 1, False, "ben", "ben", "y", "{}"))
    assert "digest" in team.refused("lea", "pull")


def test_a_conflict_that_names_no_columns_is_refused(team: Team) -> None:
    """Settling writes the columns that a conflict holds, so these are looked at when it comes in."""
    team.begun("ben")
    for who in ("lea", "ben"):
        (held,) = team.rows(who, "codings")
        team.q(who, "coding", "set", held["id"], "--note", f"{who}'s")
    team.q("lea", "push")
    team.q("ben", "push")
    (body,) = (b for (b,) in team.sql("lea", "select body from qda.part where n = 3") if '"conflict"' in b)
    held = json.loads(body)
    row = next(t for t in held["things"] if t[0] == "conflict")
    columns = held["columns"]["conflict"]
    for raw in (
        '{"theirs": {"note\\" = 1 --": "x"}, "refs": {}}',
        '{"theirs": {}, "refs": {"a": "coding; drop"}}',
        "[]",
        "x",
    ):
        row[1], row[3][columns.index("raw")] = UUID, raw
        bad = json.dumps({"columns": {"conflict": columns}, "things": [row]})
        (n,) = team.sql("lea", "select max(n) + 1 from qda.push")[0]
        whole = digest("\n".join([UUID[:-2] + f"{n:02}", digest(bad)]))
        with psycopg.connect(team.url("ben")) as db:
            db.execute(PUSH, (n, UUID[:-2] + f"{n:02}", "ben", whole))
            db.execute(PART, (n, 1, False, "ben", "ben", digest(bad), bad))
        said = team.refused("lea", "pull")
        assert f"change {n} of the hub, by ben: conflict" in said, said
        team.q("lea", "hub", "skip", n)
    team.q("lea", "pull")
    team.same("lea", "ben")


def test_an_administrator_makes_the_tables_and_the_lead_owns_none(team: Team) -> None:
    """`--sql` prints statements that another login runs; a lead that owns nothing does all of a lead's work."""
    printed = team.q("lea", "hub", "init", team.url("lea"), "--sql").out
    with psycopg.connect(team.url("postgres"), autocommit=True) as db:
        db.execute(printed)
        db.execute(f"revoke create on database {team.database} from lea")
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    team.sync("ben", "lea")
    team.same("lea", "ben")
    team.q("lea", "hub", "blind", "on")
    for login, sql in (
        ("lea", "alter table qda.part disable row level security"),
        ("lea", "update qda.part set body = ''"), ("ben", "insert into qda.study(id, name) values (gen_random_uuid(), 'x')"),
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.sql(login, sql)
    held = team.sql(
        "lea", "select count(*) from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = 'qda'"
    )
    assert held == [(0,)] == team.sql("lea", "select count(*) from pg_trigger where not tgisinternal")


def test_a_study_of_others_in_the_same_hub_is_not_seen(team: Team) -> None:
    team.begun("ben")
    team.qda.ok("--coder", "kim", "init", "other")
    with psycopg.connect(team.url("postgres"), autocommit=True) as db:
        db.execute("grant insert on qda.study to kim")
    other = ("--project", "other", "--coder", "kim")
    (team.folder / "three.txt").write_text("Jan: Another story, of a long wait.")
    team.qda.ok(*other, "import", "three.txt")
    team.qda.ok(*other, "hub", "init", team.url("kim"), "--name", "other")
    team.qda.ok(*other, "push")
    for login in ("ben", "guest", "stranger"):
        assert "Another story" not in str(team.sql(login, "select body from qda.part"))
    (theirs,) = team.sql("kim", "select id from qda.study where name = 'other'")[0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        team.sql("ben", "insert into qda.push(study, n, uuid, coder, format, parts, things, digest) "
                 "values (%s, 2, gen_random_uuid(), 'ben', 7, 0, 0, '')", theirs)  # fmt: skip
    assert "2 studies" in team.qda.refused("hub", "join", team.url("kim"), "kim.db")
    team.qda.ok("hub", "join", team.url("kim"), "kim.db", "--study", "study")
    team.same("lea", "kim")
