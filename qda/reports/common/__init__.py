"""Parts shared by several reports: the choice of quotes, marks, and the rows of codebook, memos and quotes."""
