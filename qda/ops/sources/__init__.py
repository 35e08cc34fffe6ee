"""What a researcher does with texts and people: import, correct, search, update, pseudonyms."""
