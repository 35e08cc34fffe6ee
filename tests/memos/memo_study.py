"""A small study for memos and documents: two interviews, a thread and an article, coded, with a piece of theory."""

from __future__ import annotations

from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import coding
from qda.ops.theory import categories, relations, selective
from qda.store.project import Study
from qda.store.texts import intake

TURNS: dict[str, list[tuple[str | None, str]]] = {
    "interview-1": [
        ("Interviewer", "Wat betekent publieke waarde voor u in het dagelijks werk?"),
        ("Anna Bos", "Het gaat om wat de stad er werkelijk aan heeft, niet om wat wij toevallig kunnen leveren."),
        ("Interviewer", "En de secretaris?"),
        ("Anna Bos", "Die staat ertussenin, en moet *soms* nee zeggen tegen <b>het bestuur</b>."),
    ],
    "interview-2": [
        ("Interviewer", "Hoe ziet u de rol van de gemeentesecretaris?"),
        ("Bas Vos", "Als verbinder, maar ook als iemand die zijn eigen koers durft te varen als het moet."),
        ("Bas Vos", "Vertrouwen is het begin van alles."),
    ],
    "thread": [
        ("Cor de Wit", "Niemand vraagt ons ooit iets, en dan heet het achteraf toch publieke waarde."),
        ("Dina Mol", "Daar ben ik het mee eens: eerst vertrouwen, dan pas praten over wat het oplevert voor de wijk."),
    ],
    "article": [(None, "De waarde van de overheid laat zich niet vangen in een getal.")],
}


def fill(study: Study) -> Study:
    """Sources, codings 1 to 9, two categories and a code outside them, a property, a relation; coder anna."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for name, turns in TURNS.items():
            text, segments = "", []
            for author, words in turns:
                start = len(text) + (len(author) + 2 if author else 0)
                text += (f"{author}: " if author else "") + words + "\n\n"
                role = "researcher" if author == "Interviewer" else "participant"
                kind = "turn" if author else "paragraph"
                segments.append(DraftSegment(kind, start, start + len(words), author, role=role))
            title, kind = f"Over {name}", "article" if name == "article" else "interview"
            writer.add(name, Draft(name, text, kind, title, "nl", "2026-03-01", segments, sha256=name))
        writer.flush()
        c.summary = "4 sources"

    def code(source: str, quote: str, *codes: str) -> None:
        coding.code(study, source, codes, quote=quote)

    code("interview-1", "wat de stad er werkelijk aan heeft", "what the city gains")  # 1
    code("interview-1", "moet *soms* nee zeggen tegen <b>het bestuur</b>", "saying no")  # 2
    code("interview-2", "zijn eigen koers durft te varen als het moet", "own course")  # 3
    code("interview-2", "Vertrouwen is het begin van alles.", "trust")  # 4
    code("thread", "Niemand vraagt ons ooit iets", "not being asked")  # 5
    code("thread", TURNS["thread"][1][1], "trust", "what the city gains")  # 6, 7
    code("article", "De waarde van de overheid laat zich niet vangen in een getal.", "what the city gains")  # 8
    code("interview-1", "Wat betekent publieke waarde voor u", "what the city gains")  # 9: the interviewer's
    categories.category(
        study, "public value", ["what the city gains", "not being asked"], definition="What the public gains."
    )
    categories.category(study, "the secretary's role", ["saying no", "own course"])
    categories.property(study, "the secretary's role", "autonomy", low="obeying", points=["bending"], high="own course")
    categories.place(study, 3, "autonomy", "high")
    relations.relate(
        study, "the secretary's role", "is-strategy-for", "public value", supporting=[2], opposing=[5], note="to test"
    )  # fmt: skip
    selective.core(study, "public value")
    return study
