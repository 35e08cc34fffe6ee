"""Candidate categories and suggestions out of the texts: what is offered, and what is decided on it."""
