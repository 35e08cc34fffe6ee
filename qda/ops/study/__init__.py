"""What a researcher does with the study as a whole, and what is shown of it to a screen or a shell."""
