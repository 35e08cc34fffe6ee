"""Saved web pages: articles, threads of known software, comments of unknown software."""
