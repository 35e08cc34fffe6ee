"""The frame of a page: head with its policy, navigation, controls, the one script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files

from qda.render.page.html import safe
from qda.render.page.words import Words

Chapter = tuple[str, str, Sequence[tuple[str, str]]]  # anchor, words, and (anchor, safe name) of what is below


@cache
def _file(name: str) -> str:
    return (files("qda.render") / "templates" / name).read_text(encoding="utf-8").strip()


def top(title: str, words: Words, chapters: Sequence[Chapter]) -> Iterator[str]:
    """Yield the page up to its `main`, with the title as it is shown on tabs; without chapters it has no contents."""
    script = b64encode(sha256(_file("study_page.js").encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{script}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    yield (
        f'<!doctype html>\n<html lang="{safe(words.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f'<meta name="generator" content="qda">\n<title>{safe(title)}</title>\n<style>\n{_file("study_page.css")}\n</style>\n'
        f'</head>\n<body{"" if chapters else " class=alone"}>\n<a class="skip" href="#text">{safe(words("skip"))}</a>\n'
    )
    if chapters:
        yield f'<div class="side"><nav aria-label="{safe(words("contents"))}"><ol>'
    for anchor, said, below in chapters:
        yield f'<li><a href="#{anchor}">{safe(said)}</a>'
        if below:
            inner = "".join(f'<li><a href="#{place}"><bdi>{shown}</bdi></a></li>' for place, shown in below)
            yield f"<ol>{inner}</ol>"
        yield "</li>"
    if chapters:
        yield "</ol></nav></div>\n"
    yield _tools(words)
    yield '<main id="text" tabindex="-1">\n'


def _tools(words: Words) -> str:
    """Return the controls, hidden until the script shows them; it fills in what there is to choose."""
    selects = "".join(
        f'<label><span>{safe(words(one))}</span><select id="{id}"><option value="">{safe(words(every))}</option></select></label>'
        for id, one, every in (
            ("by-code", "code", "all-codes"), ("by-source-name", "source", "all-sources"), ("by-coder", "coder", "all-coders"),
        )
    )  # fmt: skip
    return (
        f'<form id="tools" role="search" aria-label="{safe(words("tools"))}" hidden>'
        f'<label class="find"><span>{safe(words("search"))}</span><input id="find" type="search" autocomplete="off"></label>'
        f"{selects}"
        f'<span class="steps"><button type="button" id="previous" aria-label="{safe(words("previous"))}" disabled>↑</button>'
        f'<button type="button" id="next" aria-label="{safe(words("next"))}" disabled>↓</button>'
        f'<button type="reset">{safe(words("reset"))}</button></span>'
        f'<output id="said" aria-live="polite" data-places="{safe(words("said-places", n="#"))}" '
        f'data-at="{safe(words("said-at", i="@", n="#"))}" data-parts="{safe(words("said-parts", n="#"))}" '
        f'data-none="{safe(words("said-none"))}"></output></form>\n'
    )


def bottom(foot: str, coders: Sequence[str]) -> Iterator[str]:
    """Yield the end of the page: a line at its foot, the names of coders for the script, the script."""
    names = "".join(f'<data value="{n}">{safe(coder)}</data>' for n, coder in enumerate(coders))
    yield f'</main>\n<footer><p>{foot}</p><div id="coders" hidden>{names}</div></footer>\n'
    yield f"<script>{_file('study_page.js')}</script>\n</body>\n</html>\n"


def chapter(anchor: str, said: str, parts: Iterator[str]) -> Iterator[str]:
    """Yield a chapter under its heading."""
    yield f'<section class="chapter" aria-labelledby="{anchor}"><h2 id="{anchor}">{safe(said)}</h2>\n'
    yield from parts
    yield "</section>\n"
