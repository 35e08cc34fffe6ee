"""A team works over a hub: what is pushed comes to everyone, conflicts travel, what is undone is undone for all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
from team import Team


def test_what_is_pushed_comes_to_everyone(team: Team) -> None:
    team.begun("ben", "kim", "guest")
    assert team.codings("ben") == team.codings("lea") and len(team.codings("lea")) == 1
    for n in ("one", "two"):
        shown = [team.rows(who, "source", "show", n) for who in ("lea", "ben")]
        assert shown[0]["text"] == shown[1]["text"] and shown[0]["segments"] == shown[1]["segments"]
    team.code("ben", "giving up", "Then I gave up", note="of ben")
    team.code("kim", "not told", "Nobody told me why")
    team.sync("ben", "kim", "lea")
    team.q("guest", "pull")
    team.same("lea", "ben", "kim", "guest")
    assert len(team.codings("guest")) == 3
    assert {r["because"] for r in team.rows("guest", "log")} == {r["because"] for r in team.rows("lea", "log")}
    (joined,) = (r for r in team.rows("guest", "log") if r["summary"].startswith("joined "))
    assert (joined["command"], joined["coder"]) == ("hub join", "guest")


def test_both_edited_comes_to_one_state_and_the_conflict_travels(team: Team) -> None:
    team.begun("ben", "kim")
    for who in ("lea", "ben"):
        (held,) = team.rows(who, "codings")
        team.q(who, "coding", "set", held["id"], "--note", f"{who}'s")
    team.sync("lea", "ben")
    team.sync("lea", "kim")
    team.same("lea", "ben", "kim")
    for who in ("lea", "ben", "kim"):
        (told,) = team.rows(who, "conflicts")
        assert (told["kind"], told["column"], told["ours"], told["theirs"], told["base"]) == (
            "both-edited", "note", "ben's", "lea's", "first"
        ), who  # fmt: skip
    team.q("lea", "conflicts", "settle", team.rows("lea", "conflicts")[0]["id"], "--theirs")
    team.sync("lea", "ben", "kim")
    team.same("lea", "ben", "kim")
    assert all("lea's" in str(team.codings(who)) and team.rows(who, "conflicts") == [] for who in ("lea", "ben", "kim"))


def test_what_both_made_is_one_thing_for_all(team: Team) -> None:
    team.begun("ben", "kim")
    team.code("ben", "hope", "It was not worth the wait")
    team.code("kim", "hope", "Nobody told me why")
    team.sync("ben", "kim", "lea")
    for who in ("kim", "ben", "lea"):
        team.q(who, "codebook", "define", "hope", "--definition", f"of {who}")
        team.sync(who, "lea", "ben", "kim")
        held = [
            [(r["code"], r["definition"]) for r in team.rows(one, "codebook", "list")] for one in ("lea", "ben", "kim")
        ]
        assert held[0] == held[1] == held[2] and ("hope", f"of {who}") in held[0], who
    team.same("lea", "ben", "kim")


def test_an_undo_travels_and_nothing_new_makes_no_push(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    team.sync("ben", "lea")
    assert len(team.codings("lea")) == 2
    team.q("ben", "undo")
    team.sync("ben", "lea")
    team.same("lea", "ben")
    assert len(team.codings("lea")) == 1
    before = team.rows("lea", "hub", "status")
    team.q("lea", "push")
    after = team.rows("lea", "hub", "status")
    assert before["head"] == after["head"] and after["to_push"] == after["to_pull"] == 0
    assert after["role"] == "lead" and [m["login"] for m in after["members"]] == ["ben", "guest", "kim", "lea"]


def test_an_undone_pull_comes_again(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    team.q("ben", "push")
    team.q("lea", "pull")
    team.q("lea", "undo")
    assert len(team.codings("lea")) == 1 and team.rows("lea", "hub", "status")["to_pull"] == 1
    team.q("lea", "push")
    team.same("lea", "ben")
    team.q("ben", "pull")
    team.same("lea", "ben")


def test_a_code_that_was_merged_takes_what_others_coded(team: Team) -> None:
    team.begun("ben")
    team.q("lea", "codebook", "add", "patience")
    team.sync("lea", "ben")
    team.q("lea", "codebook", "merge", "waiting", "--into", "patience")
    team.code("ben", "waiting", "Nobody told me why")
    team.sync("lea", "ben", "lea")
    team.same("lea", "ben")
    assert {c[2] for c in team.codings("lea")} == {"patience"}
    assert [r["kind"] for r in team.rows("ben", "conflicts")] == ["code-merged"]


def test_a_newer_text_travels(team: Team) -> None:
    team.begun("ben")
    (team.folder / "new.txt").write_text((team.folder / "one.txt").read_text() + "\nAnna B: That is all.\n")
    team.q("lea", "source", "update", "one", "new.txt")
    team.code("ben", "giving up", "Then I gave up")
    team.sync("lea", "ben", "lea")
    team.same("lea", "ben")
    assert "That is all." in team.rows("ben", "source", "show", "one")["text"]
    assert len(team.codings("lea")) == 2 and len(team.rows("ben", "source", "list")) == 2


def test_what_stays_on_an_old_text_stays_there_for_all(team: Team) -> None:
    """The row of the old text gets another uuid, and what is on it is not touched: it goes out all the same."""
    team.begun("ben")
    text = (team.folder / "one.txt").read_text()
    (team.folder / "new.txt").write_text(text.replace("I waited a long time. ", ""))
    team.q("lea", "source", "set", "one", "plaats=Ede")
    team.sync("lea", "ben")
    team.q("lea", "source", "update", "one", "new.txt")
    team.sync("lea", "ben", "lea")
    team.same("lea", "ben")
    for who in ("lea", "ben"):
        assert sorted(r["source"].partition(" (before")[0] for r in team.rows(who, "source", "list")) == [
            "one",
            "one",
            "two",
        ]
        assert {c[1].partition(" (before")[1] for c in team.codings(who)} == {" (before"}


def test_a_dry_run_changes_nothing(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    head = team.rows("ben", "hub", "status")["head"]
    (row,) = team.rows("ben", "push", "--dry-run")
    assert (row["coder"], row["command"], row["rows"]) == ("ben", "code", 3) and row["bytes"] > 100
    assert team.rows("ben", "hub", "status")["head"] == head
    team.q("ben", "push")
    before = team.file("lea").read_bytes()
    assert {r["thing"] for r in team.rows("lea", "pull", "--dry-run")} == {"coder", "code", "coding"}
    assert team.file("lea").read_bytes() == before and len(team.codings("lea")) == 1


# -- at once, and broken off -------------------------------------------------------------------------------------------

_ENV = {k: v for k, v in os.environ.items() if not k.startswith("QDA_")} | {
    "PYTHONPATH": str(Path(__file__).parents[2])
}


def test_twenty_push_at_once_and_nothing_is_lost(team: Team) -> None:
    team.begun("kim")
    files = [team.folder / f"k{n}.db" for n in range(20)]
    for n, file in enumerate(files):
        file.write_bytes(team.file("kim").read_bytes())
        team.qda.ok("--project", file, "--coder", "kim", "code", "one", f"code {n}", "--span", f"{n}:{n + 30}")
    begun = [
        subprocess.Popen([sys.executable, "-m", "qda", "--project", str(f), "--coder", "kim", "push"], env=_ENV,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for f in files
    ]  # fmt: skip
    ended = [(p.communicate()[1].decode(), p.returncode) for p in begun]
    assert [status for _, status in ended] == [0] * 20, ended
    team.q("lea", "pull")
    assert {c[2] for c in team.codings("lea")} == {"waiting", *(f"code {n}" for n in range(20))}
    team.q("lea", "check")
    numbers = [n for (n,) in team.sql("lea", "select n from qda.push order by n")]
    assert numbers == list(range(1, 22))


_KILLED = """
import sys, time
from qda.store.hub import server
from qda.cli.app import run
written = server.Hub.write
def write(self, parts):
    written(self, parts)
    print("written", flush=True)
    time.sleep(60)
