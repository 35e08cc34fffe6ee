"""What a researcher does: one module a noun, called by every front end.

Operations take an open study first and return results.
"""
