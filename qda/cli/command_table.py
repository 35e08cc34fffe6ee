"""Every command: its words -> (module in qda.cli.commands, function, one line of help). Shown by `qda --help` in this order.

Reports are found in their own files (`qda.reports`), and only when the group `report` is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

GROUPS = {
    "source": "The documents of the study.",
    "segment": "Put right what was read wrong: who wrote a part, where it begins and ends.",
    "participant": "The people who wrote or spoke.",
    "coding": "Change codings.",
    "codebook": "The codes: list, define, move, merge, split; import and export.",
    "axial": "Axial coding: categories, properties, relations, the paradigm.",
    "selective": "Selective coding: the core category and the storyline.",
    "negative": "Negative cases: quotes that contradict, and what came of them.",
    "sampling": "Theoretical sampling: whom or what to look for next, and what it changed.",
    "suggest": "Suggestions, learned from your codings: codes for a passage, passages for a code.",
    "memo": "Memos: write, link, find.",
    "report": "Figures and documents, each with the quotes behind it.",
}

FAMILY = ("", "", "")  # stands where the reports are: each is declared in its own file
_ROWS = {
    "init": ("study", "init", "Make a study in this folder."),
    "demo": ("demo", "demo", "The whole cycle on texts that come with qda."),
    "info": ("study", "info", "What is in the study, in numbers."),
    "log": ("study", "log", "Every change: who, when, what and why."),
    "undo": ("study", "undo", "Take back the last change, or the last N."),
    "redo": ("study", "redo", "Bring back what was taken back."),
    "check": ("study", "check", "Check the file: integrity, offsets, links, history."),
    "backup": ("study", "backup", "Copy the study to a file."),
    "import": ("sources", "import_", "Bring in texts, documents, transcripts, forum pages, tables, folders of them."),
    "source list": ("sources", "source_list", "List the sources."),
    "source show": ("sources", "source_show", "A source's text, who wrote what, and its codings."),
    "source lines": ("sources", "source_lines", "A source's sentences, numbered: the sheet one codes from."),
    "source set": ("sources", "source_set", "Set a source's title, language, kind, date or variables."),
    "source update": ("sources", "source_update", "Take a newer text of a source; its codings move along."),
    "source rename": ("sources", "source_rename", "Give a source another name."),
    "source remove": ("sources", "source_remove", "Remove a source with its codings."),
    "segment set": ("segments", "segment_set", "Correct a segment's author, kind, date or what it answers."),
    "segment split": ("segments", "segment_split", "Cut a segment in two."),
    "segment join": ("segments", "segment_join", "Make one segment of two neighbours."),
    "participant list": ("participants", "participant_list", "List who wrote or spoke."),
    "participant set": ("participants", "participant_set", "Set a participant's role or variables."),
    "participant import": ("participants", "participant_import", "Set what is known of people from a table."),
    "participant merge": ("participants", "participant_merge", "Make one person of several, or rename one."),
    "participant split": (
        "participants",
        "participant_split",
        "Make another person of what one wrote in some sources.",
    ),
    "participant pseudonymise": ("pseudonyms", "pseudonymise", "Show people by pseudonym; the key lies elsewhere."),
    "search": ("search", "search", "Find words in what people wrote."),
    "code": ("coding", "code", "Give a stretch of text one or more codes."),
    "coding set": ("coding", "coding_set", "Change a coding's code, stretch or note; its number stays."),
    "uncode": ("coding", "uncode", "Remove codings."),
    "confirm": ("coding", "confirm", "Say that you have read codings made by pattern."),
    "autocode": ("coding", "autocode", "Code every match of a phrase or pattern, unconfirmed."),
    "codings": ("coding", "codings", "List codings with their quotes."),
    "quotes": ("coding", "quotes", "The quotes of codes, with those under them."),
    "read": ("read", "read", "Read and code on the whole screen: the full-screen coder."),
    "discover": ("discover", "discover", "Find candidate categories in the texts, with their quotes."),
    "discover terms": ("discover", "terms", "Families of terms that stand out, also rare ones."),
    "discover accept": ("discover", "accept", "Make codes of candidates; their codings are unconfirmed."),
    "discover reject": ("discover", "reject", "Remember that candidates are none."),
    "discover rename": ("discover", "rename", "Call a candidate otherwise."),
    "discover merge": ("discover", "merge", "Show candidates as one."),
    "language": ("discover", "language", "With what each language is read."),
    "compare": ("compare", "compare", "Incidents of a code side by side: constant comparison."),
    "compare record": ("compare", "record", "Keep what a comparison gave."),
    "compare remove": ("compare", "remove", "Remove records of comparisons."),
    "codebook list": ("codebook", "list_", "The codes with their definitions and use."),
    "codebook add": ("codebook", "add", "Make a code."),
    "codebook define": ("codebook", "define", "Say what a code means: definition, inclusion, exclusion, level."),
    "codebook rename": ("codebook", "rename", "Give a code another name; the old one stays an alias."),
    "codebook move": ("codebook", "move", "Give a code another home."),
    "codebook remove": ("codebook", "remove", "Remove a code with its codings; memos stay."),
    "codebook merge": ("codebook", "merge", "Join codes that are names of one thing."),
    "codebook split": ("codebook", "split", "Give some of a code's codings another code."),
    "codebook import": ("codebook", "import_", "Bring in a codebook: .yaml, .csv or .qdc."),
    "codebook export": ("codebook", "export", "Write the codebook: .yaml, .csv or .qdc."),
    "suggest codes": ("suggest", "codes", "Codes for a passage, with the quotes that speak for each."),
    "suggest quotes": ("suggest", "quotes", "Passages for a code: more like its quotes."),
    "suggest list": ("suggest", "list_", "What was suggested, and what became of it."),
    "suggest accept": ("suggest", "accept", "Code what was suggested."),
    "suggest reject": ("suggest", "reject", "Say no to suggestions, and have that learned from."),
    "memo add": ("memo", "add", "Write a memo, on a code, a quote, a source …"),
    "memo list": ("memo", "list_", "List the memos."),
    "memo show": ("memo", "show", "Show a memo with its quotes, or its versions."),
    "memo edit": ("memo", "edit", "Change a memo; the earlier version is kept."),
    "memo remove": ("memo", "remove", "Remove memos."),
    "memo link": ("memo", "link", "Say that a memo is about something more."),
    "memo unlink": ("memo", "unlink", "Say that a memo is no longer about something."),
    "axial category": ("axial", "category", "Raise a code to a category; let it gather codes."),
    "axial property": ("axial", "property_", "Give a category a property: a range, or kinds."),
    "axial place": ("axial", "place", "Say where a coding lies on a property."),
    "axial relate": ("axial", "relate", "Relate two categories, with quotes for and against."),
    "axial unrelate": ("axial", "unrelate", "Remove relations."),
    "axial status": ("axial", "status", "Say how a relation stands."),
    "axial list": ("axial", "list_", "List the relations."),
    "axial types": ("axial", "types", "List the types of relations, or add one."),
    "axial paradigm": ("axial", "paradigm", "Read the paradigm around a phenomenon."),
    "axial show": ("axial", "show", "Read one category with all that it holds."),
    "selective candidates": ("selective", "candidates", "Lay the candidates for the core side by side."),
    "selective judge": ("selective", "judge", "Keep what you judge of a candidate."),
    "selective core": ("selective", "core", "Declare the core category."),
    "selective storyline": ("selective", "storyline", "Print or write the storyline."),
    "selective check": ("selective", "check", "What the storyline leaves open."),
    "negative add": ("negative", "add", "Keep that a quote contradicts a category, a relation …"),
    "negative resolve": ("negative", "resolve", "Say what came of a negative case."),
    "negative reopen": ("negative", "reopen", "Open resolved negative cases again."),
    "negative remove": ("negative", "remove", "Take negative cases out of the ledger."),
    "sampling add": ("sampling", "add", "Note whom or what to look for next, and for which category."),
    "sampling close": ("sampling", "close", "Say which sources came of it, and what they changed."),
    "sampling list": ("sampling", "list_", "List the sampling ledger."),
    "sampling remove": ("sampling", "remove", "Take entries out of the sampling ledger."),
    "report": FAMILY,
    "help": ("help", "help_", "Show the help of a command."),
}


class Commands(Mapping[str, tuple[str, str, str]]):
    """The table as a mapping; the reports in it are looked for when one is asked for."""

    def __getitem__(self, words: str) -> tuple[str, str, str]:
        group, _, name = words.partition(" ")
        if _ROWS.get(group) is not FAMILY:
            return _ROWS[words]
        if not name:
            raise KeyError(words)
        return ("report", name, _reports()[name])

    def __iter__(self) -> Iterator[str]:
        for words, row in _ROWS.items():
            if row is FAMILY:
                yield from (f"{words} {name}" for name in _reports())
            else:
                yield words

    def __len__(self) -> int:
        return sum(1 for _ in self)


COMMANDS: Mapping[str, tuple[str, str, str]] = Commands()


def _reports() -> dict[str, str]:
    """Every report with its line of help."""
    from qda import reports

    return {name: report.help for name, report in reports.listed().items()}


def below(prefix: str) -> list[str]:
    """The names that follow a beginning of words in the table, in its order."""
    n = len(prefix)
    every = COMMANDS if _ROWS.get(prefix[:-1]) is FAMILY else _ROWS
    return list(dict.fromkeys(words[n:].split(" ")[0] for words in every if words.startswith(prefix)))
