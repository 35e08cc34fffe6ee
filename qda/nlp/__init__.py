"""Language: words, lemmas, terms, groups of terms, suggestions. The only room with spaCy and scikit-learn.

It knows texts and numbers, not the study file: `qda.ops` reads the texts, hands them in, and has the store keep what came
out. Everything is offline and repeatable: the same texts give the same answer.
"""
