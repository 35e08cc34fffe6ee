"""Families of theoretical codes after Glaser (1978, Theoretical Sensitivity, chapter 4), as types of relations.

Each type goes from A to B, so that influence runs along it. Types that every study has are part of a family where Glaser has
them there; they are added to no study twice.
"""

from __future__ import annotations

from typing import NamedTuple

from qda.core.message import say


class Type(NamedTuple):
    """A type of relations of a family, and what it says of A and B."""

    name: str
    meaning: str


FAMILIES: dict[str, tuple[Type, ...]] = {
    "six-c": (
        Type("causes", say("A brings B about, or makes it grow")),
        Type("is-context-of", say("A is the setting in which B takes its shape")),
        Type("is-contingency-of", say("A is something unforeseen that bears on B")),
        Type("is-consequence-of", say("A is what comes of B")),
        Type("covaries-with", say("A changes as B changes, and neither is known to cause the other")),
        Type("is-condition-of", say("A must be there for B to be")),
    ),
    "process": (
        Type("is-stage-of", say("A is a stage or phase of B")),
        Type("precedes", say("A comes before B")),
        Type("passes-into", say("A turns into B")),
    ),
    "degree": (
        Type("is-degree-of", say("A is a degree of B: so much of it")),
        Type("intensifies", say("A makes more of B, of the same kind")),
        Type("limits", say("A sets a limit to B")),
    ),
    "dimension": (
        Type("is-dimension-of", say("A is a dimension along which B varies")),
        Type("is-aspect-of", say("A is a side from which B is seen")),
        Type("is-part-of", say("A is a part of B")),
    ),
    "type": (
        Type("is-type-of", say("A is a type of B")),
        Type("is-form-of", say("A is a form that B takes")),
        Type("is-style-of", say("A is a style or manner of B")),
    ),
    "strategy": (
        Type("is-strategy-for", say("A is what people do about B")),
        Type("is-tactic-for", say("A is a move within what people do about B")),
        Type("is-mechanism-of", say("A is how B works")),
        Type("handles", say("A manages B, or keeps it within bounds")),
    ),
    "interactive": (
        Type("interacts-with", say("A and B act on each other")),
        Type("is-interdependent-with", say("A and B cannot do without each other")),
        Type("acts-back-on", say("A answers B, of which it came")),
    ),
    "identity-self": (
        Type("is-self-image-in", say("A is how people see themselves in B")),
        Type("changes-self-in", say("A changes who people are to themselves in B")),
        Type("protects-self-in", say("A guards the worth that people have for themselves in B")),
    ),
    "cutting-point": (
        Type("is-turning-point-in", say("A is where B takes another course")),
        Type("is-boundary-of", say("A is where B begins or ends")),
        Type("is-point-of-no-return-in", say("A is the point in B behind which nobody goes back")),
    ),
    "means-goal": (
        Type("is-means-to", say("A is a means to B")),
        Type("is-goal-of", say("A is what B is done for")),
        Type("yields", say("A has B as its product")),
    ),
    "cultural": (
        Type("is-norm-for", say("A is a norm that B keeps or breaks")),
        Type("is-value-behind", say("A is a value that people have in doing B")),
        Type("is-belief-about", say("A is what people believe of B")),
    ),
    "consensus": (
        Type("agrees-with", say("A and B are of one mind")),
        Type("conflicts-with", say("A and B are at odds")),
        Type("is-shared-view-of", say("A is how people agree to see B")),
    ),
}  # fmt: skip
MEANINGS = {type.name: type.meaning for types in FAMILIES.values() for type in types}


def of(type: str) -> list[str]:
    """Return the families that a type of relations belongs to."""
    return [name for name, types in FAMILIES.items() if any(t.name == type for t in types)]
