"""The write door, the history that it keeps, and undo and redo."""
