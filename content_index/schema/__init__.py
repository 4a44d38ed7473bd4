"""Analysis of text per language, and the layout of the index."""
