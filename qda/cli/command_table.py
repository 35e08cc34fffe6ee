"""Every command: its words -> (module in qda.cli.commands, function, one line of help). `SECTIONS` says where
`qda --help` shows it.

Reports are found in their own files (`qda.reports`), and only when the group `report` is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

GROUPS = {
    "source": "List, read, edit, update or remove sources, the documents of the study.",
    "segment": "Correct segments (posts, turns, paragraphs): who wrote them, where they begin and end.",
    "participant": "List, describe, merge or split participants; show pseudonyms in place of their names.",
    "coding": "Change codings: their code, stretch or note.",
    "codebook": "List, define, rename, move, merge, split or remove codes; import or export a codebook.",
    "axial": "Axial coding: build categories, give them properties, relate them, read the paradigm.",
    "selective": "Selective coding: choose the core category, write and check the storyline.",
    "condition": "The conditional matrix: conditions and consequences by level (`report conditional-matrix` shows it).",
    "negative": "Negative cases: record quotes that contradict a category (`report negative-cases` lists them).",
    "sampling": "Theoretical sampling: keep a list of whom or what to look for next (`report sampling` suggests it).",
    "stability": "Code drawn stretches again, blind, to see how steady your coding is (`report stability`).",
    "suggest": "Suggest codes for a passage, or passages for a code, learned from your codings.",
    "memo": "Write, link, list, show or edit memos.",
    "summary": "Sum up what each source or participant says about a code: the cells of `report matrix`.",
    "sort": "Sort memos into piles, the headings of a draft (`report draft` writes it), each move with its reason.",
    "checklist": "Answer items of reporting checklists (`report checklist` lists them).",
    "hub": "A hub for the team: a PostgreSQL database through which all work on one study (`pull`, `push`).",
    "report": "Report frequencies, categories, quotes, memos, saturation, what to sample next: as CSV, Word, HTML …",
}

# How `qda --help` groups what stands at the top of the table; a group's commands are shown in this order.
SECTIONS = {
    "study": ("init", "demo", "info", "settings", "log", "at", "undo", "redo", "check", "backup", "completion", "help"),
    "texts": ("import", "source", "segment", "participant", "search"),
    "coding": ("read", "code", "coding", "uncode", "confirm", "autocode", "codings", "quotes", "query", "codebook",
               "discover", "suggest", "language", "compare"),
    "theory": ("axial", "selective", "condition", "negative", "sampling"),
    "memos": ("memo", "summary", "sort"),
    "reports": ("report", "checklist"),
    "exchange": ("export",),
    "teams": ("handout", "merge", "conflicts", "hub", "pull", "push", "agreement", "disagreements", "resolve", "stability"),
}  # fmt: skip

# Commands that open no study to be changed, and yet do not go with one as of an earlier change.
NEVER_THEN = ("init", "demo", "backup", "read", "at")

FAMILY = ("", "", "")  # stands where the reports are: each is declared in its own file
_ROWS = {
    "init": ("study", "init", "Create a study in this folder."),
    "demo": ("demo", "demo", "Play the whole grounded-theory cycle on texts that come with qda."),
    "info": ("study", "info", "Show the size of the study: sources, words, codes, codings, memos."),
    "settings": ("study", "settings", "Show or change the study's name, languages and school."),
    "log": ("study", "log", "List every change: who made it, when, what and why."),
    "at": ("at", "at", "Run a command on the study as it was: as of a change of the log, a day or a time."),
    "log because": ("study", "log_because", "Give a change a reason after it was made; its line and hash stay."),
    "undo": ("study", "undo", "Undo the last change, or the last N."),
    "redo": ("study", "redo", "Redo what was undone."),
    "check": ("study", "check", "Check that the study file is whole: text, offsets, links, history."),
    "backup": ("study", "backup", "Copy the whole study, real names included, to a file."),
    "import": ("sources", "import_", "Import texts, documents, transcripts, forum pages, tables, or folders of them."),
    "export": ("exchange", "export", "Export the study: a project for other programs (.qdpx), or text for git."),
    "source list": ("sources", "source_list", "List the sources."),
    "source show": ("sources", "source_show", "Show a source: its text, who wrote what, its codings."),
    "source lines": ("sources", "source_lines", "Print the numbered sentences of a source, to code line by line."),
    "source set": ("sources", "source_set", "Set a source's title, language, kind, date or variables."),
    "source done": ("sources", "source_done", "Say that a coder has read a source whole; list who has read what."),
    "source update": ("sources", "source_update", "Take a newer text of a source; its codings move along."),
    "source rename": ("sources", "source_rename", "Rename a source."),
    "source remove": ("sources", "source_remove", "Remove a source with its codings."),
    "segment set": ("segments", "segment_set", "Correct a segment's author, kind or date, or which post it answers."),
    "segment split": ("segments", "segment_split", "Split a segment in two."),
    "segment join": ("segments", "segment_join", "Join two neighbouring segments."),
    "participant list": ("participants", "participant_list", "List who wrote or spoke."),
    "participant set": ("participants", "participant_set", "Set a participant's role or variables."),
    "participant import": ("participants", "participant_import", "Import what is known of participants from a table."),
    "participant merge": ("participants", "participant_merge", "Merge participants who are one person, or rename one."),
    "participant split": (
        "participants",
        "participant_split",
        "Separate two people who share a name, by source.",
    ),
    "participant pseudonymise": (
        "pseudonyms",
        "pseudonymise",
        "Show pseudonyms in place of names, in texts and reports; the study keeps the names.",
    ),
    "search": ("search", "search", "Search for words in what people wrote."),
    "code": ("coding", "code", "Code a stretch of text from the command line: a quote, a sentence, a segment."),
    "coding set": ("coding", "coding_set", "Change a coding's code, stretch or note; its number stays."),
    "uncode": ("coding", "uncode", "Remove codings; the codes stay."),
    "confirm": ("coding", "confirm", "Confirm codings that `autocode` or a suggestion made, once you have read them."),
    "autocode": ("coding", "autocode", "Code every match of a phrase or pattern; the codings are unconfirmed."),
    "codings": ("coding", "codings", "List codings: number, code, coder, place and quote of each."),
    "quotes": ("coding", "quotes", "Read all quotes of codes, and of the codes under them."),
    "query": ("query", "query", "Ask where codes occur together, near each other or without each other."),
    "read": ("read", "read", "Read and code on the full screen, with the keyboard or mouse: start here."),
    "discover": (
        "discover",
        "discover",
        "Find groups of words that occur together, with quotes, as candidates for categories.",
    ),
    "discover terms": ("discover", "terms", "List families of terms that stand out, rare ones too."),
    "discover accept": ("discover", "accept", "Accept candidates as codes; their codings are unconfirmed."),
    "discover reject": ("discover", "reject", "Reject candidates so that they are not offered again."),
    "discover rename": ("discover", "rename", "Rename a candidate."),
    "discover merge": ("discover", "merge", "Merge candidates into one."),
    "language": (
        "discover",
        "language",
        "Show which language tools `discover` and `suggest` use, and which you could install.",
    ),
    "compare": ("compare", "compare", "Compare the incidents of a code side by side: constant comparison."),
    "compare record": ("compare", "record", "Record the outcome of a comparison."),
    "compare remove": ("compare", "remove", "Remove records of comparisons."),
    "codebook list": ("codebook", "list_", "List the codes with their definitions and how often each is used."),
    "codebook add": ("codebook", "add", "Add a code."),
    "codebook define": (
        "codebook",
        "define",
        "Define a code: its meaning, inclusion, exclusion, level (code, focused, category).",
    ),
    "codebook rename": ("codebook", "rename", "Rename a code; its old name still finds it."),
    "codebook move": ("codebook", "move", "Move a code under another code, or to the top."),
    "codebook remove": ("codebook", "remove", "Remove a code with its codings; memos on it are kept."),
    "codebook merge": ("codebook", "merge", "Merge codes that are two names for one thing."),
    "codebook split": ("codebook", "split", "Split a code: give some of its codings another code."),
    "codebook import": ("codebook", "import_", "Import a codebook: .yaml, .csv or .qdc."),
    "codebook export": ("codebook", "export", "Export the codebook: .yaml, .csv or .qdc."),
    "suggest codes": ("suggest", "codes", "Suggest codes for a passage, with the quotes that support each."),
    "suggest quotes": ("suggest", "quotes", "Find passages that resemble a code's quotes and do not have it yet."),
    "suggest list": ("suggest", "list_", "List suggestions and whether you accepted or rejected them."),
    "suggest accept": ("suggest", "accept", "Accept suggestions: code the passages."),
    "suggest reject": ("suggest", "reject", "Reject suggestions, so that later ones take it into account."),
    "memo add": ("memo", "add", "Write a memo on a code, a quote, a source or anything else."),
    "memo list": ("memo", "list_", "List the memos."),
    "memo show": ("memo", "show", "Show a memo with its quotes, or all its versions."),
    "memo edit": ("memo", "edit", "Edit a memo; the earlier version is kept."),
    "memo remove": ("memo", "remove", "Remove memos."),
    "memo link": ("memo", "link", "Link a memo to something more."),
    "memo unlink": ("memo", "unlink", "Unlink a memo from something."),
    "summary set": ("summary", "set_", "Sum up what a source, a participant or a group says about a code."),
    "summary list": ("summary", "list_", "List the summaries, or all versions of one."),
    "summary remove": ("summary", "remove", "Remove summaries."),
    "sort pile": ("sort", "pile", "Make, rename, move or remove a pile, a heading of the draft."),
    "sort put": ("sort", "put", "Put a memo into a pile, and say why."),
    "sort take": ("sort", "take", "Take a memo out of its pile."),
    "sort list": ("sort", "list_", "List the memos in piles, those in none, or the piles."),
    "sort history": ("sort", "history", "List every move of the memos, with its reason."),
    "checklist set": ("checklist", "set_", "Answer an item of a reporting checklist, in your words or by a memo."),
    "axial category": ("axial", "category", "Raise a code to a category, or make one, and gather codes under it."),
    "axial property": (
        "axial",
        "property_",
        "Give a category a property with its dimension: a range, or a list of kinds.",
    ),
    "axial place": ("axial", "place", "Place a quote on the dimension of a property."),
    "axial relate": ("axial", "relate", "Relate two categories, with quotes for and against."),
    "axial unrelate": ("axial", "unrelate", "Remove relations between categories."),
    "axial status": ("axial", "status", "Set a relation's status: hypothesis, supported, qualified, refuted."),
    "axial list": ("axial", "list_", "List the relations."),
    "axial types": ("axial", "types", "List the types of relations, or add one."),
    "axial paradigm": ("axial", "paradigm", "Show the paradigm around a phenomenon."),
    "axial show": ("axial", "show", "Show a category with its codes, properties, relations and quotes."),
    "selective candidates": ("selective", "candidates", "Compare the categories as candidates for the core."),
    "selective judge": (
        "selective",
        "judge",
        "Record how well a category would do as the core.",
    ),
    "selective core": ("selective", "core", "Declare the core category."),
    "selective storyline": ("selective", "storyline", "Print the storyline, or write a new version."),
    "selective check": ("selective", "check", "Check the storyline: claims without quotes, categories left out."),
    "condition add": ("condition", "add", "Say at which level a category is a condition or a consequence."),
    "condition remove": ("condition", "remove", "Remove conditions and consequences from the matrix."),
    "condition levels": ("condition", "levels", "List the levels of the conditional matrix, or set other ones."),
    "negative add": (
        "negative",
        "add",
        "Record that a quote contradicts a code, category, property, relation or memo.",
    ),
    "negative resolve": ("negative", "resolve", "Resolve a negative case: say what came of it."),
    "negative reopen": ("negative", "reopen", "Reopen resolved negative cases."),
    "negative remove": ("negative", "remove", "Remove negative cases from the record."),
    "sampling add": ("sampling", "add", "Record whom or what to look for next, and for which category."),
    "sampling close": ("sampling", "close", "Close an entry: which sources came of it, and what they changed."),
    "sampling list": ("sampling", "list_", "List what to look for next, and what came of it."),
    "sampling remove": ("sampling", "remove", "Remove entries from the record."),
    "report": FAMILY,
    "handout": ("teams", "handout", "Hand out a copy of the study to another coder, whole or blind."),
    "merge": ("teams", "merge", "Merge another file of the study: bring the work of another coder in."),
    "conflicts": ("teams", "conflicts", "List what merges could not decide."),
    "conflicts settle": ("teams", "settle", "Settle conflicts: keep yours, take theirs, or set a value."),
    "conflicts reopen": ("teams", "reopen", "Open settled conflicts again."),
    "hub init": ("hub", "init", "Make a hub in a PostgreSQL database, and put the study into it."),
    "hub join": ("hub", "join", "Make a study's file from the hub."),
    "hub member": ("hub", "member", "Make a login a member of the study, or none any more."),
    "hub blind": ("hub", "blind", "Hide from coders in the hub what others made, or show it."),
    "hub skip": ("hub", "skip", "Pass a push over in which something is bad."),
    "hub status": ("hub", "status", "Show who you are in the hub, what is to be pulled and pushed, the members."),
    "pull": ("hub", "pull", "Take what others pushed to the hub, as a merge."),
    "push": ("hub", "push", "Pull, then send your work to the hub."),
    "agreement": (
        "agreement",
        "agreement",
        "Show how far coders agree, with intervals, and what the figures do not say.",
    ),
    "disagreements": ("agreement", "disagreements", "List the places where coders differ, with what each has there."),
    "resolve": ("agreement", "resolve", "Settle places where coders differ, in a layer that counts beside nobody."),
    "stability draw": ("stability", "draw", "Draw stretches that you have coded, to code them again blind."),
    "stability next": ("stability", "next_", "Show the next drawn stretch, without the codes that it had."),
    "stability code": ("stability", "code", "Say which codes a drawn stretch has now, or that it has none."),
    "stability drop": ("stability", "drop", "Give up the draws that you have not coded whole."),
    "completion": ("completion", "completion", "Print the script that completes commands and names in your shell."),
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
