"""The full-screen coder: `qda read`. Screens over `qda.ops`; nothing here writes to a study by itself."""
