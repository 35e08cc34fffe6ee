"""Shared by all other rooms: spans, text units, names, errors and results. Standard library only."""
