"""The whole study on one page: what is gathered for it."""
