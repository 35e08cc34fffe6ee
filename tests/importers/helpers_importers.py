# ruff: noqa: E501 (texts as people write them stand on one line)
"""What the importers' tests share: texts written for them, and the rule that segments tile a text."""

from __future__ import annotations

from pathlib import Path

from qda.core.drafts import INNER_KINDS, OUTER_KINDS, SEGMENT_KINDS, Draft, ReadOptions
from qda.importers.plain.text_file import recognise

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"

LONG = "In ons dorp is vorig jaar een nieuwe werkwijze begonnen, en daar zou ik graag jullie ervaringen bij horen."
ALSO = (
    "Bij ons liep dat anders. Het duurde lang voordat de buurt ons vertrouwde, maar nu komen mensen zelf met plannen."
)
ASK = "Dat spreekt mij aan. Mag ik eens langskomen om te zien hoe jullie dat doen?"
FOOT = "RSS\n\n© 2017 \xa0 Gemaakt door Truus Bakker. \xa0 Verzorgd door\n\nBanners \xa0|\xa0 Een probleem rapporteren? \xa0|\xa0 Algemene voorwaarden"


def page(*blocks: str) -> str:
    """Blocks of a page with a blank line between them."""
    return "\n\n".join(blocks)


def draft(text: str, form: str = "auto") -> Draft:
    """The draft of a text, its segments checked."""
    made = recognise(text, "x", ReadOptions(form=form))
    assert made.text == text
    tiles(made)
    return made


def texts(made: Draft, *kinds: str) -> list[str]:
    """The texts of a draft's segments of these kinds."""
    return [made.text[s.start : s.end] for s in made.segments if s.kind in kinds]


def authors(made: Draft, kind: str) -> list[str | None]:
    """The authors of a draft's segments of a kind."""
    return [s.author for s in made.segments if s.kind == kind]


def tiles(made: Draft) -> None:
    """Asserts that the segments cover all that is not white space, once, in order, with inner ones inside outer ones."""
    text, segments = made.text, made.segments
    pos = last = 0
    for n, seg in enumerate(segments):
        assert seg.kind in SEGMENT_KINDS
        assert 0 <= seg.start < seg.end <= len(text)
        assert not text[seg.start].isspace() and not text[seg.end - 1].isspace()
        assert seg.start >= last
        last = seg.start
        if seg.reply_to is not None:
            assert 0 <= seg.reply_to < len(segments) and seg.reply_to != n  # a table may list an answer first
        if seg.parent is None:
            assert seg.start >= pos and not text[pos : seg.start].strip()
            pos = seg.end
        else:
            outer = segments[seg.parent]
            assert seg.parent < n and outer.kind in OUTER_KINDS and seg.kind in INNER_KINDS
            assert outer.start <= seg.start and seg.end <= outer.end
    assert not text[pos:].strip()
