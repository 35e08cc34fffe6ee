"""What the full-screen coder says of refusals and notes that have a code: what is wrong, and which key helps.

A command is named only where no key does the same.

One sentence a code, with the message's fields in braces; `{said}` is the sentence as a Python caller reads it.
`tests/test_messages.py` looks that no code is missing.
"""

from __future__ import annotations

from qda.core.errors import QdaError
from qda.core.message import worded

SENTENCES: dict[str, str] = {
    # -- core and store ------------------------------------------------------------------------------------------------
    #
    # -- importers and exporters ---------------------------------------------------------------------------------------
    #
    # -- ops: sources --------------------------------------------------------------------------------------------------
    #
    # -- ops: coding ---------------------------------------------------------------------------------------------------
    #
    # -- ops: theory ---------------------------------------------------------------------------------------------------
    #
    # -- ops: discovery and study --------------------------------------------------------------------------------------
    #
    # -- reports: counts, common, saturation ---------------------------------------------------------------------------
    #
    # -- reports: theory -----------------------------------------------------------------------------------------------
    "category-not-defined": "{said}",
    "compared-with-itself": "{said}",
    "core-is-yours-to-judge": "{said}: j judges a category, c declares the core",
    "ledger-empty": "Nothing has been noted yet: $ notes whom or what to look for.",
    "look-or-outcome": "{said}",
    "more-quotes": "{said}: Q shows the quotes of a code",
    "no-category-yet": "there is no category yet: A puts codes under one",
    "no-comparison-yet": "No comparison has been recorded yet: K lays earlier quotes beside a coding, 1 to 4 say what comes "
    "of it.",
    "no-core-chosen": "no core category has been chosen: L is where it is declared",
    "no-negative-case-yet": "No negative case has been recorded: ! records one.",
    "no-storyline-yet": "there is no storyline yet: L is where it is written",
    "no-such-question": "{said}",
    "no-such-version": "{said}",
    "nothing-compared-yet": "{counted}; 1 to 4 say what comes of a comparison",
    "nothing-to-ask": "nothing to ask yet: A puts codes under a category",
    "numbers-of-codings": "{said}",
    "pair-not-compared": "{said}: 1 to 4 say what comes of it",
    "questions-make-entries": "a question says where to look, not that something is wrong; $ notes whom or what to look "
    "for",
    "quotes-ground-claims": "{said}; L lists what the story leaves open",
    "quotes-not-taken-up": "{said} ! takes one up.",
    "story-not-written": "nothing is told yet: s goes to the storyline",
    "story-without-core": "there is no core category: c declares one",
    "supported-without-quotes": "{said}",
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
