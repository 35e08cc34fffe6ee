"""Terms of a small corpus, counted again by hand; keyness by its formula; groups that have to show two places."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

pytest.importorskip("sklearn", reason="needs the extra `discover`")

import numpy as np

from qda.nlp import corpus, families, groups, terms, words
from qda.nlp.corpus import Corpus, Row
from qda.nlp.lexicon import lexicon

TEXTS = (
    "De rol van de secretaris is nieuw. Wij zien de rol van de secretaris.",
    "Een gemeentesecretaris zoekt publieke meerwaarde; publieke meerwaarde vraagt tijd.",
    "Vertrouwen tussen Mieke en de raad. Mieke schrijft vaker.",
)


def made(texts: Sequence[str], language: str = "nl", names: frozenset[str] = frozenset()) -> Corpus:
    rows = [Row(n, ((0, len(t)),), n + 1) for n, t in enumerate(texts)]
    return corpus.build(rows, enumerate(words.read(texts)), lexicon(language), names)


def counted(found: terms.Terms) -> dict[str, int]:
    times = np.bincount(found.term, minlength=len(found.label))
    return {found.label[i]: int(n) for i, n in enumerate(times)}


def test_lemmas_heads_and_phrases_are_counted() -> None:
    held = counted(terms.find(made(TEXTS), lexicon("nl")))
    assert held["secretaris"] == 3, "twice itself, once as the head of gemeentesecretaris"
    assert held["gemeentesecretaris"] == 1
    assert held["rol van de secretaris"] == 2 and held["publieke meerwaarde"] == 2
    assert held["meerwaarde"] == 2 and "nieuw" not in held and "de" not in held


def test_a_phrase_does_not_cross_a_mark_or_a_row() -> None:
    held = counted(
        terms.find(made(["publieke, meerwaarde publieke. Meerwaarde", "publieke", "meerwaarde"]), lexicon("nl"))
    )
    assert not any(" " in t and t.split()[0].startswith("publiek") for t in held if held[t] > 1)


def test_peoples_names_carry_no_subject() -> None:
    with_names = made(TEXTS, names=frozenset({"mieke"}))
    assert "mieke" not in {t.casefold() for t in terms.find(with_names, lexicon("nl")).label}


def test_a_name_that_is_also_a_word_stays_one() -> None:
    texts = ["Het vertrouwen, zei Vertrouwen.", "ons vertrouwen groeit"]
    assert "vertrouwen" in terms.find(made(texts, names=frozenset({"vertrouwen"})), lexicon("nl")).label


def test_every_place_of_a_term_is_where_it_stands() -> None:
    c = made(TEXTS)
    found = terms.find(c, lexicon("nl"))
    for term, row, word, end in zip(found.term, found.row, found.word, found.end, strict=True):
        assert (c.row[word:end] == row).all()
        if found.size[term] > 1:
            text = TEXTS[c.rows[row].source]
            assert text[c.start[word] :].casefold().startswith(found.label[term].casefold())


def test_keyness_is_the_z_of_monroe_colaresi_and_quinn() -> None:
    """Monroe, Colaresi & Quinn, Political Analysis 16(4), 2008: log-odds with a Dirichlet prior of 5,000 words."""
    y, n, p = 12, 2500, 2e-5
    a = 5000 * p
    d = math.log((y + a) / (n + 5000 - y - a)) - math.log(p / (1 - p))
    z = terms.keyness(np.array([float(y)]), n, np.array([p]))
    assert z[0] == pytest.approx(d * math.sqrt(y + a))
    more, rarer = terms.keyness(np.array([12.0, 24.0, 12.0]), n, np.array([2e-5, 2e-5, 1e-6]))[1:]
    assert more > z[0] and rarer > z[0]


def test_a_family_has_its_forms_compounds_and_patterns() -> None:
    c = made((*TEXTS, "Secretarissen en gemeentesecretarissen overleggen."))
    found = {f.name: f for f in families.families(c, terms.find(c, lexicon("nl")), lexicon("nl"))}
    family = found["secretaris"]
    assert dict(family.forms) == {
        "secretaris": 2,
        "gemeentesecretaris": 1,
        "secretarissen": 1,
        "gemeentesecretarissen": 1,
    }
    assert family.times == 5 and family.rows == [0, 1, 3]
    assert ("rol van de secretaris", 2) in family.patterns


def subject(word: str, other: str, n: int) -> list[str]:
    return [f"De {word} en het {other} van de {word} {'abcdefgh'[i]}{word[:3]}." for i in range(n)]


def test_groups_are_found_named_and_carried() -> None:
    texts = subject("dijk", "water", 8) + subject("klas", "kinderboek", 8) + subject("fabriek", "rooster", 8)
    c = made(texts)
    found = terms.find(c, lexicon("nl"))
    made_ = groups.groups(c, found)
    names = [found.label[g.terms[0]] for g in made_]
    assert {"dijk", "klas", "fabriek"} <= {w for name in names for w in name.split()}
    for g in made_:
        assert len(g.rows) >= 2 and len(set(g.rows)) == len(g.rows) and 1 <= len(g.terms) <= groups.MEMBERS
        label = found.label[g.terms[0]].split()[0]
        assert label in texts[g.rows[0]]
    again = groups.groups(c, found)
    assert again == made_, "the same texts, the same groups"


def test_what_one_person_says_is_not_shown_as_shared() -> None:
    texts = [f"De griffier zoekt vertrouwen {w}." for w in ("hier", "daar", "nu", "dan")] + [
        f"Het vertrouwen groeit bij de {w}." for w in ("raad", "burger", "wethouder", "buurt")
    ]
    start, whole, rows = 0, "", list[Row]()
    for n, t in enumerate(texts):
        rows.append(Row(0, ((start, start + len(t)),), 1 if n < 4 else n))
        whole += t + "\n"
        start = len(whole)
    c = corpus.build(rows, [(0, words.read([whole])[0])], lexicon("nl"))
    found = terms.find(c, lexicon("nl"))
    made_ = groups.groups(c, found)
    assert made_, "something is found"
    for g in made_:
        voices = {rows[r].voice for r in g.rows}
        if "griffier" in [found.label[t] for t in g.terms]:
            assert voices == {1}


@pytest.mark.parametrize(
    "texts", [[], [""], ["de het een"], ["Eén zin over vertrouwen."], ["gelijk " * 3] * 5], ids=str
)
def test_too_little_gives_nothing_or_an_honest_group(texts: list[str]) -> None:
    c = made(texts)
    for g in groups.groups(c, terms.find(c, lexicon("nl"))):
        assert len(g.rows) >= 2
