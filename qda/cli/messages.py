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
    #
    # -- reports: theory -----------------------------------------------------------------------------------------------
    "category-not-defined": "Not defined yet: `qda axial category … --definition`.",
    "compared-with-itself": "{what!r} cannot be laid beside itself: leave out --with, or name another code or coding",
    "core-is-yours-to-judge": "{said} (`qda selective judge`, `qda selective core`)",
    "ledger-empty": "Nothing has been noted yet: `qda sampling add` notes whom or what to look for.",
    "look-or-outcome": "--look shows quotes that have no --outcome: give one of the two",
    "more-quotes": '{said}: `qda quotes "{category}"`',
    "no-category-yet": "there is no category yet: `qda axial category NAME --from CODE` raises one",
    "no-comparison-yet": "No comparison has been recorded yet: `qda compare record` keeps one.",
    "no-core-chosen": "no core category has been chosen (`qda selective core`)",
    "no-negative-case-yet": "No negative case has been recorded: `qda negative add` records one.",
    "no-storyline-yet": "there is no storyline yet: `qda selective storyline --edit` begins one",
    "no-such-question": "--from-row {row}: {rows}; `qda report sampling` shows them",
    "no-such-version": "{said}: `qda selective storyline --versions`",
    "nothing-compared-yet": "{counted}; `qda compare record` keeps what a comparison gave",
    "nothing-to-ask": "nothing to ask yet: `qda axial category NAME --from CODE` raises a code to a category",
    "numbers-of-codings": "`qda codings` shows their numbers",
    "pair-not-compared": "{said}: `qda compare record`",
    "questions-make-entries": "a question says where to look, not that something is wrong; `qda sampling add --from-row N` makes "
    "an entry of it",
    "quotes-ground-claims": "{said}; `qda selective check` lists what the story leaves open",
    "quotes-not-taken-up": "Quotes against a relation of which nobody has said what follows: `qda negative add CODING --against "
    "relation:N` takes one up.",
    "story-not-written": "nothing is told yet: `qda selective storyline --edit`, or --file FILE",
    "story-without-core": "there is no core category: `qda selective core CATEGORY` declares one",
    "supported-without-quotes": "supported, but no quote is left: relation {relations}; give it one --for, or another "
    "status",
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
