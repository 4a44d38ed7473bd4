"""A `SearchEngine` in PostgreSQL's full text search, for installations on several machines.

One index per course, as two tables of their own beside the tool's: every machine asks the same
ones, and whichever worker comes first keeps them in step.
"""
