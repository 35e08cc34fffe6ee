"""Words of the program that stand in results as heads of columns, values and facts: what a document translates.

Files of rows keep them as they are. Names of the study are none of them. `docs/message_catalogue.py` takes them into the
catalogues.
"""

from __future__ import annotations

from qda.core.families import MEANINGS
from qda.core.language import languages, spoken
from qda.core.message import word

# Types of relations that every study has, and the roles that they give.
RELATIONS = ("causes", "is-context-of", "intervenes-in", "is-strategy-for", "is-consequence-of")
_ROLES = ("causal_conditions", "context", "intervening_conditions", "strategies", "consequences")

# Columns whose values are the program's own words, as far as they are among these.
_VALUES = {
    "kind": "post comment turn answer paragraph heading quoted note boilerplate forum interview article plain table posts "
    "do undo redo base theirs range kinds relation cooccurrence member no-quotes one-participant one-source one-kind "
    "few-properties not-placed one-sided not-met no-negative-case could-be-read ungrounded researcher-only unconnected "
    "left-out no-storyline no-core missed other-code boundary both-edited both-made code-merged removed-used used-removed "
    "text-changed both-updated segments taken loop core code quote source segment participant coding category property placement "
    "comparison memo storyline negative sampling setting",
    "event": "added removed renamed moved merged split defined raised lowered member changed born undone",
    "role": f"participant researcher quoted organisation {' '.join(_ROLES)}",
    "origin": "hand in-vivo autocode discover suggest import",
    "level": "code focused category core individual group sub-organisation organisation community national international",
    "as": "condition consequence",
    "weakest_status": "hypothesis qualified supported",
    "status": "hypothesis supported qualified refuted open closed settled changed gone shown given",
    "class": "raw reduction reconstruction process intentions instruments",
    "outcome": "same differs new-property recode revised bounded exception not-negative open",
    "side": "for against",
    "type": f"{' '.join(dict.fromkeys((*RELATIONS, *MEANINGS)))} "
    "code theoretical methodological reflexive sampling journal home membership",
    "explains_variation": "yes no partly",
    "abstract": "yes no partly",
    "over": "code sets pooled",
    "coefficient": "percent holsti cohen fleiss ac1 alpha u-alpha u-alpha-binary cu-alpha coverage ku-alpha",
    "thing": "coder source segment participant variable value code alias membership coding property placement relation-type "
    "relation evidence comparison judgement memo storyline negative sampling condition setting summary stability pile sorting "
    "checklist reason",
    "unit": "character sentence segment source",
    "rows": "source participant",
    "part": "categories sources codebook memos quotes",
}
VALUES = {column: frozenset(words.split()) for column, words in _VALUES.items()}
VALUES["status"] |= {"not taken up", "worth reading"}
VALUES["outcome"] |= VALUES["status"]
HEADS = (
    "a", "a author", "a code", "a role", "a source", "a stretches", "a text", "absent", "abstract", "added", "after",
    "against", "against codings", "aliases", "alpha", "already", "also", "answer", "as", "as of", "at", "author", "b",
    "b author", "b code", "b role", "b source", "b stretches", "b text", "base", "base codes", "because", "before", "blind",
    "bytes", "c coefficient", "categories", "category", "change", "changed", "changed at", "changes", "characters", "class",
    "closed at", "closer", "code", "code a", "code b", "codebook", "coded at", "coder", "coders", "codes", "coding",
    "codings", "codings a", "codings b", "codings researcher", "codings with codes", "coefficient", "colour", "column",
    "command", "compared", "comparisons", "conditions", "confirmed", "consequences", "context", "core", "count",
    "created at", "cumulative", "date", "dates", "days", "decided at", "decision", "default", "defined at", "definition",
    "definition now", "definition then", "density", "dimension", "done", "drawn", "end", "entries", "event", "example",
    "exclude", "explains variation", "families", "family", "field", "file", "finding", "first", "first coded", "focused",
    "for", "for codings", "forms", "found", "from", "from share", "groundedness", "hash", "head", "high", "id", "in what",
    "include", "item", "jaccard", "joined", "judged", "judgements", "kept", "key", "keyness", "kind", "known", "label",
    "language", "last", "last code", "last meaning", "last merge", "last new code", "last new meaning", "later above",
    "later runs above", "leads", "left", "left out", "left out researcher", "lemmas", "level", "levels", "linked share",
    "links", "login", "low", "marked all", "marked none", "marked some", "match", "mean", "mean over orders", "meaning",
    "members", "memo", "memos", "merged from", "merges", "met", "metadata", "missing", "n", "name", "negative",
    "negative cases", "negative cases open", "new", "new codes", "new codes recent", "new in the last run", "not met yet",
    "note", "now", "object", "on", "open negative", "origin", "other", "ours", "outcome", "over", "part", "participant",
    "participants", "parts of speech", "path", "pattern", "patterns", "percent", "period", "phenomenon", "pile", "pipeline",
    "place", "placements", "points", "points found", "position", "previous", "properties", "property", "pseudonym",
    "pulled", "question", "quote", "quotes", "range", "range found", "ranges", "rank", "reads", "reason", "relation",
    "relations", "removed", "reply to", "resolution", "resolved at", "resolver", "result", "right", "role", "row", "rows",
    "run", "runs", "same", "saved at", "score", "seek", "segment", "segments", "sentence", "sentences", "share", "side",
    "since", "so far", "source", "sources", "sources after it", "sources after that", "sources since",
    "sources since with it", "start", "statement", "status", "steps", "stretches", "stretches with codes", "summary",
    "target", "terms", "text", "theirs", "then", "thin", "thing", "things", "threshold", "times", "title", "to", "to pull",
    "to push", "to share", "together", "tokens", "told", "topic", "total", "type", "unconfirmed", "under", "undone", "unit",
    "units", "unused", "updated at", "url", "uuid", "value", "variable", "variables", "version", "versions", "waiting",
    "weakest status", "weight", "what", "where", "which", "who", "why", "with", "with author", "with code", "with date",
    "with end", "with it", "with role", "with segment", "with source", "with start", "with text", "with uuid", "without",
    "without a reason", "word", "words",
)  # fmt: skip
FACTS = (
    "study", "last change", "as of", "as of change", "report", "note", "codes", "categories", "sources analysed", "memos", "by",
    "written", "core", "core category", "version", "times", "language", "Phenomenon", "Missing roles", "Level", "Path", "Codings",
    "Stretches", "Sources", "Participants", "Codings on a researcher's words", "include", "exclude", "phenomenon", "period",
    "sources", "codings", "segments", "words", "coders", "relations",
)  # fmt: skip
MARKS = ("unconfirmed", "pinned", "for", "against")  # of quotes
OTHERS = (
    "code", "category", "property", "relation", "memo", "source", "segment", "yes", "no", "partly", "day", "week", "month", "low",
    "between", "high", "row", "column", "core category", "negative case", "sampling entry", "comparison", "participant",
    "researcher", "the study", "variable", "coder", "overlap", "linked_share", "home", "membership", "stretch", "site",
    "confirmed at", "storyline", "handed_to", "report_language", "school", "condition_levels", "pseudonyms",
)  # fmt: skip
TITLES = (  # of what commands list, by their words
    "source list", "source lines", "source show", "participant list", "search", "codings", "query", "quotes", "compare",
    "sampling list", "suggest list", "codebook list", "memo list", "memo show", "axial list", "axial paradigm", "axial show",
    "selective candidates", "selective check", "selective storyline", "discover", "discover terms", "language", "log", "info",
    "settings", "suggest codes", "suggest quotes", "source done", "summary list", "axial types", "check",
    "condition add", "condition remove", "condition levels",
    "hub status", "hub member", "pull", "push",
    "handout", "merge", "conflicts", "conflicts settle", "conflicts reopen", "resolve", "summary set", "summary remove",
    "stability draw", "stability next",
    "sort pile", "sort put", "sort take", "sort list", "sort history",
    "log because", "checklist set",
    "source set", "source update", "source rename", "source remove", "segment set", "segment split", "segment join",
    "participant set", "participant import", "participant merge", "participant split", "participant pseudonymise", "import",
    "coding set", "uncode", "confirm", "autocode", "discover accept", "discover reject", "discover rename",
    "discover merge", "compare record", "compare remove", "codebook add", "codebook define", "codebook rename",
    "codebook move", "codebook remove", "codebook merge", "codebook split", "codebook import", "suggest accept",
    "suggest reject", "memo add", "memo edit", "memo remove", "memo link", "memo unlink", "axial category",
    "axial property", "axial place", "axial relate", "axial unrelate", "axial status", "selective judge", "selective core",
    "negative add", "negative resolve", "negative reopen", "negative remove", "sampling add", "sampling close",
    "sampling remove",
)  # fmt: skip


def reading(type: str) -> str:
    """Return a type of relations as a document reads it: one that a study added is called as it calls it."""
    return word(type) if type in RELATIONS or type in MEANINGS else type


def heads() -> dict[str, str]:
    """Return what heads of columns are called in every language, in small letters, each with its key: `codering` is `coding`."""
    return {text.casefold(): head.replace(" ", "_") for head in HEADS for text in _said(head)}


def values(column: str) -> dict[str, str]:
    """Return what the program's words in a column are called in every language, in small letters, each with its word."""
    return {text.casefold(): value for value in sorted(VALUES.get(column, ())) for text in _said(value)}


def _said(word: str) -> list[str]:
    return [spoken(language).text(word) for language in languages()]


def every() -> list[str]:
    """Return all of these words, each once, in order."""
    values = (value for words in VALUES.values() for value in words)
    return sorted({*HEADS, *FACTS, *MARKS, *OTHERS, *values})
