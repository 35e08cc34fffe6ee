"""What screens, shells and reports ask of a study. Read-only: nothing here writes."""
