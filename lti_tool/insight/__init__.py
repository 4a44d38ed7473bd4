"""Aggregates only: is it fair, does it work. No page of this subject names a learner."""
