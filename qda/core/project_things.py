"""What becomes of each thing of a project, on the way out and on the way in: the table that the reference shows.

`THINGS` says which things there are; every row of a `Tally` is one of them, and what it counts is foreseen here.
"""

from __future__ import annotations

from typing import NamedTuple


class Fate(NamedTuple):
    """What becomes of a thing: `kept` as what, what of it is only `carried`, what is `lost`; "" where that does not happen.

    On export, kept is what other programs see, and carried what only qda reads back. On import, kept is what the study's
    listings show, and carried what the study holds only to give it back on export.
    """

    kept: str
    carried: str = ""
    lost: str = ""


# What came with another program's project and has no place in the study is given back as it came.
_BACK = "the element as it came"
_UNFIT = "an element that the standard does not allow"

EXPORT: dict[str, Fate] = {
    "coder": Fate("User"),
    "code": Fate(
        "Code, nested, with its colour; the definition as Description, and in it, after a line that says qda, level, include, "
        "exclude, example and aliases",
        "origin, coder, time",
    ),
    "set": Fate(_BACK, _UNFIT),
    "source": Fate(
        "TextSource with its text as a file; title and metadata as Description, variables as VariableValue; what came as a PDF, "
        "PDFSource",
        "kind, language, date, metadata as data, digest of the file, rules of the sentences",
    ),
    "media": Fate(
        "the file as it came",
        "",
        "a file that is not in the folder of media, or not as it came; any while pseudonyms are on",
    ),
    "segment": Fate(
        "for each that has a participant, a PlainTextSelection without a Coding; its name is the author",
        "segments without a participant; kind, parent, what it replies to, date, metadata",
    ),
    "participant": Fate(
        "Case with values (the role among them), its sources and its segments; for NVivo also a Code",
        "the site where the name holds",
    ),
    "variable": Fate("Variable of the narrowest type that writes every value back letter by letter, else Text"),
    "value": Fate("VariableValue"),
    "coding": Fate(
        "Coding in the PlainTextSelection of its stretch, with user and time; the note as a Note, for MAXQDA "
        "and QualCoder as Description",
        "origin, confirmed, pinned",
    ),
    "coding-of-source": Fate(_BACK, _UNFIT),
    "area": Fate(_BACK, _UNFIT),
    "selection": Fate(_BACK, _UNFIT),
    "memo": Fate(
        "Note on the study, source, segment, code, coding or relation that it is about; on a participant, with a Link; links in "
        "its text by name",
        "type, date, earlier versions, links in its text, what else it is about",
    ),
    "relation": Fate(
        "Link from code to code, named by its type; status, note and quotes as a Note on it", "evidence as data"
    ),
    "link": Fate(_BACK, _UNFIT),
    "graph": Fate(_BACK, _UNFIT),
    "membership": Fate("Set of codes with the category's name"),
    "alias": Fate("a line in the code's Description"),
    "property": Fate("Note to read, on the category", "all of it as data"),
    "placement": Fate("Note to read, on the coding", "all of it as data"),
    "comparison": Fate("Note to read, on the coding", "all of it as data"),
    "negative": Fate("Note to read, on the coding", "all of it as data"),
    "sampling": Fate("Note to read, on the category", "all of it as data"),
    "judgement": Fate("Note to read, on the category", "all of it as data"),
    "pile": Fate("", "all of it as data"),
    "sorting": Fate("", "where each memo lies and why; every earlier move"),
    "condition": Fate("", "all of it as data"),
    "stability": Fate("", "all of it as data, what drawn stretches had and were given again"),
    "checklist": Fate("", "what answers an item of a reporting checklist, as data"),
    "setting": Fate("", "all of it as data"),
    "summary": Fate("", "all of it as data, with earlier versions"),
    "storyline": Fate("Note to read, on the study", "earlier versions; all of it as data"),
    "history": Fate("", "", "changes, candidates, suggestions: they stay in the study file and its backups"),
}

_IN_CARRIED = "on a source that is carried"

IMPORT: dict[str, Fate] = {
    "coder": Fate("coder, by guid, then by name"),
    "code": Fate(
        "code, by guid, then by path; what the program codes nothing with, category; of siblings that qda cannot tell apart, "
        "the later gets a number"
    ),
    "set": Fate(
        "of codes, a category with members; of sources, the variable called group",
        "of notes, of sources that are carried, or without members",
    ),
    "source": Fate(
        "source, by guid, then by the same text; a PDF, its text; a transcript, a source of its own",
        "pictures, sound, film, a PDF without text; empty, missing or unreadable text",
        "a kind of source that the standard does not know; what RQDA calls deleted or has no number for",
    ),
    "media": Fate(
        "",
        "files that are no text: copied to the folder of media",
        "a file that the project names and lacks",
    ),
    "segment": Fate("segment, in files of qda; else segments are found as in any import"),
    "participant": Fate("participant; a nameless case of one source, that source's variables"),
    "variable": Fate("variable, by guid, then by name; a case's role is its participant's"),
    "value": Fate(
        "value, the text that stands in the file",
        _IN_CARRIED,
        "of a variable or a thing that is not in the file; a second value of the same variable",
    ),
    "coding": Fate(
        "coding, with coder, time and note; important in QualCoder, pinned",
        f"{_IN_CARRIED}, or on an area that is; an empty selection",
        "the same code, stretch and coder twice (same place; the notes are joined); a code that is not in the file; an end "
        "outside the text; in RQDA words that are not within 200 characters of their place",
    ),
    "coding-of-source": Fate(
        "coding from the first to the last character",
        _IN_CARRIED,
        "a code that is not in the file; the same place twice",
    ),
    "area": Fate(
        "on a PDF, the unconfirmed coding of the words that it names, where these occur exactly once in its text",
        "all other areas: of pictures, sound, film; of PDFs, where the words occur never or several times",
        "a code, picture or time that is not in the project",
    ),
    "selection": Fate(
        "with a description, a memo on its segment; of a case, that segment's participant",
        f"{_IN_CARRIED}; without a code; empty",
        "an end outside the text; its case or source is not in the project",
    ),
    "memo": Fate(
        "memo on what refers to it; on a coding, its note",
        "a note without a text",
        "what qda wrote for reading and nobody changed; a file outside the project's folder",
    ),
    "relation": Fate(
        "relation with the status hypothesis; its type is the link's name, associated-with without one",
        "of a code with itself",
        "the same relation twice",
    ),
    "link": Fate("between a note and something: what the memo is about", "all others, such as between quotations"),
    "graph": Fate("", "pictures of codes and links"),
}
