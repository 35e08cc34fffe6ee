"""What the other rooms share: spans, text units, names, errors and results. Standard library only."""
