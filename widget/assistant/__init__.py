"""One answer from question to stored text, in the order that keeps people safe."""
