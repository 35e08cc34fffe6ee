"""A team with a hub: lea, who leads, ben and kim, who code, a guest, who reads, and a stranger. Each has a file and a login."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
from cluster import Cluster
from contract_runner import Done, Qda

LOGINS = ("lea", "ben", "kim", "guest", "stranger")
ONE = (
    "Interviewer: How was it?\n\nAnna B: I waited a long time. Nobody told me why.\n\n"
    "Interviewer: And then?\n\nAnna B: Then I gave up. It was not worth the wait.\n"
)
TWO = "Piet K: The board decides. We only hear it later.\n\nPiet K: Hearing it later is the worst of it.\n"
Row = dict[str, Any]


class Team:
    """Their files and the database."""

    def __init__(self, cluster: Cluster, database: str, folder: Path) -> None:
        self.cluster, self.database, self.folder, self.qda = cluster, database, folder, Qda(folder)
        (folder / "one.txt").write_text(ONE)
        (folder / "two.txt").write_text(TWO)
        self.qda.ok("--coder", "lea", "init", "lea", "--name", "Waiting")
        self.q("lea", "import", "one.txt", "two.txt")
        self.q("lea", "code", "one", "waiting", "--quote", "I waited a long time", "--note", "first")

    def begun(self, *who: str) -> Team:
        """Put the study into a hub, with its members, and let these join."""
        self.q("lea", "hub", "init", self.url("lea"), "--name", "study")
        for login, role in (("ben", "coder"), ("kim", "coder"), ("guest", "reader")):
            self.q("lea", "hub", "member", login, "--as", login, "--role", role)
        self.q("lea", "push")
        for login in who:
            self.join(login)
        return self

    def join(self, login: str) -> None:
        self.qda.ok("hub", "join", self.url(login), self.file(login))

    def url(self, login: str) -> str:
        return self.cluster.url(login, self.database)

    def file(self, who: str) -> Path:
        return self.folder / "lea" / "qda.db" if who == "lea" else self.folder / f"{who}.db"

    def q(self, who: str, *args: object) -> Done:
        return self.qda.ok("--project", self.file(who), "--coder", who, *args)

    def refused(self, who: str, *args: object) -> str:
        """Run what must be refused; return its one line."""
        return self.qda.refused("--project", self.file(who), "--coder", who, *args)

    def rows(self, who: str, *args: object) -> Any:
        return json.loads(self.qda.ok("--project", self.file(who), *args, "--format", "json").out)

    def codings(self, who: str) -> set[tuple[str, ...]]:
        """What the codings of a file are, by uuid."""
        return {
            tuple(str(r[n]) for n in ("uuid", "source", "code", "coder", "start", "end", "note"))
            for r in self.rows(who, "codings")
        }

    def code(self, who: str, code: str, quote: str, source: str = "one", **note: str) -> None:
        more = ("--note", note["note"]) if note else ()
        self.q(who, "code", source, code, "--quote", quote, *more)

    def sync(self, *who: str) -> None:
        """Let each pull and push, then pull once more, so that all have all."""
        for one in who:
            self.q(one, "push")
        for one in who:
            self.q(one, "pull")

    def same(self, *who: str) -> None:
        """All hold the same codings, and every file is whole."""
        held = [self.codings(one) for one in who]
        assert all(h == held[0] for h in held), held
        for one in who:
            self.q(one, "check")

    def sql(self, login: str, text: str, *args: object) -> list[tuple[Any, ...]]:
        """Run SQL as a login, by hand."""
        with psycopg.connect(self.url(login), autocommit=True) as db:
            cursor = db.execute(text, args)
            return cursor.fetchall() if cursor.description else []
