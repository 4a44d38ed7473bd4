"""The database side of the assistant: threads, turns, feedback, budgets, and whom to turn to."""
