"""Where coders agree, and where they do not."""
