"""Operations on the study as a whole, and views of it for a screen or a shell."""
