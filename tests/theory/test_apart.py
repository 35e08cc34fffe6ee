"""Quotes worth reading: the figures against a count by hand, and what is never shown."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import coding
from qda.ops.theory import categories, negative_cases
from qda.reports.theory import negative_cases as report
from qda.reports.theory import quotes_apart
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import intake

ROOT = Path(__file__).parents[2]
ALIKE = [
    "The council decides about money and time.",
    "Money and time belong to the council alone.",
    "When the council decides there is little time.",
    "Our council counts the money every month.",
    "Time and money, says the council each month.",
    "The council decides every month about money.",
]
ODD = "My grandmother baked bread behind the old harbour."
SHORT = "Bread, grandmother."


def written(study: Study, name: str, parts: list[tuple[str, str]], language: str = "en") -> None:
    """A source with a turn for each part (author, words)."""
    text, segments = "", []
    for author, words in parts:
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{words}" if text else words
        role = "researcher" if author == "Interviewer" else "participant"
        segments.append(DraftSegment("turn", start, start + len(words), author, role=role))
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add(name, Draft(name, text, kind="interview", language=language, segments=segments, sha256=name))
        writer.flush()


@pytest.fixture
def talked(study: Study) -> Study:
    """One category, "power": six quotes alike (1 to 6), one of other words (7), a short one (8), a researcher's (9)."""
    parts = [(f"Person {n}", words) for n, words in enumerate([*ALIKE, ODD, SHORT])]
    written(study, "talk", [*parts, ("Interviewer", "Whales migrate through icy northern oceans.")])
    for words in (*ALIKE, ODD, SHORT, "Whales migrate through icy northern oceans."):
        coding.code(study, "talk", ["power"], quote=words)
    categories.category(study, "power")
    return study


def far(study: Study, **filters: list[str]) -> list[quotes_apart.Quote]:
    return quotes_apart.find(study.db, scope.resolve(study.db, Filters(**filters))).quotes


def test_the_one_with_other_words_is_shown_with_the_words(talked: Study) -> None:
    (quote,) = far(talked)
    assert (quote.coding, quote.others, quote.shared) == (7, 6, [])
    assert set(quote.own) <= {"grandmother", "baked", "bread", "behind", "old", "harbour"}
    assert quote.theirs[:2] == ["council", "money"] or quote.theirs[:2] == ["money", "council"]
    assert "shares no word with the 6 other quotes; words of its own: " in quote.why()


def test_how_near_agrees_with_a_count_by_hand() -> None:
    """The cosine of a quote to the sum of the others, once by `apart` (in one sum) and once term by term."""
    bags = {n: set(quotes_apart.words(words)) for n, words in enumerate([*ALIKE, ODD])}
    words = sorted(set().union(*bags.values()))
    weight = {w: math.log((len(bags) + 1) / sum(w in bag for bag in bags.values())) for w in words}

    def vector(n: int) -> list[float]:
        raw = [weight[w] if w in bags[n] else 0.0 for w in words]
        size = math.sqrt(sum(x * x for x in raw))
        return [x / size for x in raw]

    def near(n: int) -> float:
        mine = vector(n)
        rest: list[float] = [sum(column) for column in zip(*(vector(m) for m in bags if m != n), strict=True)]
        return sum(a * b for a, b in zip(mine, rest, strict=True)) / math.sqrt(sum(x * x for x in rest))

    by_hand = {n: near(n) for n in bags}
    middle = sorted(by_hand.values())[len(by_hand) // 2]
    expected = sorted((n for n in bags if by_hand[n] < quotes_apart.SHARE * middle), key=lambda n: by_hand[n])
    assert expected == [6]
    found = quotes_apart._far(1, bags, weight, set())
    assert found is not None and [q.coding for q in found] == expected


def test_words_fold_and_leave_out_function_words() -> None:
    assert quotes_apart.words("The SECRETARY’s secretaries, het gemeentehuis 12 én de koers_b") == {
        "secret": "secretary", "gemeen": "gemeentehuis", "koers": "koers",
    }  # fmt: skip
    assert quotes_apart.words("") == quotes_apart.words("12 — het") == {}


def test_what_was_held_against_something_is_left_out(talked: Study) -> None:
    negative_cases.add(talked, 7, "category:power", "bread, not money")
    got = list(report.run(talked, look=True).table.dicts())
    assert [(r["id"], r["outcome"]) for r in got] == [(1, None)]
    negative_cases.remove(talked, [1])
    (row,) = report.run(talked, look=True).table.dicts()
    assert (row["id"], row["outcome"], row["against"], row["coding"]) == (None, "worth reading", "category:power", 7)
    assert row["text"] == ODD and row["note"].startswith("shares no word")
    assert list(report.run(talked).table.rows) == [], "only when it is asked for"
    for word in ("score", "probab", "%", "negative case"):
        assert word not in row["note"]


def test_few_quotes_other_languages_and_filters(talked: Study) -> None:
    written(talked, "gesprek", [("Wim", "Mijn oma bakte vroeger brood achter de haven.")], "nl")
    coding.code(talked, "gesprek", ["power"], quote="Mijn oma bakte vroeger brood achter de haven.")
    assert [q.coding for q in far(talked)] == [7], "another language is no other topic"
    assert far(talked, source=["gesprek"]) == [] and far(talked, participant=["Person 1"]) == []
    categories.category(talked, "else")
    assert [q.coding for q in far(talked, code=["power"])] == [7] and far(talked, code=["else"]) == []
    coding.uncode(talked, [1])
    assert [q.coding for q in far(talked)] == [7]
    coding.uncode(talked, [2])
    assert far(talked) == [], "five alike and none to compare with"


def test_one_stretch_counts_once(talked: Study) -> None:
    """The odd quote, coded twice within the category, is not near itself."""
    coding.code(talked, "talk", ["bread"], quote=ODD)
    categories.category(talked, "power", ["bread"])
    assert [q.coding for q in far(talked)] == [7]


def test_quotes_that_share_next_to_nothing_are_all_left_alone(study: Study, tmp_path: Path) -> None:
    lonely = ["Green apples ripen slowly outside.", "Trains arrive before breakfast tomorrow.",
              "Winter storms flood harbour cellars.", "Painters mix colours using linseed.",
              "Soldiers polish boots every evening.", "Whales migrate through northern oceans.",
              "Bakers knead dough until midnight."]  # fmt: skip
    written(study, "odd", [(f"Person {n}", words) for n, words in enumerate(lonely)])
    for words in lonely:
        coding.code(study, "odd", ["all"], quote=words)
    categories.category(study, "all")
    found = quotes_apart.find(study.db, scope.resolve(study.db, Filters()))
    assert found.quotes == []
    assert "in 1 the quotes share too few words for any to stand apart" in found.notes[0]


def test_the_same_quotes_whatever_order_words_come_in() -> None:
    """Quotes that share no word are equally far, and come by number, however Python's sets happen to be ordered."""
    script = (
        "import math, random\n"
        "from qda.reports.theory import quotes_apart\n"
        "rng = random.Random(5)\n"
        "common = [f'veel{i}' for i in range(12)]\n"
        "inside = {n: set(rng.sample(common, 6)) for n in range(1, 15)}\n"
        "inside |= {n: {f'eigen{n}x{i}' for i in range(5 + n % 7)} for n in range(15, 21)}\n"
        "weight = {w: math.log(1 + rng.random() * 9) for w in sorted(set().union(*inside.values()))}\n"
        "print([q.coding for q in quotes_apart._far(1, inside, weight, set())])\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in range(6)
    }  # fmt: skip
    assert said == {"[15, 16, 17]\n"}
