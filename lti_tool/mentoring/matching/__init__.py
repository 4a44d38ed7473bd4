"""Propose mentors to learners: constraints, fit in three visible groups, the fairest best assignment, reasons.

Nothing here decides: an instructor approves each pair, and both people may decline. No trait
that is protected, or stands for one, is read (`lti_tool.mentoring.matching.profiles`).
"""
