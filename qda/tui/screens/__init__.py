"""Screens of their own: paradigm, selective, sorting, candidates, similar passages, memo editor, code picker, help."""
