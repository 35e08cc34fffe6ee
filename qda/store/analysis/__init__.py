"""What researchers make of the texts: codes, codings, memos, links, theory, and the method's ledgers."""
