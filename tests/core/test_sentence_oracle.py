"""Sentences beside pysbd, a library of golden rules for English (a test-only dependency), on the rules' own cases.

Where the two differ, the difference stands here with its reason.
"""

from __future__ import annotations

import pytest
from pysbd import Segmenter

from qda.core.text.sentences import sentences

# The cases of the golden rules (pragmatic_segmenter, MIT), which pysbd is built on.
GOLDEN = r"""
Hello World. My name is Jonas.
What is your name? My name is Jonas.
There it is! I found it.
My name is Jonas E. Smith.
Please turn to p. 55.
Were Jane and co. at the party?
They closed the deal with Pitt, Briggs & Co. at noon.
Let's ask Jane and co. They should know.
They closed the deal with Pitt, Briggs & Co. It closed yesterday.
I can see Mt. Fuji from here.
St. Michael's Church is on 5th st. near the light.
That is JFK Jr.'s book.
I visited the U.S.A. last year.
I live in the E.U. How about you?
I live in the U.S. How about you?
I work for the U.S. Government in Virginia.
I have lived in the U.S. for 20 years.
At 5 a.m. Mr. Smith went to the bank. He left the bank at 6 P.M. Mr. Smith then went to the store.
She has $100.00 in her bag.
She has $100.00. It is in her bag.
He teaches science (He previously worked for 5 years as an engineer.) at the local University.
Her email is Jane.Doe@example.com. I sent her an email.
The site is: https://www.example.50.com/new-site/awesome_content.html. Please check it out.
She turned to him, 'This is great.' she said.
She turned to him, "This is great." she said.
She turned to him, "This is great." She held the book out to show him.
Hello!! Long time no see.
Hello?? Who is there?
Hello!? Is that you?
Hello?! Is that you?
1.) The first item 2.) The second item
1. The first item. 2. The second item.
a. The first item b. The second item c. The third list item
You can find it at N°. 1026.253.553. That is where the treasure is.
She works at Yahoo! in the accounting department.
We make a good team, you and I. Did you see Albert I. Jones yesterday?
Thoreau argues that by simplifying one’s life, “the laws of the universe will appear less complex. . . .”
"Bohr [...] used the analogy of parallel stairways [...]" (Smith 55).
I never meant that.... She left the store.
I wasn’t really ... well, what I mean...see . . . what I'm saying, the thing is . . . I didn’t mean it.
""".strip().splitlines()

# Case -> what we make of it, and why.
OTHERWISE = {
    "1.) The first item 2.) The second item": [
        "1.)",
        "The first item 2.)",
        "The second item",
    ],  # items stand on lines of their own
    "a. The first item b. The second item c. The third list item": [
        "a. The first item b. The second item c. The third list item"  # likewise
    ],
    "You can find it at N°. 1026.253.553. That is where the treasure is.": [
        "You can find it at N°.",
        "1026.253.553.",
        "That is where the treasure is.",  # no abbreviation of the four languages
    ],
    "We make a good team, you and I. Did you see Albert I. Jones yesterday?": [
        # One capital letter is an initial unless a word follows that often begins sentences; `Did` is none of these.
        "We make a good team, you and I. Did you see Albert I. Jones yesterday?"
    ],
    "I wasn’t really ... well, what I mean...see . . . what I'm saying, the thing is . . . I didn’t mean it.": [
        "I wasn’t really ... well, what I mean...see . . . what I'm saying, the thing is . . .",
        "I didn’t mean it.",
    ],  # dots before a capital end a sentence: speech is full of them
}


@pytest.fixture(scope="module")
def pysbd() -> Segmenter:
    return Segmenter(language="en", clean=False)


@pytest.mark.parametrize("case", GOLDEN)
def test_golden_rules(case: str, pysbd: Segmenter) -> None:
    ours = [case[a:b] for a, b in sentences(case, language="en")]
    theirs = [s.strip() for s in pysbd.segment(case)]
    assert ours == OTHERWISE.get(case, theirs)
    assert (case in OTHERWISE) == (ours != theirs)


def test_every_difference_is_of_a_case() -> None:
    assert set(OTHERWISE) <= set(GOLDEN)
