"""Texts to measure with: posts of forum threads, the same from the same seed on every machine. Standard library only.

    python benchmarks/corpus.py texts FOLDER 10000      # one file a post, 500 files a folder
    python benchmarks/corpus.py posts FILE.csv 100000   # one row a post
    python benchmarks/corpus.py talks FOLDER 300        # interviews with turns, and whole threads on a page
    python benchmarks/corpus.py long FOLDER 100         # sources of 100 posts each

The words come from syllables, used as Zipf has it, with the function words of Dutch on top (some with accents: nothing
may count on ASCII). A post draws sentences from a stock, which costs a tenth of drawing words; two posts seldom share
more than a sentence. Thread n is made from (seed, n) alone, so that a smaller corpus is the beginning of a larger one.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

SEED = "qda"
STOCK = 20_000  # sentences
COMMON = (
    "de het een en van in is dat op te zijn met voor niet die er aan ook als door maar bij om ik dan zo nog wel naar uit "
    "kan wat je hij dit over hebben moet deze meer al was geen we wordt haar hun waar veel zou zich tot nu tegen één zo’n "
    "waarom eigenlijk omdat tijdens coördinatie reünie ideeën"
)
HEADS = "raad wet dienst wijk zorg burg ambt stad dorp recht macht plan deel bestuur waarde keuze vraag rol taak"
MIDDLES = "en er ig lijk baar ver be ont sam mede over hoofd"
TAILS = "ing heid schap ers en e te de tie aar ster kunde zaak"
# phrases that occur nowhere else, and in how large a part of the posts
PHRASES = {"het zichtbare resultaat": 0.05, "tussen raad en college in": 0.01, "een vergeten afspraak": 0.001}


class Post(NamedTuple):
    """One post: where it stands, who wrote it, and its paragraphs."""

    number: int
    thread: int
    title: str
    author: str
    date: str
    paragraphs: list[str]


def vocabulary() -> tuple[list[str], list[float]]:
    """3,000 words and their cumulated weights."""
    rng = random.Random(f"{SEED} words")
    common, heads = COMMON.split(), HEADS.split()
    made = {a + b + c for a in heads for b in MIDDLES.split() for c in TAILS.split()}
    made |= {a + b for a in heads for b in heads if a != b}
    rest = sorted(made - set(common))
    rng.shuffle(rest)
    words = [*common, *rest][:3000]
    return words, list(accumulate((n + 2.7) ** -1.05 for n in range(len(words))))


def stock() -> list[str]:
    """The sentences that posts draw from."""
    words, weights = vocabulary()
    rng = random.Random(f"{SEED} sentences")
    out = []
    for _ in range(STOCK):
        drawn = rng.choices(words, cum_weights=weights, k=6 + int(rng.random() * 16))
        text = " ".join(drawn)
        out.append(text[0].upper() + text[1:] + ("?" if rng.random() < 0.1 else "."))
    return out


def posts(n: int) -> Iterator[Post]:
    """The first n posts: threads of 3 to 12, of 30 to 300 words each."""
    sentences = stock()
    number = thread = 0
    while True:
        thread += 1
        rng = random.Random(f"{SEED} {thread}")
        title = sentences[int(rng.random() * STOCK)].rstrip(".?")[:60].rstrip()
        when = datetime(2012, 3, 1) + timedelta(minutes=int(rng.random() * 6_000_000))
        for _ in range(3 + int(rng.random() * 10)):
            if number == n:
                return
            number += 1
            when += timedelta(minutes=1 + int(rng.random() * 2000))
            drawn = [sentences[int(rng.random() * STOCK)] for _ in range(3 + int(rng.random() * 19))]
            for phrase, share in PHRASES.items():
                if rng.random() < share:
                    at = int(rng.random() * len(drawn))
                    drawn[at] = f"{drawn[at][:-1]}, {phrase}{drawn[at][-1]}"
            paragraphs = []
            while drawn:
                k = 1 + int(rng.random() * 6)
                paragraphs.append(" ".join(drawn[:k]))
                del drawn[:k]
            # few write often, many once
            author = f"lid{int((rng.random() ** 4) * 6000):04d}"
            yield Post(number, thread, title, author, when.isoformat(timespec="minutes"), paragraphs)


def wrapped(text: str, width: int = 78) -> str:
    """Lines of at most `width` characters (textwrap takes four times as long)."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def write_texts(folder: Path, n: int) -> None:
    """One file a post: three lines of header, then wrapped paragraphs."""
    for p in posts(n):
        home = folder / f"{(p.number - 1) // 500:04d}"
        if (p.number - 1) % 500 == 0:
            home.mkdir(parents=True, exist_ok=True)
        body = "\n\n".join(map(wrapped, p.paragraphs))
        head = f"Onderwerp: {p.title}\nAuteur: {p.author}\nDatum: {p.date}\n\n"
        (home / f"bericht-{p.number:06d}.txt").write_text(head + body + "\n", encoding="utf-8", newline="\n")


def write_posts(file: Path, n: int) -> None:
    """A CSV file with one row a post."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["id", "thread", "title", "author", "date", "text"])
        for p in posts(n):
            out.writerow([p.number, f"draad-{p.thread:06d}", p.title, p.author, p.date, "\n\n".join(p.paragraphs)])


def write_apart(file: Path, n: int) -> None:
    """A CSV file with one row a post, each in a thread of its own and by a person of its own."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["thread", "author", "date", "text"])
        for p in posts(n):
            out.writerow([f"bericht-{p.number:06d}", f"lid {p.number}", p.date, "\n\n".join(p.paragraphs)])


def write_talks(folder: Path, n: int) -> None:
    """n pages that the recognisers have work with: interviews by turns and threads by greeting and signature, in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    gathered: list[Post] = []
    made = 0
    for p in posts(n * 15):
        gathered.append(p)
        if len(gathered) < 12:
            continue
        if made % 2:
            turns = [
                f"{'Interviewer' if i % 2 == 0 else 'Respondent'}: {' '.join(g.paragraphs)}"
                for i, g in enumerate(gathered)
            ]
        else:
            turns = [f"Beste mensen,\n\n{chr(10).join(g.paragraphs)}\n\nGroeten,\n{g.author}" for g in gathered]
        (folder / f"gesprek-{made:05d}.txt").write_text("\n\n".join(turns) + "\n", encoding="utf-8", newline="\n")
        gathered = []
        made += 1
        if made == n:
            return


def write_long(folder: Path, n: int) -> None:
    """n sources of 100 posts, paragraph after paragraph."""
    folder.mkdir(parents=True, exist_ok=True)
    gathered: list[str] = []
    for p in posts(n * 100):
        gathered += p.paragraphs
        if p.number % 100 == 0:
            text = "\n\n".join(map(wrapped, gathered)) + "\n"
            (folder / f"lang-{p.number // 100:04d}.txt").write_text(text, encoding="utf-8", newline="\n")
            gathered = []


def main(args: list[str]) -> None:
    """`texts FOLDER N`, `posts FILE N`, `apart FILE N`, `talks FOLDER N` or `long FOLDER N`."""
    what, where, n = args
    {"texts": write_texts, "posts": write_posts, "apart": write_apart, "talks": write_talks, "long": write_long}[what](
        Path(where), int(n)
    )


if __name__ == "__main__":
    main(sys.argv[1:])
