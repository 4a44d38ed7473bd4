"""Weak signals: readings of written exchanges, facts about spoken delivery, trends against one's own baseline.

Pure: no tables, no Flask, no clock. Nothing here names an emotion of a voice or diagnoses a person.
"""
