"""Choose the reader for a language: the built-in rules, or a trained spaCy pipeline that the user has installed.

Nothing is ever downloaded. A pipeline adds lemmas and parts of speech; without one there are simplemma's lemmas and signs of
nouns (see `corpus`). Languages that are written without spaces are cut into words by spaCy's own rules, where it has them.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qda.core.errors import Refused
from qda.nlp import words
from qda.nlp.lexicon import UNSPACED
from qda.nlp.words import Words

if TYPE_CHECKING:
    from spacy.language import Language

SIZES = ("lg", "md", "sm", "trf")
_KINDS = {"NOUN": 1, "PROPN": 2, "ADJ": 3}
_PART = 100_000  # characters that spaCy gets at one go


class Pass(NamedTuple):
    """key: under which its result is kept, empty for our own rules: these read a text as fast as what was kept could be unpacked;
    name: the pipeline, or empty; lemmas, tags: whether it tells them; note: what went wrong, in one line; read: texts to
    their words."""

    key: str
    name: str
    lemmas: bool
    tags: bool
    note: str
    read: Callable[[Sequence[str]], Iterable[Words]]


def installed() -> list[str]:
    """The spaCy pipelines that are installed, by name."""
    from importlib.metadata import entry_points

    return sorted({e.name for e in entry_points(group="spacy_models")})


@functools.cache
def of(language: str) -> Pass:
    """Return the reader for a language (a code such as `nl`, or empty)."""
    code = language[:2].lower()
    mine = [n for n in installed() if n.partition("_")[0] == code and code]
    note = ""
    for name in sorted(mine, key=lambda n: next((i for i, s in enumerate(SIZES) if n.endswith(s)), len(SIZES))):
        try:
            return _trained(name)
        except Exception as e:  # whatever a broken package raises: it is named, and the next or our own rules serve
            note = (
                note
                or f"the spaCy pipeline {name} cannot be loaded ({type(e).__name__}: {_first_line(e)}): read without it"
            )
    if code in UNSPACED:
        try:
            return _blank(code, note)
        except ImportError as e:
            note = (
                note or f"{code} is written without spaces, and spaCy needs more to cut it into words: {_first_line(e)}"
            )
    return Pass("", "", False, False, note, words.read)


def read(language: str, key: str, texts: Sequence[str]) -> list[Words]:
    """The words of texts, by the reader for a language whose key this is; refused where it is another here, as on a machine
    that has another pipeline."""
    pass_ = of(language)
    if pass_.key != key:
        raise Refused(
            "pipeline-differs", "a worker reads {language} with {there}, and here it is read with {here}: install the same there",
            language=language or "texts", there=pass_.key or "rules", here=key or "rules",
        )  # fmt: skip
    return list(pass_.read(texts))


def _first_line(e: BaseException) -> str:
    return (str(e).strip().splitlines() or [""])[0][:120]


def _trained(name: str) -> Pass:
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a pipeline of another version still says what it can
        nlp = spacy.load(name, exclude=["ner", "parser", "senter", "entity_linker", "textcat"])
    tags = any(p in nlp.pipe_names for p in ("morphologizer", "tagger"))
    lemmas = "lemmatizer" in nlp.pipe_names or "trainable_lemmatizer" in nlp.pipe_names
    key = f"{name}.{nlp.meta.get('version', '')}-{words.VERSION}"
    return Pass(key, name, lemmas, tags, "", functools.partial(_read, nlp))


def _blank(code: str, note: str) -> Pass:
    from importlib.metadata import version

    import spacy

    return Pass(
        f"spacy.{code}.{version('spacy')}-{words.VERSION}",
        "",
        False,
        False,
        note,
        functools.partial(_read, spacy.blank(code)),
    )


def _read(nlp: Language, texts: Sequence[str]) -> Iterator[Words]:
    """The words of texts as a pipeline sees them; long ones go in at paragraph ends."""
    import numpy as np

    for text in texts:
        forms: dict[str, int] = {}
        lemmas: dict[str, int] = {}
        form, start, lemma, kind = [], [], [], []
        tagged = any(p in nlp.pipe_names for p in ("morphologizer", "tagger", "lemmatizer", "trainable_lemmatizer"))
        parts = list(_parts(text))
        for (at, _), doc in zip(parts, nlp.pipe((text[a:b] for a, b in parts), batch_size=16), strict=True):
            for token in doc:
                if not token.is_alpha and not _hyphened(token.text):
                    continue
                form.append(forms.setdefault(token.text, len(forms)))
                start.append(at + token.idx)
                if tagged:
                    lemma.append(lemmas.setdefault((token.lemma_ or token.text).casefold(), len(lemmas)))
                    kind.append(_KINDS.get(token.pos_, 0))
        yield Words(
            list(forms), np.array(form, np.int32), np.array(start, np.int32), list(lemmas), np.array(lemma, np.int32),
            np.array(kind, np.int8),
        )  # fmt: skip


def _hyphened(token: str) -> bool:
    return len(token) > 2 and all(part.isalpha() for part in token.replace("’", "-").replace("'", "-").split("-"))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """A text in parts that a pipeline can take, cut at line ends where there are any."""
    at = 0
    while at < len(text):
        end = min(at + _PART, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", at + 1, end), text.rfind(" ", at + 1, end) if "\n" not in text[at:end] else -1)
            end = cut if cut > at else end
        yield at, end
        at = end


def versions() -> dict[str, Any]:
    """The packages that language work stands on, and their versions (None where one is missing)."""
    from importlib.metadata import PackageNotFoundError, version

    out: dict[str, Any] = {}
    for name in ("spacy", "simplemma", "wordfreq", "stopwordsiso", "scikit-learn"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = None
    return out
