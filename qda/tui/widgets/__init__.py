"""Small parts of screens: prompts, choosers, lists, text areas."""
