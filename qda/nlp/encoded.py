"""Texts as numbers of their words and marks: what features are counted from, and what is kept of them in a study's file."""

from __future__ import annotations

import re
import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from qda.core.spread import ONE, Call, Spread, batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIZES = struct.Struct("<3Q")  # bytes of the types, of the offsets and of the ids
_PRESSED = 1 << 24  # bytes compressed in one go
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

    def pack(self) -> bytearray:
        """The texts' words as bytes to be kept; `decoded` gives them back. Little more than these is in memory besides."""
        import numpy as np

        parts = joined(self.types), self.offsets, self.ids
        pressed = zlib.compressobj(1)
        out = bytearray(_SIZES.pack(*(part.nbytes for part in parts)))
        for part in parts:
            plain = part.view(np.uint8)
            for i in range(0, len(plain), _PRESSED):
                out += pressed.compress(plain[i : i + _PRESSED].data)
        out += pressed.flush()
        return out


def decoded(data: bytes | bytearray) -> Encoded:
    """Rebuild the texts from the bytes of `Encoded.pack`."""
    import numpy as np

    types, offsets, ids = _SIZES.unpack_from(data)
    held = zlib.decompress(memoryview(data)[_SIZES.size :], bufsize=types + offsets + ids)
    return Encoded(
        list(numbered(np.frombuffer(held, np.uint8, types))),
        np.frombuffer(held, np.int32, ids // 4, types + offsets),
        np.frombuffer(held, np.int64, offsets // 8, types),
    )


def encode(texts: Iterable[str], spread: Spread = ONE) -> Encoded:
    """The words of texts, numbered as they come. spread: does what divides by texts, a few of which are in memory at once."""
    import numpy as np

    stay: deque[list[bool]] = deque()  # of the texts in each call but not yet in `ids`: whether it is kept here

    def calls() -> Iterator[Call]:
        for some in batches(texts, _TOGETHER):
            stay.append([spread.keeps(t) for t in some])
            for here in (False, True):
                yield Call(([t for t, kept in zip(some, stay[-1], strict=True) if kept is here],), here)

    numbers: dict[str, int] = {}
    ids = bytearray()
    lengths = [np.zeros(1, np.int64)]
    results = spread.run(_encoded, calls())
    for elsewhere in results:
        here = next(results)
        kept = stay.popleft()
        if not len(here):
            of = np.fromiter(
                (numbers.setdefault(w, len(numbers)) for w in elsewhere.types), np.int32, len(elsewhere.types)
            )
            ids += of[elsewhere.ids].tobytes()
            lengths.append(np.diff(elsewhere.offsets))
            continue
        left = iter(elsewhere.each()), iter(here.each())  # together in the order of the texts, which numbers the words
        for held in kept:
            words = next(left[held])
            ids += np.fromiter((numbers.setdefault(w, len(numbers)) for w in words), np.int32, len(words)).tobytes()
            lengths.append(np.array([len(words)]))
    return Encoded(list(numbers), np.frombuffer(ids, np.int32), np.cumsum(np.concatenate(lengths)))


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
