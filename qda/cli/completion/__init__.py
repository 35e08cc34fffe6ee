"""Completion: the offers of a shell while a command line is typed."""
