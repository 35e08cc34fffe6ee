"""A category and a paradigm as pages to read: the same data as their JSON, with the quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qda.core.document import Beside, Block, Bullets, Document, Grid, Heading, Paragraph, Quote
from qda.core.drawings import Held, Paradigm, Role
from qda.core.message import Message
from qda.core.results import Table
from qda.store.analysis.theory import Relation

ROLE_NAMES = {
    "causal_conditions": "Causal conditions",
    "context": "Context",
    "intervening_conditions": "Intervening conditions",
    "strategies": "Strategies",
    "consequences": "Consequences",
}
QUESTIONS = {
    "causal_conditions": "what brings it about?",
    "context": "in which setting does it take its shape?",
    "intervening_conditions": "what eases, hinders or bends it?",
    "strategies": "what do people do about it?",
    "consequences": "what comes of it, or of what people do?",
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
    for word, quotes in sides:
        if quotes:
            out += [Paragraph(word, "label"), *(_quote(q) for q in quotes)]
    return out


def _state(status: str, n: int, for_: int, against: int, note: str, why: str) -> list[Block]:
    out: list[Block] = [Paragraph(f"{status} (relation {n}): {for_} for, {against} against")]
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
            blocks.append(Paragraph(f"No relation yet: {QUESTIONS[role]}", "note"))
        for item in fields[role]:
            r = relations[item["relation"]]
            blocks.append(Heading(2, f"{item['category']} {r.type} {item['of']}"))
            blocks += _state(r.status, r.id, len(r.supporting), len(r.opposing), r.note, r.lack())
            blocks += _sides((("For", [quotes[i] for i in r.supporting]), ("Against", [quotes[i] for i in r.opposing])))
    missing = ", ".join(ROLE_NAMES[role].lower() for role in fields["missing"]) or "none"
    return Document(
        f"{top}: the paradigm", blocks, facts=(("Phenomenon", top), ("Missing roles", missing)), notes=notes
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
    return Paradigm(f"{fields['phenomenon']}: the paradigm", fields["phenomenon"], tuple(roles))


def category(fields: Mapping[str, Any], codes: Sequence[tuple[str, int]], notes: Sequence[str]) -> Document:
    """Return a category as a page: definition, codes, properties with their placements, relations with quotes, memos.

    `codes` are the path and the number of own codings of the category and of each code under it.
    """
    facts = [("Level", fields["level"])]
    if fields["path"] != fields["category"]:
        facts.append(("Path", fields["path"]))
    for key in ("codings", "stretches", "sources", "participants"):
        facts.append((key.capitalize(), str(fields[key])))
    if fields["codings_researcher"]:
        facts.append(("Codings on a researcher's words", str(fields["codings_researcher"])))
    undefined = Message("category-not-defined", "Not defined yet.")
    blocks: list[Block] = [Paragraph(fields["definition"]) if fields["definition"] else Paragraph(undefined, "note")]
    blocks += [Heading(1, "Codes"), Grid(Table(("path", "codings"), codes, wrap=("path",)))]
    blocks.append(Heading(1, "Properties"))
    if not fields["properties"]:
        blocks.append(Paragraph("None yet: in which ways does it vary?", "note"))
    for p in fields["properties"]:
        blocks += _property(p)
    blocks.append(Heading(1, "Relations"))
    if not fields["relations"]:
        blocks.append(Paragraph("None yet: what does it go together with?", "note"))
    for r in fields["relations"]:
        blocks.append(Heading(2, f"{r['a']} {r['type']} {r['b']}"))
        blocks += _state(r["status"], r["id"], r["for"], r["against"], r["note"], r["why"])
        blocks += _sides((("For", r["quotes_for"]), ("Against", r["quotes_against"])))
    if fields["comparisons"]:
        blocks.append(Heading(1, "Comparisons"))
    for x in fields["comparisons"]:
        beside = f"coding {x['b']}" if isinstance(x["b"], int) else f"the code “{x['b']}”"
        where = f" in {x['property']}" if x["property"] else ""
        blocks.append(Heading(2, f"Comparison {x['id']}: coding {x['a']} and {beside}: {x['outcome']}{where}"))
        sides = [_quote(q) for q in x["quotes"]]
        blocks += [Beside(*sides)] if len(sides) == 2 else sides
        blocks.append(Paragraph(x["note"]))
    if fields["negative_cases"]:
        blocks.append(Heading(1, "Negative cases"))
    for x in fields["negative_cases"]:
        blocks.append(Heading(2, f"Negative case {x['id']}, {x['outcome'] or 'open'}: against {x['against']}"))
        blocks += [_quote(x), Paragraph(x["note"])]
        if x["resolution"]:
            blocks.append(Paragraph(f"{x['outcome']}: {x['resolution']}"))
    blocks.append(Heading(1, "Memos"))
    memos = tuple(f"{m['id']}: {m['title'] or 'without a title'} ({m['type']})" for m in fields["memos"])
    blocks.append(Bullets(memos) if memos else Paragraph("None yet.", "note"))
    return Document(fields["category"], blocks, facts=tuple(facts), notes=notes)


def _property(p: Mapping[str, Any]) -> list[Block]:
    out: list[Block] = [Heading(2, f"{p['property']}: {p['dimension']}")]
    found = f"found: {p['range']}" if p["range"] else "nothing placed yet"
    out.append(Paragraph(found + (f"; not met yet: {', '.join(p['unused'])}" if p["unused"] and p["range"] else "")))
    last = None
    for x in p["placements"]:
        if x["value"] != last:
            last = x["value"]
            out.append(Paragraph(f"{last} ({x['place']})" if x["place"] else last, "label"))
        note = "; ".join(
            s for s in (x["note"], f"placed by {x['coder']}", "no longer in the category" if x["outside"] else "") if s
        )
        out.append(_quote(x, note))
    return out
