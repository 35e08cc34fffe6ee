"""What operations say, in the words of the screen: they name options and commands, where here a key does it."""

from __future__ import annotations

import re

_SAID: tuple[tuple[str, str], ...] = (
    (r"; it is unconfirmed: `qda confirm \d+`", "; it is unconfirmed: y confirms it"),
    (r": `qda uncode \d+` removes this one", ": x removes this one"),
    (r", without points yet: `qda axial property .* gives it some", ", without points yet: P asks for them"),
    (r"supported needs a quote for: `qda axial relate .*` adds one", "supported needs a quote for it: add that first"),
    (r" needs a quote against \(`qda axial relate .*?`\), or a reason \(--because\)", " needs a quote against it, or a reason"),
    (r": give another --status along with it", ": give it another status first"),
    (r": read each, then `qda confirm ID` or `qda uncode ID` \(or in `qda read`\)", ": Y goes through them one by one"),
    (r"; --all shows them", "; d shows them"),
    (r"; --(?:move|drop \d+) (?:moves it|takes it out)", ""),
    (r", or use --any\w*", ""),
    (r" \(`qda [^`)]*`[^)]*\)", ""),
    (r"[;:,] `qda (?!undo|redo|check)[^`]*`[^;`]*", ""),
    (r"^--[a-z-]+(?: ('[^']*'|\"[^\"]*\"|\S+))?: ", ""),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern), words) for pattern, words in _SAID]


def plainly(text: str) -> str:
    """The text without what only the command line understands; what has no other way than a command keeps it."""
    if "`qda" not in text and "--" not in text:
        return text
    for pattern, words in _PATTERNS:
        text = pattern.sub(words, text)
    return text
