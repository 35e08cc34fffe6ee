"""The text of a stored HTML document, with where byte offsets of its text nodes lie in it.

Such offsets count the UTF-8 bytes of the text nodes one after the other, without the tags. The text has a line break more
before and after each block, where there is none yet, so that no two words run together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qda.importers.common.html_text import BLOCKS
from qda.importers.common.parsed_page import refuse_depth

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TEXT = ("-text", "#text")


class Page:
    """The text of a document; `places` takes offsets into it."""

    def __init__(self, html: str) -> None:
        self._parts: list[str] = []
        self._nodes: list[bytes] = []
        self._from: list[int] = []  # byte offset at which each node begins
        self._at: list[int] = []  # place in `text` at which each node begins
        self._bytes = self._size = 0
        self._last = "\n"
        refuse_depth(html)
        from selectolax.lexbor import LexborHTMLParser

        # Inside the body white space at the beginning counts, as it does for who made the offsets.
        body = LexborHTMLParser(f"<!DOCTYPE html><html><body>{html}").body
        if body is not None:
            self._walk(body)
        self.text = "".join(self._parts)

    def _walk(self, top: LexborNode) -> None:
        """All nodes in order, without recursion: a page may be deep."""
        stack: list[tuple[Any, bool]] = [(child, False) for child in reversed(_children(top))]
        while stack:
            node, ends = stack.pop()
            if node.tag in _TEXT:
                self._say(node.text_content or "")
                continue
            if node.tag in BLOCKS:
                self._break()
            elif node.tag == "br":
                self._add("\n")
            if not ends:
                stack.append((node, True)) if node.tag in BLOCKS else None
                stack.extend((child, False) for child in reversed(_children(node)))

    def _say(self, text: str) -> None:
        if text:
            raw = text.encode("utf-8", "replace")
            self._from.append(self._bytes)
            self._at.append(self._size)
            self._nodes.append(raw)
            self._bytes += len(raw)
            self._add(text)

    def _break(self) -> None:
        if self._last != "\n":
            self._add("\n")

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)
        self._last = text[-1]

    def places(self, offsets: Iterable[int], *, ends: bool = False) -> dict[int, int]:
        """Return the place of each byte offset in `text`; offsets outside it or inside a character are left out.

        Between two nodes a start (or with `ends` an end) lies where the words are: behind (before) what was put between.
        """
        out: dict[int, int] = {}
        node, done, read = -1, 0, 0  # in the node: bytes read so far, and characters
        for offset in sorted(set(offsets)):
            if not 0 <= offset <= self._bytes or not self._nodes:
                continue
            n = (bisect_left(self._from, offset) if ends and offset else bisect_right(self._from, offset)) - 1
            if n != node:
                node, done, read = n, 0, 0
            inside = offset - self._from[n]
            try:
                read += len(self._nodes[n][done:inside].decode("utf-8", "strict"))
            except UnicodeDecodeError:
                continue
            done = inside
            out[offset] = self._at[n] + read
        return out


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))
