"""What a conflict says was done, as a sentence that documents say in their language; a stored one stays as it was written."""

from __future__ import annotations

import re
from functools import cache

from qda.core.message import phrase, say

# Every sentence that a merge writes; names stand in quotation marks. `test_conflict_outcomes.py` compares them
# with the code.
SENTENCES = (
    phrase("ours stays"),
    phrase("ours stays, theirs is an alias"),
    phrase("ours stays, theirs is a version"),
    phrase("ours stays, theirs is a version before it"),
    phrase("both are kept"),
    phrase("{name} stays the core, theirs is a category"),
    phrase("ours' home stays"),
    phrase("ours' home stays, theirs is a membership"),
    phrase("joined with the coding that is there"),
    phrase("joined with the placement that is there"),
    phrase("ours' decision stays, theirs stands in the conflict"),
    phrase("ours has another text; theirs' codings followed their words"),
    phrase("ours has another text; what could not follow stays on {name}"),
    phrase("theirs gave it another text; ours' codings followed; what could not follow stays on {name}"),
    phrase("theirs gave it another text; ours' codings followed"),
    phrase("it stays, as ours edited it or rests something on it"),
    phrase("it stays, as ours set it"),
    phrase("what ours had with it is with {name}, into which theirs merged it"),
    phrase("it is with {name}, into which it was merged"),
    phrase("it came back, as theirs edited it or rests on it"),
    phrase("that {name} has read it whole is not taken: it is another text here"),
    phrase("that {name} has read it whole is taken back: theirs gave it another text"),
    phrase("ours is the source, theirs is {name}"),
    phrase("ours' segments stay; codings are counted in them"),
)


def outcome(done: str) -> str:
    """Return what was done as a message, so that a document says it in its language; other words as they are."""
    for sentence in SENTENCES:
        if found := _pattern(sentence).fullmatch(done):
            return say(sentence, **found.groupdict())
    return done


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    first, at, last = sentence.partition("{name}")
    return re.compile(re.escape(first) + ("(?P<name>.+)" if at else "") + re.escape(last), re.DOTALL)
