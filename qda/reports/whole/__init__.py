"""All of a study in one file."""
