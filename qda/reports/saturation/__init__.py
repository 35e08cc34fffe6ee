"""How new codes turn up from source to source, and how far each category is developed."""
