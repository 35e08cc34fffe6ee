"""The field's things, spans, text units, errors and results: standard library only."""
