"""Analysis of text per language."""
