"""What several reports share: which quotes stand for a code, marks, the codebook's, memos' and quotes' rows."""
