"""Whole projects in and out: what is found, kept, carried and lost."""
