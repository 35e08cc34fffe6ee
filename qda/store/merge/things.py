"""What merges do to each kind of thing: one entry a table, from which the table of a merge and the page of the docs are made."""

from __future__ import annotations

from typing import NamedTuple

from qda.store.analysis.links import TEXTS

WHEN = frozenset(("uuid", "created_at", "updated_at", "imported_at", "key"))
BETWEEN = {"definition": "\n\n"}  # what stands between two texts that are joined; else a semicolon
LINKED = {
    table: text for table, (_, text) in TEXTS.items()
}  # tables -> the column with a text that holds links by uuid
BOTH = ("definition", "include", "exclude", "example", "note")  # of what both made both texts are kept


class Thing(NamedTuple):
    """A kind of thing.

    thing: as the table of a merge calls it, "" for rows that belong to another thing. same: by what a thing is the same in both
    files, besides its uuid. aside: columns that are counted, not compared. groups: columns that are one value together, the
    first names it. made: columns that say how a thing was made, which two makings may differ in. by: columns of a group that say
    who said it and when: two who say the same agree.
    """

    table: str
    thing: str
    same: str
    aside: frozenset[str] = frozenset()
    groups: tuple[tuple[str, ...], ...] = ()
    made: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


THINGS = (
    Thing("coder", "coder", "its name"),
    Thing("setting", "setting", "its name"),
    Thing(
        "source", "source", "the same characters",
        _set("text", "characters", "words", "sha256", "sentence_rules", "metadata", "origin"),
    ),
    Thing(
        "participant", "participant", "name and site, and the source of one who is a person of one source",
    ),
    Thing("segment", "segment", "source and stretch", _set("n", "words", "metadata"), (("participant", "author"),)),
    Thing("variable", "variable", "name, and whether sources or people have it"),
    Thing("value", "value", "its variable and who has it"),
    Thing("code", "code", "its path, or an alias", made=_set("origin", "coder")),
    Thing("code_alias", "alias", "its code and name"),
    Thing("membership", "membership", "its code and category"),
    Thing(
        "coding", "coding", "source, stretch, code and coder", _set("words", "segment", "last_segment", "characters"),
        (("source", "start", "end"),), _set("origin", "confirmed", "pinned", "confirmed_at"),
    ),
    Thing("property", "property", "its category and name", groups=(("points", "kind"),)),
    Thing("placement", "placement", "coding, property and coder", groups=(("value", "position"),)),
    Thing("relation_type", "relation-type", "its name"),
    Thing("relation", "relation", "what it relates, and its type", made=_set("coder")),
    Thing("evidence", "evidence", "relation, coding and side"),
    Thing("comparison", "comparison", "its uuid", groups=(("outcome", "property"),)),
    Thing("judgement", "judgement", "its category and coder"),
    Thing("memo", "memo", "its uuid"),
    Thing("memo_version", "", "comes with its memo"),
    Thing("checklist", "checklist", "its standard and item", groups=(("text", "memo", "coder"),), by=_set("coder")),
    Thing("storyline", "storyline", "its uuid"),
    Thing(
        "negative", "negative", "its uuid", groups=(("outcome", "resolution", "resolver", "resolved_at"),),
        by=_set("resolver", "resolved_at"),
    ),
    Thing(
        "sampling", "sampling", "its uuid", groups=(("changed", "closer", "closed_at"),), by=_set("closer", "closed_at"),
    ),
    Thing("condition", "condition", "its category, what it is and its level", made=_set("coder")),
    Thing("condition_coding", "", "its condition and coding"),
    Thing("summary", "summary", "its cell and coder"),
    Thing("summary_version", "", "comes with its summary"),
    Thing("sampling_source", "", "comes with its entry"),
    Thing("link", "", "comes with its memo"),
    Thing("carried", "", "its uuid"),
    Thing("source_done", "done", "its source and coder", made=_set("teller")),
    Thing("decision", "decision", "its uuid, or the place that both settled alike"),
    Thing("decision_place", "", "comes with its decision"),
    Thing("decision_coding", "", "comes with its decision"),
    Thing("category_change", "", "its category", _set("at", "what")),
    Thing("stability", "stability", "its uuid"),
    Thing("stability_item", "", "comes with its draw", _set("first_at"), (("source", "start", "end"),)),
    Thing("stability_then", "", "comes with its draw"),
    Thing("stability_coded", "stability", "its item: what both coded again stays as ours has it"),
    Thing("stability_now", "", "comes with what was coded again"),
    Thing("pile", "pile", "its name and the pile above it", made=_set("rank", "coder")),
    Thing(  # both put the memo into one pile: the history has both reasons
        "sorting", "sorting", "its memo", groups=(("pile", "rank", "because", "coder", "created_at"),),
        made=_set("rank", "because"), by=_set("coder", "created_at"),
    ),
    Thing("sorting_move", "", "its uuid"),
    Thing("reason", "reason", "the line that it is about, and its text", made=_set("coder")),
)  # fmt: skip
BY_TABLE = {t.table: t for t in THINGS}
# The order in which the table of a merge has them.
ORDER = (
    "coder", "source", "segment", "participant", "variable", "value", "code", "alias", "membership", "coding", "property",
    "placement", "relation-type", "relation", "evidence", "comparison", "judgement", "memo", "storyline", "negative",
    "sampling", "condition", "setting", "summary", "checklist", "done", "decision", "stability", "pile", "sorting", "reason",
)  # fmt: skip

# Kinds of conflict -> when, and what is done: as the docs say it.
KINDS = {
    "both-edited": ("both altered one column, to two values", "ours stays; theirs stands in the conflict: a code's name as an "
                    "alias, the text of a memo or storyline as a version"),
    "both-made": ("both made it, and the rest differs", "definitions, rules, examples and notes: both are kept; else ours stays; "
                  "of a place that both settled differently, ours' decision"),
    "code-merged": ("one side used a code that the other merged into another", "it is with that code; a coding that is there "
                    "already is joined"),
    "removed-used": ("ours removed what theirs edited or rested something on", "it comes back, with what it needs"),
    "used-removed": ("theirs removed what ours edited or rested something on", "it stays"),
    "text-changed": ("one side gave a source another text, the other coded it", "codings follow their words; those that cannot "
                     "stay on the old text"),
    "both-updated": ("both gave a source other texts", "ours is the source, theirs is NAME (2), with the codings made in it"),
    "segments": ("both corrected a source's segments differently", "ours' segments stay; codings are counted in them"),
    "taken": ("their edit would make two things one", "codings are joined; a name of ours stays"),
    "loop": ("both moves together put a code under itself", "ours' home stays; theirs is a membership"),
    "core": ("there would be two cores", "ours stays the core, theirs is a category"),
}  # fmt: skip
