"""The vectors and the learner: tf-idf by hand, ridge regression against its definition, what is kept is what was."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from suggest_study import SCHOOL, SUBJECTS, WATER, WORK

from qda.nlp import encoded, features, suggesting
from qda.nlp.bm25 import Index, Neighbours
from qda.nlp.suggesting import EASE, REJECTED, Example, Learner

np = pytest.importorskip("numpy", reason="suggestion's vectors need the extra `discover`")
pytest.importorskip("scipy", reason="suggestion's vectors need the extra `discover`")

TEXTS = [*WATER, *SCHOOL, *WORK]
CODES = dict(enumerate(SUBJECTS, 1))


def examples(n: int) -> list[Example]:
    """The first n texts of each subject, coded."""
    return [Example(t, "", frozenset([c])) for c, s in CODES.items() for t in SUBJECTS[s][:n]]


def learner(n: int = 4) -> Learner:
    words = encoded.encode(TEXTS)
    made = Learner(features.learn(words), lambda: words)
    made.learn(examples(n))
    return made


def test_words_weigh_by_tf_idf() -> None:
    texts = ["zon zon maan", "zon ster", "maan maan maan ster", "wolk"]
    space = features.learn(encoded.encode(texts))
    assert list(space.words) == ["zon", "maan", "ster"], "a word counts from two texts on"
    row = space.vectors(["zon zon maan"]).sparse.toarray()[0]
    idf = math.log(5 / 3)
    zon, maan = (1 + math.log(2)) * idf, idf
    length = math.hypot(zon, maan)
    assert row[:3] == pytest.approx([zon / length / math.sqrt(2), maan / length / math.sqrt(2), 0], abs=1e-6)


def test_pairs_and_parts_of_words() -> None:
    space = features.learn(encoded.encode(["rode wijn!", "rode wijn", "wijnglas"]))
    assert len(space.pairs) == 1
    first, second = divmod(int(space.pairs[0]), len(space.words))
    assert [list(space.words)[i] for i in (first, second)] == ["rode", "wijn"]
    assert {" wi", "wijn", "wijn ", "rode"} <= space.parts.keys()
    assert list(features.word_parts("ui")) == [" ui", "ui ", " ui "]
    assert list(features.word_parts("u")) == [" u "]


def test_rows_have_length_one_or_nothing() -> None:
    space = features.learn(encoded.encode(TEXTS))
    v = space.vectors([*TEXTS, "", "xyzzy qqqq", "!!"])
    length = np.sqrt(np.asarray(v.sparse.multiply(v.sparse).sum(1)).ravel())
    assert length[: len(TEXTS)] == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(v.latent, axis=1)[: len(TEXTS)] == pytest.approx(features.LATENT, abs=1e-5)
    assert not length[-3:].any() and not v.latent[-3:].any()


def test_the_same_texts_give_the_same_vectors_also_from_what_was_kept() -> None:
    words = encoded.encode(TEXTS)
    space = features.learn(words)
    again = features.learn(encoded.encode(TEXTS))
    kept = features.unpack(space.pack())
    back = encoded.decoded(words.pack())
    assert back.types == words.types and (back.ids == words.ids).all() and (back.offsets == words.offsets).all()
    for other in (again, kept):
        assert (other.of(words).sparse != space.of(words).sparse).nnz == 0
        assert (other.of(words).latent == space.of(words).latent).all()


def test_texts_in_pieces_are_the_same_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    words = encoded.encode(TEXTS)
    whole = features.learn(words)
    monkeypatch.setattr(features, "CHUNK", 4)
    pieces = features.learn(words)
    assert pieces.parts == whole.parts
    assert (pieces.directions == whole.directions).all()
    assert abs(pieces.of(words).sparse - whole.of(words).sparse).max() < 1e-6
    assert sum(v.sparse.shape[0] for v in pieces.chunks(words)) == len(TEXTS)


@pytest.mark.parametrize("most", [1, 3, 7, 200_000])
def test_pairs_counted_a_few_at_a_time_are_the_same_pairs(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Also where only the most frequent are kept, and of equally frequent ones the first."""
    words = encoded.encode(TEXTS * 2)
    monkeypatch.setattr(features, "MAX_PAIRS", most)
    whole = features.learn(words)
    in_texts: dict[tuple[str, str], set[int]] = {}
    for i, text in enumerate(TEXTS * 2):
        said = [w if w in whole.words else "" for w in encoded.tokens(text)]
        for first, second in pairwise(said):
            if first and second:
                in_texts.setdefault((first, second), set()).add(i)
    often = {
        whole.words[a] * len(whole.words) + whole.words[b]: len(of) for (a, b), of in in_texts.items() if len(of) > 1
    }
    assert whole.pairs.tolist() == sorted(sorted(often, key=lambda p: (-often[p], p))[:most])
    monkeypatch.setattr(features, "PAIRS_AT_ONCE", 5)
    monkeypatch.setattr(features, "CHUNK", 4)
    few = features.learn(words)
    assert few.pairs.tolist() == whole.pairs.tolist() and few.idf.tolist() == whole.idf.tolist()


