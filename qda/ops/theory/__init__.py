"""Axial and selective coding, memos, and the method's ledgers: comparisons, negative cases, sampling."""
