"""A text as characters: sentences, finding, the search language, alignment, stretches, names replaced in it."""
