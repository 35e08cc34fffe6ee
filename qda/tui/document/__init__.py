"""A text on the screen: rows, drawing, margin, motions, mouse. Knows no screen."""
