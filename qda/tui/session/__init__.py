"""The open study behind the screens: background work, settings, suggestions, reading positions, unsaved text."""
