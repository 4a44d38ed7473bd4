"""Train and measure the heads of `signals.mood` from labelled files that are not shipped."""
