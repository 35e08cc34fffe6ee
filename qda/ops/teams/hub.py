"""The hub: put a study into it, join one, say who belongs to it, what coders see, and where study and hub stand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from qda.core.errors import NotFound, QdaError, Refused, UsageError
from qda.core.files import shown
from qda.core.names import clean, key, one_of, text
from qda.core.results import Record, Said, Table
from qda.ops.teams.pull import home
from qda.store import project
from qda.store.file.ids import new_uuid
from qda.store.hub import meeting, server, state, tables
from qda.store.hub.difference import Difference
from qda.store.hub.meeting import Meeting
from qda.store.project import Study

ON_OFF = ("on", "off")


def statements(url: str) -> list[str]:
    """Return the statements that make a hub, for an administrator to run: the login in the address may put studies into it."""
    return tables.statements(server.login_of(server.checked(url)))


def init(study: Study, url: str, *, name: str = "") -> Said:
    """Make the hub where there is none, and put the study into it; this login is its first lead, as the acting coder.

    url: an address of PostgreSQL without a password; another machine with `sslmode=verify-full`. name: what the study is
    called there (its own name when not given). What is in the study goes there with the first push.
    """
    if state.home(study.db) is not None:
        raise Refused("hub-there", "the study has a hub already: {url}", url=home(study).url)
    url = server.checked(url.strip())
    called = clean(name or study.setting("name") or "study", "name of a study")
    with server.connected(url) as db:
        made = not server.version(db)
        with study.change("hub init") as c:
            at = state.Home(url, new_uuid(), called)
            state.settle(c, at)
            c.summary = f"put the study into a hub as {called!r}"
            if made:
                server.make(db)
            server.put_study(db, at.study, called, study.coder)
    notes = ["made the hub's tables"] if made else []
    return Said(None, [*notes, f"{called!r} has its place in the hub: push sends the study there"])


def join(url: str, file: str | os.PathLike[str], *, study: str = "") -> Record:
    """Make a file of a study in a hub, whose coder is the one as whom this login is a member.

    study: the name of the study there, where the login is a member of several. Refused: a file that exists, a folder of a
    sync service, a login without membership, a study of which nothing was pushed yet.
    """
    url = server.checked(url.strip())
    path = Path(file)
    if path.is_dir():
        path = path / project.FILE
    if path.exists():
        raise QdaError(f"{path} exists already; nothing was overwritten")
    if not path.absolute().parent.is_dir():
        raise QdaError(f"there is no folder {path.parent}; make it first")
    with server.connected(url) as db:
        found = server.studies(db)
        if not found:
            raise Refused("hub-no-member-of-any", "this login is no member of a study in the hub: a lead makes it one")
        chosen = [s for s in found if not study or key(s[1]) == key(study) or s[0] == study]
        if not chosen:
            raise NotFound("study in the hub", study, [s[1] for s in found])
        if len(chosen) > 1:
            raise Refused(
                "hub-which-study", "this login is a member of {n} studies there: {names}", n=len(chosen),
                names=", ".join(repr(s[1]) for s in chosen),
            )  # fmt: skip
        hub = server.Hub(db, chosen[0][0])
        counts = meeting.join(path, hub, state.Home(url, *chosen[0]))
        me = hub.me
    sources, codes, codings, memos = counts
    fields: dict[str, object] = {
        "study": shown(str(path)), "name": chosen[0][1], "coder": me.coder, "role": me.role, "sources": sources,
        "codes": codes, "codings": codings, "memos": memos,
    }  # fmt: skip
    notes = []
    if project.synced(path):
        notes.append("this folder is kept by a sync service or on a network: work in it from one computer at a time")
    return Record(fields, notes=notes)


def member(study: Study, login: str, *, as_coder: str = "", role: str = "", remove: bool = False) -> Said:
    """Make a login of the hub a member of the study, as a coder and in a role, or no member any more; leads do so.

    role: `lead` does all; `coder` pushes under its own coder's name; `reader` pulls.
    """
    login = text(login, "login").strip()
    if not login or "\0" in login:
        raise UsageError("name the login")
    if remove == bool(as_coder or role):
        raise UsageError("say who it is and in which role, or that it is removed")
    if not remove and not (as_coder and role):
        raise UsageError("say as which coder, and in which role: lead, coder or reader")
    role = "none" if remove else one_of("role", role, server.ROLES)
    coder = "" if remove else clean(as_coder, "coder")
    at = home(study)
    with server.connected(at.url) as db:
        hub = server.Hub(db, at.study)
        _lead(hub)
        known = {m.login: m for m in hub.members()}
        if remove and login not in known:
            raise NotFound("member", login, known)
        if remove and [m.login for m in known.values() if m.role == "lead"] == [login]:
            raise Refused(
                "hub-last-lead", "{login!r} is the only lead of the study: make another one first", login=login
            )
        with study.change("hub member") as c:
            hub.set_member(login, coder or known[login].coder, role)
            members = hub.members()
            state.settle(c, at, members=[list(m) for m in members], told=c.at)
            c.summary = f"{login} is no member any more" if remove else f"{login} is {coder}, {role}"
    return Said(Table(server.Member._fields, [tuple(m) for m in members]))


def blind(study: Study, value: str) -> Said:
    """Let coders get from the hub sources, codebook and their own work alone (`on`), or all (`off`); leads do so."""
    value = one_of("value", value, ON_OFF)
    on = value == "on"
    at = home(study)
    with server.connected(at.url) as db:
        hub = server.Hub(db, at.study)
        _lead(hub)
        if hub.blinded() == on:
            return Said(None, [f"the hub is {'blind' if on else 'open'} already"])
        with study.change("hub blind") as c:
            hub.set_blind(on)
            state.settle(c, at, blind=on, told=c.at)
            c.summary = value
    if on:
        return Said(None, ["coders get sources, codebook and their own work from now on; what they have they keep"])
    return Said(None, ["coders get all of the study with their next pull"])


def skip(study: Study, n: int) -> Said:
    """Let everybody pass over a push in which something is bad, so that it keeps nobody from pulling; leads do so.

    n: its number, as the refusal of a pull names it. Whoever made it has it still, and may push it otherwise.
    """
    at = home(study)
    with server.connected(at.url) as db:
        hub = server.Hub(db, at.study)
        _lead(hub)
        found = [p for p in hub.pushes(n - 1) if p.n == n] if n > 0 else []
        if not found:
            raise NotFound("push", str(n), (), "it is none, or is passed over already")
        with study.change("hub skip") as c:
            hub.skip(n, study.because)
            state.settle(c, at, skipped=n, told=c.at)
            c.summary = f"push {n} by {found[0].coder}"
    return Said(None, [f"push {n} by {found[0].coder} is passed over from now on"])


def _lead(hub: server.Hub) -> None:
    if hub.me.role != "lead":
        raise Refused(
            "hub-no-lead", "{login!r} is no lead of this study ({role})", login=hub.me.login, role=hub.me.role
        )


def status(study: Study) -> Record:
    """Return where study and hub stand: who this login is there, the last push, what is to be pulled and pushed, the members."""
    at = home(study)
    with server.connected(at.url) as db:
        hub = server.Hub(db, at.study)
        met = Meeting(study.db, hub)
        their = met.file(met.pulled) if not met.whole and (met.line or met.pulled) else None
        try:
            to_push = sum(1 for _ in Difference(study.db, met.line, met.names, their).over())
        finally:
            if their is not None:
                their.close()
        members: Sequence[dict[str, str]] = [m._asdict() for m in hub.members()]
        fields: dict[str, object] = {
            "url": at.url, "study": at.name, "role": hub.me.role, "coder": hub.me.coder, "head": met.head,
            "pulled": met.pulled, "to_pull": len(hub.pushes(min(met.pulled, met.since) if met.news else met.head)),
            "to_push": to_push, "blind": hub.blinded(), "members": members,
        }  # fmt: skip
    return Record(fields)
