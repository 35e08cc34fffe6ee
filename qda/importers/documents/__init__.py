"""Documents: Word, OpenDocument, rich text, EPUB, PDF, and what pandoc reads."""
