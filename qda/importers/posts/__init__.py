"""Posts and comments on a page for which there is no profile: which elements they are, who wrote them, when."""