server.Hub.write = write
run(sys.argv[1:])
"""


def test_a_push_that_is_killed_leaves_nothing_in_the_hub(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, "--project", str(team.file("ben")), "--coder", "ben", "push"], env=_ENV,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert team.sql("lea", "select max(n) from qda.push") == [(1,)]
    assert team.sql("lea", "select count(*) from qda.part where n > 1") == [(0,)]
    team.sync("ben", "lea")
    team.same("lea", "ben")
    assert len(team.codings("lea")) == 2


def test_a_hub_restored_from_an_old_backup(team: Team) -> None:
    team.begun("ben")
    team.code("ben", "giving up", "Then I gave up")
    with psycopg.connect(team.cluster.url("postgres"), autocommit=True) as db:
        db.execute(f"create database old_{team.database} template {team.database}")
        team.sync("ben", "lea")
        team.code("lea", "not told", "Nobody told me why")
        team.sync("lea", "ben")
        db.execute(f"drop database {team.database}")
        db.execute(f"alter database old_{team.database} rename to {team.database}")
    for who in ("lea", "ben"):
        said = team.refused(who, "push")
        assert "older backup" in said and "push --again" in said
        assert "older backup" in team.refused(who, "pull")
    assert "#" in team.refused("ben", "push")
    team.q("ben", "push", "--again")
    team.q("lea", "push", "--again")
    team.q("ben", "pull")
    team.same("lea", "ben")
    team.join("kim")
    team.same("lea", "kim")
    assert len(team.codings("kim")) == 3


def test_a_reader_pulls_on_from_a_hub_restored_from_an_old_backup(team: Team) -> None:
    """A reader pushes nothing and could not bring back what the hub lost: for a reader, a pull goes on with what there is."""
    team.begun("guest", "ben")
    team.code("ben", "giving up", "Then I gave up")
    with psycopg.connect(team.cluster.url("postgres"), autocommit=True) as db:
        db.execute(f"create database old_{team.database} template {team.database}")
        team.q("ben", "push")
        team.q("guest", "pull")
        db.execute(f"drop database {team.database}")
        db.execute(f"alter database old_{team.database} rename to {team.database}")
    assert len(team.codings("guest")) == 2
    assert team.q("guest", "pull").err == "note: the hub has nothing that is new here\n"
    told = team.rows("guest", "log")[0]
    assert (told["command"], told["coder"], told["summary"], told["kind"]) == (
        "pull", "guest", "the hub: 3 changes, 0 conflicts, 2 lines of its log", "do"
    ), "the pull before: this one left no line"  # fmt: skip
    assert len(team.codings("guest")) == 2, "what is lost there stays here"
    team.q("ben", "push", "--again")
    team.q("guest", "pull")
    team.same("guest", "ben")
    assert len(team.codings("guest")) == 2


# -- what does not leave -----------------------------------------------------------------------------------------------


def test_names_leave_only_when_that_is_said(team: Team) -> None:
    team.begun("ben")
    key = team.folder / "safe"
    key.mkdir()
    team.q("lea", "participant", "pseudonymise", "--key", key / "key.csv")
    team.code("lea", "not told", "Nobody told me why")
    assert "--with-names" in team.refused("lea", "push")
    team.q("lea", "push", "--with-names")
    line = next(r for r in team.rows("lea", "log") if r["command"] == "push")
    assert "with names" in line["summary"]
    held = json.dumps(team.sql("lea", "select body from qda.part"))
    assert "key.csv" not in held and str(team.folder) not in held


def test_no_path_of_this_machine_and_no_offer_leaves(team: Team) -> None:
    (team.folder / "deep").mkdir()
    (team.folder / "deep" / "three.txt").write_text("Jan: Another story, of a long wait.\n")
    team.q("lea", "import", team.folder / "deep" / "three.txt")
    team.begun("ben")
    held = json.dumps([[str(v) for v in row] for row in team.sql("lea", "select * from qda.part")])
    assert str(team.folder) not in held and "three.txt" in held and '\\"suggestion\\"' not in held


def test_another_machine_needs_tls_and_no_password_is_kept(team: Team) -> None:
    for url in (
        "postgresql://lea@db.example.invalid/hub", "postgresql://lea@db.example.invalid/hub?sslmode=require",
        "postgresql://lea@/hub?host=192.0.2.7", "postgresql://lea@localhost/hub?hostaddr=192.0.2.7",
        "postgresql://lea@localhost,db.example.invalid/hub",
    ):  # fmt: skip
        assert "sslmode=verify-full" in team.refused("lea", "hub", "init", url), url
    for url in ("postgresql://lea:secret@localhost/hub", "postgresql://lea@localhost/hub?password=secret"):
        said = team.refused("lea", "hub", "init", url)
        assert "password" in said and "secret" not in said
    for url in ("mysql://x/y", "hub", "postgresql://lea@[/hub"):
        assert "PostgreSQL" in team.refused("lea", "hub", "init", url)
    assert team.rows("lea", "log")[0]["command"] != "hub init"


def test_what_is_refused_in_one_line(team: Team) -> None:
    assert team.refused("lea", "push") == (
        "error: the study has no hub: `qda hub init URL` makes one, `qda hub join URL FILE` makes a file from one"
    )
    assert team.qda.refused("hub", "join", team.url("ben"), "x.db") == (
        "error: there is no hub in this database: `qda hub init URL` makes one"
    )
    team.q("lea", "hub", "init", team.url("lea"))
    assert team.refused("lea", "hub", "init", team.url("lea")) == (
        f"error: the study has a hub already: {team.url('lea')}"
    )
    assert team.qda.refused("hub", "join", team.url("stranger"), "x.db") == (
        "error: this login is no member of a study in the hub: a lead makes it one with `qda hub member`"
    )
    team.q("lea", "hub", "member", "ben", "--as", "ben", "--role", "coder")
    assert team.qda.refused("hub", "join", team.url("ben"), "x.db") == (
        "error: nothing was pushed to the hub yet: a lead does it first with `qda push`"
    )
    team.q("lea", "push")
    assert team.qda.refused("hub", "join", team.url("ben"), "one.txt") == (
        "error: one.txt exists already; nothing was overwritten"
    )
    team.join("ben")
    assert team.refused("ben", "hub", "member", "kim", "--as", "kim", "--role", "coder") == (
        "error: 'ben' is no lead of this study (coder)"
    )
    assert team.refused("ben", "hub", "blind", "on") == ("error: 'ben' is no lead of this study (coder)")
    assert team.refused("lea", "hub", "member", "lea", "--remove") == (
        "error: 'lea' is the only lead of the study: make another one first"
    )
    team.q("lea", "hub", "member", "ben", "--remove")
    assert team.refused("ben", "pull") == (
        "error: 'ben' is no member of this study: a lead makes it one with `qda hub member ben --as CODER --role coder`"
    )
    with psycopg.connect(team.url("postgres"), autocommit=True) as db:
        db.execute("comment on schema qda is 'qda hub 99'")
    assert team.refused("lea", "pull") == (
        "error: the hub was made by a newer qda (version 99, this one knows 1): upgrade qda"
    )


def test_a_schema_of_that_name_that_is_no_hub_is_left_alone(team: Team) -> None:
    team.sql("lea", "create schema qda")
    for told in (None, "", "qda hub", "qda hub one", "something else 1", "the qda hub 1"):
        team.sql("lea", f"comment on schema qda is {'null' if told is None else repr(told)}")
        assert team.refused("lea", "hub", "init", team.url("lea")) == (
            "error: the database has a schema qda that is no hub"
        ), told
    assert team.sql("lea", "select count(*) from pg_class where relnamespace = 'qda'::regnamespace") == [(0,)]
    assert team.rows("lea", "log")[0]["command"] == "code"


def test_a_coder_pushes_its_own_work_and_a_reader_none(team: Team) -> None:
    team.begun("ben", "guest")
    team.code("guest", "x", "Nobody told me why")
    assert "reader" in team.refused("guest", "push")
    team.qda.ok("--project", team.file("ben"), "--coder", "zoe", "code", "one", "y", "--span", "0:9")
    assert "by zoe" in team.refused("ben", "push")
    team.q("lea", "hub", "member", "ben", "--as", "ben", "--role", "lead")
    team.sync("ben", "lea")
    team.same("lea", "ben")
    assert "zoe" in {c[3] for c in team.codings("lea")}
