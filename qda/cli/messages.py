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
    "code-not-named": "name a code, or give --in-vivo to take the participant's own words",
    "coding-there": "coding {held} is that code on that stretch already: `qda uncode {id}` removes this one",
    "coding-there-unconfirmed": "coding {id} was there already: {name!r} on this stretch; it is unconfirmed: "
    "`qda confirm {id}`",
    "coding-unchanged": "nothing to change: give --code, --span, --quote, --note or --pin",
    "in-vivo-names": "--in-vivo takes one NAME at most: words of the stretch itself",
    "in-vivo-elsewhere": "--in-vivo: {said}",
    "in-vivo-long": "--in-vivo: the stretch has over {most} words; give a NAME from it, or a shorter stretch",
    "stretch-unclear": "say which stretch by exactly one of --quote, --span, --sentence, --segment",
    "span-and-quote": "give --span or --quote, not both",
    "span-unreadable": "--span {given!r}: write START:END, two numbers",
    "stretch-too-large": "--{way}: {number} is larger than any number that a study can have",
    "span-empty": "--span {given}: it is empty; END is the place after the last character",
    "span-outside": "--span {given}: outside the text, which has {size} characters",
    "span-blank": "--span {given}: there is only white space",
    "sentence-unreadable": "--sentence {given!r}: write N or N:M",
    "sentence-outside": "--sentence {given}: the sentences are 1 to {last}; `qda source lines` shows them",
    "quote-empty": "--quote: the quote is empty",
    "quote-nowhere": "the quote {quote} is nowhere in the source; `qda search` finds words in all sources",
    "quote-again": "{said}",
    "quote-place": "--nth {nth}: {start}:{end} …{words}…",
    "quote-nth-outside": "--nth {nth}: the quote occurs {times}",
    "nth-without-quote": "--nth goes with --quote",
    "relation-left-bare": "{said} (`qda axial status`)",
    "relations-left-bare": "{said} (`qda axial status`)",
    "autocode-what": "give --match TEXT or --regex RE, one of them",
    "autocode-unit": "--unit {unit}: it is one of {units}",
    "autocode-part": "--part goes with --match",
    "autocode-empty": "--match: the text is empty",
    "autocoded": "{made}, unconfirmed: read them and `qda confirm` or `qda uncode` them",
    "core-is-chosen": "the core category is chosen, not declared: make it a category, then `qda selective core NAME`",
    "core-level": "{name!r} is the core category: `qda selective core --none` takes that back first",
    "category-has-properties": "{name!r} has the properties {properties}, so it is a category: "
    "`qda axial property {name!r} NAME --remove` removes them first",
    "code-name-taken": "{why}: there is a code {path!r} already; if they are one thing, `qda codebook merge`",
    "define-what": "say what to define: --definition, --include, --exclude, --example, --level or --under",
    "rename-moves": "{new!r}: rename gives another name, `qda codebook move {old!r} --under {home!r}` another home",
    "move-where": "say where to: --under PARENT, or --top",
    "remove-or-lift": "--with-codes or --lift: the codes under it go along or stay, not both",
    "codes-under-it": "{path!r} has {codes} under it ({some}): --with-codes removes them as well, --lift lets them take "
    "its place",
    "merge-under-merged": "{into!r} lies under a code that is merged, and would come to lie under itself: "
    "`qda codebook move {into!r} --top` first, or merge it the other way",
    "split-which": "say which codings: --coding ID (`qda codings --code NAME` shows them)",
    "split-itself": "{into!r} is the code itself: give another name with --into",
    "split-is-code": "{into!r} is a code as yet: `qda axial category {into!r}` raises it",
    "codings-of-code": "`qda codings --code {name!r}` shows those of the code",
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
    """A note or a refusal in the words of the command line."""
    return worded(
        text.message if isinstance(text, QdaError) else text if isinstance(text, str) else str(text), SENTENCES
    )
