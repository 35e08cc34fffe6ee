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
    "frequency-is-no-weight": "{said} (Q shows those of a code)",
    "grouping-unknown": "{said}",
    "imported-codes-left-out": "{said}",
    "level-unknown": "{said}",
    "measure-unknown": "{said}",
    "pairs-of-one-coder": "{said}",
    "part-unknown": "{said}",
    "researchers-codings-left-out": "{said}",
    "saturation-no-category": "There is no category yet: A puts a code under one.",
    "saturation-not-judged": "No memo judges it yet. A theoretical, sampling or methodological memo that names saturation "
    "stands here, those on a category under its name: m writes one.",
    "saturation-researchers-left-out": "{said}",
    "wide-needs-groups": "{said}",
    "within-unknown": "{said}",
    # -- reports: theory -----------------------------------------------------------------------------------------------
    #
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
