"""How often codes are used, where, by whom, and which go together."""
