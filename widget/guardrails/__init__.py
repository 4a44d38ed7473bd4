"""Checks that run as code before and around every answer: none of them asks a model."""
