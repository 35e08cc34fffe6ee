"""Every command: its words -> (module in qda.cli, function, one line of help). Shown by `qda --help` in this order."""

from __future__ import annotations

GROUPS = {
    "source": "The documents of the study.",
    "segment": "Put right what was read wrong: who wrote a part, where it begins and ends.",
    "participant": "The people who wrote or spoke.",
    "coding": "Change codings.",
    "codebook": "The codes: list, define, move, merge, split; import and export.",
    "axial": "Axial coding: categories, properties, relations, the paradigm.",
    "selective": "Selective coding: the core category and the storyline.",
    "memo": "Memos: write, link, find.",
    "report": "Figures and documents, each with the quotes behind it.",
}

COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("study", "init", "Make a study in this folder."),
    "info": ("study", "info", "What is in the study, in numbers."),
    "log": ("study", "log", "Every change: who, when, what and why."),
    "undo": ("study", "undo", "Take back the last change, or the last N."),
    "redo": ("study", "redo", "Bring back what was taken back."),
    "check": ("study", "check", "Check the file: integrity, offsets, links, history."),
    "backup": ("study", "backup", "Copy the study to a file."),
    "import": ("sources", "import_", "Bring in texts, folders, tables of posts or codings."),
    "source list": ("sources", "source_list", "List the sources."),
    "code": ("coding", "code", "Give a stretch of text one or more codes."),
    "coding set": ("coding", "coding_set", "Change a coding's code, stretch or note; its number stays."),
    "uncode": ("coding", "uncode", "Remove codings."),
    "confirm": ("coding", "confirm", "Say that you have read codings made by pattern."),
    "autocode": ("coding", "autocode", "Code every match of a phrase or pattern, unconfirmed."),
    "codings": ("coding", "codings", "List codings with their quotes."),
    "quotes": ("coding", "quotes", "The quotes of codes, with those under them."),
    "report frequencies": ("report", "frequencies", "How often each code is used, where and by whom."),
    "report cooccurrence": ("report", "cooccurrence", "Which codes go together."),
}
