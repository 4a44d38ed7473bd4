"""Nothing reaches a learner as fact unless a sentence of the course's material carries it."""
