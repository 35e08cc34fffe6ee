"""What the command line says of refusals and notes that have a code: what is wrong, and which option or command helps.

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
    "frequency-is-no-weight": "{said} (`qda quotes CODE`)",
    "grouping-unknown": "--by takes {known} or a variable",
    "imported-codes-left-out": "{said} (--include-imported counts them)",
    "level-unknown": "--level {given}: it is code or category",
    "measure-unknown": "--measure {given}: it is one of {known}",
    "pairs-of-one-coder": "pairs that {what}, of one coder (--across-coders counts those of any two), of {these} over "
    "{filters}: each code's own codings",
    "part-unknown": "--part {given!r}: it is one of {known}",
    "researchers-codings-left-out": "{said} (--include-researcher counts them)",
    "saturation-no-category": "There is no category yet: `qda axial category NAME --from CODE` raises one.",
    "saturation-not-judged": "No memo judges it yet. A theoretical, sampling or methodological memo that names saturation "
    "stands here, those on a category under its name: `qda memo add --type theoretical --on category:NAME`.",
    "saturation-researchers-left-out": "Left out: codings on a researcher's words (--include-researcher counts them).",
    "wide-needs-groups": "--wide needs --by: a row for each value",
    "within-unknown": "--within {given}: it is one of {known}",
    # -- reports: theory -----------------------------------------------------------------------------------------------
    #
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
