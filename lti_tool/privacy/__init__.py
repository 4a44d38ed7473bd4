"""One person's rights across all subjects: everything exported, everything forgotten."""
