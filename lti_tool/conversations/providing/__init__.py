"""Which language models the assistant may ask, what they may cost, and who answered for that."""
