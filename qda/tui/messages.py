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
    "code-not-named": "name a code (i takes the participant's own words)",
    "coding-there": "coding {held} is that code on that stretch already: x removes this one",
    "coding-there-unconfirmed": "coding {id} was there already: {name!r} on this stretch; it is unconfirmed: y confirms it",
    "coding-unchanged": "nothing to change: C gives another code, = another stretch, a a note",
    "in-vivo-names": "{said}",
    "in-vivo-elsewhere": "{said}",
    "in-vivo-long": "{said}",
    "stretch-unclear": "select the words first",
    "span-and-quote": "{said}",
    "span-unreadable": "{said}",
    "stretch-too-large": "{said}",
    "span-empty": "the stretch is empty: select the words first",
    "span-outside": "the stretch {given} lies outside the text, which has {size} characters",
    "span-blank": "there is only white space: select the words first",
    "sentence-unreadable": "{said}",
    "sentence-outside": "{said}",
    "quote-empty": "{said}",
    "quote-nowhere": "the quote {quote} is nowhere in the source; f finds words in all sources",
    "quote-again": "{said}",
    "quote-place": "{said}",
    "quote-nth-outside": "{said}",
    "nth-without-quote": "{said}",
    "relation-left-bare": "{said}: R gives it one, or another status",
    "relations-left-bare": "{said}: R gives it one, or another status",
    "autocode-what": "{said}",
    "autocode-unit": "{said}",
    "autocode-part": "{said}",
    "autocode-empty": "{said}",
    "autocoded": "{made}, unconfirmed: Y goes through them one by one",
    "core-is-chosen": "the core category is chosen, not declared: make it a category, then choose it with L",
    "core-level": "{name!r} is the core category: L, then w takes that back first",
    "category-has-properties": "{said}",
    "code-name-taken": "{said}",
    "define-what": "{said}",
    "rename-moves": "{said}",
    "move-where": "{said}",
    "remove-or-lift": "{said}",
    "codes-under-it": "{said}",
    "merge-under-merged": "{said}",
    "split-which": "{said}",
    "split-itself": "{said}",
    "split-is-code": "{said}",
    "codings-of-code": "Q shows the quotes of {name!r}",
    #
    # -- ops: theory ---------------------------------------------------------------------------------------------------
    #
    # -- ops: discovery and study --------------------------------------------------------------------------------------
    #
    # -- reports: counts, common, saturation ---------------------------------------------------------------------------
    #
    # -- reports: theory -----------------------------------------------------------------------------------------------
    #
    # -- render, nlp ---------------------------------------------------------------------------------------------------
}


def sentence(text: str | Exception) -> str:
    """A note or a refusal in the words of the full-screen coder."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
