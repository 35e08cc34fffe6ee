"""Word documents: the file and its styles by python-docx, the body as XML text of our own."""
