"""What coders settle together: which sources they have read whole, and where they differ."""
