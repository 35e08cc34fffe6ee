"""Decide on a candidate: accept it as a code, reject it, rename it, merge it with others."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.names import clean
from qda.core.results import Said
from qda.ops.coding.coding import close_to, table
from qda.store.analysis import candidates, codes, codings
from qda.store.analysis.candidates import Candidate
from qda.store.file.ids import digest
from qda.store.project import Study
from qda.store.queries import discovery
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout


def accept(study: Study, ids: Sequence[int], *, name: str | None = None) -> Said:
    """Make codes of candidates, of level `code`, with an unconfirmed coding for each of their quotes; return the codings.

    name: the code's name, when one candidate is accepted (its own name when not given). A code that has the name already
    gets the codings.
    """
    if name is not None and len(set(ids)) != 1:
        raise Refused("candidate-name-for-one", "a name is for one code: accept one candidate at a time with it")
    if name is not None:
        name = clean(name, "code")
    made: list[int] = []
    notes: list[str] = []
    with study.change("discover accept") as c:
        held = candidates.read(c.db)
        there = {uuid: id for id, uuid in discovery.source_uuids(c.db).items()}
        layouts: dict[str, Layout] = {}
        done = []
        for candidate in candidates.open_ones(c.db, ids):
            before = codes.known_names(c.db)
            called = name or candidate.shown
            code, new = codes.find_or_make(c, called, origin="discover")
            notes += close_to(called, before) if new else [f"{called!r} is there already: its quotes are added to it"]
            with_ = [
                candidate,
                *(x for x in held.values() if _ends_in(x, held) == candidate.id and x.id != candidate.id),
            ]
            quotes = list(dict.fromkeys(q for x in with_ for q in x.quotes))
            gone, changed = 0, 0
            for uuid, start, end, words in quotes:
                if uuid not in there:
                    gone += 1
                    continue
                layout = layouts.get(uuid) or layouts.setdefault(uuid, sources.layout(c.db, there[uuid]))
                if digest(layout.text[start:end]) != words:
                    changed += 1
                elif codings.find(c.db, there[uuid], start, end, code, c.coder_id) is None:
                    made.append(
                        codings.add(c, there[uuid], layout, start, end, code, origin="discover", confirmed=False)
                    )
            if gone:
                notes.append(f"{gone} of its quotes {'is' if gone == 1 else 'are'} in no source of the study now")
            if changed:
                notes.append(
                    Message(
                        "candidate-texts-changed",
                        "{count} of its quotes left out: their text has changed; look for candidates again",
                        count=changed,
                    )
                )
            candidates.decide(c, candidate.id, "accepted", code=codes.row(c.db, code)["uuid"])
            done.append(f"{candidate.id} as {called!r}")
        c.summary = f"accepted {', '.join(done)}: {len(made)} codings to be read"
    notes.append(
        Message(
            "candidate-codings-unread",
            "{count} codings made, unconfirmed: read each, then confirm or remove it; making it a category is your own step",
            count=len(made),
        )
    )
    return Said(table(study, made), notes)


def _ends_in(x: Candidate, held: dict[int, Candidate]) -> int:
    """Return the candidate into which one was merged in the end; its own number when it was not merged."""
    while x.status == "merged" and x.joined is not None and x.joined in held:
        x = held[x.joined]
    return x.id


def reject(study: Study, ids: Sequence[int]) -> Said:
    """Reject candidates, so that they are not shown again."""
    with study.change("discover reject") as c:
        chosen = candidates.open_ones(c.db, ids)
        for x in chosen:
            candidates.decide(c, x.id, "rejected")
        c.summary = f"rejected {', '.join(f'{x.id} {x.shown!r}' for x in chosen)}"
    return Said(None, [c.summary])


def rename(study: Study, id: int, name: str) -> Said:
    """Give a candidate another name; it keeps its number and what it rests on."""
    name = clean(name, "candidate")
    with study.change("discover rename") as c:
        (x,) = candidates.open_ones(c.db, [id])
        candidates.rename(c, x.id, name)
        c.summary = f"candidate {x.id}: {x.shown!r} is {name!r} now"
    return Said(None, [c.summary])


def merge(study: Study, ids: Sequence[int], into: int) -> Said:
    """Merge candidates into one of them, so that they are shown as one with what all of them rest on."""
    with study.change("discover merge") as c:
        (target,) = candidates.open_ones(c.db, [into])
        chosen = candidates.open_ones(c.db, ids)
        if any(x.id == target.id for x in chosen):
            raise QdaError(f"candidate {into} cannot be merged into itself")
        for x in chosen:
            candidates.decide(c, x.id, "merged", joined=target.id)
        c.summary = f"merged {', '.join(f'{x.id} {x.shown!r}' for x in chosen)} into {target.id} {target.shown!r}"
    return Said(None, [c.summary])
