"""What learners did, counted, and how it reaches the course gradebook: policies, line items, score outbox."""
