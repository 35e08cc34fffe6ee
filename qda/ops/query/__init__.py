"""Queries of codings: what terms find, operators on stretches and on units, and the listing of the places."""
