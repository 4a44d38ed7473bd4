"""The assistant between sessions: grounded answers, their guards, and the panel that shows them."""
