"""Studies for the tests of suggestion: posts on three subjects, in two languages, of which the first of each are coded."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import coding
from qda.store.project import Study
from qda.store.texts import intake

WATER = (
    "De dijk brak en het water stond in de kelders.",
    "Bij hoog water pompen wij de kelder leeg.",
    "Het riool kon de regen niet aan, alles liep onder.",
    "Na de regen stond het water weer tegen de dijk.",
    "Onze kelders liepen vol toen de dijk doorbrak.",
    "De pompen draaiden dag en nacht om het water weg te krijgen.",
)
SCHOOL = (
    "De juf las elke morgen voor in de klas.",
    "In de klas zaten dertig kinderen bij één juf.",
    "De meester gaf de kinderen van groep acht rekenen.",
    "Kinderen leren lezen van een juf die voorleest.",
    "Onze klas kreeg een nieuwe meester voor rekenen.",
    "De school had geen juf meer voor de kinderen van groep drie.",
)
WORK = (
    "The night shift at the factory ruined my back.",
    "We worked shifts and the factory never stopped.",
    "My boss cut the hours of every worker on the line.",
    "Workers on the line got no break from the boss.",
    "The factory closed and all the workers lost their hours.",
    "A shift on the line lasts ten hours with one break.",
)
SUBJECTS = {"water": WATER, "school": SCHOOL, "work": WORK}


def draft(name: str, parts: Sequence[tuple[str, str, str]], language: str = "nl") -> Draft:
    """A forum page of (kind, author, words)."""
    text, segments = "", []
    for kind, author, words in parts:
        text += "\n\n" if text else ""
        segments.append(DraftSegment(kind, len(text), len(text) + len(words), author if kind == "post" else None))
        text += words
    return Draft(
        name, text, "forum", title=name, language=language, segments=segments, sha256=f"sha {name} {len(text)}"
    )


def add(study: Study, *drafts: Draft) -> None:
    """Write drafts as an import does."""
    with study.change("import") as c:
        writer = intake.Writer(c)
        for d in drafts:
            writer.add(d.name, d)
        writer.flush()
        c.summary = "drafts"


def fill(study: Study, coded: int = 4) -> None:
    """A page a subject; the first `coded` posts of each have its code."""
    for subject, posts in SUBJECTS.items():
        add(study, draft(subject, [("post", f"{subject} {n}", p) for n, p in enumerate(posts)],
                         "en" if subject == "work" else "nl"))  # fmt: skip
        for post in posts[:coded]:
            coding.code(study, subject, [subject], quote=post)
