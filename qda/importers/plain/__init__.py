"""Text and Markdown files, and text that a document's reader took out: threads, articles, plain text."""
