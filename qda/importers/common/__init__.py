"""Shared by several families of readers: encoding, dates, names, lines and segments, building of text."""
