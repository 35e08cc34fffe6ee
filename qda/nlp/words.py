"""Words of a text and where they stand: one pass over a text, kept as small arrays, so that it need not be made twice.

A word is a run of letters, with apostrophes or hyphens inside it (`service-based`, `foto's`); addresses of pages and of
people (`https://…`, `jan@ede.nl`, `@jan`) and numbers are none.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "words-1"  # kept with every pass; raised whenever another pass would come out
_WORD = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)@\w+|(?<![\d_])([^\W\d_]+(?:['’‑-][^\W\d_]+)*)(?![\d_])"
)
_LONGEST = 60  # letters; a longer run is no word (a line of code, a checksum)


class Words(NamedTuple):
    """The words of one text, in order.

    forms: different words as written, of this text and perhaps of others; form[i] is the number of word i among them; start[i]
    its code-point offset. Its end is `start[i] + len(forms[form[i]])`. lemma and kind are empty but where a trained pipeline
    told them: then lemmas[lemma[i]] is a word's lemma, and kind[i] is 1 for a noun, 2 for a name, 3 for an adjective, 0 for
    another word.
    """

    forms: list[str]
    form: NDArray[np.int32]
    start: NDArray[np.int32]
    lemmas: list[str]
    lemma: NDArray[np.int32]
    kind: NDArray[np.int8]


def read(texts: Sequence[str]) -> list[Words]:
    """The words of each text; `forms` is one list for all of them. Shapes: form and start (n,), int32; lemma and kind (0,)."""
    import numpy as np

    seen: dict[str, int] = {}
    forms: list[str] = []
    none, nothing = np.zeros(0, np.int32), np.zeros(0, np.int8)
    out = []
    for text in texts:
        form, start = [], []
        for m in _WORD.finditer(text):
            word = m[1]
            if word is None or len(word) > _LONGEST:
                continue
            form.append(seen.setdefault(word, len(seen)))
            start.append(m.start(1))
        out.append(Words(forms, np.array(form, np.int32), np.array(start, np.int32), [], none, nothing))
    forms += seen
    return out


def pack(words: Words) -> bytes:
    """The words as bytes to be kept; `unpack` gives them back."""
    import numpy as np

    parts = [
        "\n".join(words.forms).encode(), words.form.astype("<i4").tobytes(),
        np.diff(words.start, prepend=0).astype("<i4").tobytes(), "\n".join(words.lemmas).encode(),
        words.lemma.astype("<i4").tobytes(), words.kind.astype("<i1").tobytes(),
    ]  # fmt: skip
    return zlib.compress(struct.pack("<6I", *map(len, parts)) + b"".join(parts), 1)


def unpack(data: bytes) -> Words:
    """Rebuild the words from the bytes of `pack`."""
    import numpy as np

    raw = zlib.decompress(data)
    at, parts = 24, []
    for n in struct.unpack_from("<6I", raw):
        parts.append(raw[at : at + n])
        at += n
    forms, form, gaps, lemmas, lemma, kind = parts
    return Words(
        forms.decode().split("\n") if forms else [], np.frombuffer(form, "<i4"),
        np.cumsum(np.frombuffer(gaps, "<i4"), dtype=np.int32), lemmas.decode().split("\n") if lemmas else [],
        np.frombuffer(lemma, "<i4"), np.frombuffer(kind, "<i1"),
    )  # fmt: skip