@pytest.mark.parametrize("texts", [[], [""], ["een"], ["", ""], ["een twee drie"] * 3, ["!", "?"]], ids=repr)
def test_hardly_any_text(texts: list[str]) -> None:
    words = encoded.encode(texts)
    space = features.unpack(features.learn(words).pack())
    made = Learner(space, lambda: words)
    made.learn([Example("een", "", frozenset([1]))])
    assert len(made.corpus(1)) == len(texts)
    assert set(made.codes("een twee")) == {1}


def test_the_weights_solve_the_ridge() -> None:
    made = learner()
    v = made.space.vectors([e.text for e in examples(4)])
    k = v.kernel(v).astype(float)
    y = np.array([[float(c in e.codes) for c in CODES] for e in examples(4)])
    weights = np.linalg.solve(k + EASE * np.eye(len(y)), y)
    for text in TEXTS:
        expected = (made.space.vectors([text]).kernel(v) @ weights)[0]
        assert list(made.codes(text).values()) == pytest.approx(expected.tolist(), abs=1e-4)
        for c in CODES:
            assert made.score(c, [text])[0] == pytest.approx(expected[c - 1], abs=1e-4)
    every = np.concatenate(list(made.every()))
    assert every[:, 0].tolist() == pytest.approx(made.corpus(1), abs=1e-5)


def test_of_too_many_examples_every_code_has_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "DIRECT", 6)
    made = learner()
    made.codes(TEXTS[0])
    assert made._used is not None and len(made._used) == 6
    whole = examples(4)
    assert [sum(c in whole[i].codes for i in made._used) for c in CODES] == [2, 2, 2]
    latest = [max(i for i, e in enumerate(whole) if c in e.codes) for c in CODES]
    assert set(latest) <= set(made._used.tolist()), "the latest of each"
    fewer = learner()
    fewer.learn([whole[i] for i in made._used])
    for text in TEXTS:
        assert made.codes(text) == pytest.approx(fewer.codes(text), abs=1e-4)
    before = made.codes(TEXTS[0])
    left_out = next(i for i in range(len(whole)) if i not in made._used)
    assert made.codes(TEXTS[0], without=[left_out]) == before


def test_each_subject_finds_its_own() -> None:
    made = learner()
    for code, subject in CODES.items():
        for text in SUBJECTS[subject][4:]:
            scores = made.codes(text)
            assert max(scores, key=scores.__getitem__) == code, text
        best = sorted(range(len(TEXTS)), key=made.corpus(code).__getitem__)[-6:]
        assert {TEXTS[i] for i in best} == set(SUBJECTS[subject])


