"""A category and a paradigm as pages to read: the same data as their JSON, with the quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qda.core.document import Beside, Block, Bullets, Document, Grid, Heading, Paragraph, Quote
from qda.core.drawings import Held, Paradigm, Role
from qda.core.message import Message, chained, commas, say, word
from qda.core.results import Table
from qda.core.words import reading
from qda.reports.theory import thin
from qda.store.analysis.theory import Relation

ROLE_NAMES = {
    "causal_conditions": say("Causal conditions"),
    "context": say("Context"),
    "intervening_conditions": say("Intervening conditions"),
    "strategies": say("Strategies"),
    "consequences": say("Consequences"),
}
ROLES = {  # within a line
    "causal_conditions": say("causal conditions"), "context": say("context"),
    "intervening_conditions": say("intervening conditions"), "strategies": say("strategies"),
    "consequences": say("consequences"),
}  # fmt: skip
QUESTIONS = {
    "causal_conditions": say("what brings it about?"),
    "context": say("in which setting does it take its shape?"),
    "intervening_conditions": say("what eases, hinders or bends it?"),
    "strategies": say("what do people do about it?"),
    "consequences": say("what comes of it, or of what people do?"),
}


def _quote(q: Mapping[str, Any], note: str | None = None) -> Quote:
    marks = () if q.get("confirmed", True) else ("unconfirmed",)
    return Quote(
        q["text"],
        q["source"],
        q["author"],
        q["coding"],
        q.get("date"),
        (q["code"],),
        marks,
        note or None,
        role=q["role"],
    )


def _sides(sides: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> list[Block]:
    out: list[Block] = []
    for side, quotes in sides:
        if quotes:
            out += [Paragraph(side, "label"), *(_quote(q) for q in quotes)]
    return out


def _state(status: str, n: int, for_: int, against: int, note: str, why: str) -> list[Block]:
    out: list[Block] = [
        Paragraph(
            say(
                "{status} (relation {id}): {n} for, {against} against",
                status=word(status),
                id=n,
                n=for_,
                against=against,
            )
        )
    ]
    if note:
        out.append(Paragraph(note))
    if why:
        out.append(Paragraph(why, "note"))
    return out


def paradigm(
    fields: Mapping[str, Any], relations: Mapping[int, Relation], quotes: Mapping[int, Mapping[str, Any]],
    definition: str, notes: Sequence[str],
) -> Document:  # fmt: skip
    """Return the paradigm as a page: role by role, each relation with its quotes; a missing role becomes a question."""
    top = fields["phenomenon"]
    blocks: list[Block] = [Paragraph(definition)] if definition else []
    blocks.append(drawn(fields))
    for role, name in ROLE_NAMES.items():
        blocks.append(Heading(1, name))
        if not fields[role]:
            blocks.append(Paragraph(say("No relation yet: {question}", question=QUESTIONS[role]), "note"))
        for item in fields[role]:
            r = relations[item["relation"]]
            blocks.append(Heading(2, say("{a} {type} {b}", a=item["category"], type=reading(r.type), b=item["of"])))
            blocks += _state(r.status, r.id, len(r.supporting), len(r.opposing), r.note, r.lack())
            blocks += _sides(
                ((say("For"), [quotes[i] for i in r.supporting]), (say("Against"), [quotes[i] for i in r.opposing]))
            )
    missing = commas(ROLES[role] for role in fields["missing"]) or say("none")
    return Document(
        say("{phenomenon}: the paradigm", phenomenon=top),
        blocks,
        facts=((word("Phenomenon"), top), (word("Missing roles"), missing)),
        notes=notes,
    )


def drawn(fields: Mapping[str, Any]) -> Paradigm:
    """Return the drawing of a paradigm from its fields."""
    roles = [
        Role(
            name,
            QUESTIONS[role],
            tuple(
                Held(
                    x["category"],
                    x["of"] if x["of"] != fields["phenomenon"] else "",
                    x["status"],
                    x["for"],
                    x["against"],
                )
                for x in fields[role]
            ),
        )
        for role, name in ROLE_NAMES.items()
    ]
    return Paradigm(
        say("{phenomenon}: the paradigm", phenomenon=fields["phenomenon"]), fields["phenomenon"], tuple(roles)
    )


def category(fields: Mapping[str, Any], codes: Sequence[tuple[str, int]], notes: Sequence[str]) -> Document:
    """Return a category as a page: definition, codes, properties with their placements, relations with quotes, memos.

    `codes` are the path and the number of own codings of the category and of each code under it.
    """
    facts: list[tuple[str, str]] = [("Level", word(fields["level"]))]
    if fields["path"] != fields["category"]:
        facts.append(("Path", fields["path"]))
    for key in ("codings", "stretches", "sources", "participants"):
        facts.append((key.capitalize(), say("{n:,}", n=fields[key])))
    if fields["codings_researcher"]:
        facts.append(("Codings on a researcher's words", str(fields["codings_researcher"])))
    undefined = Message("category-not-defined", "Not defined yet.")
    blocks: list[Block] = [Paragraph(fields["definition"]) if fields["definition"] else Paragraph(undefined, "note")]
    if fields["thin"]:
        blocks.append(Paragraph(thin.sentence(fields["thin"]), "note"))
    blocks += [Heading(1, say("Codes")), Grid(Table(("path", "codings"), codes, wrap=("path",)))]
    blocks.append(Heading(1, say("Properties")))
    if not fields["properties"]:
        blocks.append(Paragraph(say("None yet: in which ways does it vary?"), "note"))
    for p in fields["properties"]:
        blocks += _property(p)
    blocks.append(Heading(1, say("Relations")))
    if not fields["relations"]:
        blocks.append(Paragraph(say("None yet: what does it go together with?"), "note"))
    for r in fields["relations"]:
        blocks.append(Heading(2, say("{a} {type} {b}", a=r["a"], type=reading(r["type"]), b=r["b"])))
        blocks += _state(r["status"], r["id"], r["for"], r["against"], r["note"], r["why"])
        blocks += _sides(((say("For"), r["quotes_for"]), (say("Against"), r["quotes_against"])))
    if fields["comparisons"]:
        blocks.append(Heading(1, say("Comparisons")))
    for x in fields["comparisons"]:
        beside = say("coding {b}", b=x["b"]) if isinstance(x["b"], int) else say("the code “{b}”", b=x["b"])
        where = say(" in {property}", property=x["property"]) if x["property"] else ""
        blocks.append(
            Heading(
                2,
                say(
                    "Comparison {id}: coding {a} and {beside}: {outcome}{where}",
                    id=x["id"],
                    a=x["a"],
                    beside=beside,
                    outcome=word(x["outcome"]),
                    where=where,
                ),
            )
        )
        sides = [_quote(q) for q in x["quotes"]]
        blocks += [Beside(*sides)] if len(sides) == 2 else sides
        blocks.append(Paragraph(x["note"]))
    if fields["negative_cases"]:
        blocks.append(Heading(1, say("Negative cases")))
    for x in fields["negative_cases"]:
        blocks.append(
            Heading(
                2,
                say(
                    "Negative case {id}, {outcome}: against {against}",
                    id=x["id"],
                    outcome=word(x["outcome"] or "open"),
                    against=x["against"],
                ),
            )
        )
        blocks += [_quote(x), Paragraph(x["note"])]
        if x["resolution"]:
            blocks.append(
                Paragraph(say("{outcome}: {resolution}", outcome=word(x["outcome"]), resolution=x["resolution"]))
            )
    blocks.append(Heading(1, say("Memos")))
    memos = tuple(
        say("{id}: {title} ({type})", id=m["id"], title=m["title"] or say("without a title"), type=word(m["type"]))
        for m in fields["memos"]
    )
    blocks.append(Bullets(memos) if memos else Paragraph(say("None yet."), "note"))
    return Document(fields["category"], blocks, facts=tuple((word(key), value) for key, value in facts), notes=notes)


def _property(p: Mapping[str, Any]) -> list[Block]:
    out: list[Block] = [Heading(2, f"{p['property']}: {p['dimension']}")]
    found = say("found: {range}", range=p["range"]) if p["range"] else say("nothing placed yet")
    out.append(
        Paragraph(found + (say("; not met yet: {these}", these=p["unused"]) if p["unused"] and p["range"] else ""))
    )
    last = None
    for x in p["placements"]:
        if x["value"] != last:
            last = x["value"]
            out.append(
                Paragraph(say("{value} ({place})", value=last, place=word(x["place"])) if x["place"] else last, "label")
            )
        note = chained(
            [
                s
                for s in (
                    x["note"],
                    say("placed by {coder}", coder=x["coder"]),
                    say("no longer in the category") if x["outside"] else "",
                )
                if s
            ]
        )
        out.append(_quote(x, note))
    return out
