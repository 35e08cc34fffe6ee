"""Offer suggestions and decide on them: what was shown is kept, and nothing is coded before a person says so."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.document import Block, Document, Heading, Paragraph, Quote
from qda.core.errors import QdaError, Refused
from qda.core.message import Message, chained, commas, n_of, say, say_n
from qda.core.results import Report, Said, Table, Want
from qda.nlp import extra
from qda.ops.coding.coding import table
from qda.ops.coding.stretches import locate
from qda.ops.discovery import elsewhere
from qda.ops.discovery.suggesting import Suggested, Suggester
from qda.reports.common.quotes import attributed, facts
from qda.store.analysis import codes as codebook
from qda.store.analysis import codings, links, scope, suggestions
from qda.store.analysis.scope import Filters
from qda.store.analysis.suggestions import Offer, Suggestion
from qda.store.project import Study
from qda.store.queries import discovery
from qda.store.queries import sources as listed
from qda.store.texts import people, sources

CODES = ("code", "score", "because", "id", "rank", "words", "source", "segment", "start", "end")
QUOTES = (
    "source", "segment", "start", "end", "text", "score", "because", "id", "rank", "words", "code", "author", "role",
)  # fmt: skip
LISTED = (
    "id", "kind", "code", "source", "start", "end", "text", "rank", "decision", "coder", "created_at", "decided_at",
    "because", "words",
)  # fmt: skip
BM25 = say(
    "by shared words alone (BM25): {install} brings scikit-learn, which learns from your codings", install=extra.INSTALL
)
ORDER = say("scores order, they are not probabilities")


def codes(
    study: Study,
    source: str,
    *,
    segment: int | None = None,
    sentence: str | None = None,
    span: str | None = None,
    top: int = 5,
    include_researcher: bool = False,
    jobs: int = 1,
    cluster: str = "",
    suggester: Suggester | None = None,
    want: Want = "both",
) -> Report:
    """Return codes for one stretch, best first, each with the coded quotes that speak for it; what is new is kept as offered.

    The stretch is a segment, a sentence `n` or `n:m`, or a span `start:end`. Rows: `CODES`; `because` is a list of {coding,
    text}. jobs, cluster: who reads the texts, where they are read for the first time (`elsewhere.spread`).
    """
    sid = sources.find(study.db, source)
    layout = sources.layout(study.db, sid)
    start, end = locate(study, sid, layout, segment=segment, sentence=sentence, span=span)
    sent: list[str] = []
    with elsewhere.spread(study, jobs, cluster, sent) as spread:
        suggester = suggester or Suggester(study, include_researcher=include_researcher, spread=spread)
        found = suggester.codes(sid, start, end, top)
    notes = _about(study, suggester, found)
    if not found and not notes:
        notes = [say("no code speaks for this passage, but those it has")]
    notes += sent
    ids = keep(study, "code", found, notes)
    names = codebook.names(study.db)
    name = links.name_of(study.db, "source", sid)
    rows = [
        (names[s.code], round(s.score, 4), _because(s), id, rank, s.words, name, s.segment, start, end)
        for rank, (s, id) in enumerate(zip(found, ids, strict=True), 1)
    ]
    title = say("Codes for {place} of {source}", place=f"{start}:{end}", source=name)
    shown = Table(CODES, [] if want == "document" else rows, title=title, brief=("rank", "code", "words", "id"))
    if want == "rows":
        return Report(shown, None, notes)
    own = layout.at(start)
    author, role = (own.author, people.role(study.db, own.participant)) if own else (None, None)
    text = Quote(layout.text[start:end], name, author, role=role)
    heads = [f"{r[4]}. {r[0]}" for r in rows]
    return Report(shown, _document(study, title, [text], heads, found, ids, notes, passage=False), notes)


def quotes(
    study: Study,
    code: str,
    *,
    top: int = 10,
    include_researcher: bool = False,
    jobs: int = 1,
    cluster: str = "",
    filters: Filters | None = None,
    suggester: Suggester | None = None,
    want: Want = "both",
) -> Report:
    """Return passages for a code, best first: "more like this"; what is new is kept as offered.

    Passages are sentences, or short segments whole, that do not have the code. Rows: `QUOTES`. jobs, cluster: as in `codes`.
    """
    cid = codebook.find(study.db, code)
    within = None
    if filters is not None and filters.any():
        within = discovery.numbered_segments(study.db, scope.resolve(study.db, filters))
    sent: list[str] = []
    with elsewhere.spread(study, jobs, cluster, sent) as spread:
        suggester = suggester or Suggester(study, include_researcher=include_researcher, spread=spread)
        found = suggester.quotes(cid, top, within)
    notes = _about(study, suggester, found)
    if not found and not notes:
        notes = [say("no passage is left that is like the quotes of this code")]
    notes += sent
    ids = keep(study, "quote", found, notes)
    names = dict(sources.names(study.db))
    shown = codebook.names(study.db)[cid]
    rows = []
    for rank, (s, id) in enumerate(zip(found, ids, strict=True), 1):
        place = (names[s.source], s.segment, s.start, s.end, s.text)
        whose = discovery.spoken_by(study.db, s.source, s.segment)
        rows.append((*place, round(s.score, 4), _because(s), id, rank, s.words, shown, *whose))
    title = say("Passages for {code!r}", code=shown)
    brief = ("rank", "source", "segment", "text", "words", "id")
    made = Table(QUOTES, [] if want == "document" else rows, title=title, brief=brief)
    if want == "rows":
        return Report(made, None, notes)
    heads = [f"{r[8]}. {r[0]}" + ("" if r[1] is None else f"#{r[1]}") + _theirs(r[12]) for r in rows]
    return Report(made, _document(study, title, [], heads, found, ids, notes, passage=True), notes)


def keep(study: Study, kind: str, found: Sequence[Suggested], notes: list[str]) -> list[int | None]:
    """Keep what was offered; return the numbers of the offers, the old ones where this coder was offered the same before.

    kind: `code` or `quote`. In a study that cannot be written nothing is kept: `notes` gets a note that says so, and what is
    new has no number (None).
    """
    offers = _offers(found)
    ids = [suggestions.known(study.db, o, study.coder) for o in offers]
    if None not in ids:
        return ids
    if not study.may_write:
        notes.append(say("the study cannot be written here: what was offered is not kept, and has no number to accept"))
        return ids
    with study.change(f"suggest {kind}s", because="") as c:
        ids = [suggestions.add(c, kind, o) if i is None else i for i, o in zip(ids, offers, strict=True)]
        names = codebook.names(c.db)
        what = ", ".join(repr(n) for n in dict.fromkeys(names[o.code] for o in offers))
        where = links.name_of(c.db, "source", offers[0].source)
        c.summary = f"offered {what} for {offers[0].start}:{offers[0].end} of {where}" if kind == "code" else (
            f"offered {len(offers)} passage{'s' if len(offers) > 1 else ''} for {what}"
        )  # fmt: skip
    return ids


def undecided(study: Study, found: Sequence[Suggested]) -> list[int]:
    """Return which of these are still to be decided (by place in the list): not accepted or rejected, and without the code."""
    held = {}
    for n, offer in enumerate(_offers(found)):
        if (id := suggestions.known(study.db, offer, study.coder)) is not None:
            held[n] = id
    decided = {s.id for s in suggestions.read(study.db, held.values()) if s.decision}
    taken = {(g.source, g.start, g.end, g.code) for g in suggestions.coded(study.db, confirmed=False)}
    return [
        n for n, s in enumerate(found)
        if held.get(n) not in decided and (s.source, s.start, s.end, s.code) not in taken
    ]  # fmt: skip


def _offers(found: Sequence[Suggested]) -> list[Offer]:
    return [
        Offer(s.code, s.source, s.start, s.end, s.text, rank, tuple(i for i, _ in s.because), tuple(s.words))
        for rank, s in enumerate(found, 1)
    ]


def accept(study: Study, ids: Sequence[int]) -> Said:
    """Code what was suggested, in one change with the decision; return the codings."""
    said, made = Said(), []
    with study.change("suggest accept") as c:
        for s in suggestions.read(c.db, ids):
            code, source = _there(s)
            held = codings.find(c.db, source, s.start, s.end, code, c.coder_id)
            if held is None:
                layout = sources.layout(c.db, source)
                held = codings.add(c, source, layout, s.start, s.end, code, origin="suggest")
            elif s.decision == "accepted":
                said.notes.append(f"suggestion {s.id} was accepted before: coding {held}")
            else:
                codings.confirm(c, held)
                said.notes.append(f"{s.name!r} is on that stretch already: coding {held}")
            if s.decision != "accepted":
                suggestions.decide(c, s.id, "accepted")
            made.append(held)
        c.summary = f"accepted {_some(suggestions.read(c.db, ids))}"
    said.table = table(study, made)
    return said


def reject(study: Study, ids: Sequence[int]) -> Said:
    """Reject suggestions: the same is not offered to this coder again, and counts against the code when learning."""
    notes = []
    with study.change("suggest reject") as c:
        for s in suggestions.read(c.db, ids):
            if s.decision == "rejected":
                notes.append(f"suggestion {s.id} was rejected before")
                continue
            code, source = _there(s)
            held = codings.find(c.db, source, s.start, s.end, code, c.coder_id)
            if held is not None:
                raise Refused(
                    "suggestion-is-coded",
                    "suggestion {suggestion} is coding {coding} now: remove the coding first",
                    suggestion=s.id,
                    coding=held,
                )
            suggestions.decide(c, s.id, "rejected")
        c.summary = f"rejected {_some(suggestions.read(c.db, ids))}"
    return Said(listing(study, ids=ids), notes)


def listing(
    study: Study, filters: Filters | None = None, *, undecided: bool = False, ids: Sequence[int] | None = None
) -> Table:
    """Return what was offered and decided, by number. `text` is empty where the source has another text at that place now."""
    over = scope.resolve(study.db, filters or Filters())
    coders = {n for i, n in listed.coder_names(study.db).items() if over.coders is None or i in over.coders}
    numbers = discovery.coding_numbers(study.db)
    rows = []
    for s in suggestions.read(study.db, ids):
        if (over.sources is not None and s.source not in over.sources) or s.coder not in coders:
            continue
        if (over.codes is not None and s.code not in over.codes) or (undecided and s.decision):
            continue
        still = [numbers[u] for u in s.because["codings"] if u in numbers]
        shown = {r[0]: r[10] for r in codings.select(study.db, ids=still)}
        because = [{"coding": i, "text": shown[i]} for i in still]
        rows.append((
            s.id, s.kind, s.name, s.where, s.start, s.end, s.text or "", s.rank, s.decision, s.coder, s.created_at,
            s.decided_at, because, s.because["words"],
        ))  # fmt: skip
    decided = sum(r[8] is not None for r in rows)
    return Table(
        LISTED, rows, brief=("id", "kind", "code", "source", "text", "decision"), times=("created_at", "decided_at"),
        notes=[
            say(
                "{suggestions}, {decided:,} decided; over {filters}", suggestions=n_of(len(rows), "suggestion"),
                decided=decided, filters=filters or Filters(),
            )
        ],
    )  # fmt: skip


def _there(s: Suggestion) -> tuple[int, int]:
    """Return the code and the source of a suggestion; refused when one of these has gone, or the text has changed."""
    if s.code is None:
        raise QdaError(f"suggestion {s.id}: the code {s.name!r} is no longer there")
    if s.source is None:
        raise QdaError(f"suggestion {s.id}: its source is no longer there")
    if s.text is None:
        raise QdaError(
            f"suggestion {s.id}: {s.where} has another text at {s.start}:{s.end} now; ask for suggestions again"
        )
    return s.code, s.source


def _some(chosen: Sequence[Suggestion]) -> str:
    shown = ", ".join(f"{s.name!r} on {s.start}:{s.end} of {s.where}" for s in chosen[:5])
    return f"{len(chosen)} suggestion{'s' if len(chosen) > 1 else ''}: {shown}" + (" …" if len(chosen) > 5 else "")


def _theirs(role: str | None) -> str:
    return say(" (researcher)") if role == "researcher" else ""


def _because(s: Suggested) -> list[dict[str, object]]:
    return [{"coding": i, "text": text} for i, text in s.because]


def _about(study: Study, suggester: Suggester, found: Sequence[Suggested]) -> list[str]:
    """Return notes on what the suggestions were learned from, what scores are, and what is missing."""
    notes = []
    if not discovery.has_codes(study.db):
        return [say("there are no codes yet: code some passages first, suggestions are learned from these")]
    n = suggester.examples
    if found and not n:
        said = say("nothing is coded and confirmed yet: looked for by names and definitions alone")
        notes.append(chained([said, ORDER]))
    elif found:
        said = say_n("learned from {n:,} coded stretch", "learned from {n:,} coded stretches", n)
        notes.append(chained([said, ORDER]))
    elif not n:
        notes.append(say("nothing is coded yet: code some passages first, suggestions are learned from these"))
    if suggester.without_package:
        notes.append(BM25)
    return notes


def _document(
    study: Study, title: str, first: list[Block], heads: Sequence[str], found: Sequence[Suggested],
    ids: Sequence[int | None], notes: Sequence[str], *, passage: bool,
) -> Document:  # fmt: skip
    """Return the suggestions as a document: each with its evidence."""
    blocks = list(first)
    for head, s, id in zip(heads, found, ids, strict=True):
        blocks.append(Heading(1, head))
        if passage:
            blocks.append(Paragraph(s.text))
        words = say("words that matter: {words}", words=commas(s.words)) if s.words else ""
        number = "" if id is None else say("suggestion {id}", id=str(id))
        blocks.append(Paragraph(chained([part for part in (number, words) if part]), "note"))
        blocks += [
            Quote(r[10], r[2], r[4], r[0], codes=(r[6],), role=r[15])
            for r in sorted(codings.select(study.db, ids=[i for i, _ in s.because]),
                            key=lambda r, s=s: [i for i, _ in s.because].index(r[0]))  # type: ignore[misc]
        ]  # fmt: skip
    if any(i is not None for i in ids):
        how = Message(
            "suggestion-decide", "accept a suggestion by its number to code it; a rejected one is not offered again"
        )
        blocks.append(Paragraph(how, "note"))
    return Document(title, attributed(study.db, blocks), facts(study), notes)
