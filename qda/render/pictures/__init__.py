"""Drawings as SVG: shapes from the data of `qda.core.drawings`, one module a kind."""
