"""Boussole: AI-augmented mentoring inside a learning platform."""
