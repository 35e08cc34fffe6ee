"""The labels that a person names with --speaker, however the file writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from qda.importers.common.greetings import name_like
from qda.importers.common.lines import Page
from qda.importers.transcripts import bare_labels
from qda.importers.transcripts.line_labels import Label, label, loosely, matched, no_such_label, written
from qda.importers.transcripts.roles import NUMBERED, role_of
from qda.importers.transcripts.speakers import without_remarks

_WEAK = ("bare", "role", "alone")  # a line of its own or before a dash: counts where no other way of writing is used


def told(page: Page) -> tuple[dict[int, Label], set[str], dict[int, Label]]:
    """The labels that the patterns of --speaker mean, by line, the names in them, casefolded, and other labels that may be.

    A glob or an expression means labels, never what is said: words that look like none, or that stand once where others
    come back, are left.
    """
    options = _options(page)
    every = [one for many in options.values() for one in many]
    names = matched([one.name for one in every], page.speakers)
    counts = Counter(
        one.name.casefold() for one in {(i, x.name.casefold()): x for i, some in options.items() for x in some}.values()
    )
    loose = {name for name in names.loose if _label_like(name, counts, page) or _spelled(name, page.speakers)}
    found: dict[int, Label] = {}
    for i, some in options.items():
        one = next((x for x in some if x.name in names.exact), None)
        one = one or next((x for x in some if x.name in loose and _stands(page, i, x, counts)), None)
        if one is not None:
            found[i] = one
    strong = {i: one for i, one in found.items() if one.form not in _WEAK}
    if strong and (len(strong) * 2 >= len(found) or any(one.name in names.exact for one in strong.values())):
        found = strong
    found = _coming_back(page, found, names.exact)
    missing = [p for p in names.none if not _spaced(page, p, found)]
    missing += [p for p in page.speakers if p not in names.none and not _used(p, found)]
    if not found:
        page.notes.append(no_such_label(page.speakers))
    elif missing:
        page.notes.append(f"no label is {' or '.join(missing)}")
    without_remarks(found, page.rules)
    others = {
        i: first
        for i, many in options.items()
        if i not in found and (first := next((x for x in many if x.form not in _WEAK), None))
    }
    return found, {one.name.casefold() for one in found.values()}, others


def _options(page: Page) -> dict[int, list[Label]]:
    """Each line's labels that may be: the sure one, those without a colon, whatever stands before a colon or dash."""
    bare: dict[int, list[Label]] = {}
    for form in bare_labels.candidates(page, ()).values():
        for i, one in form.items():
            bare.setdefault(i, []).append(one)
    out: dict[int, list[Label]] = {}
    for i in range(page.rest, len(page.lines)):
        line = page.lines[i]
        some = [x for x in (label(line), *bare.get(i, ()), loosely(line)) if x is not None]
        if some:
            out[i] = some
    return out


def _label_like(name: str, counts: Mapping[str, int], page: Page) -> bool:
    """True if words that match a glob can be a label: few, no sentence, like a name or found more than once."""
    if len(name.split()) > 4 or any(c in name for c in ',;?!…"“”') or (name[-1] == "." and len(name) > 5):
        return False
    return bool(role_of(name, page.rules)) or name_like(name) or counts[name.casefold()] > 1


def _spelled(name: str, patterns: Sequence[str]) -> bool:
    """True if a glob spells out the first words of a label, as `the one who *` does: then the person means it."""
    return any(
        len(p.partition("*")[0].split()) > 1 and "*" in p and fnmatchcase(name.casefold(), p.casefold())
        for p in patterns
    )


def _stands(page: Page, i: int, one: Label, counts: Mapping[str, int]) -> bool:
    """True if a label that matches a glob is in a fit place: alone on its line only over words, and more than once."""
    if one.form == "hash":
        return counts[one.name.casefold()] > 1 or bool(role_of(one.name, page.rules))
    if one.form not in ("bare", "alone"):
        return True
    return page.first_of_block(i) and i + 1 < len(page.lines) and counts[one.name.casefold()] > 1


def _coming_back(page: Page, found: dict[int, Label], exact: set[str]) -> dict[int, Label]:
    """The labels without those that a glob means by chance: alone in a block where others stand over words, or once."""

    def sure(one: Label) -> bool:
        return one.name in exact or bool(role_of(one.name, page.rules)) or bool(NUMBERED.match(one.name.casefold()))

    alone = [i for i, one in found.items() if one.end >= page.lines[i].end]
    if sum(page.last_of_block(i) for i in alone) * 2 < len(alone):
        found = {i: one for i, one in found.items() if i not in alone or not page.last_of_block(i) or sure(one)}
    counts = Counter(one.name.casefold() for one in found.values())
    if not any(n > 1 for n in counts.values()):
        return found
    return {i: one for i, one in found.items() if counts[one.name.casefold()] > 1 or sure(one)}


def _spaced(page: Page, pattern: str, found: dict[int, Label]) -> bool:
    """Takes lines that begin with the very words of a pattern, a space and a capital, at the beginning of blocks: twice at
    least, where a copy lost the bold type."""
    name = written(pattern)
    if pattern[:1] == "/" or any(c in name for c in "*?[]"):
        return False
    hits: dict[int, Label] = {}
    for i in range(page.rest, len(page.lines)):
        s = page.lines[i].s
        rest = s[len(name) :]
        if (
            s.casefold().startswith(name.casefold())
            and rest[:1].isspace()
            and i not in found
            and rest.lstrip()[:1].isupper()
        ):
            at = page.lines[i].start + len(s) - len(rest.lstrip())
            hits[i] = Label(s[: len(name)], at, "", "spaced")
    if len(hits) < 2:
        return False
    found.update(hits)
    return True


def _used(pattern: str, found: Mapping[int, Label]) -> bool:
    hits = matched({one.name for one in found.values()}, [pattern])
    return bool(hits.exact or hits.loose)
