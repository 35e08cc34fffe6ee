"""Work in teams: copies handed out, merges, what a merge could not decide."""
