"""Questions of screens, shells and reports to a study. Read-only: nothing here writes."""