def test_learning_one_more_is_learning_all(monkeypatch: pytest.MonkeyPatch) -> None:
    step = learner(1)
    for n in (2, 3, 4, 2):
        step.learn(examples(n))
        for text in TEXTS:
            assert step.codes(text) == pytest.approx(learner(n).codes(text), abs=1e-4)


def test_without_some_examples_is_as_if_they_were_not_there() -> None:
    whole, fewer = learner(), learner()
    fewer.learn(examples(4)[1:])
    assert whole.codes(TEXTS[0], without=[0]) == pytest.approx(fewer.codes(TEXTS[0]), abs=1e-4)
    assert whole.codes(TEXTS[0], without=range(12)) == {}


def test_a_no_speaks_against() -> None:
    made = learner()
    before = made.score(1, [WATER[5]])[0]
    made.learn([*examples(4), Example(WATER[5], "", frozenset(), frozenset([1]))])
    assert made.score(1, [WATER[5]])[0] < before
    assert made.score(1, [WATER[5]])[0] < 0 < -REJECTED


def test_a_code_with_only_a_no_is_not_suggested() -> None:
    made = learner()
    made.learn([*examples(4), Example(WATER[5], "", frozenset(), frozenset([9]))])
    assert set(made.codes(WATER[5])) == {1, 2, 3}


def test_evidence_is_the_nearest_and_words_of_the_text() -> None:
    made = learner()
    found = made.evidence(1, WATER[4], [0, 1, 2, 3])
    assert len(found.examples) == 2 and 0 in found.examples, "the dike that broke"
    assert set(found.words) <= set(encoded.tokens(WATER[4])) and {"dijk", "kelders"} & set(found.words)
    assert made.evidence(1, WATER[4], []) == ([], found.words), "a name alone"
    stopped = Learner(made.space, lambda: encoded.encode(TEXTS), frozenset(found.words))
    stopped.learn(examples(4))
    assert not set(stopped.evidence(1, WATER[4], [0]).words) & set(found.words)


def test_a_short_quote_is_read_with_its_sentence() -> None:
    made = learner()
    bare, around = (Example("toen", c, frozenset([7])) for c in ("", WATER[4]))
    made.learn([bare])
    alone = made.score(7, [WATER[0]])[0]
    made.learn([around])
    assert made.score(7, [WATER[0]])[0] > alone


def test_bm25_ranks_by_shared_words() -> None:
    index = Index(["de dijk brak", "de juf las", "dijk en dijk"])
    found = index.ask("Dijk!")
    assert list(found) == [2, 0] and all(s > 0 for s in found.values())
    assert index.ask("???") == {} and index.ask("") == {}
    assert index.ask('") OR x NEAR( dijk') == found


def test_neighbours_rank_and_explain() -> None:
    made = Neighbours(lambda: TEXTS)
    made.learn(examples(4))
    for code, subject in CODES.items():
        for text in SUBJECTS[subject][4:]:
            scores = made.codes(text)
            assert max(scores, key=scores.__getitem__) == code
    found = made.evidence(1, WATER[4], [0, 1, 2, 3])
    assert len(found.examples) == 2 and set(found.words) <= set(encoded.tokens(WATER[4]))
    assert len(made.corpus(1)) == len(TEXTS)
    assert made.codes(TEXTS[0], without=range(12)) == {}
    made.learn([*examples(4), Example(WATER[5], "", frozenset(), frozenset([1]))])
    assert made.score(1, [WATER[5]])[0] < made.score(1, [WATER[4]])[0]


def test_words_used_all_the_time_are_stop_words_without_any_package(monkeypatch: pytest.MonkeyPatch) -> None:
    from qda.core import extras

    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    assert {"een", "in", "en", "de", "beste", "vooral"} <= suggesting.stop_words("nl")
    assert {"the", "of", "and"} <= suggesting.stop_words("en")
    assert not suggesting.stop_words("xx") and "secretaris" not in suggesting.stop_words("nl")
