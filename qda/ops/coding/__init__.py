"""Open coding and the codebook."""
