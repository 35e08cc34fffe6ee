"""A study, or one of its texts, as a page that stands alone: coded texts with stripes in the margin, and one script."""
