"""Interviews and focus groups: the labels of those who speak, however they are written."""
