"""The study file itself: finding and opening it, its tables and their guard, and whether it is whole."""
