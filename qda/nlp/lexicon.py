"""Knowledge about a language: stop words, lemmas, word frequencies, parts of compounds.

Lists of our own stand in `languages/CODE.toml` (a language is one file); the rest comes from packages: simplemma (lemmas),
wordfreq (frequencies), stopwordsiso (stop words). A language that these do not know is served with less.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any

UNSPACED = ("zh", "ja", "th", "lo", "km", "my")  # languages that are written without spaces between words
RARE = 1e-7  # the frequency of a word that wordfreq does not know
_GUARD = 0.02  # a "lemma" this much rarer than the word itself is none: `management` is not a form of `managemen`


@functools.cache
def own(language: str) -> dict[str, Any]:
    """Our own file on a language; empty lists for a language without one."""
    file = resources.files("qda.nlp") / "languages" / f"{language}.toml"
    data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return data


class Lexicon:
    """The words of one language (a code such as `nl`); what was looked up is kept."""

    def __init__(self, language: str) -> None:
        """Load what there is. Errors: none; `has` tells what is missing."""
        from qda.nlp import extra

        self.language, self.spaced = language, language not in UNSPACED
        data = own(language)
        self.determiners = frozenset(data.get("determiners", "").split())
        self.joints = frozenset(data.get("joints", "").split())
        self.articles = frozenset(data.get("articles", "").split())
        self.greetings = frozenset(data.get("greetings", "").split())
        self.nouns = tuple(data.get("nouns", "").split())
        self.compounds: dict[str, Any] = data.get("compounds", {"shortest": 0, "head": 0, "links": []})
        self._pointing = re.compile(data["pointing"]) if data.get("pointing") else None
        gone = extra.missing()
        self._lemmatize = self._frequencies = None
        known: set[str] = set()
        if "stopwordsiso" not in gone:
            import stopwordsiso

            if stopwordsiso.has_lang(language):
                known = set(stopwordsiso.stopwords(language))
        self.has_stops = bool(known or data)
        self.stops = frozenset(known) | frozenset(data.get("stop", "").split()) | self.greetings
        if "wordfreq" not in gone:
            import wordfreq

            if language in wordfreq.available_languages("small"):
                self._frequencies = wordfreq.get_frequency_dict(language, "best")
        if "simplemma" not in gone:
            import simplemma
            from simplemma.strategies import DefaultStrategy

            if language in _simplemma_languages():
                self._lemmatize = simplemma.Lemmatizer(
                    lemmatization_strategy=DefaultStrategy(greedy=False), tokenizer=simplemma.RegexTokenizer()
                ).lemmatize
        self._lemmas: dict[str, str] = {}

    @property
    def has_lemmas(self) -> bool:
        return self._lemmatize is not None

    @property
    def has_frequencies(self) -> bool:
        return self._frequencies is not None

    def frequency(self, word: str) -> float:
        """The share of a word in ordinary language (0..1), at least `RARE`."""
        return max(self._frequencies.get(word, 0.0), RARE) if self._frequencies else RARE

    def known(self, word: str) -> bool:
        """True if the word occurs in ordinary language."""
        return bool(self._frequencies) and word in self._frequencies  # type: ignore[operator]

    def stop(self, word: str) -> bool:
        """True if a word has no subject: a stop word, a single letter, a word that only points (`daarvan`)."""
        if (len(word) < 2 and self.spaced) or word in self.stops:
            return True
        return bool(self._pointing and self._pointing.fullmatch(word))

    def lemma(self, word: str) -> str:
        """The lemma of a word in small letters; of an unknown compound that of its longest known last part."""
        found = self._lemmas.get(word)
        if found is None:
            found = self._lemmas[word] = self.look(word)
        return found

    def look(self, word: str) -> str:
        """The same, without keeping what was looked up: for the rare words of a large corpus."""
        if self._lemmatize is None:
            return word
        plain = word[:-2] if word.endswith(("'s", "’s")) and self.language == "en" else word
        found = self._lemmatize(plain, lang=self.language).casefold().replace("_", "")
        if found == plain and self.compounds["shortest"] and len(plain) >= self.compounds["shortest"]:
            for cut in range(2, len(plain) - 4):  # the longest known last part
                tail = plain[cut:]
                if self.known(tail):
                    base = self._guarded(tail, self._lemmatize(tail, lang=self.language).casefold())
                    if base != tail:
                        found = plain[:cut] + base
                    break
        return self._guarded(plain, found)

    def _guarded(self, word: str, lemma: str) -> str:
        """The word itself where its "lemma" is far rarer than it, or is not a word's like."""
        if lemma == word or not lemma:
            return word
        # A compound's lemma is made of parts and need not be known: judged by its last part in `look`.
        if self.known(word) and self.frequency(lemma) < _GUARD * self.frequency(word):
            return word
        return lemma

    def nounish(self, word: str) -> bool:
        """True if the word has an ending that only nouns have."""
        return len(word) > 5 and word.endswith(self.nouns) if self.nouns else False


@functools.cache
def _simplemma_languages() -> frozenset[str]:
    """The languages that simplemma has a list of."""
    from simplemma.strategies.dictionaries import dictionary_factory

    return frozenset(dictionary_factory.SUPPORTED_LANGUAGES)


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language, loaded once."""
    return Lexicon(language[:2].lower())
