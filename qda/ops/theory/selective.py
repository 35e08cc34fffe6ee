"""Selective coding: judging candidates, declaring the core category, writing the storyline."""

from __future__ import annotations

import unicodedata

from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.results import Said, Table
from qda.ops.theory.categories import category_table
from qda.reports.theory import selective as views
from qda.store.analysis import codes, links, theory
from qda.store.file.ids import new_uuid
from qda.store.project import Study

JUDGEMENT = ("category", "coder", "explains_variation", "abstract", "note")
ANSWERS = {"explains_variation": ("yes", "partly", "no"), "abstract": ("yes", "no")}


def judge(
    study: Study, category: str, *, explains_variation: str | None = None, abstract: str | None = None,
    note: str | None = None,
) -> Said:  # fmt: skip
    """Keep the acting coder's judgement of a category as a core category; what is not given stays as it was."""
    given = {"explains_variation": explains_variation, "abstract": abstract}
    new: dict[str, str] = {}
    for name, value in given.items():
        if value is None:
            continue
        if key(value) not in ANSWERS[name]:
            raise QdaError(f"--{name.replace('_', '-')} {value!r}: it is one of {', '.join(ANSWERS[name])}")
        new[name] = key(value)
    if note is not None:
        new["note"] = note
    if not new:
        raise QdaError("say what you judge: --explains-variation, --abstract or --note")
    said = Said()
    with study.change("selective judge") as c:
        id = codes.find_category(c.db, category)
        shown = codes.names(c.db)[id]
        row = c.db.execute(
            "select j.id from judgement j join coder k on k.id = j.coder where j.category = ? and k.key = ?",
            (id, key(c.coder)),
        ).fetchone()
        if row is None:
            c.insert("judgement", category=id, coder=c.coder_id, created_at=c.at, **new)
        else:
            c.update("judgement", row[0], **new)
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
        raise QdaError("name a category, or give --none to withdraw the core")
    said = Said()
    with study.change("selective core") as c:
        names = codes.names(c.db)
        id = None if category is None else codes.find_category(c.db, category)
        before = [i for i in theory.core(c.db) if i != id]
        was = ", ".join(repr(names[i]) for i in before)
        for i in before:
            c.update("code", i, level="category")
        if id is not None:
            c.update("code", id, level="core")
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
                "why it? --because keeps the reason in the log, `qda selective judge` what you judge of it"
            )
        said.table = category_table(study, id)
    elif before:
        said.table = category_table(study, before[0])
    return said


def write(study: Study, text: str) -> Said:
    """Save a text as the new version of the storyline; one that is as it was is not saved again.

    `[[kind:name]]` links; a link to nothing is refused with the nearest names. The text ends in one line feed.
    """
    text = _clean(text)
    said = Said()
    with study.change("selective storyline") as c:
        last = theory.storyline(c.db)
        held = links.of(c.db, "storyline", last.id, "text") if last else []
        stored, targets = links.retyped(c.db, text, held)
        if last is None or stored != last.text:
            id = c.insert("storyline", uuid=new_uuid(), text=stored, coder=c.coder_id, created_at=c.at)
            links.write(c, "storyline", id, "text", targets)
        n = (last.n if last else 0) + 1
        c.summary = f"version {n}: {len(text.split())} words, {len({t.uuid for t in targets})} links"
    if not c.changed:
        said.notes.append("the storyline is as it was; nothing was saved")
        return said
    table = views.versions(study)
    table.rows = list(table.rows)[-1:]
    said.table = table
    said.notes.append(f"saved as version {n}; `qda selective check` shows what it leaves open")
    return said


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or any(unicodedata.category(ch) == "Cs" for ch in text):
        raise QdaError("the storyline holds a NUL or half a surrogate pair: save it as plain UTF-8 text")
    if not text.strip():
        raise QdaError("the storyline is empty; nothing was changed")
    return text.rstrip() + "\n"
