"""Screens of their own: paradigm, selective, candidates, similar passages, memo editor, code picker, help."""
