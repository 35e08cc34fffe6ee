"""Sources, segments, people and pseudonyms; which of them a listing is over."""
