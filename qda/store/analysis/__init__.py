"""Tables of the analysis: codes, codings, memos, links, theory, and the method's own records."""
