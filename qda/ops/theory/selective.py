"""Selective coding: judging candidates, declaring the core category, writing the storyline."""

from __future__ import annotations

import unicodedata

from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.names import key
from qda.core.results import Said, Table
from qda.ops.theory.categories import category_table
from qda.reports.theory import selective as views
from qda.store.analysis import codes, links, theory, theory_changes
from qda.store.project import Study

JUDGEMENT = ("category", "coder", "explains_variation", "abstract", "note")
ANSWERS = {"explains_variation": ("yes", "partly", "no"), "abstract": ("yes", "no")}


def judge(
    study: Study, category: str, *, explains_variation: str | None = None, abstract: str | None = None,
    note: str | None = None,
) -> Said:  # fmt: skip
    """Keep what the acting coder judges of a category as the core, and return it; what is not given stays as it was.

    explains_variation: `yes`, `partly` or `no`. abstract: `yes` or `no`.
    """
    given = {"explains_variation": explains_variation, "abstract": abstract}
    new: dict[str, str] = {}
    for name, value in given.items():
        if value is None:
            continue
        if key(value) not in ANSWERS[name]:
            raise Refused(
                "judgement-answer",
                "{value!r} is no answer to {question}: it is one of {answers}",
                question=name.replace("_", "-"),
                value=value,
                answers=ANSWERS[name],
            )
        new[name] = key(value)
    if note is not None:
        new["note"] = note
    if not new:
        raise Refused(
            "judgement-empty",
            "say what you judge: whether it explains the variation, whether it is abstract, or a note",
        )
    said = Said()
    with study.change("selective judge") as c:
        id = codes.find_category(c.db, category)
        shown = codes.names(c.db)[id]
        theory_changes.judge(c, id, **new)
        c.summary = f"{shown!r}: " + ", ".join(
            f"{k.replace('_', ' ')} {v!r}" if k == "note" else f"{k.replace('_', ' ')}: {v}" for k, v in new.items()
        )
        who = c.coder
    if not c.changed:
        said.notes.append("nothing changed: you judged so already")
    rows = [
        tuple({"category": shown, **j}.values())
        for j in theory.judgements(study.db, id)[id]
        if key(j["coder"] or "") == key(who)
    ]
    said.table = Table(JUDGEMENT, rows)
    return said


def core(study: Study, category: str | None = None, *, none: bool = False) -> Said:
    """Declare a category the core; the one before becomes a category again. With `none` there is no core any more."""
    if none == (category is not None):
        raise Refused("core-one-thing", "name a category, or withdraw the core: one of the two")
    said = Said()
    with study.change("selective core") as c:
        names = codes.names(c.db)
        id = None if category is None else codes.find_category(c.db, category)
        before = [i for i in theory.core(c.db) if i != id]
        was = ", ".join(repr(names[i]) for i in before)
        for i in before:
            codes.change(c, i, level="category")
        if id is not None:
            codes.change(c, id, level="core")
            c.summary = f"{names[id]!r} is the core category" + (f" instead of {was}" if was else "")
        else:
            c.summary = f"{was} is no longer the core category"
    if not c.changed:
        said.notes.append(
            "nothing changed: " + ("there is no core category" if id is None else f"{names[id]!r} is the core already")
        )
    elif was:
        said.notes.append(f"{was} is a category again")
    if id is not None:
        if c.changed and not study.because.strip() and id not in theory.judgements(study.db):
            said.notes.append(
                Message(
                    "core-without-reason",
                    "say why it is the core: give the reason with the change, or judge the category as the core",
                )
            )
        said.table = category_table(study, id)
    elif before:
        said.table = category_table(study, before[0])
    return said


def write(study: Study, text: str) -> Said:
    """Save a text as a new version of the storyline and return it as a row; an unchanged text is not saved again.

    `[[kind:name]]` is a link; one to nothing is refused with the nearest names. The text is saved with one line feed at
    its end.
    """
    text = _clean(text)
    said = Said()
    with study.change("selective storyline") as c:
        last = theory.storyline(c.db)
        held = links.of(c.db, "storyline", last.id, "text") if last else []
        stored, targets = links.retyped(c.db, text, held)
        if last is None or stored != last.text:
            id = theory_changes.add_storyline(c, stored)
            links.write(c, "storyline", id, "text", targets)
        n = (last.n if last else 0) + 1
        c.summary = f"version {n}: {len(text.split())} words, {len({t.uuid for t in targets})} links"
    if not c.changed:
        said.notes.append("the storyline is as it was; nothing was saved")
        return said
    table = views.versions(study)
    table.rows = list(table.rows)[-1:]
    said.table = table
    said.notes.append(Message("storyline-saved", "saved as version {version}", version=n))
    return said


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or any(unicodedata.category(ch) == "Cs" for ch in text):
        raise QdaError("the storyline holds a NUL or half a surrogate pair: save it as plain UTF-8 text")
    if not text.strip():
        raise QdaError("the storyline is empty; nothing was changed")
    return text.rstrip() + "\n"
