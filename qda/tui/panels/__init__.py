"""What stands beside the text: what is here, sources, codebook, comparison."""
