"""Count how often codes are used, where and by whom, and which occur together."""
