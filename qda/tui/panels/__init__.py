"""Panels beside the text: codings and memos here, sources, codebook, comparison."""
