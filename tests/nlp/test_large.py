"""A corpus that is too large to be factored: its groups come from a part, and all rows are placed in them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="needs the extra `discover`")
pytest.importorskip("wordfreq", reason="needs the extra `discover`")

import numpy as np
from suggest_study import SUBJECTS, add, draft

from qda.core.spread import ONE
from qda.nlp import corpus as corpora
from qda.nlp import groups, large, terms, words
from qda.nlp.corpus import Row
from qda.nlp.lexicon import lexicon
from qda.ops.discovery import discovering, passages
from qda.store.analysis.scope import Filters
from qda.store.project import Study

SAID = (
    "De rol van de secretaris in de gemeenteraad is klein.", "Wij bouwen een nieuwe brug over het kanaal.",
    "De gemeentesecretaris spreekt de Tweede Kamer toe.", "Op de school leren kinderen lezen.",
    "Het water steeg en de dijk brak.", "Publieke meerwaarde is het doel van de gemeente.",
    "De klas had geen juf meer, en de kinderen gingen naar huis.", "Een fietser reed over de brug in Utrecht.",
)  # fmt: skip


def made(n: int) -> tuple[list[Row], list[str]]:
    """Sources of three rows of two sentences each, with many voices, and their texts."""
    choose = random.Random(3)
    rows, texts = [], []
    for i in range(n):
        posts = [" ".join(choose.sample(SAID, 2)) for _ in range(3)]
        at = 0
        for post in posts:
            rows.append(Row(i, ((at, at + len(post)),), choose.randrange(9)))
            at += len(post) + 2
        texts.append("\n\n".join(posts))
    return rows, texts


def read(texts: Sequence[str]) -> Iterator[tuple[int, words.Words]]:
    return enumerate(words.read(texts))


def test_the_part_is_evenly_spread_and_small_corpora_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, _ = made(100)
    assert large.part(rows) == rows
    monkeypatch.setattr(large, "PART", 30)
    some = large.part(rows)
    assert len(some) == 30 and {r.source // 10 for r in some} == set(range(10)) and some == sorted(some, key=rows.index)


@pytest.mark.parametrize("together", [1, 50, 10_000])
def test_placing_what_was_factored_gives_what_factoring_gave(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the part is the whole: the same counts, and the same rows carry the groups, in any portions."""
    monkeypatch.setattr(large, "TOGETHER", together)
    rows, texts = made(60)
    known = lexicon("nl")
    corpus = corpora.build(rows, read(texts), known)
    held = terms.find(corpus, known)
    factored = groups.factored(corpus, held, 12)
    assert factored is not None and len(factored.groups) > 3
    vocabulary = large.Vocabulary(corpus, held, factored.columns, known)
    placed = large.place(rows, read(texts), vocabulary, factored)
    assert placed.words == len(corpus.form)
    count = np.bincount(held.term, minlength=len(held.label))
    for t, n in placed.times.items():
        assert n == count[t], held.label[t]
        assert placed.sources[t] == len({rows[r].source for r in held.row[held.term == t].tolist()})
    before = {g.terms[0]: set(g.rows) for g in groups.joined(factored.groups)}
    after = {g.terms[0]: set(g.rows) for g in placed.groups}
    assert after.keys() == before.keys()
    alike = [len(before[t] & after[t]) / len(before[t] | after[t]) for t in before]
    assert sum(alike) / len(alike) > 0.9, "the weights are fitted once more, so a weak row may fall out"


def test_phrases_and_other_forms_are_found_again_in_other_texts() -> None:
    rows, texts = made(60)
    known = lexicon("nl")
    corpus = corpora.build(rows, read(texts), known)
    held = terms.find(corpus, known)
    factored = groups.factored(corpus, held, 12)
    assert factored is not None
    vocabulary = large.Vocabulary(corpus, held, factored.columns, known)
    other = "De Rol van de secretaris: gemeentesecretarissen, dijken en onzin."
    gathered = corpora.gather([Row(0, ((0, len(other)),), 1)], read([other]), known)
    assert gathered is not None
    column, word = vocabulary.places(gathered)
    found = {
        (held.label[factored.columns[c]], gathered.surface[gathered.form[w]]) for c, w in zip(column, word, strict=True)
    }
    assert ("rol van de secretaris", "Rol") in found and ("gemeentesecretaris", "gemeentesecretarissen") in found
    assert ("dijk", "dijken") in found, "a form that the part has not, by its lemma"
    assert not [1 for _, surface in found if surface in ("onzin", "en")]


@pytest.fixture
def many(study: Study) -> Study:
    """Subjects in posts by many people, so many that they count by segments."""
    choose = random.Random(5)
    for subject, posts in SUBJECTS.items():
        for n in range(40):
            said = [("post", f"{subject} {choose.randrange(60)}", " ".join(choose.sample(posts, 2))) for _ in range(6)]
            add(study, draft(f"{subject} {n}", said, "nl"))
    return study


def candidates(study: Study) -> list[dict[str, Any]]:
    return list(discovering.run(study, top=12).table.dicts())


def test_candidates_of_a_large_study_are_exact_and_like_those_of_a_small_one(
    many: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = candidates(many)
    many.db.execute("delete from language_pass")
    monkeypatch.setattr(large, "LARGE", 600)
    monkeypatch.setattr(large, "PART", 240)
    monkeypatch.setattr(large, "TOGETHER", 100)
    found = candidates(many)
    texts = dict(many.db.execute("select name, text from source"))
    assert found
    for c in found:
        for q in c["quotes"]:
            assert texts[q["source"]][q["start"] : q["end"]] == q["text"]
            assert any(t["term"].split()[-1].casefold()[:4] in q["text"].casefold() for t in c["terms"])
        assert c["sources"] > 1 and c["participants"] > 1 and all(t["count"] >= t["sources"] > 0 for t in c["terms"])
    words_of = {c["label"]: {t["term"]: t["count"] for t in c["terms"]} for c in whole}
    shared = words_of.keys() & {c["label"] for c in found}
    assert len(shared) * 2 > len(found), "most are named as they were"
    for c in found:
        for t in c["terms"]:
            assert words_of.get(c["label"], {}).get(t["term"], t["count"]) == t["count"], "counted in all texts"
    many.db.execute("delete from language_pass")
    assert candidates(many) == found, "the same texts give the same"


def test_only_stretches_are_read_for_the_part(many: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    (p,) = passages.gather(
        many, Filters(), False, keep=False, tick=passages.still, spread=ONE
    )  # fmt: skip
    some = p.rows[::7]
    whole, part = dict(p.words()), dict(p.words(some))
    assert part.keys() == {r.source for r in some}
    for source, held in part.items():
        pieces = [piece for r in some if r.source == source for piece in r.pieces]
        every = [
            (whole[source].forms[f], a)
            for f, a in zip(whole[source].form.tolist(), whole[source].start.tolist(), strict=True)
        ]
        assert [(held.forms[f], a) for f, a in zip(held.form.tolist(), held.start.tolist(), strict=True)] == [
            (w, a) for w, a in every if any(x <= a < y for x, y in pieces)
        ]
