"""A study's rows on their way to another study: out, in, and what is only carried."""
