"""Another text for a source, and segments corrected: what moves with them."""
