"""Texts as numbers of their words and marks: what features are counted from, and what is kept of them in a study's file."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from qda.core.spread import ONE, Call, Spread, portions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TOGETHER = 2_000  # texts whose words are found in one call
# Marks count as words: exclamation marks and emoticons tell moods apart.
_TOKEN = re.compile(r"\w+|[^\w\s]+")


def tokens(text: str) -> list[str]:
    """The words and marks of a text, in small letters."""
    return _TOKEN.findall(normalize("NFC", text).lower())


class Encoded(NamedTuple):
    """Texts as numbers of their words: ids[offsets[i]:offsets[i + 1]] are those of text i, into `types`."""

    types: list[str]
    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def part(self, start: int, stop: int) -> Encoded:
        """Some of the texts, with all the types."""
        a, b = self.offsets[start], self.offsets[min(stop, len(self))]
        return Encoded(self.types, self.ids[a:b], self.offsets[start : stop + 1] - a)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def each(self) -> Iterator[list[str]]:
        """The words of each text."""
        for a, b in pairwise(self.offsets.tolist()):
            yield [self.types[i] for i in self.ids[a:b].tolist()]

    def pack(self) -> bytes:
        """The texts' words as bytes to be kept; `decoded` gives them back."""
        import numpy as np

        out = io.BytesIO()
        np.savez(out, types=joined(self.types), ids=self.ids, offsets=self.offsets)
        return zlib.compress(out.getvalue(), 1)


def decoded(data: bytes) -> Encoded:
    """Rebuild the texts from the bytes of `Encoded.pack`."""
    import numpy as np

    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as held:
        return Encoded(list(numbered(held["types"])), held["ids"], held["offsets"])


def encode(texts: Sequence[str], spread: Spread = ONE) -> Encoded:
    """The words of texts, numbered as they come. spread: does what divides by texts."""
    import numpy as np

    parts = list(portions(map(len, texts), _TOGETHER))

    def calls() -> Iterator[Call]:
        for a, b in parts:
            for here in (False, True):
                yield Call(([t for t in texts[a:b] if spread.keeps(t) is here],), here)

    numbers: dict[str, int] = {}
    ids: list[NDArray[np.int32]] = []
    lengths: list[NDArray[np.int64]] = []
    results = spread.run(_encoded, calls())
    for a, b in parts:
        elsewhere, here = next(results), next(results)
        if not len(here):
            of = np.fromiter(
                (numbers.setdefault(w, len(numbers)) for w in elsewhere.types), np.int32, len(elsewhere.types)
            )
            ids.append(of[elsewhere.ids])
            lengths.append(np.diff(elsewhere.offsets))
            continue
        left = iter(elsewhere.each()), iter(here.each())  # together in the order of the texts, which numbers the words
        for t in texts[a:b]:
            words = next(left[spread.keeps(t)])
            ids.append(np.fromiter((numbers.setdefault(w, len(numbers)) for w in words), np.int32, len(words)))
            lengths.append(np.array([len(words)]))
    offsets = np.zeros(len(texts) + 1, np.int64)
    if ids:
        np.cumsum(np.concatenate(lengths), out=offsets[1:])
    return Encoded(list(numbers), np.concatenate(ids) if ids else np.zeros(0, np.int32), offsets)


def _encoded(texts: Sequence[str]) -> Encoded:
    """The words of some texts, numbered for these alone."""
    import numpy as np

    numbers: dict[str, int] = {}
    ids: list[NDArray[np.int32]] = []
    offsets = np.zeros(len(texts) + 1, np.int64)
    for i, text in enumerate(texts):
        found = tokens(text)
        ids.append(np.fromiter((numbers.setdefault(w, len(numbers)) for w in found), np.int32, len(found)))
        offsets[i + 1] = offsets[i] + len(found)
    return Encoded(list(numbers), np.concatenate(ids) if ids else np.zeros(0, np.int32), offsets)


def joined(words: Sequence[str]) -> NDArray[np.uint8]:
    """Words as bytes; none holds a line break."""
    import numpy as np

    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), np.uint8)


def numbered(held: NDArray[np.uint8]) -> dict[str, int]:
    text = held.tobytes().decode("utf-8", "surrogatepass")
    return {w: i for i, w in enumerate(text.split("\n"))} if text else {}
