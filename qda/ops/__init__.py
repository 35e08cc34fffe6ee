"""Operations of a researcher: one module per noun, called by every front end.

Operations take an open study first and return results.
"""
