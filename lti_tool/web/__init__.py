"""What every page shares: transactions, the bearer session, access, fragments, failures, headers."""
