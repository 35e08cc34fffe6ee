"""Agreement between coders: coefficients as pure functions, a file each, and what they are computed from.

`registry.COEFFICIENTS` is the one table of them: whatever lists, documents, offers or tests a coefficient reads it.
"""
