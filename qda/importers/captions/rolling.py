"""Captions that show the same words again: lines that roll up, as YouTube's do, and cues that grow, as live ones do."""

from __future__ import annotations

from itertools import pairwise

from qda.importers.captions.cue import Cue, Said

_TOUCH = 200  # milliseconds between two cues that are shown one right after the other
_RUN, _DIFFERENT = 3, 4  # growing so many times in a row, to so many different words, is no way of speaking
_SCREEN = 4000  # characters
_MARKS = " .,;:!?…-–—\"'“”‘’«»()[]¿¡"

_Words = list[tuple[str | None, str]]


def unroll(cues: list[Cue], timed: bool = False) -> int:
    """Takes off the words that captions show a second time; returns how many lines or cues that were.

    In a file that rolls (`timed` words are a sign of it), where many cues begin with the line that the one before ended
    with, these lines go. In one that grows, where many cues hold all words of the one before and more ("so", "so today"),
    and where four cues or more in a row do, the last such cue stays, as it reads then, from the time of the first. "No."
    said twice in cues of their own stays twice.
    """
    pairs = [(a, b) for a, b in pairwise(cues) if a.said and b.said]
    grown = again = shared = growing = 0
    for a, b in pairs:
        lines = _shared(a.said, b.said)
        growing += len(b.said) > lines > 0
        if _touch(a, b):
            shared += lines > 0
            grown += _grows(a, b)
            again += lines > 0 or _again(_words(a.said), _words(b.said), a.said) > 0
    if grown > 2 and grown * 10 >= len(pairs) and again * 10 >= len(pairs) * 4:
        return _ungrow(cues)
    if not (shared * 10 >= len(pairs) * 4 and growing and (growing > 1 or timed)):
        return _runs(cues) if grown >= _RUN else 0
    dropped = 0
    before: list[Said] = []
    for cue in cues:
        full = cue.said
        if before and (k := _shared(before, full)):
            cue.said = full[k:]
            dropped += k
        before = full or before
    return dropped


def _touch(a: Cue, b: Cue) -> bool:
    return b.start <= a.end + _TOUCH


def _shared(before: list[Said], here: list[Said]) -> int:
    """Count the lines at the beginning of a cue that repeat the end of the previous one."""
    return next((k for k in range(min(len(before), len(here), 4), 0, -1) if before[-k:] == here[:k]), 0)


def _words(said: list[Said]) -> _Words:
    """A cue's words with who says them, without the marks and capitals that a later cue may put right.

    None for a cue longer than any screen.
    """
    if sum(len(text) for _, text in said) > _SCREEN:
        return []
    return [(voice, w.strip(_MARKS).casefold() or w) for voice, text in said for w in text.split()]


def _grows(a: Cue, b: Cue) -> bool:
    """True if a cue directly after another continues the very line in which the other ended."""
    if not _touch(a, b):
        return False
    held, here = _words(a.said), _words(b.said)
    if not _begins(held, here):
        return False
    if len(b.said) < len(a.said):
        return len(here) > len(held)
    return len(_words(b.said[: len(a.said)])) > len(held) or (len(here) == len(held) and here != held)


def _begins(held: _Words, here: _Words) -> bool:
    """True if other words begin with these; the last of several may be only half a word."""
    k = len(held)
    if not k or k > len(here) or held[: k - 1] != here[: k - 1]:
        return False
    (a, last), (b, word) = held[-1], here[k - 1]
    return a == b and (last == word or (k > 1 and word.startswith(last)))


def _again(held: _Words, here: _Words, said: list[Said]) -> int:
    """Count the words at the beginning of a cue that the previous one showed from the beginning of one of its lines on."""
    if not held or not here:
        return 0
    if _begins(held, here):
        return len(held)
    at = 0
    for _, text in said[:-1]:
        at += len(text.split())
        if held[at:] == here[: len(held) - at]:
            return len(held) - at
    return 0


def _ungrow(cues: list[Cue]) -> int:
    """Takes the words of each cue that the one before it showed; where it shows all of them, it stands for both."""
    count = 0
    before: Cue | None = None
    full: list[Said] = []
    words: _Words = []
    gone = 0  # words of the cue before that stand in an earlier one
    for cue in cues:
        if not cue.said:
            continue
        here, whole = _words(cue.said), cue.said
        k = _again(words, here, full) if before is not None and _touch(before, cue) else 0
        if before is not None and k:
            count += 1
            if k == len(words):
                before.said = []
                cue.start, cue.end = min(before.start, cue.start), max(before.end, cue.end)
            else:
                gone = k
            cue.said = _without(whole, gone)
        else:
            gone = 0
        before, full, words = cue, whole, here
    return count


def _runs(cues: list[Cue]) -> int:
    """Makes one cue of each run that grows, in a file that otherwise does not."""
    count = 0
    run: list[Cue] = []
    for cue in [*cues, None]:
        if cue is not None and (not cue.said or (run and _grows(run[-1], cue))):
            if cue.said:
                run.append(cue)
            continue
        if len(run) > _RUN and len(set(_words(run[-1].said))) >= _DIFFERENT:
            count += _ungrow(run)
        run = [] if cue is None else [cue]
    return count


def _without(said: list[Said], n: int) -> list[Said]:
    """Lines without their first n words."""
    out = []
    for line in said:
        words = line.text.split()
        if n < len(words):
            out.append(Said(line.voice, " ".join(words[n:]) if n else line.text))
        n = max(n - len(words), 0)
    return out
