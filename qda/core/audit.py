"""Which class of an audit trail each command belongs to, and what it is about.

The classes are those of Lincoln and Guba (1985, Naturalistic Inquiry, appendix A), after Halpern (1983). Commands are
named as the log of a study names them. The page of the docs is made of these tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qda.core.message import phrase

# Class -> what Lincoln and Guba put into it, as far as a study has it.
CLASSES: dict[str, str] = {
    "raw": phrase("the texts, who speaks in them, and what is known of both"),
    "reduction": phrase("codings, summaries, what was offered and taken, memos on codes"),
    "reconstruction": phrase("categories and relations, the core, the storyline, theoretical memos"),
    "process": phrase("comparisons, contradictions, sampling, agreement, work in a team, what was taken back"),
    "intentions": phrase("how and why the study is done: methodological and reflexive memos, the journal, settings"),
    "instruments": phrase("the codebook, reporting checklists"),
}

# Type of a memo -> class of the commands on it.
MEMOS: dict[str, str] = {
    "code": "reduction",
    "theoretical": "reconstruction",
    "sampling": "reconstruction",
    "methodological": "intentions",
    "reflexive": "intentions",
    "journal": "intentions",
}
MEMO = "by the type of the memo"


class Kind(NamedTuple):
    """What the audit knows of a command: its class (`MEMO`: by the type of the memo), and the table that it is about."""

    of: str
    table: str


def _all(of: str, table: str, commands: str) -> dict[str, Kind]:
    return {command: Kind(of, table) for command in commands.split(", ")}


COMMANDS: dict[str, Kind] = {
    **_all("raw", "source", "import, source set, source update, source done, source rename, source remove"),
    **_all("raw", "segment", "segment set, segment split, segment join"),
    **_all(
        "raw", "participant",
        "participant set, participant import, participant merge, participant split, participant pseudonymise",
    ),
    **_all("reduction", "coding", "code, uncode, coding set, confirm, autocode, import codings"),
    **_all("reduction", "candidate", "discover, discover accept, discover reject, discover rename, discover merge"),
    **_all("reduction", "suggestion", "suggest codes, suggest quotes, suggest accept, suggest reject"),
    **_all("reduction", "summary", "summary set, summary remove"),
    **_all(MEMO, "memo", "memo add, memo edit, memo remove, memo link, memo unlink"),
    **_all("reconstruction", "code", "axial category, selective core"),
    **_all("reconstruction", "property", "axial property"),
    **_all("reconstruction", "coding", "axial place"),
    **_all("reconstruction", "relation", "axial relate, axial unrelate, axial status"),
    **_all("reconstruction", "relation_type", "axial types add"),
    **_all("reconstruction", "code", "selective judge"),
    **_all("reconstruction", "storyline", "selective storyline"),
    **_all("reconstruction", "condition", "condition add, condition remove, condition levels"),
    **_all("reconstruction", "pile", "sort pile"),
    **_all("reconstruction", "memo", "sort put, sort take"),
    **_all("process", "comparison", "compare record, compare remove"),
    **_all("process", "negative", "negative add, negative resolve, negative reopen, negative remove"),
    **_all("process", "sampling", "sampling add, sampling close, sampling remove"),
    **_all("process", "stability", "stability draw, stability code, stability drop"),
    **_all("process", "code", "codebook merge, codebook split"),
    **_all("process", "handout", "handout"),
    **_all("process", "merged", "merge, pull"),
    **_all("process", "setting", "push, hub init, hub join, hub member, hub blind, hub skip"),
    **_all("process", "conflict", "conflicts settle, conflicts reopen"),
    **_all("process", "decision", "resolve"),
    **_all("process", "change", "undo, redo, log because"),
    **_all("intentions", "setting", "init, settings"),
    **_all(
        "instruments", "code",
        "codebook add, codebook define, codebook rename, codebook move, codebook remove, codebook import",
    ),
    **_all("instruments", "checklist", "checklist set"),
}  # fmt: skip

# Changes for which an auditor asks why; of `RAISING` those that raised a code, of `REMOVING` those that removed a property.
ASKED = frozenset(
    (
        "codebook merge",
        "codebook split",
        "codebook remove",
        "selective core",
        "axial status",
        "source remove",
        "memo remove",
    )
)
RAISING = frozenset(("axial category", "codebook define"))
REMOVING = frozenset(("axial property",))


def kind(command: str) -> Kind:
    """Return what is known of a command of the log.

    One that this program does not know (a study may hold changes of a later one) is judged by the first that begins alike;
    where none does it is process.
    """
    held = COMMANDS.get(command)
    if held is not None:
        return held
    group = command.partition(" ")[0]
    return next((k for name, k in COMMANDS.items() if name.partition(" ")[0] == group), Kind("process", ""))


def class_of(command: str, memo: str = "") -> str:
    """Return the class of a change: that of its command, on a memo that of the memo's type."""
    of = kind(command).of
    return MEMOS.get(memo, MEMOS["theoretical"]) if of == MEMO else of


def by_class(of: str) -> Iterable[str]:
    """Yield the commands of a class, in the order of the table."""
    return (name for name, k in COMMANDS.items() if k.of == of)
