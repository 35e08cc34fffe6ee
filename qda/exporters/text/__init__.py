"""A study as a folder of text files, to keep in git: what goes into each file, what it is called, and the folder itself."""
