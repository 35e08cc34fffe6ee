"""Copies of a study that are handed out, and other files of it that are merged in."""
