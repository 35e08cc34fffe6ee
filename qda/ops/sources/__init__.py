"""Operations on texts and people: import, correct, search, update, pseudonyms."""
