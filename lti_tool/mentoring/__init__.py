"""The human pair: matching, sessions, briefs, draft reviews, alerts, and the mentors' own training."""
